"""What is asked: every euro once, never more than the funding, later when delayed."""

from __future__ import annotations

import numpy as np
import pytest

from impact import sectors
from impact.scenario import Scenario, shipped_scenarios
from impact.scenario.computation.budget import budget_cut
from impact.scenario.computation.demand import alternative_demand, demand
from impact.scenario.computation.draws import Draws, drawn, ranges
from impact.scenario.question.definition import Staff

INDUSTRIES = tuple(sectors.codes("cbs81"))


def central(scenario: Scenario) -> Draws:
    """One draw with everything at its central value."""
    return Draws({name: np.array([limits.central]) for name, limits in ranges(scenario).items()}, 1)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_the_central_case_spends_the_funding_less_the_reserve(name: str) -> None:
    scenario = Scenario.load(name)
    spent = demand(scenario, central(scenario), INDUSTRIES).spent.sum()
    assert spent == pytest.approx(scenario.budget - scenario.reserve.amount, abs=0.005)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_no_draw_spends_more_than_the_funding(name: str) -> None:
    scenario = Scenario.load(name)
    spent = demand(scenario, drawn(scenario, 500, seed=5), INDUSTRIES).spent.sum(axis=1)
    assert spent.max() <= scenario.budget + 1e-9
    assert spent.min() > 0.5 * scenario.budget


def test_when_items_are_dear_what_is_assumed_gives_way_and_the_contract_stays(baseline: Scenario) -> None:
    dear = Draws({name: np.array([limits.high]) for name, limits in ranges(baseline).items()}, 1)
    cut = budget_cut(baseline, dear)
    assert 0 < cut[0] < 1
    assert demand(baseline, dear, INDUSTRIES).spent.sum() == pytest.approx(baseline.budget)
    cheap = Draws({name: np.array([limits.low]) for name, limits in ranges(baseline).items()}, 1)
    assert budget_cut(baseline, cheap)[0] == 1.0


def test_people_whose_number_and_cost_are_fixed_stay_too(baseline: Scenario) -> None:
    given = baseline.staff["expertise-centre"].model_dump() | {"scale": 1.0, "cost_per_fte": 0.12}
    staff = {**baseline.staff, "expertise-centre": Staff.model_validate(given)}
    scenario = baseline.model_copy(update={"staff": staff})
    luck = drawn(scenario, 200, seed=0)
    assert (budget_cut(scenario, luck) < 1).any()
    asked = demand(scenario, luck, INDUSTRIES)
    np.testing.assert_allclose(asked.fte[:, INDUSTRIES.index("M72")].sum(axis=1), 300.0)
    assert asked.spent.sum(axis=1).max() <= scenario.budget + 1e-9


def test_home_region_and_abroad_are_the_stated_shares(baseline: Scenario) -> None:
    asked = demand(baseline, central(baseline), INDUSTRIES)
    c26 = INDUSTRIES.index("C26")
    machine = 64.1 * 0.80
    assert asked.domestic[0, c26].sum() == pytest.approx(machine * 0.04)
    assert asked.regional[0, c26].sum() == pytest.approx(machine * 0.005)
    assert (asked.regional <= asked.domestic + 1e-9).all()


def test_people_cost_what_they_are_planned_to_cost(baseline: Scenario) -> None:
    asked = demand(baseline, central(baseline), INDUSTRIES)
    m72 = INDUSTRIES.index("M72")
    assert asked.fte[0, m72].sum() == pytest.approx(300.0)
    assert asked.payroll[0, m72].sum() == pytest.approx(300 * 0.12 * 0.80)


def test_a_delay_moves_money_and_loses_none(baseline: Scenario) -> None:
    at = central(baseline).values
    now = demand(baseline, Draws(at, 1), INDUSTRIES)
    later = demand(baseline, Draws({**at, ("assumptions", "supercomputer_delay"): np.array([0.4])}, 1), INDUSTRIES)
    assert later.spent.sum() == pytest.approx(now.spent.sum())
    c26, years = INDUSTRIES.index("C26"), baseline.years
    first, second = years.index(2027), years.index(2028)
    assert later.domestic[0, c26, first] == pytest.approx(0.6 * now.domestic[0, c26, first])
    expected = 0.6 * now.domestic[0, c26, second] + 0.4 * now.domestic[0, c26, first]
    assert later.domestic[0, c26, second] == pytest.approx(expected)


def test_a_delay_of_more_than_a_year_stays_inside_the_years_of_the_scenario() -> None:
    scenario = Scenario.load("delayed-supercomputer")
    late = Draws({name: np.array([limits.high]) for name, limits in ranges(scenario).items()}, 1)
    asked = demand(scenario, late, INDUSTRIES)
    assert scenario.years[-1] == 2035
    assert asked.spent[0, scenario.years.index(2035)] > 0
    assert asked.spent.sum() == pytest.approx(scenario.budget)


def test_only_the_regions_own_money_has_an_alternative_in_the_region(baseline: Scenario) -> None:
    luck = central(baseline)
    spent = demand(baseline, luck, INDUSTRIES).spent
    instead = alternative_demand(baseline, luck, INDUSTRIES, spent)
    assert instead.sum() == pytest.approx(spent.sum() * 60 / 201 * 0.9 * 0.8 * 0.6)  # 0.1 would have come anyway
