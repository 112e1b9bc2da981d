"""What every draw says of areas and of use, kept beside the totals, so that these can be compared draw by draw too.

In a result folder they are `area_draws.parquet`: one row per figure and draw, with columns `region`, `concept`,
`measure`, `year` (none where years are summed), `draw` and `value`. Of spending it holds every concept and measure in
every area and sum of areas, all years together, and of the country (`NL`) each year as well; of use every year of the
study area (`*`), and of its areas the last one.
Each year of each area would be eight times as much. Figures are rounded as totals are (`by_draw`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from impact.scenario.answer.by_draw import read_keyed, rounded, write_keyed
from impact.scenario.answer.statistics import ALL
from impact.scenario.computation.areas import NATION
from impact.scenario.computation.draws import Array
from impact.scenario.computation.measures import MEASURES

if TYPE_CHECKING:
    from impact.scenario.answer.use_drawn import DrawnOfUse

FILE = "area_draws.parquet"
COLUMNS = ("region", "concept", "measure", "year")


Key = tuple[str, str, str, int | None]
"""What a figure is of: region, `*` for the study area; concept; measure; year, None where all years are summed."""


@dataclass(frozen=True)
class FiguresByDraw:
    """Figures of areas and of use in every draw.

    Attributes
    ----------
    drawn : by what they are of, each (draws,); MEUR of the price year, labour years, or the unit of the measure of use.
    count : how many draws.
    """

    drawn: Mapping[Key, Array]
    count: int

    def with_use(self, figures: Iterable[DrawnOfUse], years: list[int]) -> FiguresByDraw:
        """Return these figures and those of use.

        Parameters
        ----------
        figures
            Draws of each measure of each concept of use.
        years
            The years of use, in the order of the arrays.
        """
        return FiguresByDraw({**self.drawn, **_of_use(figures, years)}, self.count)


@dataclass(frozen=True)
class DrawnAreas:
    """The draws of one concept in some regions, sectors and stages together.

    Attributes
    ----------
    name : of the concept.
    regions : their codes.
    draws : over all years, (draws, regions, measures).
    of_country : by year, (draws, years, measures), where the country is one of the regions.
    """

    name: str
    regions: tuple[str, ...]
    draws: Array
    of_country: Array | None = None


def figures_by_draw(concepts: Iterable[DrawnAreas], years: Sequence[int], count: int) -> FiguresByDraw:
    """Return the figures of areas that a result keeps of every draw; it rounds the draws where they stand.

    Parameters
    ----------
    concepts
        Draws of each concept.
    years
        The years, in the order of the arrays.
    count
        How many draws.
    """
    found: dict[Key, Array] = {}
    for concept in concepts:
        summed = rounded(concept.draws)
        yearly = None if concept.of_country is None else rounded(concept.of_country)
        for at, region in enumerate(concept.regions):
            for place, measure in enumerate(MEASURES):
                found[region, concept.name, measure, None] = summed[:, at, place]
                if yearly is not None and region == NATION:
                    by_year = {year: yearly[:, when, place] for when, year in enumerate(years)}
                    found |= {(region, concept.name, measure, year): one for year, one in by_year.items()}
    return FiguresByDraw(found, count)


def _of_use(figures: Iterable[DrawnOfUse], years: list[int]) -> dict[Key, Array]:
    found: dict[Key, Array] = {}
    for one in figures:
        values = rounded(one.draws.copy())
        for at, region in enumerate(one.regions):
            asked = enumerate(years) if region == ALL else [(len(years) - 1, years[-1])]
            found |= {(region, str(one.concept), one.measure.name, year): values[:, place, at] for place, year in asked}
    return found


def write(figures: FiguresByDraw, path: Path) -> None:
    """Write figures as parquet, the same bytes for the same figures."""
    write_keyed(path, COLUMNS, figures.drawn, figures.count)


def read(path: Path, count: int) -> FiguresByDraw:
    """Return the figures that `write` wrote of `count` draws."""
    return FiguresByDraw(dict(read_keyed(path, COLUMNS, count)), count)
