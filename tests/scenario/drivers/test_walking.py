"""Shapley effects of a scenario: from one sample to the other, each range by itself, the whole shared out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr

from impact.panel.figures import figures_of
from impact.scenario import Scenario, Sensitivity, sensitivity
from impact.scenario.computation.economy import economy_of
from impact.scenario.drivers.designs import design_of
from impact.scenario.drivers.evaluation import Model, answers_of
from impact.scenario.drivers.inputs import drawn_at, space_of
from impact.scenario.drivers.shapley import orders
from impact.scenario.drivers.walking import _Walk, asked_in_all

OPEN = {"staff_displacement_share", "supplier_displacement_share", "deadweight_share", "no_effect_probability"}
PAIR = ("assumptions.deadweight_share", "assumptions.staff_displacement_share")


def few_ranges(node: Any, name: str = "") -> Any:
    if not isinstance(node, dict):
        return node
    if {"low", "central", "high"} <= node.keys():
        return node if name in OPEN else {**node, "low": node["central"], "high": node["central"]}
    return {key: few_ranges(value, key) for key, value in node.items()}


@pytest.fixture(scope="module")
def independent(baseline: Scenario) -> Scenario:
    few = few_ranges(baseline.model_dump())
    few["assumptions"]["own_supply_error"] |= {"low": 0.0, "central": 0.0, "high": 0.0}
    return Scenario.model_validate(few)


@pytest.fixture(scope="module")
def hanging_together(independent: Scenario) -> Sensitivity:
    stated = {"busy": {"between": list(PAIR), "rank": 0.9, "source": "this test", "basis": "assumption"}}
    scenario = Scenario.model_validate(independent.model_dump() | {"correlations": stated})
    return sensitivity(scenario, n=64, shapley=True)


def test_the_way_leads_from_one_sample_to_the_other(independent: Scenario) -> None:
    space = space_of([independent])
    model, design = Model(independent, economy_of(independent, figures_of())), design_of(space, 64, 2)
    names = tuple(member for one in space.inputs for member in one.members)
    found = _Walk(model, space, design, names, orders(64, len(names), 2)).answers()
    expected = answers_of(model, space, design)
    np.testing.assert_allclose(found[0], expected.b, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found[-1], expected.a, rtol=1e-9, atol=1e-9)


def test_correlations_are_mixed_once_in_the_order_of_each_row(hanging_together: Sensitivity) -> None:
    scenario = hanging_together.scenario
    space = space_of([scenario])
    model, design = Model(scenario, economy_of(scenario, figures_of())), design_of(space, 64, 2)
    names = tuple(member for one in space.inputs for member in one.members)
    walk = _Walk(model, space, design, names, orders(64, len(names), 2))
    places = walk.points(len(names))
    one, other = (places[:, space.columns[name].start] for name in names if ".".join(name) in PAIR)
    assert spearmanr(one, other).statistic == pytest.approx(0.9, abs=0.1)
    expected = model.headlines(drawn_at(scenario, space, places, mixed=True))
    np.testing.assert_allclose(walk.answers()[-1], expected, rtol=1e-9, atol=1e-9)


def test_each_range_has_a_share_of_its_own_and_all_add_up(hanging_together: Sensitivity) -> None:
    found = hanging_together.shapley
    assert found is not None
    assert "+".join(PAIR) in hanging_together.inputs
    assert set(PAIR) <= set(found["input"]) <= set(hanging_together.titles)
    sums = found.groupby("headline")["shapley"].sum(min_count=1).dropna()
    assert {h.name for h in hanging_together.headlines} - set(sums.index) == {"gross.jobs", "gross.value_added"}
    np.testing.assert_allclose(sums, 1.0, atol=2e-5)
    assert hanging_together.manifest["shapley"] == asked_in_all(space_of([hanging_together.scenario]), 64) == 4 * 64


def test_what_hangs_together_shares_what_its_group_has(hanging_together: Sensitivity) -> None:
    """Supplier displacement, the only other range of spending, has next to nothing; a member tells of the other."""
    assert hanging_together.shapley is not None
    rows = hanging_together.shapley.set_index(["headline", "input"])["shapley"]
    members = [float(rows["net_regional.jobs", name]) for name in PAIR]
    assert sum(members) == pytest.approx(1.0, abs=0.05)
    assert min(members) > 0.1


def test_without_being_asked_there_are_none(independent: Scenario, hanging_together: Sensitivity) -> None:
    again = sensitivity(hanging_together.scenario, n=64)
    assert again.shapley is None and "shapley" not in again.manifest
    assert again.indices.equals(hanging_together.indices)
