"""What a measure changed: designs, estimators, inference that holds with few treated regions, power, sensitivity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import deferred

if TYPE_CHECKING:
    from impact.effects.design.designs import Design
    from impact.effects.design.results import Effect, MinimumDetectableEffect, NotIdentified
    from impact.effects.estimation import estimate
    from impact.effects.estimators.callaway_santanna import pre_test
    from impact.effects.registered.design_file import DesignFile, shipped_designs
    from impact.effects.robustness.breaks import flagged_cells
    from impact.effects.robustness.decomposition import bacon_decomposition
    from impact.effects.robustness.honest import breakdown_value, honest_bounds
    from impact.effects.robustness.multiple import adjusted_p_values, romano_wolf
    from impact.effects.robustness.parallel_trends import PreTrends, pre_trends, pretrend_power
    from impact.effects.robustness.placebo_in_space import placebo_in_space
    from impact.effects.robustness.power import minimum_detectable_effect
    from impact.effects.robustness.sensitivity import (
        donor_pools,
        leave_one_out,
        other_inference,
        placebo_in_time,
        spillover_rings,
    )
    from impact.effects.study.evaluation import Evaluation, Finding, evaluate
    from impact.effects.study.freezing import freeze, frozen_status
    from impact.words.statements import Statement

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
        "Design": "design.designs",
        "DesignFile": "registered.design_file",
        "Effect": "design.results",
        "Evaluation": "study.evaluation",
        "Finding": "study.evaluation",
        "MinimumDetectableEffect": "design.results",
        "NotIdentified": "design.results",
        "PreTrends": "robustness.parallel_trends",
        "Statement": "impact.words.statements",
        "adjusted_p_values": "robustness.multiple",
        "bacon_decomposition": "robustness.decomposition",
        "breakdown_value": "robustness.honest",
        "donor_pools": "robustness.sensitivity",
        "estimate": "estimation",
        "evaluate": "study.evaluation",
        "flagged_cells": "robustness.breaks",
        "freeze": "study.freezing",
        "frozen_status": "study.freezing",
        "honest_bounds": "robustness.honest",
        "leave_one_out": "robustness.sensitivity",
        "minimum_detectable_effect": "robustness.power",
        "other_inference": "robustness.sensitivity",
        "placebo_in_space": "robustness.placebo_in_space",
        "placebo_in_time": "robustness.sensitivity",
        "pre_test": "estimators.callaway_santanna",
        "pre_trends": "robustness.parallel_trends",
        "pretrend_power": "robustness.parallel_trends",
        "romano_wolf": "robustness.multiple",
        "shipped_designs": "registered.design_file",
        "spillover_rings": "robustness.sensitivity",
    },
)
