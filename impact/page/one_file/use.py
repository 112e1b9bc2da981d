"""What use of the facility does, as finished figures: as it is drawn, and at some values of what the facility adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from impact.page.bands import Band, band_of
from impact.report.differences.rows import MEASURES_OF_USE
from impact.scenario.answer.use_drawn import found_of
from impact.scenario.computation.draws import drawn_of_use
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.use import use_outcome
from impact.scenario.computation.use_measures import PRIVATE_RD, Concept
from impact.scenario.question.changing import changed
from impact.scenario.question.scenario import Scenario
from impact.scenario.question.use import ranges_of_use
from impact.scenario.responses import Figures

ADDED = "facility_extra_adoption"
OVER_YEARS = (PRIVATE_RD,)
"""Measures that are flows of every year, quoted together; the others are of the last year."""
_PLACE = ("use", "assumptions", ADDED)


@dataclass(frozen=True)
class Stop:
    """Figures at one value of what the facility adds, a share of firms; None is as it is drawn.

    `figures` are (low, mean, high) by name of measure.
    """

    share: float | None
    figures: dict[str, Band]


def stops(figures: Figures, *, seed: int) -> tuple[Stop, ...]:
    """Return the figures of use as drawn, at nothing, and at the low, central and high end; () without use.

    Parameters
    ----------
    figures
        Of the scenario as it is: use begins with what spending does.
    seed
        Where the draws start.
    """
    scenario = figures.scenario
    if scenario.use is None:
        return ()
    of = ranges_of_use(scenario)[_PLACE]
    values = dict.fromkeys((0.0, of.low, of.central, of.high))
    asked = [(None, scenario), *((value, _at(scenario, value)) for value in values)]
    return tuple(Stop(value, dict(_of_use(one, figures, seed))) for value, one in asked)


def _at(scenario: Scenario, value: float) -> Scenario:
    """Return the scenario with what the facility adds at one value."""
    assert scenario.use is not None  # asked of one that has it
    own = {name: stated.model_dump() for name, stated in scenario.use.assumptions.items()}
    stated: dict[str, Any] = dict.fromkeys(("low", "central", "high"), value)
    return changed(scenario, {"use.assumptions": own | {ADDED: stated | {"source": "set", "basis": "assumption"}}})


def _of_use(scenario: Scenario, figures: Figures, seed: int) -> Iterator[tuple[str, Band]]:
    net = figures.totals.by_year["net_regional"][:, :, PLACE["value_added"]], figures.totals.net_jobs
    own = drawn_of_use(scenario, figures.draws.count, seed)
    outcome = use_outcome(scenario, figures.draws, own, net)
    drawn = {
        one.measure: one.draws[:, :, 0]
        for one in found_of(outcome, areas=False).drawn
        if one.concept is Concept.USE and one.measure in MEASURES_OF_USE
    }
    for measure, draws in drawn.items():
        yield measure.name, band_of(draws.sum(axis=1) if measure in OVER_YEARS else draws[:, -1])
