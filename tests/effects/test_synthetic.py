"""The exact weights: optimality, edges, and what placebos are."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.effects import Design, estimate
from impact.effects.design.blocks import read_panel
from impact.effects.estimators import synthetic, synthetic_control, synthetic_did
from impact.effects.estimators.left_out import left_out_gaps
from impact.effects.estimators.simplex import _active_set, _pivoted_together, simplex_weights, simplex_weights_of_many
from impact.errors import InputError

from .conftest import noise_panel


@given(seed=st.integers(0, 10_000), n=st.integers(2, 40), ridge=st.sampled_from([0.0, 1e-6, 1.0]))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_weights_meet_the_optimality_conditions(seed, n, ridge):
    rng = np.random.default_rng(seed)
    A, b = rng.standard_normal((12, n)), rng.standard_normal(12)
    H, f = A.T @ A + ridge * np.eye(n), A.T @ b
    w = simplex_weights(H, f)
    gradient = H @ w - f
    assert w.min() >= 0
    assert w.sum() == pytest.approx(1)
    assert gradient.min() >= w @ gradient - 1e-7


def test_both_algorithms_agree():
    rng = np.random.default_rng(1)
    A = rng.standard_normal((30, 12))
    H, f = A.T @ A, A.T @ rng.standard_normal(30)
    one = np.eye(12)[np.argmin(np.diag(H) / 2 - f)]
    known = _active_set(H, f, one)
    assert simplex_weights(H, f) == pytest.approx(known, abs=1e-9)
    for start in (known, np.full(12, 1 / 12), np.eye(12)[3]):
        assert simplex_weights(H, f, start) == pytest.approx(known, abs=1e-9)


@given(seed=st.integers(0, 10_000), n=st.integers(1, 12), periods=st.integers(1, 15))
@settings(max_examples=60, deadline=None)
def test_weights_of_many_are_those_of_each(seed, n, periods):
    """Some problems are well conditioned and some are not, some at a corner, one of nothing at all."""
    rng = np.random.default_rng(seed)
    paths, goals = rng.normal(size=(9, n, periods)), rng.normal(size=(9, periods))
    goals[0] = paths[0, 0]
    penalty = np.where(np.arange(9) % 3 == 0, 0.0, rng.uniform(0.1, 10.0, 9))[:, None, None]
    H, f = paths @ paths.swapaxes(1, 2) + penalty * np.eye(n), (paths @ goals[..., None])[..., 0]
    H[1], f[1] = 0.0, 0.0
    found = simplex_weights_of_many(H, f)
    for at in range(9):
        gradient = H[at] @ found[at] - f[at]
        assert found[at].sum() == pytest.approx(1)
        assert found[at].min() >= 0
        assert gradient.min() >= found[at] @ gradient - 1e-8 * (1 + np.abs(f[at]).max())
        if penalty[at].item() and at != 1:
            assert found[at] == pytest.approx(simplex_weights(H[at], f[at]), abs=1e-12)


def test_most_problems_with_a_penalty_are_solved_together():
    rng = np.random.default_rng(1)
    paths, goals = rng.normal(size=(200, 30, 12)), rng.normal(size=(200, 12))
    H = paths @ paths.swapaxes(1, 2) + 3 * np.eye(30)
    assert not np.isnan(_pivoted_together(H, (paths @ goals[..., None])[..., 0])).any()


@pytest.mark.parametrize("module", [synthetic_did, synthetic_control])
def test_comparisons_fitted_together_are_those_fitted_one_by_one(walks, module):
    block = read_panel(walks, Design("y", "unit", "year", {0: 2010}))
    solver, (donors, _, before) = module.solver(block), synthetic.parts(block)
    rest = np.stack([np.delete(donors, at, axis=0) for at in range(len(donors))])
    for together, target, others in zip(solver.each(rest, donors, before), donors, rest, strict=True):
        alone = solver(others, target, before)
        assert together.estimate == pytest.approx(alone.estimate, abs=1e-12)
        assert together.unit_weights == pytest.approx(alone.unit_weights, abs=1e-12)


def test_a_convex_combination_of_donors_is_found_exactly():
    panel = noise_panel(12, 14, seed=3)
    wide = panel.pivot(index="unit", columns="year", values="y")
    mix = 0.3 * wide.loc[2] + 0.7 * wide.loc[9] + 5.0 * (wide.columns >= 2010)
    panel.loc[panel["unit"] == 0, "y"] = mix.to_numpy()
    effect = estimate(panel, Design("y", "unit", "year", {0: 2010}), estimator="synthetic_control", level=0.9)
    assert effect.estimate == pytest.approx(5.0, abs=1e-6)
    assert effect.unit_weights.loc[[2, 9]].to_numpy() == pytest.approx([0.3, 0.7], abs=1e-6)


def test_placebos_leave_the_treated_out_and_keep_the_penalty(walks):
    block = read_panel(walks, Design("y", "unit", "year", {0: 2010}))
    solver = synthetic_did.solver(block)
    found = synthetic.placebos(block, solver, draws=99, seed=0)
    without = block.outcome[~block.treated]
    by_hand = solver(np.delete(without, 3, axis=0), without[3], 10)
    assert len(found) == 39
    assert found[3].estimate == pytest.approx(by_hand.estimate, abs=1e-12)  # it was fitted beside others


@pytest.mark.parametrize("estimator", ["synthetic_did", "synthetic_control"])
def test_treated_and_placebo_stand_on_the_same_donors_and_can_change_places(walks, estimator):
    """What unit 3 shows beside the treated unit 0 is what 0 shows beside 3 when 3 is the treated one."""
    solvers = {"synthetic_did": synthetic_did.solver, "synthetic_control": synthetic_control.solver}
    blocks = {u: read_panel(walks, Design("y", "unit", "year", {u: 2010})) for u in (0, 3)}
    solver = solvers[estimator](blocks[0])
    played = synthetic.placebos(blocks[0], solver, draws=99, seed=0)
    beside = synthetic.treated_beside(blocks[3], solver, draws=99, seed=0)
    place = {u: [v for v in block.units if v != u] for u, block in blocks.items()}
    ours, theirs = played[place[0].index(3)], beside[place[3].index(0)]
    assert ours.estimate == pytest.approx(theirs.estimate, abs=1e-9)
    assert ours.pre_rmspe == pytest.approx(theirs.pre_rmspe, abs=1e-9)


def test_the_default_counts_placebos_further_out_than_the_treated_on_their_donors():
    """Two of twelve, 45 pairs of donors; against the treated with all ten donors seven would be two."""
    panel = noise_panel(12, 12, seed=8)
    design = Design("y", "unit", "year", dict.fromkeys((2, 9), 2007))
    effect = estimate(panel, design, estimator="synthetic_did")
    block = read_panel(panel, design)
    solver = synthetic_did.solver(block)
    donors, treated = block.outcome[~block.treated], block.outcome[block.treated].mean(axis=0)
    further, further_than_all = [], []
    for pair in combinations(range(10), 2):
        rest = np.delete(donors, pair, axis=0)
        ours, theirs = solver(rest, treated, 7), solver(rest, donors[list(pair)].mean(axis=0), 7)
        out = abs(theirs.estimate) / theirs.pre_rmspe
        further.append(out >= abs(ours.estimate) / ours.pre_rmspe)
        further_than_all.append(out >= abs(effect.estimate) / effect.details["pre_rmspe"])
    assert effect.p_value == pytest.approx((1 + sum(further)) / 46)
    assert (sum(further), sum(further_than_all)) == (7, 2)


@pytest.mark.parametrize("inference", ["scaled_permutation", "placebo"])
def test_an_effect_moves_the_interval_and_nothing_else(walks, inference):
    """The treated are nobody's donors, so five more after treatment is five more in the estimate and the interval."""
    design = Design("y", "unit", "year", {7: 2010})
    moved = walks.assign(y=walks["y"] + 5.0 * ((walks["unit"] == 7) & (walks["year"] >= 2010)))
    before, after = (estimate(p, design, estimator="synthetic_did", inference=inference) for p in (walks, moved))
    assert after.std_error == pytest.approx(before.std_error)
    assert after.interval == pytest.approx([end + 5.0 for end in before.interval])


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95])
def test_placebo_interval_is_the_inverse_of_its_test(level):
    rng = np.random.default_rng(2)
    noise, scales = rng.standard_normal(39), 0.5 + rng.random((2, 39))
    beside = 1.3 + 0.1 * rng.standard_normal(39)

    def test(effect):
        return synthetic.PlaceboTest(1.3 - effect, 0.7, noise, scales[0], beside - effect, scales[1])

    low, high = test(0.0).interval(level)
    assert test(high + 1e-6).p_value <= 1 - level + 1e-9 < test(high - 1e-6).p_value
    assert test(low - 1e-6).p_value <= 1 - level + 1e-9 < test(low + 1e-6).p_value


