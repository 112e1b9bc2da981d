r"""Forecasts from past figures alone, with the spread of past errors: each a t-distribution in closed form.

With y the figures of a cell in n + 1 consecutive years, d their n changes, and h the years ahead:

- random walk: centre y_T, variance h s^2, s^2 = mean(d^2), n degrees of freedom;
- random walk with drift: centre y_T + h mean(d), variance (h + h^2 / n) s^2 with s^2 the variance of d, n - 1 degrees
  (Hyndman and Athanasopoulos, Forecasting: principles and practice, 3rd ed., 5.5; Sampson 1991 for the second term);
- shift-share: the area keeps its share of the sector in the nation, of which a random walk with drift is the forecast;
  the outcome of the nation is never used. Centre y_T (1 + h mean(D) / N_T); variance
  h s^2 + (y_T / N_T)^2 (h + h^2 / m) S^2, where s^2 is the mean square of what the area changed beyond the nation, D
  are the m changes of the nation and S^2 their variance; n degrees of freedom;
- average: the mean of the quantiles of these three at every level.

They hold for changes that are independent, normal and of one variance. Figures are printed in steps: no variance is
smaller than what rounding two of them makes (step^2 / 6).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from impact.errors import InputError, Problem, suggestion

Array = npt.NDArray[np.float64]
FEWEST_CHANGES = 3


@dataclass(frozen=True)
class History:
    """What a forecast is made from; years of the origin and before only.

    Attributes
    ----------
    values : (years, cells), NaN before the history of a cell begins; the last row is the year of origin.
    nation : (years, cells), the sector of each cell in the nation, NaN before its history begins.
    step : in which figures are printed.
    """

    values: Array
    nation: Array
    step: float


@dataclass(frozen=True)
class Predictive:
    """t-distributions of what is to come, cut at zero: centre and scale are (cells, years ahead), freedom (cells,)."""

    centre: Array
    scale: Array
    freedom: Array

    def quantiles(self, levels: Array) -> Array:
        """Return quantiles, (cells, years ahead, levels)."""
        from scipy.special import stdtrit

        t = stdtrit(self.freedom[:, None], levels[None, :])
        return np.maximum(self.centre[:, :, None] + self.scale[:, :, None] * t[:, None, :], 0.0)


def random_walk(history: History, ahead: Array) -> Predictive:
    """Return the forecast from a `history` that nothing changes; `ahead` (cells, years) counts from its last year."""
    changes = np.diff(history.values, axis=0)
    n = _count(changes)
    spread = np.sqrt(_floored(_squares(changes) / n, history))
    return Predictive(_level(history) * np.ones_like(ahead), spread[:, None] * np.sqrt(ahead), n)


def drift(history: History, ahead: Array) -> Predictive:
    """Return the forecast that the average change of a `history` goes on; `ahead` (cells, years)."""
    n, mean, variance = _moments(np.diff(history.values, axis=0))
    spread = np.sqrt(_floored(variance, history))
    scale = spread[:, None] * np.sqrt(ahead + ahead**2 / n[:, None])
    return Predictive(_level(history) + ahead * mean[:, None], scale, n - 1)


def shift_share(history: History, ahead: Array) -> Predictive:
    """Return the forecast that an area grows as its sector in the nation will by `history`; `ahead` (cells, years)."""
    ratio = history.nation[1:] / history.nation[:-1]
    beyond = history.values[1:] - history.values[:-1] * ratio
    n = _count(beyond)
    m, mean, variance = _moments(np.diff(history.nation, axis=0))
    share = (history.values[-1] / history.nation[-1])[:, None]
    own = _floored(_squares(beyond) / n, history)[:, None] * ahead
    nation = share**2 * variance[:, None] * (ahead + ahead**2 / m[:, None])
    return Predictive(_level(history) + share * mean[:, None] * ahead, np.sqrt(own + nation), n)


Method = Callable[[History, Array], Predictive]
METHODS: Mapping[str, Method] = {"random_walk": random_walk, "drift": drift, "shift_share": shift_share}
BENCHMARKS = ("random_walk", "shift_share")
AVERAGE = "average"
NAMES = (*METHODS, AVERAGE)


def quantiles(method: str, history: History, ahead: Array, levels: Array) -> Array:
    """Return the quantiles of a method for a `history`, (cells, years `ahead`, levels).

    Raises
    ------
    InputError
        A method that is not known.
    """
    check_method(method)
    if method == AVERAGE:
        each = np.array([made(history, ahead).quantiles(levels) for made in METHODS.values()])
        return np.asarray(each.mean(axis=0))
    return METHODS[method](history, ahead).quantiles(levels)


def check_method(method: str) -> None:
    """Refuse a method that is not known; raises InputError."""
    if method not in NAMES:
        todo = suggestion(method, NAMES)
        raise InputError(Problem("forecast", "method", repr(method), "a method of forecasting", todo))


def _level(history: History) -> Array:
    last: Array = history.values[-1]
    return last[:, None]


def _count(changes: Array) -> Array:
    return np.asarray(np.isfinite(changes).sum(axis=0), dtype=float)


def _squares(changes: Array) -> Array:
    return np.asarray(np.nansum(changes**2, axis=0))


def _moments(changes: Array) -> tuple[Array, Array, Array]:
    """Return how many changes there are, their mean and their variance, cell by cell."""
    n = _count(changes)
    mean = np.nansum(changes, axis=0) / n
    return n, mean, _squares(changes - mean) / (n - 1)


def _floored(variance: Array, history: History) -> Array:
    return np.asarray(np.maximum(variance, history.step**2 / 6))
