"""One tidy panel of regional figures, from the embedded figures or from what was pulled, in the same form.

A variable comes from one table. Figures of two generations (before and after a benchmark revision) are never put in one
series: asking for it is an error that names both tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from impact import regions
from impact.errors import InputError, Problem, suggestion
from impact.panel.breaks import marked
from impact.panel.embedded import Embedded
from impact.panel.levels import PREFIXES, prefix
from impact.panel.schema import check
from impact.panel.variables import Difference, Ratio, Variable, variable
from impact.sources import catalogue

if TYPE_CHECKING:
    from impact.sources.store import Store

COLUMNS = ["region", "sector", "year", "variable", "value", "unit", "status", "source", "vintage"]
_KEYS = ["region", "sector", "year"]


def panel(
    names: str | Sequence[str],
    *,
    level: str = "corop",
    data: str | Path | Store = "snapshot",
    tables: str | Sequence[str] = (),
    years: tuple[int, int] | None = None,
    harmonise_to: int | None = None,
    shares: regions.Shares | None = None,
    area: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return variables by region, sector and year: columns as in `COLUMNS`, checked against `schema`.

    Parameters
    ----------
    names : str or list
        Variables, such as "jobs" or "value_added_without_mining".
    level : {"gemeente", "corop", "provincie", "landsdeel", "land"}
    data : "snapshot", "live", path or Store
        The embedded figures, the store of the user, or a store elsewhere.
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

    Raises
    ------
    InputError
        An unknown variable or level; no table that has it; tables of two generations; an area that holds a part of a
        region, or regions that the table does not have.
    """
    prefix(level)  # refuses an unknown one
    if harmonise_to is not None and level != "gemeente":
        expected = "level gemeente: only municipalities are put on other boundaries"
        todo = "Leave --harmonise-to out, or ask for --level gemeente."
        raise InputError(Problem("panel", "harmonise_to", f"level {level}", expected, todo))
    wanted = [names] if isinstance(names, str) else list(names)
    if twice := sorted({name for name in wanted if wanted.count(name) > 1}):
        seen = f"{', '.join(twice)} twice"
        raise InputError(Problem("panel", "variable", seen, "every variable once", "Take the copy out."))
    chosen = [tables] if isinstance(tables, str) else list(tables)
    source = _source(data)
    _check_chosen(chosen, [variable(n) for n in wanted], level, source)
    found = [_within(_series(variable(n), level, source, chosen), n, level, years) for n in wanted]
    frame = pd.concat(found, ignore_index=True)
    if harmonise_to is not None:
        frame = regions.harmonise(frame, harmonise_to, shares=shares)
    if area is not None:
        frame = _inside(frame, regions.study_area(area), level, harmonise_to)
    frame = marked(frame, harmonised=harmonise_to is not None)
    return check(frame[COLUMNS].sort_values(["variable", *_KEYS], ignore_index=True))


def _check_chosen(chosen: Sequence[str], wanted: Sequence[Variable], level: str, source: Source) -> None:
    """Refuse a table that has none of the variables: it would be passed over in silence."""
    having = {table for one in wanted for base in _bases(one) for table in source.tables(base, level)}
    for table in chosen:
        if table not in having:
            expected = f"a table with {' or '.join(one.name for one in wanted)} for level {level}"
            todo = suggestion(table, sorted(having)) if having else "Leave --table out."
            raise InputError(Problem("panel", "tables", repr(table), expected, todo))


def _bases(wanted: Variable) -> list[Variable]:
    """Return the variables that are read for one: itself, or what it is computed from."""
    if wanted.ratio is not None:
        return [variable(wanted.ratio.numerator), variable(wanted.ratio.denominator)]
    return [variable(wanted.difference.of)] if wanted.difference is not None else [wanted]


def _within(series: pd.DataFrame, name: str, level: str, years: tuple[int, int] | None) -> pd.DataFrame:
    """Return the rows of some years; refuses to return none."""
    first, last = years or (0, 9999)
    if first > last:
        todo = f"Ask for {last}-{first}."
        raise InputError(Problem("panel", "years", f"{first}-{last}", "the first year before the last", todo))
    inside = series[series["year"].between(first, last)]
    if inside.empty:
        asked = f" in {first}" if first == last else f" in {first} to {last}" if years else ""
        have = f"{series['year'].min()} to {series['year'].max()}" if len(series) else f"none for level {level}"
        tables = " and ".join(series["source"].unique())
        found, expected = f"no {name} for level {level}{asked}", f"a year of {tables or 'the table'}: {have}"
        todo = "Choose other years, or bring the table up to date with `impact pull`."
        raise InputError(Problem("panel", "years", found, expected, todo))
    return inside


def _inside(frame: pd.DataFrame, area: regions.StudyArea, level: str, boundaries: int | None) -> pd.DataFrame:
    """Return the rows of the regions that make up an area.

    Of municipalities those that went into the area stand beside those of 2024, in the years in which they were there.
    """
    needed = there = frozenset(area.regions(level))
    cells = {year: there for year in frame["year"].unique()}
    if level == "gemeente":
        cells = {year: there | area.municipalities_in(boundaries or year) for year in cells}
        needed = area.municipalities_in(boundaries or max(cells))
    inside = frame[[region in cells[year] for region, year in zip(frame["region"], frame["year"], strict=True)]]
    for name in frame["variable"].unique():
        if absent := sorted(needed - set(inside.loc[inside["variable"] == name, "region"])):
            seen = f"no {name} of {', '.join(absent)}"
            todo = "Name the regions that you want instead of the area, or ask for another level or table."
            raise InputError(Problem("panel", "area", seen, f"figures of every part of {area.name}", todo))
    return inside


