"""What comes in by another door: models beside tables, prices of another year, figures that are missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.inputoutput import (
    IOTable,
    charm_trade,
    delivered,
    demand_rounds,
    impacts,
    leontief_inverse,
    location_quotients,
    multipliers,
    national_table,
    net_multipliers,
    regional_model,
    table_model,
    technical_coefficients,
)

S = pd.Index(["a", "b"])
A = pd.DataFrame([[0.15, 0.25], [0.20, 0.05]], S, S)
JOBS = pd.DataFrame([[6.0, 3.0]], ["jobs"], S)


# Prices of another year


@pytest.fixture
def current(small: IOTable) -> IOTable:
    return small  # of 2009, in current prices


def test_a_shock_in_prices_of_another_year_needs_a_deflator(current: IOTable) -> None:
    shock = pd.Series({"1": 100.0})
    with pytest.raises(ValueError, match=r"prices of 2027, the model in those of 2009.*deflator="):
        impacts(current, shock, price_year=2027)
    found = impacts(current, shock, price_year=2027, deflator=1.25)
    pd.testing.assert_frame_equal(found.total, impacts(current, shock / 1.25).total)


def test_a_shock_in_prices_of_the_table_is_taken_as_it_is(current: IOTable) -> None:
    shock = pd.Series({"1": 100.0})
    expected = impacts(current, shock).total
    pd.testing.assert_frame_equal(impacts(current, shock, price_year=2009).total, expected)
    pd.testing.assert_frame_equal(impacts(current, shock, price_year=2009, deflator=1).total, expected)
    with pytest.raises(ValueError, match="both in prices of 2009; leave out deflator"):
        impacts(current, shock, price_year=2009, deflator=1.2)


def test_a_table_in_prices_of_the_year_before_says_so() -> None:
    table = national_table(2019, "section", prices="previous")
    assert table.price_year == 2018
    assert len(impacts(table, pd.Series({"F": 1.0}), price_year=2018).total)
    with pytest.raises(ValueError, match="prices of 2019, the model in those of 2018"):
        impacts(table, pd.Series({"F": 1.0}), price_year=2019)


def test_payroll_is_deflated_with_the_shock() -> None:
    table = national_table(2019, "section")
    shock, payroll = pd.DataFrame({2027: {"F": 10.0}}), pd.Series({2027: 5.0})
    found = impacts(table, shock, payroll=payroll, price_year=2027, deflator=1.3)
    pd.testing.assert_frame_equal(found.total, impacts(table, shock / 1.3, payroll=payroll / 1.3).total)


def test_a_model_without_a_year_asks_for_one_or_a_deflator() -> None:
    shock = pd.Series({"a": 1.0})
    with pytest.raises(ValueError, match="prices of a year it does not name"):
        impacts(regional_model(A), shock, price_year=2027)
    assert len(impacts(regional_model(A, price_year=2027), shock, price_year=2027).total)


@pytest.mark.parametrize("deflator", [0.0, -1.0, float("nan"), float("inf")])
def test_a_deflator_is_a_price_level(current: IOTable, deflator: float) -> None:
    with pytest.raises(ValueError, match="expected a price level above 0"):
        impacts(current, pd.Series({"1": 1.0}), price_year=2027, deflator=deflator)


def test_a_deflator_alone_is_a_question(current: IOTable) -> None:
    with pytest.raises(ValueError, match="deflator without price_year"):
        impacts(current, pd.Series({"1": 1.0}), deflator=1.2)


# Multipliers of a model


def test_one_call_gives_the_multipliers_of_a_region() -> None:
    model = regional_model(A, JOBS)
    inverse = leontief_inverse(A)
    np.testing.assert_allclose(multipliers(model), inverse.sum())
    np.testing.assert_allclose(multipliers(regional_model(A)), inverse.sum())
    np.testing.assert_allclose(multipliers(model, "jobs"), JOBS.loc["jobs"] @ inverse)
    np.testing.assert_allclose(multipliers(model, "jobs", per="own") * JOBS.loc["jobs"], multipliers(model, "jobs"))
    assert multipliers(model, "jobs").name == "jobs"


@pytest.mark.parametrize("kind", ["type1", "type2"])
def test_a_model_of_a_table_has_the_multipliers_of_the_table(kind: Any) -> None:
    table = national_table(2019, "section")
    for satellite in (None, "jobs"):
        found = multipliers(table_model(table), satellite, kind=kind)
        pd.testing.assert_series_equal(found, multipliers(table, satellite, kind=kind))


def test_a_sector_absent_from_the_region_has_no_multiplier() -> None:
    model = regional_model(A.mul([1.0, 0.0], axis=0).mul([1.0, 0.0]), JOBS.assign(b=np.nan))
    assert multipliers(model).isna().tolist() == [False, True]


def test_what_a_model_cannot_give_is_refused() -> None:
    model = regional_model(A, JOBS)
    with pytest.raises(ValueError, match="no satellite 'wages' in this model; it has jobs"):
        multipliers(model, "wages")
    with pytest.raises(ValueError, match="given as totals in this model"):
        multipliers(model, pd.Series([1.0, 2.0], S))
    with pytest.raises(ValueError, match="propensity=: a model has its own closure"):
        multipliers(model, propensity=0.8)
    with pytest.raises(ValueError, match="type2 needs wages"):
        multipliers(model, kind="type2")
    with pytest.raises(ValueError, match="net multipliers need a table"):
        net_multipliers(model)


# Names in a tidy frame


def test_a_tidy_frame_names_its_columns(small: IOTable) -> None:
    columns = ["measure", "stage", "sector", "year", "value", "unit"]
    assert list(impacts(small, pd.Series({"1": 1.0})).tidy().columns) == columns
    pairs = pd.MultiIndex.from_tuples([("R", "1"), ("R", "2")])
    A = technical_coefficients(small).set_axis(pairs).set_axis(pairs, axis=1)
    found = impacts(regional_model(A), pd.Series({("R", "1"): 1.0})).tidy()
    assert list(found.columns) == ["measure", "stage", "region", "sector", "year", "value", "unit"]
    named = impacts(regional_model(A.rename_axis(["area", None])), pd.Series({("R", "1"): 1.0})).tidy()
    assert list(named.columns)[2:4] == ["area", "sector"]


# Figures that are missing


MISSING = st.sampled_from([np.nan, np.inf, -np.inf])


@given(MISSING)
def test_demand_that_is_missing_is_refused_by_every_door(value: float) -> None:
    shock, model = pd.Series({"a": 1.0, "b": value}), regional_model(A, JOBS)
    for call in (lambda: impacts(model, shock), lambda: demand_rounds(model, shock)):
        with pytest.raises(ValueError, match="shock is missing in b"):
            call()
    with pytest.raises(ValueError, match="purchases: no number at"):
        delivered(shock.to_frame("2027"), import_share=0.1, local_share=0.5)


@given(MISSING)
def test_coefficients_and_regional_vectors_that_are_missing_are_refused(value: float) -> None:
    holed = A.copy()
    holed.loc["a", "b"] = value
    for call in (lambda: leontief_inverse(holed), lambda: regional_model(holed)):
        with pytest.raises(ValueError, match=r"no number at \(a, b\)"):
            call()
    vector, whole = pd.Series([0.2, value], S), pd.Series([0.2, 0.1], S)
    with pytest.raises(ValueError, match="wages: no number at"):
        regional_model(A, wages=vector, consumption=whole)
    with pytest.raises(ValueError, match="consumption: no number at"):
        regional_model(A, wages=whole, consumption=vector)
    two = pd.DataFrame([[6.0, 3.0], [1.0, value]], ["jobs", "value_added"], S)
    with pytest.raises(ValueError, match=r"intensities: no number at \(value_added, b\)"):
        regional_model(A, two)


def test_rounds_refuse_demand_for_a_sector_without_output() -> None:
    model = regional_model(A.mul([1.0, 0.0], axis=0).mul([1.0, 0.0]), JOBS.assign(b=np.nan))
    with pytest.raises(ValueError, match="demand for b, which has no output"):
        demand_rounds(model, pd.Series({"b": 5.0}))


def test_rounds_refuse_a_model_of_total_flows() -> None:
    total = table_model(national_table(2019, "a38", flows="total"))
    with pytest.raises(ValueError, match="rounds of demand: this model has imports in its coefficients"):
        demand_rounds(total, pd.Series({"F": 1.0}))


def test_activity_without_end_is_refused() -> None:
    region, nation = pd.Series([1.0, 1.0], S), pd.Series([np.inf, 300.0], S)
    with pytest.raises(ValueError, match="national activity is missing or negative in a"):
        location_quotients(region, nation)


def test_a_region_that_trades_more_than_the_nation_has_is_refused() -> None:
    columns = ["output", "intermediate_use", "final_use", "exports", "imports"]
    nation = pd.DataFrame([[100.0, 60, 50, 30, 40], [50.0, 20, 40, 5, 15]], S, columns)
    x, z, d = (0.1 * nation[name] for name in columns[:3])
    assert len(charm_trade(nation, x, intermediate_use=z, final_use=d)) == 2
    for output, used, final in ((1000 * x, z, d), (x, 1000 * z, d), (x, z, 1000 * d)):
        with pytest.raises(ValueError, match="more in the region than in the nation: a, b"):
            charm_trade(nation, output, intermediate_use=used, final_use=final)
