"""What is said of the comparison behind a result, with a verdict or without one: its gap, weights, fit and reach."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from impact.effects.design.results import Effect, NotIdentified
from impact.effects.estimators.left_out import BELOW_ZERO, FIT, LEFT_OUT, NEGLIGIBLE, OUTSIDE
from impact.words.statements import Statement, said


def compared(result: Effect | NotIdentified) -> Iterator[Statement]:
    """Yield the gap of a comparison without a verdict, and how any weighted comparison fits and how far it reaches.

    Parameters
    ----------
    result
        An effect, or the reason why there is none; where nothing was compared, nothing is said.
    """
    if isinstance(result, NotIdentified) and result.path is not None:
        after = result.path.loc[result.path["period"] >= 0, "estimate"]
        yield said("without_verdict", after=float(after.mean()), n=len(after))
    details = result.details
    if FIT in details:
        yield said("comparison_fit", fitted=details[FIT], left_out=details[LEFT_OUT])
        if details[BELOW_ZERO] > NEGLIGIBLE:
            yield said("comparison_reach", below=details[BELOW_ZERO], distance=details[OUTSIDE])


def largest_weights(result: Effect | NotIdentified, most: int) -> pd.Series[float]:
    """Return the weights that are furthest from nothing, with their sign; empty where nothing was weighed.

    Parameters
    ----------
    result
        An effect, or the reason why there is none.
    most
        How many to return at most.
    """
    if result.unit_weights is None:
        return pd.Series(dtype=float)
    order = result.unit_weights.abs().sort_values(ascending=False, kind="stable").index[:most]
    return result.unit_weights.loc[order]
