"""Demeaned synthetic control (Ferman and Pinto 2021): a mixture of donors that moves as the treated did, at any height.

Weights on the simplex match the path before treatment less every unit's own mean, and the constant gap that is left is
taken out. Only changes are compared, as in difference-in-differences, which has equal weights. A mixture of many donors
at any height meets few years nearly exactly, so the scaled test divides by what is missed in years left out.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.procedures import PLACEBO, SCALED_PERMUTATION
from impact.effects.design.results import Floats
from impact.effects.estimators.simplex import closest_mixture
from impact.effects.estimators.synthetic import Solver, Synthetic, left_out_error, noise
from impact.words.statements import Statement, said

TRIFLE = 1e-6  # of the noise of a year: a penalty that makes the weights one and moves no figure


def solver(block: Block) -> Solver:
    """Return the demeaned synthetic control solver (Ferman and Pinto 2021, section 4)."""
    zeta = TRIFLE * noise(block)
    return Solver(partial(_demeaned, zeta=zeta))


def _demeaned(donors: Floats, target: Floats, before: int, *, zeta: float) -> Synthetic:
    omega = _weights(donors[:, :before], target[:before], zeta)
    gap, years = target - omega @ donors, np.full(before, 1 / before)
    pre, goal = donors[:, :before], target[:before]
    left_out = left_out_error(partial(_without, pre, goal, zeta), before) if before > 1 else None
    return Synthetic(float(gap[before:].mean() - gap[:before] @ years), gap, omega, years, True, left_out)


def _weights(pre: Floats, goal: Floats, zeta: float) -> Floats:
    return closest_mixture(pre - pre.mean(axis=1, keepdims=True), goal - goal.mean(), zeta)


def _without(pre: Floats, goal: Floats, zeta: float, t: int) -> float:
    """Return what is missed of one year before, fitted to the others.

    From the start, not near the weights of all years: where these meet every year they would stay, and miss nothing.
    """
    others = np.arange(len(goal)) != t
    gap = goal - _weights(pre[:, others], goal[others], zeta) @ pre
    return float(gap[t] - gap[others].mean())


def _remarks(block: Block, ours: Synthetic) -> tuple[dict[str, float], tuple[Statement, ...]]:
    """Return how far the treated lie above their donors before treatment, which is taken out."""
    shift = float(ours.gap[: len(ours.time_weights)] @ ours.time_weights)
    return {"constant_gap": shift}, (said("constant_gap", shift=shift),)


ESTIMATOR = Estimator(
    "demeaned_synthetic_control",
    solver=solver,
    remarks=_remarks,
    inferences=(SCALED_PERMUTATION, PLACEBO),
    balanced=True,
    one_date=True,
    unweighted=True,
    constant_gap=True,
)
