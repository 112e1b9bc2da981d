"""Intervals by pivots: Student's where errors vanish, what a simulation of the pivots gives, and what they cover."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import t

from impact.productivity import meta_analysis
from impact.productivity.synthesis.pooling import INTERVALS, pool

from . import reference as data


@pytest.mark.parametrize("k", [2, 3, 5, 10, 30])
def test_without_sampling_errors_both_intervals_are_students(k):
    effects = np.random.default_rng(k).normal(size=k)
    found = meta_analysis(effects, [1e-5] * k, interval="pivotal")
    half = t.isf(0.025, k - 1) * effects.std(ddof=1)
    close = {"abs": 1e-5 * half}
    assert found.interval == pytest.approx((effects.mean() - half / k**0.5, effects.mean() + half / k**0.5), **close)
    wide = half * (1 + 1 / k) ** 0.5
    assert found.prediction == pytest.approx((effects.mean() - wide, effects.mean() + wide), **close)


def test_a_simulation_of_the_pivots_gives_the_same_ends():
    rng = np.random.default_rng(1)
    y, v = data.EXAMPLE_1, data.EXAMPLE_1_ERRORS**2

    def q(tau2):
        w = 1 / (v + tau2)
        return w @ (y - w @ y / w.sum()) ** 2

    def drawn(target):
        tau2 = brentq(lambda x: q(x) - target, 0.0, 1e4) if q(0.0) > target else 0.0
        w = 1 / (v + tau2)
        mean = w @ y / w.sum() + rng.normal() / w.sum() ** 0.5
        return mean, mean + tau2**0.5 * rng.normal()

    draws = np.array([drawn(target) for target in rng.chisquare(len(y) - 1, 4_000)])
    found = meta_analysis(y, data.EXAMPLE_1_ERRORS, interval="pivotal")
    np.testing.assert_allclose(found.interval, np.quantile(draws[:, 0], [0.025, 0.975]), atol=0.05)
    np.testing.assert_allclose(found.prediction, np.quantile(draws[:, 1], [0.025, 0.975]), atol=0.1)


@pytest.mark.parametrize("k", [3, 5, 10])
@pytest.mark.parametrize("ratio", [1 / 3, 3.0])
def test_one_large_study_among_small_ones_does_not_break_them(k, ratio):
    """Where plain Hartung-Knapp covers three quarters; the whole table is in docs/synthesis-coverage.csv."""
    rng = np.random.default_rng(7)
    sets, tau = 1000, 0.02 * ratio**0.5
    se = 0.02 * np.exp(0.5 * rng.standard_normal((sets, k)))
    se[:, 0] = 0.002
    y = tau * rng.standard_normal((sets, k)) + se * rng.standard_normal((sets, k))
    pooled, kind = pool(y, se**2, "reml"), INTERVALS["pivotal"]
    low, high = kind.confidence(y, se**2, pooled, 0.95)
    least, most = kind.prediction(y, se**2, pooled, 0.95)
    another = tau * rng.standard_normal(sets)
    assert 0.92 < np.mean((low < 0) & (high > 0)) < 0.985
    assert 0.92 < np.mean((least < another) & (most > another)) < 0.985
