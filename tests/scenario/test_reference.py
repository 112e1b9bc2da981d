"""Every euro has one reference case: what would have happened anyway is not spent otherwise as well."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.scenario import Scenario, ScenarioResult, run, shipped_scenarios
from impact.scenario.computation.draws import drawn
from impact.scenario.computation.reference import additional, freed

NETS = ("net_regional", "net_national")


def with_deadweight(scenario: Scenario, share: float) -> Scenario:
    fixed = scenario.assumptions["deadweight_share"].model_copy(update={"low": share, "central": share, "high": share})
    return scenario.model_copy(update={"assumptions": {**scenario.assumptions, "deadweight_share": fixed}})


def with_payers(scenario: Scenario, **shares: Any) -> Scenario:
    definition = scenario.model_dump()
    for name, source in definition["funding"].items():
        source["deadweight_share"] = shares.get(name.replace("-", "_"))
    return Scenario.model_validate(definition)


def rows(result: ScenarioResult, *concepts: str) -> pd.Series:
    return pd.concat([result.totals, result.impacts]).query("concept in @concepts")["value"]


@pytest.mark.parametrize("name", shipped_scenarios())
def test_what_would_all_have_happened_anyway_changes_nothing_at_all(name: str) -> None:
    result = run(with_deadweight(Scenario.load(name), 1.0), draws=30, seed=0)
    assert (rows(result, *NETS, "alternative_use", "displaced") == 0).all()
    assert (result.staircase.query("step in ('net_regional', 'net_national')")["value"] == 0).all()
    assert result.over_years("deadweight", "jobs") == result.over_years("gross", "jobs")


def test_without_deadweight_nothing_is_taken_off_for_it(baseline: Scenario) -> None:
    assert (rows(run(with_deadweight(baseline, 0.0), draws=20), "deadweight") == 0).all()


def test_deadweight_leaves_the_same_part_of_every_net_figure(fixed: ScenarioResult) -> None:
    """With one share for all payers the whole of net, the alternative in it, is proportional to what is additional."""
    half = run(with_deadweight(fixed.scenario, 0.55), draws=1)  # 0.10 centrally: 0.45 / 0.90 of it is left
    for concept in NETS:
        for measure in ("jobs", "value_added", "output"):
            expected = fixed.over_years(concept, measure)["mean"] / 2
            assert half.over_years(concept, measure)["mean"] == pytest.approx(expected, abs=1e-5)


def test_payers_can_each_have_a_share_of_their_own(baseline: Scenario) -> None:
    """70 of 201 from the state would have come anyway for 0.2, of the region's 60 all, of the EU's 71 nothing."""
    scenario = with_payers(baseline, rijk=0.2, nij_begun=1.0, eurohpc=0.0)
    luck = drawn(scenario, 3, 0)
    np.testing.assert_allclose(additional(scenario, luck), (70 * 0.8 + 71) / 201)
    np.testing.assert_allclose(freed(scenario, luck, {"region"}), 0.0, atol=1e-15)
    np.testing.assert_allclose(freed(scenario, luck, {"nation", "region"}), 70 * 0.8 / 201)
    instead = run(scenario, draws=20)
    without = run(with_payers(baseline, rijk=1.0, nij_begun=1.0, eurohpc=0.0), draws=20)
    assert (rows(without, "alternative_use") == 0).all()
    assert rows(instead, "alternative_use").abs().sum() > 0  # the state would have spent part of its money here too


def test_a_payer_without_a_share_takes_the_assumption(baseline: Scenario) -> None:
    scenario = with_deadweight(with_payers(baseline, rijk=0.2), 0.5)
    np.testing.assert_allclose(additional(scenario, drawn(scenario, 2, 0)), (70 * 0.8 + 131 * 0.5) / 201)


def test_all_payers_at_one_give_nothing(baseline: Scenario) -> None:
    result = run(with_payers(baseline, rijk=1.0, nij_begun=1.0, eurohpc=1.0), draws=20)
    assert (rows(result, *NETS) == 0).all()


@settings(max_examples=10)
@given(shares=st.tuples(*[st.floats(0, 1)] * 3))
def test_no_euro_is_both_deadweight_and_free(baseline: Scenario, shares: tuple[float, float, float]) -> None:
    scenario = with_payers(baseline, rijk=shares[0], nij_begun=shares[1], eurohpc=shares[2])
    luck = drawn(scenario, 1, 0)
    deadweight = 1 - additional(scenario, luck)[0]
    free = freed(scenario, luck, {"nation", "region", "eu"})[0]
    assert deadweight + free == pytest.approx(1.0)


def test_the_share_of_a_payer_is_drawn_and_listed(baseline: Scenario) -> None:
    scenario = with_payers(baseline, rijk={"low": 0.0, "central": 0.1, "high": 0.4})
    table = run(scenario, draws=20).assumptions.set_index("name")
    assert table.loc["funding.rijk.deadweight_share", "high"] == 0.4
    assert "Central government" in table.loc["funding.rijk.deadweight_share", "title_en"]