def test_several_treated_units_are_compared_with_random_sets_of_as_many(walks):
    design = Design("y", "unit", "year", dict.fromkeys((1, 2, 3), 2010))
    effect = estimate(walks, design, estimator="synthetic_did", draws=199)
    assert len(effect.distribution) == 199
    assert effect.smallest_p == 1 / 200


def test_few_placebo_sets_are_taken_once_each():
    """Three treated of ten: 7 x 6 x 5 / 6 = 35 sets of donors, none of them twice."""
    effect = estimate(
        noise_panel(10),
        Design("y", "unit", "year", dict.fromkeys((1, 2, 3), 2010)),
        estimator="did",
        inference="placebo",
    )
    assert len(np.unique(effect.distribution.round(12))) == len(effect.distribution) == 35
    assert effect.smallest_p == 1 / 36


def test_fits_that_leave_nothing_are_not_divided_by(walks):
    """Two donors alike fit each other; the test falls back on unscaled placebos, and refuses the scaled by name."""
    twins = walks.copy()
    twins.loc[twins["unit"] == 5, "y"] = twins.loc[twins["unit"] == 4, "y"].to_numpy()
    design = Design("y", "unit", "year", {0: 2010})
    effect = estimate(twins, design, estimator="synthetic_control")
    assert effect.inference == "placebo"
    assert np.isfinite(effect.interval).all()
    assert "equally_noisy" in [c.code for c in effect.caveats]
    with pytest.raises(InputError, match="2 exact fits before treatment"):
        estimate(twins, design, estimator="synthetic_control", inference="scaled_permutation")


