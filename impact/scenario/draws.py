"""Random draws of everything that is assumed, the same on every machine for the same seed.

Each quantity has a stream of its own, made from the seed, its name and the number of the block of draws. Adding an
assumption therefore leaves the draws of the others alone, and two scenarios with the same seed see the same luck, so
that their difference is not noise. All draws are independent of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from impact.scenario.definition import Range, Scenario

Array = NDArray[np.floating[Any]]

BLOCK = 250


@dataclass(frozen=True)
class Draws:
    """Drawn values by quantity name (`assumptions.flq_delta`, `spending.housing.amount` …), each (draws,)."""

    values: dict[str, Array]
    count: int

    def __getitem__(self, name: str) -> Array:
        return self.values[name]

    def part(self, which: slice) -> Draws:
        """Return some of the draws."""
        values = {name: drawn[which] for name, drawn in self.values.items()}
        return Draws(values, len(range(self.count)[which]))

    def assumption(self, name: str) -> Array:
        """Return the draws of one named assumption, shape (draws,)."""
        return self.values[f"assumptions.{name}"]


def ranges(scenario: Scenario) -> dict[str, Range]:
    """Return every range of a scenario by its name, in the order of the file."""
    found = {f"assumptions.{name}": a.range for name, a in scenario.assumptions.items()}
    for name, source in scenario.funding.items():
        if source.deadweight_share is not None:
            found[f"funding.{name}.deadweight_share"] = source.deadweight_share
    for name, item in scenario.spending.items():
        for field in ("amount", "import_share", "regional_share"):
            found[f"spending.{name}.{field}"] = getattr(item, field)
    for name, post in scenario.staff.items():
        for field in ("scale", "cost_per_fte", "wage_share", "overhead_regional_share"):
            found[f"staff.{name}.{field}"] = getattr(post, field)
    found["alternative_use.regional_share"] = scenario.alternative_use.regional_share
    return found


def drawn(scenario: Scenario, count: int, seed: int) -> Draws:
    """Return `count` draws of every range of the scenario: triangular from low to high with the top at central."""
    return Draws({name: _stream(name, limits, count, seed) for name, limits in ranges(scenario).items()}, count)


def _stream(name: str, limits: Range, count: int, seed: int) -> Array:
    blocks = [
        np.random.default_rng([seed, crc32(name.encode()), block]).random(min(BLOCK, count - block * BLOCK))
        for block in range(-(-count // BLOCK))
    ]
    return triangular(np.concatenate(blocks), limits.low, limits.central, limits.high)


def triangular(uniform: Array, low: float, central: float, high: float) -> Array:
    """Return the quantiles of the triangular distribution at `uniform`, by the inverse of its distribution function."""
    if low == high:
        return np.full_like(uniform, central)
    width = high - low
    rising = low + np.sqrt(uniform * width * (central - low))
    falling = high - np.sqrt((1 - uniform) * width * (high - central))
    found: Array = np.where(uniform * width < central - low, rising, falling)
    return found
