"""The model of Bass fitted to first purchases (or first users) a year."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from impact.errors import InputError, Problem
from impact.productivity.adoption.curves import bass_density, bass_share
from impact.productivity.adoption.faults import floats, outside, raise_all, series_problems, shown
from impact.productivity.adoption.results import Adoption, Curve, How, Parameter
from impact.words.statements import Statement, said

Floats = NDArray[np.float64]

FEW = 8
"""Fewer years than this are named in a caution; before the peak of sales the market is hardly identified."""
_NAME = "bass_adoption"
_WIDE = 0.25  # a standard error above this part of the market is named in a caution
_FLAT = 1e-8  # singular value over the largest, at which an unknown no longer changes the curve
_FEWEST = 4  # three unknowns, and one point to spare


def bass_adoption(years: ArrayLike, first_users: ArrayLike) -> Adoption:
    """Return the Bass curve of a series of first users (or first purchases) per year.

    n(t) = m (p + q)^2 / p exp(-(p + q) t) / (1 + (q / p) exp(-(p + q) t))^2, with t = 1 in the first year, is fitted
    by nonlinear least squares. It starts from the regression of Bass (1969): sales on cumulative sales and their
    square.

    Parameters
    ----------
    years
        Years of the series from the start of the innovation on, one after the other, shape (n,), n of 4 or more.
    first_users
        New users or first purchases in each year, 0 or more, shape (n,).

    Returns
    -------
    Adoption
        With parameters `market` (in the unit of the series), `innovation` and `imitation` (per year), each with its
        standard error; `path` gives cumulative users.

    Raises
    ------
    InputError
        Fewer than four years, gaps, negative numbers, or a series that has no maximum for the curve to find.
    """
    t, n = (floats(_NAME, name, v).reshape(-1) for name, v in (("years", years), ("first_users", first_users)))
    raise_all(_problems(t, n))
    start = float(t[0]) - 1
    found, covariance = _fitted(t - start, n)
    return _adoption(t, n, start, found, covariance)


def _problems(t: Floats, n: Floats) -> Iterator[Problem]:
    yield from series_problems(_NAME, t, n, _FEWEST, "first_users")
    yield from outside(_NAME, "first_users", n, 0.0, np.inf, "numbers of 0 or more")
    if (np.diff(t) > 1).any():
        yield Problem(
            _NAME, "years", shown(t), "years without a gap", "Fill the gap from the source, or start after it."
        )
    if n.size and not n.any():
        yield Problem(_NAME, "first_users", "only zeros", "some new users", "Start where the innovation starts.")


def _fitted(time: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Return market, innovation and imitation, and their covariance.

    The unknowns are scaled by the sum of the series, so that all three are of the same order.
    """
    from scipy.optimize import least_squares

    scale = n.sum()

    def residuals(unknown: Floats) -> Floats:
        m, p, q = np.exp(unknown)
        return np.asarray(m * bass_density(time, p, q) - n / scale)

    found = least_squares(residuals, np.log(_start(n / scale)), xtol=1e-14, ftol=1e-14, gtol=1e-14, max_nfev=2000)
    values = np.exp(found.x)
    slope = np.asarray(found.jac / values, dtype=float)  # to the unknowns themselves, not to their logarithms
    _, size, turn = np.linalg.svd(slope, full_matrices=False)  # inverting the squares would lose half the digits
    if not found.success or size[-1] <= _FLAT * size[0]:
        raise InputError(_not_identified(values, len(n)))
    halves = turn / size[:, None]
    covariance = halves.T @ halves * (2 * found.cost / (len(n) - 3))
    to_units = np.array([scale, 1.0, 1.0])
    return values * to_units, covariance * np.outer(to_units, to_units)


def _start(n: Floats) -> Floats:
    """Return market, innovation and imitation by the regression of Bass (1969), or what is usual where it fails."""
    before = np.cumsum(n) - n
    a, b, c = np.linalg.lstsq(np.column_stack([np.ones_like(n), before, before**2]), n, rcond=None)[0]
    if c < 0 < a:
        m = (-b - np.sqrt(b * b - 4 * a * c)) / (2 * c)
        return np.array([m, a / m, max(-c * m, 1e-3)])
    return np.array([2 * n.sum(), 0.03, 0.38])


def _not_identified(values: Floats, years: int) -> Problem:
    m, p, q = values
    found = f"market {m:g} times what was sold, p {p:g}, q {q:g} after {years} years, with others as near"
    todo = "Wait for the peak, or take p and q from elsewhere (`bass_through`)."
    return Problem(_NAME, "first_users", found, "a series that tells the size of the market", todo)


def _adoption(t: Floats, n: Floats, start: float, found: Floats, covariance: Floats) -> Adoption:
    m, p, q = map(float, found)
    errors = np.sqrt(np.diag(covariance))
    fitted = m * bass_density(t - start, p, q)
    fit = pd.DataFrame({"year": t, "observed": n, "fitted": fitted, "residual": n - fitted})
    names = (("market", "users"), ("innovation", "per year"), ("imitation", "per year"))
    parameters = tuple(
        Parameter(name, float(value), float(error), unit)
        for (name, unit), value, error in zip(names, found, errors, strict=True)
    )
    variance = float(((n - fitted) ** 2).sum() / (len(n) - 3))
    at = partial(_cumulative, m, p, q, start)
    how = How.NONLINEAR_LEAST_SQUARES
    return Adoption(Curve.BASS, m, parameters, fit, how, variance, tuple(_cautions(t, parameters[0])), at)


def _cumulative(m: float, p: float, q: float, start: float, years: Floats) -> Floats:
    return m * bass_share(years - start, p, q)


def _cautions(t: Floats, market: Parameter) -> Iterator[Statement]:
    if len(t) < FEW:
        yield said("few_points", points=len(t))
    if market.std_error is not None and market.std_error > _WIDE * market.value:
        yield said("market_uncertain", market=market.value, std_error=market.std_error)
    yield said("beyond_evidence", last=float(t[-1]))
