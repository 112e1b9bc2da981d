"""Random draws of everything that is assumed, the same on every machine for the same seed.

Each quantity has a stream of its own, made from the seed, its name and the number of the block of draws. Adding an
assumption therefore leaves the draws of the others alone, and two scenarios with the same seed see the same luck, so
that their difference is not noise. Draws are independent of each other, unless the file states a correlation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from impact import sectors
from impact.draws import streams
from impact.draws.copula import correlated
from impact.draws.streams import BLOCK, Sampling, uniform
from impact.scenario.question.all_ranges import Name, all_ranges, ranges
from impact.scenario.question.assumptions import NEEDED, Needed
from impact.scenario.question.correlations import ranks
from impact.scenario.question.ranges import Range
from impact.scenario.question.scenario import Scenario
from impact.scenario.question.use import on_use, ranges_of_use

__all__ = [
    "BLOCK", "CHANCE", "Array", "Draws", "Name", "Sampling",
    "drawn", "drawn_from", "drawn_of_use", "luck", "quantiles", "ranges", "uniform",
]  # fmt: skip

Array = NDArray[np.floating[Any]]

CHANCE: Name = ("use", "chance")
"""The name of the number that decides whether use has any effect: below the chance of nothing it has none."""
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
    sampling : where the numbers came from.
    """

    values: dict[Name, Array]
    count: int
    errors: Array | None = None
    sampling: Sampling = "random"

    def __getitem__(self, name: Name) -> Array:
        return self.values[name]

    def part(self, which: slice) -> Draws:
        """Return some of the draws."""
        values = {name: drawn[which] for name, drawn in self.values.items()}
        errors = None if self.errors is None else self.errors[which]
        return Draws(values, len(range(self.count)[which]), errors, self.sampling)

    def assumption(self, name: str) -> Array:
        """Return the draws of the assumption of a name in the file, shape (draws,)."""
        return self.values["assumptions", name]

    def of(self, needed: Needed) -> Array:
        """Return the draws of an assumption that every scenario has, shape (draws,)."""
        return self.assumption(needed.name)


def drawn(scenario: Scenario, count: int, seed: int, sampling: Sampling = "random", first: int = 0) -> Draws:
    """Return draws of every range of the spending, each of its own distribution, and of the errors.

    Parameters
    ----------
    scenario
        The question.
    count
        How many draws; for `sobol` the whole sequence should be a power of two.
    seed
        The same one gives the same draws.
    sampling
        By streams of their own, or by one Sobol sequence; the errors always have streams of their own.
    first
        From which draw on, a multiple of `BLOCK`: blocks can be made one by one.
    """
    found = ranges(scenario)
    of = luck(scenario, found, count, seed, sampling, first)
    return Draws(_values(found, of), count, _errors(count, seed, first), sampling)


def drawn_of_use(scenario: Scenario, count: int, seed: int, sampling: Sampling = "random") -> Draws:
    """Return draws of every range of the table [use], and at `CHANCE` the number that decides on nothing at all.

    Parameters
    ----------
    scenario
        The question.
    count, seed, sampling
        As in `drawn`.
    """
    found = ranges_of_use(scenario)
    of = luck(scenario, [*found, CHANCE], count, seed, sampling)
    return Draws(_values(found, of) | {CHANCE: of[CHANCE]}, count, sampling=sampling)


def drawn_from(found: Mapping[Name, Range], count: int, seed: int) -> Draws:
    """Return `count` independent draws of each range, by the stream of its name."""
    return Draws(_values(found, streams.uniforms(found, count, seed)), count)


def luck(
    scenario: Scenario, names: Iterable[Name], count: int, seed: int, sampling: Sampling = "random", first: int = 0
) -> dict[Name, Array]:
    """Return the numbers from 0 to 1 of some ranges of a scenario, each (count,), correlated as it says.

    Parameters
    ----------
    scenario
        The question.
    names
        The places of ranges.
    count, seed, sampling, first
        As in `drawn`.
    """
    wanted, stated = list(names), ranks(scenario)
    every = all_ranges(scenario)
    fixed = {
        name for name in wanted if name in every and every[name].fixed
    }  # takes no place among those that are drawn
    asked = [name for name in wanted if name not in fixed]
    together = list(dict.fromkeys([*asked, *(name for pair in stated for name in pair)]))
    among = [name for name, limits in every.items() if not limits.fixed]
    mixed = correlated(
        streams.uniforms(together, count, seed, sampling, known=_known(), among=among, first=first), stated
    )
    return {name: np.full(count, 0.5) if name in fixed else mixed[name] for name in wanted}


def _known() -> list[Name]:
    """Return the places that every scenario can have, in an order that must not change: new ones come last."""
    needed: list[Name] = [("assumptions", name) for name in NEEDED]
    return [*needed, ("alternative_use", "regional_share"), ("use", "opening"), CHANCE, *map(_of_use, on_use())]


def _of_use(name: str) -> Name:
    return "use", "assumptions", name


def _values(found: Mapping[Name, Range], of: Mapping[Name, Array]) -> dict[Name, Array]:
    return {name: quantiles(limits, of[name]) for name, limits in found.items()}


def quantiles(limits: Range, uniform: Array) -> Array:
    """Return the quantiles of what is drawn of a range, at numbers from 0 to 1 of any shape.

    Parameters
    ----------
    limits
        The range.
    uniform
        The numbers.
    """
    return limits.distribution.quantiles(uniform)


def _errors(count: int, seed: int, first: int = 0) -> Array:
    """Return a standard normal number for each draw and industry, (count, industries), by the stream of its name."""
    found = [
        streams.by_block((_ERRORS, code), count, seed, lambda luck, size: luck.standard_normal(size), first)
        for code in sectors.codes("cbs81")
    ]
    return np.stack(found, axis=1)
