"""The Dutch import matrix: printed sums of the use table behind it, and how it fits the input-output table."""

import numpy as np
import pandas as pd
import pytest

from impact import sectors
from impact.inputoutput import (
    charm_trade,
    corop_activity,
    domestic,
    multipliers,
    national_imports,
    national_table,
    product_balances,
)
from impact.inputoutput.imports import imports_paid
from impact.sources import snapshot

# Sums as OECD prints them in SNA_TABLE43 for the Netherlands, 2019, use of imports: by product section, by using
# section of industries, by final use, and in total (MEUR). The snapshot holds the cells only.
PRODUCTS = {
    "A": 23_986,
    "B": 41_391,
    "C": 372_414,
    "D": 588,
    "E": 3_150,
    "F": 2_176,
    "G": 6_934,
    "H": 23_276,
    "I": 2_979,
}
PRODUCTS |= {"J": 13_703, "K": 9_028, "L": 29, "M": 37_810, "N": 39_591, "O": 42, "P": 168, "R": 622, "S": 386}
USERS = {"A": 2_920, "C": 127_914, "D": 3_323, "E": 1_321, "F": 15_547, "G": 22_619, "H": 17_438, "I": 3_930}
USERS |= {"J": 23_572, "K": 10_967, "L": 1_413, "M": 21_336, "N": 12_335, "O": 3_288, "P": 1_002, "Q": 5_232, "R": 967}
FINAL = {"households_domestic": 36_436, "government": 1_680, "gross_fixed_capital_formation": 39_784}
FINAL |= {"changes_in_inventories": 3_300, "valuables": 62, "exports": 220_157}
INDUSTRIES, TOTAL = 276_854, 578_273


@pytest.fixture(scope="module")
def cells():
    return snapshot.table("national-import-use").set_index(["product", "use"])["value"].astype(float)


@pytest.fixture(scope="module")
def section_of():
    pairs = pd.concat([sectors.grouping("a64"), sectors.grouping("section")], axis=1).drop_duplicates()
    return pairs.set_index("a64")["section"]


def test_cells_add_up_to_every_printed_sum(cells, section_of):
    by_product, by_use = cells.groupby("product").sum(), cells.groupby("use").sum()
    assert by_product.groupby(section_of).sum().to_dict() == PRODUCTS
    industries = by_use.drop(list(FINAL)).groupby(section_of).sum()
    assert industries.reindex(USERS).to_dict() == USERS
    assert by_use[list(FINAL)].to_dict() == FINAL
    assert (industries.sum(), cells.sum()) == (INDUSTRIES, TOTAL)


def test_two_publications_of_what_industries_import(cells):
    rows = national_table(2019, "a64", margins=False).totals("imports")
    known = cells.groupby("use").sum().reindex(rows.index).fillna(0.0)
    assert known.sum() / rows.sum() == pytest.approx(1.003, abs=5e-4)
    # The input-output table has 402 less in other manufacturing, and X among the industries.
    gap = (known - rows).drop(["C31-32", "X"])
    assert (gap.abs() <= 0.02 * rows.clip(lower=100.0)[gap.index]).all()


def test_product_totals_that_were_not_used_come_out(cells):
    # Columns are scaled to the import rows; the printed total of each product is a check of all of them together.
    found, printed = national_imports(2019, "a64").sum(axis=1), cells.groupby("product").sum()
    gap = (found[printed.index] - printed).abs()
    assert gap.sum() / printed.sum() < 0.02
    large = printed.index[printed > 5000]
    assert (gap[large] / printed[large]).nlargest(3).round(2).to_dict() == {"G46": 0.23, "M69-70": 0.07, "C17": 0.05}


@pytest.mark.parametrize("margins", [True, False])
@pytest.mark.parametrize("level", ["cbs81", "a64", "a38", "section"])
@pytest.mark.parametrize(("year", "prices"), [(2019, "current"), (2015, "current"), (2021, "previous")])
def test_total_flows_of_any_table(year, prices, level, margins):
    table = national_table(year, level, margins=margins, prices=prices, flows="total")
    plain = national_table(year, level, margins=margins, prices=prices)
    matrix = national_imports(year, level, margins=margins, prices=prices)
    assert (table.flows, table.unit, table.prices) == ("total", "MEUR", prices)
    np.testing.assert_allclose(matrix.sum(), imports_paid(plain), atol=1e-6)
    # Corrections and stocks may fall below zero.
    bought = matrix.drop(columns=["cif_fob_adjustment", "cif_fob_reclassification", "changes_in_inventories"])
    assert (bought >= 0).all().all()
    np.testing.assert_allclose(table.output, plain.output)
    assert table.checks().set_index("check").loc["uses equal output", "passed"]
    back = domestic(table, matrix)
    np.testing.assert_allclose(back.transactions, plain.transactions, atol=1e-6)
    assert (multipliers(table) >= multipliers(plain) - 1e-9).drop("X").all()


