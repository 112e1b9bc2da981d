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
_Found = tuple[list[_Part], Mapping[str, Array]]


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
class _Draws:
    """The draws of some concepts, by name, in the places and sectors that are counted."""

    counted: Counted
    found: dict[str, Array] = field(default_factory=dict)

    def put(self, at: tuple[slice, slice], part: Mapping[str, Array]) -> None:
        """Put the draws of some regions and sectors in their place."""
        for name, values in part.items():
            self.found.setdefault(name, self._empty(values))[:, :, at[0], at[1]] = values

    def _empty(self, values: Array) -> Array:
        draws, years, _, _, *cell = values.shape
        return np.moveaxis(np.empty((years, *self.counted.hired.shape[1:], *cell, draws)), -1, 0)


@dataclass(frozen=True)
class Wanted:
    """A table that is wanted of the draws.

    Attributes
    ----------
    counted : the places and sectors.
    concepts : their names.
    kinds : of cell: `finest`, `over_years`, `over_stages`, `together`.
    kept : of which kind of cell the draws themselves are kept as well; None of none.
    """

    counted: Counted
    concepts: Sequence[str]
    kinds: Sequence[Kind]
    kept: Kind | None = None

    @property
    def reading(self) -> Reading[_Found]:
        """What is asked of the draws for it."""

        def work(drawn: dict[str, Array]) -> _Found:
            found: list[_Part] = [{name: described(kind(drawn[name])) for name in self.concepts} for kind in self.kinds]
            return found, {} if self.kept is None else {name: self.kept(drawn[name]) for name in self.concepts}

        return Reading(self.counted, self.concepts, work)

    @property
    def empty(self) -> list[_Table]:
        """Room for what is found, of each kind of cell."""
        return [_Table(self.counted.places, self.counted.hired.shape[2]) for _ in self.kinds]


@dataclass(frozen=True)
class Tabulated:
    """A table of the draws.

    Attributes
    ----------
    statistics : of concepts in places by sector, by name, for each kind of cell that was wanted.
    draws : by name, (draws, years, places, sectors, measures, stages) of the kind of cell of which they are kept; draws
        together in memory.
    """

    statistics: tuple[dict[str, Described], ...]
    draws: dict[str, Array]


def tabulated(outcome: Outcome, *wanted: Wanted) -> list[Tabulated]:
    """Return the statistics of concepts in places by sector, and the draws that are to be kept, of each table.

    Parameters
    ----------
    outcome
        With the draws.
    wanted
        The tables; those that are asked together are read off the draws together, which takes less time.
    """
    found, drawn = [one.empty for one in wanted], [_Draws(one.counted) for one in wanted]
    for number, places, sectors, (parts, draws) in outcome.cell_by_cell([one.reading for one in wanted]):
        for table, part in zip(found[number], parts, strict=True):
            table.put((places, sectors), part)
        drawn[number].put((places, sectors), draws)
    return [
        Tabulated(tuple(table.found for table in tables), kept.found) for tables, kept in zip(found, drawn, strict=True)
    ]


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
