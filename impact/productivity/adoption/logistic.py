"""A logistic curve through a series of shares, with a given ceiling."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from impact.errors import Problem
from impact.productivity.adoption.curves import logistic_curve
from impact.productivity.adoption.faults import ceiling_problems, floats, outside, raise_all, series_problems
from impact.productivity.adoption.results import Adoption, Curve, How, Parameter
from impact.words.statements import Statement, said

Floats = NDArray[np.float64]

FEW = 5
"""Fewer points than this are named in a caution: the slope rests on one or two differences."""
_NAME = "logistic_adoption"


def logistic_adoption(years: ArrayLike, shares: ArrayLike, *, ceiling: float, rate: float | None = None) -> Adoption:
    """Return the logistic curve of a series of shares: the log odds against the ceiling are a line in time.

    log(y / (K - y)) = b (t - m) is fitted by ordinary least squares, with a given ceiling K: with a handful of years
    on the lower half of the curve the data do not tell it. Two points are met exactly and have no standard error. One
    point needs a rate from elsewhere.

    Parameters
    ----------
    years
        Years of the series, rising, shape (n,).
    shares
        Share of firms that use AI in each, between 0 and the ceiling, shape (n,).
    ceiling
        The share that adoption goes to, above every observed one.
    rate
        Growth of the odds per year, where it is given and not fitted; the curve then goes through the mean log odds.

    Returns
    -------
    Adoption
        With parameters `rate` (per year) and `midpoint` (year), and standard errors from three points on.

    Raises
    ------
    InputError
        Shares outside 0 to 1, a ceiling at or below today's level, years that do not rise, one point without a rate,
        no growth to find a midpoint from.
    """
    t, y = (floats(_NAME, n, v).reshape(-1) for n, v in (("years", years), ("shares", shares)))
    K = floats(_NAME, "ceiling", ceiling)
    raise_all(_problems(t, y, K, rate))
    log_odds = np.log(y / (K - y))
    b = _slope(t, log_odds) if rate is None else float(rate)
    raise_all(_level_problems(b))
    m = float(t.mean() - log_odds.mean() / b)
    return _adoption(t, y, float(K), b, m, log_odds, rate)


def _problems(t: Floats, y: Floats, K: Floats, rate: float | None) -> Iterator[Problem]:
    yield from series_problems(_NAME, t, y, 2 if rate is None else 1, "shares")
    yield from outside(_NAME, "shares", y, 1e-9, 1.0, "shares above 0 and at most 1")
    if rate is not None:
        yield from outside(
            _NAME, "rate", floats(_NAME, "rate", rate), 1e-9, 10.0, "a rate above 0, at most 10 per year"
        )
    if y.size and t.shape == y.shape:
        yield from ceiling_problems(_NAME, K.reshape(-1), float(y.max()), float(t[y.argmax()]))


def _level_problems(b: float) -> Iterator[Problem]:
    if abs(b) < 1e-9:
        todo = "Add a year in which the share differs, or give the rate."
        yield Problem(_NAME, "shares", "a level series", "a series that rises or falls", todo)


def _slope(t: Floats, log_odds: Floats) -> float:
    from_mean = t - t.mean()
    return float(from_mean @ log_odds / (from_mean @ from_mean))


def _adoption(t: Floats, y: Floats, K: float, b: float, m: float, log_odds: Floats, rate: float | None) -> Adoption:
    residuals = log_odds - b * (t - m)
    left = len(t) - (2 if rate is None else 1)
    variance = float(residuals @ residuals) / left if left > 0 else None
    errors = _errors(t, b, m, variance, rate is None)
    at = partial(_curve, K, b, m)
    fitted = at(t)
    fit = pd.DataFrame({"year": t, "observed": y, "fitted": fitted, "residual": y - fitted})
    parameters = (Parameter("rate", b, errors[0], "per year"), Parameter("midpoint", m, errors[1], "year"))
    how = How.RATE_GIVEN if rate is not None else How.EXACT if left == 0 else How.LEAST_SQUARES_OF_LOG_ODDS
    return Adoption(Curve.LOGISTIC, K, parameters, fit, how, variance, tuple(_cautions(t, K, b, variance, rate)), at)


def _curve(K: float, b: float, m: float, years: Floats) -> Floats:
    return logistic_curve(years, K, b, m)


def _errors(t: Floats, b: float, m: float, variance: float | None, fitted: bool) -> tuple[float | None, float | None]:
    """Return the standard errors of rate and midpoint; that of the midpoint by the delta method."""
    if variance is None:
        return None, None
    of_mean = variance / len(t)
    if not fitted:
        return None, float(np.sqrt(of_mean) / abs(b))
    from_mean = t - t.mean()
    of_rate = variance / float(from_mean @ from_mean)
    of_midpoint = (of_mean + (t.mean() - m) ** 2 * of_rate) / b**2
    return float(np.sqrt(of_rate)), float(np.sqrt(of_midpoint))


def _cautions(t: Floats, K: float, b: float, variance: float | None, rate: float | None) -> Iterator[Statement]:
    if len(t) < FEW:
        yield said("few_points", points=len(t))
    if variance is None:
        yield said("no_standard_error")
    yield said("ceiling_given", ceiling=K)
    if rate is not None:
        yield said("rate_given", rate=rate)
    if b < 0:
        yield said("adoption_falls", rate=b)
    yield said("beyond_evidence", last=float(t[-1]))
