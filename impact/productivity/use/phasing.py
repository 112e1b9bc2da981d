"""How an effect comes in over the years."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def phase_in(age: Floats, length: Floats) -> Floats:
    """Return the part of an effect that is there at an age: it grows by the same amount every year, then stays.

    Parameters
    ----------
    age
        Whole years since the year of adoption, which has age 0; below zero nothing is there. Shape (..., ages).
    length
        Years until the whole effect is there, 1 or more, shape (draws, 1) or one value; with 1 it is there at once.

    Returns
    -------
    ndarray
        Shares from 0 to 1.
    """
    return np.asarray(np.clip((age + 1) / length, 0.0, 1.0))


def matured(increments: Floats, length: Floats) -> Floats:
    """Return what increments of earlier years amount to in each year, each phased in by its own age.

    Parameters
    ----------
    increments
        What is added in each year, shape (draws, years, cells).
    length
        Years until the whole effect is there, shape (draws,).

    Returns
    -------
    ndarray
        Shape (draws, years, cells).
    """
    years = np.arange(increments.shape[1])
    age = (years[:, None] - years[None, :]).astype(float)
    return np.asarray(phase_in(age, length[:, None, None]) @ increments)


def growing_to(years: Floats, opening: Floats, full_by: float) -> Floats:
    """Return the part of a contribution that is there at the end of each year: a line from the opening to `full_by`.

    Parameters
    ----------
    years
        Shape (years,).
    opening
        Year with decimals, shape (draws,).
    full_by
        The year at the end of which all of it is there.

    Returns
    -------
    ndarray
        Shares from 0 to 1, shape (draws, years).
    """
    since = years[None, :] + 1 - opening[:, None]
    return np.asarray(np.clip(since / (full_by + 1 - opening[:, None]), 0.0, 1.0))


def open_part(years: Floats, opening: Floats) -> Floats:
    """Return the part of each year in which the facility is open, shape (draws, years).

    Parameters
    ----------
    years
        Shape (years,).
    opening
        Year with decimals, shape (draws,).
    """
    return np.asarray(np.clip(years[None, :] + 1 - opening[:, None], 0.0, 1.0))
