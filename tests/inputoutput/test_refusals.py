"""Every wrong input once, with what it says."""

import numpy as np
import pandas as pd
import pytest

from impact.inputoutput import (
    IOTable,
    corop_activity,
    corop_distances,
    gras,
    impacts,
    interregional_table,
    location_quotients,
    mixed_model,
    multipliers,
    national_table,
    net_multipliers,
    price_change,
    ras,
    regional_coefficients,
    regional_multipliers,
    structural_decomposition,
    supply_demand_pool,
    table_model,
    technical_coefficients,
)
from impact.inputoutput.model.stages import output_by_stage
from impact.inputoutput.tables.households import consumption_pattern

FACTS = {"year": 2019, "unit": "MEUR", "prices": "current", "source": "test"}


def made(small, **changes):
    parts = {
        "transactions": small.transactions,
        "final_demand": small.final_demand,
        "primary_inputs": small.primary_inputs,
    }
    tolerance = changes.pop("tolerance", 1e-3)
    return IOTable(*(parts | changes).values(), **FACTS, tolerance=tolerance)


def test_labels_must_agree_in_content_and_order(small):
    with pytest.raises(
        ValueError, match="transactions and final demand have different labels: 3 in one of them only|9"
    ):
        made(small, final_demand=small.final_demand.set_axis(["1", "9"]))
    with pytest.raises(ValueError, match="the same labels, in another order"):
        made(small, primary_inputs=small.primary_inputs[["2", "1"]])
    twice = pd.Index(["1", "1"])
    with pytest.raises(ValueError, match="labels repeat: 1"):
        made(small, transactions=small.transactions.set_axis(twice).set_axis(twice, axis=1))


def test_missing_cell_and_text(small):
    holed = small.transactions.copy()
    holed.loc["1", "2"] = np.nan
    with pytest.raises(ValueError, match=r"1 cells are missing or infinite, first \(1, 2\)"):
        made(small, transactions=holed)
    with pytest.raises(ValueError, match="not a number"):
        made(small, final_demand=pd.DataFrame({"final": ["350", "x"]}, index=small.labels))


def test_imbalance_is_named_with_its_size(small):
    with pytest.raises(ValueError, match=r"uses differ from output in 1 \(gap 15.0%, -150.0 MEUR\).*margin row"):
        made(small, primary_inputs=small.primary_inputs - np.array([[150.0, 0.0], [0.0, 0.0]]))


def test_transposed_table_is_recognised(small):
    turned = small.transactions.T
    with pytest.raises(ValueError, match="may be transposed"):
        made(small, transactions=turned)
    checks = made(small, transactions=turned, tolerance=np.inf).checks().set_index("check")
    assert not checks.loc["transactions may be transposed", "passed"]
    assert not checks.loc["uses equal output", "passed"]


def test_unit_slip_of_a_thousand_is_recognised(small):
    with pytest.raises(ValueError, match=r"primary inputs other \(times 0.001 closes the table\)"):
        made(small, primary_inputs=small.primary_inputs.mul([1, 1000], axis=0))
    checks = made(small, final_demand=small.final_demand / 1000, tolerance=np.inf).checks().set_index("check")
    assert "final demand final (times 1000" in checks.loc["unit slip of a thousand", "where"]


def test_unit_slip_of_one_sector_is_recognised(dutch):
    for axis, what in ((0, "deliveries of"), (1, "purchases of")):
        slipped = dutch.transactions.copy()
        if axis:
            slipped["J62"] *= 1000
        else:
            slipped.loc["J62"] *= 1000
        checks = made(dutch, transactions=slipped, tolerance=np.inf).checks().set_index("check")
        assert checks.loc["unit slip of a thousand", "where"] == f"{what} J62 (times 0.001 closes the table)"
        assert not checks.loc["uses equal output", "passed"]


def test_inputs_without_output(small):
    empty = made(
        small,
        transactions=pd.DataFrame([[0.0, 0.0], [5.0, 0.0]], index=small.labels, columns=small.labels),
        final_demand=small.final_demand * 0,
        tolerance=np.inf,
    )
    with pytest.raises(ValueError, match="1: uses inputs and has no output"):
        technical_coefficients(empty)


def test_idle_sector_has_no_multiplier_and_no_demand(small):
    labels = pd.Index(["1", "2", "idle"])
    table = IOTable(
        small.transactions.reindex(index=labels, columns=labels, fill_value=0.0),
        small.final_demand.reindex(labels, fill_value=0.0),
        small.primary_inputs.reindex(columns=labels, fill_value=0.0),
        **FACTS,
    )
    assert np.isnan(multipliers(table)["idle"])
    np.testing.assert_allclose(multipliers(table)[:2], multipliers(small))
    assert table.checks().set_index("check").loc["sectors without output", "where"] == "idle"
    with pytest.raises(ValueError, match="demand for idle, which has no output"):
        impacts(table, pd.Series({"idle": 1.0}))


