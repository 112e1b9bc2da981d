"""Prediction intervals of synthetic controls (Cattaneo, Feng and Titiunik 2021; with Palomba 2025 for several treated).

What the treated would have been is off for two reasons, which are bounded apart, each with half of the error allowed.
The weights come from a short noisy history (in-sample): draws of its noise give the weights that are as likely as the
fitted ones, and these how far each predicted number may move (section 4.1). And a year to come has noise of its own
(out-of-sample, section 4.2): by a sub-Gaussian bound, by its scale with t quantiles, or by quantiles.

The second part is measured by the errors of periods left out of the fit, not by the residuals of the fit as published:
with forty donors, fifteen years and a calm treated unit those left zero out in a third of the years without an effect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from scipy import stats

from impact.effects.design.results import Bools, Floats, Ints
from impact.effects.estimators.controls import Control
from impact.effects.estimators.weight_sets import PRESENT, reach

OutOfSample = Literal["location_scale", "subgaussian", "quantile"]
DEFAULT: OutOfSample = "location_scale"
MOST = 999  # draws of the noise before treatment, however many are asked for
LARGEST_TIGHT = 0.2  # a weight larger than this is never taken for nothing
PARTS = 4  # the error allowed: in-sample and out-of-sample, above and below
HALVINGS = 50


@dataclass(frozen=True, eq=False)
class Predicted:
    """Predicted numbers of one treated series: every period after (K - 1), then their mean.

    `effect` (K,) is the treated less its synthetic control, `above` and `below` (B, K) by how much fitted weights may
    give more or less than the true ones, so that the effect is larger or smaller, `errors` (T0,) those of clean periods
    left out.
    """

    control: Control
    effect: Floats
    above: Floats
    below: Floats
    errors: Floats


def predicted(control: Control, *, draws: int, seed: Sequence[int]) -> Predicted:
    """Return what a treated series would have been, with its simulated weights.

    Parameters
    ----------
    control
        The series with its donors and weights.
    draws, seed
        How many draws of the noise before treatment, at most `MOST`, and where they start.
    """
    before, after = control.donors[control.before], control.donors[control.after]
    normal = np.random.default_rng(seed).standard_normal((min(draws, MOST), len(before)))
    noise, tight = normal * period_noise(control), tightness(control)
    directions = np.vstack([after, after.mean(axis=0)])
    above, below = (
        np.stack([reach(control.fit, before, tight, sign * d, noise) for d in directions], axis=1) for sign in (1, -1)
    )
    gap = control.gap[control.after]
    return Predicted(control, np.append(gap, gap.mean()), above, below, control.left_out())


def period_noise(control: Control) -> Floats:
    """Return the standard deviation of each clean period (T0,), by its residual and HC1."""
    residuals = control.gap[control.before]
    periods = len(residuals)
    freedom = min(control.fit.freedom, periods - 1)
    return np.asarray(np.abs(residuals - residuals.mean()) * np.sqrt(periods / (periods - freedom)))


def tightness(control: Control) -> float:
    """Return how near to its bound a weight counts as on it (Cattaneo et al. 2025: the second type of rho)."""
    donors = control.donors[control.before]
    spread, residuals = donors.std(axis=0, ddof=1), control.gap[control.before]
    if spread.min() == 0.0:
        return LARGEST_TIGHT
    periods, n = donors.shape
    present = max(int((np.abs(control.fit.weights) > PRESENT).sum()), 1)
    constant = residuals.std() * spread.max() / spread.min() ** 2
    return float(min(constant * np.sqrt(np.log(n) * present * np.log(periods) / periods), LARGEST_TIGHT))


def _location_scale(errors: Floats, tail: Floats) -> tuple[Floats, Floats]:
    """Return normal errors of unknown scale: t quantiles of as many degrees as periods less one."""
    width = np.sqrt(np.mean(errors**2)) * stats.t.isf(tail, len(errors) - 1)
    return -width, width


def _subgaussian(errors: Floats, tail: Floats) -> tuple[Floats, Floats]:
    """Return the bound that holds for every tail no heavier than the normal one: scale sqrt(2 log(1 / tail))."""
    width = np.sqrt(np.mean(errors**2)) * np.sqrt(2 * np.log(1 / tail))
    return -width, width


def _quantile(errors: Floats, tail: Floats) -> tuple[Floats, Floats]:
    """Return quantiles of the errors, which cannot lie beyond the largest seen."""
    return np.quantile(errors, tail), np.quantile(errors, 1 - tail)


OUT_OF_SAMPLE: Mapping[OutOfSample, Callable[[Floats, Floats], tuple[Floats, Floats]]] = {
    "location_scale": _location_scale,
    "subgaussian": _subgaussian,
    "quantile": _quantile,
}


@dataclass(frozen=True, eq=False)
class Averages:
    """Weighted averages of predicted numbers: `weights` (M, C) over the numbers of all series, series after series.

    Series are independent of each other in their history; what they have in common in a year to come is not measured,
    so their errors of that year count as if all were out on one side.
    """

    series: tuple[Predicted, ...]
    weights: Floats
    out_of_sample: OutOfSample

    @cached_property
    def effect(self) -> Floats:
        """The averages (M,)."""
        return np.asarray(self.weights @ np.concatenate([s.effect for s in self.series]))

    @cached_property
    def _above(self) -> Floats:
        return np.sort(np.concatenate([s.above for s in self.series], axis=1) @ self.weights.T, axis=0)

    @cached_property
    def _below(self) -> Floats:
        return np.sort(np.concatenate([s.below for s in self.series], axis=1) @ self.weights.T, axis=0)

    @property
    def smallest_p(self) -> float:
        """The smallest p-value: with less error allowed there is no draw left beyond the quantile."""
        return PARTS / (len(self._above) + 1)

    def in_sample(self, level: float | Floats) -> tuple[Floats, Floats]:
        """Return the lower and upper ends (M,) that the weights leave, at half of the error allowed."""
        tail = self._tail(level)
        return self.effect - _quantiles(self._below, 1 - tail), self.effect + _quantiles(self._above, 1 - tail)

    def interval(self, level: float | Floats) -> tuple[Floats, Floats]:
        """Return the lower and upper ends (M,) of the prediction intervals of the effects.

        Parameters
        ----------
        level
            Coverage of all of them, or of each (M,).
        """
        tail = self._tail(level)
        bounds = [OUT_OF_SAMPLE[self.out_of_sample](s.errors, tail) for s in self.series]
        sizes = [len(s.effect) for s in self.series]
        low, high = (np.repeat([b[end] for b in bounds], sizes, axis=0).T for end in (0, 1))  # (M, C)
        lower, upper = self.in_sample(level)
        return lower - (self.weights * high).sum(axis=1), upper - (self.weights * low).sum(axis=1)

    def p_value(self) -> Floats:
        """Return the least error allowed at which zero is outside (M,), by halving."""
        low, high = np.full(len(self.effect), self.smallest_p), np.ones(len(self.effect))
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            lower, upper = self.interval(1 - middle)
            inside = (lower <= 0.0) & (upper >= 0.0)
            low, high = np.where(inside, middle, low), np.where(inside, high, middle)
        return high

    def _tail(self, level: float | Floats) -> Floats:
        return np.broadcast_to((1 - np.asarray(level, dtype=float)) / PARTS, self.effect.shape)


def _quantiles(ordered: Floats, shares: Floats) -> Floats:
    """Return one quantile of each column (M,) of draws in order (B, M), straight between neighbours."""
    place = (len(ordered) - 1) * shares
    below = np.floor(place).astype(np.int64)
    column, above = np.arange(ordered.shape[1]), np.minimum(below + 1, len(ordered) - 1)
    return np.asarray(ordered[below, column] + (place - below) * (ordered[above, column] - ordered[below, column]))


def by_unit_and_time(series: Sequence[Predicted]) -> Floats:
    """Return the weights that pick every period after, series after series (M, C)."""
    return np.asarray(np.eye(sum(len(s.effect) for s in series))[~_is_mean(series)])


def by_unit(series: Sequence[Predicted]) -> Floats:
    """Return the weights that pick the mean over time of every series (M, C)."""
    return np.asarray(np.eye(sum(len(s.effect) for s in series))[_is_mean(series)])


def by_period(series: Sequence[Predicted]) -> tuple[Ints, Floats]:
    """Return the periods since treatment that some series is seen in (M,), and the weights of their means (M, C)."""
    since = np.concatenate([np.append(s.control.times[s.control.after] - s.control.date, -1) for s in series])
    periods = np.unique(since[since >= 0])
    picked = (since[None, :] == periods[:, None]).astype(float)
    return periods, picked / picked.sum(axis=1, keepdims=True)


def overall(series: Sequence[Predicted]) -> Floats:
    """Return the weights of the mean over all treated units and periods (1, C)."""
    periods = np.array([int(s.control.after.sum()) for s in series], dtype=float)
    return np.asarray((periods / periods.sum())[None, :] @ by_unit(series))


def _is_mean(series: Sequence[Predicted]) -> Bools:
    return np.concatenate([np.arange(len(s.effect)) == len(s.effect) - 1 for s in series])
