"""Where a euro of demand for what an area makes goes: in the first round, and when every supplier has been paid.

With f the euro, spread over the area's makers, A the coefficients of all areas and v, m what of a euro of output is
value added and imports,

    first round:  v f where it is made, A f at its suppliers, m f abroad
    in the end:   v x where value is added, m x abroad,           x = (I - A)^-1 f,

and taxes less subsidies on products are the rest, so that each adds up to the euro (Miller and Blair 2009, section 2.3:
in the end all of final demand is paid for primary inputs). What people do with their wages is not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.inputoutput.regional.interregional import InterregionalTable
from impact.inputoutput.regional.own_supply import own_supply
from impact.inputoutput.tables.labels import listed

Array = NDArray[np.floating[Any]]
ABROAD, TAXES = "abroad", "product_taxes"
"""Where the euro goes beside the regions: imports, and taxes less subsidies on products."""


def euro_flow(
    table: InterregionalTable,
    area: Sequence[str],
    purchases: str | pd.Series[float],
    *,
    own: pd.Series[float] | None = None,
) -> pd.DataFrame:
    """Return where a euro of demand for what an area makes goes, `first_round suppliers total output` by origin.

    Rows are the regions of the table, then `abroad` and `product_taxes`. `first_round` is the euro itself: value added
    of who makes the product, and what suppliers in each region get (`suppliers`, part of it). `total` is where it ends,
    as value added by region. Both add up to 1. `output` is the output of each region for it, of all rounds; its sum is
    the type I multiplier.

    Parameters
    ----------
    table
        Many regions, with value added and imports among its satellites.
    area
        The regions whose products are bought, in proportion to what each makes of them.
    purchases
        A sector, or (n,) parts of the euro by sector; only proportions count.
    own
        (n,) the share of each product that the area buys from itself, as in `own_supply`; None leaves the trade of the
        table.

    Raises
    ------
    ValueError
        As `own_supply`; an unknown sector, purchases that are missing, negative or all zero, or of what the area does
        not make.
    """
    economy = own_supply(table, area, own)
    system = table.system if own is None else economy.system
    made = _made(table, economy.area, _parts(table, purchases))
    output, suppliers = system.solve(made), system.once(made)
    per = {name: _per_output(table, name) for name in ("value_added", "imports")}
    regions = len(table.regions)

    def by_region(values: Array) -> Array:
        return np.asarray(values.reshape(regions, -1).sum(axis=1))

    columns = {
        "first_round": by_region(per["value_added"] * made + suppliers),
        "suppliers": by_region(suppliers),
        "total": by_region(per["value_added"] * output),
        "output": by_region(output),
    }
    found = pd.DataFrame(columns, index=table.regions)
    leaves = pd.DataFrame(0.0, index=[ABROAD, TAXES], columns=found.columns)
    for column, paid in (("first_round", made), ("total", output)):
        leaves.loc[ABROAD, column] = per["imports"] @ paid
        leaves.loc[TAXES, column] = 1.0 - found[column].sum() - per["imports"] @ paid
    return pd.concat([found, leaves]).rename_axis("origin")


def _parts(table: InterregionalTable, purchases: str | pd.Series[float]) -> Array:
    """Return what of the euro is spent on each sector, (n,); adds up to 1."""
    sectors = table.national.labels
    given = pd.Series({purchases: 1.0}) if isinstance(purchases, str) else purchases
    unknown = [str(sector) for sector in given.index if sector not in sectors]
    if unknown or not ((given >= 0).all() and 0 < given.sum() < np.inf):
        found = f"no sector {listed(unknown)} in the table" if unknown else "missing, negative or nothing at all"
        raise ValueError(f"purchases: {found}; expected parts of a euro by sector, 0 or more")
    parts = given.reindex(sectors, fill_value=0.0).to_numpy(dtype=float)
    return np.asarray(parts / parts.sum())


def _made(table: InterregionalTable, at: NDArray[np.intp], parts: Array) -> Array:
    """Return the euro by region and sector, (R * n,), at the makers inside the area."""
    output = table.output.to_numpy(dtype=float).reshape(len(table.regions), -1)
    inside = np.zeros_like(output)
    inside[at] = output[at]
    total = inside.sum(axis=0)
    absent = table.national.labels[(parts > 0) & (total == 0)]
    if len(absent):
        raise ValueError(f"{listed(absent)}: bought, and not made in the area")
    return np.asarray((inside * np.divide(parts, total, out=np.zeros_like(parts), where=total > 0)).ravel())


def _per_output(table: InterregionalTable, name: str) -> Array:
    output = table.output.to_numpy(dtype=float)
    totals = table.totals(name).to_numpy(dtype=float)
    return np.asarray(np.divide(totals, output, out=np.zeros_like(totals), where=output != 0))
