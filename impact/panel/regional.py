"""One tidy panel of regional figures, from the snapshot or from what was pulled, in the same form.

A variable comes from one table. Figures of two generations (before and after a benchmark revision) are never put in one
series: asking for it is an error that names both tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from impact import regions
from impact.errors import InputError, Problem, suggestion
from impact.panel.breaks import marked
from impact.panel.figures import SNAPSHOT, Figures, figures_of
from impact.panel.schema import COLUMNS, KEYS, check, prefix, spanned
from impact.panel.series import Source, bases, filled, nowhere, pullable, series, within
from impact.panel.variables import Variable, variable
from impact.regions.mergers import EVERY_PART

if TYPE_CHECKING:
    from impact.sources.store import Store

_MUNICIPAL = "gemeente"


def panel(
    names: str | Sequence[str],
    *,
    level: str = "corop",
    data: str | Path | Store | Figures = SNAPSHOT,
    tables: str | Sequence[str] = (),
    years: tuple[int, int] | None = None,
    harmonise_to: int | None = None,
    shares: regions.Shares | None = None,
    area: str | Sequence[str] | None = None,
    sectors: str | Sequence[str] = (),
) -> pd.DataFrame:
    """Return variables by region, sector and year: columns as in `COLUMNS`, checked against `schema`.

    Parameters
    ----------
    names : str or list
        Variables, such as "jobs" or "value_added_without_mining".
    level : {"gemeente", "corop", "provincie", "landsdeel", "land"}
    data : "snapshot", "live", path, Store or Figures
        The snapshot, the store of the user, or a store elsewhere.
    tables : str or list, optional
        Which table to take where several have a variable.
    years : (int, int), optional
        First and last year.
    harmonise_to : int, optional
        For municipalities: put counts on the boundaries of this year.
    shares : mapping, optional
        Which part of a divided municipality went where, as in `regions.harmonise`.
    area : str or list, optional
        Only the regions that make up a study area, by its name or by their codes.
    sectors : str or list, optional
        Only these sectors, such as "H" or "M-N", from the first table that has them all.

    Raises
    ------
    InputError
        An unknown variable or level; no table that has it; tables of two generations; an area that holds a part of a
        region, or regions that the table does not have; sectors that no table has.
    """
    prefix(level)  # refuses an unknown one
    if harmonise_to is not None and level != _MUNICIPAL:
        expected = "level gemeente: only municipalities are put on other boundaries"
        todo = "Leave --harmonise-to out, or ask for --level gemeente."
        raise InputError(Problem("panel", "harmonise_to", f"level {level}", expected, todo))
    wanted = [names] if isinstance(names, str) else list(names)
    if twice := sorted({name for name in wanted if wanted.count(name) > 1}):
        seen = f"{', '.join(twice)} twice"
        raise InputError(Problem("panel", "variable", seen, "every variable once", "Take the copy out."))
    chosen = [tables] if isinstance(tables, str) else list(tables)
    source = figures_of(data)
    _check_chosen(chosen, [variable(n) for n in wanted], level, source)
    codes = [sectors] if isinstance(sectors, str) else list(sectors)
    rows = {
        n: filled(variable(n), level, source, _with_sectors(variable(n), level, source, chosen, codes)) for n in wanted
    }
    span = spanned(years)
    found = [within(_of_sectors(rows[n], codes), n, level, span) for n in wanted]
    frame = pd.concat(found, ignore_index=True)
    if harmonise_to is not None:
        frame = _on_one_map(frame, harmonise_to, shares, in_snapshot=source.store is None)
    if area is not None:
        frame = _inside(frame, regions.study_area(area), level, harmonise_to)
    frame = marked(frame, harmonised=harmonise_to is not None)
    return check(frame[COLUMNS].sort_values(["variable", *KEYS], ignore_index=True))


def _check_chosen(chosen: Sequence[str], wanted: Sequence[Variable], level: str, source: Source) -> None:
    """Refuse a table that has none of the variables: it would be passed over in silence."""
    having = {table for one in wanted for base in bases(one) for table in source.tables(base, level)}
    for table in chosen:
        if table not in having:
            if not having:
                raise InputError([nowhere(one, level, source) for one in wanted])
            expected = f"a table with {' or '.join(one.name for one in wanted)} for level {level}"
            raise InputError(Problem("panel", "tables", repr(table), expected, suggestion(table, sorted(having))))


def _with_sectors(
    wanted: Variable, level: str, source: Source, chosen: Sequence[str], codes: Sequence[str]
) -> Sequence[str]:
    """Return the tables to choose from: the first with all these sectors, where no table is chosen."""
    if chosen or not codes or wanted.ratio or wanted.sum:
        return chosen
    having = source.tables(wanted, level)
    in_order = sorted(having, key=lambda table: table != source.default(having)) if having else []
    fitting = (t for t in in_order if set(codes) <= set(series(wanted, level, source, [t])["sector"]))
    return [*islice(fitting, 1)]


def _of_sectors(rows: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Return the rows of some sectors, of all where none is named; refuses one that is not there."""
    held = list(rows["sector"].unique())
    if absent := [code for code in codes if code not in held]:
        found, expected = ", ".join(absent), f"sectors of {rows['source'].iloc[0]}: {', '.join(held)}"
        todo = "Choose among these, or another table with --table."
        raise InputError(Problem("panel", "sector", found, expected, todo))
    return rows[rows["sector"].isin(codes)] if codes else rows


