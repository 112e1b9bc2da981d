"""What a screen asks of areas: concepts over all years, read off each block of draws as soon as it is solved.

What a draw sets in motion (60 kB) is let go with its block, and what is read of it (5 kB) is kept. Each number is that
which `Outcome` gives: the same sums over the same numbers, in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from impact.scenario.computation.blocks import (
    TOTALS,
    blocks_of,
    concepts_of,
    flows_and_shares,
    held,
    together,
    totals_in,
)
from impact.scenario.computation.counted import Counted
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.solved import Solved
from impact.scenario.computation.totals import Packed, Room, Totals, room_for_draws
from impact.scenario.question.scenario import Scenario


@dataclass(frozen=True, eq=False, repr=False)
class Groups:
    """Groups of areas, each of which is counted as one place, and the concepts that are asked of them.

    Attributes
    ----------
    areas : the places of the areas in each group, by the code of the group.
    concepts : their names.
    """

    areas: Mapping[str, Sequence[int]]
    concepts: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class OverYears:
    """Draws of what a screen shows.

    Attributes
    ----------
    totals : what every answer says.
    groups : for each `Groups`, the draws of its concepts over all years and sectors, by name, (draws, 1, groups, 1,
        measures, stages); draws together in memory.
    """

    totals: Totals
    groups: tuple[dict[str, Array], ...]


def over_years_of(
    scenario: Scenario, draws: Draws, ground: Solved, asked: Sequence[Groups], *, kept_as: str = ""
) -> OverYears:
    """Return the totals of all draws and, over all years, the concepts of groups of areas; of each block nothing else.

    Parameters
    ----------
    scenario
        The question.
    draws
        Everything that was drawn.
    ground
        What is the same in every draw, `prepared`.
    asked
        Groups of areas.
    kept_as
        As for `parallel.answers`.
    """
    counted = [ground.by_sector.added([*one.areas], [*one.areas.values()], sectors=True) for one in asked]
    work = _Block(scenario, ground, tuple(zip(counted, (one.concepts for one in asked), strict=True)))
    totals, groups = Room(draws.count), [_Draws(draws.count) for _ in asked]
    for here, packed in blocks_of(work, draws, kept_as):
        totals.put(here, Totals.unpacked(held(packed, TOTALS)))
        for at, group in enumerate(groups):
            group.put(here, held(packed, str(at)))
    return OverYears(totals.whole, tuple(group.found for group in groups))


class _Draws:
    """Draws of some concepts, for which there is room once the first block is known."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.found: dict[str, Array] = {}

    def put(self, here: slice, block: Packed) -> None:
        """Put the draws of a block in their place."""
        if not self.found:
            self.found = {name: room_for_draws(values, self._count) for name, values in block.items()}
        for name, values in block.items():
            self.found[name][here] = values


@dataclass(frozen=True, eq=False, repr=False)
class _Block:
    """What is the same in every draw, and what is made of a block: its totals and what is asked of groups, packed."""

    scenario: Scenario
    ground: Solved
    asked: tuple[tuple[Counted, tuple[str, ...]], ...]

    def __call__(self, draws: Draws) -> Packed:
        flows, shares = flows_and_shares(self.scenario, self.ground, draws)
        found = {TOTALS: totals_in(flows, shares, draws, self.ground).packed()}
        for at, (counted, wanted) in enumerate(self.asked):
            concepts = concepts_of(flows.components(counted), draws, shares, wanted)
            found[str(at)] = {name: _over_years(concepts[name]) for name in wanted}
        return together(found)


def _over_years(drawn: Array) -> Array:
    """Return the sum of all years, one added after the other, also where a draw is alone in its block."""
    found = drawn[:, :1].copy(order="K")
    for year in range(1, drawn.shape[1]):
        found += drawn[:, year : year + 1]
    return found
