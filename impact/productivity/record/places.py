"""Places that a record is about: each a set of regions whose counts are added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from impact import regions
from impact.errors import InputError, Problem, suggestion

Level = Literal["corop", "provincie", "area", "land"]
LEVELS: tuple[Level, ...] = get_args(Level)
NATION = "NL"
Area = str | Sequence[str] | regions.StudyArea


@dataclass(frozen=True)
class Place:
    """One place: the code or name of its rows, and the regions it is the sum of."""

    code: str
    parts: tuple[str, ...]


def nation() -> Place:
    """Return the Netherlands as the sum of its COROP areas, without extra-regional territory."""
    return Place(NATION, tuple(regions.codes("corop")))


def places(level: str, area: Area | None = None) -> tuple[Place, ...]:
    """Return the places of a level as sums of COROP areas.

    Parameters
    ----------
    level : {"corop", "provincie", "area", "land"}
        "area" is the study area as a whole.
    area : str, list or StudyArea, optional
        Only the COROP areas or provinces that it is made of; "area" needs it, "land" has none.

    Raises
    ------
    InputError
        An unknown level; an area that holds a part of a region; an area where none is meant, or none where one is.
    """
    if level not in LEVELS:
        raise InputError(Problem("record", "level", repr(level), "a level of places", suggestion(level, LEVELS)))
    if (level == "area" and area is None) or (level == "land" and area is not None):
        found, expected = ("no area", "a study area") if area is None else (f"level land of {area}", "the nation alone")
        todo = "Name the area." if area is None else "Leave the area out, or take another level."
        raise InputError(Problem("record", "area", found, expected, todo))
    if level == "land":
        return (nation(),)
    return _inside(level, None if area is None else study_area(area))


def study_area(area: Area) -> regions.StudyArea:
    """Return a study area, given as one, by name, or by codes."""
    return area if isinstance(area, regions.StudyArea) else regions.study_area(area)


def _inside(level: str, area: regions.StudyArea | None) -> tuple[Place, ...]:
    if level == "area":
        assert area is not None
        return (Place(area.name, area.regions("corop")),)
    named: regions.Level = "corop" if level == "corop" else "provincie"
    codes = regions.codes(named) if area is None else area.regions(named)
    return tuple(Place(code, regions.study_area(code).regions("corop")) for code in codes)


def each_sector(by: str | Sequence[str]) -> list[str]:
    """Return the sectors that are asked for; one code by itself is that sector, not its letters."""
    return [by] if isinstance(by, str) else [*by]
