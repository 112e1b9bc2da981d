"""Statistics of many places and sectors, put together from those of a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from impact.scenario.answer.statistics import Described, described
from impact.scenario.computation.counted import Counted
from impact.scenario.computation.draws import Array
from impact.scenario.computation.outcome import Outcome, Reading

Kind = Callable[[Array], Array]
"""What is made of the draws of a concept before they are described."""
_Part = Mapping[str, tuple[Array, NDArray[np.bool_]]]


@dataclass(frozen=True)
class _Table:
    """The statistics of some concepts, by name, in all regions and sectors."""

    regions: tuple[str, ...]
    sectors: int
    found: dict[str, Described] = field(default_factory=dict)

    def put(self, at: tuple[slice, slice], part: _Part) -> None:
        """Put what was found of some regions and sectors in its place."""
        places, sectors = at
        for name, (values, there) in part.items():
            whole = self.found.setdefault(name, self._empty(name, values))
            whole.statistics[:, places, sectors], whole.there[:, places, sectors] = values, there

    def _empty(self, name: str, values: Array) -> Described:
        years, _, _, *cell = values.shape
        shape = (years, len(self.regions), self.sectors, *cell)
        return Described(name, self.regions, np.zeros(shape), np.zeros(shape[:-1], dtype=bool))


@dataclass(frozen=True)
class Wanted:
    """A table that is wanted of the draws.

    Attributes
    ----------
    counted : the places and sectors.
    concepts : their names.
    kinds : of cell: `finest`, `over_years`, `over_stages`, `together`.
    """

    counted: Counted
    concepts: Sequence[str]
    kinds: Sequence[Kind]

    @property
    def reading(self) -> Reading[list[_Part]]:
        """What is asked of the draws for it."""

        def work(drawn: dict[str, Array]) -> list[_Part]:
            return [{name: described(kind(drawn[name])) for name in self.concepts} for kind in self.kinds]

        return Reading(self.counted, self.concepts, work)

    @property
    def empty(self) -> list[_Table]:
        """Room for what is found, of each kind of cell."""
        return [_Table(self.counted.places, self.counted.hired.shape[2]) for _ in self.kinds]


def tabulated(outcome: Outcome, *wanted: Wanted) -> list[tuple[dict[str, Described], ...]]:
    """Return the statistics of concepts in places by sector, by name, of each table for each of its kinds of cell.

    Parameters
    ----------
    outcome
        With the draws.
    wanted
        The tables; those that are asked together are read off the draws together, which takes less time.
    """
    found = [one.empty for one in wanted]
    for number, places, sectors, parts in outcome.cell_by_cell([one.reading for one in wanted]):
        for table, part in zip(found[number], parts, strict=True):
            table.put((places, sectors), part)
    return [tuple(table.found for table in tables) for tables in found]


def finest(drawn: Array) -> Array:
    """Return every year and stage."""
    return drawn


def over_years(drawn: Array) -> Array:
    """Return all years together, by stage."""
    return np.asarray(drawn.sum(axis=1, keepdims=True))


def over_stages(drawn: Array) -> Array:
    """Return each year, all stages together."""
    return np.asarray(drawn.sum(axis=5, keepdims=True))


def together(drawn: Array) -> Array:
    """Return all years and stages together."""
    return over_stages(over_years(drawn))
