"""Commuting from the store: employee jobs by region where people live and region where they work.

The figures are of December, and stand for their year. People who live or work abroad, or of whom CBS does not know the
municipality, are kept apart: they belong to no region of a map, and a sum over regions is not short of them by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from impact.errors import InputError, Problem
from impact.panel.figures import LIVE, Figures, pulled_figures_of
from impact.panel.pulled_figures import PulledFigures, title_of, yearly
from impact.panel.schema import PREFIXES, prefix
from impact.sources import catalogue
from impact.sources.provenance import Record
from impact.sources.store import Store, Vintage

HOME, WORK = "home_region", "work_region"
COLUMNS = [HOME, WORK, "year", "variable", "value", "unit", "status", "source", "vintage"]
TABLE, _VARIABLE = "85481NED", "commuting"
# How codes end that stand for no region, and the words by which CBS calls what is none.
_NOWHERE = re.compile(r"(NL|LD|PV|CR)(00|9[89])|GM(0000|99\d\d)")
_ABROAD, _UNPLACED = "buitenland", ("buitenland", "onbekend", "niet bekend", "niet in te delen")


@dataclass(frozen=True)
class Commuting:
    """Jobs by home and work region, in thousands, columns as in `COLUMNS`.

    `between` has the pairs of regions of one level; `elsewhere` the pairs of which one or both are no region: abroad,
    or not known to CBS. `origin` says where the figures come from.
    """

    between: pd.DataFrame
    elsewhere: pd.DataFrame
    origin: Record


def commuting(
    level: str = "gemeente",
    *,
    data: str | Path | Store | Figures = LIVE,
    years: tuple[int, int] | None = None,
) -> Commuting:
    """Return the jobs of employees by region where they live and region where they work, in thousands.

    Parameters
    ----------
    level : {"gemeente", "corop", "provincie", "landsdeel", "land"}
        The level of both regions.
    data : "live", path, Store or Figures
        The store of the user, or a store elsewhere. The snapshot has no such figures.
    years : (int, int), optional
        First and last year.

    Raises
    ------
    InputError
        An unknown level; a store without the table; a level or years that the table does not have.
    """
    start = prefix(level)  # refuses an unknown one
    held = _held(data)
    vintage = held.vintage(TABLE)
    figures = _figures(held.frame(TABLE), vintage)
    places = _Places(vintage.record["dimensions"], start)
    home, work = figures[HOME].map(places.kinds), figures[WORK].map(places.kinds)
    between = figures[(home == "region") & (work == "region")]
    kept = (home != "") & (work != "") & ((home == "elsewhere") | (work == "elsewhere"))
    origin = vintage.origin(f"{vintage.record['selected']}; both regions of level {level}")
    return Commuting(_within(between, level, years), _of_years(figures[kept], years), origin)


class _Places:
    """What the codes of regions are at one level: "region", "elsewhere", or "" for those of other levels."""

    def __init__(self, dimensions: Mapping[str, Mapping[str, str]], start: str) -> None:
        self._start = start
        titles = dict(dimensions[HOME]) | dict(dimensions[WORK])
        self.kinds = {code: self._kind(code, title.lower()) for code, title in titles.items()}
        self.kinds["NL"] = self.kinds.get("NL01", "")  # as the panel calls the nation

    def _kind(self, code: str, title: str) -> str:
        everything = "nederland" in title and _ABROAD in title  # a total of regions and what is none
        if everything:
            return ""
        own, foreign = code.startswith(self._start), not code.startswith(tuple(PREFIXES.values()))
        if _NOWHERE.fullmatch(code) or any(word in title for word in _UNPLACED):
            return "elsewhere" if own or foreign or _ABROAD in title else ""
        return "region" if own else ""


def _held(data: str | Path | Store | Figures) -> PulledFigures:
    figures = pulled_figures_of(data, TABLE)
    vintage = figures.current(TABLE)
    if vintage is None:
        seen = f"no {TABLE} in {figures.place}"
        raise InputError(Problem("store", "table", seen, "the table to be pulled", f"Run `impact pull {TABLE}`."))
    if not {HOME, WORK} <= set(vintage.record["dimensions"]):
        seen = f"{TABLE} with {', '.join(vintage.record['dimensions'])}"
        todo = "The table has changed: `impact pull --describe` shows what it holds now."
        raise InputError(Problem("store", "table", seen, f"{HOME} and {WORK}", todo))
    return figures


def _figures(frame: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Return the figures of commuting, one a pair of regions and year."""
    table = catalogue.table(TABLE)
    measure = next(m for m in table.measures if m.variable == _VARIABLE)
    frame = frame[frame["measure"] == title_of(measure, vintage)]
    frame = frame[frame["period"].str.endswith(yearly(table))]
    if frame.duplicated([HOME, WORK, "period"]).any():
        extra = set(vintage.record["dimensions"]) - {HOME, WORK, "period"}
        seen = f"{TABLE} has several figures for a pair of regions and year (by {', '.join(sorted(extra))})"
        todo = "Report it: the table is not as it was described."
        raise InputError(Problem("panel", "table", seen, "one figure a pair of regions and year", todo))
    return frame.assign(
        **{end: frame[end].replace("NL01", "NL") for end in (HOME, WORK)},
        year=frame["year"].astype("int64"),
        variable=_VARIABLE,
        unit=measure.unit,
        source=f"CBS StatLine {TABLE}",
        vintage=vintage.record["modified"],
    )[COLUMNS]


def _of_years(frame: pd.DataFrame, years: tuple[int, int] | None) -> pd.DataFrame:
    rows = frame if years is None else frame[frame["year"].between(*years)]
    return rows.sort_values([HOME, WORK, "year"], ignore_index=True)


def _within(frame: pd.DataFrame, level: str, years: tuple[int, int] | None) -> pd.DataFrame:
    """Return the rows of some years; refuses to return none."""
    inside = _of_years(frame, years)
    if inside.empty:
        have = f"{frame['year'].min()} to {frame['year'].max()}" if len(frame) else "other levels"
        asked = f" in {years[0]} to {years[1]}" if years and len(frame) else ""
        todo = "Choose other years." if len(frame) else f"Choose one of: {', '.join(PREFIXES)}."
        raise InputError(Problem("panel", "commuting", f"none for level {level}{asked}", f"{TABLE}: {have}", todo))
    return inside
