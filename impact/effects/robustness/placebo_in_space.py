"""The same estimate in other places: where does the treated unit stand among all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.effects.design.blocks import Block
from impact.effects.design.designs import Design
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import Fit
from impact.effects.design.identification import identified
from impact.effects.design.options import Options
from impact.effects.design.procedures import SCALED_PERMUTATION
from impact.effects.design.results import Floats, Ints
from impact.effects.estimation import adjusted
from impact.effects.estimators import DEFAULT, named, synthetic
from impact.effects.inference import placements
from impact.effects.inference.remedies import checked
from impact.effects.inference.significance import own_noise, two_way_reassignments
from impact.errors import InputError, Problem


def placebo_in_space(panel: pd.DataFrame, design: Design, *, estimator: str = DEFAULT) -> pd.DataFrame:
    """Return what every unit shows when it is treated in the place of the actual one.

    Parameters
    ----------
    panel, design
        As for `estimate`, with one treated unit.
    estimator
        "did", a weighted comparison such as "synthetic_did", an effect that fades with distance ("spatial_did",
        "spatial_gradient": in places that have some units near and others far) or "dose_effect".

    Returns
    -------
    DataFrame
        Index the units; columns estimate, scale (the unit's own noise before), statistic (absolute estimate over
        scale), actual.

    Raises
    ------
    InputError
        With several treated units, another estimator, or where the scaled permutation does not hold.
    NotIdentifiedError
        When the panel identifies no effect.
    """
    block, record = identified(panel, design), named(estimator)
    checked(block, record, SCALED_PERMUTATION.name, needs=_needs)
    if record.asks:
        block, places, estimates, scale = _placed(block, record)
    else:
        estimates, scale = _compared(block, record) if record.solver is not None else _moved(block)
        actual = int(np.flatnonzero(block.treated)[0])
        places = np.array([actual, *(i for i in range(len(block.units)) if i != actual)])
    table = pd.DataFrame(
        {"estimate": estimates, "scale": scale, "statistic": np.abs(estimates) / scale},
        index=pd.Index([block.units[i] for i in places], name="unit"),
    )
    return table.assign(actual=np.arange(len(table)) == 0).sort_values("statistic", ascending=False)


def _needs(block: Block, estimator: Estimator) -> None:
    """Raise without an estimate that one unit has, in whatever place, or with several treated units."""
    if estimator.per_dose or (estimator.solver is None and not estimator.two_way and not estimator.asks):
        expected = f"{DEFAULT}, a weighted comparison, or an effect by distance"
        raise InputError(Problem("placebo_in_space", "estimator", estimator.name, expected, f"Use {DEFAULT}."))
    if (treated := int(block.treated.sum())) != 1:
        found = f"{treated} treated units"
        raise InputError(Problem("placebo_in_space", "design", found, "one treated unit", "Treat one unit at a time."))


def _moved(block: Block) -> tuple[Floats, Floats]:
    """Return the two-way estimate in every place, the actual one first, and its scale (N,)."""
    test = two_way_reassignments(block, "placebo_in_space", draws=len(block.units), seed=0)
    return test.contrast, test.scale


def _compared(block: Block, record: Estimator) -> tuple[Floats, Floats]:
    """Return the weighted comparison in every place, the actual one first, and its scale (N,)."""
    block = synthetic.prepared(block, record)
    assert record.solver is not None  # asked for by the caller
    solver = record.solver(block)
    every = [synthetic.fit(block, solver), *synthetic.placebos(block, solver, draws=len(block.units), seed=0)]
    if exact := synthetic.exact_fits(every, synthetic.noise(block)):
        found, expected = f"{exact} exact fits before treatment", "fits that leave some noise to divide by"
        raise InputError(
            Problem("placebo_in_space", "design", found, expected, f"Use {DEFAULT}, or add earlier years.")
        )
    return np.array([f.estimate for f in every]), np.array([f.yardstick for f in every])


def _placed(block: Block, record: Estimator) -> tuple[Block, Ints, Floats, Floats]:
    """Return the block that is estimated; the places that can be treated, the actual one first; estimates, scales."""
    options = Options()
    block = adjusted(block, record, options)
    assert record.fit is not None  # it asks for a part of the design
    fit: Fit = record.fit(block, options)
    assert fit.placement is not None  # as above
    sets, test = placements.at_places(block, fit.placement, own_noise(block), draws=len(block.units), seed=0)
    return block, sets[:, 0], test.contrast, test.scale
