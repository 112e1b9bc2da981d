"""From what is paid to what is delivered, when, and in rounds."""

import numpy as np
import pandas as pd
import pytest

from impact.inputoutput import (
    chained_decomposition,
    delivered,
    demand_rounds,
    hypothetical_extraction,
    impacts,
    mixed_model,
    national_table,
    price_change,
    spread_in_time,
    structural_decomposition,
)

SECTORS = pd.Index(["C26", "G46"])
PAID = pd.DataFrame({2027: [100.0, 0.0], 2028: [50.0, 10.0]}, index=SECTORS)
EARNERS = pd.Series([0.0, 1.0], index=SECTORS)


def test_parts_add_up_to_what_is_paid():
    found = delivered(
        PAID, import_share=0.8, local_share=0.5, tax_share=0.02, margin_share=0.10, margin_earners=EARNERS
    )
    total = (found.demand + found.elsewhere + found.abroad + found.taxes).sum()
    np.testing.assert_allclose(total, PAID.sum())
    # A machine of 100: 2 tax, 10 margin for the trader, 88 basic of which 17.6 is made here.
    assert found.abroad.loc["C26", 2027] == pytest.approx(70.4)
    assert found.demand.loc["C26", 2027] == pytest.approx(8.8)
    assert found.demand.loc["G46", 2027] == pytest.approx(5.0)


def test_basic_prices_are_the_default():
    found = delivered(PAID, import_share=pd.Series([1.0, 0.0], index=SECTORS), local_share=1.0)
    assert found.demand.loc["G46", 2028] == 10
    assert found.demand.loc["C26"].sum() == found.taxes.to_numpy().sum() == 0


def test_spending_later():
    found = spread_in_time(PAID, {0: 0.6, 2: 0.4})
    assert list(found.columns) == [2027, 2028, 2029, 2030]
    assert list(found.loc["C26"]) == [60, 30, 40, 20]


def test_rounds_add_up_to_direct_and_indirect(dutch):
    shock = pd.Series({"F41": 10.0})
    rounds = demand_rounds(dutch, shock, rounds=6)
    found = impacts(dutch, shock)
    np.testing.assert_allclose(rounds.sum(axis=1), (found.direct + found.indirect)["demand"], atol=1e-12)
    assert rounds[0].sum() == 10
    assert list(rounds.sum()[:6]) == sorted(rounds.sum()[:6], reverse=True)
    assert rounds["rest"].sum() < 0.2


def test_dutch_decomposition_is_exact_in_every_year():
    found = chained_decomposition([2015, 2016, 2017, 2018, 2019, 2020, 2021])
    for year in range(2016, 2022):
        change = national_table(year, prices="previous").output - national_table(year - 1).output
        np.testing.assert_allclose(found.loc[year, "total"], change, rtol=1e-9, atol=1e-6)
    # The first year of the pandemic: exports and consumption fell.
    assert found.loc[2020].sum()["demand: household_consumption"] < 0 < found.loc[2019].sum()["total"]


def test_decomposition_with_a_satellite_is_exact():
    before, after = national_table(2018), national_table(2019, prices="previous")
    found = structural_decomposition(before, after, satellite="jobs")
    np.testing.assert_allclose(found["total"], after.totals("jobs") - before.totals("jobs"), rtol=1e-9, atol=1e-6)
    assert found["intensity"].sum() < 0  # fewer jobs per euro of output: productivity


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: delivered(PAID, import_share=1.2, local_share=1), "import_share lies outside 0 to 1 in C26, G46"),
        (lambda: delivered(PAID, import_share=0, local_share=1, margin_share=0.1), "nobody earns it"),
        (
            lambda: delivered(PAID, import_share=0, local_share=1, margin_share=0.1, margin_earners=EARNERS / 2),
            "margin earners add up to 0.5000",
        ),
        (
            lambda: delivered(PAID, import_share=0, local_share=1, tax_share=0.6, margin_share=0.6),
            "taxes and margins exceed the price in C26, G46",
        ),
        (lambda: delivered(PAID, import_share=pd.Series([1.0]), local_share=1), "have different labels"),
        (lambda: spread_in_time(PAID, {0: 0.6}), "shares that add up to 1"),
        (lambda: spread_in_time(PAID, {-1: 1.0}), "years later"),
        (lambda: chained_decomposition([2015, 2017]), "give consecutive years"),
        (
            lambda: structural_decomposition(national_table(2018), national_table(2019)),
            "tables of 2018 in current prices and 2019 in current prices",
        ),
    ],
)
def test_refusals(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_refusals_with_a_table(small):
    with pytest.raises(ValueError, match="shock on 9: unknown"):
        demand_rounds(small, pd.Series({"9": 1.0}))
    with pytest.raises(ValueError, match="rounds is 0"):
        demand_rounds(small, pd.Series({"1": 1.0}), rounds=0)
    with pytest.raises(ValueError, match="no sector 3 in the table"):
        hypothetical_extraction(small, "3")
    with pytest.raises(ValueError, match="variant 'forwards' is unknown. Did you mean 'forward'"):
        hypothetical_extraction(small, "1", variant="forwards")
    with pytest.raises(ValueError, match="2: give each sector of the table either fixed output or final demand"):
        mixed_model(small, pd.Series(dtype=float), pd.Series({"1": 5.0}))
    with pytest.raises(ValueError, match="cost change is missing in 2"):
        price_change(small, pd.Series({"1": 0.1, "2": np.nan}))
