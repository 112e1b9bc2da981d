"""Random draws of everything that is assumed, the same on every machine for the same seed.

Each quantity has a stream of its own, made from the seed, its name and the number of the block of draws. Adding an
assumption therefore leaves the draws of the others alone, and two scenarios with the same seed see the same luck, so
that their difference is not noise. All draws are independent of each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from impact.scenario.question.assumptions import Needed
from impact.scenario.question.ranges import Range
from impact.scenario.question.scenario import Scenario

Array = NDArray[np.floating[Any]]
Name = tuple[str, ...]
"""Where a range stands in the file: `("spending", "housing", "amount")`. A part may hold a dot."""

BLOCK = 250


@dataclass(frozen=True)
class Draws:
    """Drawn values by the place of their range, `("assumptions", "flq_delta")`, each (draws,)."""

    values: dict[Name, Array]
    count: int

    def __getitem__(self, name: Name) -> Array:
        return self.values[name]

    def part(self, which: slice) -> Draws:
        """Return some of the draws."""
        values = {name: drawn[which] for name, drawn in self.values.items()}
        return Draws(values, len(range(self.count)[which]))

    def assumption(self, name: str) -> Array:
        """Return the draws of the assumption of a name in the file, shape (draws,)."""
        return self.values["assumptions", name]

    def of(self, needed: Needed) -> Array:
        """Return the draws of an assumption that every scenario has, shape (draws,)."""
        return self.assumption(needed.name)


def ranges(scenario: Scenario) -> dict[Name, Range]:
    """Return every range of a scenario by its place, in the order of the file."""
    found: dict[Name, Range] = {("assumptions", name): a for name, a in scenario.assumptions.items()}
    for name, source in scenario.funding.items():
        if source.deadweight_share is not None:
            found["funding", name, "deadweight_share"] = source.deadweight_share
    for name, item in scenario.spending.items():
        for field in ("amount", "import_share", "regional_share"):
            found["spending", name, field] = getattr(item, field)
    for name, post in scenario.staff.items():
        for field in ("scale", "cost_per_fte", "wage_share", "overhead_regional_share"):
            found["staff", name, field] = getattr(post, field)
    found["alternative_use", "regional_share"] = scenario.alternative_use.regional_share
    return found


def drawn(scenario: Scenario, count: int, seed: int) -> Draws:
    """Return `count` draws of every range of the scenario: triangular with the top at central."""
    return drawn_from(ranges(scenario), count, seed)


def drawn_from(found: Mapping[Name, Range], count: int, seed: int) -> Draws:
    """Return `count` draws of each range, by the stream of its name."""
    return Draws({name: _stream(name, limits, count, seed) for name, limits in found.items()}, count)


def _stream(name: Name, limits: Range, count: int, seed: int) -> Array:
    triangle = limits.triangle
    found = triangular(uniform(name, count, seed), triangle.low, triangle.mode, triangle.high)
    return found if limits.means == "bounds" else np.clip(found, *limits.possible)


def uniform(name: Name, count: int, seed: int) -> Array:
    """Return the draws from 0 to 1 of a name, shape (count,), in blocks of `BLOCK`."""
    stream = crc32(".".join(name).encode())  # never taken apart: it only has to be another number for another name
    blocks = [
        np.random.default_rng([seed, stream, block]).random(min(BLOCK, count - block * BLOCK))
        for block in range(-(-count // BLOCK))
    ]
    return np.concatenate(blocks)


def triangular(uniform: Array, low: float, central: float, high: float) -> Array:
    """Return the quantiles of the triangular distribution at `uniform`, by the inverse of its distribution function."""
    if low == high:
        return np.full_like(uniform, central)
    width = high - low
    rising = low + np.sqrt(uniform * width * (central - low))
    falling = high - np.sqrt((1 - uniform) * width * (high - central))
    found: Array = np.where(uniform * width < central - low, rising, falling)
    return found
