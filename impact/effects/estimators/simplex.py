"""The exact minimum of a convex quadratic over weights that are not negative and sum to one."""

from __future__ import annotations

import numpy as np

from impact.effects.design.results import Bools, Floats

ACCURACY = 1e-11  # of the gradient, relative to its size
_WELL_CONDITIONED = 1e10


def simplex_weights(H: Floats, f: Floats, start: Floats | None = None) -> Floats:
    """Return the w that minimises w'Hw / 2 - f'w with w >= 0 and sum w = 1 (n,).

    Whole sets of weights change sides at once (block principal pivoting), which takes a handful of solves when H is
    well conditioned; otherwise one weight at a time from the best single unit (an active set, which ends exactly).
    Both stop only where the optimality conditions hold. `start` holds the weights of a problem like this one (n,), from
    which few steps are left to go.
    """
    # The steps below set H beside the ones of the sum, so that its unit would matter.
    scale = float(np.abs(H).max()) or 1.0
    H, f = H / scale, f / scale
    if start is not None:
        return _active_set(H, f, _on_support(H, f, start, start > 0))
    if np.linalg.cond(H) < _WELL_CONDITIONED:
        weights = _block_pivoting(H, f)
        if weights is not None:
            return weights
    best = np.zeros(len(f))
    best[np.argmin(np.diag(H) / 2 - f)] = 1.0
    return _active_set(H, f, best)


def simplex_weights_of_many(H: Floats, f: Floats) -> Floats:
    """Return the weights of many problems of one size, each as `simplex_weights` finds them.

    One step is taken for all problems together: a set of placebos is a matter of a few large solves.

    Parameters
    ----------
    H, f : the problems (B, n, n) and (B, n).

    Returns
    -------
    Shape (B, n).
    """
    scale = np.abs(H).max(axis=(1, 2))
    scale[scale == 0.0] = 1.0
    H, f = H / scale[:, None, None], f / scale[:, None]
    values = np.linalg.eigvalsh(H)  # of matrices like these the singular values
    good = values[:, -1] < _WELL_CONDITIONED * values[:, 0]
    weights = np.full(f.shape, np.nan)
    weights[good] = _pivoted_together(H[good], f[good])
    for at in np.flatnonzero(np.isnan(weights[:, 0])):
        weights[at] = simplex_weights(H[at], f[at])
    return weights


def _pivoted_together(H: Floats, f: Floats) -> Floats:
    """Return the weights of well-conditioned problems (B, n); NaN of those that do not settle."""
    count, n = f.shape
    tolerance = ACCURACY * (np.abs(f).max(axis=1) + np.abs(H).max(axis=(1, 2)))
    support, found = np.ones((count, n), dtype=bool), np.full((count, n), np.nan)
    fewest, patience, left = np.full(count, n + 1), np.full(count, 3), np.arange(count)
    for _ in range(5 * n + 20 if count else 0):
        weights, multiplier = _support_solutions(H[left], f[left], support[left])
        slack = (H[left] @ weights[..., None])[..., 0] - f[left] + multiplier[:, None]
        wrong = np.where(support[left], weights < 0, slack < -tolerance[left, None])
        counts = wrong.sum(axis=1)
        found[left[counts == 0]] = weights[counts == 0]
        left, wrong, counts = left[counts > 0], wrong[counts > 0], counts[counts > 0]
        better = counts < fewest[left]
        alone = ~better & (patience[left] == 0)  # one at a time, the last one: cannot cycle
        wrong[alone] = np.arange(n) == (n - 1 - wrong[alone, ::-1].argmax(axis=1))[:, None]
        patience[left] = np.where(better, 3, np.maximum(patience[left] - 1, 0))
        fewest[left] = np.minimum(fewest[left], counts)
        support[left] ^= wrong
        left = left[support[left].any(axis=1)]
        if not len(left):
            break
    return found


def _support_solutions(H: Floats, f: Floats, support: Bools) -> tuple[Floats, Floats]:
    """Return the same as `_support_solution` of every problem (B, n), (B,), with zeros outside the supports.

    Of each problem the units on the support stand first in a system as large as the largest support.
    """
    sizes = support.sum(axis=1)
    order = np.argsort(~support, axis=1, kind="stable")[:, : sizes.max()]
    on = np.arange(order.shape[1]) < sizes[:, None]
    rows = np.arange(len(H))[:, None]
    system = np.where(on[:, :, None] & on[:, None, :], H[rows[..., None], order[:, :, None], order[:, None, :]], 0.0)
    system += np.where(on, 0.0, 1.0)[:, :, None] * np.eye(order.shape[1])
    both = np.linalg.solve(system, np.stack([np.where(on, f[rows, order], 0.0), on.astype(float)], axis=-1))
    multiplier = (both[..., 0].sum(axis=1) - 1) / both[..., 1].sum(axis=1)
    weights = np.zeros(f.shape)
    weights[rows, order] = both[..., 0] - multiplier[:, None] * both[..., 1]
    return weights, multiplier


