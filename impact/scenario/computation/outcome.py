"""The draws of an answer: every block of draws through the model of all areas, then from gross to net."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeAlias, TypeVar

from impact.parallel import side_by_side
from impact.scenario.computation.blocks import (
    TOTALS,
    blocks_of,
    concepts_of,
    flows_and_shares,
    held,
    slices,
    together,
    totals_in,
)
from impact.scenario.computation.components import Amounts, Flows
from impact.scenario.computation.concepts import CONCEPTS, Shares, shares_of
from impact.scenario.computation.counted import Counted
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.measures import MEASURES
from impact.scenario.computation.reference import additional
from impact.scenario.computation.solved import Solved, prepared
from impact.scenario.computation.totals import Packed, Room, Totals
from impact.scenario.question.scenario import Scenario

_IN_CACHE = 250_000
"""Numbers of one stage that are computed at once when cells are asked: two megabytes."""
_READ_AT_ONCE = 3_000_000
"""Numbers of one stage that are read off the flows at once: each time these go by as a whole."""
_LEAST_PIECES = 8  # so that nobody waits long for the last
Found = TypeVar("Found")
Part: TypeAlias = tuple[slice, slice]
_FLOWS = "flows"  # what is packed of a block beside its totals


@dataclass(frozen=True, eq=False, repr=False)
class Outcome:
    """Draws of what a scenario leads to, from which the draws of any cell are computed when they are asked.

    Attributes
    ----------
    totals : what every answer says.
    flows : what every draw sets in motion.
    shares : what is drawn of the way from gross to net.
    draws : everything that was drawn.
    by_sector : what is counted in every area, by sector.
    """

    totals: Totals
    flows: Flows
    shares: Shares
    draws: Draws
    by_sector: Counted

    @property
    def summed(self) -> dict[str, Array]:
        """`Totals.summed`."""
        return self.totals.summed

    def concepts(self, counted: Counted, wanted: Collection[str] = tuple(CONCEPTS)) -> dict[str, Array]:
        """Return concepts in places, (draws, years, places, sectors, measures, stages), draws together in memory.

        Those of the study area mean something in its areas and their sums alone; `net_national` is the part of a place
        in the balance of the country.
        """
        return self._concepts(counted, self.flows.amounts(counted), wanted)

    def _concepts(self, counted: Counted, amounts: Amounts, wanted: Collection[str]) -> dict[str, Array]:
        return concepts_of(self.flows.components(counted, amounts), self.draws, self.shares, wanted)

    def cell_by_cell(self, readings: Sequence[Reading[Found]]) -> Iterator[tuple[int, slice, slice, Found]]:
        """Yield what is made of the concepts of some places and sectors after the other, with where they stand.

        So many cells at once as fit in the memory next to a processor, of some more that are read off the flows at
        once; several of these side by side, whichever reading they are of. Each yields its number, places and sectors.

        Parameters
        ----------
        readings
            What is asked; read together, because each time the flows go by as a whole.
        """
        one = len(MEASURES) * len(self.flows.spent) * self.draws.count
        few = max(1, _IN_CACHE // one)
        cells = sum(places * sectors for places, sectors in (reading.shape for reading in readings))
        most = max(few, min(_READ_AT_ONCE // one, cells // _LEAST_PIECES))

        def each(piece: tuple[int, Part]) -> list[tuple[int, slice, slice, Found]]:
            number, at = piece
            return [(number, *_inside(at, part), found) for part, found in self._read(readings[number], at, few)]

        pieces = [(number, at) for number, reading in enumerate(readings) for at in _parts(*reading.shape, most)]
        return (found for piece in side_by_side(each, pieces) for found in piece)

    def _read(self, reading: Reading[Found], at: Part, few: int) -> Iterator[tuple[Part, Found]]:
        some = reading.counted.part(*at)
        amounts = self.flows.amounts(some)
        for part in _parts(some.hired.shape[1], some.hired.shape[2], few):
            yield part, reading.work(self._concepts(some.part(*part), amounts.part(*part), reading.wanted))


@dataclass(frozen=True, eq=False, repr=False)
class Reading(Generic[Found]):
    """What is asked of all draws: what is counted, the names of the concepts, and what is made of their draws."""

    counted: Counted
    wanted: Collection[str]
    work: Callable[[dict[str, Array]], Found]

    @property
    def shape(self) -> tuple[int, int]:
        """How many places and sectors there are."""
        _, places, sectors = self.counted.hired.shape
        return places, sectors


def outcome_of(
    scenario: Scenario, draws: Draws, economy: Economy, *, kept_as: str = "", ground: Solved | None = None
) -> Outcome:
    """Return the outcome of all draws, computed block by block.

    Parameters
    ----------
    scenario
        The question.
    draws
        Everything that was drawn.
    economy
        That it acts on.
    kept_as
        As for `parallel.answers`.
    ground
        What is the same in every draw, where that is `prepared` already.
    """
    ground = ground or prepared(scenario, economy)
    flows: list[Flows] = []
    totals = Room(draws.count)
    for here, packed in blocks_of(_Block(scenario, ground), draws, kept_as):
        flows.append(Flows.unpacked(held(packed, _FLOWS)))
        totals.put(here, Totals.unpacked(held(packed, TOTALS)))
    shares = shares_of(draws, additional(scenario, draws))
    return Outcome(totals.whole, Flows.joined(flows), shares, draws, ground.by_sector)


def only_totals(
    scenario: Scenario, draws: Draws, economy: Economy, *, kept_as: str = "", ground: Solved | None = None
) -> Totals:
    """Return `Outcome.totals` alone, keeping nothing else of any block; parameters as of `outcome_of`."""
    totals, ground = Room(draws.count), ground or prepared(scenario, economy)
    for here, packed in blocks_of(_TotalsOfBlock(scenario, ground), draws, kept_as):
        totals.put(here, Totals.unpacked(packed))
    return totals.whole


def totals_of(scenario: Scenario, draws: Draws, economy: Economy, *, kept_as: str = "") -> dict[str, Array]:
    """Return `Outcome.summed` alone, (draws, measures) by step and part of net; `kept_as` as for `only_totals`."""
    return only_totals(scenario, draws, economy, kept_as=kept_as).summed


def _parts(places: int, sectors: int, most: int) -> list[Part]:
    """Return places and sectors of at most so many cells, sectors of a place together where they fit."""
    size = _even(sectors, most)
    return list(product(slices(places, _even(places, max(1, most // size))), slices(sectors, size)))


def _even(count: int, most: int) -> int:
    """Return how many stand together where all groups are about as large, and none is larger than `most`."""
    groups = -(-count // most)
    return -(-count // groups)


def _inside(whole: Part, part: Part) -> Part:
    """Return where a part of a part stands."""
    places, sectors = (slice(w.start + p.start, w.start + p.stop) for w, p in zip(whole, part, strict=True))
    return places, sectors


@dataclass(frozen=True, eq=False, repr=False)
class _Block:
    """What is the same in every draw, and what is made of a block of draws: its flows and its totals, packed."""

    scenario: Scenario
    ground: Solved

    def __call__(self, draws: Draws) -> Packed:
        flows, shares = flows_and_shares(self.scenario, self.ground, draws)
        totals = totals_in(flows, shares, draws, self.ground)
        return together({_FLOWS: flows.packed(), TOTALS: totals.packed()})


@dataclass(frozen=True, eq=False, repr=False)
class _TotalsOfBlock:
    """What is the same in every draw, and what is made of a block of draws: its totals alone, packed."""

    scenario: Scenario
    ground: Solved

    def __call__(self, draws: Draws) -> Packed:
        flows, shares = flows_and_shares(self.scenario, self.ground, draws)
        return totals_in(flows, shares, draws, self.ground).packed()
