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
from impact.inputoutput.tables.labels import listed
from impact.inputoutput.tables.solve import System
from impact.inputoutput.tables.table import IOTable


def spillovers(
    table: IOTable,
    area: Sequence[str],
    *,
    ring: Sequence[str] = (),
    satellite: str | pd.Series[float] | None = None,
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

    Rows are the area's (region, sector); columns `intra feedback ring rest total`, of which the last is the sum. A
    sector without output is NaN.

    Raises
    ------
    ValueError
        The table has one region only, a region is unknown or stands in both area and ring.
    """
    zones = _zones(table, area, ring)
    intensity = intensity_of(table, satellite)
    by_zone = np.column_stack([intensity * inside for inside in zones.values()])
    full = table.system.solve_transposed(by_zone)[zones["area"]]
    own = zones["area"].nonzero()[0]
    block = table.transactions.to_numpy(dtype=float)[np.ix_(own, own)]
    output = table.output.to_numpy(dtype=float)[own]
    intra = System(block, output).solve_transposed(intensity[own])
    parts = np.column_stack([intra, full[:, 0] - intra, full[:, 1], full[:, 2], full.sum(axis=1)])
    parts[output == 0] = np.nan
    return pd.DataFrame(parts, index=table.labels[own], columns=["intra", "feedback", "ring", "rest", "total"])


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
