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
from impact.inputoutput.tables.imports import imports_paid
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


def test_two_publications_agree_on_what_every_user_imports(cells):
    # The use table has the earnings of foreign carriers in land transport, and X in other manufacturing.
    table = national_table(2019, "a64", margins=False)
    finals = table.final_primary_inputs
    rows = pd.concat([table.primary_inputs, finals], axis=1).loc[["imports_goods", "imports_services"]].sum()
    rows["C31-32"] += rows.pop("X")
    rows["government"] = rows["social_transfers_in_kind"]
    rows["exports"] = rows[["exports_goods", "exports_services"]].sum()
    known = cells.rename({"valuables": "changes_in_inventories"}, level="use")
    gap = known.groupby("use").sum().drop(["households_domestic", "exports"])
    carried = known.xs("H49", level="product").groupby("use").sum().reindex(gap.index).fillna(0.0)
    gap -= rows[gap.index]
    assert gap.between(-1.0, carried + 1.0).all()
    assert gap.sum() == pytest.approx(930, abs=1)
    # Exports are 340 short, a share of 0.0015; households lack what residents spend abroad, 13,654.
    assert known.xs("exports", level="use").sum() - rows["exports"] == -340
    assert rows["household_consumption"] - known.xs("households_domestic", level="use").sum() == 13_654


def test_the_cells_of_2019_come_back(cells):
    found = national_imports(2019, "a64")
    users = [user for user in found.columns.intersection(cells.index.levels[1]) if user != "C31-32"]
    printed = pd.DataFrame({user: cells.xs(user, level="use") for user in users}).reindex(found.index).fillna(0.0)
    factor = found[users].sum() / printed.sum()
    assert factor.dropna().between(0.99, 1.02).all()
    assert (found[users] - printed).abs().to_numpy().sum() < 0.0025 * printed.to_numpy().sum()
    # Where an industry is a group by itself its column is the printed one, fitted to its import rows.
    alone = [user for user in users if user in sectors.codes("cbs81")]
    assert len(alone) == 49
    np.testing.assert_allclose(found[alone], printed[alone] * factor[alone].fillna(1.0), atol=1e-6)
    # Columns of several categories, and two columns of one.
    stocks = cells.rename({"valuables": "changes_in_inventories"}, level="use").groupby(["product", "use"]).sum()
    for category, use in (("social_transfers_in_kind", "government"), ("changes_in_inventories",) * 2):
        known = stocks.xs(use, level="use").reindex(found.index).fillna(0.0)
        np.testing.assert_allclose(found[category], known * found[category].sum() / known.sum(), atol=1e-6)
    exports = found[["exports_goods", "exports_services"]].sum(axis=1)
    known = cells.xs("exports", level="use").reindex(exports.index).fillna(0.0)
    assert (exports - known).abs().sum() < 0.012 * known.sum()


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
    # Electronics imported by air transport in 2016: goods and services of 2019, each grown as its import row did,
    # and the column then fitted to the two rows of 2016.
    bought = cells.xs("H51", level="use")
    is_goods = np.array([p[0] in "ABCDE" and p != "C33" for p in bought.index])
    rows = [
        national_table(y, "cbs81").primary_inputs["H51"][["imports_goods", "imports_services"]] for y in (2016, 2019)
    ]
    growth = rows[0] / rows[1]
    grown = bought * np.where(is_goods, growth["imports_goods"], growth["imports_services"])
    found = national_imports(2016, "a64")["H51"]
    assert found["C26"] == pytest.approx(grown["C26"] * rows[0].sum() / grown.sum(), rel=1e-12)
    assert found.sum() == pytest.approx(rows[0].sum(), rel=1e-12)


def test_industries_of_a_group_buy_as_their_group_does():
    matrix, table = national_imports(2019, "cbs81"), national_table(2019, "cbs81")
    by_group = matrix.groupby(sectors.grouping("a64"), sort=False).sum()
    is_goods = np.array([code[0] in "ABCDE" and code != "C33" for code in by_group.index])
    services = by_group[~is_goods & (by_group["J62"] > 0)]
    ratio = services["J62"] / services["J63"]
    np.testing.assert_allclose(ratio, ratio.iloc[0], rtol=1e-9)
    rows = table.primary_inputs.loc["imports_services", ["J62", "J63"]]
    assert ratio.iloc[0] == pytest.approx(rows["J62"] / rows["J63"], rel=0.02)
    # X, goods and services n.e.c., stands in the column of other manufacturing.
    goods = by_group[is_goods & (by_group["C32"] > 0)]
    np.testing.assert_allclose(goods["X"] / goods["C32"], goods.loc["C26", "X"] / goods.loc["C26", "C32"], rtol=1e-9)
    assert goods.loc["C26", "X"] > 0


def test_travel_is_what_is_left_of_the_services_of_households(cells):
    then, now = (
        national_imports(2019, "a64")["household_consumption"],
        national_imports(2020, "a64")["household_consumption"],
    )
    known = cells.xs("households_domestic", level="use").reindex(then.index).fillna(0.0)
    np.testing.assert_allclose(then.drop("X"), known.drop("X"), atol=1e-6)
    # Goods of households grew by 34,007 / 32,591 in 2020, and services with a product are taken to have done so too.
    np.testing.assert_allclose(now.drop("X"), known.drop("X") * 34_007 / 32_591, atol=1e-6)
    # Of what residents spend abroad less than a quarter was left in the year that they stayed at home.
    assert 0.2 < now["X"] / then["X"] < 0.25
    for year in range(2015, 2022):
        assert national_imports(year, "a64").loc["X", "household_consumption"] > 0


def test_products_of_a_group_are_shared_out_as_deliveries_at_home():
    plain, matrix = national_table(2019, "cbs81"), national_imports(2019, "cbs81")
    food = ["C10", "C11", "C12"]
    for user in ("I56", "household_consumption"):
        sold = plain.transactions[user] if user in plain.labels else plain.final_demand[user]
        np.testing.assert_allclose(matrix.loc[food, user] / matrix.loc[food, user].sum(), sold[food] / sold[food].sum())


def test_foreign_carriers_are_paid_by_those_who_pay_margins():
    inside, outside = national_imports(2019, "a64"), national_imports(2019, "a64", margins=False)
    margins = outside["trade_transport_margins"]
    assert margins["H49"] == margins.sum() == 2289
    # The use table has 2,289 of them among land transport; trade by others than wholesalers imports nothing.
    assert (inside.loc[["G45", "G47"]] == 0).all().all()
    plain = national_table(2019, "cbs81", margins=False)
    paid, earned = plain.primary_inputs.loc["trade_transport_margins", "H51"], 156_378
    left = inside["H51"].copy()
    left["H49"] -= paid * 2289 / earned
    rows = plain.primary_inputs.loc[["imports_goods", "imports_services"], "H51"].sum()
    np.testing.assert_allclose(outside["H51"], left * rows / left.sum(), rtol=1e-9)


def test_what_has_no_product_stands_apart():
    matrix = national_imports(2019, "a64")
    assert matrix.loc["X", "cif_fob_adjustment"] == -2267
    assert matrix.loc["X", ["government_collective", "C26", "exports_goods"]].to_list() == [0, 0, 0]
    assert (matrix["imputed_rents"] == 0).all()


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
