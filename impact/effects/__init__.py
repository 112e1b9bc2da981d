"""What a measure changed: designs, estimators, inference that holds with few treated regions, power, sensitivity."""

from impact.effects.decomposition import bacon_decomposition
from impact.effects.designs import Design
from impact.effects.estimation import estimate
from impact.effects.honest import breakdown_value, honest_bounds
from impact.effects.multiple import romano_wolf
from impact.effects.power import minimum_detectable_effect, pretrend_power
from impact.effects.results import Effect, MinimumDetectableEffect, NotIdentified
from impact.effects.sensitivity import donor_pools, leave_one_out, placebo_in_space, placebo_in_time, spillover_rings

__all__ = [
    "Design",
    "Effect",
    "MinimumDetectableEffect",
    "NotIdentified",
    "bacon_decomposition",
    "breakdown_value",
    "donor_pools",
    "estimate",
    "honest_bounds",
    "leave_one_out",
    "minimum_detectable_effect",
    "placebo_in_space",
    "placebo_in_time",
    "pretrend_power",
    "romano_wolf",
    "spillover_rings",
]
