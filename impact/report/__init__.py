"""Maps, charts and publications: from a result to what people read.

`build` writes a publication, `choropleth` and `area_map` draw maps, `jobs_per_year`, `stages_per_year`, `sectors` and
`staircase` draw charts. Drawing takes heavy libraries, so each name is fetched when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from impact.report.area_map import area_map
    from impact.report.charts import jobs_per_year, sectors, staircase, stages_per_year
    from impact.report.documents import build
    from impact.report.maps import choropleth, sector_share

_HOMES = {
    "area_map": "area_map",
    "build": "documents",
    "choropleth": "maps",
    "jobs_per_year": "charts",
    "sector_share": "maps",
    "sectors": "charts",
    "stages_per_year": "charts",
    "staircase": "charts",
}

__all__ = [
    "area_map",
    "build",
    "choropleth",
    "jobs_per_year",
    "sector_share",
    "sectors",
    "stages_per_year",
    "staircase",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
