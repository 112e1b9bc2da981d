"""What each phase of a treatment did: its contrasts, tested as the estimate is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.phases import Contrast, contrasts, started
from impact.effects.design.procedures import PLACEBO, Procedure
from impact.effects.design.results import Floats
from impact.effects.estimators import synthetic
from impact.effects.estimators.did import two_way_fixed_effects
from impact.effects.estimators.synthetic import Solver, Synthetic
from impact.effects.inference import permutation
from impact.effects.inference.significance import Inference, infer, own_noise

FIGURES = ["estimate", "std_error", "lower", "upper", "p_value"]


def phase_effects(
    block: Block, estimator: Estimator, procedure: Procedure, *, level: float, draws: int, seed: int
) -> pd.DataFrame:
    """Return a row a contrast: phase, added, assumes, first, last, estimate, std_error, lower, upper, p_value.

    `added` is False for the effect of all phases so far in the years of the phase, which needs no assumption besides
    those of the estimate; True for what the phase adds, where `assumes` names what the phases before would have done.
    """
    rows: Sequence[tuple[float, ...]]
    if estimator.solver is not None:
        block = synthetic.prepared(block, estimator)
        rows = _weighted(block, estimator.solver(block), procedure, level=level, draws=draws, seed=seed)
    elif procedure is PLACEBO:
        rows = _weighted(block, synthetic.did_solver(), procedure, level=level, draws=draws, seed=seed)
    else:
        rows = [
            _figures(*_linear(block, contrast, procedure, level=level, draws=draws, seed=seed))
            for contrast in contrasts(block)
        ]
    named = [(c.phase, c.added, c.assumes, c.first, c.last) for c in contrasts(block)]
    head = pd.DataFrame(named, columns=["phase", "added", "assumes", "first", "last"])
    return head.join(pd.DataFrame(rows, columns=FIGURES))


def _figures(estimate: float, test: Inference) -> tuple[float, ...]:
    return estimate, test.std_error, *test.interval, test.p_value


def _linear(
    block: Block, contrast: Contrast, procedure: Procedure, *, level: float, draws: int, seed: int
) -> tuple[float, Inference]:
    """Return a contrast of two-way fixed effects and its test: reassigned, or as of one change a unit."""
    years = contrast.weights - round(contrast.weights.sum()) * _before(block)
    changes = (block.outcome - block.outcome.mean(axis=1, keepdims=True)) @ years
    if not procedure.reassigned:
        change = _as_one_change(block, changes)
        fit = two_way_fixed_effects(change)
        return fit.estimate, infer(change, fit, procedure, level=level, draws=draws, seed=seed)
    share = _share(block)
    sd = own_noise(block) if procedure.own_noise else None
    test = permutation.reassign(started(block, contrast), np.outer(share, years), sd, draws=draws, seed=seed)
    interval = permutation.invert(test, level)
    return float(share @ changes), Inference(procedure.name, permutation.spread(test), test.p_value(), interval)


def _before(block: Block) -> Floats:
    """Return the weights of the mean over the clean years (T,)."""
    clean = block.clean[block.treated][0]
    return np.asarray(clean / clean.sum())


def _share(block: Block) -> Floats:
    """Return the weights of the treated mean less that of the controls (N,)."""
    ours, theirs = (block.weights * mine / block.weights[mine].sum() for mine in (block.treated, ~block.treated))
    return np.asarray(ours - theirs)


def _as_one_change(block: Block, changes: Floats) -> Block:
    """Return two periods whose difference is the contrast of each unit."""
    return replace(
        block,
        outcome=np.column_stack([np.zeros(len(changes)), changes]),
        times=np.array([0, 1]),
        first=np.where(block.treated, 1.0, np.inf),
        anticipation=0,
        covariates=np.empty((len(changes), 2, 0)),
    )


def _weighted(
    block: Block, solver: Solver, procedure: Procedure, *, level: float, draws: int, seed: int
) -> Sequence[tuple[float, ...]]:
    """Return the contrasts of a weighted comparison, each among those of its placebos."""
    ours = synthetic.fit(block, solver)
    others = synthetic.placebos(block, solver, draws=draws, seed=seed)
    beside = synthetic.treated_beside(block, solver, draws=draws, seed=seed)
    scale, scales, beside_scales = (_scales(fits, procedure) for fits in ([ours], others, beside))
    rows = []
    for contrast in contrasts(block):
        own, played, paired = (_of(fits, contrast) for fits in ([ours], others, beside))
        test = synthetic.PlaceboTest(own[0], scale[0], played, scales, paired, beside_scales)
        rows.append((float(own[0]), test.std_error, *test.interval(level), test.p_value))
    return rows


def _of(fits: Sequence[Synthetic], contrast: Contrast) -> Floats:
    return np.array([fit.path @ contrast.weights for fit in fits])


def _scales(fits: Sequence[Synthetic], procedure: Procedure) -> Floats:
    return np.array([fit.yardstick if procedure.own_noise else 1.0 for fit in fits])
