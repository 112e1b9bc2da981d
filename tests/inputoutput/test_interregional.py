"""The table of 40 COROP areas: it adds up to the nation, and what it says about trade is sensible."""

import numpy as np
import pandas as pd
import pytest

from impact.errors import InputError
from impact.inputoutput import (
    IOTable,
    corop_activity,
    corop_distances,
    corop_ring,
    impacts,
    interregional_table,
    multipliers,
    national_table,
    spillovers,
    table_model,
    technical_coefficients,
)
from impact.inputoutput.tables import solve
from impact.inputoutput.tables.solve import System

AREA = ["CR01", "CR02", "CR03", "CR07"]


@pytest.fixture(scope="module")
def table(dutch_groups):
    return interregional_table(dutch_groups, corop_activity(2019, "a38"), corop_distances(), decay=2.0)


def test_adds_up_to_the_nation_cell_by_cell(table, dutch_groups):
    checks = table.checks().set_index("check")
    assert checks["passed"].all()
    for name in ("transactions", "final_demand", "primary_inputs"):
        assert checks.loc[f"regions add up to the national {name}", "value"] < 1e-9
    # Once by hand, without the shapes that the check uses.
    by_sector = table.transactions.groupby(level=1, sort=False).sum().T.groupby(level=1, sort=False).sum().T
    pd.testing.assert_frame_equal(by_sector, dutch_groups.transactions, rtol=1e-9, check_names=False)
    finally_bought = table.final_demand.groupby(level=1, sort=False).sum().T.groupby(level=1, sort=False).sum().T
    pd.testing.assert_frame_equal(finally_bought, dutch_groups.final_demand, rtol=1e-9, check_names=False)
    by_category = table.final_primary_inputs.T.groupby(level=1, sort=False).sum().T
    pd.testing.assert_frame_equal(by_category, dutch_groups.final_primary_inputs, rtol=1e-9, check_names=False)


def test_origins_deliver_and_destinations_get_what_they_should(table, dutch_groups):
    activity = corop_activity(2019, "a38")
    made = (activity / activity.sum()).mul(dutch_groups.output, axis=1).to_numpy().ravel()
    np.testing.assert_allclose(table.output, made, rtol=1e-6)
    used = table.transactions.groupby(level=1, sort=False).sum()["CR03"]
    share = activity.loc["CR03"] / activity.sum()
    np.testing.assert_allclose(used, dutch_groups.transactions.mul(share, axis=1), rtol=1e-9)


def test_81_industries_add_up_too(dutch):
    fine = interregional_table(dutch, corop_activity(2019, "cbs81"), corop_distances(), decay=2.0)
    assert fine.transactions.shape == (3240, 3240)
    assert fine.checks().loc[lambda c: c["check"].str.startswith("regions add up"), "value"].max() < 1e-6
    # All regions share one technology, so every region's total multiplier is the nation's: solved by rounds of demand
    # over 3,240 rows here and by a factorisation of 81 there.
    groningen = multipliers(fine)["CR03"].dropna()
    np.testing.assert_allclose(groningen, multipliers(dutch)[groningen.index], rtol=1e-10)
    shock = pd.Series({("CR03", "J62"): 10.0, ("CR03", "F41"): 5.0})
    found = impacts(fine, shock)
    nation = impacts(dutch, pd.Series({"J62": 10.0, "F41": 5.0}))
    assert found.total.to_numpy().sum() == pytest.approx(nation.total.to_numpy().sum(), rel=1e-10)
    # Income earned and spent elsewhere leaks out of the area, but not out of the country.
    assert found.induced.loc["CR03"].to_numpy().sum() < 0.5 * nation.induced.to_numpy().sum()


def test_spillovers_are_material_and_feedback_is_not(table):
    found = spillovers(table, AREA, ring=corop_ring(AREA))
    shares = found.drop(columns="total").div(found["total"], axis=0).median()
    assert 0.05 < shares["ring"] + shares["rest"] < 0.25
    assert 0 < shares["feedback"] < 0.01
    pd.testing.assert_series_equal(found["total"], multipliers(table)[AREA], check_names=False)
    pd.testing.assert_series_equal(
        found.drop(columns="total").sum(axis=1, skipna=False), found["total"], check_names=False
    )


def test_type_two_with_households_in_every_region(table):
    # By hand: each region's households are a sector of their own.
    active = (table.output > 0).to_numpy()
    per = np.where(active, table.output, 1.0)
    households = table.final_demand.xs("household_consumption", axis=1, level=1)
    elsewhere = table.final_primary_inputs.xs("household_consumption", axis=1, level=1)
    C = (0.5 * households / (households.sum() + elsewhere.sum())).to_numpy()
    here = table.labels.get_level_values(0).to_numpy()[None] == table.regions.to_numpy()[:, None]
    W = here * (table.totals("compensation") / per).to_numpy()
    closed = np.block([[table.system.matrix(), C], [W, np.zeros((40, 40))]])
    L = np.linalg.inv(np.eye(len(closed)) - closed)[: len(active), : len(active)]
    found = multipliers(table, kind="type2", propensity=0.5)
    np.testing.assert_allclose(found[active], L.sum(axis=0)[active], rtol=1e-9)
    shock = pd.Series({("CR03", "J62-63"): 10.0, ("CR23", "F"): 5.0})
    total = impacts(table_model(table, propensity=0.5), shock).total["demand"]
    np.testing.assert_allclose(total, L @ shock.reindex(table.labels, fill_value=0.0), rtol=1e-9, atol=1e-12)


