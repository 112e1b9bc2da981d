"""Forecasting methods against their formulas and against a peer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from impact.errors import InputError
from impact.scenario.ledger.draws import in_courses, midpoints
from impact.scenario.ledger.methods import METHODS, History, drift, quantiles, random_walk, shift_share

AHEAD = np.array([[1.0, 2.0, 5.0]])
VALUES = np.array([10.0, 11.0, 13.0, 12.0, 15.0])  # changes 1, 2, -1, 3
NATION = np.array([100.0, 104.0, 110.0, 111.0, 120.0])  # changes 4, 6, 1, 9
WIDE = np.array([0.05, 0.5, 0.95])


def history(values=VALUES, nation=NATION, step=0.1):
    return History(np.reshape(values, (-1, 1)).astype(float), np.reshape(nation, (-1, 1)).astype(float), step)


def test_a_random_walk_stays_where_it_is_and_widens_with_the_root_of_time():
    found = random_walk(history(), AHEAD)
    assert found.centre.tolist() == [[15.0, 15.0, 15.0]]
    assert found.scale[0] == pytest.approx(np.sqrt(15 / 4 * AHEAD[0]))  # mean square of 1, 2, -1, 3
    assert found.freedom.tolist() == [4.0]


def test_drift_goes_on_as_it_went_and_does_not_know_its_slope():
    found = drift(history(), AHEAD)
    assert found.centre[0] == pytest.approx(15 + 1.25 * AHEAD[0])
    variance = np.var([1, 2, -1, 3], ddof=1)
    assert found.scale[0] == pytest.approx(np.sqrt(variance * (AHEAD[0] + AHEAD[0] ** 2 / 4)))
    assert found.freedom.tolist() == [3.0]


def test_drift_of_one_year_is_the_prediction_of_a_mean(peer):
    weights = peer("statsmodels.api")
    fitted = weights.OLS(np.diff(VALUES), np.ones(4)).fit()
    low, high = fitted.get_prediction([[1.0]]).conf_int(obs=True, alpha=0.1)[0]
    found = drift(history(), np.array([[1.0]])).quantiles(np.array([0.05, 0.95]))[0, 0]
    assert found == pytest.approx([15 + low, 15 + high])


def test_shift_share_grows_with_the_nation_as_it_is_forecast():
    found = shift_share(history(), AHEAD)
    assert found.centre[0] == pytest.approx(15 * (1 + AHEAD[0] * 5 / 120))
    beyond = [11 - 10 * 1.04, 13 - 11 * 110 / 104, 12 - 13 * 111 / 110, 15 - 12 * 120 / 111]
    own = np.mean(np.square(beyond)) * AHEAD[0]
    nation = (15 / 120) ** 2 * np.var([4, 6, 1, 9], ddof=1) * (AHEAD[0] + AHEAD[0] ** 2 / 4)
    assert found.scale[0] == pytest.approx(np.sqrt(own + nation))


def test_an_area_that_is_the_nation_is_forecast_by_drift():
    own, both = drift(history(NATION), AHEAD), shift_share(history(NATION), AHEAD)
    assert both.centre == pytest.approx(own.centre)
    assert both.scale[0] == pytest.approx(own.scale[0], rel=1e-3)  # but for the rounding of its own figures


@pytest.mark.parametrize("method", METHODS.values())
def test_figures_that_never_moved_are_as_unsure_as_their_rounding(method):
    flat = method(history(np.full(5, 3.0), np.full(5, 90.0)), np.array([[1.0]]))
    assert flat.centre[0] == pytest.approx([3.0])
    assert flat.scale[0, 0] >= np.sqrt(0.1**2 / 6)


def test_quantiles_are_those_of_a_t_distribution_cut_at_zero():
    found = random_walk(history(), AHEAD)
    expected = stats.t(4, 15, found.scale[0, 1]).ppf(WIDE)
    assert found.quantiles(WIDE)[0, 1] == pytest.approx(expected)
    assert random_walk(history(VALUES - 9.9), 100 * AHEAD).quantiles(WIDE).min() == 0.0


def test_the_average_lies_between_the_methods_at_every_level():
    parts = np.array([quantiles(name, history(), AHEAD, WIDE) for name in METHODS])
    assert quantiles("average", history(), AHEAD, WIDE) == pytest.approx(parts.mean(axis=0))


@given(st.floats(0.01, 100), st.lists(st.floats(1, 50), min_size=5, max_size=9))
def test_another_unit_changes_nothing_else(scale, values):
    nation = np.array(values) * 30 + np.arange(len(values))
    for method in METHODS.values():
        one = method(history(values, nation), AHEAD)
        other = method(history(np.array(values) * scale, nation * scale, 0.1 * scale), AHEAD)
        assert other.centre == pytest.approx(one.centre * scale, rel=1e-9)
        assert other.scale == pytest.approx(one.scale * scale, rel=1e-9)


def test_years_before_a_break_are_not_there():
    cut = np.where(np.arange(5) < 1, np.nan, VALUES)
    for method in METHODS.values():
        one, other = method(history(cut, NATION), AHEAD), method(history(VALUES[1:], NATION[1:]), AHEAD)
        assert one.freedom == pytest.approx(other.freedom)
        if method is not shift_share:  # the nation keeps its own, longer past
            assert one.scale == pytest.approx(other.scale)


def test_intervals_hold_what_they_say_where_their_assumptions_hold():
    generator = np.random.default_rng(11)
    walks = 500 + generator.normal(0.5, 1.0, (11, 4000)).cumsum(axis=0)
    past = History(walks[:8], walks[:8].sum(axis=1, keepdims=True) * np.ones((1, 4000)), 1e-6)
    low, high = drift(past, np.full((4000, 1), 3.0)).quantiles(np.array([0.05, 0.95]))[:, 0].T
    assert np.mean((walks[10] >= low) & (walks[10] <= high)) == pytest.approx(0.9, abs=0.015)


def test_an_unknown_method_is_refused():
    with pytest.raises(InputError, match="Did you mean 'shift_share'"):
        quantiles("shiftshare", history(), AHEAD, WIDE)


def test_draws_keep_their_quantiles_and_follow_each_other_over_the_years():
    ordered = np.vstack([np.sort(stats.norm.ppf(midpoints(400)) * s) for s in (1, 2, 3)])
    found = in_courses(ordered, "jobs|CR03|J", 0)
    assert np.array_equal(np.sort(found, axis=1), ordered)
    assert np.corrcoef(found)[0, 1] == pytest.approx(np.sqrt(1 / 2), abs=0.1)
    assert np.corrcoef(found)[1, 2] == pytest.approx(np.sqrt(2 / 3), abs=0.1)
    assert np.array_equal(found, in_courses(ordered, "jobs|CR03|J", 0))
    assert not np.array_equal(found, in_courses(ordered, "jobs|CR03|K", 0))
