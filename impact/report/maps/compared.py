"""The figures of the years that are drawn: as they are, over another variable, as a change or as an index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from impact.errors import InputError, Problem
from impact.panel import algebra
from impact.panel.breaks import AND, BREAK
from impact.panel.change import change
from impact.report.maps import rows
from impact.statuses import weakest

if TYPE_CHECKING:
    from impact.report.maps.question import MapQuestion


@dataclass(frozen=True)
class Drawn:
    """The figures of a map before they have their unit.

    Attributes
    ----------
    frame : columns region, year, value, status; the country among the regions.
    changes : of each year, as `impact.panel.change` gives them; none where figures are no changes.
    """

    frame: pd.DataFrame
    changes: tuple[pd.DataFrame, ...] = ()


def drawn(found: Sequence[pd.DataFrame], years: Sequence[int], asked: MapQuestion) -> Drawn:
    """Return the figures of some years.

    Parameters
    ----------
    found : sequence of DataFrame
        Rows of the variable, and of what it is divided by if anything.
    years : sequence of int
        What is drawn.
    asked : MapQuestion
        What figures are compared with.

    Raises
    ------
    InputError
        A year that has no figures, with those that have.
    """
    _check_years(found, years, asked)
    if not asked.base:
        return Drawn(_as_they_are(found, years))
    changes = [_changes(found, asked.base, year) for year in years]
    shift = 100.0 if asked.index else 0.0
    parts = [
        pd.DataFrame({"region": one["region"], "year": year, "value": one["change"] + shift, "status": one["status"]})
        for one, year in zip(changes, years, strict=True)
    ]
    values = pd.concat(parts, ignore_index=True)
    return Drawn(values[~values["region"].str.contains(AND, regex=False)], tuple(changes))


def error(found: Sequence[pd.DataFrame], years: Sequence[int], asked: MapQuestion) -> float:
    """Return how far the figure of a region can be off because its source is rounded; the largest of all regions.

    CBS gives jobs in hundreds: of an area with 15,000 jobs a share in tenths of a per cent would be made up.

    Parameters
    ----------
    found : sequence of DataFrame
        Rows of the variable, and of what it is divided by if anything.
    years : sequence of int
        What is drawn.
    asked : MapQuestion
        What figures are compared with.
    """
    above = found[0][found[0]["region"].ne(rows.NATION) & found[0]["value"].gt(0)]
    step = _step(above["value"])
    if asked.base:
        return float((100 * step / above.loc[above["year"].eq(asked.base), "value"]).max())
    if len(found) == 1:
        return 0.0
    under = found[1][found[1]["year"].isin(years) & found[1]["value"].gt(0)]
    return float((step / 2 / under["value"]).max())


def _step(values: pd.Series[float]) -> float:
    """Return what figures are rounded to: the largest of these steps that all of them are a multiple of."""
    return next((s for s in (100.0, 10.0, 5.0, 1.0, 0.1, 0.01) if np.allclose(values / s, (values / s).round())), 0.0)


def _check_years(found: Sequence[pd.DataFrame], years: Sequence[int], asked: MapQuestion) -> None:
    there = rows.years_there(found)
    wanted = [*([asked.base] if asked.base else []), *years]
    absent = [year for year in wanted if year not in there]
    late = [year for year in years if asked.base and year <= asked.base]
    if late and not absent:
        raise InputError(_too_late(late[0], asked, there))
    if absent:
        where = " and ".join(dict.fromkeys(source for frame in found for source in frame["source"]))
        of_what = f"{asked.variable} per {asked.per}" if asked.per else asked.variable
        seen = f"no {of_what} for level {asked.level} in {', '.join(map(str, absent))}"
        expected = f"a year of {where}: {_spans(there)}"
        todo = "Choose among these." if there else "Choose another --per: no year has both."
        raise InputError(Problem("map", "year", seen, expected, todo))


def _too_late(year: int, asked: MapQuestion, there: Sequence[int]) -> Problem:
    """Return what is wrong with a year to compare with that has no figures after it."""
    before, option = [one for one in there if one < year], "--change-from" if asked.change_from else "--index"
    todo = f"Compare with an earlier one: {option} {before[-1]}." if before else f"Leave {option} out."
    expected = f"a year before {year}, the last one: {_spans(before)}"
    return Problem("map", "year", f"{option} {asked.base}", expected, todo)


def _spans(years: Sequence[int]) -> str:
    """Return years as spans: 2010-2019, 2021."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans) or "none"


def _as_they_are(found: Sequence[pd.DataFrame], years: Sequence[int]) -> pd.DataFrame:
    keyed = [frame[frame["year"].isin(years)].set_index(["region", "year"]) for frame in found]
    one = keyed[0] if len(keyed) == 1 else algebra.ratio(keyed[0], keyed[1])
    return one[["value", "status"]].reset_index()


def _changes(found: Sequence[pd.DataFrame], first: int, last: int) -> pd.DataFrame:
    """Return the changes of the variable, or of what it is over another: refused where either is."""
    above, *below = (_changed(frame, first, last) for frame in found)
    return _over(above, below[0]) if below else above


def _changed(frame: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    return change(frame[frame["year"].between(first, last)], first, last)


def _over(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """Return the change of one series over another; sums of areas are left out, which only one of the two may have."""
    keyed = [frame[~frame["region"].str.contains(AND, regex=False)].set_index("region") for frame in (above, below)]
    top, bottom = (frame.loc[keyed[0].index.intersection(keyed[1].index)] for frame in keyed)
    grown = (1 + top["change"] / 100) / (1 + bottom["change"] / 100) - 1
    both = zip(top["status"], bottom["status"], strict=True)
    found = top.assign(change=100 * grown, status=[_status(pair) for pair in both])
    found["breaks"] = [" ".join(_names(pair)) for pair in zip(top["breaks"], bottom["breaks"], strict=True)]
    return found.reset_index()


def _status(pair: tuple[str, str]) -> str:
    return BREAK if BREAK in pair else weakest(pair)


def _names(pair: tuple[str, str]) -> Iterator[str]:
    yield from dict.fromkeys(name for text in pair for name in text.split())
