"""Draws of a forecast: its own quantiles, in an order in which a draw is one course of events.

The marginals are exact: m draws are the quantiles at (i - 1/2) / m. Their order follows random walks, so that draw 7
of 2026 and draw 7 of 2027 belong together (the reordering that is called the Schaake shuffle: Clark et al. 2004,
Journal of Hydrometeorology 5, 243-262). Draws of different cells are not of one world: a sum over cells is a forecast
of its own.
"""

from __future__ import annotations

import hashlib

import numpy as np

from impact.scenario.ledger.methods import Array


def midpoints(count: int) -> Array:
    """Return the levels whose quantiles stand for a distribution in `count` draws."""
    return (np.arange(count) + 0.5) / count


def in_courses(ordered: Array, name: str, seed: int) -> Array:
    """Return `ordered` quantiles (years, draws), each year in the order of random walks of this name and seed."""
    years, count = ordered.shape
    walks = stream(name, seed).standard_normal((years, count)).cumsum(axis=0)
    ranks = walks.argsort(axis=1).argsort(axis=1)
    return np.take_along_axis(ordered, ranks, axis=1)


def stream(name: str, seed: int) -> np.random.Generator:
    """Return the random numbers of a name and seed: other cells beside it do not change them."""
    key = hashlib.sha256(f"{seed}|{name}".encode()).digest()
    return np.random.default_rng(list(np.frombuffer(key, dtype=np.uint32)))
