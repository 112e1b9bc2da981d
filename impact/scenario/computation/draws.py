"""Random draws of everything that is assumed, the same on every machine for the same seed.

Each quantity has a stream of its own, made from the seed, its name and the number of the block of draws. Adding an
assumption therefore leaves the draws of the others alone, and two scenarios with the same seed see the same luck, so
that their difference is not noise. All draws are independent of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from impact import sectors
from impact.scenario.question.assumptions import Needed
from impact.scenario.question.ranges import Range
from impact.scenario.question.scenario import Scenario

Array = NDArray[np.floating[Any]]
Name = tuple[str, ...]
"""Where a range stands in the file: `("spending", "housing", "amount")`. A part may hold a dot."""

BLOCK = 250
_ERRORS = "own_supply_error"


@dataclass(frozen=True)
class Draws:
    """Everything that is drawn.

    Attributes
    ----------
    values : by the place of a range, `("assumptions", "own_supply_level")`, each (draws,).
    count : how many draws.
    errors : (draws, industries) standard normal, by which the estimate of a product's own supply is off; None is not at
        all.
    """

    values: dict[Name, Array]
    count: int
    errors: Array | None = None

    def __getitem__(self, name: Name) -> Array:
        return self.values[name]

    def part(self, which: slice) -> Draws:
        """Return some of the draws."""
        values = {name: drawn[which] for name, drawn in self.values.items()}
        errors = None if self.errors is None else self.errors[which]
        return Draws(values, len(range(self.count)[which]), errors)

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
    """Return `count` draws of every range of the scenario, triangular with the top at central, and of the errors."""
    return replace(drawn_from(ranges(scenario), count, seed), errors=_errors(count, seed))


def drawn_from(found: Mapping[Name, Range], count: int, seed: int) -> Draws:
    """Return `count` draws of each range, by the stream of its name."""
    return Draws({name: _stream(name, limits, count, seed) for name, limits in found.items()}, count)


def _stream(name: Name, limits: Range, count: int, seed: int) -> Array:
    return quantiles(limits, uniform(name, count, seed))


def quantiles(limits: Range, uniform: Array) -> Array:
    """Return the quantiles of what is drawn of a range, at numbers from 0 to 1 of any shape."""
    triangle = limits.triangle
    found = triangular(uniform, triangle.low, triangle.mode, triangle.high)
    return found if limits.means == "bounds" else np.clip(found, *limits.possible)


def _errors(count: int, seed: int) -> Array:
    """Return a standard normal number for each draw and industry, (count, industries), by the stream of its name."""
    streams = [
        _by_block((_ERRORS, code), count, seed, lambda luck, size: luck.standard_normal(size))
        for code in sectors.codes("cbs81")
    ]
    return np.stack(streams, axis=1)


def uniform(name: Name, count: int, seed: int) -> Array:
    """Return the draws from 0 to 1 of a name, shape (count,), in blocks of `BLOCK`."""
    return _by_block(name, count, seed, lambda luck, size: luck.random(size))


def _by_block(name: Name, count: int, seed: int, some: Callable[[np.random.Generator, int], Array]) -> Array:
    stream = crc32(".".join(name).encode())  # never taken apart: it only has to be another number for another name
    blocks = [
        some(np.random.default_rng([seed, stream, block]), min(BLOCK, count - block * BLOCK))
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
