"""The Dutch table: it closes as CBS prints it, and its multipliers are those computed with margins in and out (R18)."""

import pytest

from impact.inputoutput import consumption_pattern, multipliers, national_table


@pytest.mark.parametrize("year", range(2015, 2022))
@pytest.mark.parametrize("prices", ["current", "previous"])
def test_every_table_closes(year, prices):
    if (year, prices) == (2015, "previous"):
        with pytest.raises(ValueError, match="2016 to 2021"):
            national_table(year, "cbs81", prices=prices)
        return
    checks = national_table(year, "cbs81", prices=prices).checks().set_index("check")
    assert checks.loc["uses equal output", "value"] < 1e-9
    assert checks.loc["row equals printed output", "value"] < 1e-9
    negative = {(2016, "current"), (2017, "previous")}
    assert checks.loc["negative transactions", "passed"] == ((year, prices) not in negative)
    assert checks.drop("negative transactions")["passed"].all()


# Gross domestic product at market prices before the 2024 revision (Eurostat nama_10_gdp; CBS, National accounts 2021).
PRODUCT = {2015: 690_008, 2016: 708_337, 2017: 738_146, 2018: 773_987, 2019: 813_055, 2020: 796_530, 2021: 856_356}
# CBS 84095ENG, Imports of goods and services by destination, "A-U All economic activities" (2021 provisional).
IMPORTS = {
    2015: (134_076, 99_008),
    2016: (130_452, 99_683),
    2017: (144_201, 109_169),
    2018: (156_271, 122_123),
    2019: (154_672, 120_948),
    2020: (137_339, 118_341),
    2021: (172_904, 110_658),
}


@pytest.mark.parametrize(("year", "product"), PRODUCT.items())
def test_product_by_income_and_by_expenditure(year, product):
    table = national_table(year)
    taxes = table.primary_inputs.loc[["product_taxes", "product_subsidies"]].sum().sum()
    taxes += table.final_primary_inputs.loc[["product_taxes", "product_subsidies"]].sum().sum()
    assert table.totals("value_added").sum() + taxes == pytest.approx(product, abs=0.5)
    imported = [f"imports_{kind}" for kind in ("goods", "services")]
    imports = table.primary_inputs.loc[imported].sum().sum() + table.final_primary_inputs.loc[imported].sum().sum()
    spent = table.final_demand.sum().sum() + table.final_primary_inputs.sum().sum()
    assert spent - imports == pytest.approx(product, abs=0.5)


@pytest.mark.parametrize(("year", "imports"), IMPORTS.items())
def test_imports_by_industries(year, imports):
    # A to U is all industries but X, goods and services n.e.c.
    table = national_table(year, "cbs81", margins=False)
    rows = table.primary_inputs.loc[["imports_goods", "imports_services"]].drop(columns="X")
    assert tuple(rows.sum(axis=1)) == imports


@pytest.mark.parametrize(
    ("sector", "outside", "inside"),
    [
        ("F41", 1.942, 2.111),
        ("F42", 1.777, 1.920),
        ("F43", 1.620, 1.753),
        ("J62", 1.518, 1.534),
        ("J63", 1.710, 1.734),
        ("M72", 1.507, 1.555),
        ("P85", 1.252, 1.270),
    ],
)
def test_r18_multipliers_2021(sector, outside, inside):
    assert multipliers(national_table(2021, "cbs81", margins=False))[sector] == pytest.approx(outside, abs=5e-4)
    assert multipliers(national_table(2021, "cbs81"))[sector] == pytest.approx(inside, abs=5e-4)


def test_value_added_of_construction_with_margins_in_and_out():
    assert multipliers(national_table(2021, "cbs81"), "value_added")["F41"] == pytest.approx(0.685, abs=5e-4)
    outside = national_table(2021, "cbs81", margins=False)
    assert multipliers(outside, "value_added")["F41"] == pytest.approx(0.598, abs=5e-4)


def test_jobs_add_up_to_the_printed_total(dutch):
    assert dutch.totals("jobs").sum() == pytest.approx(8_560_500, abs=300)
    assert dutch.satellite_units["jobs"] == "jobs"


def test_no_jobs_where_the_snapshot_has_none():
    assert "jobs" not in national_table(2021).satellites.index
    with pytest.raises(ValueError, match=r"no satellite 'jobs' in this table \(2021\)"):
        multipliers(national_table(2021), "jobs")


def test_imputed_rents_are_outside_household_consumption(dutch, dutch_groups):
    assert dutch.final_demand.loc["L68A", "household_consumption"] == 0
    assert dutch.final_demand["imputed_rents"].sum() == dutch.final_demand.loc["L68A", "imputed_rents"] > 40_000
    for table in (dutch, dutch_groups):
        pattern = consumption_pattern(table)
        assert pattern.sum() < 0.75
    assert consumption_pattern(dutch_groups)["L"] == pytest.approx(consumption_pattern(dutch)["L68B"])


def test_levels_hold_the_same_economy(dutch, dutch_groups):
    sections = national_table(2019, "section")
    for table in (dutch_groups, sections):
        assert table.output.sum() == pytest.approx(dutch.output.sum())
        assert table.checks()["passed"].all()
    assert len(dutch_groups.labels) == 38
