"""Scores against printed numbers, closed forms, and what must hold of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from impact.scenario.ledger.draws import midpoints
from impact.scenario.ledger.scoring import crps, inside, pinball, rank, skill

FINITE = st.floats(-1e3, 1e3, allow_subnormal=False)


def normal(y):
    """Gneiting and Raftery 2007, section 4.2."""
    return y * (2 * stats.norm.cdf(y) - 1) + 2 * stats.norm.pdf(y) - 1 / math.sqrt(math.pi)


# The integral of (F - 1{x >= 2})^2 for triangular(0, 1, 4), by hand: F is x^2 / 4 up to 1, then 1 - (4 - x)^2 / 12.
# 0 to 1: 1 / 80. 1 to 2, with u = 4 - x: 1 - (3^3 - 2^3) / 18 + (3^5 - 2^5) / 720. 2 to 4: 2^5 / 720.
TRIANGULAR = 1 / 80 + (1 - 19 / 18 + 211 / 720) + 32 / 720


@pytest.mark.parametrize(("y", "printed"), [(-3.0, 2.43657473), (0.0, 0.23369498)])  # scoringRules, test-crps_norm.R
def test_the_normal_distribution_scores_as_printed(y, printed):
    assert normal(y) == pytest.approx(printed, abs=5e-9)
    drawn = stats.norm.ppf(midpoints(20_000))[None, :]
    assert crps(drawn, np.array([y]))[0] == pytest.approx(printed, abs=2e-5)


def test_the_triangular_distribution_scores_as_integrated_by_hand():
    assert pytest.approx(53 / 180, abs=1e-15) == TRIANGULAR
    drawn = stats.triang(0.25, 0, 4).ppf(midpoints(20_000))[None, :]
    assert crps(drawn, np.array([2.0]))[0] == pytest.approx(53 / 180, abs=5e-7)


@given(FINITE, FINITE, st.integers(1, 30))
def test_a_point_forecast_scores_its_absolute_error(point, y, count):
    found = crps(np.full((1, count), point), np.array([y]))[0]
    assert found == pytest.approx(abs(point - y), abs=1e-9)


def test_a_point_forecast_that_is_right_scores_nothing():
    assert crps(np.full((1, 25), 7.3), np.array([7.3]))[0] == 0.0


@given(arrays(float, (4, 9), elements=FINITE), arrays(float, 4, elements=FINITE))
def test_the_sorted_form_is_the_definition(drawn, y):
    apart = np.abs(drawn[:, :, None] - drawn[:, None, :]).mean(axis=(1, 2)) / 2
    definition = np.abs(drawn - y[:, None]).mean(axis=1) - apart
    assert crps(drawn, y) == pytest.approx(definition, abs=1e-8)


@given(arrays(float, (2, 12), elements=FINITE), arrays(float, 2, elements=FINITE), st.floats(0.1, 9), FINITE)
def test_the_score_moves_with_place_and_scale(drawn, y, scale, shift):
    moved = crps(drawn * scale + shift, y * scale + shift)
    assert moved == pytest.approx(scale * crps(drawn, y), abs=1e-6)


def test_crps_is_twice_the_mean_pinball_loss_over_fine_levels():
    levels, y = midpoints(5000), np.array([0.4, -2.0])
    quantiles = np.vstack([stats.norm.ppf(levels)] * 2)
    assert 2 * pinball(quantiles, y, levels) == pytest.approx(crps(quantiles, y), abs=1e-4)


def test_pinball_loss_by_hand():
    found = pinball(np.array([[1.0, 3.0]]), np.array([2.0]), np.array([0.1, 0.9]))
    assert found[0] == pytest.approx((0.1 * 1 + 0.1 * 1) / 2)


def test_scores_equal_those_of_a_peer(peer):
    properscoring = peer("statsmodels.distributions.empirical_distribution")  # an empirical distribution of theirs
    generator = np.random.default_rng(3)
    drawn, y = generator.normal(size=40), 0.7
    steps = np.sort(np.append(drawn, y))
    below = properscoring.ECDF(drawn)(steps[:-1])
    integral = np.sum((below - (steps[:-1] >= y)) ** 2 * np.diff(steps))
    assert crps(drawn[None, :], np.array([y]))[0] == pytest.approx(integral, abs=1e-12)


def test_half_of_what_a_right_forecast_says_lies_in_its_half_interval():
    generator = np.random.default_rng(5)
    drawn = np.vstack([stats.norm.ppf(midpoints(100))] * 4000)
    y = generator.normal(size=4000)
    assert inside(drawn, y, 0.5, np.zeros(4000)).mean() == pytest.approx(0.5, abs=0.02)
    assert inside(drawn, y, 0.9, np.zeros(4000)).mean() == pytest.approx(0.9, abs=0.015)
    assert np.histogram(rank(drawn, y), 10, (0, 1))[0] / 4000 == pytest.approx(np.full(10, 0.1), abs=0.02)


def test_a_figure_that_is_printed_rounded_is_inside_where_the_true_one_can_be():
    drawn = np.array([[1.02, 1.03, 1.04, 1.04]])
    assert inside(drawn, np.array([1.1]), 0.9, np.array([0.0]))[0] == 0.0
    assert inside(drawn, np.array([1.0]), 0.9, np.array([0.05]))[0] == 1.0
    assert inside(drawn, np.array([1.1]), 0.9, np.array([0.05]))[0] == 0.0


def test_skill_against_a_naive_forecast():
    assert (skill(1.0, 2.0), skill(2.0, 2.0), skill(3.0, 2.0)) == (0.5, 0.0, -0.5)
    assert math.isnan(skill(1.0, 0.0))