def test_multiplier_options(small):
    with pytest.raises(ValueError, match="kind 'type3' is unknown. Did you mean"):
        multipliers(small, kind="type3")
    with pytest.raises(ValueError, match="type2 needs wages and household purchases"):
        multipliers(small, kind="type2")
    with pytest.raises(ValueError, match="no satellite 'jobs' in this table"):
        multipliers(small, "jobs")
    with pytest.raises(ValueError, match="the table and the satellite have different labels"):
        multipliers(small, pd.Series([1.0], index=["1"]))
    with pytest.raises(ValueError, match="leave out propensity"):
        table_model(small, households=pd.Series([0.1, 0.1], index=small.labels), propensity=0.5)
    with pytest.raises(ValueError, match="no 'household_consumption' in this table"):
        table_model(small, propensity=0.5)
    with pytest.raises(ValueError, match="no 'household_consumption' with its imports"):
        consumption_pattern(small)
    with pytest.raises(ValueError, match="returns 1.9.* euro to households; expected less than 1"):
        multipliers(small, kind="type2", households=pd.Series([4.0, 0.5], index=small.labels))


def test_propensity_out_of_range(dutch_groups):
    with pytest.raises(ValueError, match="propensity is 1.5; expected"):
        multipliers(dutch_groups, kind="type2", propensity=1.5)


def test_kernel_refuses_a_circuit_without_end():
    with pytest.raises(ValueError, match="returns 1.250 euro to households"):
        output_by_stage(np.zeros((1, 1)), np.ones((1, 1)), wages=np.array([1.0]), consumption=np.array([1.25]))


def test_shocks(small):
    with pytest.raises(ValueError, match="shock on 7: unknown to the model"):
        impacts(small, pd.Series({"7": 1.0}))
    with pytest.raises(ValueError, match="shock is missing in 1"):
        impacts(small, pd.Series({"1": np.nan}))
    with pytest.raises(ValueError, match="this model leaves households out"):
        impacts(small, pd.Series({"1": 1.0}), payroll=pd.Series([1.0], index=["demand"]))
    with pytest.raises(ValueError, match="no measure 'jobs' in this model"):
        impacts(small, pd.Series({"1": 1.0})).measure("jobs")


def test_payroll_years(dutch_groups):
    with pytest.raises(ValueError, match="payroll is for 2026, the shock for 2027"):
        impacts(dutch_groups, pd.DataFrame({2027: {"F": 1.0}}), payroll=pd.Series({2026: 1.0}))


LABELS = pd.Index(["a", "b"])
NATION = pd.Series([10.0, 20.0], index=LABELS)
A = pd.DataFrame([[0.1, 0.2], [0.3, 0.1]], index=LABELS, columns=LABELS)


@pytest.mark.parametrize(
    ("regional", "options", "message"),
    [
        (NATION, {"method": "flq"}, "'flq' needs delta, and no default is right"),
        (NATION, {"method": "flq", "delta": 1.0}, "delta is 1.0; expected 0 <= delta < 1"),
        (NATION, {"method": "slq", "delta": 0.2}, "delta has no role in 'slq'"),
        (NATION, {"method": "flk"}, "method 'flk' is unknown. Did you mean 'flq'"),
        (NATION[::-1], {"method": "slq"}, "the same labels, in another order"),
        (-NATION, {"method": "slq"}, "regional activity is missing or negative in a, b"),
        (NATION * np.nan, {"method": "slq"}, "a status is not a zero"),
        (NATION * 0, {"method": "slq"}, "regional activity is zero in every sector"),
    ],
)
def test_location_quotients(regional, options, message):
    with pytest.raises(ValueError, match=message):
        location_quotients(regional, NATION, **options)


def test_activity_in_the_region_only():
    with pytest.raises(ValueError, match="b: activity in the region and none in the nation"):
        location_quotients(NATION, NATION.where(NATION.index == "a", 0.0))


def test_regional_coefficients_that_eat_more_than_they_make():
    region = pd.Series([9.0, 1.0], index=LABELS)
    with pytest.raises(ValueError, match="a: regional coefficients sum to"):
        regional_coefficients(A + 0.55, region, NATION, method="aflq", delta=0.0)


def test_national_table_options():
    with pytest.raises(ValueError, match="no input-output table for 1999 in 'current' prices; the snapshot has 2015"):
        national_table(1999)
    with pytest.raises(ValueError, match="no sector level 'a39'. Did you mean 'a38'"):
        national_table(2019, "a39")


def test_grouping_with_a_gap(small):
    with pytest.raises(ValueError, match="no group for 2; give every sector one"):
        small.aggregate(pd.Series({"1": "all", "2": ""}))


@pytest.mark.parametrize("method", [ras, gras])
def test_totals_without_a_solution_are_named(method):
    # b buys only d, and d may hold 3: the factors run away, and must not run off the scale.
    seed = pd.DataFrame([[1.0, 1.0], [0.0, 1.0]], index=["a", "b"], columns=["c", "d"])
    with pytest.raises(ValueError, match=r"column c should add up to 3 and stays 2 away"):
        method(seed, pd.Series({"a": 1.0, "b": 5.0}), pd.Series({"c": 3.0, "d": 3.0}))


