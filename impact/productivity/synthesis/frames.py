"""The frames from which a forest plot and a funnel plot are drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.productivity.synthesis.pooling import quantile
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
