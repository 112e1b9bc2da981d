"""What stays, what comes back and what goes elsewhere when demand falls on an area of an interregional table.

Miller and Blair (2009), section 3.3: the intraregional effect is that of the area's own coefficients alone; feedback is
what the area gains because its suppliers elsewhere buy from it; spillover is the output of other areas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.inputoutput.model.multipliers import intensity_of
from impact.inputoutput.regional.interregional import InterregionalTable
from impact.inputoutput.regional.own_supply import own_supply
from impact.inputoutput.tables.labels import listed
from impact.inputoutput.tables.solve import System, TradeSystem
from impact.inputoutput.tables.table import IOTable


def spillovers(
    table: IOTable,
    area: Sequence[str],
    *,
    ring: Sequence[str] = (),
    satellite: str | pd.Series[float] | None = None,
    own: pd.Series[float] | None = None,
) -> pd.DataFrame:
    """Return type I multipliers of the area's sectors by where they fall, per euro of final demand.

    Parameters
    ----------
    table
        A table with labels (region, sector).
    area
        The regions that demand falls on, taken together.
    ring
        Regions reported apart from the rest, for instance those that border on the area (`corop_ring`).
    satellite
        As in `multipliers`; None is output.
    own
        (n,) the share of each product that the area buys from itself, as in `own_supply`: closedness and trade shares
        linked. None leaves the trade of the table.

    Rows are the area's (region, sector); columns `intra feedback ring rest total`, of which the last is the sum. A
    sector without output is NaN.

    Raises
    ------
    ValueError
        The table has one region only, a region is unknown or stands in both area and ring; own supply in a table
        without trade shares, or as `own_supply` refuses it.
    """
    zones = _zones(table, area, ring)
    intensity = intensity_of(table, satellite)
    by_zone = np.column_stack([intensity * inside for inside in zones.values()])
    at = zones["area"].nonzero()[0]
    system, own_block = _systems(table, area, at, own)
    full = system.solve_transposed(by_zone)[at]
    output = table.output.to_numpy(dtype=float)[at]
    intra = own_block.solve_transposed(intensity[at])
    parts = np.column_stack([intra, full[:, 0] - intra, full[:, 1], full[:, 2], full.sum(axis=1)])
    parts[output == 0] = np.nan
    return pd.DataFrame(parts, index=table.labels[at], columns=["intra", "feedback", "ring", "rest", "total"])


def _systems(
    table: IOTable, area: Sequence[str], at: NDArray[np.intp], own: pd.Series[float] | None
) -> tuple[System, System]:
    """Return the system of all regions, and that of the area by itself."""
    if own is None:
        block = table.transactions.to_numpy(dtype=float)[np.ix_(at, at)]
        return table.system, System(block, table.output.to_numpy(dtype=float)[at])
    if not isinstance(table, InterregionalTable):
        raise ValueError("own supply is set in the trade shares of an interregional table, and this one has none")
    economy = own_supply(table, area, own)
    inside = economy.trade[:, economy.area][:, :, economy.area]
    return economy.system, TradeSystem(inside, economy.technology, economy.intensity[economy.area].ravel())


def _zones(table: IOTable, area: Sequence[str], ring: Sequence[str]) -> Mapping[str, NDArray[np.bool_]]:
    if table.labels.nlevels < 2:
        raise ValueError("spillovers need a table with regions, labels (region, sector)")
    here = table.labels.get_level_values(0)
    unknown = [r for r in (*area, *ring) if r not in set(here)]
    both = sorted(set(area) & set(ring))
    if unknown or both or not area:
        raise ValueError(
            f"area {listed(area)} and ring {listed(ring)}: "
            f"{listed(unknown) + ' not in the table' if unknown else listed(both) + ' in both' if both else 'no area'}"
        )
    inside, around = here.isin(list(area)), here.isin(list(ring))
    return {"area": inside, "ring": around, "rest": ~(inside | around)}
