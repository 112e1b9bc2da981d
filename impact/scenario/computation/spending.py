"""What a scenario pays in each year, in the prices that results are written in."""

from __future__ import annotations

from impact.scenario.computation.components import deflator
from impact.scenario.computation.demand import demand
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.question.scenario import Scenario


def real_spending(scenario: Scenario, draws: Draws) -> Array:
    """Return everything that is paid by year, the part abroad included, MEUR of the price year, (draws, years)."""
    employers = sorted({post.sector for post in scenario.staff.values()})  # where the money goes does not matter here
    return demand(scenario, draws, employers).spent * deflator(scenario, draws)
