"""Households in many areas: equal to the closed system solved whole, and to the national model when summed."""

import numpy as np
import pytest

from impact.inputoutput import consumption_pattern, corop_activity, corop_distances, interregional_table
from impact.inputoutput.model.stages import output_by_stage
from impact.inputoutput.regional.households import area_model
from impact.inputoutput.regional.own_supply import own_supply

AREA = ["CR01", "CR02", "CR03", "CR07"]
DRAWS, PERIODS = 3, 2


@pytest.fixture(scope="module")
def economy(dutch_groups):
    table = interregional_table(dutch_groups, corop_activity(2019, "a38"), corop_distances(), decay=1.5)
    return own_supply(table, AREA)


@pytest.fixture(scope="module")
def wages(dutch_groups):
    output = dutch_groups.output.to_numpy()
    paid = dutch_groups.totals("compensation").to_numpy()
    return np.divide(paid, output, out=np.zeros(len(output)), where=output > 0)


@pytest.fixture(scope="module")
def pattern(dutch_groups):
    return consumption_pattern(dutch_groups).to_numpy()


@pytest.fixture(scope="module")
def luck(economy):
    """Everything that is drawn, and demand of three vectors in two periods."""
    rng = np.random.default_rng(3)
    R, n = economy.intensity.shape
    residence = rng.random((DRAWS, R, R)) + 20 * np.eye(R)
    return {
        "own": rng.uniform(*economy.limits, (DRAWS, n)),
        "local": rng.uniform(*economy.limits, (DRAWS, n)),
        "amounts": rng.random((DRAWS, 3, PERIODS)),
        "spent": rng.uniform(0.5, 0.9, DRAWS),
        "residence": residence / residence.sum(axis=1, keepdims=True),
        "payroll": rng.random((DRAWS, R, PERIODS)) * (np.arange(R) < 4)[None, :, None],
    }


@pytest.fixture(scope="module")
def demand(economy):
    rng = np.random.default_rng(4)
    return economy.demand(rng.random((4, len(economy.sectors), 3)), origin="inside")


@pytest.fixture(scope="module")
def found(economy, demand, wages, pattern, luck):
    model = area_model(economy, demand, wages=np.tile(wages, (40, 1)), pattern=pattern)
    return model.circulation(**luck).by_area(model.asked(np.eye(economy.intensity.size)))


def whole(economy, luck, draw, wages, pattern):
    """Trade, the large matrix and what residents buy of one draw, as the equations say and without any saving."""
    R, n = economy.intensity.shape
    parts = []
    for share in (luck["own"][draw], luck["local"][draw]):
        trade = economy.trade.copy()
        trade[:, :, economy.area] = share[:, None, None] * economy.inside + (1 - share)[:, None, None] * economy.outside
        parts.append(trade)
    industries, residents = parts
    A = np.einsum("irs,ij->risj", industries, economy.technology).reshape(R * n, R * n) * economy.intensity.ravel()
    h = np.einsum("irs,i->ris", residents, pattern).reshape(R * n, R)
    w = np.kron(np.eye(R), wages)
    return A, h, w


@pytest.mark.parametrize("draw", range(DRAWS))
def test_a_draw_is_the_closed_system_solved_whole(economy, demand, wages, pattern, luck, found, draw):
    A, h, w = whole(economy, luck, draw, wages, pattern)
    size, R = len(A), h.shape[1]
    spent, residence = luck["spent"][draw], luck["residence"][draw]
    closed = np.block([[np.eye(size) - A, -spent * h], [-residence @ w, np.eye(R)]])
    right = np.concatenate([demand @ luck["amounts"][draw], residence @ luck["payroll"][draw]])
    solved = np.linalg.solve(closed, right)
    output = found.direct[draw] + found.indirect[draw] + found.induced[draw]
    np.testing.assert_allclose(output, solved[:size], rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(found.income[draw], solved[size:], rtol=1e-8, atol=1e-10)


def test_income_paid_beside_no_purchases_stands_in_parts_of_its_own(economy, demand, wages, pattern, luck):
    model = area_model(economy, demand, wages=np.tile(wages, (40, 1)), pattern=pattern)
    nothing = np.concatenate([luck["amounts"], np.zeros((DRAWS, 3, 1))], axis=2)
    paid = np.concatenate([luck["payroll"], luck["payroll"][:, :, :1]], axis=2)
    expected = model.circulation(**luck | {"amounts": nothing, "payroll": paid})
    found = model.circulation(**luck | {"payroll": paid})
    assert not expected.suppliers[:, -1].any()
    np.testing.assert_allclose(found.suppliers, expected.suppliers[:, :-1], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(found.households, expected.households, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(found.income, expected.income, rtol=1e-12, atol=1e-15)


def test_the_sum_over_areas_is_the_national_model(economy, demand, wages, pattern, luck, found, dutch_groups):
    n = len(economy.sectors)
    national = output_by_stage(
        dutch_groups.system.matrix(),
        (demand @ luck["amounts"]).reshape(DRAWS, 40, n, PERIODS).sum(axis=1),
        wages=wages,
        consumption=luck["spent"][:, None] * pattern,
        payroll=luck["payroll"].sum(axis=1),
    )
    for stage in ("direct", "indirect", "induced"):
        summed = getattr(found, stage).reshape(DRAWS, 40, n, PERIODS).sum(axis=1)
        np.testing.assert_allclose(summed, getattr(national, stage), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.income.sum(axis=1), national.household_income, rtol=1e-9)


def test_an_area_without_a_sector_makes_nothing_of_it(economy, found):
    none = economy.intensity.ravel() == 0
    assert np.abs(found.indirect[:, none]).max(initial=0.0) < 1e-12
    assert np.abs(found.induced[:, none]).max(initial=0.0) < 1e-12


def test_sums_are_those_of_output(economy, demand, wages, pattern, luck, found):
    rng = np.random.default_rng(5)
    asked = rng.random((4, economy.intensity.size))
    model = area_model(economy, demand, wages=np.tile(wages, (40, 1)), pattern=pattern)
    sums = model.circulation(**luck).by_area(model.asked(asked))
    np.testing.assert_allclose(sums.induced, asked @ found.induced, rtol=1e-9)
    np.testing.assert_allclose(sums.indirect, asked @ found.indirect, rtol=1e-9)


def test_households_that_spend_more_than_they_earn_are_refused(economy, demand, wages, pattern, luck):
    model = area_model(economy, demand, wages=np.tile(wages, (40, 1)), pattern=pattern)
    with pytest.raises(ValueError, match="a euro of household income returns"):
        model.circulation(**(luck | {"spent": np.full(DRAWS, 9.0)}))
