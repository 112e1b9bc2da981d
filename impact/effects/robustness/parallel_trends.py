"""Whether treated and controls moved together before treatment, and which trend such a test would miss (Roth 2022)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pandas as pd
from scipy import optimize, stats

from impact.effects.design.alternatives import PRE_PERIODS
from impact.effects.design.assignments import TIE, common_clean_periods
from impact.effects.design.blocks import Block
from impact.effects.design.designs import Design
from impact.effects.design.estimator import Estimator
from impact.effects.design.identification import identified
from impact.effects.design.options import Aggregate, Control, Options
from impact.effects.design.procedures import PERMUTATION
from impact.effects.design.results import Bools, Floats
from impact.effects.estimation import adjusted
from impact.effects.estimators import DEFAULT, passed_over
from impact.effects.estimators.aggregation import cell_weights, event_time_weights
from impact.effects.estimators.group_time import group_time_effects
from impact.effects.inference import placements
from impact.effects.inference.choice import RefusedInferenceError, few_draws, known
from impact.effects.inference.permutation import Reassignments, reassign_each
from impact.effects.inference.remedies import checked
from impact.effects.inference.significance import own_noise, uniform_critical_value
from impact.effects.robustness.honest import WINDOW
from impact.errors import InputError, Problem
from impact.words.statements import said

PRECISION = 1e-4  # of a probability


@dataclass(frozen=True, eq=False)
class PreTrends:
    """The path before treatment, its test, and what the test would miss; in units of the outcome.

    `path` has one row a period (index period, event time): estimate, std_error, p_value, and missed, the value there
    of the linear trend that the test would find only half of the time. `p_value` is that of the largest deviation of
    all. `slope` is the rise of that trend a period, `bias` what it would add to the estimate.
    """

    path: pd.DataFrame
    p_value: float
    slope: float
    bias: float


def pre_trends(
    panel: pd.DataFrame,
    design: Design,
    *,
    estimator: str = DEFAULT,
    control_group: Control = "never",
    aggregate: str | None = None,
    window: int = WINDOW,
    level: float = 0.05,
    draws: int = 9999,
    seed: int = 0,
) -> PreTrends:
    """Return the test of parallel trends in the last periods before the reference period, by reassignment.

    The path is that of group-time effects with the last clean period as base, summed by event time: the event study
    when there is one date. Its p-values come from the reassignments of the default inference. Where there are three
    clean years each is over the units' own noise, here that of their changes: a trend would make the levels noisy and
    so hide itself.

    Parameters
    ----------
    panel, design, control_group, aggregate, draws, seed
        As in `estimate`.
    estimator
        The one whose assumption is tested; not one that is fitted to the years before. Where effects fade with distance
        or go with the dose, it is that trends were alike near and far, or of those that got more and less.
    window
        Most periods before the reference that are tested, the last ones.
    level
        Size of the test.

    Raises
    ------
    InputError
        When cells are missing, nobody is never treated, a unit does not move, or an option does not exist; for an
        estimator that is fitted to the years before or cannot be reassigned, for weights and covariates.
    NotIdentifiedError
        When the panel identifies no effect.
    ValueError
        When no period lies before the reference.
    """
    aim = Options(aggregate=cast("Aggregate | None", aggregate), control_group=control_group)
    record = known(estimator)
    _check_options(record, aim, window, level, draws)
    block = identified(panel, design)
    checked(block, record, PERMUTATION.name, needs=_needs)
    sd = _sd_of_changes(block) if common_clean_periods(block) >= PRE_PERIODS else None
    if record.placed:
        period, tests = _placed(adjusted(block, record, aim), record, window, sd, draws=draws, seed=seed)
    else:
        period, weights = _path_weights(block, control_group, window)
        tests = reassign_each(block, weights, sd, draws=draws, seed=seed)
    noise = np.stack([test.noise() for test in tests])  # (K, B)
    covariance = noise @ noise.T / noise.shape[1]
    distance = (-1.0 - block.anticipation) - period
    critical = uniform_critical_value(covariance, 1 - level, seed=seed)
    missed = pretrend_power(
        covariance, pre=len(period), level=2 * float(stats.norm.sf(critical)), distance=list(distance)
    )
    path = pd.DataFrame(
        {
            "estimate": [test.contrast[0] for test in tests],
            "std_error": np.sqrt(np.diag(covariance)),
            "p_value": [test.p_value() for test in tests],
            "missed": -missed.slope * distance,
        },
        index=pd.Index(period.astype(int), name="period"),
    )
    return PreTrends(path, _largest(tests), missed.slope, missed.slope * _per_slope(block, record, aim))


def _needs(block: Block, estimator: Estimator) -> None:
    """Raise for an estimator that has no path before treatment of its own; what one refuses besides comes first."""
    if not estimator.linear:
        expected = "one with a path before treatment that is not fitted to it"
        problem = Problem("pre_trends", "estimator", estimator.name, expected, f"Use {DEFAULT}.")
        raise RefusedInferenceError(problem, said("no_pre_path", estimator=estimator.name))
    if estimator.refuses is not None:
        estimator.refuses(block)


def _check_options(estimator: Estimator, aim: Options, window: int, level: float, draws: int) -> None:
    """Raise for what `estimate` would refuse, but for the control group: it is that of the path, whatever estimates."""
    seen = replace(aim, control_group=Options.control_group)
    problems = [*few_draws(draws), *seen.unknown(), *passed_over(estimator, seen, file="estimate")]
    if not 0 < level < 0.5:
        expected = "the size of the test, between 0 and 0.5"
        problems.append(Problem("pre_trends", "level", str(level), expected, "Write 0.05 for 5 %."))
    if window != int(window) or window < 1:
        problems.append(Problem("pre_trends", "window", str(window), "1 period or more", "Leave it out for five."))
    if problems:
        raise InputError(problems)


def _path_weights(block: Block, control: Control, window: int) -> tuple[Floats, list[Floats]]:
    """Return the last event times before the reference (K,), and the cell weights (N, T) of the effect at each."""
    effects = group_time_effects(block, control=control, universal=True)
    period, weights = event_time_weights(effects, block)
    before = np.flatnonzero(period < -1 - block.anticipation)[-window:]
    if not len(before):
        raise ValueError(said("no_period_before"))
    return period[before], [cell_weights(effects, block, weights[k]) for k in before]


def _placed(
    block: Block, estimator: Estimator, window: int, sd: Floats | None, *, draws: int, seed: int
) -> tuple[Floats, list[Reassignments]]:
    """Return the last event times before the reference (K,), and the test at each, made anew at every place."""
    assert estimator.fit is not None  # it is linear
    placement = estimator.fit(block, Options()).placement
    assert placement is not None  # it is placed
    clean = np.flatnonzero(block.clean[block.treated].all(axis=0))
    if len(clean) < 2:
        raise ValueError(said("no_period_before"))
    before, each = clean[:-1][-window:], np.eye(len(block.times))
    rows = [replace(placement, over_time=each[t] - each[clean[-1]]) for t in before]
    tests = [placements.reassign(block, row, sd, draws=draws, seed=seed) for row in rows]
    return (block.times[before] - block.cohorts[0]).astype(float), tests


def _sd_of_changes(block: Block) -> Floats:
    """Return each unit's standard deviation of changes over the clean periods, less the period means (N,)."""
    clean: Bools = np.asarray(block.clean[block.treated].all(axis=0))
    before = block.keep(np.ones(len(block.units), dtype=bool), clean)
    return own_noise(replace(before, outcome=np.diff(before.outcome, axis=1), times=before.times[1:]))


