"""The region's record: labour productivity, where growth of jobs comes from, and what there is of innovation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import deferred

if TYPE_CHECKING:
    from impact.productivity.record.accounts import accounts_by_sector
    from impact.productivity.record.cautions import Caution
    from impact.productivity.record.gap_by_sector import productivity_gap
    from impact.productivity.record.innovation import birth_rate, births, closures, establishments
    from impact.productivity.record.job_growth import job_shift_share, published_sectors
    from impact.productivity.record.labour import labour_productivity
    from impact.productivity.record.left_out import share_left_out
    from impact.productivity.record.measures import Measure
    from impact.productivity.record.parts_of_growth import shift_share
    from impact.productivity.record.parts_of_productivity import within_between

__all__ = [
    "Caution",
    "Measure",
    "accounts_by_sector",
    "birth_rate",
    "births",
    "closures",
    "establishments",
    "job_shift_share",
    "labour_productivity",
    "productivity_gap",
    "published_sectors",
    "research",
    "share_left_out",
    "shift_share",
    "within_between",
]

__getattr__ = deferred(
    __name__,
    {
        "Caution": "cautions",
        "Measure": "measures",
        "accounts_by_sector": "accounts",
        "birth_rate": "innovation",
        "births": "innovation",
        "closures": "innovation",
        "establishments": "innovation",
        "job_shift_share": "job_growth",
        "labour_productivity": "labour",
        "productivity_gap": "gap_by_sector",
        "published_sectors": "job_growth",
        "research": "research_by_province",
        "share_left_out": "left_out",
        "shift_share": "parts_of_growth",
        "within_between": "parts_of_productivity",
    },
)
