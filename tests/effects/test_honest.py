"""Robust intervals: the printed Medicaid example of Rambachan and Roth, and a peer's optimiser."""

import warnings

import numpy as np
import pytest

from impact.effects import Design, breakdown_value, estimate, honest_bounds, pretrend_power
from impact.effects.robustness.honest import folded_normal_quantile
from impact.effects.robustness.relative_magnitudes import _dual_vertices, _Test, _truncated_quantile

from .conftest import dated


@pytest.fixture(scope="module")
def medicaid(ehec):
    """States that expanded in 2014 against those that did not by 2015; clustered errors as printed (CR1)."""
    panel = ehec[(ehec["year"] < 2016) & (ehec["yexp2"] != 2015)]
    expanded = {u: d for u, d in dated(panel, "stfips", "yexp2").items() if d == 2014}
    effect = estimate(panel, Design("dins", "stfips", "year", expanded), estimator="sun_abraham")
    return effect.path["estimate"].to_numpy(), effect.path_covariance


def test_smoothness(medicaid):
    found = honest_bounds(*medicaid, pre=5, post=2, restriction="smoothness", m=[0, 0.01, 0.02, 0.03])
    assert found["lower"].to_numpy() == pytest.approx([0.0259, 0.0132, 0.0029, -0.0071], abs=1e-3)
    assert found["upper"].to_numpy() == pytest.approx([0.0607, 0.0787, 0.0907, 0.101], abs=1e-3)


def test_relative_magnitudes(medicaid):
    found = honest_bounds(*medicaid, pre=5, post=2, restriction="relative_magnitudes", m=[0.5, 1, 1.5, 2])
    assert found["lower"].to_numpy() == pytest.approx([0.0241, 0.0171, 0.0086, -0.0011], abs=1e-3)
    assert found["upper"].to_numpy() == pytest.approx([0.0673, 0.0720, 0.0796, 0.0883], abs=1e-3)


def test_breakdown_values(medicaid):
    smooth = breakdown_value(*medicaid, pre=5, post=2, restriction="smoothness")
    relative = breakdown_value(*medicaid, pre=5, post=2, restriction="relative_magnitudes")
    assert 0.02 < smooth < 0.03
    assert 1.5 < relative < 2
    assert breakdown_value(np.zeros(7), medicaid[1], pre=5, post=2, restriction="smoothness") == pytest.approx(0)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("target", [[1, 0, 0], [0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3]])
def test_fixed_length_interval_against_diff_diff(peer, seed, target):
    rng = np.random.default_rng(seed)
    root = rng.standard_normal((7, 7))
    sigma, beta = root @ root.T / 50 + 0.05 * np.eye(7), rng.standard_normal(7)
    theirs = peer("diff_diff.honest_did")._compute_optimal_flci
    for bound in (0.0, 0.05, 0.2):
        ours = honest_bounds(beta, sigma, pre=4, post=3, restriction="smoothness", m=[bound], target=target)
        low, high = theirs(beta[:4], beta[4:], sigma, np.array(target), 4, 3, bound)
        assert ours[["lower", "upper"]].to_numpy()[0] == pytest.approx([low, high], abs=1e-3)
        assert np.diff(ours[["lower", "upper"]].to_numpy()[0])[0] <= high - low + 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_fixed_length_interval_against_moderndid(peer, seed):
    rng = np.random.default_rng(seed)
    root = rng.standard_normal((7, 7)) / 20
    sigma, beta = root @ root.T + 1e-3 * np.eye(7), rng.normal(0, 0.05, 7)
    for bound in (0.0, 0.02, 0.05):
        ours = honest_bounds(beta, sigma, pre=4, post=3, restriction="smoothness", m=[bound])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = peer("moderndid").compute_flci(beta, sigma, bound, 4, 3).flci
        assert ours[["lower", "upper"]].to_numpy()[0] == pytest.approx(theirs, abs=1e-3)


