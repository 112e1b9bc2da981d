"""Imports in the cells and out of them: known, estimated, and what each table may be used for."""

import numpy as np
import pandas as pd
import pytest

from impact.inputoutput import (
    IOTable,
    charm_trade,
    corop_activity,
    corop_distances,
    demand_rounds,
    domestic,
    hypothetical_extraction,
    impacts,
    import_matrix,
    interregional_table,
    mixed_model,
    multipliers,
    national_table,
    product_balances,
    regional_multipliers,
    technical_coefficients,
    with_imports,
)
from impact.inputoutput.tables import exchange
from impact.inputoutput.tables.imports import imports_paid

USES = ["1", "2", "home", "exports"]


@pytest.fixture
def open_economy(small):
    """Miller and Blair's table (R1) with 300 of its inputs and 100 of its final demand bought abroad."""
    final = pd.DataFrame({"home": [250.0, 1500.0], "exports": [100.0, 200.0]}, index=small.labels)
    inputs = pd.DataFrame([[60.0, 150.0], [40.0, 50.0], [550.0, 1200.0]], columns=small.labels)
    rows = ["imports_goods", "imports_services", "value_added"]
    finals = pd.DataFrame([[70.0, 10.0], [20.0, 0.0], [0.0, 0.0]], index=rows, columns=final.columns)
    facts = {"year": 2009, "unit": "MEUR", "prices": "current", "source": "R1"}
    return IOTable(small.transactions, final, inputs.set_axis(rows), **facts, final_primary_inputs=finals)


@pytest.fixture
def matrix(small):
    return pd.DataFrame([[50.0, 100.0, 30.0, 10.0], [50.0, 100.0, 60.0, 0.0]], index=small.labels, columns=USES)


def by_use(table):
    """Imports by product in proportion to use at home: figures for a test, not of the Netherlands."""
    use = table.transactions.sum(axis=1) + table.final_demand.drop(columns="imputed_rents").sum(axis=1)
    return use / use.sum() * imports_paid(table).sum()


def test_total_flows_by_hand(open_economy, matrix):
    table = with_imports(open_economy, matrix)
    np.testing.assert_allclose(technical_coefficients(table), [[0.20, 0.30], [0.25, 0.10]])
    # |I - A| = 0.8 * 0.9 - 0.3 * 0.25 = 0.645; the columns of its inverse add up to 1.15 and 1.10 over that.
    np.testing.assert_allclose(multipliers(table), [1.15 / 0.645, 1.10 / 0.645])
    np.testing.assert_allclose(multipliers(open_economy), [1.5182, 1.4521], atol=5e-5)
    assert list(table.final_demand["imports"]) == [-190, -210]
    assert list(table.output) == [1000, 2000]
    assert list(table.primary_inputs.index) == ["value_added"]
    assert table.checks()["passed"].all()


def test_what_the_table_says_of_itself(open_economy, matrix):
    known, estimated = with_imports(open_economy, matrix), with_imports(open_economy, matrix.sum(axis=1))
    assert (open_economy.flows, known.flows) == ("domestic", "total")
    assert known.source == "R1; imports in the cells, from an import matrix"
    assert "estimated: by product in proportion to domestic deliveries" in estimated.source
    assert multipliers(known).name == "output, as if imports were made here"
    assert multipliers(open_economy).name == "output"
    assert multipliers(known, "value_added").name == "value_added, as if imports were made here"


def test_there_and_back(open_economy, matrix):
    back = domestic(with_imports(open_economy, matrix), matrix)
    for name in ("transactions", "final_demand"):
        pd.testing.assert_frame_equal(getattr(back, name), getattr(open_economy, name))
    assert list(back.primary_inputs.loc["imports"]) == [100, 200]
    assert list(back.final_primary_inputs.loc["imports"]) == [90, 10]
    assert back.flows == "domestic"


def test_a_peer_finds_the_same_multipliers(dutch_groups, peer):
    pymrio = peer("pymrio")
    table = with_imports(dutch_groups, by_use(dutch_groups))
    flows = dutch_groups.transactions + import_matrix(dutch_groups, by_use(dutch_groups))[dutch_groups.labels]
    A = pymrio.calc_A(flows, dutch_groups.output)
    active = (dutch_groups.output > 0).to_numpy()
    np.testing.assert_allclose(multipliers(table)[active], pymrio.calc_L(A).sum()[active], rtol=1e-9)
    assert (multipliers(table) >= multipliers(dutch_groups) - 1e-9)[active].all()


@pytest.mark.parametrize("level", ["a38", "cbs81"])
def test_the_estimate_meets_both_margins(level):
    table = national_table(2019, level)
    by_product = by_use(table)
    found = import_matrix(table, by_product)
    np.testing.assert_allclose(found.sum(axis=1), by_product, atol=1e-3)
    np.testing.assert_allclose(found.sum(), imports_paid(table), atol=1e-3)
    assert with_imports(table, by_product).checks().set_index("check").loc["uses equal output", "passed"]
    # X buys abroad and nothing at home: its imports are of all products, as imports are.
    assert (found["X"][by_product > 0] > 0).all()


def test_the_estimate_is_the_matrix_where_imports_are_in_proportion(open_economy, small):
    share = pd.concat([open_economy.transactions, open_economy.final_demand], axis=1)
    share = share.mul([0.2, 0.1], axis=0).mul([1.0, 0.5, 0.25, 1.0])
    paid = share.sum()
    inputs = open_economy.primary_inputs.copy()
    inputs.loc["value_added"] += inputs.loc["imports_goods"] - paid[small.labels]
    inputs.loc["imports_goods"] = paid[small.labels] - inputs.loc["imports_services"]
    inputs.loc["value_added"] += inputs.loc["imports_services"]
    finals = open_economy.final_primary_inputs.copy()
    finals.loc["imports_goods"] = paid[["home", "exports"]] - finals.loc["imports_services"]
    facts = {"year": 2009, "unit": "MEUR", "prices": "current", "source": "R1", "tolerance": np.inf}
    table = IOTable(small.transactions, open_economy.final_demand, inputs, **facts, final_primary_inputs=finals)
    np.testing.assert_allclose(import_matrix(table, share.sum(axis=1)), share, rtol=5e-3)


