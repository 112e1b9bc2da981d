"""The past that a forecast is made from: the last years of each cell on one footing, and its sector in the nation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from impact.scenario.ledger.figures import Figures, Unit, named
from impact.scenario.ledger.methods import FEWEST_CHANGES, History


def histories(read: Figures, of: Sequence[Unit], origin: int) -> tuple[History, dict[tuple[str, str], str]]:
    """Return the past of every cell that has enough of it, and for every cell why it has not, or nothing.

    Parameters
    ----------
    read : Figures
        The figures of a target; none after the origin is looked at.
    of : list of tuples
        Units of areas.
    origin : int
        The last year that is used.

    Returns
    -------
    History, dict
        The cells that can be forecast, in the order of units and sectors; and for each region and sector `no_figure`
        (in the last year), `short_history`, or an empty text.
    """
    values = _on_one_footing(read, of, origin)
    together = _nation(read, origin)
    nation = together[[column[1] for column in values.columns]].to_numpy()
    reasons = {cell: _reason(values[cell], together[cell[1]]) for cell in _cells(values)}
    usable = np.array([not reason for reason in reasons.values()], dtype=bool)
    history = History(values.to_numpy()[:, usable], nation[:, usable], read.target.step)
    return history, reasons


def _on_one_footing(read: Figures, of: Sequence[Unit], origin: int) -> pd.DataFrame:
    """Return figures up to the origin: of each cell the last years without a gap or a break."""
    found = read.of(of).loc[:origin]
    by_name = {named(unit): unit for unit in of}
    starts = np.array([read.footing(by_name[r], s, origin)[0] for r, s in _cells(found)])
    there = found.notna().to_numpy() & (found.index.to_numpy()[:, None] >= starts[None, :])
    unbroken = np.cumprod(there[::-1], axis=0)[::-1].astype(bool)
    return found.where(unbroken)


def _nation(read: Figures, origin: int) -> pd.DataFrame:
    """Return by sector the sum of the areas that have figures in all years up to the origin, moved borders inside them.

    Nothing where no area has figures or all of them are zero.
    """
    parts = read.of(read.joined(int(read.wide.index[0]), origin)).loc[:origin]
    whole = parts.loc[:, parts.notna().all()]
    sums = whole.T.groupby(level="sector").sum().T.reindex(columns=list(read.sectors))
    starts = np.array([read.footing(read.areas, s, origin)[0] for s in read.sectors])
    return sums.where((sums > 0) & (sums.index.to_numpy()[:, None] >= starts[None, :]))


def _cells(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the columns of a table by region and sector."""
    return [(str(column[0]), str(column[1])) for column in list(table.columns)]


def _reason(values: pd.Series[float], nation: pd.Series[float]) -> str:
    if not np.isfinite(values.iloc[-1]):
        return "no_figure"
    enough = min(values.notna().sum(), (values.notna() & nation.notna()).sum()) > FEWEST_CHANGES
    return "" if enough else "short_history"