@pytest.mark.parametrize("restriction", ["smoothness", "relative_magnitudes"])
def test_wider_bounds_give_wider_intervals(medicaid, restriction):
    found = honest_bounds(*medicaid, pre=5, post=2, restriction=restriction, m=[0, 0.5, 1, 4])
    assert (np.diff(found["upper"] - found["lower"]) > 0).all()


def test_relative_magnitudes_hold_their_coverage():
    """No violation, hence every bound is valid: a 95 % interval misses the effect rarely."""
    rng = np.random.default_rng(0)
    sigma = 0.04 * (np.eye(5) + 0.5)
    root = np.linalg.cholesky(sigma)
    missed = 0
    for _ in range(200):
        beta = root @ rng.standard_normal(5) + np.array([0, 0, 0, 1.0, 1.0])
        bounds = honest_bounds(beta, sigma, pre=3, post=2, restriction="relative_magnitudes", m=[1.0])
        missed += not bounds["lower"][0] <= 1.0 <= bounds["upper"][0]
    assert missed / 200 <= 0.08


def test_one_post_period_needs_no_nuisance_weights():
    assert _dual_vertices(np.empty((3, 0)), np.array([1.0, 2.0, 4.0])).tolist() == [
        [0, 0, 0.25],
        [0, 0.5, 0],
        [1, 0, 0],
    ]


def test_truncation_is_where_the_best_vertex_stays_best():
    """Move the best value, the part of the others that is independent of it held fixed, and see who is best."""
    bounded = 0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        level, root = rng.standard_normal(5), 0.5 + rng.random((5, 5))
        top, best = level.max(), level.argmax()
        root[best] *= 0.5  # the others vary more, so a higher value can be overtaken
        test = _Test(level, np.zeros(5), root @ root.T, 3.0, 0.05)
        low, high = test._truncation(test.level[:, None], np.array([best]), np.array([top]))
        moves = np.linspace(top - 8, top + 8, 16001)
        ratio = test.covariance[:, [best]] / test.covariance[best, best]
        stays = moves[(test.level[:, None] + ratio * (moves - top)).argmax(axis=0) == best]
        assert stays.min() == pytest.approx(max(low[0], moves[0]), abs=2e-3)
        assert stays.max() == pytest.approx(min(high[0], moves[-1]), abs=2e-3)
        bounded += high[0] < moves[-1]
    assert bounded >= 2


def test_quantiles_in_the_tails():
    low, high = np.array([-1.0, 5.0, 30.0]), np.array([1.0, 6.0, np.inf])
    found = _truncated_quantile(0.5, low, high)
    assert found[0] == pytest.approx(0)
    assert ((low <= found) & (found <= high)).all()
    assert folded_normal_quantile(0, 0.95) == pytest.approx(1.959964, abs=1e-6)
    assert folded_normal_quantile(9, 0.95) == pytest.approx(10.644854, abs=1e-6)


def test_power_of_pre_tests_in_the_normal_case():
    """One pre-period: the slope found half the time is about the critical value."""
    found = pretrend_power(np.eye(3), pre=1, power=0.5)
    assert found.slope == pytest.approx(1.96, abs=0.005)
    assert found.false_alarm == pytest.approx(0.05, abs=1e-6)
    assert pretrend_power(np.eye(5), pre=3, power=0.8).slope < 1.5


