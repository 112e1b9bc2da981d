"""Synthetic difference-in-differences (Arkhangelsky et al. 2021), solved exactly."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.procedures import CONFORMAL, PLACEBO, SCALED_PERMUTATION
from impact.effects.design.results import Floats
from impact.effects.estimators.null_fits import NullFit, centred_simplex
from impact.effects.estimators.simplex import simplex_weights_of_many
from impact.effects.estimators.synthetic import Solver, Synthetic, noise


def solver(block: Block) -> Solver:
    """Return the synthetic difference-in-differences solver, its penalty set by the actual treatment."""
    zeta, zeta_time = penalty(block), 1e-6 * noise(block)
    many = partial(_sdid, zeta=zeta, zeta_time=zeta_time)
    return Solver(partial(_alone, many), many)


def penalty(block: Block) -> float:
    """Return the root of the penalty on the squares of unit weights, a period."""
    n1, after = int(block.treated.sum()), int(block.exposed[block.treated][0].sum())
    return float((n1 * after) ** 0.25 * noise(block))


def null_fit(block: Block) -> NullFit:
    """Return the unit weights and constant gap fitted to every period at once, without weights of periods."""
    return centred_simplex(penalty(block) ** 2)


def _alone(
    many: Callable[[Floats, Floats, int], list[Synthetic]], donors: Floats, target: Floats, before: int
) -> Synthetic:
    return many(donors[None], target[None], before)[0]


def _sdid(donors: Floats, target: Floats, before: int, *, zeta: float, zeta_time: float) -> list[Synthetic]:
    """Return the comparison of every target (B, T) with its donors (B, N0, T)."""
    n, pre = donors.shape[1], donors[:, :, :before]
    units = pre - pre.mean(axis=2, keepdims=True)
    goal = target[:, :before] - target[:, :before].mean(axis=1, keepdims=True)
    omega = _weights(units, goal, before * zeta**2)
    years = (pre - pre.mean(axis=1, keepdims=True)).swapaxes(1, 2)
    after = donors[:, :, before:].mean(axis=2)
    lambda_ = _weights(years, after - after.mean(axis=1, keepdims=True), n * zeta_time**2)
    gap = target - (omega[:, None] @ donors)[:, 0]
    estimate = gap[:, before:].mean(axis=1) - (gap[:, :before] * lambda_).sum(axis=1)
    return [Synthetic(float(estimate[at]), gap[at], omega[at], lambda_[at], intercept=True) for at in range(len(gap))]


def _weights(paths: Floats, goal: Floats, penalty: float) -> Floats:
    """Return the mixtures (B, n) of paths (B, n, T) that lie closest to goals (B, T), with a penalty on squares."""
    products = paths @ paths.swapaxes(1, 2) + penalty * np.eye(paths.shape[1])
    return simplex_weights_of_many(products, (paths @ goal[..., None])[..., 0])


ESTIMATOR = Estimator(
    "synthetic_did",
    solver=solver,
    null_fit=null_fit,
    inferences=(SCALED_PERMUTATION, PLACEBO, CONFORMAL),
    balanced=True,
    unweighted=True,
    constant_gap=True,
)
