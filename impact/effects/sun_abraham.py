"""The interaction-weighted event study (Sun and Abraham 2021): a regression that keeps the cohorts apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from impact.effects.fits import Fit, event_path
from impact.effects.panels import Block
from impact.effects.results import Floats
from impact.effects.statements import Statement, said


def sun_abraham(block: Block) -> Fit:
    """Return the interaction-weighted path; the estimate averages it over the treated cells.

    A saturated regression on cohort times event-time dummies, unit effects absorbed, period dummies in, errors
    clustered by unit (CR1) through statsmodels. Controls are the never treated, or without them the last cohort,
    whose treated periods are then left out. Missing cells are allowed.
    """
    block, caveats = _with_controls(block)
    y, X, cells, unit = _saturated(block)
    result = _clustered(y, X, unit, np.repeat(block.weights, len(block.times))[~np.isnan(block.outcome).reshape(-1)])
    count = len(cells)
    estimate, covariance = result.params[:count], result.cov_params()[:count, :count]
    event = np.array([c[1] for c in cells])
    size = np.array([c[2] for c in cells], dtype=float)
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


def _saturated(block: Block) -> tuple[Floats, Floats, list[tuple[float, int, int]], Floats]:
    """Return outcome and regressors less unit means, the (cohort, event time, cells) of each dummy, and units."""
    seen = ~np.isnan(block.outcome)
    unit, period = np.nonzero(seen)
    cells: list[tuple[float, int, int]] = []
    columns = []
    for cohort in block.cohorts:
        times = np.unique(period[block.first[unit] == cohort])
        reference = cohort - 1 - block.anticipation
        for t in times[block.times[times] != max(block.times[block.times <= reference])]:
            dummy = (block.first[unit] == cohort) & (period == t)
            cells.append((float(cohort), int(block.times[t] - cohort), int(dummy.sum())))
            columns.append(dummy.astype(float))
    columns += [(period == t).astype(float) for t in np.unique(period)[1:]]
    X = np.column_stack(columns)
    counts = np.bincount(unit)
    mean = np.stack([np.bincount(unit, weights=c) / counts for c in X.T], axis=1)
    y = block.outcome[unit, period]
    X = np.column_stack([X - mean[unit], np.ones(len(unit))])  # the constant counts as a regressor
    return y - (np.bincount(unit, weights=y) / counts)[unit], X, cells, unit.astype(float)


def _clustered(y: Floats, X: Floats, unit: Floats, weights: Floats) -> Any:
    from statsmodels.regression.linear_model import WLS

    return WLS(y, X, weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": unit.astype(np.int64), "use_correction": True}, use_t=True
    )
