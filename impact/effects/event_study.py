"""The path of the effect around one common date, in two-way fixed effects form.

With one date the coefficients are plain: the gap between treated and controls in a period, less the gap in the
reference period. With several dates the regression mixes cohorts (Sun and Abraham 2021) and is refused here.
"""

from __future__ import annotations

import numpy as np

from impact.effects.did import without_reaction
from impact.effects.fits import Fit, event_path
from impact.effects.panels import Block, require_balanced
from impact.effects.results import Floats
from impact.errors import InputError, Problem

FEW = 5  # treated units below which their own spread says nothing


def event_study(block: Block) -> Fit:
    """Return the event-study path; its mean over the periods under treatment is the estimate.

    The reference is the last clean period. The covariance of the path is Cov(Y_t - Y_ref) over units: with fewer
    than five treated units the controls' times (1/n1 + 1/n0), else each group's own (which is CR2).

    Raises
    ------
    InputError
        With several treatment dates.
    """
    if len(block.cohorts) > 1:
        raise InputError(
            Problem(
                "design",
                "first_treated",
                f"dates {', '.join(f'{c:.0f}' for c in block.cohorts)}",
                "one common date for event_study",
                "Use sun_abraham, callaway_santanna or imputation, which keep the cohorts apart.",
            )
        )
    require_balanced(block, "event_study")
    date = block.cohorts[0]
    reference = int(np.flatnonzero(block.times < date - block.anticipation)[-1])
    others = np.delete(np.arange(len(block.times)), reference)
    changes = block.outcome[:, others] - block.outcome[:, [reference]]
    share = [block.weights * mine / block.weights[mine].sum() for mine in (block.treated, ~block.treated)]
    path = (share[0] - share[1]) @ changes
    covariance = _covariance(changes, block)
    event = block.times[others] - date
    after = np.where(event >= 0, 1.0, 0.0)
    after /= after.sum()
    weights = np.zeros(block.outcome.shape)
    weights[:, others] = np.outer(share[0] - share[1], after)
    weights[:, reference] = -(share[0] - share[1])
    return Fit(
        float(after @ path),
        event_path(event, path),
        weights=weights,
        std_error=float(np.sqrt(after @ covariance @ after)),
        path_covariance=covariance,
    )


def gap_path(block: Block) -> Fit:
    """Return the event study of a block less its announcement window, as the path beside a did estimate."""
    return event_study(without_reaction(block))


def _covariance(changes: Floats, block: Block) -> Floats:
    treated, control = changes[block.treated], changes[~block.treated]
    w1, w0 = block.weights[block.treated], block.weights[~block.treated]
    ours, theirs = (w @ w / w.sum() ** 2 for w in (w1, w0))
    spread = np.atleast_2d(np.cov(control.T, aweights=w0))
    if len(treated) < FEW:
        return np.asarray(spread * (ours + theirs))
    return np.asarray(np.atleast_2d(np.cov(treated.T, aweights=w1)) * ours + spread * theirs)
