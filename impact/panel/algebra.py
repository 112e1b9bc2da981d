"""Sums, differences and ratios of published cells; the result has the status of the weakest of its parts.

A difference is a sum with weights of either sign. A part that is missing leaves no result, and its reason stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from impact.errors import InputError, Problem
from impact.statuses import OBSERVED, weakness

_PER_GAP = 100  # more than there are statuses: a part without a figure is weaker than any with one


def weighted_sum(cells: pd.DataFrame, weights: Mapping[str, float], keys: Sequence[str]) -> pd.DataFrame:
    """Return the weighted sum over sectors of published cells.

    Parameters
    ----------
    cells : DataFrame
        One row a cell: the columns `keys`, sector, value and status. Sectors without a weight are passed over.
    weights : mapping
        Sector -> what it is multiplied by: 1 to add it, -1 to take it off.
    keys : sequence of str
        The columns that tell one sum from another, such as region and year.

    Returns
    -------
    DataFrame
        (sums, [value, status]), indexed and sorted by `keys`; there is a row where any of the sectors has one.

    Raises
    ------
    InputError
        Several cells of one sector where there should be one.
    """
    rows = cells.loc[cells["sector"].isin(list(weights)), [*keys, "sector", "value", "status"]]
    _check_single(rows, keys)
    values, statuses = (
        rows.set_index([*keys, "sector"])[column].unstack("sector").reindex(columns=list(weights))  # noqa: PD010
        for column in ("value", "status")
    )
    total = pd.Series(0.0, index=values.index)
    for code, weight in weights.items():
        total = total + weight * values[code]
    return pd.DataFrame({"value": total, "status": _weakest(values, statuses)})


def ratio(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """Return one set of cells over another, where both have a row: (cells of both, [value, status]).

    Both have the columns value and status and the same index. Over nothing (0) a ratio is "impossible".
    """
    over, under = (frame[["value", "status"]] for frame in (above, below))
    both = over.merge(under, left_index=True, right_index=True, suffixes=("", "_below"))
    nothing = both["value_below"] == 0
    values = pd.DataFrame({"above": both["value"], "below": both["value_below"].mask(nothing)})
    statuses = pd.DataFrame({"above": both["status"], "below": both["status_below"].mask(nothing, "impossible")})
    return pd.DataFrame({"value": values["above"] / values["below"], "status": _weakest(values, statuses)})


def _weakest(values: pd.DataFrame, statuses: pd.DataFrame) -> pd.Series[str]:
    """Return the status that says least of the parts in a row; a part without a figure says less than one with."""
    gone = values.isna()
    reasons = statuses.fillna("not collected")
    reasons = reasons.mask(gone & reasons.isin(OBSERVED), "unknown")
    ranks = reasons.map(weakness) - _PER_GAP * gone
    chosen = ranks.to_numpy().argmin(axis=1)
    found = [row[at] for row, at in zip(reasons.to_numpy(), chosen, strict=True)]
    return pd.Series(found, index=values.index, dtype="str")


def _check_single(rows: pd.DataFrame, keys: Sequence[str]) -> None:
    """Refuse cells that stand twice: a sum would count them twice."""
    columns = [*keys, "sector"]
    if rows.duplicated(columns).any():
        first = " ".join(map(str, rows.loc[rows.duplicated(columns), columns].iloc[0]))
        expected = f"one figure for each {', '.join(columns)}"
        todo = "Keep one value of the other columns, with `where` in a design."
        raise InputError(Problem("figures", "sum", f"several figures of {first}", expected, todo))
