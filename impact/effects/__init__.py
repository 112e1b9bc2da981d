"""What a measure changed: designs, estimators, inference that holds with few treated regions, power, sensitivity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import deferred

if TYPE_CHECKING:
    from impact.effects.breaks import flagged_cells
    from impact.effects.callaway_santanna import pre_test
    from impact.effects.decomposition import bacon_decomposition
    from impact.effects.design_file import DesignFile, shipped_designs
    from impact.effects.designs import Design
    from impact.effects.estimation import estimate
    from impact.effects.evaluation import Evaluation, Finding, evaluate
    from impact.effects.freezing import freeze, frozen_status
    from impact.effects.honest import breakdown_value, honest_bounds
    from impact.effects.multiple import adjusted_p_values, romano_wolf
    from impact.effects.parallel_trends import PreTrends, pre_trends, pretrend_power
    from impact.effects.places import placebo_in_space
    from impact.effects.power import minimum_detectable_effect
    from impact.effects.results import Effect, MinimumDetectableEffect, NotIdentified
    from impact.effects.sensitivity import (
        donor_pools,
        leave_one_out,
        other_inference,
        placebo_in_time,
        spillover_rings,
    )
    from impact.effects.statements import Statement

__all__ = [
    "Design",
    "DesignFile",
    "Effect",
    "Evaluation",
    "Finding",
    "MinimumDetectableEffect",
    "NotIdentified",
    "PreTrends",
    "Statement",
    "adjusted_p_values",
    "bacon_decomposition",
    "breakdown_value",
    "donor_pools",
    "estimate",
    "evaluate",
    "flagged_cells",
    "freeze",
    "frozen_status",
    "honest_bounds",
    "leave_one_out",
    "minimum_detectable_effect",
    "other_inference",
    "placebo_in_space",
    "placebo_in_time",
    "pre_test",
    "pre_trends",
    "pretrend_power",
    "romano_wolf",
    "shipped_designs",
    "spillover_rings",
]

__getattr__ = deferred(
    __name__,
    {
        "Design": "designs",
        "DesignFile": "design_file",
        "Effect": "results",
        "Evaluation": "evaluation",
        "Finding": "evaluation",
        "MinimumDetectableEffect": "results",
        "NotIdentified": "results",
        "PreTrends": "parallel_trends",
        "Statement": "statements",
        "adjusted_p_values": "multiple",
        "bacon_decomposition": "decomposition",
        "breakdown_value": "honest",
        "donor_pools": "sensitivity",
        "estimate": "estimation",
        "evaluate": "evaluation",
        "flagged_cells": "breaks",
        "freeze": "freezing",
        "frozen_status": "freezing",
        "honest_bounds": "honest",
        "leave_one_out": "sensitivity",
        "minimum_detectable_effect": "power",
        "other_inference": "sensitivity",
        "placebo_in_space": "places",
        "placebo_in_time": "sensitivity",
        "pre_test": "callaway_santanna",
        "pre_trends": "parallel_trends",
        "pretrend_power": "parallel_trends",
        "romano_wolf": "multiple",
        "shipped_designs": "design_file",
        "spillover_rings": "sensitivity",
    },
)
