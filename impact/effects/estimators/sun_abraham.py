"""The interaction-weighted event study (Sun and Abraham 2021): a regression that keeps the cohorts apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.clusters import groups
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import Fit, event_path
from impact.effects.design.identification import nothing_compared
from impact.effects.design.procedures import ANALYTIC
from impact.effects.design.results import Floats, Ints, NotIdentified, NotIdentifiedError
from impact.words.statements import Statement, said


def sun_abraham(block: Block) -> Fit:
    """Return the interaction-weighted path; the estimate averages it over the treated cells, units weighted.

    A saturated regression on cohort times event-time dummies, unit effects absorbed, period dummies in, errors
    clustered by unit, or above it (CR1), through statsmodels. Controls are the never treated, or without them the
    last cohort, whose treated periods are then left out. Missing cells are allowed: a cohort without a figure in its
    reference period is held against the last clean one that it has, with a caveat.

    Raises
    ------
    NotIdentifiedError
        When the regressors are linearly dependent, or nobody is left to compare the treated years with.
    """
    block, caveats = _with_controls(block)
    block, reference, more = _references(block)
    caveats = (*caveats, *more)
    y, X, cells, unit = _saturated(block, reference)
    _require_full_rank(X)
    result = _clustered(
        y,
        X,
        groups(block)[unit.astype(np.int64)],
        np.repeat(block.weights, len(block.times))[~np.isnan(block.outcome).reshape(-1)],
    )
    count = len(cells)
    estimate, covariance = result.params[:count], result.cov_params()[:count, :count]
    event = np.array([c[1] for c in cells])
    size = np.array([c[2] for c in cells])
    if not (event >= 0).any():
        raise nothing_compared()
    events = np.unique(event)
    pick = np.array([np.where(event == e, size, 0.0) / size[event == e].sum() for e in events])
    after = np.where(event >= 0, size, 0.0) / size[event >= 0].sum()
    return Fit(
        float(after @ estimate),
        event_path(events, pick @ estimate),
        std_error=float(np.sqrt(after @ covariance @ after)),
        path_covariance=np.asarray(pick @ covariance @ pick.T),
        caveats=caveats,
    )


def _with_controls(block: Block) -> tuple[Block, tuple[Statement, ...]]:
    if (~block.treated).any():
        return block, ()
    last = block.cohorts[-1]
    kept = block.keep(np.ones(len(block.units), dtype=bool), block.times < last - block.anticipation)
    first = np.where(kept.first == last, np.inf, kept.first)
    trimmed = Block(**{**kept.__dict__, "first": first})
    return trimmed, (said("last_cohort_controls", cohort=int(last)),)


def _references(block: Block) -> tuple[Block, dict[float, int], tuple[Statement, ...]]:
    """Return the block less cohorts without a clean figure, the reference period of each, and what to say of it."""
    seen, reference, said_of = ~np.isnan(block.outcome), {}, []
    for cohort in block.cohorts:
        usual = block.times[block.times < cohort - block.anticipation].max()
        clean = (seen & block.clean & (block.first == cohort)[:, None]).any(axis=0)
        if not clean.any():
            said_of.append(said("no_figure_before", cohort=int(cohort)))
            continue
        reference[float(cohort)] = int(block.times[clean].max())
        if reference[float(cohort)] != usual:
            year = reference[float(cohort)]
            said_of.append(said("rebased", cohort=int(cohort), reference=int(usual), year=year))
    kept = ~block.treated | np.isin(block.first, list(reference))
    return block.keep(kept), reference, tuple(said_of)


def _require_full_rank(X: Floats) -> None:
    rank, columns = int(np.linalg.matrix_rank(X.T @ X, hermitian=True)), X.shape[1]
    if rank < columns:
        reason = said("not_separable", columns=columns, rank=rank)
        raise NotIdentifiedError(NotIdentified(reason, (said("untreated_units"), said("earlier_years"))))


def _saturated(
    block: Block, reference: dict[float, int]
) -> tuple[Floats, Floats, list[tuple[float, int, float]], Floats]:
    """Return outcome and regressors less unit means, the (cohort, event time, weight) of each dummy, and units."""
    seen = ~np.isnan(block.outcome)
    unit, period = np.nonzero(seen)
    cells: list[tuple[float, int, float]] = []
    columns = []
    for cohort in block.cohorts:
        times = np.unique(period[block.first[unit] == cohort])
        for t in times[block.times[times] != reference[float(cohort)]]:
            dummy = (block.first[unit] == cohort) & (period == t)
            cells.append((float(cohort), int(block.times[t] - cohort), float(block.weights[unit[dummy]].sum())))
            columns.append(dummy.astype(float))
    columns += [(period == t).astype(float) for t in np.unique(period)[1:]]
    X = np.column_stack(columns)
    counts = np.bincount(unit)
    mean = np.stack([np.bincount(unit, weights=c) / counts for c in X.T], axis=1)
    y = block.outcome[unit, period]
    X = np.column_stack([X - mean[unit], np.ones(len(unit))])  # the constant counts as a regressor
    return y - (np.bincount(unit, weights=y) / counts)[unit], X, cells, unit.astype(float)


def _clustered(y: Floats, X: Floats, clusters: Ints, weights: Floats) -> Any:
    from statsmodels.regression.linear_model import WLS

    return WLS(y, X, weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": True}, use_t=True
    )


ESTIMATOR = Estimator(
    "sun_abraham",
    fit=lambda block, options: sun_abraham(block),
    inferences=(ANALYTIC,),
    errors=ANALYTIC,
    within_cohorts=True,
)
