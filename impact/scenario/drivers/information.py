"""What it would be worth to know more before a choice: the expected value of perfect information, all and part of it.

Who must choose now takes the option with the highest expected payoff. Who knew an input first would take the best
option at each of its values, and gains the mean of those maxima less that of today's choice. The expected payoff at a
value of an input is a regression of the payoffs on that input, so that one sample of draws is enough.

Source: Strong, Oakley and Brennan, Estimating multiparameter partial expected value of perfect information from a
probabilistic sensitivity analysis sample: a nonparametric regression approach, Medical Decision Making 34 (2014):
the estimator (equation 8), and its error by drawing the coefficients of the regression (section on precision). In
place of a penalised spline stands the best, by the information criterion of Schwarz (1978), of four curves: none, a
line, a cubic and a cubic spline. Of an input that does nothing it is none, and its worth 0: a curve that follows noise
would be worth something.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from impact.scenario.computation.draws import Array

KNOTS = (0, 4)
"""Inner knots of a cubic and of a spline, at quantiles of the input."""
COEFFICIENTS = 500
"""How often the coefficients of a regression are drawn for its error."""
MOST_SPLINED = 6
"""Inputs of a group that can have a cubic each; where there are more, each has a straight line at most."""


@dataclass(frozen=True)
class Worth:
    """What knowing is worth, in the unit of the payoffs, with its standard error."""

    value: float
    std_error: float


def perfect_information(payoffs: Array) -> Worth:
    """Return what it would be worth to know everything before the choice.

    Parameters
    ----------
    payoffs : (draws, options)
        Of each option in each draw.
    """
    return Worth(*_gain(_against_best(payoffs)))


def partial_information(payoffs: Array, values: Array, *, seed: int = 0) -> Worth:
    """Return what it would be worth to know one input, or a group of inputs, before the choice.

    The error holds that of the regression and that of the sample. The estimate is never below 0, so that noise pushes
    it up: less than two standard errors is not told from nothing.

    Parameters
    ----------
    payoffs : (draws, options)
        Of each option in each draw.
    values : (draws, inputs)
        The input in each draw, or the inputs of a group: a curve in each, added up.
    seed
        Of the drawing of coefficients.
    """
    gains = _against_best(payoffs)
    curves = list(_curves(values))
    fitted = [_best_fit(curves, column) for column in gains.T]
    value, of_sample = _gain(np.stack([one.expected for one in fitted], axis=1))
    luck = np.random.default_rng(seed)
    drawn = np.stack([one.again(luck) for one in fitted], axis=2)
    of_regression = float(np.std(drawn.max(axis=2).mean(axis=1) - drawn.mean(axis=1).max(axis=1)))
    return Worth(value, float(np.hypot(of_sample, of_regression)))


@dataclass(frozen=True)
class _Fit:
    """A regression: its columns, its coefficients with their covariance, and the criterion by which it is chosen."""

    basis: Array
    coefficients: Array
    covariance: Array
    criterion: float

    @property
    def expected(self) -> Array:
        """The expected outcome in each draw, (draws,)."""
        return np.asarray(self.basis @ self.coefficients)

    def again(self, luck: np.random.Generator) -> Array:
        """Return the same with coefficients drawn within their error, (COEFFICIENTS, draws)."""
        drawn = luck.multivariate_normal(self.coefficients, self.covariance, size=COEFFICIENTS, method="svd")
        return np.asarray(drawn @ self.basis.T)


def _against_best(payoffs: Array) -> Array:
    """Return payoffs less those of the option that is best on average: less noise, the same choice."""
    best = int(payoffs.mean(axis=0).argmax())
    return payoffs - payoffs[:, [best]]


def _gain(gains: Array) -> tuple[float, float]:
    """Return the mean of the best less the best of the means, and the standard error of that."""
    best = gains.max(axis=1) - gains[:, int(gains.mean(axis=0).argmax())]
    return float(best.mean()), float(best.std(ddof=1) / np.sqrt(len(best)))


def _best_fit(curves: Sequence[Array], outcome: Array) -> _Fit:
    return min((_fit(basis, outcome) for basis in curves), key=lambda one: one.criterion)


def _fit(basis: Array, outcome: Array) -> _Fit:
    count, rank = len(outcome), int(np.linalg.matrix_rank(basis))
    inverse = np.linalg.pinv(basis.T @ basis, hermitian=True)
    coefficients = inverse @ (basis.T @ outcome)
    left = outcome - basis @ coefficients
    squares = float(left @ left)
    criterion = count * np.log(max(squares / count, np.finfo(float).tiny)) + rank * np.log(count)
    return _Fit(basis, coefficients, inverse * squares / max(count - rank, 1), float(criterion))


def _curves(values: Array) -> Iterator[Array]:
    """Yield the columns of each curve, (draws, columns), the constant first; the simplest curve first."""
    constant = np.ones((len(values), 1))
    lines = [_standardised(column)[:, None] for column in values.T]
    yield constant
    yield np.concatenate([constant, *lines], axis=1)
    if values.shape[1] <= MOST_SPLINED:
        for knots in KNOTS:
            yield np.concatenate([constant, *(_spline(line[:, 0], knots) for line in lines)], axis=1)


def _spline(at: Array, knots: int) -> Array:
    """Return a cubic spline in an input, (draws, columns): B-splines less the first, which the constant stands for.

    An input of few values has fewer knots; columns that are of no use then are left aside by the rank of the whole.
    """
    from scipy.interpolate import BSpline

    least, most = at.min(), at.max()
    inner = np.unique(np.quantile(at, np.linspace(0, 1, knots + 2)[1:-1]))
    inner = inner[(inner > least) & (inner < most)]
    places = np.concatenate([[least] * 4, inner, [most] * 4])
    return np.asarray(BSpline.design_matrix(at, places, 3).toarray()[:, 1:])


def _standardised(column: Array) -> Array:
    spread = column.std()
    found: Array = (column - column.mean()) / (spread if spread > 0 else 1.0)
    return found
