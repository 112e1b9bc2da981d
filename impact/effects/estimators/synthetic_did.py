"""Synthetic difference-in-differences (Arkhangelsky et al. 2021), solved exactly."""

from __future__ import annotations

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.procedures import PLACEBO, SCALED_PERMUTATION
from impact.effects.design.results import Floats
from impact.effects.estimators.simplex import simplex_weights
from impact.effects.estimators.synthetic import Solver, Synthetic, noise


def solver(block: Block) -> Solver:
    """Return the synthetic difference-in-differences solver, its penalty set by the actual treatment."""
    sigma = noise(block)
    n1, after = int(block.treated.sum()), int(block.exposed[block.treated][0].sum())
    zeta = (n1 * after) ** 0.25 * sigma
    return lambda donors, target, before: _sdid(donors, target, before, zeta, 1e-6 * sigma)


def _sdid(donors: Floats, target: Floats, before: int, zeta: float, zeta_time: float) -> Synthetic:
    n, pre = len(donors), donors[:, :before]
    units = pre - pre.mean(axis=1, keepdims=True)
    goal = target[:before] - target[:before].mean()
    omega = simplex_weights(units @ units.T + before * zeta**2 * np.eye(n), units @ goal)
    years = (pre - pre.mean(axis=0)).T
    after = donors[:, before:].mean(axis=1)
    lambda_ = simplex_weights(years @ years.T + n * zeta_time**2 * np.eye(before), years @ (after - after.mean()))
    gap = target - omega @ donors
    return Synthetic(float(gap[before:].mean() - gap[:before] @ lambda_), gap, omega, lambda_, intercept=True)


ESTIMATOR = Estimator(
    "synthetic_did",
    solver=solver,
    inferences=(SCALED_PERMUTATION, PLACEBO),
    balanced=True,
    unweighted=True,
    constant_gap=True,
)
