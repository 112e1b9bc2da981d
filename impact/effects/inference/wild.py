"""The wild cluster bootstrap of the two-way fixed effects coefficient, the null imposed (Cameron et al. 2008).

Every bootstrap statistic is linear in the clusters' signs, and the imposed null enters linearly too. So two matrices
of scores are enough for every draw and for every null, and an interval by inversion costs next to nothing
(Roodman, MacKinnon, Nielsen and Webb 2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import brentq

from impact.effects.design.assignments import TIE
from impact.effects.design.blocks import Block
from impact.effects.design.clusters import groups
from impact.effects.design.results import Floats
from impact.effects.estimators.did import within_regressors

ENUMERATE = 12  # with so few clusters all 2^(G-1) sign patterns are taken


@dataclass(frozen=True, eq=False)
class WildTest:
    """Bootstrap statistics as functions of the null.

    Row 0 belongs to the data, the others to the draws. Under the null b the numerator is `num[0] - b num[1]` and the
    squared denominator `den[0] - 2 b den[1] + b^2 den[2]`, for the draws; the data keep their own denominator.
    """

    estimate: float
    std_error: float
    num: Floats
    den: Floats
    enumerated: bool

    @property
    def smallest_p(self) -> float:
        """The smallest p-value the draws can give."""
        return 1.0 / (int(self.num.shape[1]) + (0 if self.enumerated else 1))

    def p_value(self, null: float = 0.0) -> float:
        """Return the symmetric p-value of a null."""
        own = abs(self.estimate - null) / self.std_error
        numerator = self.num[0] - null * self.num[1]
        squared = np.maximum(self.den[0] - 2 * null * self.den[1] + null**2 * self.den[2], 1e-300)
        extreme = float((np.abs(numerator) >= own * np.sqrt(squared) * (1 - TIE)).sum())
        if self.enumerated:
            return extreme / int(self.num.shape[1])
        return (1 + extreme) / (1 + int(self.num.shape[1]))

    def interval(self, level: float) -> tuple[float, float]:
        """Return the nulls not rejected, to the sides of the estimate."""
        return self._bound(level, -1.0), self._bound(level, 1.0)

    def _bound(self, level: float, side: float) -> float:
        alpha = 1 - level

        def gap(distance: float) -> float:
            return self.p_value(self.estimate + side * distance * self.std_error) - alpha - 1e-12

        far = 2.0
        while gap(far) > 0:
            far *= 2
            if far > 1e4:
                return side * np.inf
        return self.estimate + side * self.std_error * float(brentq(gap, 0.0, far, xtol=1e-6))


def wild_cluster(block: Block, *, draws: int, seed: int, signs: str = "rademacher") -> WildTest:
    """Return the wild cluster bootstrap test of the two-way fixed effects coefficient.

    Parameters
    ----------
    block
        Balanced panel; a unit is a cluster where the design names none above it.
    draws, seed
        Number of draws, and where they start; with at most 12 clusters all Rademacher patterns are taken instead.
    signs
        "rademacher" (plus or minus one) or "webb" (six points, for few clusters).
    """
    y, X, n = within_regressors(block)
    root = np.sqrt(np.repeat(block.weights, len(block.times)))
    X, y = X * root[:, None], y * root
    others, exposure = X[:, 1:], X[:, 0]
    bread = np.linalg.inv(others.T @ others)
    residual = exposure - others @ (bread @ (others.T @ exposure))  # exposure less what periods explain
    norm = float(residual @ residual)
    estimate = float(residual @ y) / norm
    restricted = [v - others @ (bread @ (others.T @ v)) for v in (y, exposure)]  # b = 0, and one unit of b
    member = np.eye(int(groups(block).max()) + 1)[groups(block)]  # (N, G): the units of a cluster have its sign
    V, enumerated = _signs(member.shape[1], draws, seed, signs)
    factor = _correction(member.shape[1], len(y), X.shape[1] + 1)
    parts = [member.T @ _scores(X, residual, r, n) @ member for r in restricted]
    S = [matrix @ V.T for matrix in parts]
    own = (residual * (y - estimate * exposure - others @ (bread @ (others.T @ (y - estimate * exposure))))).reshape(
        n, -1
    )
    return WildTest(
        estimate,
        std_error=float(np.sqrt(factor * ((own.sum(axis=1) @ member) ** 2).sum())) / norm,
        num=np.stack([(residual * r).reshape(n, -1).sum(axis=1) @ member @ V.T for r in restricted]) / norm,
        den=factor * np.stack([(a * b).sum(axis=0) for a, b in ((S[0], S[0]), (S[0], S[1]), (S[1], S[1]))]) / norm**2,
        enumerated=enumerated,
    )


def _correction(clusters: int, rows: int, regressors: int) -> float:
    return clusters / (clusters - 1) * (rows - 1) / (rows - regressors)


def _scores(X: Floats, residual: Floats, restricted: Floats, n: int) -> Floats:
    """Return K (N, N) with K v the score of every cluster after re-estimating on outcomes signed by v."""
    clusters = X.reshape(n, -1, X.shape[1])
    signed = np.einsum("gtk,gt->gk", clusters, restricted.reshape(n, -1))
    loads = np.einsum("gtk,gt->gk", clusters, residual.reshape(n, -1))
    own = (residual * restricted).reshape(n, -1).sum(axis=1)
    return np.asarray(np.diag(own) - loads @ np.linalg.inv(X.T @ X) @ signed.T)


def _signs(n: int, draws: int, seed: int, kind: str) -> tuple[Floats, bool]:
    """Return the clusters' multipliers under every draw (B, N), and whether every pattern is there."""
    if kind == "rademacher" and n <= ENUMERATE:
        return np.array([(1, *rest) for rest in product((1, -1), repeat=n - 1)], dtype=float), True
    rng = np.random.default_rng(seed)
    if kind == "rademacher":
        return np.asarray(rng.integers(2, size=(draws, n)) * 2.0 - 1.0, dtype=float), False
    if kind == "webb":
        points: Floats = np.sqrt(np.array([1.5, 1.0, 0.5]))
        return np.asarray(rng.choice(np.concatenate([-points, points]), size=(draws, n)), dtype=float), False
    raise ValueError(f"signs is {kind!r}; use 'rademacher' or 'webb'.")
