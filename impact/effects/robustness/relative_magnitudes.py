"""Robust intervals under relative magnitudes: the conditional / least-favourable hybrid test, inverted.

The set of violations is a union of polyhedra, one for each pre-period move that may be the largest and its sign. For
each, a value of the effect is tested by the linear programme of Andrews, Roth and Pakes (2023). The vertices of its
dual do not depend on that value, so they are found once and every value is tested by a few sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from scipy.special import ndtr, ndtri

from impact.effects.design.results import Bools, Floats

GRID = 400
SIMULATIONS = 10_000
MOST_VERTICES = 200_000


def relative_magnitudes_interval(
    beta: Floats, sigma: Floats, pre: int, target: Floats, bound: float, level: float
) -> tuple[float, float]:
    """Return the interval when moves after treatment are at most `bound` times the largest before.

    The hull of the effects accepted by at least one polyhedron (Rambachan and Roth 2023, sections 2.4 and 3.1).

    Raises
    ------
    ValueError
        With so many post periods that the vertices cannot be listed, or a bound so large that none is left.
    """
    post = len(beta) - pre
    if comb(2 * post, post) > MOST_VERTICES:  # what comes after the last effect asked for bounds nothing before it
        post = int(np.flatnonzero(target)[-1]) + 1
        beta, sigma, target = beta[: pre + post], sigma[: pre + post, : pre + post], target[:post]
    if comb(2 * post, post) > MOST_VERTICES:
        raise ValueError(f"{post} post periods are too many for relative magnitudes; leave the later ones out.")
    unit = 2.0 ** round(float(np.log2(target @ sigma[pre:, pre:] @ target)) / 2)  # of the outcome; a power is exact
    beta, sigma = beta / unit, sigma / unit**2  # vertices are found to so many decimals
    tests = [_Test.make(A, beta, sigma, pre, target, 1 - level) for A in _polyhedra(pre, post, bound)]
    centre = float(target @ beta[pre:])
    sd = float(np.sqrt(target @ sigma[pre:, pre:] @ target))
    moves = np.abs(np.diff(np.append(beta[:pre], 0.0))).max()
    reach = 20 * sd + bound * (moves + 10 * sd) * np.arange(1, post + 1) @ np.abs(target)
    grid = np.linspace(centre - reach, centre + reach, GRID + 1)
    ends = [ends for test in tests if (ends := _hull(test, grid)) is not None]
    if not ends:
        return float("nan"), float("nan")
    return unit * min(e[0] for e in ends), unit * max(e[1] for e in ends)


def _polyhedra(pre: int, post: int, bound: float) -> Iterator[Floats]:
    """Yield A (rows, P + Q) with A violation <= 0, for each pre-period move and sign that may be the largest."""
    full = np.diff(np.eye(pre + post + 1), axis=0)  # moves from one period to the next, reference included
    moves = np.delete(full, pre, axis=1)
    for largest in range(pre):
        for sign in (1.0, -1.0):
            size = sign * moves[largest]
            before = np.vstack([moves[:pre] - size, -moves[:pre] - size])
            after = np.vstack([moves[pre:] - bound * size, -moves[pre:] - bound * size])
            rows = np.vstack([before, after])
            yield rows[np.abs(rows).max(axis=1) > 1e-12]


@dataclass(frozen=True, eq=False)
class _Test:
    """One polyhedron's test as a function of the effect.

    `level` (K,) and `slope` (K,): the value of each dual vertex at effect t is level - t slope; `covariance` (K, K)
    that of the vertex values; `first_stage` the least-favourable critical value of size alpha / 10.
    """

    level: Floats
    slope: Floats
    covariance: Floats
    first_stage: float
    size: float

    @classmethod
    def make(cls, A: Floats, beta: Floats, sigma: Floats, pre: int, target: Floats, alpha: float) -> _Test:
        moments = A[np.abs(A[:, pre:]).max(axis=1) > 1e-12]  # those that the effects enter
        basis = _basis_with(target)
        loads = moments[:, pre:] @ np.linalg.inv(basis)
        spread = moments @ sigma @ moments.T
        vertices = _dual_vertices(loads[:, 1:], np.sqrt(np.diag(spread)))
        variance = np.einsum("ki,ij,kj->k", vertices, spread, vertices)
        if not variance.any():
            raise ValueError("m is too large for the noise of these estimates; try smaller bounds.")
        vertices = vertices[variance > 1e-12 * variance.max()]  # opposite moments cancel: nothing at most nothing
        covariance = vertices @ spread @ vertices.T
        kappa = alpha / 10
        values, vectors = np.linalg.eigh(covariance)
        root = vectors * np.sqrt(np.maximum(values, 0))
        draws = np.random.default_rng(0).standard_normal((SIMULATIONS, len(vertices))) @ root.T
        return cls(
            vertices @ (moments @ beta),
            vertices @ loads[:, 0],
            covariance,
            float(np.quantile(draws.max(axis=1), 1 - kappa)),
            (alpha - kappa) / (1 - kappa),
        )

    def accepts(self, effects: Floats) -> Bools:
        """Return which effects are not rejected."""
        values = self.level[:, None] - self.slope[:, None] * effects  # (K, G)
        best = values.argmax(axis=0)
        top = values[best, np.arange(len(effects))]
        sd = np.sqrt(self.covariance[best, best])
        low, high = self._truncation(values, best, top)
        high = np.minimum(high, self.first_stage)
        critical = np.maximum(0.0, _truncated_quantile(1 - self.size, low / sd, high / sd))
        conditional = (top / sd <= critical) | (top < low) | (top > high)
        return np.asarray((top <= self.first_stage) & conditional)

    def _truncation(self, values: Floats, best: Floats, top: Floats) -> tuple[Floats, Floats]:
        """Return between which values the best vertex stays best, the independent part held fixed (G,)."""
        ratio = self.covariance[:, best] / self.covariance[best, best]  # (K, G)
        rest = values - ratio * top
        with np.errstate(divide="ignore", invalid="ignore"):
            crossing = rest / (1 - ratio)
        low = np.where(ratio < 1 - 1e-9, crossing, -np.inf).max(axis=0)
        high = np.where(ratio > 1 + 1e-9, crossing, np.inf).min(axis=0)
        return low, high


def _basis_with(target: Floats) -> Floats:
    """Return an invertible matrix whose first row is the target (Q, Q)."""
    basis = np.eye(len(target))
    lead = int(np.flatnonzero(target)[0])
    basis[[0, lead]] = basis[[lead, 0]]
    basis[0] = target
    return basis


def _dual_vertices(nuisance: Floats, sd: Floats) -> Floats:
    """Return the vertices of {g >= 0: nuisance' g = 0, sd' g = 1} (K, rows)."""
    system = np.column_stack([nuisance, sd]).T  # (Q, rows)
    size, rows = system.shape
    right = np.eye(size)[-1]
    chosen = np.array(list(combinations(range(rows), size)))
    blocks = system[:, chosen].transpose(1, 0, 2)
    regular = np.abs(np.linalg.det(blocks / np.abs(blocks).max(axis=(1, 2), keepdims=True))) > 1e-10
    solved = np.linalg.solve(blocks[regular], np.broadcast_to(right[:, None], (int(regular.sum()), size, 1)))[..., 0]
    good = solved.min(axis=1) >= -1e-9
    vertices = np.zeros((int(good.sum()), rows))
    np.put_along_axis(vertices, chosen[regular][good], np.maximum(solved[good], 0), axis=1)
    return np.unique(vertices.round(12), axis=0)


def _truncated_quantile(p: float, low: Floats, high: Floats) -> Floats:
    """Return quantiles of a standard normal kept between two values, accurate in the upper tail."""
    upper = low > 0
    left, right = np.where(upper, -high, low), np.where(upper, -low, high)
    share = np.where(upper, 1 - p, p)
    quantile = ndtri(ndtr(left) + share * (ndtr(right) - ndtr(left)))
    quantile = np.clip(np.where(np.isnan(quantile), left, quantile), left, right)
    return np.asarray(np.where(upper, -quantile, quantile))


def _hull(test: _Test, grid: Floats) -> tuple[float, float] | None:
    accepted = np.flatnonzero(test.accepts(grid))
    if not len(accepted):
        return None
    first, last = int(accepted[0]), int(accepted[-1])
    lower = grid[0] if first == 0 else _edge(test, grid[first], grid[first - 1])
    upper = grid[-1] if last == len(grid) - 1 else _edge(test, grid[last], grid[last + 1])
    return float(lower), float(upper)


def _edge(test: _Test, inside: float, outside: float) -> float:
    for _ in range(4):  # each pass narrows sixteen-fold
        steps = np.linspace(inside, outside, 17)
        rejected = int(np.argmin(test.accepts(steps)))
        if rejected == 0:
            return outside
        inside, outside = steps[rejected - 1], steps[rejected]
    return float(inside)
