"""Coefficients and their inverses: what a euro of output buys, and where it goes.

Miller and Blair (2009), chapter 2 (demand) and chapter 12 (supply).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.inputoutput.tables.labels import listed, require_finite, same_labels
from impact.inputoutput.tables.solve import require_productive
from impact.inputoutput.tables.table import IOTable


def technical_coefficients(table: IOTable) -> pd.DataFrame:
    """Return A, (n, n): domestic inputs from the row per euro of output of the column, a_ij = z_ij / x_j.

    A sector without output has no technology: its column is empty, `table.checks()` names it, and `multipliers` is
    missing for it. Of a table with imports in its cells these are technology, imports included, and
    `A.attrs["flows"]` says `total`.

    Raises
    ------
    ValueError
        A sector uses inputs and has no output.
    """
    _refuse_inputs_without_output(table.transactions, table.output, "uses inputs")
    A = table.transactions / _divisor(table.output)
    A.attrs["flows"] = table.flows
    return A


def allocation_coefficients(table: IOTable) -> pd.DataFrame:
    """Return B, (n, n): share of the row's output delivered to the column, b_ij = z_ij / x_i.

    Raises
    ------
    ValueError
        A sector delivers to sectors and has no output.
    """
    _refuse_inputs_without_output(table.transactions.T, table.output, "delivers")
    return table.transactions.div(_divisor(table.output), axis=0)


def leontief_inverse(A: pd.DataFrame) -> pd.DataFrame:
    """Return L = (I - A)^-1, (n, n): output of the row per euro of final demand for the column.

    Raises
    ------
    ValueError
        Labels differ, or the economy asks for at least as much as it makes (spectral radius of 1 or more): flows given
        for coefficients, for instance.
    """
    return _inverse(A, "A")


def ghosh_inverse(B: pd.DataFrame) -> pd.DataFrame:
    """Return G = (I - B)^-1, (n, n): output of the column per euro of primary input into the row (Ghosh 1958).

    Raises
    ------
    ValueError
        As `leontief_inverse`.
    """
    return _inverse(B, "B")


def _inverse(coefficients: pd.DataFrame, name: str) -> pd.DataFrame:
    same_labels(coefficients.index, coefficients.columns, f"rows and columns of {name}")
    require_finite(coefficients, name)
    require_productive(coefficients.to_numpy(dtype=float))
    system = np.eye(len(coefficients)) - coefficients.to_numpy(dtype=float)
    try:
        inverse = np.linalg.inv(system)
    except np.linalg.LinAlgError as error:
        raise ValueError(f"I - {name} is singular: some sectors pass on all they receive") from error
    return pd.DataFrame(inverse, index=coefficients.index, columns=coefficients.columns)


def _divisor(output: pd.Series[float]) -> pd.Series[float]:
    return output.where(output != 0, np.inf)


def _refuse_inputs_without_output(flows: pd.DataFrame, output: pd.Series[float], what: str) -> None:
    wrong = (output == 0).to_numpy() & (flows.to_numpy() != 0).any(axis=0)
    if wrong.any():
        raise ValueError(f"{listed(output.index[wrong])}: {what} and has no output, so it has no coefficients")
