"""Mean outcomes where an input is low and high: closed forms of additive models."""

from __future__ import annotations

import numpy as np
import pytest

from impact.scenario.drivers.tornado import paired_tenths, tenths


def test_means_of_the_tenths_of_a_uniform_input() -> None:
    """Of x uniform, E(x | lowest tenth) = .05 and E(x | highest) = .95."""
    x = (np.arange(1000) + 0.5) / 1000
    found = tenths(x, np.stack([x, -3 * x], axis=1))
    np.testing.assert_allclose(found.low, [0.05, -0.15])
    np.testing.assert_allclose(found.high, [0.95, -2.85])
    assert found.low_error[0] == pytest.approx(0.1 / np.sqrt(12 * 100), rel=0.02)


def test_pairs_give_the_change_without_the_noise_of_the_rest() -> None:
    """Outcome 2 x + 50 y: from the mean, x low gives 2 (.05 - .5) = -.9, however much y makes of it."""
    luck = np.random.default_rng(0)
    a, b = luck.random((2, 4000, 2))
    of_a, mixed = a @ [2, 50], np.stack([b[:, 0], a[:, 1]], axis=1) @ [2, 50]
    found = paired_tenths(a[:, 0], b[:, 0], of_a[:, None], mixed[:, None])
    assert found.low[0] == pytest.approx(-0.9, abs=4 * found.low_error[0])
    assert found.high[0] == pytest.approx(0.9, abs=4 * found.high_error[0])
    assert found.low_error[0] < 0.03
    plain = tenths(a[:, 0], of_a[:, None])
    assert plain.low_error[0] > 10 * found.low_error[0]


def test_an_input_that_does_nothing_moves_nothing() -> None:
    a, b = np.random.default_rng(0).random((2, 100, 1))
    found = paired_tenths(a[:, 0], b[:, 0], np.ones((100, 1)), np.ones((100, 1)))
    assert (found.low[0], found.high[0], found.low_error[0]) == (0.0, 0.0, 0.0)
