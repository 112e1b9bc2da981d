"""Pooled means of many sets of studies at once, and their intervals by variant.

Rows are sets (draws, simulations), columns are studies. A single analysis is a set of one row: there is one path of
numbers, which the tests hold against statsmodels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, Protocol

import numpy as np

from impact.errors import InputError, Problem
from impact.productivity.synthesis.arguments import method_problems, numbers, pair_problems
from impact.productivity.synthesis.heterogeneity import (
    ESTIMATORS,
    Floats,
    Method,
    generalised_q,
    weighted_mean,
    weights,
)
from impact.productivity.synthesis.pivotal import pivotal_ends

Interval = Literal["hartung_knapp", "hartung_knapp_modified", "wald", "pivotal"]

_ROWS = 1024  # sets at a time: what thirty studies need then stays in the fast memory of a processor


@dataclass(frozen=True, eq=False)
class PooledDraws:
    """Pooled sets of studies, one value a set: mean, standard error of the model (Wald), tau2, Cochran's Q, scale.

    `scale` is sum(w (y - mean)^2) / (k - 1) at the estimated variance, by which Hartung and Knapp multiply the variance
    of the mean. Means and errors are in the unit of the effects, tau2 in its square; `k` is the number of studies.
    """

    mean: Floats
    std_error: Floats
    tau2: Floats
    q: Floats
    scale: Floats
    k: int
    method: Method


class IntervalKind(Protocol):
    """A way to make intervals of pooled sets, and what it is called exactly."""

    @property
    def name(self) -> Interval:
        """As users ask for it."""

    @property
    def variant(self) -> str:
        """Which confidence interval it is."""

    @property
    def prediction_variant(self) -> str:
        """Which prediction interval it is."""

    def std_error(self, pooled: PooledDraws) -> Floats:
        """Return the standard error of each pooled mean."""

    def confidence(self, y: Floats, v: Floats, pooled: PooledDraws, level: float) -> tuple[Floats, Floats]:
        """Return the lower and upper ends of the confidence interval of each pooled mean."""

    def prediction(self, y: Floats, v: Floats, pooled: PooledDraws, level: float) -> tuple[Floats, Floats] | None:
        """Return the ends between which the effect in another population lies; None where studies are too few."""


@dataclass(frozen=True)
class Symmetric:
    """The mean less and plus a quantile times its error, which is multiplied by the root of the scale where `scaled`.

    The scale is at least `least_scale`. Degrees of freedom of Student's t are the number of studies less `lost`, or
    infinite (the normal distribution) where that is None.
    """

    name: Interval
    scaled: bool
    least_scale: float
    lost: int | None
    lost_in_prediction: int
    variant: str
    prediction_variant: str

    def std_error(self, pooled: PooledDraws) -> Floats:
        """Return the standard error of each pooled mean."""
        if not self.scaled:
            return pooled.std_error
        return pooled.std_error * np.sqrt(np.maximum(pooled.scale, self.least_scale))

    def confidence(self, y: Floats, v: Floats, pooled: PooledDraws, level: float) -> tuple[Floats, Floats]:
        """Return the lower and upper ends of the confidence interval of each pooled mean."""
        half = quantile(level, None if self.lost is None else pooled.k - self.lost) * self.std_error(pooled)
        return pooled.mean - half, pooled.mean + half

    def prediction(self, y: Floats, v: Floats, pooled: PooledDraws, level: float) -> tuple[Floats, Floats] | None:
        """Return the ends of the prediction interval of each set; None without degrees of freedom for it."""
        degrees = pooled.k - self.lost_in_prediction
        if degrees < 1:
            return None
        half = quantile(level, degrees) * np.hypot(np.sqrt(pooled.tau2), self.std_error(pooled))
        return pooled.mean - half, pooled.mean + half


@dataclass(frozen=True)
class Pivotal:
    """Quantiles of the distribution that two pivots give; see `impact.productivity.synthesis.pivotal`."""

    name: Interval = "pivotal"
    variant: str = "pivotal"
    prediction_variant: str = "pivotal"

    def std_error(self, pooled: PooledDraws) -> Floats:
        """Return the model's standard error of each pooled mean; the interval does not come from it."""
        return pooled.std_error

    def confidence(self, y: Floats, v: Floats, pooled: PooledDraws, level: float) -> tuple[Floats, Floats]:
        """Return the lower and upper ends of the confidence interval of each mean."""
        return pivotal_ends(y, v, level, another=False)

    def prediction(self, y: Floats, v: Floats, pooled: PooledDraws, level: float) -> tuple[Floats, Floats] | None:
        """Return the ends of the prediction interval of each set."""
        return pivotal_ends(y, v, level, another=True)


