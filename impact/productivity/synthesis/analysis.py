"""One synthesis of one set of studies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from impact.errors import InputError, Problem
from impact.productivity.synthesis.arguments import level_problems, method_problems, numbers, pair_problems
from impact.productivity.synthesis.frames import share_between
from impact.productivity.synthesis.heterogeneity import (
    ESTIMATORS,
    Floats,
    Method,
    inconsistency,
    q_profile,
    weights,
)
from impact.productivity.synthesis.pooling import INTERVALS, Interval, IntervalKind, PooledDraws, pool
from impact.productivity.synthesis.results import Ends, Synthesis
from impact.words.statements import Statement, said

FEWEST = 5
"""Below this number of studies the variance between them is hardly known, and a prior takes the elicited range."""
_CONTRADICTED = 0.05
_PRECISE = 2 / 3  # of all precision in one study: beyond it Hartung-Knapp covers 75 to 95 % (docs/productivity.md)
_NAME = "meta_analysis"


def meta_analysis(
    effects: pd.Series | Sequence[float] | Floats,
    std_errors: pd.Series | Sequence[float] | Floats,
    *,
    method: Method = "reml",
    interval: Interval = "hartung_knapp",
    level: float = 0.95,
) -> Synthesis:
    """Return the effect that studies have in common, how much they differ, and where another study would lie.

    Parameters
    ----------
    effects
        The effect of each study, all in one unit; the index of a Series names the studies (else 1, 2, ...).
    std_errors
        Their standard errors in that unit; a Series has the same index in the same order.
    method
        How the variance between studies is estimated: "reml" (restricted likelihood), "pm" (Paule-Mandel),
        "dl" (DerSimonian-Laird), or "fixed" (none: one common effect).
    interval
        "hartung_knapp": error by the spread around the mean, Student's t with k - 1 degrees of freedom, the scale not
        truncated; prediction with the same error and degrees of freedom. "hartung_knapp_modified": the scale at least
        one, so that the error is never below the model's. "wald": the model's error and the normal distribution;
        prediction with Student's t and k - 2 degrees of freedom (Higgins, Thompson and Spiegelhalter). "pivotal": by
        the distribution of the variance between studies, for a mean or a prediction that holds with few or very
        unequal studies; not symmetric around the mean.
    level
        Of the intervals, the one of the variance included.

    Raises
    ------
    InputError
        Fewer than two studies, a study twice, other labels or other lengths, a number that is not finite, an error that
        is zero or negative, an unknown method or interval, a level that is no share; all at once.
    """
    y, se = _labelled("effects", effects), _labelled("std_errors", std_errors)
    if problems := [*_options(method, interval, level), *_studies(effects, std_errors, y, se)]:
        raise InputError(problems)
    if problems := pair_problems(_NAME, y.to_numpy(), se.to_numpy()):
        raise InputError(problems)
    return _synthesis(y, se.set_axis(y.index), method, INTERVALS[interval], level)


def _labelled(field: str, values: pd.Series | Sequence[float] | Floats) -> pd.Series:
    array = numbers(_NAME, field, values)
    if array.ndim != 1:
        todo = "Give one number a study; for many draws there is pooled_draws."
        raise InputError(Problem(_NAME, field, f"shape {array.shape}", "one row of numbers", todo))
    return pd.Series(array, index=values.index if isinstance(values, pd.Series) else range(1, len(array) + 1))


def _options(method: object, interval: object, level: object) -> Iterator[Problem]:
    yield from method_problems(_NAME, method, ESTIMATORS)
    yield from method_problems(_NAME, interval, INTERVALS, "interval")
    yield from level_problems(_NAME, level)
    if (method, interval) == ("fixed", "pivotal"):
        todo = 'Take "wald", or a method that estimates the variance between studies.'
        yield Problem(_NAME, "interval", "'pivotal'", "an interval for one common effect", todo)


def _studies(effects: object, std_errors: object, y: pd.Series, se: pd.Series) -> Iterator[Problem]:
    """Yield what is wrong with the studies as a set."""
    both = isinstance(effects, pd.Series) and isinstance(std_errors, pd.Series)
    if len(y) != len(se):
        found, expected = f"{len(se)} errors of {len(y)} effects", "one error for each effect"
        yield Problem(_NAME, "std_errors", found, expected, "Leave out the studies without an error.")
    elif both and not y.index.equals(se.index):
        found = f"{[str(name) for name in se.index[:3]]} and {[str(name) for name in y.index[:3]]}"
        yield Problem(_NAME, "std_errors", found, "the studies of effects in their order", "Reindex the errors.")
    if len(y) < 2:
        found = "one study" if len(y) else "no study"
        yield Problem(_NAME, "effects", found, "two studies or more", "Use what it says, or the elicited range.")
    if twice := list(map(str, y.index[y.index.duplicated()].unique())):
        todo = "Keep one estimate of each study, or name their parts apart if they share no data."
        yield Problem(_NAME, "effects", f"{', '.join(twice)} more than once", "each study once", todo)


def _synthesis(y: pd.Series, se: pd.Series, method: Method, kind: IntervalKind, level: float) -> Synthesis:
    row, v = y.to_numpy()[None, :], se.to_numpy()[None, :] ** 2
    pooled = pool(row, v, method)
    predicted = None if method == "fixed" else kind.prediction(row, v, pooled, level)
    ends = q_profile(row, v, level)
    shares = weights(v, pooled.tau2)[0]
    return Synthesis(
        mean=float(pooled.mean[0]),
        std_error=float(kind.std_error(pooled)[0]),
        interval=_ends(kind.confidence(row, v, pooled, level)),
        prediction=None if predicted is None else _ends(predicted),
        tau2=float(pooled.tau2[0]),
        tau2_interval=_ends(ends),
        q=float(pooled.q[0]),
        q_p_value=_p_value(pooled),
        i2=float(share_between(row, v, pooled)[0]),
        i2_interval=_ends((inconsistency(v, ends[0]), inconsistency(v, ends[1]))),
        k=pooled.k,
        weights=pd.Series(shares / shares.sum(), index=y.index, name="weight"),
        effects=y.rename("estimate"),
        std_errors=se.rename("std_error"),
        wald_std_error=float(pooled.std_error[0]),
        level=level,
        method=method,
        interval_kind=kind.name,
        interval_variant=kind.variant,
        prediction_variant="" if predicted is None else kind.prediction_variant,
        tau2_interval_variant="q_profile",
        cautions=(
            *_cautions(pooled, kind, predicted is None, float(ends[1][0])),
            *_uneven(1 / se**2, kind),
        ),
    )


def _ends(ends: tuple[Floats, Floats]) -> Ends:
    return float(ends[0][0]), float(ends[1][0])


def _p_value(pooled: PooledDraws) -> float:
    from scipy.stats import chi2

    return float(chi2.sf(pooled.q[0], pooled.k - 1))


def _cautions(pooled: PooledDraws, kind: IntervalKind, unpredicted: bool, most_tau2: float) -> Iterator[Statement]:
    q, degrees, p_value = float(pooled.q[0]), pooled.k - 1, _p_value(pooled)
    if pooled.k < FEWEST:
        yield said("few_studies", k=pooled.k, fewest=FEWEST)
    if pooled.method == "fixed":
        yield said("no_prediction_common_effect")
        if p_value < _CONTRADICTED:
            yield said("common_effect_contradicted", q=q, degrees_of_freedom=degrees, p_value=p_value)
    elif unpredicted:
        yield said("no_prediction_few_studies", k=pooled.k)
    if most_tau2 == 0.0:
        yield said("closer_than_chance", q=q, degrees_of_freedom=degrees)
    own, model = float(kind.std_error(pooled)[0]), float(pooled.std_error[0])
    if own < model * (1 - 1e-9):
        yield said("narrower_than_wald", std_error=own, wald_std_error=model)


def _uneven(precision: pd.Series, kind: IntervalKind) -> Iterator[Statement]:
    """Yield the study that outweighs the others, where the interval does not take that into account."""
    share = float(precision.max() / precision.sum())
    if kind.name != "pivotal" and len(precision) > 2 and share > _PRECISE:
        yield said("one_precise_study", study=str(precision.idxmax()), share=share)