def _on_one_map(frame: pd.DataFrame, year: int, shares: regions.Shares | None, *, in_snapshot: bool) -> pd.DataFrame:
    """Return municipal counts on the boundaries of a year; the snapshot lacks some that are gone."""
    try:
        return regions.harmonise(frame, year, shares=shares)
    except InputError as failure:
        if not in_snapshot or not any(problem.expected == EVERY_PART for problem in failure.problems):
            raise
        todo = " ".join(_missing_parts(frame, year, shares))
        problems = [replace(p, todo=todo) if p.expected == EVERY_PART else p for p in failure.problems]
        raise InputError(problems) from failure


def _missing_parts(frame: pd.DataFrame, year: int, shares: regions.Shares | None) -> Iterator[str]:
    """Say what helps where the snapshot lacks a municipality: the pulled table, or later years."""
    name = str(frame["variable"].iloc[0])
    if table := pullable(variable(name), _MUNICIPAL):
        yield f"The snapshot lacks it: `impact pull {table}` fetches all; then ask with --data live."
    for first in sorted(set(frame["year"])):
        with suppress(InputError):
            regions.harmonise(frame[frame["year"] >= first], year, shares=shares)
            last = frame["year"].max()
            yield f"Or ask for {first}." if first == last else f"Or ask for {first}-{last}."
            return


def _inside(frame: pd.DataFrame, area: regions.StudyArea, level: str, boundaries: int | None) -> pd.DataFrame:
    """Return the rows of the regions that make up an area.

    Of municipalities those that went into the area stand beside those of 2024, in the years in which they were there.
    """
    needed = there = frozenset(area.regions(level))
    cells = {year: there for year in frame["year"].unique()}
    if level == _MUNICIPAL:
        cells = {year: there | area.municipalities_in(boundaries or year) for year in cells}
        needed = area.municipalities_in(boundaries or max(cells))
    inside = frame[[region in cells[year] for region, year in zip(frame["region"], frame["year"], strict=True)]]
    for name in frame["variable"].unique():
        if absent := sorted(needed - set(inside.loc[inside["variable"] == name, "region"])):
            seen = f"no {name} of {', '.join(absent)}"
            todo = "Name the regions that you want instead of the area, or ask for another level or table."
            raise InputError(Problem("panel", "area", seen, f"figures of every part of {area.name}", todo))
    return inside