class Source(Protocol):
    """Where variables are read from: the embedded figures or a store."""

    def tables(self, wanted: Variable, level: str) -> dict[str, str]:
        """Return the tables that have a variable at a level, with their generation."""

    def default(self, having: Mapping[str, str]) -> str:
        """Return the table to take when none is named."""

    def read(self, wanted: Variable, level: str, table: str) -> pd.DataFrame:
        """Return the rows of a variable from one table, with the columns of the panel among them."""

    def less(self, difference: Difference) -> tuple[str, str]:
        """Return the sector groups to leave out and to add again, to be rid of mining."""


def _source(data: str | Path | Store) -> Source:
    if data == "snapshot":
        return Embedded()
    from impact.panel.live import Live, store_of  # brings the network along, which a snapshot does not need

    return Live(store_of(data))


def _series(wanted: Variable, level: str, source: Source, chosen: Sequence[str]) -> pd.DataFrame:
    if wanted.difference is not None:
        return _difference(wanted, wanted.difference, level, source, chosen)
    if wanted.ratio is not None:
        return _ratio(wanted, wanted.ratio, level, source, chosen)
    return source.read(wanted, level, _one(wanted, level, source, chosen))[COLUMNS]


def _one(wanted: Variable, level: str, source: Source, chosen: Sequence[str]) -> str:
    """Return the one table to take a variable from."""
    having = source.tables(wanted, level)
    named = {t: having[t] for t in chosen if t in having}
    if len(named) > 1:
        listed = " and ".join(f"{t} ({generation})" for t, generation in named.items())
        todo = "Take one of them; years of the other are not comparable."
        raise InputError(Problem("panel", "tables", f"{wanted.name} from {listed}", "one table for a series", todo))
    if not having:
        raise InputError(_nowhere(wanted, level, source))
    return next(iter(named)) if named else source.default(having)


def _nowhere(wanted: Variable, level: str, source: Source) -> Problem:
    elsewhere = [lvl for lvl in PREFIXES if source.tables(wanted, lvl)]
    pullable = [t for t, c in catalogue.tables().items() if any(m.variable == wanted.name for m in c.measures)]
    todo = f"It is there for {', '.join(elsewhere)}." if elsewhere else ""
    if pullable:
        todo = f"{todo} `impact pull {pullable[0]}` fetches it; then ask with --data live.".strip()
    found = f"{wanted.name} for level {level}"
    return Problem("panel", "variable", found, "a variable that some table has at this level", todo or "Leave it out.")


def _ratio(wanted: Variable, ratio: Ratio, level: str, source: Source, chosen: Sequence[str]) -> pd.DataFrame:
    above, below = variable(ratio.numerator), variable(ratio.denominator)
    over, under = source.tables(above, level), source.tables(below, level)
    pairs = [(a, b) for a in over for b in under if over[a] == under[b] and (not chosen or {a, b} & set(chosen))]
    if not pairs:
        found = f"{above.name} in {', '.join(over) or 'no table'}, {below.name} in {', '.join(under) or 'no table'}"
        expected = f"both of one generation, for {wanted.name} at level {level}"
        raise InputError(Problem("panel", "variable", found, expected, "Choose another level, or pull 85924NED."))
    top, bottom = source.read(above, level, pairs[0][0]), source.read(below, level, pairs[0][1])
    joined = top.merge(bottom[[*_KEYS, "value", "status"]], on=_KEYS, suffixes=("", "_below"))
    status = joined["status"].where(joined["status"] != "", joined["status_below"])
    return joined.assign(
        variable=wanted.name, unit=wanted.unit, value=joined["value"] / joined["value_below"], status=status
    )[COLUMNS]


def _difference(wanted: Variable, part: Difference, level: str, source: Source, chosen: Sequence[str]) -> pd.DataFrame:
    base = variable(part.of)
    less, plus = source.less(part)
    of = _groups(base, [code for code in (part.total, less, plus) if code], level, source, chosen)
    total = of[part.total]
    value = total["value"] - of[less]["value"].reindex(total.index)
    if plus:
        value = value + of[plus]["value"].reindex(total.index)
    missing = of[less]["status"].reindex(total.index).fillna("not collected").where(value.isna())
    status = total["status"].where(value.notna(), missing.replace("", "not collected"))
    named = total.assign(value=value, status=status, variable=wanted.name, unit=wanted.unit)
    return named.assign(sector=f"{part.total} without {'B, D, E' if plus else less}").reset_index()[COLUMNS]


def _groups(
    base: Variable, codes: Sequence[str], level: str, source: Source, chosen: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """Return the rows of each sector group, from the first table that has them all."""
    first = _one(base, level, source, chosen)
    for table in [first, *(t for t in source.tables(base, level) if t != first and not chosen)]:
        rows = source.read(base, level, table).set_index(["region", "year"])
        of = {code: rows[rows["sector"] == code] for code in codes}
        if not any(found.empty for found in of.values()):
            return of
    expected = f"sectors {', '.join(codes)}, to leave mining out"
    found = f"no such sectors in {', '.join(source.tables(base, level))} for level {level}"
    raise InputError(Problem("panel", "sector", found, expected, "Choose another level, or pull 85925NED."))
