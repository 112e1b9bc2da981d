"""How wrong parallel trends may be before a conclusion falls (Rambachan and Roth 2023).

The event-study estimates are normal around effect plus violation. "smoothness" lets the violation's slope change by at
most M a period, and gives the shortest interval of fixed length. "relative_magnitudes" lets it move after treatment
by at most M times its largest move before, and inverts the conditional / least-favourable hybrid test.
"""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Literal

import numpy as np
import pandas as pd
from scipy import optimize, stats

from impact.effects.design.results import Effect, Floats, NotIdentified
from impact.effects.robustness.relative_magnitudes import relative_magnitudes_interval
from impact.words.statements import said

Restriction = Literal["smoothness", "relative_magnitudes"]
WINDOW = 5  # periods before the reference


def honest_bounds(
    estimates: Sequence[float] | Floats,
    covariance: Floats,
    *,
    pre: int,
    post: int,
    restriction: Restriction,
    m: Sequence[float],
    target: Sequence[float] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return robust intervals for a mean of effects after treatment.

    Parameters
    ----------
    estimates, covariance
        Event-study path in order of time, the reference period left out (pre + post,), and its covariance.
    pre, post
        Number of periods before the reference and after it.
    restriction
        "smoothness" or "relative_magnitudes".
    m
        Bounds to try: changes of slope in units of the outcome, or multiples of the largest move before.
    target
        Weights of the effects after treatment (post,); the first effect if None.
    level
        Coverage.

    Returns
    -------
    DataFrame
        Columns m, lower, upper; one row a bound.

    Raises
    ------
    ValueError
        Estimates, covariance, target or bounds that do not fit each other, are missing or infinite, or leave nothing
        to estimate; an unknown restriction, or a level that is no coverage.
    """
    beta, sigma, weights = _checked(estimates, covariance, pre, post, m, target, level)
    if restriction == "smoothness":
        bounds = [smoothness_interval(beta, sigma, pre, weights, bound, level) for bound in m]
    elif restriction == "relative_magnitudes":
        bounds = [relative_magnitudes_interval(beta, sigma, pre, weights, bound, level) for bound in m]
    else:
        raise ValueError(f"restriction is {restriction!r}; use 'smoothness' or 'relative_magnitudes'.")
    return pd.DataFrame({"m": list(m), "lower": [b[0] for b in bounds], "upper": [b[1] for b in bounds]})


def breakdown_value(
    estimates: Sequence[float] | Floats,
    covariance: Floats,
    *,
    pre: int,
    post: int,
    restriction: Restriction,
    target: Sequence[float] | Floats | None = None,
    level: float = 0.95,
    largest: float | None = None,
) -> float:
    """Return the largest bound at which the robust interval still leaves zero out; 0 when none does.

    It refuses what `honest_bounds` refuses.

    Parameters
    ----------
    estimates, covariance, pre, post, restriction, target, level
        As in `honest_bounds`.
    largest
        Where the search ends; ten standard errors of the target, or ten times the largest move before, if None.
    """
    beta, sigma, weights = _checked(estimates, covariance, pre, post, [0.0], target, level)

    def holds_zero(bound: float) -> bool:
        found = honest_bounds(
            beta, sigma, pre=pre, post=post, restriction=restriction, m=[bound], target=list(weights), level=level
        )
        return bool(found["lower"].iloc[0] <= 0 <= found["upper"].iloc[0])

    if holds_zero(0.0):
        return 0.0
    spread = float(np.sqrt(weights @ sigma[pre:, pre:] @ weights))
    high = largest if largest is not None else 10.0 * (spread if restriction == "smoothness" else 1.0)
    if not holds_zero(high):
        return high
    low = 0.0
    while high - low > 1e-3 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if holds_zero(middle) else (middle, high)
    return low


def breakdown_values(result: Effect | NotIdentified, anticipation: int = 0) -> pd.DataFrame:
    """Return the breakdown values of the first effect after treatment, for an event-time path with a covariance.

    Returns
    -------
    DataFrame
        Index the restriction; column breakdown_value, the largest violation that leaves zero out: a change of slope a
        period, or a multiple of the largest move before treatment.

    Raises
    ------
    ValueError
        When the result has no such path, or one with gaps.
    """
    if isinstance(result, NotIdentified) or result.path_covariance is None or "cohort" in result.path:
        raise ValueError(said("no_path"))
    period = result.path["period"].to_numpy()
    reference = -1 - anticipation
    before = (period < reference) & (period >= reference - WINDOW)
    after = (period > reference) & (period <= 1)
    keep = np.flatnonzero(before | after)
    if not before.any() or 0 not in period or reference in period:
        raise ValueError(said("no_reference"))
    seen = np.sort([reference, *period[keep]])
    if (np.diff(seen) > 1).any():
        raise ValueError(said("gap_in_path", first=int(seen[0]), last=int(seen[-1])))
    pre, target = int(before.sum()), (period[after] == 0).astype(float)
    beta = result.path["estimate"].to_numpy()[keep]
    sigma = result.path_covariance[np.ix_(keep, keep)]
    return _breakdown_values(beta, sigma, pre, target, result.level)


def _breakdown_values(beta: Floats, sigma: Floats, pre: int, target: Floats, level: float) -> pd.DataFrame:
    restrictions: tuple[Restriction, ...] = ("smoothness", "relative_magnitudes")
    values = [
        breakdown_value(beta, sigma, pre=pre, post=len(target), restriction=r, target=target, level=level)
        for r in restrictions
    ]
    return pd.DataFrame({"breakdown_value": values}, index=pd.Index(restrictions, name="restriction"))


def smoothness_interval(
    beta: Floats, sigma: Floats, pre: int, target: Floats, bound: float, level: float
) -> tuple[float, float]:
    """Return the fixed-length interval when the slope of the violation changes by at most `bound` a period.

    The estimator is the target less a weighted sum of pre-period estimates, unbiased for linear violations; the
    weights minimise the length of the interval, which is convex in bias and standard error (section 3.2).
    """
    slope, curvature = _violations(pre, len(beta) - pre)
    fixed = np.concatenate([np.zeros(pre), target])
    scale = float(np.sqrt(fixed @ sigma @ fixed))
    start, free = _unbiased(slope, pre, fixed, sigma)

    def bias_and_sd(x: Floats) -> tuple[Floats, float]:
        v = start + free @ x
        return bound * (curvature.T @ v), float(np.sqrt(v @ sigma @ v))

    x = _shortest(start, free, curvature * bound, sigma, scale, level) if free.shape[1] and bound > 0 else None
    x = np.zeros(free.shape[1]) if x is None else x
    terms, sd = bias_and_sd(x)
    reach = sd * folded_normal_quantile(float(np.abs(terms).sum()) / sd, level)
    centre = float((start + free @ x) @ beta)
    return centre - reach, centre + reach


def folded_normal_quantile(shift: float, level: float) -> float:
    """Return c with P(|Z + shift| <= c) = level for a standard normal Z."""
    if shift > 8:
        return shift + float(stats.norm.ppf(level))
    return float(
        optimize.brentq(
            lambda c: stats.norm.cdf(c - shift) - stats.norm.cdf(-c - shift) - level, 0.0, shift + 10.0, xtol=1e-12
        )
    )


def _checked(
    estimates: Sequence[float] | Floats,
    covariance: Floats,
    pre: int,
    post: int,
    m: Sequence[float],
    target: Sequence[float] | Floats | None,
    level: float,
) -> tuple[Floats, Floats, Floats]:
    beta, sigma = np.asarray(estimates, dtype=float), np.asarray(covariance, dtype=float)
    if not all(isinstance(n, Integral) and n >= 1 for n in (pre, post)):
        raise ValueError(f"pre is {pre!r} and post is {post!r}; give whole numbers of periods, 1 or more.")
    if beta.shape != (pre + post,) or sigma.shape != (pre + post, pre + post):
        raise ValueError(
            f"{beta.size} estimates and a covariance of {sigma.shape} do not fit pre={pre} and post={post}. "
            "Was the reference period left in?"
        )
    weights = np.eye(post)[0] if target is None else np.asarray(target, dtype=float)
    if weights.shape != (post,) or not np.isfinite(weights).all() or not weights.any():
        raise ValueError(f"target is {weights.tolist()}; give {post} weights after treatment, not all of them 0.")
    bounds = np.asarray(m, dtype=float)
    if bounds.ndim != 1 or not bounds.size or not ((bounds >= 0) & (bounds < np.inf)).all():
        raise ValueError(f"m is {m}; give a list with bounds of 0 or more.")
    if not 0.5 <= level < 1:
        raise ValueError(f"level is {level}; give a coverage such as 0.95.")
    if not np.isfinite(beta).all() or not np.isfinite(sigma).all():
        raise ValueError("An estimate or a covariance is missing or infinite; leave that period out.")
    if not np.allclose(sigma, sigma.T) or np.linalg.eigvalsh(sigma).min() <= 1e-14 * np.trace(sigma):
        todo = "leave a period without noise of its own out, and give the whole matrix."
        raise ValueError(f"The covariance is not symmetric and positive definite; {todo}")
    return beta, sigma, weights


def _violations(pre: int, post: int) -> tuple[Floats, Floats]:
    """Return what a unit slope (P + Q,) and a unit change of slope at each inner period (P + Q, P + Q - 1) do.

    A violation that is zero in the reference period is its slope after it plus its changes of slope.
    """
    time = np.concatenate([np.arange(-pre, 0), np.arange(1, post + 1)])
    bend = np.arange(-pre + 1, post)
    after = np.maximum(time[:, None] - bend[None, :], 0) * (bend >= 1)
    before = np.maximum(bend[None, :] - time[:, None], 0) * (bend <= 0)
    return time.astype(float), np.asarray(after + before, dtype=float)


def _unbiased(slope: Floats, pre: int, fixed: Floats, sigma: Floats) -> tuple[Floats, Floats]:
    """Return the least-variance weights unbiased for linear violations, and the directions that keep them so."""
    directions = np.zeros((len(fixed), max(pre - 1, 0)))
    basis = slope[:pre] / np.linalg.norm(slope[:pre])
    null = np.linalg.svd(basis[None, :])[2][1:].T  # (P, P - 1), orthogonal to the slope
    directions[:pre] = null
    start = fixed.copy()
    start[:pre] -= basis * (slope @ fixed) / np.linalg.norm(slope[:pre])
    if directions.shape[1]:
        start = start - directions @ np.linalg.solve(directions.T @ sigma @ directions, directions.T @ sigma @ start)
    return start, directions


def _shortest(start: Floats, free: Floats, curvature: Floats, sigma: Floats, scale: float, level: float) -> Floats:
    """Return the free coordinates of the shortest interval; the absolute values become slack variables."""
    k, terms = free.shape[1], curvature.shape[1]
    constant, linear = curvature.T @ start / scale, curvature.T @ free / scale

    def length(z: Floats) -> tuple[float, Floats]:
        v = start + free @ z[:k]
        sd = float(np.sqrt(v @ sigma @ v)) / scale
        bias = float(z[k:].sum())
        c = folded_normal_quantile(bias / sd, level)
        near, far = stats.norm.pdf(c - bias / sd), stats.norm.pdf(c + bias / sd)
        rate = (near - far) / (near + far)  # dc / d(bias / sd)
        by_sd = (free.T @ (sigma @ v)) / (sd * scale**2)
        return sd * c, np.concatenate([(c - rate * bias / sd) * by_sd, np.full(terms, rate)])

    jacobian = np.block([[-linear, np.eye(terms)], [linear, np.eye(terms)]])
    first: Floats = np.concatenate([np.zeros(k), np.abs(constant)])
    result = optimize.minimize(
        length,
        first,
        jac=True,
        method="SLSQP",
        constraints=optimize.LinearConstraint(
            jacobian, np.concatenate([constant, -constant]), np.full(2 * terms, np.inf)
        ),
        tol=1e-12,
    )
    return np.asarray(result.x[:k])
