"""A study area's own supply set anew in every draw: equal to solving the whole system, and the sum is the nation's."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from impact.inputoutput import corop_activity, corop_distances, interregional_table
from impact.inputoutput.regional.own_supply import own_supply
from impact.parallel.linear_algebra import on_one_processor

AREA = ["CR01", "CR02", "CR03", "CR07"]


@pytest.fixture(scope="module")
def table(dutch_groups):
    return interregional_table(dutch_groups, corop_activity(2019, "a38"), corop_distances(), decay=1.5)


@pytest.fixture(scope="module")
def economy(table):
    return own_supply(table, AREA)


@pytest.fixture(scope="module")
def draws(economy):
    rng = np.random.default_rng(7)
    return rng.uniform(*economy.limits, (3, len(economy.sectors)))


@pytest.fixture(scope="module")
def asked(economy):
    rng = np.random.default_rng(8)
    return economy.demand(rng.random((4, len(economy.sectors), 2)))


def with_own(economy, own):
    """The large matrix itself, made of what an area buys of each product inside and outside."""
    trade = economy.trade.copy()
    trade[:, :, economy.area] = own[:, None, None] * economy.inside + (1 - own)[:, None, None] * economy.outside
    size = economy.intensity.size
    return np.einsum("irs,ij->risj", trade, economy.technology).reshape(size, size) * economy.intensity.ravel()


def test_a_draw_is_the_whole_system_solved_anew(economy, draws, asked):
    found = economy.responses(asked).output(draws)
    for own, output in zip(draws, found, strict=True):
        whole = np.linalg.solve(np.eye(len(output)) - with_own(economy, own), asked)
        np.testing.assert_allclose(output, whole, rtol=1e-9, atol=1e-11)


def test_each_of_what_is_solved_side_by_side_is_what_it_is_alone(economy, asked):
    found = economy.responses(asked)
    with on_one_processor():
        np.testing.assert_array_equal(found.effect, economy.system.solve(asked))
    n = len(economy.sectors)
    own = (economy.inside - economy.outside).swapaxes(0, 1)  # the first purchase that can be moved
    place, product = divmod(economy.movable[0], n)
    moved = np.zeros((len(economy.regions), n))
    moved[:, product] = own[:, product, place]
    alone = economy.system.solve(moved.reshape(-1, 1))[:, 0]
    np.testing.assert_allclose(found.shifted[:, 0], alone, rtol=1e-11, atol=1e-13)
    assert found.shifted.shape == (len(economy.regions) * n, len(economy.movable))


@pytest.mark.parametrize("unused", [[3, 17], slice(None)], ids=["some", "all"])
def test_what_no_industry_uses_moves_as_well(economy, draws, asked, unused):
    technology = economy.technology.copy()
    technology[unused] = 0.0
    part = replace(economy, technology=technology)
    bought = np.random.default_rng(10).random((3, len(part.movable), 2))
    responses = part.responses(asked)
    moved = responses.moved(draws, bought)
    for own, each, more in zip(draws, moved, bought, strict=True):
        away = np.tile(own - part.base, len(AREA))[part.movable, None]
        np.testing.assert_allclose(each, away * (responses.used + responses.shifted_use @ each) + more, rtol=1e-12)
    for own, output in zip(draws, responses.output(draws), strict=True):
        whole = np.linalg.solve(np.eye(len(output)) - with_own(part, own), asked)
        np.testing.assert_allclose(output, whole, rtol=1e-9, atol=1e-11)


def test_the_sum_over_areas_is_the_nation_whatever_the_own_supply(economy, draws, asked, dutch_groups):
    nation = dutch_groups.system.solve(asked.reshape(40, -1, 2).sum(axis=0))
    by_sector = economy.responses(asked).output(draws).reshape(3, 40, -1, 2).sum(axis=1)
    np.testing.assert_allclose(by_sector, np.broadcast_to(nation, by_sector.shape), rtol=1e-9)


def test_purchases_moved_inside_are_demand_inside_instead_of_outside(economy, draws):
    rng = np.random.default_rng(9)
    bought = rng.random((4, len(economy.sectors), 1)) * (economy.limits[1] > economy.limits[0])[:, None]
    away, here = (economy.demand(bought, origin=origin) for origin in ("outside", "inside"))
    movable = bought.reshape(1, -1, 1)[:, economy.movable]
    moved = np.broadcast_to(movable, (3, *movable.shape[1:]))
    np.testing.assert_allclose(
        economy.responses(away).output(draws, moved), economy.responses(here).output(draws), rtol=1e-9, atol=1e-12
    )


def test_at_the_base_nothing_moves(economy, asked):
    at_base = economy.responses(asked)
    np.testing.assert_array_equal(at_base.moved(economy.base[None]), 0.0)
    np.testing.assert_array_equal(at_base.output(economy.base[None])[0], at_base.effect)


def test_the_base_of_a_table_keeps_what_its_area_buys_from_itself(table, economy):
    own = table.transactions.loc[AREA, AREA].T.groupby(level=1, sort=False).sum().T.groupby(level=1, sort=False).sum()
    every = table.transactions[AREA].T.groupby(level=1, sort=False).sum().T.groupby(level=1, sort=False).sum()
    share = (own.sum(axis=1) / every.sum(axis=1)).fillna(0.0)
    np.testing.assert_allclose(economy.base, share, rtol=1e-9)


def test_more_own_supply_leaves_more_in_the_area(economy, asked):
    least, most = economy.limits
    steps = np.linspace(least, most, 5)
    inside = economy.responses(asked).output(steps).reshape(5, 40, -1)[:, economy.area].sum(axis=(1, 2))
    assert (np.diff(inside) > 0).all()


def test_given_own_supply_is_the_base(table):
    own = pd.Series(0.5, index=table.national.labels)
    economy = own_supply(table, AREA, own)
    least, most = economy.limits
    np.testing.assert_array_equal(economy.base, np.clip(0.5, least, most))
    np.testing.assert_allclose(economy.trade.sum(axis=1)[:, economy.area][most > least], 1.0, rtol=1e-12)


@pytest.mark.parametrize("area", [[], ["CR01", "CR01"], ["CR41"]])
def test_an_area_that_is_none_is_refused(table, area):
    with pytest.raises(ValueError, match=r"expected some of the table's 40 regions, each once"):
        own_supply(table, area)


def test_the_whole_nation_has_no_own_supply_to_set(table, dutch_groups):
    nation = own_supply(table, list(table.regions))
    least, most = nation.limits
    np.testing.assert_array_equal(least, most)
    asked = nation.demand(np.ones((40, len(nation.sectors), 1)))
    found = nation.responses(asked).output(nation.base[None])[0].reshape(40, -1).sum(axis=0)
    np.testing.assert_allclose(found, dutch_groups.system.solve(asked.reshape(40, -1).sum(axis=0)), rtol=1e-9)


def test_an_area_that_buys_less_per_euro_asks_less(table, asked):
    less = np.ones((40, len(table.national.labels)))
    less[:3] = 0.9
    whole, thrifty = (own_supply(table, AREA, intensity=given) for given in (None, less))
    own = whole.base[None]
    difference = whole.responses(asked).output(own) - thrifty.responses(asked).output(own)
    assert (difference >= 0).all() and difference.max() > 0
    A = with_own(thrifty, own[0])
    np.testing.assert_allclose(
        thrifty.responses(asked).output(own)[0], np.linalg.solve(np.eye(len(A)) - A, asked), rtol=1e-9, atol=1e-11
    )


def test_an_intensity_below_zero_is_refused(table):
    with pytest.raises(ValueError, match="intensity: expected 40 regions"):
        own_supply(table, AREA, intensity=np.full((40, len(table.national.labels)), -1.0))


def test_what_areas_elsewhere_buy_can_be_split_as_well(economy):
    bought = np.ones((2, len(economy.sectors), 1))
    elsewhere = np.array([20, 30])
    inside = economy.demand(bought, origin="inside", places=elsewhere).reshape(40, -1)
    outside = economy.demand(bought, origin="outside", places=elsewhere).reshape(40, -1)
    assert inside[economy.area].sum() == pytest.approx(inside.sum()) and inside.sum() > 0
    assert outside[economy.area].sum() == 0 and outside.sum() > 0


def test_shares_that_are_none_are_refused(table, economy, asked):
    with pytest.raises(ValueError, match="expected a share from 0 to 1"):
        own_supply(table, AREA, pd.Series(1.2, index=table.national.labels))
    with pytest.raises(ValueError, match="lies outside what can be"):
        economy.responses(asked).moved(np.full((1, len(economy.sectors)), 1.01))
