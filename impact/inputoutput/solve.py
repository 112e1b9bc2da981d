"""Linear systems of the model, solved without forming an inverse."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgWarning, lu_factor, lu_solve

Array = NDArray[np.floating[Any]]


class Factorised:
    """(I - A), factorised once; solves with it and with its transpose."""

    def __init__(self, coefficients: Array) -> None:
        system = np.array(coefficients, dtype=float, order="F")
        np.negative(system, out=system)
        system[np.diag_indices_from(system)] += 1.0
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("error", LinAlgWarning)
            try:
                self._lu = lu_factor(system, overwrite_a=True, check_finite=False)
            except LinAlgWarning as error:
                raise ValueError("I - A is singular: the economy asks for at least as much as it makes") from error

    def solve(self, right: Array) -> Array:
        """Return (I - A)^-1 right: output for demand, (n,) or (n, k)."""
        return np.asarray(lu_solve(self._lu, right, check_finite=False))

    def solve_transposed(self, right: Array) -> Array:
        """Return (I - A')^-1 right: multipliers for intensities, (n,) or (n, k)."""
        return np.asarray(lu_solve(self._lu, right, trans=1, check_finite=False))


def solve_transposed(coefficients: Array, right: Array) -> Array:
    """Return (I - A')^-1 right, (n,) or (n, k)."""
    return Factorised(coefficients).solve_transposed(right)
