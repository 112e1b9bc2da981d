"""Changes between two years of a panel: refused across a break, with the sum of areas that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from impact.errors import InputError, Problem
from impact.panel.breaks import AND, BREAK, Break, breaks, together
from impact.panel.variables import variable
from impact.regions.codes import names
from impact.statuses import OBSERVED, weakest
from impact.words.statements import said

COLUMNS = [
    *("region", "sector", "variable", "unit", "from_year", "to_year", "before", "after", "change"),
    *("status", "breaks", "comparable"),
]
KEYS = ["variable", "sector", "region"]


def change(frame: pd.DataFrame, from_year: int, to_year: int) -> pd.DataFrame:
    """Return changes between two years of a panel, in per cent of the first.

    Nothing is computed across a break (`breaks`): the row has no change and the status "break". Where a border moved
    and the frame has every area on either side of it, their sum is a row of its own, with the codes joined by "+".

    Parameters
    ----------
    frame : DataFrame
        Rows of `panel`: the two years, and the years between them if the source marks breaks of its own.
    from_year, to_year : int
        The years to compare.

    Returns
    -------
    DataFrame
        `COLUMNS`: before and after in the unit of the variable, change in %; status why there is none, or what the
        figures have ("provisional"); the names of the breaks in between; and the sum of areas that is comparable. The
        status is "impossible" where the first figure is zero or less: a change from nothing has no size.

    Raises
    ------
    InputError
        Years that are not in the frame or in another order; no area at all that can be compared.
    """
    _check_years(frame, from_year, to_year)
    crossing = [one for one in breaks() if one.lies_between(from_year, to_year) and one.is_in(frame)]
    areas = _with_breaks(_ends(frame, from_year, to_year), frame, crossing)
    found = pd.concat([areas, *_sums(areas, together(crossing))], ignore_index=True)
    if len(found) and found["status"].eq(BREAK).all():
        raise InputError(list(_refusals(found)))
    computed = found["before"].gt(0) & found["after"].notna() & found["status"].ne(BREAK)
    found["change"] = (100 * (found["after"] / found["before"] - 1)).where(computed)
    return found[COLUMNS].sort_values(KEYS, ignore_index=True)


def _check_years(frame: pd.DataFrame, from_year: int, to_year: int) -> None:
    have = sorted(int(year) for year in frame["year"].unique())
    listed = f"two years of {', '.join(map(str, have))}, the first before the last"
    if from_year >= to_year or not {from_year, to_year} <= set(have):
        todo = "Choose two of these years, or make the panel with more."
        raise InputError(Problem("panel", "change", f"{from_year} to {to_year}", listed, todo))


def _ends(frame: pd.DataFrame, from_year: int, to_year: int) -> pd.DataFrame:
    """Return the figures of both years side by side, with the status of the change; a row that is absent has none."""
    held = [*KEYS, "unit", "source", "vintage"]
    first, last = (frame.loc[frame["year"] == year, [*held, "value", "status"]] for year in (from_year, to_year))
    both = first.merge(last, on=held, how="outer", suffixes=("_before", "_after"))
    ends = both.rename(columns={"value_before": "before", "value_after": "after"})
    pairs = ends[["status_before", "status_after"]].fillna("not collected").itertuples(index=False, name=None)
    ends["status"] = [_weakest(pair) for pair in pairs]
    ends.loc[ends["before"].le(0) & ends["after"].notna(), "status"] = "impossible"
    return ends.assign(from_year=from_year, to_year=to_year, breaks="", comparable="")


def _weakest(statuses: Iterable[str]) -> str:
    """Return why a figure is missing, else what the figures have; a break is no matter of the figure itself."""
    return weakest("" if status == BREAK else status for status in statuses)


def _with_breaks(ends: pd.DataFrame, frame: pd.DataFrame, crossing: Sequence[Break]) -> pd.DataFrame:
    """Return the rows with the breaks between the years, and the sum of areas that has none of them."""
    found = ends.assign(seen=ends["status"], whole=True)
    for one in crossing:
        hit = one.concerns(found) & (~_unmarked(found, frame, one.year) if one.kind == "merger" else True)
        found.loc[hit, "breaks"] = (found["breaks"] + " " + one.name).str.strip()
        found.loc[hit, "whole"] = found["whole"] & (one.kind == "boundary")
    marked = _cells(frame[frame["status"].eq(BREAK) & frame["year"].gt(found["from_year"].min())], found)
    found.loc[found["breaks"].ne("") | marked, "status"] = BREAK
    for areas in together(crossing):
        joint = found["region"].isin(areas) & found["breaks"].ne("") & found["whole"]
        found.loc[joint & _counted(found), "comparable"] = AND.join(areas)
    return found


def _unmarked(found: pd.DataFrame, frame: pd.DataFrame, year: int) -> pd.Series[bool]:
    """Return which rows have a figure of a year that is not marked: it was put on the boundaries of another."""
    plain = frame["status"].isin(OBSERVED) & frame["status"].ne(BREAK)
    return _cells(frame[frame["year"].eq(year) & plain], found)


def _cells(rows: pd.DataFrame, found: pd.DataFrame) -> pd.Series[bool]:
    """Return which changes are of a series that has one of the rows."""
    there = pd.MultiIndex.from_frame(found[KEYS]).isin(pd.MultiIndex.from_frame(rows[KEYS]))
    return pd.Series(there, index=found.index)


def _counted(found: pd.DataFrame) -> pd.Series[bool]:
    return found["variable"].map({name: variable(name).kind == "count" for name in found["variable"].unique()})


def _sums(areas: pd.DataFrame, together: Sequence[tuple[str, ...]]) -> Iterator[pd.DataFrame]:
    """Yield the sum of areas that can be compared, where every one of them is there."""
    for codes in together:
        joint = areas[areas["comparable"] == AND.join(codes)]
        for _, rows in joint.groupby(["variable", "sector"], sort=False):
            if set(rows["region"]) == set(codes):
                summed = rows.iloc[[0]].assign(
                    region=AND.join(codes),
                    before=rows["before"].sum(skipna=False),
                    after=rows["after"].sum(skipna=False),
                    status=_weakest(rows["seen"]),
                    breaks="",
                    comparable="",
                )
                yield summed


def _refusals(found: pd.DataFrame) -> Iterator[Problem]:
    """Yield one problem for each group of areas and breaks: what lies between, and what can be compared."""
    by_name = {one.name: one for one in breaks()}
    for (crossing, comparable), rows in found.groupby(["breaks", "comparable"]):
        crossed = [by_name[name] for name in str(crossing).split()]
        reasons = "; ".join(said("broken_in", why=one.reason, year=one.year) for one in crossed)
        reasons = reasons or "a break that the source marks"
        first, last = rows[["from_year", "to_year"]].iloc[0]
        seen = f"{', '.join(map(_called, rows['region'].unique()))} from {first} to {last}, across a break: {reasons}"
        years = [one.year for one in crossed]
        apart = f"years up to {min(years) - 1}, or from {max(years)} on" if years else "years on one side of the break"
        joint = str(comparable).replace(AND, " and ")
        expected = f"{apart}, or the sum of {joint}" if joint else apart
        todo = f"Take {apart}; or hand over {joint} together, to have their sum." if joint else f"Take {apart}."
        yield Problem("panel", "change", seen, expected, todo)


def _called(code: str) -> str:
    return f"{names()[code]} ({code})" if code in names() else code
