"""Synthetic control (Abadie, Diamond and Hainmueller 2010), solved exactly.

Weights on forty donors meet seven years nearly exactly, those of a calm region more than others: a test that divides by
the fit before treatment then rejects a fifth of true nulls. So the scaled test divides by what is missed in years left
out of the fit.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.procedures import CONFORMAL, PLACEBO, PREDICTION, SCALED_PERMUTATION
from impact.effects.design.results import Floats
from impact.effects.estimators import null_fits
from impact.effects.estimators.controls import Control, control_of_mean
from impact.effects.estimators.simplex import closest_mixture, simplex_weights
from impact.effects.estimators.synthetic import Solver, Synthetic, fit, left_out_error, noise


def solver(block: Block) -> Solver:
    """Return the synthetic control solver: donors' outcome path only, no intercept."""
    zeta = 1e-6 * noise(block)
    return Solver(partial(_control, zeta=zeta))


def _control(donors: Floats, target: Floats, before: int, *, zeta: float) -> Synthetic:
    pre = donors[:, :before]
    omega = simplex_weights(pre @ pre.T + before * zeta**2 * np.eye(len(donors)), pre @ target[:before])
    gap = target - omega @ donors
    left_out = left_out_error(partial(_without, pre, target[:before], zeta), before) if before > 1 else None
    return Synthetic(float(gap[before:].mean()), gap, omega, np.zeros(before), intercept=False, left_out=left_out)


def _without(pre: Floats, goal: Floats, zeta: float, t: int) -> float:
    """Return what is missed of one year before, fitted to the others.

    From the start, not near the weights of all years: where these meet every year they would stay, and miss nothing.
    """
    others = np.arange(len(goal)) != t
    return float(goal[t] - closest_mixture(pre[:, others], goal[others], zeta) @ pre[:, t])


def controls(block: Block) -> tuple[Control, ...]:
    """Return the mean of the treated units beside the donors, with the weights of the estimate."""
    return (control_of_mean(block, fit(block, solver(block)).unit_weights),)


ESTIMATOR = Estimator(
    "synthetic_control",
    solver=solver,
    null_fit=lambda block: null_fits.simplex,
    controls=lambda block, options: controls(block),
    inferences=(SCALED_PERMUTATION, PLACEBO, CONFORMAL, PREDICTION),
    balanced=True,
    unweighted=True,
)
