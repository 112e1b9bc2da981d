"""The frames that a synthesis gives: without each study in turn, and those of a forest plot and a funnel plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from impact.errors import InputError, Problem
from impact.productivity.synthesis.heterogeneity import Floats, dersimonian_laird, inconsistency
from impact.productivity.synthesis.pooling import INTERVALS, PooledDraws, pool, quantile

if TYPE_CHECKING:
    from impact.productivity.synthesis.results import Synthesis


def forest(synthesis: Synthesis) -> pd.DataFrame:
    """Return the rows of a forest plot, see `Synthesis.forest`."""
    half = quantile(synthesis.level, None) * synthesis.std_errors.to_numpy()
    effects = synthesis.effects.to_numpy()
    studies = pd.DataFrame(
        {
            "row": "study",
            "study": synthesis.effects.index.astype(str),
            "estimate": effects,
            "lower": effects - half,
            "upper": effects + half,
            "weight": synthesis.weights.to_numpy(),
        }
    )
    found = {"pooled": synthesis.interval, "prediction": synthesis.prediction}
    summary = [(row, "", synthesis.mean, *ends, np.nan) for row, ends in found.items() if ends is not None]
    return pd.concat([studies, pd.DataFrame(summary, columns=studies.columns)], ignore_index=True)


def funnel(synthesis: Synthesis) -> pd.DataFrame:
    """Return the points of a funnel plot, see `Synthesis.funnel`."""
    errors = synthesis.std_errors.to_numpy()
    half = quantile(synthesis.level, None) * errors
    return pd.DataFrame(
        {
            "study": synthesis.effects.index.astype(str),
            "estimate": synthesis.effects.to_numpy(),
            "std_error": errors,
            "lower": synthesis.mean - half,
            "upper": synthesis.mean + half,
        }
    )


def without_each(synthesis: Synthesis) -> pd.DataFrame:
    """Return a synthesis without each study in turn, see `Synthesis.leave_one_out`."""
    if synthesis.k < 3:
        todo = "With two studies compare them directly."
        raise InputError(Problem("leave_one_out", "effects", "two studies", "three studies or more", todo))
    kept = ~np.eye(synthesis.k, dtype=bool)
    y, v = (
        np.broadcast_to(values.to_numpy(), kept.shape)[kept].reshape(synthesis.k, -1)
        for values in (synthesis.effects, synthesis.std_errors**2)
    )
    pooled, kind = pool(y, v, synthesis.method), INTERVALS[synthesis.interval_kind]
    lower, upper = kind.confidence(y, v, pooled, synthesis.level)
    nothing = (np.full(synthesis.k, np.nan),) * 2
    predicted = None if synthesis.method == "fixed" else kind.prediction(y, v, pooled, synthesis.level)
    low, high = predicted or nothing
    columns = {"mean": pooled.mean, "std_error": kind.std_error(pooled), "lower": lower, "upper": upper}
    columns |= {"prediction_lower": low, "prediction_upper": high, "tau2": pooled.tau2}
    columns |= {"i2": share_between(y, v, pooled), "q": pooled.q}
    return pd.DataFrame(columns, index=synthesis.effects.index.rename("left_out"))


def share_between(y: Floats, v: Floats, pooled: PooledDraws) -> Floats:
    """Return I2; where a common effect is assumed, by what the studies say against it."""
    return inconsistency(v, dersimonian_laird(y, v) if pooled.method == "fixed" else pooled.tau2)
