"""Minima on a simplex followed along a line, and the furthest weights in a ball: optimality, and another solver."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from impact.effects.estimators import weight_sets
from impact.effects.estimators.simplex import simplex_weights
from impact.effects.estimators.simplex_path import furthest, minima, path, ridged

SETS = ("simplex", "lasso", "ridge")


def problem(seed, periods, n):
    """Return H, f and g of a random goal, with fewer periods than units or more."""
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((periods, n))
    return ridged(A.T @ A), A.T @ rng.standard_normal(periods), A.T @ rng.standard_normal(periods)


@given(seed=st.integers(0, 10_000), n=st.integers(2, 25), periods=st.integers(7, 30))
@settings(max_examples=60)
def test_weights_on_the_whole_line_meet_the_optimality_conditions(seed, n, periods):
    H, f, g = problem(seed, periods, n)
    thetas, weights = path(H, f, g, start=0)
    assert (np.diff(thetas) >= 0).all()
    middle = ((thetas[1:] + thetas[:-1]) / 2, (weights[1:] + weights[:-1]) / 2)
    beyond = (thetas[[0, -1]] + [-1e3, 1e3], weights[[0, -1]])
    for where, found in ((thetas, weights), middle, beyond):
        gradient = found @ H - f - where[:, None] * g
        size = 1 + np.abs(where) * np.abs(g).max()
        assert found.min() >= -1e-7
        assert found.sum(axis=1) == pytest.approx(1, abs=1e-7)
        assert (gradient.min(axis=1) >= (found * gradient).sum(axis=1) - 1e-6 * size).all()


@given(seed=st.integers(0, 10_000), n=st.integers(2, 40), periods=st.integers(3, 6))
@settings(max_examples=60)
@example(seed=1, n=19, periods=3)  # the line from one unit lost its digits, and a weight was -0.06
def test_with_few_periods_minima_are_right_and_a_line_is_right_or_says_that_it_is_lost(seed, n, periods):
    H, f, g = problem(seed, periods, n)
    (weights,), _ = minima(H, f[None], start=0)
    gradient = weights @ H - f
    assert weights.min() >= -1e-9
    assert weights.sum() == pytest.approx(1, abs=1e-7)
    assert gradient.min() >= weights @ gradient - 1e-6
    try:
        _, along = path(H, f, g, start=0)
    except ArithmeticError as lost:
        assert "degenerate" in str(lost)
    else:
        assert along.min() >= -1e-6


@given(seed=st.integers(0, 10_000), n=st.integers(2, 25))
def test_many_minima_side_by_side_are_those_of_the_other_algorithm(seed, n):
    H, f, g = problem(seed, 30, n)
    goals = np.stack([f, g, f - g, np.zeros(n)])
    found, support = minima(H, goals, start=n - 1)
    for row, goal in zip(found, goals, strict=True):
        assert row == pytest.approx(simplex_weights(H, goal), abs=1e-8)
    assert (found[~support] == 0).all()


def test_two_units_are_a_segment_with_a_closed_form():
    """Fit z d, with d between -w and 1 - w: |z d - e| <= |e| means d (z'z) <= 2 z'e, and no further than the ends."""
    rng = np.random.default_rng(1)
    Z, w = rng.standard_normal((8, 2)), 0.3
    noise = rng.standard_normal((200, 8))
    z = Z[:, 0] - Z[:, 1]
    H, origin = ridged(Z.T @ Z), np.array([w, 1 - w])
    radius = np.sqrt((noise**2).sum(axis=1))
    found = furthest(H, Z, H @ origin + noise @ Z, np.array([1.0, 0.0]), noise, radius, origin)
    assert found[:, 0] - w == pytest.approx(np.clip(2 * noise @ z / (z @ z), 0.0, 1 - w), abs=1e-7)


def history(seed, periods, n):
    """Return donors and a target that walk, and the donors of a period to come."""
    rng = np.random.default_rng(seed)
    donors = rng.standard_normal((periods + 1, n)).cumsum(axis=0) + 3 * rng.standard_normal(n) + 5
    target = donors @ rng.dirichlet(np.full(n, 0.3)) + 0.4 * rng.standard_normal(periods + 1)
    return donors[:periods], target[:periods], donors[periods]


def in_words(cvxpy, constraint, size, tight, weights):
    """Return a variable and the constraints that a set keeps on it near some weights."""
    b = cvxpy.Variable(len(weights))
    if constraint == "simplex":
        return b, [cvxpy.sum(b) == 1, b >= np.where(weights < tight, weights, 0.0)]
    if constraint == "lasso":
        norm = np.abs(weights).sum()
        return b, [cvxpy.norm1(b) <= (norm if norm > size - tight else size)]
    norm = np.linalg.norm(weights)
    return b, [cvxpy.norm(b) <= (norm if norm**2 > size**2 - 2 * norm * tight else size)]


@pytest.mark.parametrize("constraint", SETS)
@pytest.mark.parametrize(("periods", "n"), [(15, 40), (31, 16), (12, 6)])
def test_fits_and_reaches_are_those_of_a_general_solver(peer, constraint, periods, n):
    cvxpy = peer("cvxpy")
    donors, target, ahead = history(periods + n, periods, n)
    fit = weight_sets.fitted(constraint, donors, target)
    b, set_of = in_words(cvxpy, constraint, fit.size, 0.0, np.zeros(n))
    cvxpy.Problem(cvxpy.Minimize(cvxpy.sum_squares(target - donors @ b)), set_of).solve(solver=cvxpy.CLARABEL)
    assert fit.weights == pytest.approx(b.value, abs=2e-5)
    noise = np.random.default_rng(2).standard_normal((4, periods)) * np.abs(target - donors @ fit.weights)
    for direction in (ahead, -ahead):
        found = weight_sets.reach(fit, donors, 0.1, direction, noise)
        for draw, reached in zip(noise, found, strict=True):
            b, set_of = in_words(cvxpy, constraint, fit.size, 0.1, fit.weights)
            ball = cvxpy.norm(donors @ (b - fit.weights) - draw) <= np.linalg.norm(draw)
            far = cvxpy.Problem(cvxpy.Maximize(direction @ (b - fit.weights)), [*set_of, ball])
            assert reached == pytest.approx(far.solve(solver=cvxpy.CLARABEL), abs=2e-5)


def test_ridge_weights_past_the_turn_of_the_multipliers(peer):
    """Of these draws the furthest weights lie where the ratio of the two multipliers falls again."""
    cvxpy = peer("cvxpy")
    donors, target, ahead = history(18, 12, 6)
    weights = np.array([-0.07310031, 0.13842667, 0.25896217, 0.7132869, 0.10988721, -0.11861986])
    fit = weight_sets.Weights("ridge", weights, float(np.linalg.norm(weights)), 5.8)
    noise = np.random.default_rng(2).standard_normal((60, 12))[[1, 33, 38, 44]]
    noise *= np.abs(target - donors @ weights)
    found = weight_sets.reach(fit, donors, 0.1, -ahead, noise)
    for draw, reached in zip(noise, found, strict=True):
        b, set_of = in_words(cvxpy, "ridge", fit.size, 0.1, weights)
        ball = cvxpy.norm(donors @ (b - weights) - draw) <= np.linalg.norm(draw)
        far = cvxpy.Problem(cvxpy.Maximize(-ahead @ (b - weights)), [*set_of, ball])
        assert reached == pytest.approx(far.solve(solver=cvxpy.CLARABEL), abs=2e-5)


def test_weights_that_are_all_tight_cannot_move():
    donors, target, ahead = history(3, 12, 6)
    fit = weight_sets.fitted("simplex", donors, target)
    assert (weight_sets.reach(fit, donors, 1.1, ahead, np.ones((3, 12))) == 0).all()


def test_the_ridge_set_is_as_large_as_its_penalty_makes_weights_or_half():
    """Penalty J s^2 / |b|^2 with b and s^2 by least squares (Hoerl, Kennard and Baldwin 1975), Q the norm with it."""
    rng = np.random.default_rng(5)
    donors = rng.standard_normal((40, 5))
    target = donors @ np.array([1.0, -0.5, 0.7, 0.2, 0.0]) + 0.3 * rng.standard_normal(40)
    slopes, (rest,), *_ = np.linalg.lstsq(donors, target, rcond=None)
    penalty = 5 * rest / 35 / (slopes @ slopes)
    shrunken = np.linalg.solve(donors.T @ donors + penalty * np.eye(5), donors.T @ target)
    fit = weight_sets.fitted("ridge", donors, target)
    assert fit.size == pytest.approx(np.linalg.norm(shrunken))
    assert fit.weights == pytest.approx(shrunken)
    assert weight_sets.fitted("ridge", donors, 0.01 * rng.standard_normal(40)).size == 0.5
