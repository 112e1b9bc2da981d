"""The group of areas that each area lies in, whose errors move together: as a design names its level."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from impact.regions.codes import municipalities

if TYPE_CHECKING:
    from impact.effects.registered.design_file import DesignFile

CLUSTER = "cluster"  # the column of a panel
_KEY = {"corop": "corop", "provincie": "province"}


def with_clusters(panel: pd.DataFrame, study: DesignFile, codes: dict[str, str]) -> pd.DataFrame:
    """Return a panel with the cluster of each unit, where the design asks for it; a unit that lies in none has none.

    `codes` are those of the outcome's table by the areas of the design.
    """
    if study.cluster_prefix:
        return panel.assign(**{CLUSTER: panel["unit"].str[: study.cluster_prefix]})
    if not study.cluster:
        return panel
    own = {code: area for area, code in codes.items()}
    above = _above(study.cluster)
    found = [above.get(own.get(unit, unit)) for unit in panel["unit"].astype(str)]
    return panel.assign(**{CLUSTER: pd.Series(found, index=panel.index, dtype=object)})


@cache
def _above(level: str) -> dict[str, str]:
    """Return the area of a level that each smaller area of 2024 lies in."""
    key = _KEY[level]
    return {m[below]: m[key] for m in municipalities() for below in ("corop", "municipality") if below != key}
