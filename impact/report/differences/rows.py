"""Which figures of a comparison are shown, in which order: areas, years and what use does; screen and page ask both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from impact import regions
from impact.errors import InputError
from impact.scenario.answer.statistics import ALL
from impact.scenario.computation.areas import NATION, REST
from impact.scenario.computation.use_measures import (
    BIRTHS,
    FIRMS,
    PRIVATE_RD,
    PRODUCTIVITY,
    VALUE_ADDED,
    Concept,
    UseMeasure,
)

if TYPE_CHECKING:
    from impact.scenario import Comparison
    from impact.scenario.answer.comparison import Difference

MEASURES_OF_USE = {PRODUCTIVITY: 3, VALUE_ADDED: 1, FIRMS: 0, BIRTHS: 1, PRIVATE_RD: 2}
"""Those that are shown, each with its decimals."""


@dataclass(frozen=True)
class OfUse:
    """By how much one measure of use differs in the last year that both scenarios have."""

    measure: UseMeasure
    decimals: int
    year: int
    difference: Difference


def areas(comparison: Comparison, name: str) -> list[str]:
    """Return the areas to show: those of either study area, the rest of the country in one or two, and the country."""
    frame = comparison.areas[comparison.areas["scenario"] == name]
    there = [str(code) for code in frame["region"].unique()]
    scenarios = (comparison.against.scenario, comparison.others[name].scenario)
    own = [code for one in scenarios for code in _corops(one.study_area) if code in there]
    sums = [code for code in there if code.endswith(REST) and not code.startswith("CR")]
    return [*dict.fromkeys(own), *sums, *([NATION] if NATION in there else [])]


def _corops(area: str | tuple[str, ...]) -> tuple[str, ...]:
    try:
        return regions.study_area(area).corops
    except InputError:  # an area that this version does not know
        return ()


def of_use(comparison: Comparison, name: str) -> Iterator[OfUse]:
    """Yield what use does otherwise in the study area; nothing where one of the two says nothing of it."""
    frame = comparison.use[(comparison.use["scenario"] == name) & (comparison.use["region"] == ALL)]
    if not len(frame) or comparison.few_draws:
        return
    year = int(frame["year"].max())
    for measure, decimals in MEASURES_OF_USE.items():
        found = comparison.in_area(name, ALL, Concept.USE, measure.name, year)
        if found is not None:
            yield OfUse(measure, decimals, year, found)
