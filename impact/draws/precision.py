"""How sure a figure of random draws is: Monte Carlo errors and convergence.

The errors are those of independent draws. A scrambled Sobol sequence has smaller ones, of which one run cannot tell the
size; only `replicated` can, from runs with other seeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

_END = 0.95  # of the draws lie below the upper end of a band
_STANDARD = NormalDist()


@dataclass(frozen=True)
class OrderStatistics:
    """Between which of the sorted draws a quantile lies.

    Attributes
    ----------
    below, above : places in the sorted draws, 1 is the least; None where so few draws say nothing on that side.
    level : the chance that the quantile lies between them; with an open side, up to or from the other on.
    """

    below: int | None
    above: int | None
    level: float


def mean_error(draws: Array) -> float:
    """Return the standard error of the mean of independent draws: standard deviation over the root of their number.

    Parameters
    ----------
    draws
        Two or more, shape (draws,).
    """
    return float(draws.std(ddof=1) / sqrt(len(draws)))


def quantile_error(draws: Array, probability: float) -> float:
    """Return the standard error of a quantile of independent draws.

    The number of draws below the quantile is binomial; one standard deviation of it to either side, in sorted draws, is
    one standard error to either side (Wilks, Mathematical Statistics, 1962, section 11.2).

    Parameters
    ----------
    draws
        Shape (draws,).
    probability
        Of a value below the quantile.
    """
    away = sqrt(probability * (1 - probability) / len(draws))
    low, high = np.quantile(draws, [max(probability - away, 0.0), min(probability + away, 1.0)])
    return float(high - low) / 2


def quantile_interval(count: int, probability: float, level: float = 0.95) -> OrderStatistics:
    """Return the narrowest pair of sorted draws with a quantile between them, each side at half of the risk at most.

    Source: Conover, Practical Nonparametric Statistics (3rd ed. 1999), section 3.2; David and Nagaraja, Order
    Statistics (3rd ed. 2003), section 7.1. It holds for any distribution.

    Parameters
    ----------
    count
        How many draws.
    probability
        Of a value below the quantile.
    level
        The chance that the quantile is between.
    """
    from scipy.special import bdtr

    chances = bdtr(np.arange(count, dtype=float), count, probability)  # of at most 0, 1, ... draws below the quantile
    risk = (1 - level) / 2
    below = int(np.searchsorted(chances, risk, side="right"))
    above = int(np.searchsorted(chances, 1 - risk, side="left")) + 1
    under = float(chances[below - 1]) if below >= 1 else 0.0
    over = 1 - float(chances[above - 1]) if above <= count else 0.0
    return OrderStatistics(below or None, above if above <= count else None, 1 - under - over)


def replicated(values: Sequence[float]) -> float:
    """Return the standard error of one figure from its values in runs that differ by their seed alone.

    It holds for random draws and for scrambled Sobol sequences (Owen, SIAM Journal on Numerical Analysis 34 (1997)).

    Parameters
    ----------
    values
        Of two or more runs.

    Raises
    ------
    ValueError
        Fewer than two.
    """
    if len(values) < 2:
        raise ValueError(f"{len(values)} runs; two or more with seeds of their own show how much they differ")
    return float(np.std(values, ddof=1))


def errors_of_band(low: float, high: float, count: int) -> tuple[float, float]:
    """Return about the standard errors of a mean, and of either end of the band in which nine in ten draws lie.

    For figures of which only these are kept. As for a normal distribution with that band: its standard deviation is the
    band over 2 z, with z = 1.645; over the root of the number of draws it is the error of the mean, and times
    sqrt(0.05 * 0.95) / density(z) = 2.11 that of an end (Kendall and Stuart, Advanced Theory of Statistics 1, 10.10).

    Parameters
    ----------
    low, high
        The fifth and the ninety-fifth percentile; NaN gives no error.
    count
        How many draws.
    """
    z = _STANDARD.inv_cdf(_END)
    of_mean = (high - low) / (2 * z) / sqrt(count)
    if not of_mean > 0:
        return 0.0, 0.0
    return of_mean, of_mean * sqrt(_END * (1 - _END)) / _STANDARD.pdf(z)


@dataclass(frozen=True)
class Converged:
    """A figure with some of the draws.

    Attributes
    ----------
    draws : how many, from the first on.
    value : the figure.
    error : its standard error, had the draws been independent.
    """

    draws: int
    value: float
    error: float


def convergence(draws: Array, probability: float | None = None, fewest: int = 100) -> list[Converged]:
    """Return a figure with all of the draws, with the first half of them, a quarter, and so on; the fewest come first.

    Halves of a Sobol sequence of a power of two are such sequences themselves.

    Parameters
    ----------
    draws
        Shape (draws,).
    probability
        Of a value below, for a quantile; None for the mean.
    fewest
        No part smaller than this, but always all.
    """
    return [_with(draws[:count], probability) for count in reversed(list(_halves(len(draws), fewest)))]


def _halves(count: int, fewest: int) -> Iterator[int]:
    yield count
    while (count := count // 2) >= fewest:
        yield count


def _with(draws: Array, probability: float | None) -> Converged:
    if probability is None:
        return Converged(len(draws), float(draws.mean()), mean_error(draws))
    return Converged(len(draws), float(np.quantile(draws, probability)), quantile_error(draws, probability))
