"""Monte Carlo errors: printed order statistics, spread between runs, scipy beside, and convergence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mstats

from impact.draws.precision import (
    convergence,
    errors_of_band,
    mean_error,
    quantile_error,
    quantile_interval,
    replicated,
)


@pytest.mark.parametrize(
    ("count", "below", "above", "level"),
    [
        (10, 2, 9, 0.979),
        (14, 3, 12, 0.987),
        (15, 4, 12, 0.965),
        (17, 5, 13, 0.951),
        (20, 6, 15, 0.959),
        (6, 1, 6, 0.969),
    ],
)
def test_a_median_lies_between_the_printed_order_statistics(count: int, below: int, above: int, level: float) -> None:
    """Levels of pairs of order statistics around a median, as statistical tables print them: n = 10, [2, 9], 97.9 %."""
    found = quantile_interval(count, 0.5)
    assert (found.below, found.above) == (below, above)
    assert found.level == pytest.approx(level, abs=0.0005)


def test_too_few_draws_say_nothing_on_one_side() -> None:
    found = quantile_interval(20, 0.05)
    assert found.below is None
    assert found.above is not None
    assert found.level >= 0.95
    assert quantile_interval(3, 0.95).above is None


@given(count=st.integers(100, 3000), probability=st.floats(0.05, 0.95), level=st.floats(0.6, 0.99))
def test_the_level_is_kept_and_with_a_narrower_pair_it_is_not(count: int, probability: float, level: float) -> None:
    from scipy.stats import binom

    found = quantile_interval(count, probability, level)
    if found.below is None or found.above is None:
        return
    assert found.level >= level - 1e-12
    of = binom(count, probability)
    assert found.level == pytest.approx(of.cdf(found.above - 1) - of.cdf(found.below - 1))
    assert of.cdf(found.below) > (1 - level) / 2 - 1e-12
    assert of.sf(found.above - 2) > (1 - level) / 2 - 1e-12


@pytest.mark.parametrize("probability", [0.05, 0.5, 0.95])
def test_the_error_of_a_quantile_is_how_much_it_differs_between_runs(probability: float) -> None:
    runs = np.random.default_rng(0).gamma(3.0, size=(400, 1000))
    spread = replicated(list(np.quantile(runs, probability, axis=1)))
    errors = [quantile_error(run, probability) for run in runs]
    assert np.mean(errors) == pytest.approx(spread, rel=0.12)


@pytest.mark.parametrize("probability", [0.05, 0.5, 0.95])
def test_the_error_of_a_quantile_is_near_that_of_maritz_and_jarrett(probability: float) -> None:
    draws = np.random.default_rng(1).gamma(3.0, size=4000)
    (theirs,) = mstats.mjci(draws, [probability])
    assert quantile_error(draws, probability) == pytest.approx(theirs, rel=0.25)


def test_the_error_of_a_mean_is_that_of_the_textbook() -> None:
    assert mean_error(np.array([1.0, 2.0, 3.0, 4.0])) == pytest.approx((5 / 3 / 4) ** 0.5)


@pytest.mark.parametrize("draws", [200, 1000])
def test_errors_of_a_band_are_those_of_normal_draws(draws: int) -> None:
    runs = np.random.default_rng(3).normal(50.0, 20.0, size=(2000, draws))
    low, high = np.quantile(runs, [0.05, 0.95], axis=1)
    of_mean, of_end = errors_of_band(50 - 1.6449 * 20, 50 + 1.6449 * 20, draws)
    assert of_mean == pytest.approx(20 / draws**0.5, rel=1e-4)
    assert of_end == pytest.approx(replicated(list(low)), rel=0.07)
    assert of_end == pytest.approx(replicated(list(high)), rel=0.07)


def test_without_a_band_nothing_is_said_of_errors() -> None:
    assert errors_of_band(float("nan"), float("nan"), 100) == (0.0, 0.0)
    assert errors_of_band(3.0, 3.0, 100) == (0.0, 0.0)


def test_convergence_has_all_of_the_draws_and_halves_of_them() -> None:
    draws = np.random.default_rng(0).random(1000)
    found = convergence(draws)
    assert [step.draws for step in found] == [125, 250, 500, 1000]
    assert found[-1].value == draws.mean()
    assert found[1].value == draws[:250].mean()
    assert found[1].error == pytest.approx(mean_error(draws[:250]))
    assert convergence(draws, 0.05)[-1].value == np.quantile(draws, 0.05)
    assert [step.draws for step in convergence(draws[:150])] == [150]


def test_one_run_shows_no_difference_between_runs() -> None:
    with pytest.raises(ValueError, match="two or more"):
        replicated([1.0])
