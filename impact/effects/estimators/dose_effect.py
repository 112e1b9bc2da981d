"""The average effect of the doses that were given, against no treatment at all.

Under parallel trends the change of a unit with dose d less that of the untreated is, on average, the effect of d on
those that got d, ATT(d|d); its mean over the treated is the estimate (Callaway, Goodman-Bacon and Sant'Anna 2024,
section 3.2). Divided by the mean dose it is the effect for each unit of the dose that was given, on average. What
more of it would have added is another question: see `dose_response`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import Fit, Placement, Places
from impact.effects.design.options import Options
from impact.effects.design.parts import DOSE
from impact.effects.design.procedures import CR2, PERMUTATION, SCALED_PERMUTATION
from impact.effects.estimators.contrasts import contrasts, handed, in_the_place
from impact.effects.estimators.did import did
from impact.words.statements import said


def dose_effect(block: Block, options: Options) -> Fit:
    """Return the mean effect of the doses that were given, beside the effect of each."""
    assert block.dose is not None  # asked for at the door
    fit, when = did(block, options), contrasts(block)
    doses = block.dose.of(block.units)[block.treated]
    change = (block.outcome - block.outcome.mean(axis=1, keepdims=True)) @ when.over_time
    each = change[block.treated] - change[~block.treated].mean()
    order = np.argsort(doses, kind="stable")
    n = len(block.units)
    added = np.zeros(n)
    added[block.treated] = each
    mean = float(doses.mean())
    return replace(
        fit,
        response=pd.DataFrame({"dose": doses[order], "estimate": each[order], "std_error": np.nan}),
        details={"mean_dose": mean, "per_dose": fit.estimate / mean},
        caveats=(*fit.caveats, said("average_dose", dose=mean)),
        placement=Placement(
            Places(
                of=in_the_place(n, np.full(len(doses), 1 / len(doses))),
                adds=handed(n, np.ones(len(doses))),
                kinds=np.arange(len(doses)),
            ),
            over_time=when.over_time,
            periods=when.periods,
            fitted=np.outer(added, when.after),
            responses=tuple(in_the_place(n, np.eye(len(doses))[i]) for i in order),
        ),
    )


ESTIMATOR = Estimator(
    "dose_effect",
    fit=dose_effect,
    inferences=(SCALED_PERMUTATION, PERMUTATION, CR2),
    errors=CR2,
    balanced=True,
    one_date=True,
    unweighted=True,
    linear=True,
    without_reaction=True,
    asks=(DOSE,),
)
