"""Conformal tests over time: printed p-values, the recipe followed by hand, and what an interval is."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.effects import Design, Effect, NotIdentified, estimate
from impact.effects.estimators import null_fits
from impact.effects.inference import conformal
from impact.errors import InputError

from .conftest import noise_panel

ESTIMATORS = ("synthetic_control", "synthetic_did", "did")


@pytest.fixture(scope="module")
def california(proposition99):
    """California, 38 other states, and the years from 1988 on as those after treatment."""
    wide = proposition99.pivot_table(index="Year", columns="State", values="PacksPerCapita")
    return wide.drop(columns="California").to_numpy(), wide["California"].to_numpy(), wide.index.to_numpy() >= 1988


def test_printed_p_values_of_proposition_99(california):
    """mlsynth, benchmarks/cases/conformal_inversion_prop99.py, commit 8bc1b9c: after a notebook of M. Facure (MIT).

    Joint test with the shifts of 31 years, of effects of 0, -10, -20 and -30 packs from 1988; six printed digits.
    """
    test = conformal.joint(null_fits.simplex, *california)
    printed = [0.161290, 0.161290, 0.129032, 0.451613]
    assert test.p_values(np.array([0.0, -10.0, -20.0, -30.0])) == pytest.approx(printed, abs=5e-7)


def test_printed_interval_of_proposition_99(california):
    """The same source, at 90 %: the outermost of a grid of effects, 2.5 packs apart, that are not rejected."""
    test = conformal.joint(null_fits.simplex, *california)
    low, high = test.interval(0.9)
    assert np.ceil(low / 2.5) * 2.5 == -122.5
    assert np.floor(high / 2.5) * 2.5 == 5.0
    assert test.p_values(np.array([-15.0]))[0] <= 0.1  # the accepted effects are two islands; this lies between them


def by_hand(cvxpy, donors, target, after, effect):
    """Return the p-value as the paper says it: impose the null, fit to all years, shift the residuals around."""
    null, w = target - effect * after, cvxpy.Variable(donors.shape[1])
    problem = cvxpy.Problem(cvxpy.Minimize(cvxpy.sum_squares(null - donors @ w)), [cvxpy.sum(w) == 1, w >= 0])
    problem.solve(solver=cvxpy.CLARABEL)
    residuals = np.abs(null - donors @ w.value)
    sums = [np.roll(residuals, shift)[after].sum() for shift in range(len(residuals))]
    return np.mean(np.array(sums) >= sums[0] * (1 - 1e-7))


def test_the_recipe_of_the_paper_by_a_general_solver(peer):
    rng = np.random.default_rng(4)
    donors = rng.standard_normal((24, 10)).cumsum(axis=0)
    target = donors @ rng.dirichlet(np.ones(10)) + rng.standard_normal(24)
    after = np.arange(24) >= 20
    test = conformal.joint(null_fits.simplex, donors, target, after)
    effects = np.linspace(-6, 6, 9)
    expected = [by_hand(peer("cvxpy"), donors, target, after, effect) for effect in effects]
    assert test.p_values(effects) == pytest.approx(expected)
    assert len(set(expected)) > 2


@pytest.mark.parametrize("fit", [null_fits.simplex, null_fits.equal_weights, null_fits.centred_simplex(0.5)])
@pytest.mark.parametrize("years", [1, 4])
def test_the_interval_is_the_hull_of_what_a_fine_grid_accepts(fit, years):
    rng = np.random.default_rng(years)
    donors, target = rng.standard_normal((25, 12)).cumsum(axis=0), rng.standard_normal(25).cumsum()
    test = conformal.joint(fit, donors, target, np.arange(25) >= 25 - years)
    low, high = test.interval(0.9)
    grid = np.linspace(low - 3, high + 3, 4001)
    accepted = grid[test.p_values(grid) > 0.1 + 1e-12]
    step = grid[1] - grid[0]
    assert accepted.min() == pytest.approx(low, abs=step)
    assert accepted.max() == pytest.approx(high, abs=step)


@pytest.mark.parametrize("fit", [null_fits.simplex, null_fits.centred_simplex(0.5)])
def test_residuals_under_a_null_are_those_of_a_fit_to_the_moved_series(fit):
    """The lines against the fit itself, started anew from each null."""
    rng = np.random.default_rng(8)
    donors, target, added = rng.standard_normal((18, 7)), rng.standard_normal(18), (np.arange(18) > 13) * 1.0
    lines = fit(donors, target, added)
    for effect in (-50.0, -3.0, -0.2, 0.0, 1.0, 9.0, 80.0):
        anew = fit(donors, target - effect * added, added)
        assert lines.at(np.array([effect]))[0] == pytest.approx(anew.at(np.zeros(1))[0], abs=1e-6)


def test_difference_in_differences_by_hand():
    """Two donors and a gap of its own: residuals less their mean, two years after, six shifts."""
    donors = np.array([[0.0, 2], [1, 1], [2, 0], [1, 3], [0, 2], [3, 1]])
    target = np.array([2.0, 1, 2, 3, 7, 9])  # gap 1 0 1 1 6 7, mean 16/6
    test = conformal.joint(null_fits.equal_weights, donors, target, np.arange(6) > 3)
    assert test.lines.at(np.zeros(1))[0] == pytest.approx(np.array([1, 0, 1, 1, 6, 7]) - 16 / 6)
    assert test.p_value() == pytest.approx(1 / 6)
    assert test.p_values(np.array([5.75]))[0] > 1 / 6


@given(seed=st.integers(0, 500), moved=st.floats(-4, 4), years=st.integers(1, 4))
def test_zero_is_inside_where_p_is_above_the_level(seed, moved, years):
    """And of one year with equal weights nowhere else: the accepted effects of several may be more than one stretch."""
    rng = np.random.default_rng(seed)
    donors, target = rng.standard_normal((21, 4)), rng.standard_normal(21)
    after = np.arange(21) >= 21 - years
    test = conformal.joint(null_fits.equal_weights, donors, target + moved * after, after)
    low, high = test.interval(0.9)
    if test.p_value() > 0.1:
        assert low <= 0 <= high
    elif years == 1:
        assert not low <= 0 <= high


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_an_effect_moves_the_intervals_and_nothing_else(estimator):
    panel, design = noise_panel(15, 26, seed=1), Design("y", "unit", "year", {3: 2022})
    moved = panel.assign(y=panel["y"] + 5.0 * ((panel["unit"] == 3) & (panel["year"] >= 2022)))
    before, after = (estimate(p, design, estimator=estimator, inference="conformal") for p in (panel, moved))
    assert after.estimate == pytest.approx(before.estimate + 5)
    assert after.interval == pytest.approx([end + 5 for end in before.interval], abs=1e-6)
    ends = ["lower", "upper"]
    assert after.path[ends].to_numpy() == pytest.approx(before.path[ends].to_numpy() + 5, abs=1e-6, nan_ok=True)
    assert after.smallest_p == 1 / 26


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_every_period_is_tested_with_those_before_it_alone(estimator):
    """The others after treatment may be anything; p and interval stay, and stand on the path."""
    panel, design = noise_panel(15, 26, seed=2), Design("y", "unit", "year", {3: 2022})
    other = panel.assign(y=panel["y"] + 99.0 * ((panel["unit"] == 3) & (panel["year"].isin([2022, 2024]))))
    columns = ["lower", "upper", "p_value"]
    known, found = (
        estimate(p, design, estimator=estimator, inference="conformal").path.set_index("period")[columns]
        for p in (panel, other)
    )
    assert known.loc[[1, 3]].to_numpy() == pytest.approx(found.loc[[1, 3]].to_numpy(), abs=1e-7)
    assert found.loc[0, "p_value"] == pytest.approx(1 / 23)
    assert known.loc[:-1].isna().all().all()


def test_the_path_of_difference_in_differences_starts_from_the_mean_before():
    effect = estimate(
        noise_panel(15, 26), Design("y", "unit", "year", {3: 2022}), estimator="did", inference="conformal"
    )
    path = effect.path.set_index("period")["estimate"]
    assert path.loc[:-1].mean() == pytest.approx(0, abs=1e-12)
    assert path.loc[0:].mean() == pytest.approx(effect.estimate)


def test_twelve_units_can_be_tested_over_time_where_no_reassignment_can_reject():
    """Eleven donors: the smallest p by placebos is 1 of 12; by the shifts of 26 years it is 1 of 26."""
    panel, design = noise_panel(12, 26), Design("y", "unit", "year", {0: 2022})
    assert isinstance(estimate(panel, design, estimator="synthetic_control"), NotIdentified)
    assert isinstance(estimate(panel, design, estimator="synthetic_control", inference="conformal"), Effect)


def test_with_few_years_the_level_that_can_be_tested_is_named():
    panel, design = noise_panel(30, 15), Design("y", "unit", "year", {0: 2012})
    found = estimate(panel, design, estimator="synthetic_control", inference="conformal")
    assert isinstance(found, NotIdentified)
    assert found.testable_level == 0.9
    assert found.reason.code == "too_few_years"
    assert [possible.code for possible in found.what_is_possible] == ["earlier_years", "lower_level"]
    assert list(found.path.columns) == ["period", "estimate"]
    effect = estimate(panel, design, estimator="synthetic_control", inference="conformal", level=0.9)
    assert isinstance(effect, Effect)


def test_single_years_that_cannot_be_tested_are_said_to_be():
    """Sixteen years before and four after: 1 of 20 together, 1 of 17 for one year."""
    design = Design("y", "unit", "year", {0: 2016})
    effect = estimate(noise_panel(30, 20), design, estimator="synthetic_control", inference="conformal")
    assert "single_years_untested" in [caveat.code for caveat in effect.caveats]
    assert np.isinf(effect.path.loc[effect.path["period"] >= 0, ["lower", "upper"]]).all().all()


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_several_dates_and_weights_are_refused(estimator):
    panel = noise_panel(15, 26).assign(w=lambda d: 1.0 + d["unit"])
    several = Design("y", "unit", "year", {3: 2020, 4: 2021})
    weighted = Design("y", "unit", "year", {3: 2020}, weights="w")
    for design in (several, weighted):
        with pytest.raises(InputError):
            estimate(panel, design, estimator=estimator, inference="conformal")


def test_with_a_short_history_the_other_test_that_is_named_can_be_had():
    panel, design = noise_panel(30, 10), Design("y", "unit", "year", {0: 2004})
    with pytest.raises(InputError, match="conformal with 4 clean years") as refused:
        estimate(panel, design, estimator="synthetic_control", inference="conformal")
    (problem,) = refused.value.problems
    assert problem.todo == "Use 'auto'."
    other = estimate(panel, design, estimator="synthetic_control", inference="auto")
    assert other.inference == "scaled_permutation"  # years left out are a scale, though four years fit exactly


def test_a_twin_leaves_nothing_to_test_with_and_the_test_that_is_named_can_be_had():
    panel = noise_panel(10, 26)
    panel.loc[panel["unit"] == 0, "y"] = panel.loc[panel["unit"] == 4, "y"].to_numpy()
    design = Design("y", "unit", "year", {0: 2022})
    for inference in ("conformal", "prediction_interval"):
        with pytest.raises(InputError, match="an exact fit before treatment") as refused:
            estimate(panel, design, estimator="synthetic_control", inference=inference)
        assert refused.value.problems[0].todo == "Use 'placebo', or add earlier years."
    assert isinstance(estimate(panel, design, estimator="synthetic_control", inference="placebo", level=0.8), Effect)


def test_row_order_does_not_matter():
    panel, design = noise_panel(15, 26), Design("y", "unit", "year", {3: 2022})
    found = [
        estimate(p, design, estimator="synthetic_control", inference="conformal")
        for p in (panel, panel.sample(frac=1, random_state=1))
    ]
    assert found[0].interval == found[1].interval
    pd.testing.assert_frame_equal(found[0].path, found[1].path)
