"""What holds for any studies: units, zero points and order do not matter, and the estimates are what defines them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from impact.productivity import SmallStudyTest, meta_analysis
from impact.productivity.synthesis.heterogeneity import generalised_q, q_profile, restricted_likelihood

METHODS, INTERVALS = ("reml", "pm", "dl", "fixed"), ("hartung_knapp", "hartung_knapp_modified", "wald", "pivotal")
number = st.floats(-3, 3, allow_nan=False)
error = st.floats(0.05, 2)
studies = st.lists(st.tuples(number, error), min_size=3, max_size=12, unique_by=lambda s: s[0])
WAYS = [(m, i) for m in METHODS for i in INTERVALS if (m, i) != ("fixed", "pivotal")]
way = st.sampled_from(WAYS)


def analysed(pairs, method, interval):
    effects, errors = map(np.array, zip(*pairs, strict=True))
    assume(np.ptp(effects) > 1e-3)
    return effects, errors, meta_analysis(effects, errors, method=method, interval=interval)


def ends(found):
    return np.array([*found.interval, *(found.prediction or ())])


@given(studies, way, st.floats(-50, 50), st.sampled_from([1e-4, 0.01, 1, 30, 1e5]), st.booleans())
def test_another_unit_and_zero_point_move_everything_along(pairs, way, shift, scale, negative):
    effects, errors, found = analysed(pairs, *way)
    factor = -scale if negative else scale
    moved = meta_analysis(shift + factor * effects, scale * errors, method=way[0], interval=way[1])
    close = {"rtol": 1e-6, "atol": 1e-8 * max(scale, abs(shift))}
    np.testing.assert_allclose(moved.mean, shift + factor * found.mean, **close)
    np.testing.assert_allclose(np.sort(ends(moved)), np.sort(shift + factor * ends(found)), **close)
    np.testing.assert_allclose(moved.tau2, scale**2 * found.tau2, rtol=1e-5, atol=1e-8 * scale**2)
    np.testing.assert_allclose(
        moved.tau2_interval, scale**2 * np.array(found.tau2_interval), rtol=1e-5, atol=1e-8 * scale**2
    )
    np.testing.assert_allclose([moved.q, moved.i2], [found.q, found.i2], rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(moved.weights, found.weights, rtol=1e-5)


@given(studies, way, st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(pairs, way, random):
    _, _, found = analysed(pairs, *way)
    shuffled = random.sample(pairs, len(pairs))
    _, _, again = analysed(shuffled, *way)
    np.testing.assert_allclose([again.mean, *ends(again)], [found.mean, *ends(found)], rtol=1e-7, atol=1e-9)


@given(st.integers(2, 20), number, error, way)
def test_equal_studies_are_pooled_to_what_each_says(k, effect, se, way):
    found = meta_analysis([effect] * k, [se] * k, method=way[0], interval=way[1])
    assert found.mean == pytest.approx(effect, abs=1e-12)
    assert (found.tau2, found.tau2_interval, found.i2) == (0.0, (0.0, 0.0), 0.0)
    assert found.q == pytest.approx(0.0, abs=1e-12)
    assert found.wald_std_error == pytest.approx(se / np.sqrt(k))
    np.testing.assert_allclose(found.weights, 1 / k)
    assert found.says("closer_than_chance")


@given(studies)
def test_equally_precise_studies_give_one_variance_by_every_method(pairs):
    effects = np.array([effect for effect, _ in pairs])
    assume(np.ptp(effects) > 1e-3)
    found = [meta_analysis(effects, np.full(len(effects), 0.4), method=m) for m in ("reml", "pm", "dl")]
    expected = max(0.0, np.var(effects, ddof=1) - 0.16)
    np.testing.assert_allclose([f.tau2 for f in found], expected, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose([f.mean for f in found], effects.mean(), atol=1e-10)


@given(studies)
def test_paule_mandel_makes_q_its_expectation(pairs):
    effects, errors, found = analysed(pairs, "pm", "wald")
    q, _ = generalised_q(effects[None], errors[None] ** 2, np.array([found.tau2]))
    assert q[0] == pytest.approx(found.k - 1, rel=1e-9) or (found.tau2 == 0.0 and q[0] < found.k - 1)


@given(studies)
def test_no_variance_is_likelier_than_that_of_reml(pairs):
    effects, errors, found = analysed(pairs, "reml", "wald")
    grid = np.concatenate([[found.tau2, 0.0], np.geomspace(1e-6, 1e3, 400)])
    rows = np.tile(effects, (len(grid), 1)), np.tile(errors**2, (len(grid), 1))
    heights = restricted_likelihood(*rows, grid)
    assert heights[0] >= heights.max() - 1e-9


@given(studies, st.floats(0.5, 0.99))
def test_the_profile_interval_ends_where_q_is_at_its_quantiles(pairs, level):
    from scipy.stats import chi2

    effects, errors, _ = analysed(pairs, "pm", "wald")
    y, v = effects[None], errors[None] ** 2
    low, high = q_profile(y, v, level)
    for end, quantile in (
        (low, chi2.isf((1 - level) / 2, len(pairs) - 1)),
        (high, chi2.ppf((1 - level) / 2, len(pairs) - 1)),
    ):
        q, _ = generalised_q(y, v, end)
        assert q[0] == pytest.approx(quantile, rel=1e-8) or (end[0] == 0.0 and q[0] < quantile)


@given(studies, way)
def test_weights_add_up_and_the_intervals_nest(pairs, way):
    effects, _, found = analysed(pairs, *way)
    assert found.weights.sum() == pytest.approx(1.0)
    assert found.mean == pytest.approx(float(found.weights @ effects), abs=1e-9)
    assert found.interval[0] <= found.mean <= found.interval[1]
    assert (found.prediction is None) == (way[0] == "fixed")
    if found.prediction:
        assert found.prediction[0] <= found.interval[0] + 1e-12
        assert found.prediction[1] >= found.interval[1] - 1e-12
    assert found.tau2_interval[0] <= found.tau2_interval[1]


@given(studies, way)
def test_leave_one_out_is_the_analysis_without_it(pairs, way):
    effects, errors, found = analysed(pairs, *way)
    table = found.leave_one_out()
    assert list(table.index) == list(found.effects.index)
    for i in (0, found.k - 1):
        kept = np.arange(found.k) != i
        other = meta_analysis(effects[kept], errors[kept], method=way[0], interval=way[1])
        row = table.iloc[i]
        assert (row["mean"], row["std_error"], row["tau2"], row["q"]) == (
            pytest.approx(other.mean),
            pytest.approx(other.std_error, abs=1e-12),
            pytest.approx(other.tau2),
            pytest.approx(other.q),
        )
        assert (row["lower"], row["upper"], row["i2"]) == pytest.approx((*other.interval, other.i2))
        predicted = other.prediction or (np.nan, np.nan)
        np.testing.assert_allclose([row["prediction_lower"], row["prediction_upper"]], predicted)


@given(studies, st.sampled_from(["egger", "random_effects"]), st.floats(-20, 20), st.sampled_from([0.01, 1, 1000]))
def test_the_small_study_test_has_no_unit(pairs, model, shift, scale):
    effects, errors, found = analysed(pairs, "reml", "wald")
    assume(np.ptp(errors) > 0.05)
    test = found.small_study_test(model)
    moved = meta_analysis(shift + scale * effects, scale * errors).small_study_test(model)
    assert isinstance(test, SmallStudyTest)
    assert isinstance(moved, SmallStudyTest)
    assert moved.statistic == pytest.approx(test.statistic, rel=1e-3, abs=1e-5)
    assert moved.limit == pytest.approx(shift + scale * test.limit, rel=1e-3, abs=1e-4 * scale)
