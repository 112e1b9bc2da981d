"""Clusters above the unit: groups of units whose errors move together, such as the municipalities of a province."""

from __future__ import annotations

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.results import Bools, Floats, Ints


def groups(block: Block) -> Ints:
    """Return the cluster of each unit, counted from nought (N,); each unit is its own where the design names none."""
    if block.clusters is None:
        return np.arange(len(block.units))
    return np.unique(block.clusters, return_inverse=True)[1].astype(np.int64)  # those that are left, without gaps


def with_any(block: Block, units: Bools) -> int:
    """Return the number of clusters that hold any of some units (N,)."""
    return len(np.unique(groups(block)[units]))


def treated_clusters(block: Block) -> int:
    """Return the number of clusters with treated units: of treated units, where each is its own cluster."""
    return with_any(block, block.treated)


def comparisons(block: Block) -> int:
    """Return the number of clusters with units never treated, or without any with those treated after the first date.

    Where each unit is its own cluster that is the number of these units.
    """
    never = ~block.treated
    return with_any(block, never if never.any() else block.first > block.cohorts[0])


def shared(block: Block) -> bool:
    """Return whether a cluster holds several treated units, of which reassigning them one by one knows nothing."""
    return block.clusters is not None and treated_clusters(block) < int(block.treated.sum()) and not block.neighbours


def counted(block: Block) -> str:
    """Return how many treated and controls errors are measured from, in words."""
    treated, controls = treated_clusters(block), comparisons(block)
    if block.clusters is None:
        return f"{treated} treated units and {controls} controls"
    return f"{treated} clusters with treated units and {controls} with controls"


def gathered(scores: Floats, clusters: Ints | None) -> Floats:
    """Return what units add to an error (N, ...), the sum of each cluster at its first unit and nothing elsewhere.

    `clusters` (N,) as in a `Block`: None where each unit is its own.
    """
    if clusters is None:
        return scores
    first, member = np.unique(clusters, return_index=True, return_inverse=True)[1:]
    out = np.zeros_like(scores)
    np.add.at(out, first[member], scores)
    return out
