"""Sobol indices against closed forms and against scipy on the same sample; identities of the estimators."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import qmc

from impact.scenario.drivers.indices import Answers, Indices, sobol_indices

Floats = NDArray[np.float64]
Model = Callable[[Floats], Floats]

FIRST_OF_SALIB = [0.20411145445537993, 0.7115170508984736, -0.18303281509477654]
TOTAL_OF_SALIB = [0.08263350535511453, 0.46699087337690137, 0.1783193614909182]


def _answers(model: Model, inputs: int, n: int, seed: int = 0) -> Answers:
    sample = qmc.Sobol(2 * inputs, rng=seed).random(n)
    return _between(model, sample[:, :inputs], sample[:, inputs:])


def _between(model: Model, a: Floats, b: Floats) -> Answers:
    mixed = np.stack([a] * a.shape[1])
    for place in range(a.shape[1]):
        mixed[place, :, place] = b[:, place]
    return Answers(model(a), model(b), np.stack([model(one) for one in mixed]))


def _ishigami(uniform: Floats) -> Floats:
    x = np.pi * (2 * uniform - 1)
    found = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return found[:, None]


def test_ishigami_has_the_indices_of_its_closed_form() -> None:
    """Ishigami and Homma (1990), a = 7, b = 0.1: V = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2 and its parts, in four decimals.

    S = .3139, .4424, 0; ST = .5576, .4424, .2437; V = 13.8446. Tolerance: the error of a sample of 2¹⁵.
    """
    found = sobol_indices(_answers(_ishigami, 3, 2**15), resamples=50)
    np.testing.assert_allclose(found.first.value[:, 0], [0.3139, 0.4424, 0.0], atol=2e-3)
    np.testing.assert_allclose(found.total.value[:, 0], [0.5576, 0.4424, 0.2437], atol=2e-3)
    assert found.variance[0] == pytest.approx(13.8446, abs=0.01)


def test_indices_are_those_of_scipy_on_the_same_sample() -> None:
    from scipy.stats import sobol_indices as of_scipy

    answers = _answers(lambda u: np.hstack([_ishigami(u), u[:, [0]] * 3 + 1000]), 3, 512)
    found = sobol_indices(answers, resamples=10)
    theirs = of_scipy(func={"f_A": answers.a.T, "f_B": answers.b.T, "f_AB": np.moveaxis(answers.mixed, 2, 1)}, n=512)
    np.testing.assert_allclose(found.first.value.T, theirs.first_order, atol=1e-12)
    np.testing.assert_allclose(found.total.value.T, theirs.total_order, atol=1e-12)


def test_indices_are_those_that_salib_gives_on_the_same_sample() -> None:
    """`first_order` and `total_order` of SALib 1.6.0, asked once, of A, B and AB less the mean of A and B.

    The sample is 16 multiples of the roots of the first six primes, less what is whole in them.
    """
    sample = np.outer(np.arange(1, 17), np.sqrt([2, 3, 5, 7, 11, 13])) % 1
    found = sobol_indices(_between(_ishigami, sample[:, :3], sample[:, 3:]), resamples=10)
    np.testing.assert_allclose(found.first.value[:, 0], FIRST_OF_SALIB, atol=1e-12)
    np.testing.assert_allclose(found.total.value[:, 0], TOTAL_OF_SALIB, atol=1e-12)


def test_the_interval_is_that_of_samples_drawn_again() -> None:
    """The sums over counts are the estimate itself of the sample that those counts describe."""
    answers = _answers(_ishigami, 3, 64)
    luck = np.random.default_rng(7)
    counts = luck.multinomial(64, np.full(64, 1 / 64), size=40)
    found = sobol_indices(answers, resamples=40, level=0.9, seed=7)
    again: list[Indices] = []
    for count in counts:
        rows = np.repeat(np.arange(64), count)
        again.append(sobol_indices(Answers(answers.a[rows], answers.b[rows], answers.mixed[:, rows]), resamples=1))
    for kind in ("first", "total"):
        low, high = np.quantile([getattr(one, kind).value for one in again], [0.05, 0.95], axis=0)
        np.testing.assert_allclose(getattr(found, kind).low, low, atol=1e-10)
        np.testing.assert_allclose(getattr(found, kind).high, high, atol=1e-10)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=6).filter(lambda w: max(map(abs, w)) > 0.5))
def test_first_order_of_an_additive_model_sums_to_one_and_equals_the_total(weights: list[float]) -> None:
    """With f = Σ w x the shares are w² / Σ w², alone and in all."""
    w = np.array(weights)
    found = sobol_indices(_answers(lambda u: (u @ w)[:, None] + 50, len(w), 1024), resamples=2)
    share = w**2 / (w**2).sum()
    assert found.first.value.sum() == pytest.approx(1, abs=0.01)
    np.testing.assert_allclose(found.first.value[:, 0], share, atol=0.01)
    np.testing.assert_allclose(found.total.value[:, 0], share, atol=0.01)


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e3))
def test_the_unit_and_the_level_of_an_outcome_change_nothing(level: float, unit: float) -> None:
    plain, moved = _answers(_ishigami, 3, 64), _answers(lambda u: level + unit * _ishigami(u), 3, 64)
    of, against = sobol_indices(moved, resamples=2), sobol_indices(plain, resamples=2)
    np.testing.assert_allclose(of.first.value, against.first.value, atol=1e-4)
    np.testing.assert_allclose(of.total.value, against.total.value, atol=1e-4)


def test_an_input_that_does_nothing_has_exactly_nothing() -> None:
    found = sobol_indices(_answers(_ishigami, 4, 64))
    for index in (found.first, found.total):
        assert (index.value[3, 0], index.low[3, 0], index.high[3, 0]) == (0.0, 0.0, 0.0)


def test_of_an_outcome_that_never_changes_nothing_can_be_said() -> None:
    found = sobol_indices(_answers(lambda u: np.full((len(u), 1), 0.1), 2, 64))
    assert np.isnan([found.first.value, found.first.low, found.total.value, found.total.high]).all()


def test_the_interval_of_a_total_covers_as_often_as_it_says() -> None:
    """Of 60 samples of independent rows, 95 % intervals of ST1 of Ishigami miss some three times; never over nine."""
    luck = np.random.default_rng(3)
    missed = 0
    for _ in range(60):
        found = sobol_indices(_between(_ishigami, *luck.random((2, 256, 3))), resamples=199)
        missed += not found.total.low[0, 0] <= 0.5576 <= found.total.high[0, 0]
    assert missed <= 9


def test_nothing_is_said_either_where_only_the_mixed_sample_changes() -> None:
    """A share of no variance is no number, not an infinite one."""
    answers = Answers(np.ones((8, 1)), np.ones((8, 1)), np.arange(8.0)[None, :, None])
    found = sobol_indices(answers, resamples=3)
    assert np.isnan([found.first.value, found.total.value]).all()
