"""Adjusted cluster-robust errors where clusters hold several units, and not all as many (CR2, CR3).

The same as for units as clusters (Bell and McCaffrey 2002; Pustejovsky and Tipton 2018), cluster by cluster.
"""

from __future__ import annotations

import numpy as np

from impact.effects.design.results import Floats, Ints
from impact.effects.inference.cluster_test import ClusterTest


def adjusted(X: Floats, residuals: Floats, bread: Floats, beta: Floats, clusters: Ints, power: float) -> ClusterTest:
    """Return the test of the first coefficient with residuals adjusted by (I - H_g)^power in every cluster.

    Parameters
    ----------
    X, residuals
        Regressors (rows, K) and residuals (rows,), both times the root of the weights.
    bread, beta
        The inverse of X'X (K, K) and the coefficients (K,).
    clusters
        The cluster of each row (rows,).
    power
        -0.5 for CR2, -1 for CR3.
    """
    rows = [np.flatnonzero(clusters == g) for g in np.unique(clusters)]
    vectors = [_adjusted_vector(X[mine], bread, power) for mine in rows]
    scores = [vector @ residuals[mine] for vector, mine in zip(vectors, rows, strict=True)]
    loads = np.stack([vector @ X[mine] for vector, mine in zip(vectors, rows, strict=True)])
    B = np.diag([vector @ vector for vector in vectors]) - loads @ bread @ loads.T
    degrees = float(np.trace(B) ** 2 / (B**2).sum())
    return ClusterTest(float(beta[0]), float(np.sqrt(np.square(scores).sum())), degrees)


def _adjusted_vector(X: Floats, bread: Floats, power: float) -> Floats:
    """Return (I - H_g)^power X_g bread e_1 (rows of the cluster,).

    The matrix differs from the identity in as many directions as there are regressors, so these are enough.
    """
    left, singular, _ = np.linalg.svd(X @ np.linalg.cholesky(bread), full_matrices=False)
    values = 1.0 - singular**2
    keep = values > 1e-10
    scaled = np.where(keep, np.where(keep, values, 1.0) ** power, 0.0)
    target = X @ bread[:, 0]  # lies in the span of these directions
    return np.asarray(left @ (scaled * (left.T @ target)))
