"""Productivity and innovation: what is known of the effects of AI, R&D and agglomeration, and how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import deferred

if TYPE_CHECKING:
    from impact.productivity.synthesis.analysis import meta_analysis
    from impact.productivity.synthesis.cautions import Caution
    from impact.productivity.synthesis.pooling import PooledDraws, pooled_draws
    from impact.productivity.synthesis.priors import ElicitedRange, Prior, elicited_range, regional_prior
    from impact.productivity.synthesis.reading import read_studies, shipped_studies
    from impact.productivity.synthesis.results import SmallStudyTest, Synthesis
    from impact.productivity.synthesis.studies import Studies

__all__ = [
    "Caution",
    "ElicitedRange",
    "PooledDraws",
    "Prior",
    "SmallStudyTest",
    "Studies",
    "Synthesis",
    "elicited_range",
    "meta_analysis",
    "pooled_draws",
    "read_studies",
    "regional_prior",
    "shipped_studies",
]

__getattr__ = deferred(
    __name__,
    {
        "Caution": "synthesis.cautions",
        "ElicitedRange": "synthesis.priors",
        "PooledDraws": "synthesis.pooling",
        "Prior": "synthesis.priors",
        "SmallStudyTest": "synthesis.results",
        "Studies": "synthesis.studies",
        "Synthesis": "synthesis.results",
        "elicited_range": "synthesis.priors",
        "meta_analysis": "synthesis.analysis",
        "pooled_draws": "synthesis.pooling",
        "read_studies": "synthesis.reading",
        "regional_prior": "synthesis.priors",
        "shipped_studies": "synthesis.reading",
    },
)
