"""Synthetic control of every treated unit apart, each from its own date (Cattaneo, Feng, Palomba and Titiunik 2025).

The donors are the units that are never treated. Weights lie on a simplex, or are bounded as in lasso or ridge.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import Fit, event_path
from impact.effects.design.options import Options
from impact.effects.design.procedures import PREDICTION
from impact.effects.estimators.controls import Control, controls_by_unit


def synthetic_control_by_unit(block: Block, options: Options) -> Fit:
    """Return the mean gap of all treated units and periods, and its mean by period since treatment."""
    controls = controls_by_unit(block, options.constraint)
    after = np.concatenate([control.gap[control.after] for control in controls])
    return Fit(float(after.mean()), _path(controls))


def _path(controls: Sequence[Control]) -> pd.DataFrame:
    since = np.concatenate([control.times - control.date for control in controls])
    gaps = pd.Series(np.concatenate([control.gap for control in controls])).groupby(since).mean()
    return event_path(gaps.index.to_numpy(dtype=float), gaps.to_numpy())


ESTIMATOR = Estimator(
    "synthetic_control_by_unit",
    fit=synthetic_control_by_unit,
    controls=lambda block, options: controls_by_unit(block, options.constraint),
    inferences=(PREDICTION,),
    errors=PREDICTION,
    options=("constraint",),
    balanced=True,
    unweighted=True,
)
