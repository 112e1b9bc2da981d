"""What a measure changed: designs, estimators, inference that holds with few treated regions, power, sensitivity."""

from impact.effects.decomposition import bacon_decomposition
from impact.effects.design_file import DesignFile, shipped_designs
from impact.effects.designs import Design
from impact.effects.estimation import estimate
from impact.effects.evaluation import Evaluation, Finding, evaluate, freeze, frozen_status
from impact.effects.honest import breakdown_value, honest_bounds
from impact.effects.multiple import romano_wolf
from impact.effects.power import minimum_detectable_effect, pretrend_power
from impact.effects.results import Effect, MinimumDetectableEffect, NotIdentified
from impact.effects.sensitivity import donor_pools, leave_one_out, placebo_in_space, placebo_in_time, spillover_rings

__all__ = [
    "Design",
    "DesignFile",
    "Effect",
    "Evaluation",
    "Finding",
    "MinimumDetectableEffect",
    "NotIdentified",
    "bacon_decomposition",
    "breakdown_value",
    "donor_pools",
    "estimate",
    "evaluate",
    "freeze",
    "frozen_status",
    "honest_bounds",
    "leave_one_out",
    "minimum_detectable_effect",
    "placebo_in_space",
    "placebo_in_time",
    "pretrend_power",
    "romano_wolf",
    "shipped_designs",
    "spillover_rings",
]
