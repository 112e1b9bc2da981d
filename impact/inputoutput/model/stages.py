"""Output by stage, for many draws at once: what demand is, what it asks of suppliers, and what households then spend.

The model closes households outside the matrix (Miller and Blair 2009, section 2.5): with A the (regional) coefficients,
c household purchases per euro of household income, w wages per euro of output, f demand and p income paid to
households directly,

    x1 = (I - A)^-1 f                       output without households           (type I)
    g  = (I - A)^-1 c                       output asked by one euro of household income
    h  = (I - w g)^-1 (w x1 + p)            household income
    x2 = x1 + g h                           output with households              (type II)

so that one solve with the columns [f, c] gives both types and no inverse is formed. With households in m regions w has
m rows and c m columns; in one region both are vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class OutputByStage:
    """Output in the unit of the demand; each array is (draws, sectors, years), the income (draws, years).

    `direct` is the demand itself, `indirect` what suppliers deliver for it, `induced` what spending by households adds;
    `household_income` is all income households earn from it, direct payroll included.
    """

    direct: Array
    indirect: Array
    induced: Array
    household_income: Array


def output_by_stage(
    coefficients: Array,
    demand: Array,
    *,
    wages: Array | None = None,
    consumption: Array | None = None,
    payroll: Array | None = None,
) -> OutputByStage:
    """Return the output that demand sets in motion, by stage.

    Parameters
    ----------
    coefficients
        A, (draws, n, n) or (n, n): deliveries per euro of output.
    demand
        f, (draws, n, years) or (n, years): final demand for the region's own products, basic prices.
    wages
        w, (n,) or (draws, n): household income per euro of output. None leaves households out (type I).
    consumption
        c, (draws, n) or (n,): purchases of the region's products per euro of household income, already multiplied by
        the propensity to consume, the share of residents and the share bought in the region.
    payroll
        p, (draws, years) or (years,): income paid to households directly by the project. None is none.

    Raises
    ------
    ValueError
        When a euro of household income returns a euro or more to households: the closed model has no solution.
    """
    f, w, c = _broadcast(coefficients, demand, wages, consumption)
    years = f.shape[-1]
    solved = _solved(coefficients, np.concatenate([f, c[:, :, None]], axis=2))
    x, g = solved[:, :, :years], solved[:, :, years:]
    paid = None if payroll is None else np.broadcast_to(payroll, (len(f), years))[:, None, :]
    induced, income = spending_by_households(x, g, w[:, None, :], paid)
    return OutputByStage(f, x - f, induced, income[:, 0, :])


def spending_by_households(x: Array, g: Array, wages: Array, payroll: Array | None = None) -> tuple[Array, Array]:
    """Return the output that households' spending adds, (..., n, k), and their income, (..., m, k).

    x (..., n, k) is output without households, g (..., n, m) output per euro of household income, wages (..., m, n)
    household income per euro of output, payroll (..., m, k) income from outside the circuit.

    Raises
    ------
    ValueError
        A euro of household income returns a euro or more to households.
    """
    respent = wages @ g
    require_circuit(respent)
    earned = wages @ x
    income = np.linalg.solve(np.eye(respent.shape[-1]) - respent, earned if payroll is None else earned + payroll)
    return g @ income, income


def require_circuit(respent: Array) -> None:
    """Raise ValueError when a euro of household income, (..., m, m), returns a euro or more to households."""
    returned = float(respent.sum(axis=-2).max(initial=0.0))
    if returned >= 1:
        raise ValueError(
            f"a euro of household income returns {returned:.3f} euro to households; expected less than 1. "
            "Is consumption per euro of income, and are wages per euro of output?"
        )


def _solved(coefficients: Array, right: Array) -> Array:
    """Return (I - A)^-1 right for every draw; one A for all draws is factorised once."""
    n = coefficients.shape[-1]
    if coefficients.ndim == 3:
        return np.asarray(np.linalg.solve(np.eye(n) - coefficients, right))
    draws, _, columns = right.shape
    beside = right.transpose(1, 0, 2).reshape(n, draws * columns)
    solved = np.linalg.solve(np.eye(n) - coefficients, beside)
    return np.asarray(solved.reshape(n, draws, columns).transpose(1, 0, 2))


def _broadcast(
    coefficients: Array, demand: Array, wages: Array | None, consumption: Array | None
) -> tuple[Array, Array, Array]:
    f = demand if demand.ndim == 3 else demand[None]
    n = f.shape[1]
    w = np.zeros(n) if wages is None else wages
    c = np.zeros(n) if consumption is None else consumption
    draws = max(coefficients.shape[0] if coefficients.ndim == 3 else 1, len(f), len(np.atleast_2d(c)))
    return np.broadcast_to(f, (draws, *f.shape[1:])), np.broadcast_to(w, (draws, n)), np.broadcast_to(c, (draws, n))
