"""A store in which 83582NED holds the jobs of every COROP area, printed as the bundled copy has them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from impact import regions
from impact.sources import snapshot
from impact.sources.store import Store
from tests.panel.test_mix import pulled


def with_every_corop(folder: Path, year: int, members: Sequence[str] | None = None) -> Store:
    """Return a store with the jobs of COROP areas by 28 groups (all forty, or some), without 83583NED."""
    figures = _published(year)

    def figure(group: str, region: str, _: int) -> str:
        value = figures[region, group]
        return "       ." if pd.isna(value) else f"{value:10.1f}"

    return pulled(folder, figure, national=None, areas=members or regions.codes("corop"), years=(year,))


@cache
def _published(year: int) -> dict[tuple[str, str], float]:
    rows = snapshot.table("corop-jobs-by-section", year=year)
    return dict(zip(zip(rows["region"], rows["sector"], strict=True), rows["value"], strict=True))
