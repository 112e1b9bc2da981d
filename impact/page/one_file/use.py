"""What use of the facility does, as finished figures: as it is drawn, and at some values of what the facility adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from impact.report.differences.rows import MEASURES_OF_USE
from impact.scenario.answer import use_outlook
from impact.scenario.answer.result import ScenarioResult
from impact.scenario.computation.use_measures import Concept
from impact.scenario.question.scenario import Scenario
from impact.scenario.question.use import ranges_of_use
from impact.scenario.running import run

ADDED = "facility_extra_adoption"
_PLACE = ("use", "assumptions", ADDED)


@dataclass(frozen=True)
class Stop:
    """Figures at one value of what the facility adds, a share of firms; None is as it is drawn.

    `figures` are (low, mean, high) in the last year by name of measure.
    """

    share: float | None
    figures: dict[str, tuple[float, float, float]]


def stops(scenario: Scenario, *, draws: int, seed: int, data: str) -> tuple[Stop, ...]:
    """Return the figures of use as drawn, at nothing, and at the low, central and high end; () without use.

    Parameters
    ----------
    scenario
        The scenario.
    draws, seed, data
        As in `run`.
    """
    if scenario.use is None:
        return ()
    of = ranges_of_use(scenario)[_PLACE]
    values = dict.fromkeys((0.0, of.low, of.central, of.high))
    asked = [(None, scenario), *((value, _at(scenario, value)) for value in values)]
    results = ((value, run(one, draws=draws, seed=seed, data=data, keep="totals")) for value, one in asked)
    return tuple(Stop(value, dict(_figures(result))) for value, result in results)


def _at(scenario: Scenario, value: float) -> Scenario:
    """Return the scenario with what the facility adds at one value."""
    assert scenario.use is not None  # asked of one that has it
    own = {name: stated.model_dump() for name, stated in scenario.use.assumptions.items()}
    stated: dict[str, Any] = dict.fromkeys(("low", "central", "high"), value)
    return scenario.with_values(
        {"use.assumptions": own | {ADDED: stated | {"source": "set", "basis": "assumption"}}}, scenario.name
    )


def _figures(result: ScenarioResult) -> Iterator[tuple[str, tuple[float, float, float]]]:
    year = use_outlook.last_year(result)
    for measure in MEASURES_OF_USE:
        found = use_outlook.of_use(result, Concept.USE, measure, year)
        yield measure.name, (found.low, found.mean, found.high)
