"""The variance between studies, for many sets of studies at once: by moments, by likelihood, and its interval.

Arrays have one row a set and one column a study: effects `y` and sampling variances `v`. What is returned has one value
a set. Weights are w = 1 / (v + tau2) throughout, and the pooled mean is mu = sum(w y) / sum(w).

DerSimonian and Laird (1986), Controlled Clinical Trials 7:177-188; Paule and Mandel (1982), J. Res. Nat. Bur. Standards
87:377-385, solved as DerSimonian and Kacker (2007), Contemporary Clinical Trials 28:105-114; restricted likelihood and
the profile of Q: Viechtbauer (2005), J. Educational and Behavioral Statistics 30:261-293, and (2007), Statistics in
Medicine 26:37-52.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Method = Literal["reml", "pm", "dl", "fixed"]

_MOST_STEPS = 200
_TOLERANCE = 1e-13  # of the typical variance of a study, the one between studies included
_GRID = 8  # points at which the likelihood is looked at, so that a lower peak is not taken for the highest


def weighted_mean(y: Floats, w: Floats) -> Floats:
    """Return the mean of each set by its weights."""
    mean: Floats = np.einsum("ij,ij->i", w, y) / w.sum(axis=1)
    return mean


def weights(v: Floats, tau2: Floats) -> Floats:
    """Return the weight of each study in each set, 1 / (v + tau2)."""
    found: Floats = 1.0 / (v + tau2[:, None])
    return found


def generalised_q(y: Floats, v: Floats, tau2: Floats) -> tuple[Floats, Floats]:
    """Return Q at a variance between studies, sum(w (y - mu)^2), and its derivative by that variance.

    At zero it is Cochran's Q.
    """
    w = weights(v, tau2)
    residual = y - weighted_mean(y, w)[:, None]
    pull = w * residual
    return np.einsum("ij,ij->i", pull, residual), -np.einsum("ij,ij->i", pull, pull)


def dersimonian_laird(y: Floats, v: Floats) -> Floats:
    """Return the variance by one step of moments from the weights 1 / v, zero where it would be negative."""
    w = 1.0 / v
    total = w.sum(axis=1)
    q, _ = generalised_q(y, v, np.zeros(len(y)))
    tau2: Floats = (q - (y.shape[1] - 1)) / (total - np.einsum("ij,ij->i", w, w) / total)
    return np.maximum(tau2, 0.0)


def tau2_where_q_is(y: Floats, v: Floats, target: float | Floats) -> Floats:
    """Return the variance at which Q equals a target above zero (one, or one a set), zero where Q is below it already.

    Newton's method on 1 / Q, which is a straight line where the studies are equally precise.
    """
    tau2, targets = dersimonian_laird(y, v), np.broadcast_to(np.asarray(target, dtype=float), len(y))
    moving = np.arange(len(y))
    for _ in range(_MOST_STEPS):
        q, slope = generalised_q(y[moving], v[moving], tau2[moving])
        step = _step(q, slope, targets[moving])
        new = np.maximum(tau2[moving] + step, 0.0)
        far = np.abs(new - tau2[moving]) > _TOLERANCE * (new + _typical(v[moving], new))
        tau2[moving] = new
        moving = moving[far]
        if not len(moving):
            break
    return tau2


def _step(q: Floats, slope: Floats, target: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        step: Floats = q / target * (q - target) / -slope
    taken: Floats = np.where(slope < 0, step, -np.inf)  # all effects are equal: Q is zero everywhere
    return taken


def _typical(v: Floats, tau2: Floats) -> Floats:
    """Return the harmonic mean of the variances of the estimates."""
    typical: Floats = v.shape[1] / weights(v, tau2).sum(axis=1)
    return typical


def paule_mandel(y: Floats, v: Floats) -> Floats:
    """Return the variance at which Q is its expectation, the number of studies less one."""
    return tau2_where_q_is(y, v, y.shape[1] - 1.0)


def restricted_likelihood(y: Floats, v: Floats, tau2: Floats) -> Floats:
    """Return the restricted log-likelihood of a variance, up to a constant."""
    w = weights(v, tau2)
    q, _ = generalised_q(y, v, tau2)
    found: Floats = 0.5 * (np.log(w).sum(axis=1) - np.log(w.sum(axis=1)) - q)
    return found


def reml(y: Floats, v: Floats) -> Floats:
    """Return the variance that maximises the restricted likelihood: the best of a grid, then Newton between its sides.

    A step that would leave the bracket, or climb where the likelihood is not concave, is replaced by its half.
    """
    grid = _grid(y, v)
    best = np.argmax([restricted_likelihood(y, v, point) for point in grid], axis=0)
    moving = np.arange(len(y))
    low, high = grid[np.maximum(best - 1, 0), moving], grid[np.minimum(best + 1, _GRID), moving]
    tau2: Floats = grid[best, moving]
    for _ in range(_MOST_STEPS):
        before = tau2[moving]
        score, curvature = _score(y[moving], v[moving], before)
        low, high = np.where(score > 0, before, low), np.where(score > 0, high, before)
        new = _inside(before, score, curvature, low, high)
        far = np.abs(new - before) > _TOLERANCE * (new + _typical(v[moving], new))
        tau2[moving] = new
        moving, low, high = moving[far], low[far], high[far]
        if not len(moving):
            break
    return tau2


def _grid(y: Floats, v: Floats) -> Floats:
    """Return points from zero to beyond any maximum, even on the scale on which likelihoods bend (points, sets)."""
    k, typical = y.shape[1], _typical(v, np.zeros(len(y)))
    beyond = (k * np.ptp(y, axis=1) ** 2 + v.max(axis=1)) / (k - 1)
    grid: Floats = typical * np.expm1(np.linspace(0.0, np.log1p(beyond / typical), _GRID + 1))
    return grid


def _score(y: Floats, v: Floats, tau2: Floats) -> tuple[Floats, Floats]:
    """Return twice the first and second derivative of the restricted log-likelihood."""
    w = weights(v, tau2)
    pull = w * (y - weighted_mean(y, w)[:, None])
    w_squared, pull_squared = w * w, pull * pull
    one, two, three = w.sum(axis=1), w_squared.sum(axis=1), np.einsum("ij,ij->i", w_squared, w)
    score = pull_squared.sum(axis=1) - one + two / one
    shift = np.einsum("ij,ij->i", w, pull)
    bent = 2 * shift**2 / one - 2 * np.einsum("ij,ij->i", w, pull_squared)
    return score, bent + two - 2 * three / one + (two / one) ** 2


def _inside(tau2: Floats, score: Floats, curvature: Floats, low: Floats, high: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        new = tau2 - score / curvature
    taken: Floats = np.where((curvature < 0) & (new >= low) & (new <= high), new, (low + high) / 2)
    return taken


def no_heterogeneity(y: Floats, v: Floats) -> Floats:
    """Return zeros: the fixed-effect model takes all studies to estimate one effect."""
    return np.zeros(len(y))


ESTIMATORS: Mapping[Method, Callable[[Floats, Floats], Floats]] = MappingProxyType(
    {"reml": reml, "pm": paule_mandel, "dl": dersimonian_laird, "fixed": no_heterogeneity}
)


def q_profile(y: Floats, v: Floats, level: float) -> tuple[Floats, Floats]:
    """Return the interval of the variance: where Q is at the quantiles of a chi-squared with k - 1 degrees of freedom.

    Both ends are zero where the studies are closer together than even the lower quantile allows.
    """
    from scipy.stats import chi2

    tail, degrees = (1 - level) / 2, y.shape[1] - 1
    most, least = float(chi2.isf(tail, degrees)), float(chi2.isf(1 - tail, degrees))
    return tau2_where_q_is(y, v, most), tau2_where_q_is(y, v, least)


def inconsistency(v: Floats, tau2: Floats) -> Floats:
    """Return I2, the share (0 to 1) of heterogeneity in the variance of a typical study.

    tau2 / (tau2 + s2), with the typical sampling variance s2 of Higgins and Thompson (2002), Statistics in Medicine
    21:1539-1558, equation 9; with the variance of DerSimonian and Laird it is (Q - k + 1) / Q.
    """
    w = 1.0 / v
    total = w.sum(axis=1)
    sampling = (v.shape[1] - 1) * total / (total**2 - np.einsum("ij,ij->i", w, w))
    share: Floats = tau2 / (tau2 + sampling)
    return share
