"""Cluster-robust errors of the two-way fixed effects coefficient, a unit being a cluster, or a group of units.

CR1 is the usual sandwich; CR2 corrects its bias under homoskedastic errors and takes Bell-McCaffrey (2002) degrees
of freedom; CR3 is the jackknife-like, more careful one. Unit effects are absorbed: that leaves CR2 as it is when
units lie within the clusters (Pustejovsky and Tipton 2018, theorem 2). With few treated clusters none of them holds.
"""

from __future__ import annotations

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.clusters import groups
from impact.effects.design.results import Floats
from impact.effects.estimators.did import regression, within_regressors
from impact.effects.inference import above
from impact.effects.inference.cluster_test import ClusterTest


def cr1(block: Block) -> ClusterTest:
    """Return the CR1 test, t with one degree of freedom less than there are clusters; through statsmodels."""
    result = regression(block)
    return ClusterTest(float(result.params[0]), float(result.bse[0]), len(np.unique(groups(block))) - 1.0)


def cr2(block: Block) -> ClusterTest:
    """Return the CR2 test with Bell-McCaffrey degrees of freedom."""
    return _adjusted(block, -0.5)


def cr3(block: Block) -> ClusterTest:
    """Return the CR3 test, with the degrees of freedom its own weights imply."""
    return _adjusted(block, -1.0)


def _adjusted(block: Block, power: float) -> ClusterTest:
    y, X, n = within_regressors(block)
    root = np.sqrt(np.repeat(block.weights, len(block.times)))
    X, y = X * root[:, None], y * root
    bread: Floats = np.asarray(np.linalg.inv(X.T @ X), dtype=float)
    beta = bread @ (X.T @ y)
    if block.clusters is not None:
        return above.adjusted(X, y - X @ beta, bread, beta, np.repeat(block.clusters, len(block.times)), power)
    clusters = X.reshape(n, len(block.times), -1)  # (N, T, K)
    residuals = (y - X @ beta).reshape(n, -1)
    vectors = _adjusted_vectors(clusters, bread, power)
    std_error = float(np.sqrt(((vectors * residuals).sum(axis=1) ** 2).sum()))
    return ClusterTest(float(beta[0]), std_error, _satterthwaite(clusters, bread, vectors))


def _adjusted_vectors(clusters: Floats, bread: Floats, power: float) -> Floats:
    """Return (I - H_g)^power X_g bread e_1 for every cluster (N, T)."""
    target = clusters @ bread[:, 0]
    values, basis = np.linalg.eigh(np.eye(clusters.shape[1]) - clusters @ bread @ clusters.transpose(0, 2, 1))
    keep = values > 1e-10
    scaled = np.where(keep, np.where(keep, values, 1.0) ** power, 0.0)
    return np.asarray(np.einsum("gij,gj,gkj,gk->gi", basis, scaled, basis, target, optimize=True))


def _satterthwaite(clusters: Floats, bread: Floats, vectors: Floats) -> float:
    """Return (tr B)^2 / tr B^2 with B_gh = a_g'(I - H)_gh a_h, which makes the variance behave as a chi-square."""
    loads = np.einsum("gtk,gt->gk", clusters, vectors)
    B = np.diag((vectors**2).sum(axis=1)) - loads @ bread @ loads.T
    return float(np.trace(B) ** 2 / (B**2).sum())
