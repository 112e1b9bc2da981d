"""Minimum wages and teen employment: Callaway and Sant'Anna (2021) and the vignettes of their package `did`."""

import numpy as np
import pytest

from impact.effects import Design, estimate, pre_test

from .conftest import noise_panel


def test_two_way_fixed_effects(mpdta, mpdta_design):
    effect = estimate(mpdta, mpdta_design, estimator="did", inference="cr1")
    assert effect.estimate == pytest.approx(-0.03655, abs=5e-6)
    assert effect.std_error == pytest.approx(0.01327, abs=5e-6)


def test_group_time_effects(mpdta, mpdta_design):
    path = estimate(mpdta, mpdta_design, estimator="callaway_santanna").path
    found = path.set_index(["cohort", "time"])["estimate"]
    printed = {2004: [-0.0105, -0.0704, -0.1373, -0.1008], 2006: [-0.0046, -0.0412], 2007: [-0.0261]}
    for cohort, effects in printed.items():
        assert found.loc[cohort].loc[cohort:].to_numpy() == pytest.approx(effects, abs=5e-5)


def test_pre_test(mpdta, mpdta_design):
    assert pre_test(estimate(mpdta, mpdta_design, estimator="callaway_santanna")) == pytest.approx(0.1681, abs=5e-5)


@pytest.mark.parametrize(("estimator", "aggregate"), [("callaway_santanna", "dynamic"), ("imputation", None)])
def test_pre_test_needs_every_group_time_effect(mpdta, mpdta_design, estimator, aggregate):
    effect = estimate(mpdta, mpdta_design, estimator=estimator, inference="analytic", aggregate=aggregate)
    with pytest.raises(ValueError, match="without an aggregate.*pre_trends"):
        pre_test(effect)


def test_pre_test_needs_effects_before_treatment():
    first, last = (
        estimate(
            noise_panel(40, 6),
            Design("y", "unit", "year", dict.fromkeys(range(10), date)),
            estimator="callaway_santanna",
            inference="analytic",
        )
        for date in (2001, 2005)
    )
    assert 0 < pre_test(last) < 1
    with pytest.raises(ValueError, match="0 effects before treatment"):
        pre_test(first)


@pytest.mark.parametrize(
    ("aggregate", "value", "std_error", "half_digit"),
    [("simple", -0.0400, 0.0120, 5e-5), ("group", -0.0310, 0.01245, 5e-5), ("dynamic", -0.0772, 0.0200, 5e-5)],
)
def test_aggregates(mpdta, mpdta_design, aggregate, value, std_error, half_digit):
    effect = estimate(mpdta, mpdta_design, estimator="callaway_santanna", aggregate=aggregate, inference="analytic")
    assert effect.estimate == pytest.approx(value, abs=half_digit)
    assert effect.std_error == pytest.approx(std_error, abs=half_digit)


def test_imputation(mpdta, mpdta_design):
    effect = estimate(mpdta, mpdta_design, estimator="imputation")
    assert effect.estimate == pytest.approx(-0.04771, abs=5e-6)
    assert effect.std_error == pytest.approx(0.01322, abs=5e-6)
    assert effect.path["estimate"].to_numpy() == pytest.approx([-0.0311, -0.0522, -0.1361, -0.1047], abs=5e-5)


def test_uniform_bands_are_wider_than_pointwise_ones_and_narrower_than_bonferroni(mpdta, mpdta_design):
    design = Design("lemp", "countyreal", "year", mpdta_design.first_treated)
    paths = {
        bands: estimate(mpdta, design, estimator="callaway_santanna", aggregate="dynamic", bands=bands).path
        for bands in ("pointwise", "uniform")
    }
    ratio = np.unique(((p := paths["uniform"])["upper"] - p["estimate"]) / p["std_error"])
    assert len(paths["pointwise"]) == 7
    assert ratio.min() > 1.96 and ratio.max() < 2.69  # normal quantiles at 5 % and at 5 / 7 %
