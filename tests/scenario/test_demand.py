"""What is asked: every euro once, never more than the funding, later when delayed."""

from __future__ import annotations

import numpy as np
import pytest

from impact import sectors
from impact.panel.figures import figures_of
from impact.scenario import Scenario, shipped_scenarios
from impact.scenario.computation.budget import budget_cut
from impact.scenario.computation.demand import Demand, demand, paid
from impact.scenario.computation.draws import Array, Draws, drawn, ranges
from impact.scenario.computation.economy import Economy, economy_of
from impact.scenario.computation.orders import Order, Orders, orders_of, placed
from impact.scenario.question.definition import Spending, Staff

INDUSTRIES = tuple(sectors.codes("cbs81"))
AREAS = ("CR01", "CR02", "CR03", "CR07")


@pytest.fixture(scope="module")
def economy(baseline: Scenario) -> Economy:
    return economy_of(baseline, figures_of())


@pytest.fixture(scope="module")
def orders(baseline: Scenario, economy: Economy) -> Orders:
    return orders_of(baseline, economy)


def spent(scenario: Scenario, draws: Draws) -> Array:
    return paid(scenario, draws, budget_cut(scenario, draws))


def delivered(asked: Demand, orders: Orders, field: str) -> Array:
    """Return who delivers what of one item, all years of the first draw together, (areas, industries)."""
    found = np.zeros(len(orders.vectors))
    for place, (name, _) in enumerate(orders.names):
        if name == field:
            found += orders.vectors[:, place] * asked.purchases[0, place].sum()
    return found.reshape(40, -1)


def vector(orders: Orders, order: Order) -> Array:
    return orders.vectors[:, orders.names.index(order)].reshape(40, -1)


def central(scenario: Scenario) -> Draws:
    """One draw with everything at its central value."""
    return Draws({name: np.array([limits.central]) for name, limits in ranges(scenario).items()}, 1)


def in_places(teams: Array, orders: Orders) -> Array:
    """Return what is of teams, (draws, T, years), where they work, (draws, R, sectors, years)."""
    return np.asarray(np.einsum("dty,trg->drgy", teams, orders.teams))


@pytest.mark.parametrize("name", shipped_scenarios())
def test_the_central_case_spends_the_funding_less_the_reserve(name: str) -> None:
    scenario = Scenario.load(name)
    total = spent(scenario, central(scenario)).sum()
    assert total == pytest.approx(scenario.budget - scenario.reserve.amount, abs=0.005)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_no_draw_spends_more_than_the_funding(name: str) -> None:
    scenario = Scenario.load(name)
    total = spent(scenario, drawn(scenario, 500, seed=5)).sum(axis=1)
    assert total.max() <= scenario.budget + 1e-9
    assert total.min() > 0.5 * scenario.budget


def test_when_items_are_dear_what_is_assumed_gives_way_and_the_contract_stays(baseline: Scenario) -> None:
    dear = Draws({name: np.array([limits.high]) for name, limits in ranges(baseline).items()}, 1)
    cut = budget_cut(baseline, dear)
    assert 0 < cut[0] < 1
    assert spent(baseline, dear).sum() == pytest.approx(baseline.budget)
    cheap = Draws({name: np.array([limits.low]) for name, limits in ranges(baseline).items()}, 1)
    assert budget_cut(baseline, cheap)[0] == 1.0


def test_people_whose_number_and_cost_are_fixed_stay_too(baseline: Scenario, economy: Economy, orders: Orders) -> None:
    given = baseline.staff["expertise-centre"].model_dump() | {"scale": 1.0, "cost_per_fte": 0.12}
    staff = {**baseline.staff, "expertise-centre": Staff.model_validate(given)}
    scenario = baseline.model_copy(update={"staff": staff})
    luck = drawn(scenario, 200, seed=0)
    assert (budget_cut(scenario, luck) < 1).any()
    asked = demand(scenario, luck, economy, orders)
    research = economy.sectors.index("M")
    np.testing.assert_allclose(in_places(asked.people, orders)[:, :, research].sum(axis=(1, 2)), 300.0)
    assert asked.spent.sum(axis=1).max() <= scenario.budget + 1e-9


def test_home_region_and_abroad_are_the_stated_shares(baseline: Scenario, economy: Economy, orders: Orders) -> None:
    asked = demand(baseline, central(baseline), economy, orders)
    machine = delivered(asked, orders, "spending.machine")
    assert machine.sum() == pytest.approx(64.1 * 0.04)
    assert machine[economy.areas.inside].sum() == pytest.approx(64.1 * 0.005)
    assert machine[:, INDUSTRIES.index("C26")].sum() == pytest.approx(64.1 * 0.04 * 0.80)


