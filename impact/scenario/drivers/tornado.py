"""The ends of a tornado's bars when everything is drawn: the mean outcome where one input is low, and where it is high.

With everything else at its central value a bar says what the model does; with everything drawn it says what remains of
that on average, with all that is uncertain beside it. They differ where inputs work on each other, or where a budget
cuts them off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TENTH = 0.10
"""Which part of the draws counts as low, and as high; and the quantiles between which an input is moved alone."""


@dataclass(frozen=True)
class Ends:
    """Mean outcomes where an input is in its lowest and its highest tenth, with their standard errors.

    Attributes
    ----------
    low, high : mean of each outcome, (outcomes,).
    low_error, high_error : standard errors, likewise.
    """

    low: Floats
    high: Floats
    low_error: Floats
    high_error: Floats


def tenths(values: Floats, outcomes: Floats) -> Ends:
    """Return the mean outcomes in the draws in which an input is in its lowest and in its highest tenth.

    Parameters
    ----------
    values : (draws,)
        Of the input.
    outcomes : (draws, outcomes)
        In the same draws.

    Returns
    -------
    Ends
        Of as many draws at each end: a tenth, rounded. Draws of equal value stand in the order in which they were drawn.
    """
    order = np.argsort(values, kind="stable")
    size = max(round(TENTH * len(values)), 1)
    low, high = outcomes[order[:size]], outcomes[order[-size:]]
    return Ends(low.mean(axis=0), high.mean(axis=0), _error(low), _error(high))


def _error(of: Floats) -> Floats:
    if len(of) < 2:
        return np.full(of.shape[1], np.nan)
    return np.asarray(of.std(axis=0, ddof=1) / np.sqrt(len(of)))
