"""Maps, charts and publications: from a result to what people read.

`build` writes a publication; `choropleth`, `change_map`, `sector_share` and `study_area_map` draw maps;
`jobs_per_year`, `jobs_by_stage`, `jobs_by_sector` and `staircase` draw charts. Drawing takes heavy libraries, so each
name is fetched when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import deferred

if TYPE_CHECKING:
    from impact.report.area_map import study_area_map
    from impact.report.charts import jobs_by_sector, jobs_by_stage, jobs_per_year, staircase
    from impact.report.documents import build
    from impact.report.maps import change_map, choropleth, sector_share

_HOMES = {
    "build": "documents",
    "change_map": "maps",
    "choropleth": "maps",
    "jobs_by_sector": "charts",
    "jobs_by_stage": "charts",
    "jobs_per_year": "charts",
    "sector_share": "maps",
    "staircase": "charts",
    "study_area_map": "area_map",
}

__all__ = [
    "build",
    "change_map",
    "choropleth",
    "jobs_by_sector",
    "jobs_by_stage",
    "jobs_per_year",
    "sector_share",
    "staircase",
    "study_area_map",
]

__getattr__ = deferred(__name__, _HOMES)
