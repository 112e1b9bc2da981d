"""Synthetic difference-in-differences (Arkhangelsky et al. 2021), solved exactly."""

from __future__ import annotations

from functools import partial

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.procedures import CONFORMAL, PLACEBO, SCALED_PERMUTATION
from impact.effects.design.results import Floats
from impact.effects.estimators.null_fits import NullFit, centred_simplex
from impact.effects.estimators.simplex import simplex_weights
from impact.effects.estimators.synthetic import Solver, Synthetic, noise


def solver(block: Block) -> Solver:
    """Return the synthetic difference-in-differences solver, its penalty set by the actual treatment."""
    zeta, zeta_time = penalty(block), 1e-6 * noise(block)
    return partial(_sdid, zeta=zeta, zeta_time=zeta_time)


def penalty(block: Block) -> float:
    """Return the root of the penalty on the squares of unit weights, a period."""
    n1, after = int(block.treated.sum()), int(block.exposed[block.treated][0].sum())
    return float((n1 * after) ** 0.25 * noise(block))


def null_fit(block: Block) -> NullFit:
    """Return the unit weights and constant gap fitted to every period at once, without weights of periods."""
    return centred_simplex(penalty(block) ** 2)


def _sdid(donors: Floats, target: Floats, before: int, *, zeta: float, zeta_time: float) -> Synthetic:
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
    null_fit=null_fit,
    inferences=(SCALED_PERMUTATION, PLACEBO, CONFORMAL),
    balanced=True,
    unweighted=True,
    constant_gap=True,
)
