"""The path of the effect around one common date, in two-way fixed effects form.

With one date the coefficients are plain: the gap between treated and controls in a period, less the gap in the
reference period. With several dates the regression mixes cohorts (Sun and Abraham 2021) and is refused here.
"""

from __future__ import annotations

import numpy as np

from impact.effects.design.alternatives import require_balanced, require_one_date
from impact.effects.design.announcement import without_reaction
from impact.effects.design.blocks import Block
from impact.effects.design.clusters import gathered, groups
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import Fit, event_path
from impact.effects.design.procedures import ANALYTIC, FEW, PERMUTATION, SCALED_PERMUTATION
from impact.effects.design.results import Floats


def event_study(block: Block) -> Fit:
    """Return the event-study path; its mean over the periods under treatment is the estimate.

    The reference is the last clean period. The covariance of the path is Cov(Y_t - Y_ref) over units: when treated or
    controls are fewer than five that of the larger group times (1/n1 + 1/n0), else each group's own (which is CR2).
    With clusters above the unit it is that of the sums of what their units add to the path (CR1).

    Raises
    ------
    InputError
        With several treatment dates.
    """
    require_one_date(block, ESTIMATOR.name)
    require_balanced(block, ESTIMATOR.name)
    date = block.cohorts[0]
    reference = int(np.flatnonzero(block.times < date - block.anticipation)[-1])
    others = np.delete(np.arange(len(block.times)), reference)
    changes = block.outcome[:, others] - block.outcome[:, [reference]]
    share = [block.weights * mine / block.weights[mine].sum() for mine in (block.treated, ~block.treated)]
    contrast = share[0] - share[1]
    path = contrast @ changes
    covariance = _covariance(changes, block) if block.clusters is None else _clustered(changes, block, share)
    event = block.times[others] - date
    after = np.where(event >= 0, 1.0, 0.0)
    after /= after.sum()

    def against_reference(period: Floats) -> Floats:
        weights = np.zeros(block.outcome.shape)
        weights[:, others] = np.outer(contrast, period)
        weights[:, reference] = -contrast
        return weights

    return Fit(
        float(after @ path),
        event_path(event, path),
        weights=against_reference(after),
        path_weights=lambda: map(against_reference, np.eye(len(others))),
        std_error=float(np.sqrt(after @ covariance @ after)),
        path_covariance=covariance,
    )


def gap_path(block: Block) -> Fit:
    """Return the event study of a block less its announcement window, as the path beside a did estimate."""
    return event_study(without_reaction(block))


def _covariance(changes: Floats, block: Block) -> Floats:
    """Return the covariance of the path; a group of fewer than five borrows the spread of the larger one."""
    groups = [(changes[mine], block.weights[mine]) for mine in (block.treated, ~block.treated)]
    ours, theirs = (w @ w / w.sum() ** 2 for _, w in groups)
    few, many = sorted(groups, key=lambda group: len(group[1]))
    if len(many[1]) < 2:
        return np.full((changes.shape[1], changes.shape[1]), np.nan)
    if len(few[1]) < FEW:
        return np.asarray(_spread(*many) * (ours + theirs))
    return np.asarray(_spread(*groups[0]) * ours + _spread(*groups[1]) * theirs)


def _clustered(changes: Floats, block: Block, share: list[Floats]) -> Floats:
    """Return the covariance of the path from what each cluster adds to it."""
    ours, theirs = (mine[:, None] * (changes - mine @ changes) for mine in share)
    added, number = gathered(ours - theirs, block.clusters), groups(block).max() + 1
    return np.asarray(added.T @ added * number / (number - 1))


def _spread(changes: Floats, weights: Floats) -> Floats:
    return np.atleast_2d(np.cov(changes.T, aweights=weights))


ESTIMATOR = Estimator(
    "event_study",
    fit=lambda block, options: event_study(block),
    inferences=(SCALED_PERMUTATION, PERMUTATION, ANALYTIC),
    errors=ANALYTIC,
    balanced=True,
    one_date=True,
    linear=True,
)
