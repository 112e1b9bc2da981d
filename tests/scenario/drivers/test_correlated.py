"""What is correlated is moved as one, with the correlation that the file states."""

from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr

from impact.scenario import Scenario
from impact.scenario.drivers.inputs import drawn_at, space_of

ONE, OTHER, THIRD = (
    ("assumptions", name) for name in ("deadweight_share", "staff_displacement_share", "supplier_displacement_share")
)


def correlated(baseline: Scenario, **ranks: tuple[tuple[str, ...], tuple[str, ...], float]) -> Scenario:
    stated = {
        name: {"between": [".".join(one), ".".join(other)], "rank": rank, "source": "this test", "basis": "assumption"}
        for name, (one, other, rank) in ranks.items()
    }
    return Scenario.model_validate(baseline.model_dump() | {"correlations": stated})


def test_correlated_ranges_are_one_input_and_keep_their_correlation(baseline: Scenario) -> None:
    scenario = correlated(baseline, busy=(ONE, OTHER, 0.6))
    space = space_of([scenario])
    assert (ONE, OTHER) in [one.members for one in space.inputs]
    assert len(space.inputs) == len(space_of([baseline]).inputs) - 1
    found = drawn_at(scenario, space, np.random.default_rng(0).random((4_000, space.width))).spending
    assert abs(spearmanr(found[ONE], found[OTHER]).statistic - 0.6) < 0.03
    assert abs(spearmanr(found[ONE], found[THIRD]).statistic) < 0.05


def test_sets_that_share_a_member_are_joined_and_what_is_not_correlated_is_not(baseline: Scenario) -> None:
    chain = correlated(baseline, a=(ONE, OTHER, 0.3), b=(OTHER, THIRD, 0.3))
    assert {ONE, OTHER, THIRD} in [set(one.members) for one in space_of([chain]).inputs]
    nothing = correlated(baseline, a=(ONE, OTHER, 0.0))
    assert space_of([nothing]).inputs == space_of([baseline]).inputs
    named = space_of([correlated(baseline, a=(ONE, OTHER, 0.3))], [[".".join(OTHER), ".".join(THIRD)]])
    assert {ONE, OTHER, THIRD} in [set(one.members) for one in named.inputs]
