"""Amounts on a grid so fine that nobody sees it, on which sums are exact in any order.

A floating-point number has 53 binary digits. Amounts that are multiples of 2**-30 (a thousand-millionth of a firm, or
a thousandth of a euro in millions) and below 2**20 need 50 of them, so that adding them up never rounds: parts add up
to the whole to the last digit, whoever adds them and in which order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from impact.errors import InputError, Problem
from impact.productivity.adoption.faults import adding_up_problems, floats, raise_all

Floats = NDArray[np.float64]

_FINE = 2.0**30


def on_grid(amounts: Floats) -> Floats:
    """Return amounts as multiples of 2**-30, the nearest one; 0.0 stays 0.0.

    Parameters
    ----------
    amounts
        Any shape, in units in which 2**-30 is nothing.
    """
    return np.asarray(np.rint(amounts * _FINE) / _FINE) + 0.0


def parts_on_grid(amounts: Floats, shares: ArrayLike) -> Floats:
    """Return the parts of amounts; they add up to the amounts exactly, the largest part taking what is left over.

    Parameters
    ----------
    amounts
        From `on_grid`, shape (...).
    shares
        Share of each part, shape (parts,); they add up to 1.

    Returns
    -------
    ndarray
        Shape (..., parts).

    Raises
    ------
    InputError
        Shares that are negative or do not add up to 1; amounts that are not on the grid.
    """
    name = "parts_on_grid"
    split = floats(name, "shares", shares).reshape(-1)
    raise_all(adding_up_problems(name, "shares", split))
    if (amounts * _FINE % 1 != 0).any():
        todo = "Take amounts from the effects of use, or put them on the grid first."
        raise InputError(Problem(name, "amounts", "amounts that are not on the grid", "multiples of 2**-30", todo))
    parts = np.trunc(amounts[..., None] * split * _FINE) / _FINE + 0.0
    largest = int(split.argmax())
    parts[..., largest] = 0.0
    parts[..., largest] = amounts - parts.sum(axis=-1)
    return np.asarray(parts)
