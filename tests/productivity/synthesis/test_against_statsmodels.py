"""Random sets of studies beside statsmodels' `combine_effects`, which has the fixed effect and two of the variances.

It lets the variance of DerSimonian and Laird be negative, and takes the root of a negative error; there zero
is expected of ours. Its Paule-Mandel stops when Q is 1e-5 from its expectation.
"""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from impact.productivity import meta_analysis, pooled_draws

RNG = np.random.default_rng(20261128)


def some_studies(k: int, tau: float) -> tuple[np.ndarray, np.ndarray]:
    errors = RNG.uniform(0.05, 0.6, k)
    return RNG.normal(0.2, tau, k) + RNG.normal(0.0, errors), errors


def theirs_of(effects, errors, method="dl"):
    with np.errstate(invalid="ignore"):
        return combine_effects(effects, errors**2, method_re=method)


SETS = [some_studies(int(k), tau) for k in RNG.integers(2, 40, 30) for tau in (0.0, 0.3)]


@pytest.mark.parametrize(("effects", "errors"), SETS)
def test_one_common_effect_is_the_same(effects, errors):
    theirs = theirs_of(effects, errors)
    ours = meta_analysis(effects, errors, method="fixed", interval="wald")
    assert ours.mean == pytest.approx(theirs.mean_effect_fe, rel=1e-12)
    assert ours.std_error == pytest.approx(theirs.sd_eff_w_fe, rel=1e-12)
    assert ours.q == pytest.approx(theirs.q, rel=1e-10, abs=1e-12)
    np.testing.assert_allclose(ours.weights, theirs.weights_rel_fe, rtol=1e-12)
    spread = meta_analysis(effects, errors, method="fixed", interval="hartung_knapp")
    assert spread.std_error == pytest.approx(theirs.sd_eff_w_fe_hksj, rel=1e-10)


@pytest.mark.parametrize(("method", "close"), [("dl", 1e-10), ("pm", 1e-4)])
@pytest.mark.parametrize(("effects", "errors"), SETS)
def test_random_effects_are_the_same(method, close, effects, errors):
    theirs = theirs_of(effects, errors, method)
    ours = meta_analysis(effects, errors, method=method, interval="hartung_knapp")
    if theirs.tau2 < 0:
        assert (method, ours.tau2) == ("dl", 0.0)
        return
    assert ours.tau2 == pytest.approx(theirs.tau2, rel=close, abs=1e-12)
    assert ours.mean == pytest.approx(theirs.mean_effect_re, rel=close)
    assert ours.wald_std_error == pytest.approx(theirs.sd_eff_w_re, rel=close)
    assert ours.std_error == pytest.approx(theirs.sd_eff_w_re_hksj, rel=close)
    np.testing.assert_allclose(ours.weights, theirs.weights_rel_re, rtol=close)


@pytest.mark.parametrize("method", ["dl", "pm"])
def test_draws_are_the_same_as_a_loop(method):
    effects, errors = some_studies(30, 0.3)
    drawn = RNG.integers(0, 30, (1500, 30))  # more than one block of the kernel
    ours = pooled_draws(effects[drawn], errors[drawn], method=method)
    for i in range(0, 1500, 50):
        theirs = theirs_of(effects[drawn[i]], errors[drawn[i]], method)
        assert ours.mean[i] == pytest.approx(theirs.mean_effect_re, rel=1e-6)
        assert ours.tau2[i] == pytest.approx(max(theirs.tau2, 0.0), rel=1e-4, abs=1e-9)


@pytest.mark.parametrize("method", ["reml", "pm", "dl", "fixed"])
def test_a_draw_is_the_analysis_of_its_studies(method):
    effects, errors = some_studies(9, 0.3)
    drawn = RNG.integers(0, 9, (5, 9))
    pooled = pooled_draws(effects[drawn], errors[drawn], method=method)
    for i, rows in enumerate(drawn):
        one = meta_analysis(effects[rows], errors[rows], method=method)
        assert (pooled.mean[i], pooled.tau2[i], pooled.std_error[i]) == (one.mean, one.tau2, one.wald_std_error)


def test_errors_that_all_draws_share_may_stand_once():
    effects, errors = some_studies(6, 0.3)
    draws = effects + RNG.normal(0.0, errors, (40, 6))
    once, each = pooled_draws(draws, errors), pooled_draws(draws, np.tile(errors, (40, 1)))
    np.testing.assert_array_equal(once.mean, each.mean)
