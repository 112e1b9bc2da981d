"""Linear systems of the model, (I - A) x = f and its transpose, solved without forming an inverse.

A is kept as flows and output, A = Z x^-1, so that a table of thousands of rows needs no second matrix. Small systems
are factorised. Large ones with few right-hand sides are solved by GMRES, which needs some 16 products with the flows
for the Dutch interregional table; where it does not converge a factorisation follows. Where regions share one
technology and differ in whom they buy from, a product is two small ones that never touch the large matrix, and the
rounds of demand themselves, f + A f + A A f and so on, are quickest (docs/decisions/0020).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

ITERATE_FROM = 1000  # rows; below, a factorisation is quicker
ITERATE_COLUMNS = 8  # more right-hand sides than this repay a factorisation
_MOST_ROUNDS = 150
_KRYLOV = 50
_PRECISION = 1e-13


def spectral_radius(flows: Array, output: Array, *, tolerance: float = 1e-10, most: int = 1000) -> float:
    """Return the spectral radius of the coefficients in size, |Z| x^-1, by power iteration.

    Negative flows count by their size, which bounds the radius from above.
    """
    size_of = np.abs(flows) if (flows < 0).any() else flows
    per = np.divide(1.0, np.abs(output), out=np.zeros_like(output), where=output != 0)
    # Iterating on I + A keeps a periodic matrix (a supplies b, b supplies a) from oscillating.
    vector, radius = np.ones(len(flows)), 0.0
    for _ in range(most):
        following = vector + size_of @ (per * vector)
        size = float(following.max(initial=0.0))
        vector = following / size if size else following
        if abs(size - 1.0 - radius) <= tolerance:
            return size - 1.0
        radius = size - 1.0
    return radius


def require_productive(flows: Array, output: Array | None = None) -> None:
    """Raise ValueError for a system that asks for at least as much as it makes: its results would have no meaning.

    A column of coefficients that sums to less than 1 adds value; where every column does, nothing more has to be looked
    at. Else the spectral radius decides: that of the coefficients in size, which bounds it, or their own where some are
    negative.
    """
    per = np.ones(len(flows)) if output is None else output
    share = np.divide(1.0, np.abs(per), out=np.zeros(len(flows)), where=per != 0)
    if (np.abs(flows).sum(axis=0) * share < 1).all():
        return
    radius = spectral_radius(flows, per)
    if radius >= 1 and (flows < 0).any():
        own = np.divide(1.0, per, out=np.zeros(len(flows)), where=per != 0)
        radius = float(np.abs(np.linalg.eigvals(flows * own)).max())
    if radius >= 1:
        are_flows = output is None and (flows > 1).any()
        raise ValueError(
            "the economy asks for at least as much as it makes: the spectral radius of its coefficients is "
            f"{radius:.3g}, expected under 1{_FLOWS_HINT if are_flows else ''}"
        )


_FLOWS_HINT = ". Are these flows? technical_coefficients makes coefficients of them"


class System:
    """(I - A) with A = flows / output by column, (n, n); output left out means that flows are coefficients."""

    def __init__(self, flows: Array, output: Array | None = None) -> None:
        self._flows, self._output = flows, output
        self._productive = False
        per = np.ones(len(flows)) if output is None else output
        self._inverse_output = np.divide(1.0, per, out=np.zeros_like(per), where=per != 0)

    def require_productive(self) -> None:
        """Raise ValueError when the economy asks for at least as much as it makes; looked at once."""
        if not self._productive:
            require_productive(*self._as_flows())
            self._productive = True

    def _as_flows(self) -> tuple[Array, Array | None]:
        return self._flows, self._output

    def once(self, right: Array) -> Array:
        """Return A right, (n,) or (n, k): what suppliers deliver for it, one round."""
        return np.asarray(self._flows @ (_beside(self._inverse_output, right) * right))

    def once_transposed(self, right: Array) -> Array:
        """Return A' right, (n,) or (n, k): intensities of suppliers per euro of output."""
        # Rows times matrix reads the flows in the order they are stored.
        return np.asarray(_beside(self._inverse_output, right) * (right.T @ self._flows).T)

    def solve(self, right: Array) -> Array:
        """Return (I - A)^-1 right, (n,) or (n, k): output for demand."""
        return self._solved(right, self.once, transposed=False)

    def solve_transposed(self, right: Array) -> Array:
        """Return (I - A')^-1 right, (n,) or (n, k): multipliers for intensities."""
        return self._solved(right, self.once_transposed, transposed=True)

    def matrix(self) -> Array:
        """Return A, (n, n), newly made."""
        return np.asarray(self._flows * self._inverse_output)

    def _iterated(self, right: Array, once: Callable[[Array], Array]) -> Array | None:
        columns = right.shape[1] if right.ndim > 1 else 1
        if len(right) < ITERATE_FROM or columns > ITERATE_COLUMNS or "_factors" in self.__dict__:
            return None
        return krylov(right, once)

    def _solved(self, right: Array, once: Callable[[Array], Array], *, transposed: bool) -> Array:
        self.require_productive()
        given = np.asarray(right, dtype=float)
        found = self._iterated(given, once)
        if found is None:
            from scipy.linalg import lu_solve  # a quarter of a second to import, and a scenario solves without it

            found = lu_solve(self._factors, given, trans=1 if transposed else 0, check_finite=False)
        return np.asarray(found)

    @cached_property
    def _factors(self) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        from scipy.linalg import LinAlgWarning, lu_factor

        matrix = np.asfortranarray(self.matrix(), dtype=np.float64)
        np.negative(matrix, out=matrix)
        matrix[np.diag_indices_from(matrix)] += 1.0
        with warnings.catch_warnings():
            warnings.simplefilter("error", LinAlgWarning)
            try:
                lu, pivots = lu_factor(matrix, overwrite_a=True, check_finite=False)
            except LinAlgWarning as error:
                raise ValueError("I - A is singular: the economy asks for at least as much as it makes") from error
        return lu, pivots


