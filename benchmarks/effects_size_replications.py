"""Replications of a simulated study, side by side wherever the user wants them; the same numbers in any case.

Panels are drawn here one after the other, as they share a stream of luck; what is done with each hangs on the panel and
its number alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from impact.effects.design.blocks import Block
from impact.parallel import answers

Tests = Callable[[Block, int], Iterator[tuple[str, float]]]
SIZE = 0.05 + 1e-12


@dataclass(frozen=True)
class Replication:
    """The p-values of tests of one panel, by the name of the test."""

    tests: Tests

    def __call__(self, piece: tuple[int, Block]) -> dict[str, np.ndarray]:
        """Return them of a panel and its number."""
        seed, panel = piece
        found: dict[str, list[float]] = {}
        for test, p in self.tests(panel, seed):
            found.setdefault(test, []).append(p)
        return {test: np.array(values) for test, values in found.items()}


def rejections(tests: Tests, panels: Iterable[Block], *setup: object) -> dict[str, np.ndarray]:
    """Return whether each test rejected at 5 %, once or more a panel; `setup` tells it from others that are kept."""
    made = answers(Replication(tests), enumerate(panels), kept_as=_name(tests, setup))
    names = dict.fromkeys(test for one in made for test in one)
    return {test: np.concatenate([one[test] for one in made if test in one]) <= SIZE for test in names}


def _name(tests: Tests, setup: Iterable[object]) -> str:
    told = [tests.func.__name__, *tests.keywords.values()] if isinstance(tests, partial) else [tests.__name__]
    return re.sub(r"[^0-9a-z]+", "-", " ".join(map(str, [*told, *setup])).lower())