def _support_solution(H: Floats, f: Floats, support: Bools) -> tuple[Floats, float]:
    """Return the weights on a support that sum to one, signs free, and the multiplier of the sum."""
    inverse = np.linalg.solve(H[np.ix_(support, support)], np.column_stack([f[support], np.ones(support.sum())]))
    multiplier = (inverse[:, 0].sum() - 1) / inverse[:, 1].sum()
    return inverse[:, 0] - multiplier * inverse[:, 1], float(multiplier)


def _block_pivoting(H: Floats, f: Floats) -> Floats | None:
    support = np.ones(len(f), dtype=bool)
    tolerance = ACCURACY * (np.abs(f).max() + np.abs(H).max())
    fewest, patience = len(f) + 1, 3
    for _ in range(5 * len(f) + 20):
        weights = np.zeros(len(f))
        weights[support], multiplier = _support_solution(H, f, support)
        slack = H[:, support] @ weights[support] - f + multiplier
        wrong = np.where(support, weights < 0, slack < -tolerance)
        count = int(wrong.sum())
        if count == 0:
            return weights
        if count < fewest:
            fewest, patience = count, 3
        elif patience:
            patience -= 1
        else:  # one at a time, the last one: cannot cycle
            wrong = np.arange(len(f)) == np.flatnonzero(wrong)[-1]
        support = support ^ wrong
        if not support.any():
            return None
    return None


def _active_set(H: Floats, f: Floats, weights: Floats) -> Floats:
    """Return the minimum, from that on some support: the unit that gains most enters, until none does."""
    tolerance = ACCURACY * (np.abs(f).max() + np.abs(H).max())
    barred = np.zeros(len(f), dtype=bool)  # units that gained nothing when they entered: rounding alone called them
    for _ in range(20 * len(f) + 100):
        gradient = H @ weights - f
        slack = gradient - weights @ gradient
        entering = int(np.argmin(np.where((weights > 0) | barred, np.inf, slack)))
        if weights[entering] > 0 or barred[entering] or slack[entering] >= -tolerance:
            return weights
        support = weights > 0
        support[entering] = True
        weights = _on_support(H, f, weights, support)
        barred = barred & (weights[entering] == 0)
        barred[entering] = weights[entering] == 0
    raise ArithmeticError("The simplex weights did not settle; the outcomes are numerically degenerate.")


def _on_support(H: Floats, f: Floats, weights: Floats, support: Bools) -> Floats:
    """Return the minimum on a support that holds that of the weights, leaving out those that would turn negative."""
    while True:
        target = np.zeros(len(f))
        target[support] = _bordered_solution(H, f, support)
        negative = support & (target <= 0)
        if not negative.any():
            return target
        step = np.min(weights[negative] / (weights[negative] - target[negative]))
        weights = np.where(support, weights + step * (target - weights), 0.0)
        weights[negative & (weights <= 1e-14)] = 0.0
        support = support & (weights > 0)
        weights = weights / weights.sum()


def _bordered_solution(H: Floats, f: Floats, support: Bools) -> Floats:
    n = int(support.sum())
    system = np.ones((n + 1, n + 1))
    system[:n, :n] = H[np.ix_(support, support)]
    system[n, n] = 0.0
    return np.asarray(np.linalg.lstsq(system, np.append(f[support], 1.0), rcond=1e-14)[0][:n])


def closest_mixture(paths: Floats, goal: Floats, zeta: float, start: Floats | None = None) -> Floats:
    """Return the weights of the mixture of paths (n, T) that lies closest to a goal (T,), on the simplex (n,).

    `zeta` squared is a penalty on the sum of squared weights for each period: a trifle makes the answer one. `start` is
    as in `simplex_weights`.
    """
    H = paths @ paths.T + paths.shape[1] * zeta**2 * np.eye(len(paths))
    return simplex_weights(H, paths @ goal, start)


def distance_from_simplex(weights: Floats) -> float:
    """Return how far weights lie from the nearest ones that are not negative and sum to one (Euclidean)."""
    return float(np.linalg.norm(weights - simplex_weights(np.eye(len(weights)), weights)))
