"""Imputation (Borusyak, Jaravel and Spiess 2024): predict untreated outcomes, then average what is left.

Unit and period effects are fitted on cells that are not yet treated; an effect is the outcome less the prediction.
The estimate is a weighted sum of outcomes, and the same weights give its standard error (their equation 8).
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from impact.effects.design.blocks import Block
from impact.effects.design.clusters import gathered
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import Fit, event_path
from impact.effects.design.identification import nothing_compared
from impact.effects.design.options import Aggregate
from impact.effects.design.procedures import ANALYTIC, PERMUTATION, SCALED_PERMUTATION
from impact.effects.design.results import Bools, Floats
from impact.words.statements import said


def imputation(block: Block, aggregate: Aggregate = "simple") -> Fit:
    """Return the imputation estimate, averaged as asked, with its conservative standard errors.

    Missing cells are allowed. A cell can be imputed when its unit and its period hang together through untreated
    cells; the others are left out, with a caveat.

    Raises
    ------
    NotIdentifiedError
        When no treated cell can be imputed.
    """
    seen: Bools = np.isfinite(block.outcome)
    base: Bools = np.asarray(seen & block.clean)
    weight = base * block.weights[:, None]
    y = np.where(seen, block.outcome, 0.0)
    unit, period = two_way_solve(weight, (weight * y).sum(axis=1), (weight * y).sum(axis=0))
    known = seen & block.exposed & comparable(base)
    if not known.any():
        raise nothing_compared()
    effect = np.where(known | base, y - unit[:, None] - period[None, :], 0.0)
    labels, parts, overall = _estimands(block, known, aggregate)
    cells = np.stack([_cell_weights(weight, target) for target in [*parts, overall]])  # (E + 1, N, T)
    estimates = np.array([(target * effect).sum() for target in [*parts, overall]])
    scores = np.stack([_scores(v, effect, known, block) for v in cells], axis=1)  # (N, E + 1)
    covariance = scores.T @ scores
    two_stage = _two_stage(cells[-1], np.where(known, effect - estimates[-1], effect), block)
    lost = int((seen & block.exposed & ~known).sum())
    return Fit(
        float(estimates[-1]),
        event_path(labels, estimates[:-1]),
        weights=cells[-1] if block.balanced else None,
        std_error=float(np.sqrt(covariance[-1, -1])),
        path_covariance=covariance[:-1, :-1],
        path_weights=(lambda: cells[:-1]) if block.balanced else None,
        caveats=(said("not_imputed", n=lost),) if lost else (),
        details={"two_stage_std_error": two_stage},
    )


def _two_stage(v: Floats, residual: Floats, block: Block) -> float:
    """Return the error that two-stage difference-in-differences gives the same estimate (Gardner 2021, section 4).

    Its second stage regresses what is left of outcomes on treatment: every treated cell is measured from the one
    estimate, not from the mean of its cohort and period, so that effects that differ count as noise.
    """
    return float(np.linalg.norm(gathered(np.asarray((v * residual).sum(axis=1)), block.clusters)))


def comparable(base: Bools) -> Bools:
    """Return the cells whose unit and period effect are fitted on one scale (N, T).

    Two-way effects are known up to a constant in every set of units and periods that cells of the base connect; units
    whose code changes with a revision fall apart into two such sets, and nothing compares one with the other.
    """
    n, periods = base.shape
    unit, period = np.nonzero(base)
    links = coo_array((np.ones(len(unit)), (unit, n + period)), shape=(n + periods, n + periods))
    part = connected_components(links, directed=False)[1]
    return np.asarray(part[:n, None] == part[None, n:])


def two_way_solve(weight: Floats, by_unit: Floats, by_period: Floats) -> tuple[Floats, Floats]:
    """Return unit and period effects that solve the normal equations of a weighted two-way fit (N,), (T,).

    Units without weight get zero; the period effects are the smallest that solve.
    """
    rows = weight.sum(axis=1)
    inverse = np.divide(1.0, rows, out=np.zeros_like(rows), where=rows > 0)
    schur = np.diag(weight.sum(axis=0)) - weight.T @ (inverse[:, None] * weight)
    period = np.linalg.lstsq(schur, by_period - weight.T @ (inverse * by_unit), rcond=1e-12)[0]
    return inverse * (by_unit - weight @ period), period


def _cell_weights(weight: Floats, target: Floats) -> Floats:
    """Return the weights of all outcomes in a weighted sum of effects (N, T)."""
    unit, period = two_way_solve(weight, target.sum(axis=1), target.sum(axis=0))
    return np.asarray(target - weight * (unit[:, None] + period[None, :]))


def _estimands(block: Block, known: Bools, aggregate: Aggregate) -> tuple[Floats, list[Floats], Floats]:
    """Return labels (E,), the weights of the effects in each part, and in the whole."""
    event = np.where(known, block.times[None, :] - block.first[:, None], 0.0)
    by = {
        "simple": event,
        "dynamic": event,
        "group": np.broadcast_to(block.first[:, None], known.shape),
        "calendar": np.broadcast_to(block.times[None, :].astype(float), known.shape),
    }
    if aggregate not in by:
        raise ValueError(f"aggregate is {aggregate!r}; choose one of {', '.join(by)}.")
    counted = known * block.weights[:, None]
    labels = np.unique(by[aggregate][known])
    masks = [counted * (by[aggregate] == label) for label in labels]
    parts = [mask / mask.sum() for mask in masks]
    if aggregate == "simple":
        return labels, parts, np.asarray(counted / counted.sum())
    sizes = [block.weights[block.first == label].sum() if aggregate == "group" else 1.0 for label in labels]
    return labels, parts, np.average(np.stack(parts), axis=0, weights=sizes)


def _scores(v: Floats, effect: Floats, known: Bools, block: Block) -> Floats:
    """Return each cluster's contribution to the error: treated effects less the mean of their cohort and period (N,).

    That mean weighs the clusters by the square of what their cells of the cohort and period weigh; a unit is its own
    cluster where the design names none above it.
    """
    centred = effect.copy()
    for cohort in block.cohorts:
        mine = block.first == cohort
        clusters = None if block.clusters is None else block.clusters[mine]
        weights = v[mine] * known[mine]
        weight, sums = (gathered(part, clusters) for part in (weights, weights * effect[mine]))
        total = (weight**2).sum(axis=0)
        mean = np.divide((weight * sums).sum(axis=0), total, out=np.zeros_like(total), where=total > 0)
        centred[mine] = np.where(known[mine], effect[mine] - mean, effect[mine])
    return gathered(np.asarray((v * centred).sum(axis=1)), block.clusters)


ESTIMATOR = Estimator(
    "imputation",
    fit=lambda block, options: imputation(block, options.aggregate or "simple"),
    inferences=(SCALED_PERMUTATION, PERMUTATION, ANALYTIC),
    errors=ANALYTIC,
    options=("aggregate",),
    linear=True,
    within_cohorts=True,
)
