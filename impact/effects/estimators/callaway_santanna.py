"""The Callaway and Sant'Anna (2021) estimator: group-time effects, summed up as asked, and the test of those before."""

from __future__ import annotations

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import Fit, event_path
from impact.effects.design.options import Options
from impact.effects.design.procedures import ANALYTIC, PERMUTATION, SCALED_PERMUTATION
from impact.effects.design.results import Effect
from impact.effects.estimators.aggregation import aggregate_effects, by_cluster, cell_weights
from impact.effects.estimators.group_time import group_time_effects


def callaway_santanna(block: Block, options: Options) -> Fit:
    """Return the Callaway-Sant'Anna estimate as asked; without an aggregate the path holds every ATT(g,t)."""
    effects = group_time_effects(
        block, method=options.method, control=options.control_group, universal=options.universal_base
    )
    summed = by_cluster(aggregate_effects(effects, block, options.aggregate or "simple"), block)
    cells = {"cohort": effects.cohort.astype(int), "time": effects.time}
    path = event_path(summed.period, summed.estimate, **(cells if options.aggregate in (None, "simple") else {}))
    plain = block.balanced and block.covariates.shape[2] == 0 and not block.weighted
    return Fit(
        summed.overall,
        path,
        weights=cell_weights(effects, block, summed.weights) if plain else None,
        std_error=summed.std_error,
        path_covariance=summed.covariance,
        path_weights=(lambda: (cell_weights(effects, block, w) for w in summed.part_weights)) if plain else None,
        caveats=effects.skipped,
    )


ESTIMATOR = Estimator(
    "callaway_santanna",
    fit=callaway_santanna,
    inferences=(SCALED_PERMUTATION, PERMUTATION, ANALYTIC),
    errors=ANALYTIC,
    options=("aggregate", "control_group", "method", "universal_base"),
    covariates=True,
    linear=True,
    within_cohorts=True,
)


def pre_test(effect: Effect) -> float:
    """Return the p-value of the Wald test that every ATT(g,t) before treatment is zero (Callaway and Sant'Anna 2021).

    It holds with many treated units a date; `pre_trends` is the test for few.

    Parameters
    ----------
    effect
        Of "callaway_santanna" with `inference="analytic"` and `aggregate` None or "simple": its path holds every
        ATT(g,t).

    Raises
    ------
    ValueError
        For another effect, when no period lies before treatment, or when their covariance has no inverse.
    """
    from scipy import stats

    covariance = effect.path_covariance
    if effect.inference != ANALYTIC.name or covariance is None or "cohort" not in effect.path:
        raise ValueError(
            "pre_test needs every ATT(g,t) with its analytic covariance: estimate(..., estimator='callaway_santanna', "
            "inference='analytic') without an aggregate. For other effects use pre_trends."
        )
    before = (effect.path["cohort"] > effect.path["time"]).to_numpy()
    rank = int(np.linalg.matrix_rank(covariance[np.ix_(before, before)])) if before.any() else 0
    if rank == 0 or rank < before.sum():
        raise ValueError(
            f"pre_test: {int(before.sum())} effects before treatment with a covariance of rank {rank}; "
            "it needs at least one, and full rank. Use pre_trends."
        )
    estimates = effect.path["estimate"].to_numpy(dtype=float)[before]
    wald = estimates @ np.linalg.solve(covariance[np.ix_(before, before)], estimates)
    return float(stats.chi2.sf(wald, before.sum()))
