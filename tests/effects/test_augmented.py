"""Demeaned and ridge-augmented synthetic control, the years left out of a fit, and the reach outside the donors."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from impact.effects import Design, estimate, leave_period_out
from impact.effects.design.blocks import read_panel
from impact.effects.estimators import augmented_synthetic_control as augmented
from impact.effects.estimators import named, synthetic
from impact.effects.estimators.left_out import left_out_gaps
from impact.effects.estimators.simplex import closest_mixture, distance_from_simplex
from impact.errors import InputError

from .conftest import noise_panel

BOTH = ("demeaned_synthetic_control", "augmented_synthetic_control")
DESIGN = Design("y", "unit", "year", {0: 2010})


# The same by brute force, without a line of ours


def mixture(paths, goal):
    """Return weights on the simplex by nonnegative least squares with a heavy row for their sum (n,)."""
    heavy = 1e4 * np.abs(paths).max()
    weights = optimize.nnls(np.vstack([paths.T, np.full(len(paths), heavy)]), np.append(goal, heavy), maxiter=10_000)[0]
    return weights / weights.sum()


def nearest(paths, goal, omega, penalty):
    """Return the weights that minimise the misfit and `penalty` times the squared distance from omega."""
    rows = np.vstack([paths.T, np.sqrt(penalty) * np.eye(len(paths))])
    return np.linalg.lstsq(rows, np.append(goal, np.sqrt(penalty) * omega), rcond=None)[0]


def augmented_by_force(y, before):
    """Return the penalty and the gaps (T,) of the first row beside the others."""
    donors, target = y[1:], y[0]
    pre, goal = donors[:, :before] - donors[:, :before].mean(0), target[:before] - donors[:, :before].mean(0)
    tried = np.linalg.svd(pre)[1][0] ** 2 * 1e-8 ** ((np.arange(21) - 1) / 20)
    errors = np.empty((before, len(tried)))
    for t in range(before):
        rest = np.arange(before) != t
        omega = mixture(pre[:, rest], goal[rest])
        for k, penalty in enumerate(tried):
            errors[t, k] = goal[t] - nearest(pre[:, rest], goal[rest], omega, penalty) @ pre[:, t]
    error = (errors**2).mean(0)
    allowed = error.min() + (errors**2).std(0, ddof=1)[error.argmin()] / np.sqrt(before)
    penalty = tried[error <= allowed].max()
    return penalty, target - nearest(pre, goal, mixture(pre, goal), penalty) @ donors


def small(seed, units=9, years=14):
    return noise_panel(units, years, seed=seed)


def matrix(panel):
    return panel["y"].to_numpy().reshape(panel["unit"].nunique(), -1)


@pytest.mark.parametrize("seed", range(12))
def test_augmented_by_brute_force(seed):
    panel = small(seed, units=7 + seed)
    penalty, gaps = augmented_by_force(matrix(panel), 10)
    effect = estimate(panel, DESIGN, estimator="augmented_synthetic_control", level=0.8)
    assert effect.details["penalty"] == pytest.approx(penalty, rel=1e-9)
    assert effect.path["estimate"].to_numpy() == pytest.approx(gaps, abs=1e-4)


@pytest.mark.parametrize("seed", range(12))
def test_demeaned_by_brute_force(seed):
    """Weights and a free constant together, the constant as one more column without a sign."""
    panel = small(seed, units=7 + seed)
    y = matrix(panel)
    heavy = 1e4 * np.abs(y).max()
    rows = np.vstack([y[1:, :10], np.ones(10), -np.ones(10)]).T
    rows = np.vstack([rows, [heavy] * (len(y) - 1) + [0.0, 0.0]])
    found = optimize.nnls(rows, np.append(y[0, :10], heavy), maxiter=10_000)[0]
    constant = found[-2] - found[-1]
    effect = estimate(panel, DESIGN, estimator="demeaned_synthetic_control", level=0.8)
    assert effect.estimate == pytest.approx((y[0] - found[:-2] @ y[1:] - constant)[10:].mean(), abs=1e-4)
    assert effect.details["constant_gap"] == pytest.approx(constant, abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_demeaned_beside_synthdid(seed, peer):
    """Synthetic difference-in-differences without a penalty and with equal years; its steps stop early."""
    panel = small(seed, units=12)
    y = matrix(panel)
    solve = peer("synthdid").synthdid_estimate
    found = solve(
        np.vstack([y[1:], y[:1]]), 11, 10, eta_omega=1e-6, weights={"lambda_": np.full(10, 0.1)},
        min_decrease=1e-9, max_iter=200_000,
    )  # fmt: skip
    effect = estimate(panel, DESIGN, estimator="demeaned_synthetic_control", level=0.9)
    assert float(found) == pytest.approx(effect.estimate, abs=2e-3)


# Identities


@given(seed=st.integers(0, 10_000), shift=st.floats(-50, 50), scale=st.sampled_from([1e-6, 1.0, 1e6]))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_heights_do_not_matter_to_the_demeaned(seed, shift, scale):
    """A constant more in any unit changes nothing, and the unit of the outcome only the unit of the answer."""
    panel = small(seed)
    block, moved = (
        read_panel(panel.assign(y=(panel["y"] + shift * (panel["unit"] % 3 == k)) * s), DESIGN)
        for k, s in ((9, 1), (0, scale))
    )
    ours, theirs = (synthetic.fit(b, named("demeaned_synthetic_control").solver(b)) for b in (block, moved))
    assert theirs.unit_weights == pytest.approx(ours.unit_weights, abs=1e-5)
    assert theirs.estimate == pytest.approx(ours.estimate * scale, abs=1e-5 * scale)


@given(seed=st.integers(0, 10_000), scale=st.sampled_from([1e-6, 1.0, 1e6]))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_what_happens_to_all_does_not_matter_to_the_augmented(seed, scale):
    panel = small(seed)
    common = np.random.default_rng(seed).normal(0, 20, 15)[panel["year"] - 2000]
    blocks = [read_panel(panel.assign(y=y), DESIGN) for y in (panel["y"], (panel["y"] + common) * scale)]
    ours, theirs = (synthetic.fit(b, named("augmented_synthetic_control").solver(b)) for b in blocks)
    assert ours.unit_weights.sum() == pytest.approx(1)
    assert theirs.unit_weights == pytest.approx(ours.unit_weights, abs=1e-4)
    assert theirs.estimate == pytest.approx(ours.estimate * scale, abs=1e-4 * scale)


def test_without_end_of_a_penalty_nothing_is_added_and_without_one_every_year_is_met():
    y = matrix(small(4, units=20))
    mean = y[1:, :10].mean(axis=0)
    pre, goal = y[1:, :10] - mean, y[0, :10] - mean
    omega = closest_mixture(pre, goal, 1e-6)
    assert augmented.ridge_weights(pre, goal, omega, 1e14) == pytest.approx(omega, abs=1e-9)
    assert augmented.ridge_weights(pre, goal, omega, 1e-10) @ pre == pytest.approx(goal, abs=1e-8)


def test_the_largest_penalty_within_one_standard_error():
    tried = augmented.Penalties(np.array([8.0, 4.0, 2.0, 1.0]), np.array([9.0, 4.4, 4.0, 6.0]), np.full(4, 0.5))
    assert (tried.least, tried.within_one_error, tried.left_out) == (2.0, 4.0, pytest.approx(np.sqrt(4.4)))


def test_the_distance_from_the_simplex():
    assert distance_from_simplex(np.array([0.25, 0.75, 0.0])) == pytest.approx(0, abs=1e-12)
    assert distance_from_simplex(np.array([1.5, -0.5])) == pytest.approx(np.sqrt(0.5))


# Years left out


@pytest.mark.parametrize("estimator", ["synthetic_control", "synthetic_did", *BOTH])
def test_a_year_left_out_is_what_the_estimate_would_be_if_it_alone_were_treated(estimator):
    block = read_panel(small(2, units=12), DESIGN)
    solver = named(estimator).solver(block)
    donors, target, before = synthetic.parts(block)
    years = [*(t for t in range(before) if t != 3), 3]
    known = solver(donors[:, years], target[years], before - 1).estimate
    assert left_out_gaps(donors, target, before, solver)[3] == pytest.approx(known, abs=1e-12)


@pytest.mark.parametrize("estimator", BOTH)
def test_what_the_donors_make_exactly_they_predict_too(estimator):
    panel = noise_panel(12, 14, seed=3)
    y = matrix(panel)
    high = 7.0 if estimator == "demeaned_synthetic_control" else 0.0
    panel.loc[panel["unit"] == 0, "y"] = 0.3 * y[2] + 0.7 * y[9] + high
    table = leave_period_out(panel, DESIGN, estimator=estimator)
    assert list(table.columns) == ["fitted", "left_out"]
    assert table.index.tolist() == list(range(2000, 2010))
    assert np.abs(table.to_numpy()).max() < 1e-4


@pytest.mark.parametrize("estimator", ["synthetic_control", "synthetic_did", *BOTH])
def test_the_result_says_how_it_fits_and_how_far_it_reaches(estimator):
    panel = small(5, units=25)
    effect = estimate(panel, DESIGN, estimator=estimator)
    table = leave_period_out(panel, DESIGN, estimator=estimator)
    weights = effect.unit_weights.to_numpy()
    assert effect.details["left_out_rmspe"] == pytest.approx(np.sqrt((table["left_out"] ** 2).mean()))
    assert effect.details["negative_weights"] == pytest.approx(-weights[weights < 0].sum())
    codes = [caveat.code for caveat in effect.caveats]
    assert ("weights_below_zero" in codes) == (weights.min() < -1e-6) == (estimator == BOTH[1])
    assert ("constant_gap" in codes) == (estimator == BOTH[0])
    assert ("penalty_within_one_error" in codes) == (estimator == BOTH[1])


def test_years_left_out_are_for_comparisons_that_weigh():
    with pytest.raises(InputError, match="Use one of: synthetic_did, synthetic_control, demeaned_synthetic_control"):
        leave_period_out(small(0), DESIGN, estimator="did")


# Their tests


@pytest.mark.parametrize("estimator", BOTH)
def test_the_scaled_test_divides_by_what_is_missed_in_years_left_out(estimator):
    """Many donors and few years: the years that are fitted may be met exactly, and would divide by next to nothing."""
    panel = noise_panel(25, 12, seed=6)
    design = Design("y", "unit", "year", {0: 2007})
    effect = estimate(panel, design, estimator=estimator)
    assert effect.inference == "scaled_permutation"
    block = read_panel(panel, design)
    solver = named(estimator).solver(block)
    played, beside = (f(block, solver, draws=99, seed=0) for f in (synthetic.placebos, synthetic.treated_beside))
    further = sum(
        abs(p.estimate) / p.left_out >= abs(b.estimate) / b.left_out for p, b in zip(played, beside, strict=True)
    )
    assert effect.p_value == pytest.approx((1 + further) / 25)


def test_what_the_demeaned_misses_in_years_left_out():
    block = read_panel(small(2, units=12), DESIGN)
    solver = named("demeaned_synthetic_control").solver(block)
    gaps = left_out_gaps(*synthetic.parts(block), solver)
    assert synthetic.fit(block, solver).left_out == pytest.approx(np.sqrt(np.mean(gaps**2)), abs=1e-7)


def test_every_fit_chooses_its_own_penalty():
    block = read_panel(small(8, units=12), DESIGN)
    donors, target, before = synthetic.parts(block)
    solver = augmented.solver(block)
    played = solver(np.delete(donors, 3, axis=0), donors[3], before)
    y = np.vstack([donors[3], np.delete(donors, 3, axis=0)])
    assert played.gap == pytest.approx(augmented_by_force(y, before)[1], abs=1e-4)
    assert isinstance(played.left_out, float)


@pytest.mark.parametrize("estimator", BOTH)
def test_several_treated_units_are_taken_as_their_mean(estimator):
    panel = small(9, units=12)
    together = panel.assign(unit=panel["unit"].replace({1: 0})).groupby(["unit", "year"], as_index=False)["y"].mean()
    two = estimate(panel, Design("y", "unit", "year", {0: 2010, 1: 2010}), estimator=estimator)
    one = estimate(together, DESIGN, estimator=estimator, level=0.9)
    assert two.estimate == pytest.approx(one.estimate, rel=1e-4)
    assert isinstance(two.fitted, pd.DataFrame)