_KINDS: tuple[IntervalKind, ...] = (
    # Hartung and Knapp (2001), Statistics in Medicine 20:3875-3889, without the later truncation of the scale;
    # prediction with the same error and degrees of freedom, as metafor has it
    Symmetric("hartung_knapp", True, 0.0, 1, 1, "hartung_knapp_plain_t(k-1)", "hartung_knapp_plain_t(k-1)"),
    # the scale at least one: Knapp and Hartung (2003), Statistics in Medicine 22:2693-2710
    Symmetric(
        "hartung_knapp_modified", True, 1.0, 1, 1, "hartung_knapp_modified_t(k-1)", "hartung_knapp_modified_t(k-1)"
    ),
    # Higgins, Thompson and Spiegelhalter (2009), J. Royal Statistical Society A 172:137-159, equation 12
    Symmetric("wald", False, 0.0, None, 2, "wald_normal", "higgins_thompson_spiegelhalter_t(k-2)"),
    Pivotal(),
)
INTERVALS: Mapping[Interval, IntervalKind] = MappingProxyType({kind.name: kind for kind in _KINDS})


def quantile(level: float, degrees: int | None) -> float:
    """Return the two-sided quantile of a level: of Student's t, or of the normal where there are no degrees."""
    from scipy.stats import norm, t

    tail = (1 - level) / 2
    return float(norm.isf(tail) if degrees is None else t.isf(tail, degrees))


def pooled_draws(effects: Floats, std_errors: Floats, *, method: Method = "reml") -> PooledDraws:
    """Return the pooled mean, its error and the heterogeneity of every draw of a set of studies.

    Parameters
    ----------
    effects
        Effects in one unit, shape (draws, studies).
    std_errors
        Standard errors in that unit, shape (draws, studies), or (studies,) where all draws share them.
    method
        How the variance between studies is estimated: "reml" (restricted likelihood), "pm" (Paule-Mandel),
        "dl" (DerSimonian-Laird), or "fixed" (none: one common effect).

    Raises
    ------
    InputError
        Shapes that do not fit, fewer than two studies, a number that is not finite, an error that is zero or negative,
        or an unknown method; all at once.
    """
    y, se = numbers("pooled_draws", "effects", effects), numbers("pooled_draws", "std_errors", std_errors)
    if problems := [*_shape_problems(y, se), *method_problems("pooled_draws", method, ESTIMATORS)]:
        raise InputError(problems)
    if problems := pair_problems("pooled_draws", y, np.broadcast_to(se, y.shape)):
        raise InputError(problems)
    return pool(y, np.broadcast_to(se, y.shape) ** 2, method)


def _shape_problems(y: Floats, se: Floats) -> list[Problem]:
    problems = []
    if y.ndim != 2 or 0 in y.shape or y.shape[-1] < 2:
        expected, todo = "(draws, studies), two studies or more", "Give one row a draw and one column a study."
        problems.append(Problem("pooled_draws", "effects", f"shape {y.shape}", expected, todo))
    elif se.shape not in (y.shape, y.shape[1:]):
        expected, todo = f"{y.shape} or {y.shape[1:]}", "Give an error for each effect, or one for each study."
        problems.append(Problem("pooled_draws", "std_errors", f"shape {se.shape}", expected, todo))
    return problems


def pool(y: Floats, v: Floats, method: Method) -> PooledDraws:
    """Return pooled sets of checked effects and sampling variances, both of shape (sets, studies)."""
    parts = [_block(y[i : i + _ROWS], v[i : i + _ROWS], method) for i in range(0, len(y), _ROWS)]
    mean, std_error, tau2, q, scale = (np.concatenate(column) for column in zip(*parts, strict=True))
    return PooledDraws(mean, std_error, tau2, q, scale, y.shape[1], method)


def _block(y: Floats, v: Floats, method: Method) -> tuple[Floats, ...]:
    """Return mean, error, tau2, Q and scale of some sets, computed on their own centre so that no digits are lost."""
    centre = weighted_mean(y, 1.0 / v)
    apart = y - centre[:, None]
    tau2 = ESTIMATORS[method](apart, v)
    w = weights(v, tau2)
    q, _ = generalised_q(apart, v, np.zeros(len(y)))
    at_tau2, _ = generalised_q(apart, v, tau2)
    mean, error = centre + weighted_mean(apart, w), 1.0 / np.sqrt(w.sum(axis=1))
    return mean, error, tau2, q, at_tau2 / (y.shape[1] - 1)
