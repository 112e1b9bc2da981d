"""Households as part of the circuit: what they buy per euro, and the matrix that includes them.

Imputed rents of owner-occupied dwellings (L68A) are consumption that nobody pays and no job produces. They stand in a
final demand category of their own and are in neither the purchases nor the total of household consumption here.
"""

from __future__ import annotations

import pandas as pd

from impact.inputoutput.tables.labels import same_labels
from impact.inputoutput.tables.table import IOTable

CONSUMPTION = "household_consumption"
ROW = "households"


def consumption_pattern(table: IOTable) -> pd.Series[float]:
    """Return purchases from each domestic sector per euro of household consumption, (n,); sums to less than 1.

    The euro is all that households spend: imports and taxes on products are in the total, imputed rents are not.

    Raises
    ------
    ValueError
        The table has no such category, or does not say what imports and taxes households pay.
    """
    if table.labels.nlevels > 1:
        raise ValueError("households differ by region in this table; use consumption_patterns")
    return consumption_patterns(table)[CONSUMPTION].rename("consumption_pattern")


def consumption_patterns(table: IOTable) -> pd.DataFrame:
    """Return purchases per euro of household consumption, (n, households), one column a region in a table of many.

    Raises
    ------
    ValueError
        As `consumption_pattern`.
    """
    purchases, elsewhere = _household_columns(table.final_demand), _household_columns(table.final_primary_inputs)
    if purchases.empty or elsewhere.empty:
        raise ValueError(
            f"no {CONSUMPTION!r} with its imports and taxes in this table ({table.source}); "
            "give households= as purchases per euro of household income"
        )
    return purchases / (purchases.sum() + elsewhere.sum())


def _household_columns(frame: pd.DataFrame) -> pd.DataFrame:
    chosen = frame.loc[:, frame.columns.get_level_values(-1) == CONSUMPTION]
    return chosen.droplevel(-1, axis=1) if chosen.columns.nlevels > 1 else chosen


def government_pattern(table: IOTable) -> pd.Series[float]:
    """Return purchases from each domestic sector per euro of government consumption, (n,), imports and taxes outside.

    Government consumption is collective, individual, and what it buys for households (social transfers in kind).
    """
    categories = ["government_collective", "government_individual", "social_transfers_in_kind"]
    purchases = table.final_demand[categories].sum(axis=1)
    total = float(purchases.sum() + table.final_primary_inputs[categories].to_numpy(dtype=float).sum())
    return (purchases / total).rename("government_pattern")


def propensity_from_table(table: IOTable) -> float:
    """Return household consumption per euro of value added: a floor for the propensity to consume of household income.

    Not all value added reaches households, so consumption out of what does is larger. The table holds no disposable
    income; who has a better figure gives it.
    """
    spent = sum(
        float(_household_columns(block).to_numpy(dtype=float).sum())
        for block in (table.final_demand, table.final_primary_inputs)
    )
    return spent / float(table.totals("value_added").sum())


def close_households(
    A: pd.DataFrame, wages: pd.Series[float], households: pd.Series[float], *, own: float = 0.0
) -> pd.DataFrame:
    """Return A with a household row and column, (n + 1, n + 1), Miller and Blair (2009), section 2.5.

    Parameters
    ----------
    A
        Technical coefficients, (n, n).
    wages
        Household income per euro of output.
    households
        Purchases per euro of household income.
    own
        What households pay each other per euro of household income.

    Raises
    ------
    ValueError
        Labels differ.
    """
    same_labels(A.index, wages.index, "A and wages")
    same_labels(A.index, households.index, "A and households")
    closed = A.copy()
    closed[ROW] = households
    closed.loc[ROW] = [*wages, own]
    return closed
