"""Sobol indices: which share of the variance of an outcome goes with an input, alone and with all it is part of.

The outcome is asked at two samples A and B of independent inputs, and at A with one input (or one group of inputs) from
B, for each in turn. The first-order index is the share of the variance that would go if the input were known; the
total index what remains if everything else were known. For a group of inputs that is moved together both are closed
indices of the group, which stay defined where the members of the group depend on each other.

Sources: Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola, Variance based sensitivity analysis of model output,
Computer Physics Communications 181 (2010), table 2: first order (b), total (f), the latter of Jansen (1999). Sobol and
Levitan (1999) on taking the mean off first. Intervals: the percentile bootstrap over the rows of the sample, Archer,
Saltelli and Sobol (1997).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.scenario.computation.draws import Array

RESAMPLES = 999
LEVEL = 0.95


@dataclass(frozen=True)
class Index:
    """One kind of index of every input and outcome, with its interval; NaN of an outcome that never changes.

    Attributes
    ----------
    value, low, high : shares of the variance, each (inputs, outcomes).
    """

    value: Array
    low: Array
    high: Array


@dataclass(frozen=True)
class Indices:
    """First-order and total indices.

    Attributes
    ----------
    first : what goes with an input alone.
    total : what goes with it in any way.
    variance : of each outcome, (outcomes,).
    """

    first: Index
    total: Index
    variance: Array


@dataclass(frozen=True)
class Answers:
    """What the model answers in a design.

    Attributes
    ----------
    a, b : at the two samples, each (n, outcomes).
    mixed : at A with each input in turn from B, (inputs, n, outcomes).
    """

    a: Array
    b: Array
    mixed: Array


def sobol_indices(answers: Answers, *, resamples: int = RESAMPLES, level: float = LEVEL, seed: int = 0) -> Indices:
    """Return the indices of every input and outcome with their bootstrap intervals.

    Parameters
    ----------
    answers
        Of the model; inputs independent of each other, or groups of inputs that are.
    resamples
        How often the rows are drawn again.
    level
        Coverage of the intervals. Rows of a Sobol sequence lie more evenly than the bootstrap takes them to, so that
        intervals are wide rather than narrow.
    seed
        Of the drawing again.

    Returns
    -------
    Indices
        Shares, not cut to 0 and 1: an estimate below 0 says that the index is small.
    """
    n = len(answers.a)
    luck = np.random.default_rng(seed)
    counts = luck.multinomial(n, np.full(n, 1 / n), size=resamples).astype(float)
    whole = np.ones((1, n))
    (first, total), (first_again, total_again) = (_estimates(answers, weights) for weights in (whole, counts))
    return Indices(
        first=_with_interval(first[0], first_again, level),
        total=_with_interval(total[0], total_again, level),
        variance=np.var(np.concatenate([answers.a, answers.b]), axis=0),
    )


def _estimates(answers: Answers, counts: Array) -> tuple[Array, Array]:
    """Return first-order and total indices of each row of counts, each (resamples, inputs, outcomes).

    Array say how often each row of the sample is in it. Everything that is asked of a resample is a sum over rows, so
    that no sample is ever made: the mean that is taken off is that of the resample, as in the estimate itself.
    """
    n = len(answers.a)
    mean, variance = _moments(answers, counts)
    step = answers.mixed - answers.a
    crossed = _summed(counts, answers.b * step) - mean[:, None, :] * _summed(counts, step)
    squared = _summed(counts, step**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        first, total = crossed / n / variance[:, None, :], squared / (2 * n) / variance[:, None, :]
    fixed = np.broadcast_to(variance[:, None, :] <= 0, first.shape)
    return np.where(fixed, np.nan, first), np.where(fixed, np.nan, total)


def _moments(answers: Answers, counts: Array) -> tuple[Array, Array]:
    """Return mean and variance of A and B together in each resample, each (resamples, outcomes)."""
    both = 2 * len(answers.a)
    centre = (answers.a.sum(axis=0) + answers.b.sum(axis=0)) / both
    a, b = answers.a - centre, answers.b - centre
    fixed = np.ptp(np.concatenate([answers.a, answers.b]), axis=0) == 0
    off = counts @ (a + b) / both
    variance = np.where(fixed, 0.0, counts @ (a**2 + b**2) / both - off**2)
    return off + centre, variance


def _summed(counts: Array, values: Array) -> Array:
    """Return sums over rows, (resamples, inputs, outcomes), of values of (inputs, n, outcomes)."""
    inputs, n, outcomes = values.shape
    rows = np.moveaxis(values, 1, 0).reshape(n, inputs * outcomes)
    return np.asarray((counts @ rows).reshape(len(counts), inputs, outcomes))


def _with_interval(value: Array, again: Array, level: float) -> Index:
    low, high = np.quantile(again, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return Index(value, low, high)