class TradeSystem(System):
    """(I - A) of regions with one technology, a_ij^rs = c_i^rs a_ij, labels (region, sector).

    Parameters
    ----------
    trade
        c, (products, origins, destinations).
    technology
        a, (products, sectors).
    active
        (regions * sectors,), False where a region does not have the sector: it buys nothing. Numbers are purchases per
        euro of output against the technology's.
    """

    def __init__(self, trade: Array, technology: Array, active: NDArray[np.bool_] | Array) -> None:
        self._trade, self._technology, self._active = trade, technology, active
        self._productive = False
        self._turned = np.ascontiguousarray(trade.swapaxes(1, 2))

    def once(self, right: Array) -> Array:
        """Return A right: what each region uses of each product, then who delivers it."""
        n, regions, _ = self._trade.shape
        bought = (right * _beside(self._active, right)).reshape(regions, n, -1)
        used = np.matmul(self._technology, bought).swapaxes(0, 1)
        return np.asarray(np.matmul(self._trade, used).swapaxes(0, 1).reshape(right.shape))

    def once_transposed(self, right: Array) -> Array:
        """Return A' right: the mean over origins of what a product brings along, then over products."""
        n, regions, _ = self._trade.shape
        brought = np.matmul(self._turned, right.reshape(regions, n, -1).swapaxes(0, 1)).swapaxes(0, 1)
        return np.asarray(np.matmul(self._technology.T, brought).reshape(right.shape) * _beside(self._active, right))

    def require_productive(self) -> None:
        """Raise ValueError when the economy asks for at least as much as it makes; looked at once."""
        adds_value = self.once_transposed(np.ones(len(self._active))) < 1
        if not self._productive and not adds_value.all():
            require_productive(self.matrix())
        self._productive = True

    def matrix(self) -> Array:
        """Return A, (n, n), newly made."""
        n, regions, _ = self._trade.shape
        full = np.einsum("irs,ij->risj", self._trade, self._technology).reshape(regions * n, regions * n)
        return np.asarray(full * self._active)

    def _iterated(self, right: Array, once: Callable[[Array], Array]) -> Array | None:
        return series(right, once)


def _beside(vector: NDArray[Any], right: Array) -> NDArray[Any]:
    return vector if right.ndim == 1 else vector[:, None]


def krylov(right: Array, once: Callable[[Array], Array]) -> Array | None:
    """Return (I - A)^-1 right by GMRES, column by column, or None where it does not reach 1e-13 of the right side."""
    from scipy.sparse.linalg import LinearOperator, gmres

    size = len(right)
    operator = LinearOperator((size, size), matvec=lambda v: v - once(v), dtype=np.float64)
    columns = []
    for column in right.reshape(size, -1).T:
        found, unfinished = gmres(operator, column, rtol=_PRECISION, atol=0.0, restart=_KRYLOV, maxiter=2)
        if unfinished:
            return None
        columns.append(found)
    return np.asarray(np.column_stack(columns)).reshape(right.shape)


def series(right: Array, once: Callable[[Array], Array]) -> Array | None:
    """Return right + A right + A A right + ..., or None where it converges too slowly to be worth it.

    Stops when what is left, bounded by the last round times r / (1 - r) with r the ratio of rounds, is below 1e-13 of
    the sum.
    """
    total, last = right.copy(), right
    before = float(np.abs(last).max(initial=0.0))
    for _ in range(_MOST_ROUNDS):
        last = once(last)
        total += last
        size = float(np.abs(last).max(initial=0.0))
        if size == 0:
            return total
        ratio = size / before if before else np.inf
        if ratio < 1 and size * ratio / (1 - ratio) <= _PRECISION * np.abs(total).max():
            return total
        before = size
    return None
