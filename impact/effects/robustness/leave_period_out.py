"""A weighted comparison in every year before treatment, fitted to it and fitted without it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.effects.design.alternatives import require_no_covariates
from impact.effects.design.announcement import without_reaction
from impact.effects.design.blocks import Block
from impact.effects.design.designs import Design
from impact.effects.design.estimator import Estimator
from impact.effects.design.identification import identified
from impact.effects.design.procedures import SCALED_PERMUTATION
from impact.effects.estimators import every, named, synthetic
from impact.effects.estimators.left_out import left_out_gaps
from impact.effects.inference.remedies import checked
from impact.errors import InputError, Problem


def leave_period_out(panel: pd.DataFrame, design: Design, *, estimator: str) -> pd.DataFrame:
    """Return the gap between the treated and a weighted comparison in each year before, fitted with it and without it.

    Where donors are many and years few every fit is close; the years left out show what the comparison would have said
    of a year that it had not seen.

    Parameters
    ----------
    panel, design
        As for `estimate`.
    estimator
        A weighted comparison, such as "synthetic_control" or "augmented_synthetic_control".

    Returns
    -------
    DataFrame
        Index the clean years before treatment; columns fitted and left_out, in units of the outcome, less the constant
        gap where the method allows one.

    Raises
    ------
    InputError
        For an estimator that weighs no donors, and what `estimate` refuses.
    NotIdentifiedError
        When the panel identifies no effect, or has one year before treatment.
    """
    record, block = named(estimator), identified(panel, design)
    try:
        _needs(block, record)
        block = synthetic.prepared(block, record)
    except InputError:
        if record.solver is not None:  # what helps is looked for among changes of the panel
            checked(block, record, SCALED_PERMUTATION.name, needs=_needs)
        raise
    assert record.solver is not None
    solver, parts = record.solver(block), synthetic.parts(block)
    before: int = parts[-1]
    years = pd.Index(np.asarray(block.times[:before]), name="time")
    gaps = {"fitted": synthetic.fit(block, solver).path[:before], "left_out": left_out_gaps(*parts, solver)}
    return pd.DataFrame(gaps, index=years)


def _needs(block: Block, estimator: Estimator) -> None:
    """Raise for an estimator that weighs no donors, covariates, and years of announcement that differ by unit."""
    if estimator.solver is None:
        todo = f"Use one of: {', '.join(other.name for other in every() if other.solver is not None)}."
        raise InputError(Problem("leave_period_out", "estimator", repr(estimator.name), "a weighted comparison", todo))
    require_no_covariates(block, estimator.name)
    without_reaction(block)