def test_charm_from_a_table(dutch_groups):
    table = with_imports(dutch_groups, by_use(dutch_groups))
    # X, goods and services n.e.c., has final use below zero (cif/fob), which CHARM has no place for.
    national = product_balances(table).drop("X")
    supply = national["output"] + national["imports"]
    np.testing.assert_allclose(supply, national.drop(columns=["output", "imports"]).sum(axis=1), rtol=1e-9)
    uses = {"intermediate_use": national["intermediate_use"], "final_use": national["final_use"].clip(lower=0.0)}
    whole = charm_trade(national, national["output"], **uses)
    np.testing.assert_allclose(whole["exports"], national["exports"], atol=1e-6)
    np.testing.assert_allclose(whole["imports"], national["imports"], atol=1e-6)
    with pytest.raises(ValueError, match="put the imports in its cells with with_imports"):
        charm_trade(dutch_groups, national["output"], **uses)


def test_charm_takes_the_table_itself(open_economy, matrix):
    table = with_imports(open_economy, matrix)
    # Product 1: x 1000, z 800, d 280, e 110, m 190; b = -80, v = 300, t = 220, h = 220 / 2080. A region of a tenth of
    # the output and a fifth of the use: b = -116, t = h * 316 = 33.4231, e = t / 2, m = e + 116.
    found = charm_trade(
        table,
        0.1 * table.output,
        intermediate_use=0.2 * table.transactions.sum(axis=1),
        final_use=0.2 * table.final_demand["home"],
    )
    assert found.loc["1", "exports"] == pytest.approx(16.7115, abs=5e-5)
    assert found.loc["1", "imports"] == pytest.approx(132.7115, abs=5e-5)


def test_flows_survive_a_file_and_an_aggregation(tmp_path, open_economy, matrix):
    table = with_imports(open_economy, matrix)
    exchange.write_parquet(table, tmp_path / "table.parquet")
    assert exchange.read_parquet(tmp_path / "table.parquet").flows == "total"
    assert table.aggregate(pd.Series({"1": "all", "2": "all"})).flows == "total"


@pytest.mark.parametrize(
    ("use", "what"),
    [
        (lambda t: impacts(t, pd.Series({"1": 1.0})), "effects of demand"),
        (lambda t: demand_rounds(t, pd.Series({"1": 1.0})), "rounds of demand"),
        (lambda t: hypothetical_extraction(t, "1"), "the economy without a sector"),
        (lambda t: mixed_model(t, pd.Series({"1": 1.0}), pd.Series({"2": 1.0})), "output under fixed capacity"),
        (lambda t: regional_multipliers(t, t.output, t.output, delta=0.3), "multipliers of a region"),
        (lambda t: interregional_table(t, corop_activity(), corop_distances(), decay=2), "trade between regions"),
    ],
)
def test_effects_are_not_computed_from_total_flows(open_economy, matrix, use, what):
    with pytest.raises(ValueError, match=f"{what}: this table has imports in its cells .*as made here"):
        use(with_imports(open_economy, matrix))


def test_a_matrix_that_does_not_fit(open_economy, matrix):
    with pytest.raises(ValueError, match=r"column 2 adds up to 201.0 MEUR, the import rows say 200.0 \(gap 1.0\)"):
        with_imports(open_economy, matrix + np.array([[0, 1, 0, 0], [0, 0, 0, 0]]))
    with pytest.raises(ValueError, match="column home .*gap -90.0.*; columns exports as well. Correct"):
        with_imports(open_economy, matrix.assign(home=0.0, exports=9.0))
    with pytest.raises(ValueError, match="uses of the table and columns of the import matrix have different labels"):
        with_imports(open_economy, matrix[["1", "2"]])
    with pytest.raises(ValueError, match=r"import matrix: 2 cells are missing or infinite, first \(1, 2\)"):
        with_imports(open_economy, matrix.where(matrix != 100))
    total = with_imports(open_economy, matrix)
    with pytest.raises(ValueError, match="the import rows: this table has imports in its cells"):
        with_imports(total, matrix)
    with pytest.raises(ValueError, match=r"row 1 adds up to 191.0 MEUR, the column 'imports' say 190.0"):
        domestic(total, matrix + np.array([[0, 1, 0, 0], [0, 0, 0, 0]]))
    with pytest.raises(ValueError, match="1 to 1 holds 240.0 of imports and 200.0 in all"):
        domestic(total, matrix + np.array([[190, -190, 0, 0], [0, 0, 0, 0]]))
    with pytest.raises(ValueError, match="no final demand column 'imports' in this table"):
        domestic(open_economy, matrix)


def test_margins_that_do_not_fit(open_economy, small, matrix):
    by_product = matrix.sum(axis=1)
    with pytest.raises(ValueError, match="add up to 440.0 MEUR, the import rows to 400.0. Are both valued cif"):
        import_matrix(open_economy, by_product * 1.1)
    with pytest.raises(ValueError, match="imports by product are missing or negative in 1"):
        import_matrix(open_economy, by_product.where(by_product > 200))
    with pytest.raises(ValueError, match="no row of imports in this table"):
        import_matrix(small, by_product)
