"""What is paid, in euros of the price year: by it, costs are set against effects."""

from __future__ import annotations

import numpy as np

from impact.scenario.computation.budget import budget_cut
from impact.scenario.computation.components import deflator
from impact.scenario.computation.demand import paid
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.question.scenario import Scenario


def real_spending(scenario: Scenario, draws: Draws) -> Array:
    """Return what is paid, the part abroad included, (draws, years), MEUR of the price year."""
    return np.asarray(paid(scenario, draws, budget_cut(scenario, draws)) * deflator(scenario, draws))