def test_one_cell_by_hand(cells):
    # Electronics imported by air transport: the year's imports of goods times its share in those goods in 2019.
    bought = cells.xs("H51", level="use")
    goods = bought[[p for p in bought.index if p[0] in "ABCDE" and p != "C33"]]
    paid = national_table(2016, "cbs81", margins=False).primary_inputs.loc["imports_goods", "H51"]
    found = national_imports(2016, "a64", margins=False).loc["C26", "H51"]
    assert found == pytest.approx(paid * bought["C26"] / goods.sum(), rel=1e-12)
    # Computer services bought by two industries of one group: the same composition, each with its own services.
    rows = national_table(2019, "cbs81", margins=False).primary_inputs.loc["imports_services"]
    ours = national_imports(2019, "cbs81", margins=False).loc[["J62", "J63"]].sum()
    assert ours["J62"] / ours["J63"] == pytest.approx(rows["J62"] / rows["J63"], rel=1e-12)


def test_an_industry_that_the_use_table_does_not_know_buys_as_all_industries_do(cells):
    industries = cells[cells.index.get_level_values("use").isin(sectors.codes("a64"))].groupby("product").sum()
    goods = industries[[p for p in industries.index if p[0] in "ABCDE" and p != "C33"]]
    paid = national_table(2019, "cbs81", margins=False).primary_inputs.loc["imports_goods", "X"]
    found = national_imports(2019, "a64", margins=False).loc["C26", "X"]
    assert found == pytest.approx(paid * goods["C26"] / goods.sum(), rel=1e-12)
    assert found > 0


def test_products_of_a_group_are_shared_out_as_deliveries_at_home():
    plain, matrix = national_table(2019, "cbs81", margins=False), national_imports(2019, "cbs81", margins=False)
    food = ["C10", "C11", "C12"]
    for user in ("I56", "household_consumption"):
        sold = plain.transactions[user] if user in plain.labels else plain.final_demand[user]
        np.testing.assert_allclose(matrix.loc[food, user] / matrix.loc[food, user].sum(), sold[food] / sold[food].sum())


def test_foreign_traders_are_paid_by_those_who_pay_margins():
    outside, inside = national_imports(2019, "cbs81", margins=False), national_imports(2019, "cbs81")
    plain = national_table(2019, "cbs81", margins=False)
    abroad = outside["trade_transport_margins"]
    assert abroad.sum() == pytest.approx(2289.0)
    assert set(abroad.index[abroad > 0]) == set(plain.labels[plain.final_demand["trade_transport_margins"] > 0])
    extra = inside["F41"] - outside["F41"]
    share = plain.primary_inputs.loc["trade_transport_margins", "F41"] / 156_378
    np.testing.assert_allclose(extra, abroad * share, atol=1e-9)


def test_what_has_no_product_stands_apart(cells):
    matrix = national_imports(2019, "a64", margins=False)
    assert matrix.loc["X", "cif_fob_adjustment"] == -2267
    assert (matrix["imputed_rents"] == 0).all()
    # Households import 17,499 of services and 32,591 of goods; the use table has 36,436 of both by product.
    abroad = 17_499 + 32_591 - 36_436
    bought = cells.xs("households_domestic", level="use")
    services = bought[[p for p in bought.index if p[0] not in "ABCDE" or p == "C33"]].sum()
    expected = 17_499 * abroad / (services + abroad)
    assert matrix.loc["X", "household_consumption"] == pytest.approx(expected, rel=1e-12)


def test_the_source_says_what_is_known_and_what_is_estimated():
    assert "by the use table of imports of 2019" in national_table(2019, "a64", flows="total").source
    for year, level, prices in ((2018, "a38", "current"), (2019, "cbs81", "current"), (2019, "a38", "previous")):
        source = national_table(year, level, prices=prices, flows="total").source
        assert "estimated with the use table of imports of 2019" in source


def test_charm_takes_the_dutch_table():
    table = national_table(2019, "a38", flows="total")
    national = product_balances(table)
    same = {"intermediate_use": national["intermediate_use"], "final_use": national["final_use"]}
    whole = charm_trade(table, national["output"], **same)
    np.testing.assert_allclose(whole["exports"], national["exports"], atol=1e-6)
    jobs = corop_activity(2019, "a38")
    share = (jobs.loc["CR03"] / jobs.sum()).fillna(0.0)
    population = 0.026
    uses = {"intermediate_use": share * national["intermediate_use"], "final_use": population * national["final_use"]}
    area = charm_trade(table, share * national["output"], **uses)
    assert (area[["exports", "imports"]] >= 0).all().all()
    assert area.loc["J62-63", "imports"] > 0


def test_unknown_choices_are_refused():
    with pytest.raises(ValueError, match="flows 'totl' is unknown. Did you mean 'total'"):
        national_table(flows="totl")
    with pytest.raises(ValueError, match="no sector level 'a63'. Did you mean 'a64'"):
        national_imports(2019, "a63")
    with pytest.raises(ValueError, match="no input-output table for 2014 in 'current' prices"):
        national_imports(2014)