def test_power_of_pre_tests_by_simulation():
    rng = np.random.default_rng(0)
    root = rng.standard_normal((4, 4))
    sigma = root @ root.T + np.eye(4)
    slope = pretrend_power(sigma, pre=4, power=0.7, distance=[9, 5, 2, 1]).slope
    draws = rng.multivariate_normal(-slope * np.array([9, 5, 2, 1]), sigma, 100_000)
    assert (np.abs(draws / np.sqrt(np.diag(sigma))) > 1.96).any(axis=1).mean() == pytest.approx(0.7, abs=0.01)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pre": 6}, "Was the reference period left in"),
        ({"restriction": "flat"}, "use 'smoothness' or 'relative_magnitudes'"),
        ({"pre": 5.0}, "whole numbers of periods"),
        ({"post": 0}, "whole numbers of periods"),
        ({"m": [-1]}, "bounds of 0 or more"),
        ({"m": 0.5}, "bounds of 0 or more"),
        ({"m": [1e15], "restriction": "relative_magnitudes"}, "try smaller bounds"),
        ({"m": []}, "bounds of 0 or more"),
        ({"m": [np.nan]}, "bounds of 0 or more"),
        ({"target": [1]}, "give 2 weights after treatment"),
        ({"target": [0, 0]}, "not all of them 0"),
        ({"target": [1, np.nan]}, "give 2 weights after treatment"),
        ({"covariance": -np.eye(7)}, "positive definite"),
        ({"covariance": np.zeros((7, 7))}, "without noise of its own"),
        ({"covariance": np.ones((7, 7))}, "without noise of its own"),
        ({"covariance": np.diag([np.nan] * 7)}, "missing or infinite"),
        ({"covariance": np.triu(np.ones((7, 7))) + 9 * np.eye(7)}, "not symmetric"),
        ({"level": 95}, "a coverage such as 0.95"),
        ({"level": np.nan}, "a coverage such as 0.95"),
    ],
)
def test_refusals(medicaid, changes, words):
    options = {"covariance": medicaid[1], "pre": 5, "post": 2, "restriction": "smoothness", "m": [0], **changes}
    with pytest.raises(ValueError, match=words):
        honest_bounds(medicaid[0], **options)


@pytest.mark.parametrize(
    ("covariance", "options", "words"),
    [
        (np.eye(3), {"pre": 0}, "give periods that have noise"),
        (np.eye(3), {"pre": 4}, "give periods that have noise"),
        (np.zeros((3, 3)), {"pre": 3}, "give periods that have noise"),
        (np.eye(3), {"pre": 3, "level": 5}, "give probabilities"),
        (np.eye(3), {"pre": 3, "power": 80}, "give probabilities"),
        (np.eye(3), {"pre": 3, "distance": [1, 2]}, "3 positive numbers"),
        (np.eye(3), {"pre": 2, "distance": [1, 0]}, "2 positive numbers"),
    ],
)
def test_refusals_of_the_power_of_pre_tests(covariance, options, words):
    with pytest.raises(ValueError, match=words):
        pretrend_power(covariance, **options)


@pytest.mark.parametrize("unit", [1e-12, 1e12])
@pytest.mark.parametrize("restriction", ["smoothness", "relative_magnitudes"])
def test_bounds_in_another_unit_of_the_outcome(medicaid, restriction, unit):
    """Vertices are found to so many decimals: in billions there was none left."""
    periods = {"pre": 5, "post": 2, "restriction": restriction}
    ours = honest_bounds(*medicaid, **periods, m=[0.01])
    of_m = unit if restriction == "smoothness" else 1.0
    theirs = honest_bounds(medicaid[0] * unit, medicaid[1] * unit**2, **periods, m=[0.01 * of_m])
    np.testing.assert_allclose(theirs[["lower", "upper"]] / unit, ours[["lower", "upper"]], rtol=1e-5)


def test_too_many_post_periods():
    last = np.eye(12)[-1]
    with pytest.raises(ValueError, match="12 post periods are too many"):
        honest_bounds(np.zeros(15), np.eye(15), pre=3, post=12, restriction="relative_magnitudes", m=[1], target=last)


def test_periods_after_the_last_effect_asked_for_are_dropped_where_they_are_too_many():
    """What moves later bounds nothing before it: 23 periods after, of which the first is asked for."""
    rng = np.random.default_rng(0)
    beta, sigma = rng.standard_normal(26) / 10, np.eye(26) / 25 + 0.01
    whole = honest_bounds(beta, sigma, pre=3, post=23, restriction="relative_magnitudes", m=[0.5, 1])
    first = honest_bounds(beta[:4], sigma[:4, :4], pre=3, post=1, restriction="relative_magnitudes", m=[0.5, 1])
    np.testing.assert_allclose(whole[["lower", "upper"]], first[["lower", "upper"]])
