"""Numbers that were printed elsewhere, to half their last digit; the data stand in `reference.py`.

metafor: files of its folder tests/testthat (W. Viechtbauer), which hold its numbers against those of the papers and of
Stata's metan.
"""

from __future__ import annotations

import numpy as np
import pytest

from impact.productivity import SmallStudyTest, meta_analysis
from impact.productivity.synthesis.pooling import quantile

from . import reference as data


def near(value: float, digits: int = 4) -> object:
    """Return what equals a printed number, to half its last digit."""
    return pytest.approx(value, abs=0.5000001 * 10.0**-digits)


def bcg(method: str, interval: str = "wald"):
    return meta_analysis(data.BCG, data.BCG_ERRORS, method=method, interval=interval)


def test_bcg_with_one_common_effect():
    """metafor, test_misc_metan_vs_rma.uni_with_dat.bcg.r: -.4303 [-.5097, -.3509], Q 152.2330."""
    found = bcg("fixed")
    assert (found.mean, *found.interval, found.q) == (near(-0.4303), near(-0.5097), near(-0.3509), near(152.2330))


def test_bcg_by_dersimonian_and_laird():
    """The same file: tau2 .3088, -.7141 [-1.0644, -.3638], z -3.9952, I2 92.1173 %."""
    found = bcg("dl")
    assert found.tau2 == near(0.3088)
    assert (found.mean, *found.interval) == (near(-0.7141), near(-1.0644), near(-0.3638))
    assert found.mean / found.std_error == near(-3.9952)
    assert 100 * found.i2 == near(92.1173)


def test_bcg_profile_interval_of_the_variance():
    """metafor, test_misc_confint.r: tau2 .1197 to 1.1115; I2 81.92 to 97.68 % (its root finder holds four digits)."""
    found = bcg("dl")
    assert found.tau2_interval == (near(0.1197), near(1.1115))
    assert tuple(100 * share for share in found.i2_interval) == (near(81.92, 2), near(97.68, 2))
    assert bcg("reml").tau2_interval == bcg("fixed").tau2_interval == found.tau2_interval


def test_bcg_by_paule_and_mandel():
    """tau2 .3181, mean -.7150, Hartung-Knapp error .1809: computed with statsmodels 0.15 and by hand."""
    found = bcg("pm", "hartung_knapp")
    assert (found.tau2, found.mean, found.std_error) == (near(0.3181), near(-0.7150), near(0.1809))


def test_bcg_by_restricted_likelihood():
    """metafor's documented example of rma(): tau2 .3132, -.7145, error .1798, [-1.0669, -.3622]."""
    found = bcg("reml")
    assert (found.tau2, found.mean, found.std_error) == (near(0.3132), near(-0.7145), near(0.1798))
    assert found.interval == (near(-1.0669), near(-0.3622))


def test_bcg_by_hartung_and_knapp():
    """REML: error .1808, [-1.1084, -.3206]."""
    found = bcg("reml", "hartung_knapp")
    assert (found.std_error, *found.interval) == (near(0.1808), near(-1.1084), near(-0.3206))
    assert found.interval_variant == "hartung_knapp_plain_t(k-1)"


def test_bcg_prediction_in_each_variant():
    """REML: normal [-1.8667, .4376]; t(k-2) [-2.0084, .5793]; Hartung-Knapp t(k-1) [-1.9960, .5670]."""
    model, spread = bcg("reml"), bcg("reml", "hartung_knapp")
    assert (model.prediction, model.prediction_variant) == (
        (near(-2.0084), near(0.5793)),
        "higgins_thompson_spiegelhalter_t(k-2)",
    )
    assert (spread.prediction, spread.prediction_variant) == (
        (near(-1.9960), near(0.5670)),
        "hartung_knapp_plain_t(k-1)",
    )
    half = quantile(0.95, None) * np.sqrt(model.tau2 + model.std_error**2)
    assert (model.mean - half, model.mean + half) == (near(-1.8667), near(0.4376))


def test_bcg_egger():
    """Weighted least squares: t -1.4013, p .1887 with 11 degrees of freedom."""
    found = bcg("reml").small_study_test()
    assert isinstance(found, SmallStudyTest)
    assert (found.statistic, found.p_value, found.degrees_of_freedom) == (near(-1.4013), near(0.1887), 11)
    assert found.variant == "egger_wls_t(k-2)"


@pytest.mark.parametrize(("method", "tau2", "i2", "h2"), [("dl", 0.277, 80.44, 5.11), ("reml", 0.223, 76.84, 4.32)])
def test_viechtbauer_2005_example_1(method, tau2, i2, h2):
    """Page 271; metafor, test_analysis_example_viechtbauer2005.r."""
    found = meta_analysis(data.EXAMPLE_1, data.EXAMPLE_1_ERRORS, method=method)
    assert (found.tau2, 100 * found.i2, 1 / (1 - found.i2)) == (near(tau2, 3), near(i2, 2), near(h2, 2))


@pytest.mark.parametrize(("method", "tau2", "i2"), [("dl", 0.013, 27.53), ("reml", 0.016, 32.02)])
def test_viechtbauer_2005_example_2(method, tau2, i2):
    """Page 272; the same file."""
    found = meta_analysis(data.EXAMPLE_2, data.EXAMPLE_2_ERRORS, method=method)
    assert (found.tau2, 100 * found.i2) == (near(tau2, 3), near(i2, 2))


def test_viechtbauer_2005_example_1_to_four_digits():
    """tau2 DL .2768, REML .2232: the same file, unrounded."""
    tau2 = [meta_analysis(data.EXAMPLE_1, data.EXAMPLE_1_ERRORS, method=method).tau2 for method in ("dl", "reml")]
    assert tau2 == [near(0.2768), near(0.2232)]


def test_viechtbauer_2007_profile_interval():
    """Table II, page 44 (metafor, ..._example_viechtbauer2007a.r): DL .230, REML .301, profile .072 to 2.203."""
    found = {m: meta_analysis(data.DIURETICS, data.DIURETICS_ERRORS, method=m) for m in ("dl", "reml")}
    assert (found["dl"].tau2, found["reml"].tau2) == (near(0.230, 3), near(0.301, 3))
    assert found["dl"].tau2_interval == (near(0.072, 3), near(2.203, 3))


def test_raudenbush_1985():
    """Pages 83 to 86 (metafor, test_analysis_example_raudenbush1985.r): tau2 .0188, mean .0837, Q 35.8295, z 1.6208."""
    found = meta_analysis(data.EXPECTANCY, data.EXPECTANCY_ERRORS, interval="wald")
    assert (found.tau2, found.mean, found.q) == (near(0.0188), near(0.0837), near(35.8295))
    assert found.mean / found.std_error == near(1.6208)


def test_magnesium_small_studies():
    """metafor, test_misc_pub_bias.r: regtest of the magnesium trials, z -4.6686, REML, the error as predictor."""
    found = meta_analysis(data.MAGNESIUM, data.MAGNESIUM_ERRORS).small_study_test("random_effects")
    assert isinstance(found, SmallStudyTest)
    assert (found.statistic, found.degrees_of_freedom) == (near(-4.6686), None)
    assert found.variant == "meta_regression_reml_normal"
