"""The effect on the treated, when part of it arrives around them: less the change where nothing of it arrives.

Difference-in-differences takes every control as untouched. Where an effect fades with distance the controls near by
are not, and it is off by what arrives at their mean; here that is estimated and taken out.
"""

from __future__ import annotations

from impact.effects.design.estimator import Estimator
from impact.effects.design.parts import EXPOSURE
from impact.effects.design.procedures import PERMUTATION, SCALED_PERMUTATION
from impact.effects.estimators.spatial import spatial_fit, surroundings

ESTIMATOR = Estimator(
    "spatial_did",
    fit=lambda block, options: spatial_fit(block, direct=True),
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