def test_the_farther_the_less(dutch_groups):
    own = []
    for decay in (0.0, 1.0, 2.0):
        trade = interregional_table(dutch_groups, corop_activity(), corop_distances(), decay=decay).trade
        own.append(np.nanmean(np.einsum("irr->ir", trade)))
    assert own == sorted(own)
    by_product = pd.Series(2.0, index=dutch_groups.labels)
    one = interregional_table(dutch_groups, corop_activity(), corop_distances(), decay=by_product)
    np.testing.assert_array_equal(
        one.trade, interregional_table(dutch_groups, corop_activity(), corop_distances(), decay=2.0).trade
    )


def test_one_region_is_the_nation(dutch_groups):
    one = interregional_table(
        dutch_groups,
        pd.DataFrame(1.0, index=["NL"], columns=dutch_groups.labels),
        pd.DataFrame(1.0, index=["NL"], columns=["NL"]),
        decay=1.0,
    )
    np.testing.assert_allclose(technical_coefficients(one), technical_coefficients(dutch_groups), rtol=1e-12)
    np.testing.assert_allclose(one.region("NL"), dutch_groups.transactions, rtol=1e-12)


def test_distances_and_neighbours():
    distance = corop_distances()
    assert distance.shape == (40, 40)
    # Groningen to Maastricht is some 265 km as the crow flies; their areas' centres lie a little closer.
    assert 235 < distance.loc["CR03", "CR39"] < 275
    assert (np.diag(distance) < distance.where(~np.eye(40, dtype=bool)).min(axis=1)).all()
    assert corop_ring(AREA) == corop_ring("groningen-noord-drenthe") == ["CR04", "CR06", "CR08", "CR09"]
    for wrong, said in ((["CR88"], "Did you mean 'CR38'"), ([], "empty list"), ("nij-begun", "part")):
        with pytest.raises(InputError, match=said):
            corop_ring(wrong)


def test_a_year_without_jobs_says_which_there_are():
    with pytest.raises(
        ValueError, match="found no jobs for level corop in 2031; expected a year of CBS StatLine 83582NED: 2015 to 20"
    ):
        corop_activity(2031)


def test_final_demand_where_it_is_said_to_fall(dutch_groups):
    regions = corop_distances().index
    shares = pd.DataFrame(1 / 40, index=regions, columns=dutch_groups.final_demand.columns)
    shares["household_consumption"] = np.where(regions == "CR03", 1.0, 0.0)
    table = interregional_table(
        dutch_groups, corop_activity(), corop_distances(), decay=2.0, final_demand_shares=shares
    )
    spent = table.final_demand.T.groupby(level=[1, 0], sort=False).sum().T.sum()["household_consumption"]
    assert spent["CR03"] == pytest.approx(dutch_groups.final_demand["household_consumption"].sum())
    assert spent.drop("CR03").abs().max() == 0
    assert table.checks()["passed"].all()


def refused(national, message, **changes):
    parts = {"activity": corop_activity(), "distance": corop_distances(), "decay": 2.0}
    with pytest.raises(ValueError, match=message):
        interregional_table(national, **(parts | changes))


def test_refusals(dutch_groups, table, small):
    activity, distance = corop_activity(), corop_distances()
    refused(dutch_groups, "the national table and activity have different labels", activity=activity.drop(columns="A"))
    refused(dutch_groups, "activity is missing or negative in 1 cells, first CR01 A", activity=_with(activity, np.nan))
    refused(dutch_groups, "activity and distance have different labels", distance=distance.iloc[::-1, ::-1])
    refused(dutch_groups, "a distance is missing, zero or negative", distance=distance * 0)
    refused(dutch_groups, "decay is to be 0", decay=-1.0)
    refused(dutch_groups, "A: output in the nation and activity in no region", activity=activity.assign(A=0.0))
    shares = pd.DataFrame(1.0, index=distance.index, columns=dutch_groups.final_demand.columns)
    refused(dutch_groups, "final demand shares are to be 0 or more and to add up to 1", final_demand_shares=shares)
    with pytest.raises(ValueError, match="no region 'CR41'"):
        table.region("CR41")
    with pytest.raises(ValueError, match="CR41 not in the table"):
        spillovers(table, ["CR41"])
    with pytest.raises(ValueError, match="CR01 in both"):
        spillovers(table, ["CR01"], ring=["CR01"])
    with pytest.raises(ValueError, match="spillovers need a table with regions"):
        spillovers(small, ["1"])
    with pytest.raises(
        ValueError,
        match="corop-jobs-by-section: jobs: found no figure for .* Choose a year in which they are published",
    ):
        corop_activity(2017)
    with pytest.raises(ValueError, match="in 1999; expected a year of CBS StatLine 83582NED: 2015 to 2024"):
        corop_activity(1999)


