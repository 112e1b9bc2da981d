"""The draws of an answer: every block of draws through the model of all areas, then from gross to net."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeAlias, TypeVar

from impact.parallel import in_order, side_by_side
from impact.scenario.computation.components import Amounts, Flows
from impact.scenario.computation.concepts import (
    CONCEPTS,
    NET_NATIONAL,
    OF_EVERY_AREA,
    Shares,
    all_concepts,
    net_national,
    of_every_area,
    shares_of,
)
from impact.scenario.computation.counted import Counted
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.measures import MEASURES
from impact.scenario.computation.reference import additional
from impact.scenario.computation.set_in_motion import flows_of
from impact.scenario.computation.solved import Solved, prepared
from impact.scenario.computation.totals import Packed, Room, Totals, totals_of_parts
from impact.scenario.question.scenario import Scenario

AT_ONCE = 50
"""Draws that are solved together; more take memory and no less time."""
_IN_CACHE = 250_000
"""Numbers of one stage that are computed at once when cells are asked: two megabytes."""
_READ_AT_ONCE = 3_000_000
"""Numbers of one stage that are read off the flows at once: each time these go by as a whole."""
_LEAST_PIECES = 8  # so that nobody waits long for the last
Found = TypeVar("Found")
Part: TypeAlias = tuple[slice, slice]
_FLOWS, _TOTALS = "flows", "totals"  # what is packed of a block


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
        parts = self.flows.components(counted, amounts)
        found = of_every_area(parts, self.shares) if set(wanted) <= OF_EVERY_AREA else all_concepts(parts, self.shares)
        if NET_NATIONAL.name in wanted:
            found[NET_NATIONAL.name] = net_national(parts, self.draws, self.shares.additional)
        return found

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


def outcome_of(scenario: Scenario, draws: Draws, economy: Economy, *, kept_as: str = "") -> Outcome:
    """Return the outcome of all draws, computed block by block; `kept_as` as for `parallel.answers`."""
    ground = prepared(scenario, economy)
    flows: list[Flows] = []
    totals = Room(draws.count)
    for here, packed in _each_block(_Block(scenario, ground), draws, kept_as):
        flows.append(Flows.unpacked(_held(packed, _FLOWS)))
        totals.put(here, Totals.unpacked(_held(packed, _TOTALS)))
    shares = shares_of(draws, additional(scenario, draws))
    return Outcome(totals.whole, Flows.joined(flows), shares, draws, ground.by_sector)


def only_totals(scenario: Scenario, draws: Draws, economy: Economy, *, kept_as: str = "") -> Totals:
    """Return `Outcome.totals` alone, keeping nothing else of any block; `kept_as` as for `parallel.answers`."""
    totals = Room(draws.count)
    for here, packed in _each_block(_TotalsOfBlock(scenario, prepared(scenario, economy)), draws, kept_as):
        totals.put(here, Totals.unpacked(packed))
    return totals.whole


def totals_of(scenario: Scenario, draws: Draws, economy: Economy, *, kept_as: str = "") -> dict[str, Array]:
    """Return `Outcome.summed` alone, (draws, measures) by step and part of net; `kept_as` as for `only_totals`."""
    return only_totals(scenario, draws, economy, kept_as=kept_as).summed


def _each_block(work: Callable[[Draws], Found], draws: Draws, kept_as: str = "") -> Iterator[tuple[slice, Found]]:
    """Yield what `work` makes of each block of draws, in their order; only some are held at a time."""
    blocks = _slices(draws.count, AT_ONCE)
    return zip(blocks, in_order(work, [draws.part(here) for here in blocks], kept_as=kept_as), strict=True)


def each_block(work: Callable[[slice], Found], count: int, size: int, held: int) -> Iterator[tuple[slice, Found]]:
    """Yield what `work` makes of each block of draws, in their order, computed side by side.

    Parameters
    ----------
    work
        Returns the answer of a block and writes nothing that blocks share.
    count
        How many draws.
    size
        How many of them are a block.
    held
        How many answers are held at a time.
    """
    blocks = _slices(count, size)
    for first in range(0, len(blocks), held):
        some = blocks[first : first + held]
        yield from zip(some, side_by_side(work, some), strict=True)


def _slices(count: int, size: int) -> list[slice]:
    return [slice(at, min(at + size, count)) for at in range(0, count, size)]


def _parts(places: int, sectors: int, most: int) -> list[Part]:
    """Return places and sectors of at most so many cells, sectors of a place together where they fit."""
    size = _even(sectors, most)
    return list(product(_slices(places, _even(places, max(1, most // size))), _slices(sectors, size)))


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
        flows, totals = _of_block(self.scenario, self.ground, draws)
        return {
            f"{what}/{name}": array
            for what, packed in ((_FLOWS, flows.packed()), (_TOTALS, totals.packed()))
            for name, array in packed.items()
        }


@dataclass(frozen=True, eq=False, repr=False)
class _TotalsOfBlock:
    """What is the same in every draw, and what is made of a block of draws: its totals alone, packed."""

    scenario: Scenario
    ground: Solved

    def __call__(self, draws: Draws) -> Packed:
        return _of_block(self.scenario, self.ground, draws)[1].packed()


def _of_block(scenario: Scenario, ground: Solved, draws: Draws) -> tuple[Flows, Totals]:
    flows = flows_of(scenario, draws, ground)
    shares = shares_of(draws, additional(scenario, draws))
    return flows, totals_of_parts(flows.components(ground.inside), flows.components(ground.nation), draws, shares)


def _held(packed: Packed, what: str) -> Packed:
    """Return what is packed under a name, by the names that it has there."""
    return {name.removeprefix(f"{what}/"): array for name, array in packed.items() if name.startswith(f"{what}/")}
