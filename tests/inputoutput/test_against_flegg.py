"""Location quotients on a three-sector case (R15), recomputed by hand and with quadrium."""

import numpy as np
import pandas as pd
import pytest

from impact.inputoutput import leontief_inverse, location_quotients, regional_coefficients, supply_demand_pool
from impact.inputoutput.regional.quotients import flq_coefficients, flq_lambda, specialisation

LABELS = pd.Index(["a", "b", "c"])
A = pd.DataFrame([[0.10, 0.20, 0.05], [0.15, 0.25, 0.10], [0.05, 0.10, 0.30]], index=LABELS, columns=LABELS)
REGION = pd.Series([60.0, 20.0, 20.0], index=LABELS)
NATION = pd.Series([300.0, 400.0, 300.0], index=LABELS)


def test_size_of_the_region():
    assert flq_lambda(0.1, 0.25) == pytest.approx(0.6089455, abs=5e-8)
    # The province of Groningen in 2015; its share is printed to four digits, which moves lambda by up to 2e-5.
    assert flq_lambda(0.02752, 0.25) == pytest.approx(0.4448, abs=7e-5)


def test_flq_quotients_and_coefficients():
    quotients = location_quotients(REGION, NATION, method="flq", delta=0.25)
    assert quotients.loc["a", "a"] == pytest.approx(1.218, abs=5e-4)
    printed = [[1, 1, 1], [0.1522, 0.3045, 0.4567], [0.2030, 0.8119, 0.4060]]
    np.testing.assert_allclose(quotients.clip(upper=1), printed, rtol=0, atol=5e-5)
    regional = regional_coefficients(A, REGION, NATION, method="flq", delta=0.25)
    printed = [[0.1, 0.2, 0.05], [0.0228, 0.0761, 0.0457], [0.0101, 0.0812, 0.1218]]
    np.testing.assert_allclose(regional, printed, rtol=0, atol=5e-5)


@pytest.mark.parametrize(
    ("method", "delta", "printed"),
    [
        ("flq", 0.25, [1.1622, 1.4465, 1.2801]),
        ("flq", 0.30, [1.1566, 1.4216, 1.2550]),
        ("cilq", None, [1.2045, 1.5866, 1.4740]),
        ("slq", None, [1.2929, 1.5471, 1.4275]),
        ("rlq", None, [1.2289, 1.5908, 1.4617]),
        ("aflq", 0.25, [1.2763, 1.4719, 1.2879]),
    ],
)
def test_multipliers_by_method(method, delta, printed):
    regional = regional_coefficients(A, REGION, NATION, method=method, delta=delta)
    np.testing.assert_allclose(leontief_inverse(regional).sum(), printed, rtol=0, atol=5e-5)


def test_only_a_specialised_buyer_is_raised():
    np.testing.assert_allclose(specialisation(np.array([0.9, 1.0, 1.1]), "aflq"), [1.0, 1.0, np.log2(2.1)])


def test_every_buyer_may_have_its_own_delta():
    # SFLQ (Kowalewski 2015): column j scales with its own lambda.
    deltas = pd.Series([0.1, 0.25, 0.3], index=LABELS)
    own = regional_coefficients(A, REGION, NATION, method="flq", delta=deltas)
    for label, delta in deltas.items():
        common = regional_coefficients(A, REGION, NATION, method="flq", delta=delta)
        pd.testing.assert_series_equal(own[label], common[label])
    with pytest.raises(ValueError, match="regional activity and delta have different labels"):
        regional_coefficients(A, REGION, NATION, method="flq", delta=deltas[::-1])


def test_kernel_equals_labelled_function_for_each_draw():
    slq = location_quotients(REGION, NATION).to_numpy()
    deltas = np.array([0.1, 0.25, 0.35])
    drawn = flq_coefficients(A.to_numpy(), slq, flq_lambda(0.1, deltas))
    for delta, one in zip(deltas, drawn, strict=True):
        np.testing.assert_allclose(one, regional_coefficients(A, REGION, NATION, method="flq", delta=delta), rtol=1e-14)


def test_region_that_is_the_nation_keeps_its_coefficients():
    for method, delta in (("slq", None), ("cilq", None), ("rlq", None), ("flq", 0.3), ("aflq", 0.3)):
        same = regional_coefficients(A, NATION, NATION, method=method, delta=delta)
        pd.testing.assert_frame_equal(same, A)


def test_absent_sector_has_no_coefficients_and_negative_ones_are_not_scaled():
    gone = REGION.where(REGION.index != "b", 0.0)
    regional = regional_coefficients(A, gone, NATION, method="flq", delta=0.25)
    assert (regional.loc["b"] == 0).all()
    assert (regional["b"] == 0).all()
    negative = A.copy()
    negative.loc["b", "a"] = -0.15
    assert regional_coefficients(negative, REGION, NATION, method="flq", delta=0.25).loc["b", "a"] == -0.15
    nowhere = regional_coefficients(A, gone, NATION.where(NATION.index != "b", 0.0), method="slq")
    assert (nowhere["b"] == 0).all()
    assert np.isnan(location_quotients(gone, NATION.where(NATION.index != "b", 0.0))["b"])


def test_override_replaces_one_cell_and_is_listed():
    known = pd.DataFrame(np.nan, index=LABELS, columns=LABELS)
    known.loc["b", "a"] = 0.12
    regional = regional_coefficients(A, REGION, NATION, method="flq", delta=0.25, overrides=known)
    assert regional.loc["b", "a"] == 0.12
    (listed,) = regional.attrs["overrides"]
    assert (listed["row"], listed["column"], listed["given"]) == ("b", "a", 0.12)
    assert listed["estimated"] == pytest.approx(0.0228, abs=5e-5)


def test_override_by_sector_replaces_its_row_and_is_listed():
    share = pd.Series({"a": np.nan, "b": 0.4, "c": np.nan})
    regional = regional_coefficients(A, REGION, NATION, method="flq", delta=0.25, overrides=share)
    np.testing.assert_allclose(regional.loc["b"], [0.06, 0.10, 0.04])
    untouched = regional_coefficients(A, REGION, NATION, method="flq", delta=0.25).drop("b")
    pd.testing.assert_frame_equal(regional.drop("b"), untouched)
    assert [(o["row"], o["column"]) for o in regional.attrs["overrides"]] == [("b", "a"), ("b", "b"), ("b", "c")]
    assert regional.attrs["overrides"][0]["given"] == pytest.approx(0.06)
    with pytest.raises(ValueError, match="share bought in the region lies outside 0 to 1 in b"):
        regional_coefficients(A, REGION, NATION, method="slq", overrides=share * 3)
    with pytest.raises(ValueError, match="A and the overrides by selling sector have different labels"):
        regional_coefficients(A, REGION, NATION, method="slq", overrides=share[["b"]])


def test_override_of_a_pool_is_listed():
    pool = supply_demand_pool(A, REGION, REGION, overrides=pd.Series({"a": 0.5, "b": np.nan, "c": np.nan}))
    np.testing.assert_allclose(pool.loc["a"], 0.5 * A.loc["a"])
    pd.testing.assert_frame_equal(pool.drop("a"), supply_demand_pool(A, REGION, REGION).drop("a"))
    assert len(pool.attrs["overrides"]) == 3
