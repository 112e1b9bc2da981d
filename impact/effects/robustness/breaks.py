"""Cells of a panel that do not stand on the footing of the others: marked, on other boundaries, or out of line."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from impact.effects.design.blocks import Block, read_panel
from impact.effects.design.designs import Design
from impact.effects.design.results import Floats

FAR = 8.0  # typical changes; with normal noise one cell in a million million


def flagged_cells(
    panel: pd.DataFrame, design: Design, boundaries: Mapping[tuple[Hashable, int], str] | None = None
) -> pd.DataFrame:
    """Return the cells of treated units and donors that a reader has to know about.

    Parameters
    ----------
    panel, design
        As for `estimate`; the status column is read where there is one.
    boundaries
        Reasons by unit and first year on another footing.

    Returns
    -------
    DataFrame
        One row a flag: unit, time, role (treated, donor), kind (the status, "boundary", or "jump"), change (the
        change on the period before less the median change of all units, in units of the outcome; NaN in the first
        period) and reason. A jump is a change that is eight times the typical one, in size.
    """
    block = read_panel(panel, design)
    change = _changes(block)
    place = {unit: i for i, unit in enumerate(block.units)}
    period = {int(t): k for k, t in enumerate(block.times)}
    flags = [*_marked(panel, design), *(_known(boundaries or {})), *_jumps(block, change)]
    inside = [(u, t, kind, why) for u, t, kind, why in flags if u in place and t in period]
    rows = [
        (u, t, "treated" if block.treated[place[u]] else "donor", kind, change[place[u], period[t]], why)
        for u, t, kind, why in inside
    ]
    table = pd.DataFrame(rows, columns=["unit", "time", "role", "kind", "change", "reason"])
    return table.sort_values(["role", "unit", "time", "kind"], ascending=[False, True, True, True], ignore_index=True)


Flag = tuple[Hashable, int, str, str]


def _changes(block: Block) -> Floats:
    change = np.full(block.outcome.shape, np.nan)
    change[:, 1:] = np.diff(block.outcome, axis=1)
    change[:, 1:] -= np.nanmedian(change[:, 1:], axis=0)
    return change


def _marked(panel: pd.DataFrame, design: Design) -> list[Flag]:
    if design.status not in panel.columns:
        return []
    status = panel[design.status].fillna("").astype(str)
    rows = panel[~status.isin(["", "observed"])]
    columns = (rows[design.unit], rows[design.time], rows[design.status])
    return [(unit, int(time), str(kind), "") for unit, time, kind in zip(*columns, strict=True)]


def _known(boundaries: Mapping[tuple[Hashable, int], str]) -> list[Flag]:
    return [(unit, year, "boundary", reason) for (unit, year), reason in boundaries.items()]


def _jumps(block: Block, change: Floats) -> list[Flag]:
    typical = 1.4826 * float(np.nanmedian(np.abs(change)))  # the standard deviation, for normal changes
    far = np.abs(change) > FAR * typical
    return [(block.units[i], int(block.times[k]), "jump", "") for i, k in np.argwhere(far)]
