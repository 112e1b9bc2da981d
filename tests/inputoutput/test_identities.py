"""Identities that hold for any table, on random ones."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.inputoutput import (
    IOTable,
    allocation_coefficients,
    ghosh_inverse,
    impacts,
    leontief_inverse,
    multipliers,
    table_model,
    technical_coefficients,
)
from impact.inputoutput.model.stages import output_by_stage

EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True)


@st.composite
def tables(draw, most=12):
    n = draw(st.integers(1, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.uniform(1, 1000, n)
    A = rng.uniform(0, 1, (n, n)) * (rng.uniform(size=(n, n)) < 0.7)
    # Columns of A and rows of B both below one, so that final demand and primary inputs are positive.
    Z = A * x * 0.9 / np.maximum(A.sum(axis=0), 1)
    Z = Z * np.minimum(1, 0.95 * x / np.maximum(Z.sum(axis=1), 1e-9))[:, None]
    left = x - Z.sum(axis=0)
    split = rng.uniform(0.2, 0.8, n)
    labels = pd.Index([f"s{i}" for i in range(n)])
    return IOTable(
        pd.DataFrame(Z, index=labels, columns=labels),
        pd.Series(x - Z.sum(axis=1), index=labels, name="final"),
        pd.DataFrame([left * split, left * (1 - split)], index=["compensation", "other"], columns=labels),
        year=2019,
        unit="MEUR",
        prices="current",
        source="random",
    )


@EXAMPLES
@given(tables())
def test_output_follows_from_demand_and_prices_from_cost(table):
    L = leontief_inverse(technical_coefficients(table))
    np.testing.assert_allclose(L @ table.final_demand["final"], table.output, rtol=1e-9)
    G = ghosh_inverse(allocation_coefficients(table))
    np.testing.assert_allclose(table.primary_inputs.sum() @ G, table.output, rtol=1e-9)


@EXAMPLES
@given(tables())
def test_primary_inputs_per_euro_of_demand_add_up_to_one(table):
    per_euro = sum(multipliers(table, name) for name in table.primary_inputs.index)
    np.testing.assert_allclose(per_euro, 1.0, rtol=1e-9)


@EXAMPLES
@given(tables(), st.floats(0, 0.9))
def test_type_two_exceeds_type_one_exceeds_one_with_one_income_ratio(table, propensity):
    pattern = table.final_demand["final"] / table.final_demand["final"].sum() * propensity
    one, two = multipliers(table), multipliers(table, kind="type2", households=pattern)
    assert (two >= one - 1e-12).all()
    assert (one >= 1 - 1e-12).all()
    ratio = multipliers(table, "compensation", kind="type2", households=pattern) / multipliers(table, "compensation")
    np.testing.assert_allclose(ratio, ratio.iloc[0], rtol=1e-9)


@EXAMPLES
@given(tables(), st.randoms(use_true_random=False))
def test_order_of_sectors_does_not_matter(table, random):
    order = list(table.labels)
    random.shuffle(order)
    turned = IOTable(
        table.transactions.loc[order, order],
        table.final_demand.loc[order],
        table.primary_inputs[order],
        year=2019,
        unit="MEUR",
        prices="current",
        source="random",
    )
    pd.testing.assert_series_equal(multipliers(turned)[table.labels], multipliers(table), rtol=1e-9)


@EXAMPLES
@given(tables(), st.floats(0, 0.9))
def test_impacts_are_multipliers_times_the_shock(table, propensity):
    pattern = table.final_demand["final"] / table.final_demand["final"].sum() * propensity
    model = table_model(table, households=pattern)
    shock = pd.DataFrame(np.outer(np.arange(1, len(table.labels) + 1), [1.0, 0.5]), index=table.labels)
    found = impacts(model, shock)
    two = multipliers(table, kind="type2", households=pattern)
    np.testing.assert_allclose(found.total.sum(), shock.mul(two, axis=0).sum(), rtol=1e-9)
    np.testing.assert_allclose((found.direct + found.indirect).sum(), shock.mul(multipliers(table), axis=0).sum())


def test_kernel_with_draws_equals_one_draw_at_a_time():
    rng = np.random.default_rng(3)
    draws, n, years = 5, 4, 3
    A, f = rng.uniform(0, 0.2, (draws, n, n)), rng.uniform(0, 9, (draws, n, years))
    w, c, p = rng.uniform(0, 0.5, n), rng.uniform(0, 0.2, (draws, n)), rng.uniform(0, 5, (draws, years))
    together = output_by_stage(A, f, wages=w, consumption=c, payroll=p)
    for d in range(draws):
        # By hand: households as an extra sector, payroll as final demand for its output.
        closed = np.block([[A[d], c[d][:, None]], [w[None], np.zeros((1, 1))]])
        by_hand = np.linalg.inv(np.eye(n + 1) - closed) @ np.vstack([f[d], p[d]])
        total = together.direct[d] + together.indirect[d] + together.induced[d]
        np.testing.assert_allclose(total, by_hand[:n], rtol=1e-12)
        np.testing.assert_allclose(together.household_income[d], by_hand[n], rtol=1e-12)


@EXAMPLES
@given(tables())
def test_audit_reports_the_spectral_radius(table):
    found = table.checks().set_index("check").loc["spectral radius of the coefficients"]
    expected = np.abs(np.linalg.eigvals(technical_coefficients(table).to_numpy())).max()
    assert found["value"] == pytest.approx(expected, rel=1e-6, abs=1e-8)
    assert found["passed"]


def test_audit_of_an_economy_that_eats_more_than_it_makes():
    # A supplies B and B supplies A: the radius is the root of .9 * 1.6, and plain power iteration would oscillate.
    labels = pd.Index(["A", "B"])
    table = IOTable(
        pd.DataFrame([[0.0, 160.0], [90.0, 0.0]], index=labels, columns=labels),
        pd.Series([-60.0, 10.0], index=labels),
        pd.Series([10.0, -60.0], index=labels),
        year=2019,
        unit="MEUR",
        prices="current",
        source="test",
    )
    found = table.checks().set_index("check").loc["spectral radius of the coefficients"]
    assert found["value"] == pytest.approx((0.9 * 1.6) ** 0.5, rel=1e-6)
    assert not found["passed"]


def test_aggregation_keeps_totals_and_order(dutch):
    letters = pd.Series(dutch.labels.str[0], index=dutch.labels)
    grouped = dutch.aggregate(letters)
    assert list(grouped.labels) == list(dict.fromkeys(letters))
    np.testing.assert_allclose(grouped.satellites.sum(axis=1), dutch.satellites.sum(axis=1))
    np.testing.assert_allclose(
        grouped.transactions.loc["F", "J"],
        dutch.transactions.loc[letters == "F", letters == "J"].sum().sum(),
    )


def test_table_does_not_follow_a_later_change_of_its_source(small):
    Z = small.transactions.copy()
    table = IOTable(
        Z, small.final_demand, small.primary_inputs, year=2009, unit="MEUR", prices="current", source="test"
    )
    Z.iloc[0, 0] = 9e9
    assert table.transactions.iloc[0, 0] == pytest.approx(150)