def test_product_delivered_abroad_in_excess_of_output():
    # 10 made, 12 exported, 5 of it out of stock that is said to be traded at home.
    labels, places = pd.Index(["a"]), ["r", "s"]
    nation = IOTable(
        pd.DataFrame([[3.0]], index=labels, columns=labels),
        pd.DataFrame([[12.0, -5.0]], index=labels, columns=["exports_goods", "changes_in_inventories"]),
        pd.Series([7.0], index=labels, name="value_added"),
        year=2019,
        unit="MEUR",
        prices="current",
        source="test",
    )
    parts = (pd.DataFrame(1.0, index=places, columns=labels), pd.DataFrame(1.0, index=places, columns=places))
    with pytest.raises(
        ValueError, match="a delivers more abroad than it makes; such a product cannot be traded between regions"
    ):
        interregional_table(nation, *parts, decay=1.0, at_origin=["exports_goods"])


def _with(frame, value):
    changed = frame.copy()
    changed.iloc[0, 0] = value
    return changed


def test_previous_year_prices_keep_their_label():
    national = national_table(2019, prices="previous")
    table = interregional_table(national, corop_activity(), corop_distances(), decay=2.0)
    assert (table.year, table.unit, table.prices) == (2019, "MEUR", "previous")
    assert "trade between them estimated" in table.source


def test_trade_shares_solve_the_same_system_as_the_large_matrix(table):
    # Three ways to the same multipliers and output: by trade shares, by rounds of demand over the matrix, factorised.
    right = np.random.default_rng(1).uniform(size=(len(table.labels), 3))
    right[table.output == 0] = 0.0
    plain = System(table.transactions.to_numpy(), table.output.to_numpy())
    factorised = np.linalg.inv(np.eye(len(right)) - plain.matrix())
    active = (table.output > 0).to_numpy()
    np.testing.assert_allclose(table.system.matrix(), plain.matrix(), rtol=1e-9, atol=1e-15)
    for system in (table.system, plain):
        np.testing.assert_allclose(system.solve(right), factorised @ right, rtol=1e-10, atol=1e-12)
        found = system.solve_transposed(right)
        np.testing.assert_allclose(found[active], (factorised.T @ right)[active], rtol=1e-10)
        np.testing.assert_allclose(system.solve_transposed(right[:, 0]), found[:, 0], rtol=1e-12)


def test_what_does_not_converge_gives_way_to_factorisation(monkeypatch):
    monkeypatch.setattr(solve, "ITERATE_FROM", 2)
    near = np.array([[0.5, 0.4999], [0.5, 0.4999]])
    expected = np.linalg.solve(np.eye(2) - near, [1.0, 1.0])
    np.testing.assert_allclose(System(near).solve(np.ones(2)), expected, rtol=1e-9)
    assert solve.series(np.ones(2), lambda v: near @ v) is None
    trade = solve.TradeSystem(np.ones((2, 1, 1)), near, np.ones(2, dtype=bool))
    np.testing.assert_allclose(trade.solve(np.ones(2)), expected, rtol=1e-9)
    monkeypatch.setattr(solve, "krylov", lambda right, once: None)
    np.testing.assert_allclose(System(near).solve(np.ones(2)), expected, rtol=1e-9)
    with pytest.raises(ValueError, match="asks for at least as much as it makes"):
        System(np.array([[0.5, 0.5], [0.5, 0.5]])).solve(np.ones(2))


def test_summed_into_an_area_and_the_rest(table, dutch_groups):
    where = ["area" if region in AREA else "rest" for region, _ in table.labels]
    pairs = pd.Series(list(zip(where, table.labels.get_level_values(1), strict=True)), index=table.labels)
    two = table.aggregate(pairs)
    assert (two.labels.nlevels, list(two.labels.unique(0))) == (2, ["area", "rest"])
    assert two.output["area"].sum() == pytest.approx(table.output[AREA].sum())
    assert two.final_demand["area"].to_numpy().sum() == pytest.approx(table.final_demand[AREA].to_numpy().sum())
    assert spillovers(two, ["area"])["total"].notna().sum() > 30
    assert (multipliers(two, kind="type2") > multipliers(two))[two.output > 0].all()
    # Down to the nation it is the nation's table, with the nation's multipliers.
    nation = table.aggregate(pd.Series(table.labels.get_level_values(1), index=table.labels))
    for kind in ("type1", "type2"):
        one, other = multipliers(nation, "jobs", kind=kind), multipliers(dutch_groups, "jobs", kind=kind)
        pd.testing.assert_series_equal(one, other, check_names=False, rtol=1e-9)
    torn = pairs.where(
        pairs.index.get_level_values(1) != "F", pd.Series([("rest", "F")] * len(pairs), index=pairs.index)
    )
    with pytest.raises(ValueError, match="CR01, CR02, CR03, CR07 goes to more than one region"):
        table.aggregate(torn)