def test_total_that_only_empty_lines_could_meet():
    seed = pd.DataFrame([[1.0, 1.0], [0.0, 1.0]], index=["a", "b"], columns=["c", "d"])
    with pytest.raises(ValueError, match="row b: the total is 1 and no cell of the seed that may differ from zero"):
        gras(seed, pd.Series({"a": 5.0, "b": 1.0}), pd.Series({"c": 6.0, "d": 0.0}))


@pytest.mark.parametrize("name", ["Imports", "import", "Invoer", "imports_goods"])
def test_a_column_of_imports_is_not_taken_for_demand(small, name):
    final = small.final_demand.assign(**{name: [-10.0, -5.0]})
    with pytest.raises(ValueError, match=f"final demand column '{name}': where the cells hold imports it is called"):
        made(small, final_demand=final, tolerance=np.inf)
    with pytest.raises(ValueError, match="final demand column 'imports' is positive"):
        made(small, final_demand=small.final_demand.assign(imports=[10.0, 5.0]), tolerance=np.inf)


def test_total_flows_find_no_way_round():
    total = national_table(2019, "a38", flows="total")
    ones = pd.Series(1.0, index=total.labels)
    refused = "imports in its c|total flows"
    for call in (
        lambda: impacts(table_model(total), pd.Series({"C26": 1.0})),
        lambda: regional_coefficients(technical_coefficients(total), ones, ones, method="slq"),
        lambda: price_change(total, 0.0 * ones),
        lambda: net_multipliers(total),
    ):
        with pytest.raises(ValueError, match=refused):
            call()
    with pytest.raises(ValueError, match="no satellite 'imports' in this table"):
        multipliers(total, "imports")


def test_tables_in_prices_of_different_years():
    before = national_table(2018)
    for other, after in (
        (before, national_table(2019)),
        (national_table(2016), national_table(2019, prices="previous")),
        (national_table(2018, prices="previous"), national_table(2019, prices="previous")),
        (national_table(2019, prices="previous"), before),
    ):
        with pytest.raises(ValueError, match="inflation would be read as technology"):
            structural_decomposition(other, after)


def test_a_missing_value_never_becomes_a_number(dutch_groups):
    output = dutch_groups.output
    gap = output.where(output.index != "F")
    A = technical_coefficients(dutch_groups)
    with pytest.raises(ValueError, match="final demand is missing in F"):
        supply_demand_pool(A, output, gap)
    with pytest.raises(ValueError, match="totals are missing in F"):
        table_model(dutch_groups, wages=gap)
    with pytest.raises(ValueError, match="totals are missing in F"):
        multipliers(dutch_groups, gap)
    with pytest.raises(ValueError, match="fixed output is missing in F"):
        mixed_model(dutch_groups, gap[["F"]], output.drop("F"))
    known = pd.DataFrame(np.nan, index=A.index, columns=A.columns)
    known.loc["F", "C26"] = -0.5
    with pytest.raises(ValueError, match="overrides: -0.5 from F to C26 is below zero"):
        regional_coefficients(A, output, output, method="slq", overrides=known)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "type3"}, "kind 'type3' is unknown. Did you mean 'type2'|type1"),
        ({"methods": "flqq"}, "method 'flqq' is unknown"),
        ({"delta": ()}, "delta is empty"),
        ({"delta": None}, "delta"),
    ],
)
def test_options_of_drawn_multipliers(dutch_groups, options, message):
    output = dutch_groups.output
    with pytest.raises(ValueError, match=message):
        regional_multipliers(dutch_groups, output, output, draws=2, **({"delta": 0.2} | options))


def test_drawn_inputs_of_a_euro_per_euro(small):
    Z = pd.DataFrame([[45.0, 45.0], [45.0, 45.0]], index=small.labels, columns=small.labels)
    ten = pd.Series([10.0, 10.0], index=small.labels)
    table = IOTable(Z, ten.rename("final"), ten.rename("value_added"), **FACTS)
    with pytest.raises(ValueError, match="add up to a euro or more per euro of output; make coefficient_error smaller"):
        regional_multipliers(table, table.output, table.output, delta=0.2, coefficient_error=0.1, draws=2000)
    found = regional_multipliers(
        table, table.output, table.output, delta=None, methods="slq", coefficient_error=np.float32(0.01), draws=20
    )
    assert (found.multipliers >= 1).all().all()


def test_exports_are_no_demand_of_a_region(dutch_groups):
    activity, distances = corop_activity(2019, "a38"), corop_distances()
    with pytest.raises(ValueError, match="at_origin: no category export_goods in this table"):
        interregional_table(dutch_groups, activity, distances, decay=2.0, at_origin=("export_goods",))
    with pytest.raises(ValueError, match="give a list of categories"):
        interregional_table(dutch_groups, activity, distances, decay=2.0, at_origin="exports_goods")
    with pytest.raises(ValueError, match="exports_services: exports leave where the product is made"):
        interregional_table(dutch_groups, activity, distances, decay=2.0, at_origin=("exports_goods",))
