"""Synthetic control (Abadie, Diamond and Hainmueller 2010), solved exactly."""

from __future__ import annotations

from functools import partial

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.procedures import CONFORMAL, PLACEBO, PREDICTION, SCALED_PERMUTATION
from impact.effects.design.results import Floats
from impact.effects.estimators import null_fits
from impact.effects.estimators.controls import Control, control_of_mean
from impact.effects.estimators.simplex import simplex_weights
from impact.effects.estimators.synthetic import Solver, Synthetic, fit, noise


def solver(block: Block) -> Solver:
    """Return the synthetic control solver: donors' outcome path only, no intercept."""
    zeta = 1e-6 * noise(block)
    return partial(_control, zeta=zeta)


def _control(donors: Floats, target: Floats, before: int, *, zeta: float) -> Synthetic:
    pre = donors[:, :before]
    omega = simplex_weights(pre @ pre.T + before * zeta**2 * np.eye(len(donors)), pre @ target[:before])
    gap = target - omega @ donors
    return Synthetic(float(gap[before:].mean()), gap, omega, np.zeros(before), intercept=False)


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
