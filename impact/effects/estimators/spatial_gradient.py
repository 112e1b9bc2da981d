"""The effect around the treated: on an untreated unit as near as can be, falling with distance as registered.

Below zero beside a gain of the treated it is displacement; above zero it is an effect that spreads.
"""

from __future__ import annotations

from impact.effects.design.estimator import Estimator
from impact.effects.design.parts import EXPOSURE
from impact.effects.design.procedures import PERMUTATION, SCALED_PERMUTATION
from impact.effects.estimators.spatial import spatial_fit, surroundings

ESTIMATOR = Estimator(
    "spatial_gradient",
    fit=lambda block, options: spatial_fit(block, direct=False),
    inferences=(SCALED_PERMUTATION, PERMUTATION),
    balanced=True,
    one_date=True,
    unweighted=True,
    linear=True,
    without_reaction=True,
    asks=(EXPOSURE,),
    refuses=surroundings,
    placed=True,
)
