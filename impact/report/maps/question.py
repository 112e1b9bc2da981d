"""What a map is asked to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from impact import regions
from impact.errors import InputError, Problem, suggestion
from impact.panel.figures import SNAPSHOT

if TYPE_CHECKING:
    from impact.panel.figures import Figures
    from impact.regions import Level, StudyArea
    from impact.sources.store import Store


@dataclass(frozen=True)
class MapQuestion:
    """The figures that a map is asked to show.

    Attributes
    ----------
    variable : of the panel, such as "jobs".
    level : gemeente, corop or provincie.
    years : one, or several for small multiples; the last year that has figures when empty.
    area : the study area that is shown; the country when None.
    sector : a code such as "J"; the total of all when "".
    per : a variable to divide by; "" for none. The variable itself gives the share of the sector in its total.
    change_from, index : the year that a change is counted from, or that is 100; 0 for neither.
    data : where figures come from, as for `impact.panel.panel`.
    """

    variable: str
    level: Level = "corop"
    years: tuple[int, ...] = ()
    area: StudyArea | None = None
    sector: str = ""
    per: str = ""
    change_from: int = 0
    index: int = 0
    data: str | Path | Store | Figures = SNAPSHOT

    def __post_init__(self) -> None:
        """Refuse what cannot be asked together; raises InputError."""
        problems = [*_of_level(self.level), *_of_years(self)]
        if problems:
            raise InputError(problems)

    @property
    def base(self) -> int:
        """The year that others are compared with; 0 for none."""
        return self.change_from or self.index


def map_question(variable: str, *, level: str, region: Sequence[str] = (), **asked: object) -> MapQuestion:
    """Return a question whose area is given by its name or codes, as on the command line.

    Parameters
    ----------
    variable : str
        Of the panel.
    level : str
        gemeente, corop or provincie.
    region : sequence of str
        The name of a study area, or codes; nothing for the country.
    **asked
        What else is asked, as in `MapQuestion`.

    Raises
    ------
    InputError
        An unknown level or area, an area that is not made of regions of the level, years that cannot be compared.
    """
    return MapQuestion(variable, level=level, area=area_of(region, level), **asked)  # type: ignore[arg-type]


def area_of(region: Sequence[str], level: str) -> StudyArea | None:
    """Return the area that is shown, made of whole regions of a level; None for the country.

    Parameters
    ----------
    region
        The name of a study area, or codes; nothing for the country.
    level
        gemeente, corop or provincie.

    Raises
    ------
    InputError
        An unknown level or area, an area that holds a part of a region.
    """
    if problems := list(_of_level(level)):
        raise InputError(problems)
    area = regions.study_area(region[0] if len(region) == 1 else list(region)) if region else None
    if area is not None:
        area.regions(level)  # refuses one that holds a part of a region
    return area


def _of_level(level: str) -> list[Problem]:
    if level in regions.LEVELS:
        return []
    return [Problem("map", "level", repr(level), "a level that is drawn", suggestion(level, list(regions.LEVELS)))]


def _of_years(asked: MapQuestion) -> list[Problem]:
    if asked.change_from and asked.index:
        found, expected = f"--change-from {asked.change_from} and --index {asked.index}", "one of the two"
        return [Problem("map", "change_from", found, expected, "Leave one out: both compare with a year.")]
    late = [year for year in asked.years if asked.base and year <= asked.base]
    if late:
        found = f"{asked.base} to {late[0]}"
        return [Problem("map", "year", found, "a year after the one that is compared with", "Choose a later --year.")]
    if twice := sorted({year for year in asked.years if asked.years.count(year) > 1}):
        found = f"{', '.join(map(str, twice))} twice"
        return [Problem("map", "years", found, "every year once", "Take the copy out.")]
    return []
