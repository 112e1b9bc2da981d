"""The ends of a tornado's bars when everything is drawn: the mean outcome where one input is low, and where it is high.

With everything else at its central value a bar says what the model does; with everything drawn it says what remains of
that on average, with all that is uncertain beside it. They differ where inputs work on each other, or where a budget
cuts them off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.scenario.computation.draws import Array

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

    low: Array
    high: Array
    low_error: Array
    high_error: Array


def tenths(values: Array, outcomes: Array) -> Ends:
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
        Of as many draws at each end: a tenth, rounded. Equal values stand in the order in which they were drawn.
    """
    order = np.argsort(values, kind="stable")
    size = max(round(TENTH * len(values)), 1)
    low, high = outcomes[order[:size]], outcomes[order[-size:]]
    return Ends(low.mean(axis=0), high.mean(axis=0), _error(low), _error(high))


def paired_tenths(at_a: Array, at_b: Array, of_a: Array, of_mixed: Array) -> Ends:
    """Return the same from a design of Saltelli, as changes against the mean of all draws.

    Two draws of a row differ in the input alone. Their difference, where the input is low in one of them, has the mean
    E(outcome | low) - E(outcome), and no noise of all other inputs: of an input that does nothing it is exactly 0.

    Parameters
    ----------
    at_a, at_b : (n,)
        The input in the two samples.
    of_a : (n, outcomes)
        Outcomes at A.
    of_mixed : (n, outcomes)
        At A with the input from B.
    """
    step = of_mixed - of_a
    size = max(round(TENTH * len(at_a)), 1)
    by_a, by_b = np.argsort(at_a, kind="stable"), np.argsort(at_b, kind="stable")
    low = np.concatenate([step[by_b[:size]], -step[by_a[:size]]])
    high = np.concatenate([step[by_b[-size:]], -step[by_a[-size:]]])
    return Ends(low.mean(axis=0), high.mean(axis=0), _error(low), _error(high))


def _error(of: Array) -> Array:
    if len(of) < 2:
        return np.full(of.shape[1], np.nan)
    return np.asarray(of.std(axis=0, ddof=1) / np.sqrt(len(of)))
