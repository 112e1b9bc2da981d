"""Shapley effects against closed forms: Ishigami's function, linear models of correlated normal inputs; identities."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from impact.draws.copula import Ranks, rank_correlation
from impact.scenario.drivers.shapley import Effects, known_after, mixed_in_order, orders, shapley_effects

Floats = NDArray[np.float64]
NAMES = [("b",), ("a",), ("c",)]


def effects(model: Callable[[Floats], Floats], inputs: int, n: int, ranks: Ranks | None = None) -> Effects:
    sample = qmc.Sobol(2 * inputs, rng=1).random(n)
    a, b, order = sample[:, :inputs], sample[:, inputs:], orders(n, inputs, 1)
    names, answers = NAMES[:inputs], []
    for steps in range(inputs + 1):
        points = np.where(known_after(order, steps), a, b)
        mixed = mixed_in_order(dict(zip(names, points.T, strict=True)), ranks or {}, order, names)
        answers.append(model(np.stack([mixed[name] for name in names], axis=1)))
    return shapley_effects(np.stack(answers), order)


def linear(weights: Floats) -> Callable[[Floats], Floats]:
    return lambda uniform: (ndtri(np.clip(uniform, 1e-12, 1 - 1e-12)) @ weights)[:, None]


def ranks_of(correlation: Floats) -> dict[tuple[tuple[str, ...], tuple[str, ...]], float]:
    size = len(correlation)
    return {
        (NAMES[one], NAMES[other]): rank_correlation(float(correlation[one, other]))
        for one in range(size)
        for other in range(one)
        if correlation[one, other]
    }


def exact(weights: Floats, covariance: Floats) -> Floats:
    """The definition: what an input adds to the variance explained, the mean of all orders, every one of them asked."""

    def explained(known: tuple[int, ...]) -> float:
        if not known:
            return 0.0
        with_y = covariance[list(known)] @ weights
        return float(with_y @ np.linalg.solve(covariance[np.ix_(known, known)], with_y))

    found = np.zeros(len(weights))
    ways = list(permutations(range(len(weights))))
    for way in ways:
        for at, one in enumerate(way):
            found[one] += explained(way[: at + 1]) - explained(way[:at])
    return found / len(ways) / (weights @ covariance @ weights)


@pytest.mark.parametrize("rho", [-0.8, 0.0, 0.5, 0.9])
def test_two_correlated_normal_inputs_have_the_effects_of_the_closed_form(rho: float) -> None:
    """Iooss and Prieur (2019), linear Gaussian model with two inputs, variances 1:

    V Sh_1 = b1^2 (1 - rho^2 / 2) + rho b1 b2 + b2^2 rho^2 / 2.
    """
    one, other = 1.0, 2.0
    variance = one**2 + other**2 + 2 * rho * one * other
    first = (one**2 * (1 - rho**2 / 2) + rho * one * other + other**2 * rho**2 / 2) / variance
    correlation = np.array([[1.0, rho], [rho, 1.0]])
    np.testing.assert_allclose(exact(np.array([one, other]), correlation), [first, 1 - first], rtol=1e-12)
    found = effects(linear(np.array([one, other])), 2, 2**14, ranks_of(correlation))
    np.testing.assert_allclose(found.share[:, 0], [first, 1 - first], atol=0.01)


def test_three_inputs_of_which_two_hang_together_have_the_effects_of_every_order_asked() -> None:
    correlation = np.array([[1.0, 0.0, 0.7], [0.0, 1.0, -0.3], [0.7, -0.3, 1.0]])
    weights = np.array([1.0, 0.5, 1.5])
    found = effects(linear(weights), 3, 2**14, ranks_of(correlation))
    np.testing.assert_allclose(found.share[:, 0], exact(weights, correlation), atol=0.01)


def test_an_input_that_does_nothing_has_the_effect_of_what_it_tells() -> None:
    """Its weight is 0; correlated by rho it still tells rho^2 / 2 of the other (the closed form with b1 = 0)."""
    correlation = np.array([[1.0, 0.6], [0.6, 1.0]])
    found = effects(linear(np.array([0.0, 1.0])), 2, 2**14, ranks_of(correlation))
    np.testing.assert_allclose(found.share[:, 0], [0.18, 0.82], atol=0.01)


def test_ishigami_shares_its_interaction_evenly() -> None:
    """First-order shares .3139, .4424, 0 of the closed form, and half of the .2437 of the first and third together."""

    def ishigami(uniform: Floats) -> Floats:
        x = np.pi * (2 * uniform - 1)
        return (np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))[:, None]

    found = effects(ishigami, 3, 2**15)
    np.testing.assert_allclose(found.share[:, 0], [0.3139 + 0.2437 / 2, 0.4424, 0.2437 / 2], atol=0.01)


def test_effects_add_up_and_what_never_changes_has_none() -> None:
    found = effects(lambda u: np.stack([u.sum(axis=1) ** 2, np.full(len(u), 4.0)], axis=1), 3, 64)
    assert found.share[:, 0].sum() == pytest.approx(1.0, abs=1e-12)
    assert np.isnan(found.share[:, 1]).all() and np.isnan(found.error[:, 1]).all()


def test_the_error_is_that_of_samples_drawn_again() -> None:
    """Of 200 independent samples, each with points of its own."""
    luck, weights, shares, errors = np.random.default_rng(5), np.array([1.0, 0.5, 1.5]), [], []
    for seed in range(200):
        a, b, order = luck.normal(size=(128, 3)), luck.normal(size=(128, 3)), orders(128, 3, seed)
        answers = [(np.where(known_after(order, steps), a, b) @ weights)[:, None] for steps in range(4)]
        found = shapley_effects(np.stack(answers), order)
        shares.append(found.share[:, 0])
        errors.append(found.error[:, 0])
    np.testing.assert_allclose(np.mean(errors, axis=0), np.std(shares, axis=0), rtol=0.2)


def test_numbers_without_correlations_stay_as_they_are() -> None:
    points = np.random.default_rng(2).random((16, 3))
    given = dict(zip(NAMES, points.T, strict=True))
    order = orders(16, 3, 0)
    found = mixed_in_order(given, {(NAMES[0], NAMES[1]): 0.5}, order, NAMES)
    np.testing.assert_array_equal(found[NAMES[2]], points[:, 2])
    first = np.argsort(order, axis=1)[:, 0] < np.argsort(order, axis=1)[:, 1]
    np.testing.assert_allclose(found[NAMES[0]][first], points[first, 0])  # who is known first keeps its number
    assert not np.allclose(found[NAMES[0]][~first], points[~first, 0])
