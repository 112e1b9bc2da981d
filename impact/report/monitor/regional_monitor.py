"""What a monitor tells of a region: figures of its municipalities and areas, beside the region and the nation.

Figures of municipalities are establishments, which travel with the package; those of COROP areas are jobs, value added,
productivity and births. What a scenario leads to by municipality is beside them where the result has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from impact import regions
from impact.errors import InputError, Problem
from impact.panel import panel
from impact.productivity import birth_rate, births, labour_productivity
from impact.productivity.record.counts import BREAK, sums
from impact.productivity.record.measures import Measure
from impact.productivity.record.places import NATION, Area, Place, nation, places, study_area
from impact.scenario.computation.concepts import HEADLINES
from impact.sectors import TOTAL
from impact.sources import snapshot

if TYPE_CHECKING:
    from impact.regions import StudyArea
    from impact.scenario import ScenarioResult
    from impact.sources.provenance import Record

ALL_GROUPS = "sum_groups"  # of municipalities: the groups that are published, added up
COMPARABLE = 2018  # the first year after the last border of COROP areas in the north moved
JOBS_SINCE = 2019
TABLES = (
    "municipal-establishments",
    "corop-establishments",
    "corop-jobs",
    "corop-value-added",
    "corop-employment",
    "corop-firm-births",
)
"""The tables of the snapshot that a monitor is made of."""
_VALUE_ADDED: Mapping[str, int] = {TOTAL: 1, "B-E": -1, "C": 1}  # all but mining, energy and water


class Indicator(StrEnum):
    """What is told of every COROP area, of the region and of the nation."""

    JOBS = "jobs"
    JOB_CHANGE = "job_change"
    VALUE_ADDED = "value_added"
    PRODUCTIVITY = "productivity"
    GAP = "gap"
    BIRTHS = "births"
    BIRTH_RATE = "birth_rate"


@dataclass(frozen=True, eq=False)
class RegionalMonitor:
    """Figures of a region by municipality and COROP area.

    Attributes
    ----------
    area : the region, made of whole COROP areas of which every municipality has figures.
    establishments : on 1 January by place and year since `COMPARABLE`: columns place, year, value. Places are
        municipalities, each from the first year that can be compared with the last one, COROP areas, the region under
        its name and the Netherlands.
    groups : establishments by group of sectors in the last year, of municipalities, COROP areas and the region: columns
        place, sector, value, share (% of all establishments of the place).
    indicators : by COROP area, of the region and of the Netherlands: columns indicator, place, year, value. Jobs in
        thousands, their change in % since `JOBS_SINCE`; value added in MEUR of current prices, productivity in thousand
        EUR per employed person and its gap to the nation in %, each without mining, energy and water; births of
        establishments in a year, and per 100 establishments.
    outcome : labour years that a scenario leads to by municipality: columns municipality, gross, net_regional, means of
        all years together, apportioned; no rows where the result has none.
    scenario : the name of that scenario; "" without one.
    title : what it is called, by language; nothing without one.
    """

    area: StudyArea
    establishments: pd.DataFrame
    groups: pd.DataFrame
    indicators: pd.DataFrame
    outcome: pd.DataFrame
    scenario: str = ""
    title: Mapping[str, str] = field(default_factory=dict)

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The municipalities of the region, by name."""
        return tuple(sorted(self.area.municipalities, key=regions.name))

    @property
    def last(self) -> int:
        """The year of the last figures of establishments."""
        return int(self.establishments["year"].max())

    @cached_property
    def since(self) -> int:
        """The first year in which every municipality can be compared with the last one."""
        mine = self.establishments[self.establishments["place"].isin(self.area.municipalities)]
        return int(mine.groupby("place")["year"].min().max())

    @cached_property
    def tables(self) -> dict[str, Record]:
        """The records of the tables that were read, by name."""
        return {name: snapshot.record(name) for name in TABLES}

    def path(self, place: str) -> pd.Series[float]:
        """Return the establishments of a place by year."""
        return self.establishments[self.establishments["place"].eq(place)].set_index("year")["value"]

    def grown(self, place: str, first: int) -> float:
        """Return by how many per cent establishments of a place changed from a year to the last one."""
        path = self.path(place)
        return float(100 * (path[self.last] / path[first] - 1))

    def shares(self, place: str) -> pd.Series[float]:
        """Return the share of each group of sectors in the establishments of a place, in %."""
        return self.groups[self.groups["place"].eq(place)].set_index("sector")["share"]

    def indicator(self, name: Indicator, place: str) -> tuple[int, float]:
        """Return the last year of an indicator of a place, and its value."""
        frame = self.indicators
        held = frame[frame["indicator"].eq(name) & frame["place"].eq(place)]
        return int(held["year"].iloc[0]), float(held["value"].iloc[0])


def regional_monitor(area: Area, result: ScenarioResult | None = None) -> RegionalMonitor:
    """Return the monitor of a region from the figures of the snapshot.

    Parameters
    ----------
    area : str, list or StudyArea
        A region made of COROP areas.
    result : ScenarioResult, optional
        What a scenario leads to, for the place of each municipality in it.

    Returns
    -------
    RegionalMonitor
        The figures; a municipality starts in its last year of merger.

    Raises
    ------
    InputError
        An area that is no more than one COROP area or holds a part of one, or a municipality without figures in the
        snapshot.
    """
    region = _of_several(study_area(area))
    municipal = panel("establishments", level="gemeente", area=[*region.municipalities])
    return RegionalMonitor(
        region,
        _establishments(region, municipal),
        _groups(region, municipal),
        _indicators(region),
        _outcome(region, result),
        "" if result is None else result.scenario.name,
        {} if result is None else result.scenario.title.model_dump(),
    )


