"""The record of a region: everything that the figures say of its productivity, jobs and innovation, read once.

Nothing is computed here: each frame is what the function of its name gives. What the figures cannot give of an area is
kept as the refusal it ended in, with what would give it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from impact import sectors
from impact.errors import InputError, Problem
from impact.panel.breaks import AND
from impact.productivity.record.coverage import OUTSIDE_MINING_ENERGY_WATER
from impact.productivity.record.deflators import DEFLATORS
from impact.productivity.record.gap_by_sector import productivity_gap
from impact.productivity.record.innovation import birth_rate, births, establishments
from impact.productivity.record.job_growth import job_shift_share
from impact.productivity.record.labour import labour_productivity
from impact.productivity.record.left_out import share_left_out
from impact.productivity.record.parts_of_growth import METHODS
from impact.productivity.record.places import Area, study_area
from impact.productivity.record.research_by_province import research
from impact.sources import snapshot

if TYPE_CHECKING:
    from impact.regions import StudyArea
    from impact.sources.provenance import Record

CLASSIC, ESTEBAN_MARQUILLAS = METHODS  # of a shift-share
JOB_YEARS = (2019, 2024)


class Part(StrEnum):
    """One part of the record: a frame of the same name."""

    PRODUCTIVITY = "productivity"
    REAL_GROWTH = "real_growth"
    LEFT_OUT = "left_out"
    GAP_BY_SECTOR = "gap_by_sector"
    JOB_GROWTH = "job_growth"
    JOB_GROWTH_BY_TEN = "job_growth_by_ten"
    BIRTHS = "births"
    BIRTH_RATE = "birth_rate"
    ESTABLISHMENTS = "establishments"
    RESEARCH = "research"


TABLES: Mapping[Part, tuple[str, ...]] = MappingProxyType(
    {
        Part.PRODUCTIVITY: ("corop-value-added", "corop-employment"),
        Part.REAL_GROWTH: ("corop-value-added", "corop-employment", "national-input-output", "consumer-prices"),
        Part.LEFT_OUT: ("corop-jobs-by-section",),
        Part.GAP_BY_SECTOR: ("corop-value-added", "corop-jobs", "national-jobs"),
        Part.JOB_GROWTH: ("corop-jobs-by-section",),
        Part.JOB_GROWTH_BY_TEN: ("corop-jobs-by-section",),
        Part.BIRTHS: ("corop-firm-births",),
        Part.BIRTH_RATE: ("corop-firm-births", "corop-establishments"),
        Part.ESTABLISHMENTS: ("municipal-establishments",),
        Part.RESEARCH: ("province-research-development",),
    }
)
"""Which tables of the snapshot each part is made of."""


@dataclass(frozen=True, eq=False)
class RegionalRecord:
    """What the figures say of an area.

    Attributes
    ----------
    area : the study area, made of whole COROP areas.
    frames : the frame of each part that the figures give.
    refused : why they do not give the others of this area, and what would.
    """

    area: StudyArea
    frames: Mapping[Part, pd.DataFrame]
    refused: Mapping[Part, tuple[Problem, ...]]

    def __getitem__(self, part: Part) -> pd.DataFrame:
        """Return the frame of a part; raises KeyError for one that was refused."""
        return self.frames[part]

    @cached_property
    def tables(self) -> dict[str, Record]:
        """The records of the tables that were read, by name."""
        names = dict.fromkeys(name for part in self.frames for name in TABLES[part])
        return {name: snapshot.record(name) for name in names}

    def sources(self, part: Part) -> list[Record]:
        """Return the records of the tables of a part.

        Parameters
        ----------
        part
            One that the figures give.
        """
        return [self.tables[name] for name in TABLES[part]]


def regional_record(area: Area, *, job_years: tuple[int, int] = JOB_YEARS) -> RegionalRecord:
    """Return the record of an area from the figures of the snapshot.

    Parameters
    ----------
    area : str, list or StudyArea
        A study area made of COROP areas.
    job_years : (int, int)
        The years between which the growth of jobs is told.

    Returns
    -------
    RegionalRecord
        Frames by `Part`, each with the columns of the function that gives it: `productivity` in current prices, of the
        area under its name, of all forty COROP areas and of the Netherlands; `real_growth` of the area and the
        Netherlands, by `deflator`; `left_out` of both; `gap_by_sector` of the area, or of those of its COROP areas that
        have the figures, together; `job_growth` by sector and `method`, classic for the area and the COROP areas in it,
        Esteban-Marquillas for the area; `job_growth_by_ten` classic by ten groups, to see what hangs on how fine they
        are; `births` of the area; `birth_rate` of both; `establishments` of the area and
        its COROP areas; `research` of all provinces.

    Raises
    ------
    InputError
        An area that holds a part of a COROP area, or one side of a border that moved between the job years; years
        without figures.
    """
    place = study_area(area)
    frames = {
        Part.PRODUCTIVITY: _productivity(place),
        Part.REAL_GROWTH: _real_growth(place),
        Part.LEFT_OUT: _left_out(place),
        Part.JOB_GROWTH: _job_growth(place, job_years),
        Part.JOB_GROWTH_BY_TEN: job_shift_share(place, job_years, by=sectors.codes("a10")),
        Part.BIRTHS: births("area", area=place),
        Part.BIRTH_RATE: pd.concat([birth_rate("area", area=place), birth_rate("land")], ignore_index=True),
        Part.RESEARCH: research(),
    }
    refused: dict[Part, tuple[Problem, ...]] = {}
    asked = {Part.GAP_BY_SECTOR: _gap_by_sector, Part.ESTABLISHMENTS: _establishments}
    for part, get in asked.items():
        found = _given(get, place)
        if isinstance(found, pd.DataFrame):
            frames[part] = found
        else:
            refused[part] = found
    return RegionalRecord(place, MappingProxyType(frames), MappingProxyType(refused))


def _given(get: Callable[[StudyArea], pd.DataFrame], place: StudyArea) -> pd.DataFrame | tuple[Problem, ...]:
    """Return a frame, or why the figures do not give it of this area."""
    try:
        return get(place)
    except InputError as error:
        return tuple(error.problems)


def _productivity(place: StudyArea) -> pd.DataFrame:
    asked = (("area", place), ("corop", None), ("land", None))
    found = [labour_productivity(level, prices="current", area=of) for level, of in asked]
    return pd.concat(found, ignore_index=True)


def _real_growth(place: StudyArea) -> pd.DataFrame:
    """Return productivity of the area and the nation, once in the prices that each deflator ends with."""
    parts: list[pd.DataFrame] = []
    for name, deflator in DEFLATORS.items():
        last = int(deflator(OUTSIDE_MINING_ENERGY_WATER).levels.index.max())
        for level, of in (("area", place), ("land", None)):
            found = labour_productivity(level, prices=last, area=of, deflator=name)
            parts.append(found.assign(deflator=name))
    return pd.concat(parts, ignore_index=True)


def _left_out(place: StudyArea) -> pd.DataFrame:
    return pd.concat([share_left_out("area", area=place), share_left_out("land")], ignore_index=True)


def _job_growth(place: StudyArea, years: tuple[int, int]) -> pd.DataFrame:
    """Return both accounts of the area, and the classic one of the COROP areas in it."""
    every = job_shift_share(None, years)
    inside = [set(code.split(AND)) <= set(place.corops) for code in every["region"]]
    classic = pd.concat([job_shift_share(place, years), every[inside]], ignore_index=True)
    finer = job_shift_share(place, years, method=ESTEBAN_MARQUILLAS)
    return pd.concat([classic.assign(method=CLASSIC), finer.assign(method=ESTEBAN_MARQUILLAS)], ignore_index=True)


def _establishments(place: StudyArea) -> pd.DataFrame:
    parts = [establishments(level, area=place) for level in ("area", "corop")]
    return pd.concat(parts, ignore_index=True).drop_duplicates(["region", "sector", "year", "indicator"])


def _gap_by_sector(place: StudyArea) -> pd.DataFrame:
    """Return the gap of the area, or of those of its COROP areas that have the figures, taken together."""
    try:
        return productivity_gap(place)
    except InputError:
        held = [code for code in place.corops if isinstance(_given(productivity_gap, study_area(code)), pd.DataFrame)]
        if not held:
            raise
        return productivity_gap(held)
