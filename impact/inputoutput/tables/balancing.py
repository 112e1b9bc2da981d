"""Matrices made to meet row and column totals: RAS, and GRAS where some cells are negative.

RAS (Stone 1961; Miller and Blair 2009, section 7.4) multiplies rows and columns in turn, X = r A0 s. GRAS (Junius and
Oosterhaven 2003; factors as in Lenzen, Wood and Gallego 2007 and Temurshoev, Miller and Bouwmeester 2013) splits the
seed into its positive part P and the size N of its negative part, X = r P s - N / (r s), so that signs are kept.
Both are the nearest matrix in information terms; neither makes a cell where the seed has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.inputoutput.tables.labels import listed, same_labels

Array = NDArray[np.floating[Any]]

_RUN_AWAY = 1e100


@dataclass(frozen=True, eq=False)
class Balanced:
    """A balanced matrix, (..., m, n), the rounds it took and the largest gap left, as a share of the total."""

    matrix: Array
    rounds: int
    gap: float


def ras(
    seed: pd.DataFrame,
    row_totals: pd.Series[float],
    column_totals: pd.Series[float],
    *,
    tolerance: float = 1e-10,
    max_iterations: int = 10_000,
) -> pd.DataFrame:
    """Return the seed scaled by rows and columns to the totals, (m, n), in the unit of the totals.

    Parameters
    ----------
    seed
        Nonnegative; a cell of zero stays zero.
    row_totals, column_totals
        What rows and columns have to add up to, with the labels of the seed and equal sums.
    tolerance
        Largest gap to a total that is accepted, as a share of the grand total.
    max_iterations
        Rounds after which it gives up.

    Raises
    ------
    ValueError
        Labels differ, the seed or a total is negative, the totals have different sums, a total has only zeros to draw
        on, or no solution is reached; the row or column that cannot be met is named.
    """
    _check_margins(seed, row_totals, column_totals)
    cells, u, v = (x.to_numpy(dtype=float) for x in (seed, row_totals, column_totals))
    for name, values in (("seed", cells), ("a row total", u), ("a column total", v)):
        if (values < 0).any():
            raise ValueError(f"{name} is negative ({values.min():g}); ras keeps to nonnegative matrices, use gras")
    result = ras_scaled(cells, u, v, tolerance=tolerance, max_iterations=max_iterations)
    _require_met(seed, u, v, result, tolerance, "ras")
    return pd.DataFrame(result.matrix, index=seed.index, columns=seed.columns)


def gras(
    seed: pd.DataFrame,
    row_totals: pd.Series[float],
    column_totals: pd.Series[float],
    *,
    tolerance: float = 1e-10,
    max_iterations: int = 10_000,
) -> pd.DataFrame:
    """Return the seed, negatives allowed, scaled to the totals with every sign kept, (m, n).

    Parameters
    ----------
    seed
        Cells to scale, (m, n); a cell of zero stays zero.
    row_totals, column_totals
        What rows and columns have to add up to, with the labels of the seed and equal sums.
    tolerance
        Largest gap to a total that is accepted, as a share of the grand total.
    max_iterations
        Rounds after which it gives up.

    Raises
    ------
    ValueError
        As `ras`, except that negatives are allowed; a total whose sign its cells cannot give is named.
    """
    _check_margins(seed, row_totals, column_totals)
    cells, u, v = (x.to_numpy(dtype=float) for x in (seed, row_totals, column_totals))
    _check_signs(pd.DataFrame(_emptied(cells, u, v), index=seed.index, columns=seed.columns), u, v)
    result = gras_scaled(cells, u, v, tolerance=tolerance, max_iterations=max_iterations)
    _require_met(seed, u, v, result, tolerance, "gras")
    return pd.DataFrame(result.matrix, index=seed.index, columns=seed.columns)


def ras_scaled(seed: Array, rows: Array, columns: Array, *, tolerance: float, max_iterations: int) -> Balanced:
    """Return seeds (..., m, n) scaled to row totals (..., m) and column totals (..., n): many matrices at once.

    Stops at the tolerance or after max_iterations, and leaves it to the caller to judge the gap.
    """
    s = np.ones_like(columns)
    scale = np.maximum(columns.sum(axis=-1), np.finfo(float).tiny)
    gap, r, rounds = np.inf, rows, 0
    while rounds < max_iterations:
        rounds += 1
        r = _ratio(rows, np.matmul(seed, s[..., None])[..., 0])
        if _run_away(r, s):
            break
        reached = np.matmul(r[..., None, :], seed)[..., 0, :]
        # With rows just met, the columns' gap is all the gap there is.
        gap = float((np.abs(reached * s - columns).max(axis=-1, initial=0.0) / scale).max(initial=0.0))
        if gap <= tolerance:
            break
        s = _ratio(columns, reached)
    return Balanced(r[..., :, None] * seed * s[..., None, :], rounds, gap)


def gras_scaled(seed: Array, rows: Array, columns: Array, *, tolerance: float, max_iterations: int) -> Balanced:
    """Return a seed (m, n) with negatives scaled to row totals (m,) and column totals (n,)."""
    cells = _emptied(seed, rows, columns)
    P, N = np.maximum(cells, 0.0), np.maximum(-cells, 0.0)
    scale = max(float(np.abs(rows).sum()), np.finfo(float).tiny)
    r, matrix, gap, rounds = np.ones_like(rows), seed, np.inf, 0
    while rounds < max_iterations:
        rounds += 1
        s = _root(columns, r @ P, (1 / r) @ N)
        r = _root(rows, P @ s, N @ (1 / s))
        if _run_away(r, s):
            break
        matrix = r[:, None] * P * s - N / r[:, None] / s
        apart = np.abs(matrix.sum(axis=0) - columns).max(initial=0.0)
        gap = float(max(apart, np.abs(matrix.sum(axis=1) - rows).max(initial=0.0))) / scale
        if gap <= tolerance:
            break
    return Balanced(matrix, rounds, gap)


def _run_away(*factors: Array) -> bool:
    """Return whether a factor grows without end, as one does when the totals have no solution."""
    return any(float(f.max(initial=0.0)) > _RUN_AWAY for f in factors)


def _ratio(target: Array, reached: Array) -> Array:
    return np.divide(target, reached, out=np.zeros_like(reached), where=reached != 0)


def _root(target: Array, positive: Array, negative: Array) -> Array:
    """Return the positive root x of positive x - negative / x = target; 1 where there is nothing to scale."""
    # Written to keep its digits when the target is negative, where the usual form subtracts two like numbers.
    wide = np.sqrt(target**2 + 4.0 * positive * negative)
    above = _ratio(target + wide, 2.0 * positive)
    below = _ratio(2.0 * negative, wide - target)
    root = np.where((target >= 0) & (positive > 0), above, below)
    empty = (positive == 0) & (negative == 0)
    return np.where(empty, 1.0, root)


def _emptied(seed: Array, rows: Array, columns: Array) -> Array:
    """Return the seed without the cells of lines of one sign that must add up to zero: nothing else can meet that."""
    cells = seed.copy()
    while True:
        one_sign = [~((cells > 0).any(axis=a) & (cells < 0).any(axis=a)) for a in (1, 0)]
        gone = ((rows == 0) & one_sign[0])[:, None] | ((columns == 0) & one_sign[1])[None, :]
        if not cells[gone].any():
            return cells
        cells[gone] = 0.0


def _check_margins(seed: pd.DataFrame, rows: pd.Series[float], columns: pd.Series[float]) -> None:
    same_labels(seed.index, rows.index, "rows of the seed and row totals")
    same_labels(seed.columns, columns.index, "columns of the seed and column totals")
    for name, values in (("seed", seed), ("row totals", rows), ("column totals", columns)):
        if not np.isfinite(values.to_numpy(dtype=float)).all():
            raise ValueError(f"{name}: a value is missing or infinite")
    across, down = float(rows.sum()), float(columns.sum())
    if abs(across - down) > 1e-9 * max(float(rows.abs().sum()), float(columns.abs().sum())):
        raise ValueError(f"row totals add up to {across:,.6g}, column totals to {down:,.6g}; they must be equal")


def _check_signs(seed: pd.DataFrame, rows: Array, columns: Array) -> None:
    cells = seed.to_numpy(dtype=float)
    for axis, totals, labels, kind in ((1, rows, seed.index, "row"), (0, columns, seed.columns, "column")):
        wrong = ((totals > 0) & ~(cells > 0).any(axis=axis)) | ((totals < 0) & ~(cells < 0).any(axis=axis))
        if wrong.any():
            raise ValueError(
                f"{kind} {listed(labels[wrong])}: the total is {totals[wrong][0]:g} and no cell of the seed that may "
                "differ from zero has that sign. Give the seed a cell there, or another total"
            )


def _require_met(
    seed: pd.DataFrame, rows: Array, columns: Array, result: Balanced, tolerance: float, method: str
) -> None:
    if result.gap <= tolerance:
        return
    cells = result.matrix
    gaps = [*(cells.sum(axis=1) - rows), *(cells.sum(axis=0) - columns)]
    worst = int(np.argmax(np.abs(gaps)))
    names = [f"row {listed([i])}" for i in seed.index] + [f"column {listed([j])}" for j in seed.columns]
    totals = [*rows, *columns]
    raise ValueError(
        f"{method}: no solution after {result.rounds} rounds; {names[worst]} should add up to {totals[worst]:,.6g} and "
        f"stays {abs(gaps[worst]):,.3g} away. The zeros of the seed may leave it no way to be met"
    )