def _largest(tests: list[Reassignments]) -> float:
    """Return the p-value of the largest deviation, each period on the scale of its own spread."""
    t = np.stack([test.statistic / np.sqrt(np.mean(test.statistic**2)) for test in tests]).max(axis=0)
    return float(np.mean(t >= t[0] * (1 - TIE)))


def _per_slope(block: Block, estimator: Estimator, options: Options) -> float:
    """Return what a trend of one a period in the treated units, or in the effect by place, adds to the estimate."""
    assert estimator.fit is not None  # it is linear
    block = adjusted(block, estimator, options)
    fit = estimator.fit(block, options)
    if estimator.placed and fit.placement is not None:  # one unit of the effect counts for one
        return float(fit.placement.over_time @ block.times)
    weights = fit.weights
    assert weights is not None  # balanced, unweighted, no covariates
    return float((weights * block.treated[:, None] * block.times).sum())


@dataclass(frozen=True)
class PretrendPower:
    """The slope (units of the outcome a period) found with probability `power`, and the chance of a false alarm."""

    slope: float
    power: float
    false_alarm: float


def pretrend_power(
    covariance: Floats, *, pre: int, power: float = 0.5, level: float = 0.05, distance: Sequence[float] | None = None
) -> PretrendPower:
    """Return the linear violation that the pre-period tests find with some probability (Roth 2022).

    Parameters
    ----------
    covariance
        Of the event-study path, (periods, periods).
    pre
        Number of its periods before the reference.
    power
        Probability with which the violation is found.
    level
        Size of the test, which rejects when any pre-period estimate differs from zero at it.
    distance
        How far each pre-period lies before the reference; pre, ..., 2, 1 if None.

    Raises
    ------
    ValueError
        No period before, a period without noise, distances that do not fit, or a level or power that is no probability.
    """
    sigma = np.asarray(covariance, dtype=float)[:pre, :pre]
    if pre < 1 or sigma.shape != (pre, pre) or not (np.diag(sigma) > 0).all():
        raise ValueError(f"pre is {pre} with a covariance of {np.shape(covariance)}; give periods that have noise.")
    if not 0 < level < power < 1:
        raise ValueError(f"level {level} and power {power}: give probabilities, the level below the power.")
    if distance is not None and (len(distance) != pre or not min(distance) > 0):
        raise ValueError(f"distance is {list(distance)}; give {pre} positive numbers of periods.")
    time = np.arange(-pre, 0, dtype=float) if distance is None else -np.asarray(distance, dtype=float)
    sd = np.sqrt(np.diag(sigma))
    critical = float(stats.norm.ppf(1 - level / 2))
    correlation = sigma / np.outer(sd, sd)

    def rejected(slope: float) -> float:
        return 1 - _inside(slope * time / sd, correlation, critical)

    high = float((critical + 4) * (sd / np.abs(time)).min())
    slope = float(optimize.brentq(lambda slope: rejected(slope) - power, 0.0, high, rtol=1e-4))
    return PretrendPower(slope=slope, power=power, false_alarm=rejected(0.0))


def _inside(mean: Floats, correlation: Floats, critical: float) -> float:
    seeded = type(stats.multivariate_normal)(seed=0)
    reach = np.full(len(mean), critical)
    inside = seeded.cdf(
        reach, mean, correlation, allow_singular=True, abseps=PRECISION, releps=PRECISION, lower_limit=-reach
    )
    return float(inside)
