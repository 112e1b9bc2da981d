"""Why output changed: technology or demand, exactly, and over years in the prices of the year before.

Dietzenbacher and Los (1998): with x = L f, the average of the two polar forms,

    dx = 1/2 dL (f0 + f1) + 1/2 (L0 + L1) df,

leaves no residual. With a satellite e per euro of output, de, dL and df are each taken in both orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.inputoutput.tables.labels import same_labels
from impact.inputoutput.tables.national import Level, national_table
from impact.inputoutput.tables.solve import System
from impact.inputoutput.tables.table import IOTable

Array = NDArray[np.floating[Any]]


def structural_decomposition(before: IOTable, after: IOTable, *, satellite: str | None = None) -> pd.DataFrame:
    """Return contributions to the change of each sector, (n, effects), in the unit of the tables or the satellite.

    Columns are `technology`, one `demand: category` for each category of final demand, with a satellite `intensity`
    (satellite per euro of output), and `total`, their sum and the whole change. Both tables must be in the prices of
    the same year: `before` in current prices and `after`, a year later, in those of the year before; or both deflated,
    with the same word for it in `prices`. Of domestic flows `technology` holds what was bought abroad instead as well.

    Raises
    ------
    ValueError
        Labels or categories differ, or the tables are in prices of different years.
    """
    same_labels(before.labels, after.labels, "before and after")
    same_labels(before.final_demand.columns, after.final_demand.columns, "final demand before and after")
    _require_one_price_year(before, after)
    (s0, f0, x0, e0), (s1, f1, x1, e1) = (_parts(t, satellite) for t in (before, after))
    crossed_0, crossed_1 = s0.solve(f1.sum(axis=1)), s1.solve(f0.sum(axis=1))  # L0 f1 and L1 f0
    change = f1 - f0
    technology = 0.5 * (e0 * (x1 - crossed_0) + e1 * (crossed_1 - x0))
    demand = 0.5 * (e0[:, None] * s0.solve(change) + e1[:, None] * s1.solve(change))
    effects = {"technology": technology}
    effects |= {f"demand: {c}": demand[:, k] for k, c in enumerate(before.final_demand.columns)}
    if satellite is not None:
        effects["intensity"] = 0.5 * (e1 - e0) * (x0 + x1)
    return pd.DataFrame(effects, index=before.labels).assign(total=lambda frame: frame.sum(axis=1))


def chained_decomposition(years: Sequence[int], sectors: Level = "a38") -> pd.DataFrame:
    """Return the decomposition of the Dutch economy year by year, rows (year, sector), MEUR.

    Each year is against the year before in that year's prices, so contributions of different years are in different
    prices: add them up as shares of output, not as euros, when inflation is high.

    Raises
    ------
    ValueError
        Years that are not consecutive, or not in the snapshot.
    """
    steps = list(pairwise(years))
    if not steps or any(b != a + 1 for a, b in steps):
        raise ValueError(f"years {list(years)}: give consecutive years, at least two")
    links = {
        b: structural_decomposition(national_table(a, sectors), national_table(b, sectors, prices="previous"))
        for a, b in steps
    }
    return pd.concat(links, names=["year"])


def _require_one_price_year(before: IOTable, after: IOTable) -> None:
    linked = (before.prices, after.prices) == ("current", "previous") and after.year == before.year + 1
    deflated = before.prices == after.prices and before.prices not in ("current", "previous")
    if linked or deflated or (before.year, before.prices) == (after.year, after.prices):
        return
    raise ValueError(
        f"tables of {before.year} in {before.prices} prices and {after.year} in {after.prices} prices: inflation would "
        f"be read as technology. Take {before.year} in current prices and {before.year + 1} in prices of the year "
        "before (prices='previous'), or deflate both and name that in prices"
    )


def _parts(table: IOTable, satellite: str | None) -> tuple[System, Array, Array, Array]:
    x = table.output.to_numpy(dtype=float)
    f = table.final_demand.to_numpy(dtype=float)
    if satellite is None:
        return table.system, f, x, np.ones_like(x)
    totals = table.totals(satellite).to_numpy(dtype=float)
    return table.system, f, x, np.divide(totals, x, out=np.zeros_like(totals), where=x != 0)