def test_three_years_fitted_by_many_donors():
    """Fits may be exact and no scale; years left out are one: 2 % of true nulls are rejected (200 panels)."""
    panel = noise_panel(25, 6, seed=4)
    effect = estimate(panel, Design("y", "unit", "year", {0: 2003}), estimator="synthetic_control")
    assert effect.inference == "scaled_permutation"
    assert np.abs(effect.interval).max() < 100


def test_a_calm_unit_is_judged_by_years_left_out_and_not_by_its_close_fit():
    """Half the noise of its donors, which meet its seven years nearly exactly: by the fit 22 % were rejected."""
    found = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        noise = np.where(np.arange(30) == 0, 0.4, 1.0)[:, None] * rng.standard_normal((30, 12))
        panel = noise_panel(30, 12).assign(y=noise.reshape(-1))
        design = Design("y", "unit", "year", {0: 2007})
        found.append(estimate(panel, design, estimator="synthetic_control", inference="scaled_permutation").p_value)
    assert np.mean(np.array(found) <= 0.1) <= 0.2
    block = synthetic.prepared(read_panel(panel, design), synthetic_control.ESTIMATOR)
    solve = synthetic_control.solver(block)
    donors, target = block.outcome[1:], block.outcome[0]
    ours = solve(donors, target, 7)
    assert ours.yardstick == pytest.approx(np.sqrt(np.mean(left_out_gaps(donors, target, 7, solve) ** 2)), rel=1e-6)


def test_path_starts_from_the_weighted_years_before(walks):
    effect = estimate(walks, Design("y", "unit", "year", {0: 2010}), estimator="synthetic_did")
    before = effect.path["estimate"].to_numpy()[:10]
    assert before @ effect.time_weights.to_numpy() == pytest.approx(0, abs=1e-10)
    assert effect.path["estimate"].to_numpy()[10:].mean() == pytest.approx(effect.estimate)


def test_uniform_bands_hold_whole_placebo_paths(walks):
    """So many of the placebo paths stay inside everywhere as the level says, and not one more than needed."""
    design = Design("y", "unit", "year", {3: 2010})
    paths = {b: estimate(walks, design, estimator="synthetic_did", bands=b).path for b in ("pointwise", "uniform")}
    reach = {b: (p["upper"] - p["estimate"]) / p["std_error"] for b, p in paths.items()}
    assert reach["pointwise"].to_numpy() == pytest.approx(1.959964, abs=1e-6)
    assert np.ptp(reach["uniform"]) == pytest.approx(0, abs=1e-9)
    block = synthetic.prepared(read_panel(walks, design), synthetic_did.ESTIMATOR)
    solver = synthetic_did.solver(block)
    others = synthetic.placebos(block, solver, draws=99, seed=0)
    own = synthetic.fit(block, solver).pre_rmspe
    scaled = np.stack([o.path / o.pre_rmspe * own for o in others])
    inside = (np.abs(scaled) <= (paths["uniform"]["upper"] - paths["uniform"]["estimate"]).to_numpy() + 1e-9).all(
        axis=1
    )
    assert inside.sum() == 38  # of 39: 95 % and no more