def test_what_nobody_inside_makes_comes_from_outside(baseline: Scenario, economy: Economy, orders: Orders) -> None:
    nobody = economy.areas.supply.limits[1] == 0
    assert nobody.sum() < 5
    for order in orders.names:
        made = vector(orders, order)
        assert made[economy.areas.inside][:, nobody].sum() == 0
        assert made.sum() == pytest.approx(1.0 if order[0] != "public" else economy.government_pattern.sum())


def test_staff_who_are_in_a_named_place_are_hired_there(baseline: Scenario, economy: Economy, orders: Orders) -> None:
    asked = demand(baseline, central(baseline), economy, orders)
    city, research = economy.areas.codes.index("CR03"), economy.sectors.index("M")
    assert in_places(asked.people, orders)[0, city, research].sum() == pytest.approx(300.0)
    assert in_places(asked.wages, orders)[0, city, research].sum() == pytest.approx(300 * 0.12 * 0.80)


def test_staff_of_whom_no_place_is_said_work_where_the_jobs_of_their_sector_are(
    baseline: Scenario, economy: Economy, orders: Orders
) -> None:
    asked = demand(baseline, central(baseline), economy, orders)
    ict = in_places(asked.people, orders)[0, :, economy.sectors.index("J")].sum(axis=1)
    assert ict.sum() == pytest.approx(66.0)
    jobs = figures_of().sections_by_corop(2019).jobs["J"]
    inside = jobs.reindex(AREAS)
    np.testing.assert_allclose(ict[economy.areas.inside], 66 * inside / inside.sum())


def test_a_delay_moves_money_and_loses_none(baseline: Scenario, economy: Economy, orders: Orders) -> None:
    at = central(baseline).values
    late = {**at, ("assumptions", "supercomputer_delay"): np.array([0.4])}
    now, later = (demand(baseline, Draws(luck, 1), economy, orders) for luck in (at, late))
    assert later.spent.sum() == pytest.approx(now.spent.sum())
    machine, years = orders.names.index(("spending.machine", "outside")), baseline.years
    first, second = years.index(2027), years.index(2028)
    was, is_now = now.purchases[0, machine], later.purchases[0, machine]
    assert is_now[first] == pytest.approx(0.6 * was[first])
    assert is_now[second] == pytest.approx(0.6 * was[second] + 0.4 * was[first])


def test_a_delay_of_more_than_a_year_stays_inside_the_years_of_the_scenario() -> None:
    scenario = Scenario.load("delayed-supercomputer")
    late = Draws({name: np.array([limits.high]) for name, limits in ranges(scenario).items()}, 1)
    asked = spent(scenario, late)
    assert scenario.years[-1] == 2035
    assert asked[0, scenario.years.index(2035)] > 0
    assert asked.sum() == pytest.approx(scenario.budget)


def test_every_euro_has_one_other_use(baseline: Scenario, economy: Economy, orders: Orders) -> None:
    """The region's 60 of 201: 0.8 spent in the region, of which 0.6 inside; what else is Dutch goes as government."""
    asked = demand(baseline, central(baseline), economy, orders)
    instead = dict(zip(orders.names, asked.instead[0] * asked.spent.sum(), strict=True))
    free = asked.spent.sum() * 0.9 / 201  # 0.1 would have come anyway
    kept = economy.government_pattern.sum()
    assert instead["alternative_use", "inside"] == pytest.approx(free * 60 * 0.8 * 0.6)
    assert instead["alternative_use", "outside"] == pytest.approx(free * 60 * 0.8 * 0.4 * kept)
    assert instead["public", "anywhere"] == pytest.approx(free * (70 + 60 * 0.2))
    rest = {order: amount for order, amount in instead.items() if order[0] not in ("alternative_use", "public")}
    assert not any(rest.values())


@pytest.mark.parametrize(
    ("where", "shares"),
    [
        ({"GM0014": 0.6, "GM0037": 0.4}, {"CR03": 0.6, "CR01": 0.4}),
        (("CR07",), {"CR07": 1.0}),
        ({"GM0014": 0.5, "CR36": 0.5}, {"CR03": 0.5, "CR36": 0.5}),
    ],
)
def test_an_item_is_where_the_file_says(
    baseline: Scenario, economy: Economy, where: object, shares: dict[str, float]
) -> None:
    item = baseline.spending["programme"].model_dump() | {"where": where}
    found = placed(Spending.model_validate(item), economy.areas.jobs, economy)
    assert dict(zip(economy.areas.codes, found, strict=True)) == pytest.approx(
        dict.fromkeys(economy.areas.codes, 0.0) | shares
    )
