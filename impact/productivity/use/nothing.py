"""The chance that there is no effect at all: a point at zero, beside the range of what is expected otherwise.

A range that starts at zero gives zero a probability of nothing. Nobody has shown that a facility of this kind changes
the use of AI, so that it does not is given a probability of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from impact.draws.limited import is_nothing
from impact.productivity.adoption.faults import floats, outside, raise_all

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def nothing_happens(uniform: ArrayLike, probability: ArrayLike) -> Bools:
    """Return in which draws there is no effect at all: where the uniform draw lies below the probability.

    Parameters
    ----------
    uniform
        A draw from 0 to 1, shape (draws,).
    probability
        The chance of nothing, one value or shape (draws,).

    Returns
    -------
    ndarray
        True where there is no effect, shape (draws,).

    Raises
    ------
    InputError
        A draw or a probability that is not from 0 to 1.
    """
    name = "nothing_happens"
    u, p = floats(name, "uniform", uniform), floats(name, "probability", probability)
    raise_all([*outside(name, "uniform", u, 0.0, 1.0), *outside(name, "probability", p, 0.0, 1.0)])
    return is_nothing(u, p)


def or_nothing(values: ArrayLike, nothing: Bools) -> Floats:
    """Return the values, exactly 0.0 in the draws in which there is no effect.

    Parameters
    ----------
    values
        Draws of a contribution, one value or shape (draws,).
    nothing
        From `nothing_happens`, shape (draws,).

    Returns
    -------
    ndarray
        Shape (draws,).
    """
    return np.where(nothing, 0.0, np.asarray(values, dtype=float))
