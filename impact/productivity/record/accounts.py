"""Value added and labour by sector from the pulled regional accounts: what `within_between` goes by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from impact.errors import InputError, Problem
from impact.panel import panel
from impact.productivity.record.counts import weakest
from impact.productivity.record.parts_of_productivity import LABOUR, VALUE
from impact.productivity.record.places import NATION, Area, each_sector, study_area

if TYPE_CHECKING:
    from impact.sources.store import Store

TABLE = "85925NED"
# Everything but mining, energy and water: the same sectors in value added and in labour.
GROUPS = ("A", "C", "F", "G-I", "J", "K", "L", "M-N", "O-Q", "R-U")
_MEASURES = {"value_added": VALUE, "labour_years": LABOUR}


def accounts_by_sector(
    area: Area, year: int, *, by: Sequence[str] = GROUPS, data: str | Path | Store = "live"
) -> pd.DataFrame:
    """Return value added (MEUR, current prices) and labour (thousand labour years) of a place by sector.

    Two of these, of two years or of the nation and an area, are what `within_between` takes; its productivity is then
    in thousand euros per labour year.

    Parameters
    ----------
    area : str, list or StudyArea
        A study area made of COROP areas, or "NL".
    year : int
        A year of 85925NED.
    by : list
        Sectors of the table, none within another; all but mining, energy and water if not given.
    data : "live", path or Store
        Where 85925NED was pulled to.

    Returns
    -------
    DataFrame
        By sector: `value_added`, `labour`, and `status`, the weakest of the figures.

    Raises
    ------
    InputError
        The snapshot is asked; 85925NED is not pulled, or has not this year or sector; a figure of some area
        is not published.
    """
    if data == "snapshot":
        found, expected = "the figures of the snapshot", f"pulled regional accounts ({TABLE})"
        todo = f"`impact pull {TABLE}` fetches them; then ask with data='live'."
        raise InputError(Problem("accounts by sector", "data", found, expected, todo))
    level = "land" if area == NATION else "corop"
    rows = panel([*_MEASURES], level=level, tables=TABLE, sectors=each_sector(by), years=(year, year), data=data)
    codes = [NATION] if level == "land" else [*study_area(area).regions("corop")]
    inside = rows[rows["region"].isin(codes)]
    cells = inside.set_index(["variable", "sector", "region"])[["value", "status"]]
    every = pd.MultiIndex.from_product([_MEASURES, each_sector(by), codes], names=cells.index.names)
    cells = cells.reindex(every)
    if gaps := [" ".join(key) for key in every[cells["value"].isna()]]:
        found = f"no {', '.join(gaps[:8])} in {year}" + (f" and {len(gaps) - 8} more" if len(gaps) > 8 else "")
        todo = "Take a group it is in, or an area without it."
        raise InputError(Problem(TABLE, "sector", found, "figures of every part of the area", todo))
    summed = cells.groupby(["variable", "sector"], sort=False).agg(value=("value", "sum"), status=("status", weakest))
    columns = {name: summed.loc[measure, "value"] for measure, name in _MEASURES.items()}
    return pd.DataFrame(columns).assign(status=summed["status"].groupby("sector").agg(weakest))
