"""What it would be worth to know more before a choice: the expected value of perfect information, all and part of it.

Who must choose now takes the option with the highest expected payoff. Who knew an input first would take the best
option at each of its values, and gains the mean of those maxima less that of today's choice. The expected payoff at a
value of an input is a regression of the payoffs on that input, so that one sample of draws is enough.

Source: Strong, Oakley and Brennan, Estimating multiparameter partial expected value of perfect information from a
probabilistic sensitivity analysis sample: a nonparametric regression approach, Medical Decision Making 34 (2014):
the estimator (equation 8), and its error by drawing the coefficients of the regression (section on precision). The
regression here is a cubic spline in each input, without penalty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.scenario.computation.draws import Array

KNOTS = 4
"""Inner knots of a spline, at quantiles of the input: seven columns beside the constant, enough for a bend or two."""
COEFFICIENTS = 500
"""How often the coefficients of a regression are drawn for its error."""
MOST_SPLINED = 6
"""Inputs of a group that have a spline each; where there are more, each has a straight line."""


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
        The input in each draw, or the inputs of a group: a spline in each, added up.
    seed
        Of the drawing of coefficients.
    """
    gains = _against_best(payoffs)
    basis = _basis(values)
    fitted = [_fit(basis, column) for column in gains.T]
    expected = np.stack([basis @ coefficients for coefficients, _ in fitted], axis=1)
    expected += gains.mean(axis=0) - expected.mean(axis=0)
    value, of_sample = _gain(expected)
    luck = np.random.default_rng(seed)
    again = np.stack([luck.multivariate_normal(*one, size=COEFFICIENTS, method="svd") for one in fitted], axis=-1)
    drawn = np.einsum("np,cpo->cno", basis, again)
    of_regression = float(np.std(drawn.max(axis=2).mean(axis=1) - drawn.mean(axis=1).max(axis=1)))
    return Worth(value, float(np.hypot(of_sample, of_regression)))


def _against_best(payoffs: Array) -> Array:
    """Return payoffs less those of the option that is best on average: less noise, the same choice."""
    best = int(payoffs.mean(axis=0).argmax())
    return payoffs - payoffs[:, [best]]


def _gain(gains: Array) -> tuple[float, float]:
    """Return the mean of the best less the best of the means, and the standard error of that."""
    best = gains.max(axis=1) - gains[:, int(gains.mean(axis=0).argmax())]
    return float(best.mean()), float(best.std(ddof=1) / np.sqrt(len(best)))


def _fit(basis: Array, outcome: Array) -> tuple[Array, Array]:
    """Return the coefficients of a regression and their covariance."""
    inverse = np.linalg.pinv(basis.T @ basis, hermitian=True)
    coefficients = inverse @ (basis.T @ outcome)
    left = outcome - basis @ coefficients
    return coefficients, inverse * float(left @ left) / max(len(outcome) - np.linalg.matrix_rank(basis), 1)


def _basis(values: Array) -> Array:
    """Return the columns of the regression, (draws, columns), the constant first."""
    splined = values.shape[1] <= MOST_SPLINED
    columns = [_spline(column) if splined else _standardised(column)[:, None] for column in values.T]
    return np.concatenate([np.ones((len(values), 1)), *columns], axis=1)


def _spline(column: Array) -> Array:
    """Return a cubic spline in an input, (draws, columns): B-splines less the first, which the constant stands for.

    An input of few values (a share that is cut off at 1 in many draws) has fewer knots; one of two values a line.
    """
    from scipy.interpolate import BSpline

    at = _standardised(column)
    inner = np.unique(np.quantile(at, np.linspace(0, 1, KNOTS + 2)[1:-1]))
    least, most = at.min(), at.max()
    inner = inner[(inner > least) & (inner < most)]
    if len(np.unique(at)) < KNOTS + 4:
        return at[:, None]
    knots = np.concatenate([[least] * 4, inner, [most] * 4])
    return np.asarray(BSpline.design_matrix(at, knots, 3).toarray()[:, 1:])


def _standardised(column: Array) -> Array:
    spread = column.std()
    found: Array = (column - column.mean()) / (spread if spread > 0 else 1.0)
    return found
