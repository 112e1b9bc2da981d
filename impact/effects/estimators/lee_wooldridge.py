"""Lee and Wooldridge (2023): one regression across units, exact with few of them if the errors are normal.

Each unit's outcomes become one number - the mean after less the mean before, or less its own trend before - and that
number is regressed on treatment. With normal errors of equal variance the t statistic is exact for any number of
treated units, one included. Units that are not equally noisy need the scaled permutation test, which is the default.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from impact.effects.design.alternatives import require_one_date
from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import Fit
from impact.effects.design.procedures import EXACT, PERMUTATION, SCALED_PERMUTATION
from impact.effects.estimators.did import two_way_weights
from impact.effects.estimators.event_study import gap_path
from impact.errors import InputError, Problem


def detrended(block: Block) -> Block:
    """Return the block less each unit's own linear trend through the clean periods.

    Raises
    ------
    InputError
        With fewer than three clean periods.
    """
    before = block.clean[block.treated].all(axis=0)
    if before.sum() < 3:
        found = f"{int(before.sum())} clean periods"
        todo = "Add earlier years, or leave the trends in."
        raise InputError(Problem("estimate", "detrend", found, "at least three for a trend of its own", todo))
    years = (block.times - block.times[before].mean()).astype(float)
    X = np.column_stack([np.ones(len(years)), years])
    coefficients = np.linalg.lstsq(X[before], block.outcome[:, before].T, rcond=None)[0]
    return replace(block, outcome=block.outcome - (X @ coefficients).T)


def lee_wooldridge(block: Block) -> Fit:
    """Return the cross-section estimate, through statsmodels, with its standard error and degrees of freedom."""
    from statsmodels.regression.linear_model import WLS

    require_one_date(block, ESTIMATOR.name)
    before = block.clean[block.treated].all(axis=0)
    after = block.exposed[block.treated].any(axis=0)
    change = block.outcome[:, after].mean(axis=1) - block.outcome[:, before].mean(axis=1)
    X = np.column_stack([np.ones(len(change)), block.treated.astype(float)])
    result = WLS(change, X, weights=block.weights).fit()
    around = gap_path(block)
    return Fit(
        float(result.params[1]),
        around.path,
        weights=two_way_weights(block.exposed.astype(float), block.weights),
        std_error=float(result.bse[1]) if result.df_resid else None,
        path_covariance=around.path_covariance,
        path_weights=around.path_weights,
        degrees=float(result.df_resid),
    )


ESTIMATOR = Estimator(
    "lee_wooldridge",
    fit=lambda block, options: lee_wooldridge(block),
    inferences=(SCALED_PERMUTATION, PERMUTATION, EXACT),
    errors=EXACT,
    adjust=lambda block, options: detrended(block) if options.detrend else block,
    options=("detrend",),
    balanced=True,
    one_date=True,
    linear=True,
    without_reaction=True,
)
