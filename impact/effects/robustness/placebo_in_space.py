"""The same estimate in other places: where does the treated unit stand among all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.effects.design.alternatives import require_no_covariates
from impact.effects.design.designs import Design
from impact.effects.design.identification import identified
from impact.effects.design.procedures import SCALED_PERMUTATION
from impact.effects.estimators import DEFAULT, named, synthetic
from impact.effects.inference.choice import choose
from impact.effects.inference.significance import require_misfit, two_way_reassignments
from impact.errors import InputError, Problem


def placebo_in_space(panel: pd.DataFrame, design: Design, *, estimator: str = DEFAULT) -> pd.DataFrame:
    """Return what every unit shows when it is treated in the place of the actual one.

    Returns
    -------
    DataFrame
        Index the units; columns estimate, scale (the unit's own noise before), statistic (absolute estimate over
        scale), actual. For "did" and weighted comparisons such as "synthetic_did", with one treated unit.

    Raises
    ------
    InputError
        With several treated units, another estimator, or where the scaled permutation does not hold.
    NotIdentifiedError
        When the panel identifies no effect.
    """
    block, record = identified(panel, design), named(estimator)
    if (record.solver is None and not record.two_way) or block.treated.sum() != 1:
        found = f"{estimator} with {int(block.treated.sum())} treated units"
        raise InputError(
            Problem("placebo_in_space", "design", found, "did or a synthetic method, one treated unit", "Change it.")
        )
    actual = int(np.flatnonzero(block.treated)[0])
    order = [actual, *(i for i in range(len(block.units)) if i != actual)]
    if record.solver is None:
        test = two_way_reassignments(block, "placebo_in_space", draws=len(block.units), seed=0)
        estimates, scale = test.contrast, test.scale
    else:
        require_no_covariates(block, "placebo_in_space")
        choose(block, record, SCALED_PERMUTATION.name)
        block = synthetic.prepared(block, record)
        solver = record.solver(block)
        every = [synthetic.fit(block, solver), *synthetic.placebos(block, solver, draws=99, seed=0)]
        require_misfit(block, every)
        estimates, scale = np.array([f.estimate for f in every]), np.array([f.yardstick for f in every])
    table = pd.DataFrame(
        {"estimate": estimates, "scale": scale, "statistic": np.abs(estimates) / scale},
        index=pd.Index([block.units[i] for i in order], name="unit"),
    )
    return table.assign(actual=np.arange(len(table)) == 0).sort_values("statistic", ascending=False)
