"""The region's record: labour productivity, where growth of jobs comes from, and what there is of innovation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import deferred

if TYPE_CHECKING:
    from impact.productivity.record.cautions import Caution
    from impact.productivity.record.job_growth import job_shift_share, published_sectors
    from impact.productivity.record.labour import labour_productivity
    from impact.productivity.record.measures import Measure
    from impact.productivity.record.parts_of_growth import shift_share
    from impact.productivity.record.parts_of_productivity import within_between

__all__ = [
    "Caution",
    "Measure",
    "job_shift_share",
    "labour_productivity",
    "published_sectors",
    "shift_share",
    "within_between",
]

__getattr__ = deferred(
    __name__,
    {
        "Caution": "cautions",
        "Measure": "measures",
        "job_shift_share": "job_growth",
        "labour_productivity": "labour",
        "published_sectors": "job_growth",
        "shift_share": "parts_of_growth",
        "within_between": "parts_of_productivity",
    },
)