def _of_several(region: StudyArea) -> StudyArea:
    if len(region.corops) > 1:
        return region
    todo = "Take more areas: every municipality is told beside its area and the region as a whole."
    raise InputError(Problem("monitor", "area", region.name, "several COROP areas", todo))


def _establishments(region: StudyArea, municipal: pd.DataFrame) -> pd.DataFrame:
    whole = municipal[municipal["sector"].eq(ALL_GROUPS) & municipal["value"].notna()]
    broken = whole[whole["status"].eq(BREAK)].groupby("region")["year"].max()
    first = whole["region"].map(broken).fillna(COMPARABLE).clip(lower=COMPARABLE)
    of_areas = sums(panel("establishments", sectors=TOTAL), [*_areas(region)])
    found = pd.concat([whole[whole["year"].ge(first)], of_areas[of_areas["year"].ge(COMPARABLE)]])
    return found.rename(columns={"region": "place"})[["place", "year", "value"]].reset_index(drop=True)


def _areas(region: StudyArea) -> Iterator[Place]:
    """Yield the COROP areas, the region as a whole and the nation."""
    yield from places("corop", region)
    yield from places("area", region)
    yield nation()


def _groups(region: StudyArea, municipal: pd.DataFrame) -> pd.DataFrame:
    last = municipal[municipal["year"].eq(municipal["year"].max())]
    every: dict[str, tuple[str, ...]] = {code: (code,) for code in region.municipalities}
    every |= {code: regions.members(code) for code in region.corops} | {region.name: region.municipalities}
    found = pd.concat([_by_group(last, place, inside) for place, inside in every.items()], ignore_index=True)
    whole = found[found["sector"].eq(ALL_GROUPS)].set_index("place")["value"]
    parts = found[found["sector"].ne(ALL_GROUPS)]
    return parts.assign(share=100 * parts["value"] / parts["place"].map(whole)).reset_index(drop=True)


def _by_group(frame: pd.DataFrame, place: str, inside: Sequence[str]) -> pd.DataFrame:
    mine = frame[frame["region"].isin(inside)]
    return mine.groupby("sector", sort=True)["value"].sum(min_count=len(inside)).reset_index().assign(place=place)


def _indicators(region: StudyArea) -> pd.DataFrame:
    levels = (("corop", region), ("area", region), ("land", None))
    parts = [part for level, of in levels for part in _of_level(level, of)]
    found = pd.concat([*parts, *_jobs(region), _value_added(region)], ignore_index=True)
    return found[["indicator", "place", "year", "value"]]


def _of_level(level: str, of: StudyArea | None) -> Iterator[pd.DataFrame]:
    """Yield productivity, its gap, births and their rate in the last year of each."""
    told = labour_productivity(level, prices="current", area=of)
    for name, measure in ((Indicator.PRODUCTIVITY, Measure.LEVEL), (Indicator.GAP, Measure.GAP)):
        yield _last(told[told["measure"].eq(measure)], name)
    yield _last(births(level, area=of, by=[TOTAL]), Indicator.BIRTHS)
    yield _last(birth_rate(level, area=of), Indicator.BIRTH_RATE)


def _last(frame: pd.DataFrame, name: Indicator) -> pd.DataFrame:
    rows = frame[frame["year"].eq(frame["year"].max())].rename(columns={"region": "place"})
    return rows.assign(indicator=name)[["indicator", "place", "year", "value"]]


def _jobs(region: StudyArea) -> tuple[pd.DataFrame, pd.DataFrame]:
    counted = sums(panel("jobs", sectors=TOTAL), [*_areas(region)])
    wide = counted.pivot_table(index="region", columns="year", values="value")
    last = int(wide.columns[-1])
    change = 100 * (wide[last] / wide[JOBS_SINCE] - 1)
    rows = ((Indicator.JOBS, wide[last]), (Indicator.JOB_CHANGE, change))
    level, changed = (_last(one.rename("value").reset_index().assign(year=last), name) for name, one in rows)
    return level, changed


def _value_added(region: StudyArea) -> pd.DataFrame:
    """Return value added without mining, energy and water: all sectors less B to E, with C."""
    counted = sums(panel("value_added", sectors=[*_VALUE_ADDED]), [*_areas(region)])
    wide = counted.pivot_table(index=["region", "year"], columns="sector", values="value")[[*_VALUE_ADDED]].dropna()
    value = sum(times * wide[sector] for sector, times in _VALUE_ADDED.items())
    return _last(pd.DataFrame({"value": value}).reset_index(), Indicator.VALUE_ADDED)


def _outcome(region: StudyArea, result: ScenarioResult | None) -> pd.DataFrame:
    """Return the labour years of a scenario by municipality of the region, all years and sectors together."""
    columns = ["municipality", *HEADLINES]
    frame = None if result is None else result.municipalities
    if frame is None:
        return pd.DataFrame(columns=columns)
    mean = frame["statistic"].eq("mean") & frame["stage"].eq("total") & frame["year"].isna()
    rows = frame[mean & frame["measure"].eq("jobs") & frame["region"].isin(region.municipalities)]
    wide = rows[rows["concept"].isin(HEADLINES)].pivot_table(index="region", columns="concept", values="value")
    found = wide.reindex(columns=[*HEADLINES]).rename_axis("municipality", axis=0).reset_index()
    return found.rename_axis(None, axis=1).sort_values(HEADLINES[0], ascending=False, ignore_index=True)[columns]


__all__ = ["NATION", "Indicator", "RegionalMonitor", "regional_monitor"]
