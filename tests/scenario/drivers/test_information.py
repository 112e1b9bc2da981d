"""The value of information against closed forms: normal payoffs, of which the worth of knowing is printed in tables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, qmc

from impact.scenario.drivers.information import partial_information, perfect_information

NORMAL_LOSS = {0.0: 0.3989, 0.5: 0.1978, 1.0: 0.08332}
"""The unit normal linear-loss integral: Raiffa and Schlaifer, Applied Statistical Decision Theory (1961), table II."""


def _normals(n: int, inputs: int, seed: int = 0) -> np.ndarray:
    return np.asarray(norm.ppf(qmc.Sobol(inputs, rng=seed, bits=64).random(n)))


@pytest.mark.parametrize(("distance", "loss"), NORMAL_LOSS.items())
def test_knowing_a_normal_payoff_is_worth_the_printed_loss_integral(distance: float, loss: float) -> None:
    """Do it or not, payoff normal with mean `distance` standard deviations: EVPI = sd x G(distance)."""
    payoff = 3 * (_normals(2**14, 1)[:, 0] + distance)
    found = perfect_information(np.stack([payoff, np.zeros_like(payoff)], axis=1))
    assert found.value == pytest.approx(3 * loss, abs=3 * 2e-4)


def test_knowing_one_of_two_normals_is_worth_its_own_part_of_the_loss() -> None:
    """Payoff 3 x + 4 y, x and y standard normal: all 5 x .3989, x alone 3 x .3989, y alone 4 x .3989."""
    drawn = _normals(2**13, 3)
    payoffs = np.stack([drawn[:, :2] @ [3, 4], np.zeros(len(drawn))], axis=1)
    assert perfect_information(payoffs).value == pytest.approx(5 * 0.3989, abs=0.02)
    for place, spread in ((0, 3), (1, 4)):
        found = partial_information(payoffs, drawn[:, [place]])
        assert found.value == pytest.approx(spread * 0.3989, abs=2 * found.std_error)
        assert 0.005 < found.std_error < 0.1
    both = partial_information(payoffs, drawn[:, :2])
    assert both.value == pytest.approx(5 * 0.3989, abs=0.02)
    assert partial_information(payoffs, drawn[:, [2]]).value == 0.0


def test_a_curve_is_found_that_no_line_shows() -> None:
    """Payoff x² - 1 with noise: E(payoff | x) = x² - 1, and E max(x² - 1, 0) = 2 phi(1) = .4839."""
    drawn = _normals(2**13, 2)
    payoffs = np.stack([drawn[:, 0] ** 2 - 1 + 0.5 * drawn[:, 1], np.zeros(len(drawn))], axis=1)
    found = partial_information(payoffs, drawn[:, [0]])
    assert found.value == pytest.approx(2 * norm.pdf(1), abs=0.03)


def test_the_error_is_about_the_spread_of_the_estimate() -> None:
    found = []
    for seed in range(40):
        luck = np.random.default_rng(seed)
        drawn = luck.standard_normal((1000, 2))
        payoffs = np.stack([drawn @ [3, 4] + 2, np.zeros(1000)], axis=1)
        found.append(partial_information(payoffs, drawn[:, [0]], seed=seed))
    spread = np.std([one.value for one in found])
    assert np.mean([one.std_error for one in found]) == pytest.approx(spread, rel=0.5)


@given(st.integers(0, 10), st.floats(-5, 5), st.floats(0.1, 10))
def test_what_all_options_share_and_the_unit_change_no_choice(seed: int, level: float, unit: float) -> None:
    drawn = np.random.default_rng(seed).standard_normal((200, 2))
    payoffs = np.stack([drawn.sum(axis=1), np.zeros(200)], axis=1)
    plain = partial_information(payoffs, drawn[:, [0]])
    moved = partial_information(unit * (payoffs + level), drawn[:, [0]])
    assert moved.value == pytest.approx(unit * plain.value, abs=1e-6)
    assert perfect_information(payoffs).value >= plain.value - 2 * plain.std_error


def test_where_one_option_is_always_best_nothing_is_worth_knowing() -> None:
    drawn = np.random.default_rng(1).random((300, 2))
    payoffs = np.stack([drawn[:, 0] + 2, drawn[:, 1]], axis=1)
    assert perfect_information(payoffs).value == 0.0
    assert partial_information(payoffs, drawn[:, [0]]).value == 0.0


def test_an_input_of_two_values_is_known_by_them() -> None:
    coin = np.repeat([0.0, 1.0], 100)
    payoffs = np.stack([2 * coin - 1, np.zeros(200)], axis=1)
    assert partial_information(payoffs, coin[:, None]).value == pytest.approx(0.5)


def test_an_input_that_never_changes_is_worth_nothing() -> None:
    payoffs = np.stack([np.random.default_rng(0).standard_normal(100), np.zeros(100)], axis=1)
    assert partial_information(payoffs, np.ones((100, 1))).value == 0.0


def test_noise_is_seldom_taken_for_a_curve() -> None:
    """By Schwarz's criterion one in eighty inputs that do nothing has a line at 500 draws; by Akaike's one in six."""
    luck = np.random.default_rng(5)
    payoffs = np.stack([luck.standard_normal(500), np.zeros(500)], axis=1)
    found = [partial_information(payoffs, luck.random((500, 1))).value for _ in range(40)]
    assert np.count_nonzero(found) <= 2
