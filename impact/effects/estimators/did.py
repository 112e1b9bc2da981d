"""Two-way fixed effects: the difference between two differences, and the regression that prints it.

In a balanced block (one date) the coefficient is mean treated (post - pre) less mean control (post - pre). With
several dates it is a weighted sum of such comparisons, some of which use treated units as controls (Goodman-Bacon
2021); `impact.effects.robustness.decomposition` shows them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from impact.effects.design.alternatives import require_balanced
from impact.effects.design.blocks import Block
from impact.effects.design.clusters import groups
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import Fit
from impact.effects.design.options import Options
from impact.effects.design.procedures import (
    CLUSTERED,
    CONFORMAL,
    CONLEY_TABER,
    CR2,
    FERMAN_PINTO,
    PERMUTATION,
    PLACEBO,
    SCALED_PERMUTATION,
)
from impact.effects.design.results import Floats
from impact.effects.estimators.event_study import event_study
from impact.effects.estimators.null_fits import equal_weights
from impact.words.statements import Statement, said


def within(matrix: Floats, weights: Floats) -> Floats:
    """Return a unit-by-period matrix less its unit and period means (N, T), units weighted."""
    share = weights / weights.sum()
    centred = matrix - matrix.mean(axis=1, keepdims=True)
    return np.asarray(centred - share @ centred)


def two_way_weights(exposed: Floats, weights: Floats) -> Floats:
    """Return the weight of every cell in the two-way fixed effects coefficient (N, T); Frisch-Waugh-Lovell."""
    residual = within(exposed, weights) * weights[:, None]
    return np.asarray(residual / (residual * exposed).sum())


def two_way_fixed_effects(block: Block) -> Fit:
    """Return the two-way fixed effects estimate of a constant effect, in units of the outcome."""
    require_balanced(block, ESTIMATOR.name)
    weights = two_way_weights(block.exposed.astype(float), block.weights)
    caveats: tuple[Statement, ...] = (said("several_dates"),) if len(block.cohorts) > 1 else ()
    # Means first: the sum of the raw outcome would lose digits to its level.
    centred = block.outcome - block.outcome.mean(axis=1, keepdims=True)
    return Fit(float((weights * centred).sum()), _no_path(), weights=weights, caveats=caveats)


def did(block: Block, options: Options) -> Fit:
    """Return the two-way estimate; with one date beside the path of the event study around it."""
    fit = two_way_fixed_effects(block)
    if len(block.cohorts) > 1:
        return fit
    around = event_study(block)
    return replace(fit, path=around.path, path_covariance=around.path_covariance, path_weights=around.path_weights)


def regression(block: Block) -> Any:
    """Return the statsmodels result of the within regression, errors clustered by unit, or above it (CR1).

    Units are absorbed; their dummies are nested in the clusters and cost no degrees of freedom, but for the constant
    they hold. The first coefficient is the effect.
    """
    from statsmodels.regression.linear_model import WLS

    y, X, _ = within_regressors(block)
    X = np.column_stack([X, np.ones(len(y))])
    clusters = np.repeat(groups(block), len(block.times))
    return WLS(y, X, weights=np.repeat(block.weights, len(block.times))).fit(
        cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": True}, use_t=True
    )


def within_regressors(block: Block) -> tuple[Floats, Floats, int]:
    """Return outcome (N T,), regressors (N T, T) less unit means - exposure first, then periods - and N."""
    n, periods = block.outcome.shape
    exposure = block.exposed - block.exposed.mean(axis=1, keepdims=True)
    calendar = np.eye(periods)[:, 1:] - 1.0 / periods
    X = np.column_stack([exposure.reshape(-1), np.tile(calendar, (n, 1))])
    y = (block.outcome - block.outcome.mean(axis=1, keepdims=True)).reshape(-1)
    return y, X, n


def _no_path() -> Any:
    import pandas as pd

    return pd.DataFrame({"period": pd.Series(dtype="int64"), "estimate": pd.Series(dtype="float64")})


ESTIMATOR = Estimator(
    "did",
    fit=did,
    inferences=(SCALED_PERMUTATION, PERMUTATION, *CLUSTERED, CONLEY_TABER, FERMAN_PINTO, PLACEBO, CONFORMAL),
    null_fit=lambda block: equal_weights,
    errors=CR2,
    balanced=True,
    linear=True,
    without_reaction=True,
    two_way=True,
)
