"""Maps, charts and publications: from a result to what people read.

`build` writes a publication; `choropleth`, `change_map`, `sector_share` and `study_area_map` draw maps;
`jobs_per_year`, `jobs_by_stage`, `jobs_by_sector` and `staircase` draw charts. Drawing takes heavy libraries, so each
name is fetched when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import deferred

if TYPE_CHECKING:
    from impact.report.charts.area_map import study_area_map
    from impact.report.charts.maps import change_map, choropleth, sector_share
    from impact.report.charts.scenario import jobs_by_sector, jobs_by_stage, jobs_per_year, staircase
    from impact.report.pages.documents import build

_HOMES = {
    "build": "pages.documents",
    "change_map": "charts.maps",
    "choropleth": "charts.maps",
    "jobs_by_sector": "charts.scenario",
    "jobs_by_stage": "charts.scenario",
    "jobs_per_year": "charts.scenario",
    "sector_share": "charts.maps",
    "staircase": "charts.scenario",
    "study_area_map": "charts.area_map",
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
