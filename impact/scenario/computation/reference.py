"""The one reference case of every euro: what its payer would have done with it without the project.

Of a payer's money, a share would have paid for the same activity anyway (deadweight). Only the rest is free to do
something else, so a euro that is counted as deadweight is never counted as alternative use too. The share may be known
for each payer (`[funding.NAME] deadweight_share`); where it is not, the assumption `deadweight_share` holds for it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from impact.scenario.computation.draws import Array, Draws
from impact.scenario.question.assumptions import DEADWEIGHT
from impact.scenario.question.definition import PAYERS, Funding
from impact.scenario.question.scenario import Scenario


def additional(scenario: Scenario, draws: Draws) -> Array:
    """Return the share of the spending that would not have happened anyway, (draws,): payers by their money."""
    return _kept(scenario, draws, set(PAYERS))


def freed(scenario: Scenario, draws: Draws, payers: set[str]) -> Array:
    """Return the money of some payers that had another use, as a share of all spending, (draws,)."""
    return _kept(scenario, draws, payers)


def _kept(scenario: Scenario, draws: Draws, payers: set[str]) -> Array:
    found = np.zeros(draws.count)
    for share, deadweight in _sources(scenario, draws, payers):
        found += share * (1 - deadweight)
    return found


def _sources(scenario: Scenario, draws: Draws, payers: set[str]) -> Iterator[tuple[float, Array]]:
    for name, source in scenario.funding.items():
        if source.payer in payers:
            yield source.available / scenario.budget, _deadweight(name, source, draws)


def _deadweight(name: str, source: Funding, draws: Draws) -> Array:
    if source.deadweight_share is None:
        return draws.of(DEADWEIGHT)
    return draws["funding", name, "deadweight_share"]
