"""Assignments: which units could have been treated instead: counted, listed, drawn, grown as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.results import Ints
from impact.errors import InputError, Problem

TIE = 1e-9  # statistics this close (relative) are the same number added up in another order


def common_clean_periods(block: Block) -> int:
    """Return the number of periods before any unit reacts."""
    return int(block.clean[block.treated].all(axis=0).sum())


def count_assignments(n: int, sizes: Sequence[int]) -> int:
    """Return in how many ways groups of these sizes can be taken out of n units; places in a group are alike."""
    ways = 1
    for size in sizes:
        ways *= comb(n, size)
        n -= size
    return ways


def assignments(units: Sequence[int], sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield every way to take groups of these sizes out of the units, group after group, each in order."""
    if not sizes:
        yield ()
        return
    for group in combinations(units, sizes[0]):
        left = [unit for unit in units if unit not in group]
        for others in assignments(left, sizes[1:]):
            yield (*group, *others)


def random_sets(n: int, k: int, draws: int, seed: int) -> Ints:
    """Return random ordered selections of k out of n, without repeats inside a selection (draws, k)."""
    rng = np.random.default_rng(seed)
    if k * k > n:
        return np.argsort(rng.random((draws, n)), axis=1)[:, :k]
    sets = rng.integers(n, size=(draws, k))
    while True:
        ordered = np.sort(sets, axis=1)
        again = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
        if not again.any():
            return sets
        sets[again] = rng.integers(n, size=(int(again.sum()), k))


def contiguous_blocks(neighbours: dict[int, tuple[int, ...]], treated: Ints) -> Ints:
    """Return blocks of adjoining units as large as the treated one, grown from every unit in turn, actual first.

    Raises
    ------
    InputError
        When the treated units do not adjoin each other: a mean over a block is noisier than one over units apart.
    """
    actual = tuple(int(i) for i in treated)
    inside = {i: tuple(j for j in neighbours.get(i, ()) if j in actual) for i in actual}
    if _grow(actual[0], inside, len(actual)) is None:
        raise not_a_block("treated units that do not adjoin each other", "one block of treated units")
    found = {tuple(sorted(actual))}
    for seed in sorted(neighbours):
        block = _grow(seed, neighbours, len(actual))
        if block is not None:
            found.add(block)
    others = sorted(found - {tuple(sorted(actual))})
    return np.array([actual, *others], dtype=np.int64)


def not_a_block(found: str, expected: str) -> InputError:
    """Return the refusal of treated units that cannot be reassigned as one block of neighbours."""
    todo = "Leave neighbours out, or take the blocks or dates one by one."
    return InputError(Problem("design", "neighbours", found, expected, todo))


def _grow(seed: int, neighbours: dict[int, tuple[int, ...]], size: int) -> tuple[int, ...] | None:
    block, queue = [seed], [seed]
    while queue and len(block) < size:
        for near in sorted(neighbours.get(queue.pop(0), ())):
            if near not in block and len(block) < size:
                block.append(near)
                queue.append(near)
    return tuple(sorted(block)) if len(block) == size else None
