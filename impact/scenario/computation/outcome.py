"""The draws of an answer: every block of draws through the model of all areas, then from gross to net."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextvars import copy_context
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TypeAlias, TypeVar

import numpy as np

from impact.inputoutput.regional.commuting import with_residents
from impact.inputoutput.regional.households import AreaModel, Circulation, area_model
from impact.parallel import in_order, side_by_side
from impact.scenario.computation.areas import NATION
from impact.scenario.computation.components import Amounts, Flows, deflator, physical_factor
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
from impact.scenario.computation.counted import Counted, counted_by_area
from impact.scenario.computation.demand import Demand, demand
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.measures import MEASURES, PLACE
from impact.scenario.computation.orders import Orders, orders_of
from impact.scenario.computation.reference import additional
from impact.scenario.computation.residents import local_shares
from impact.scenario.computation.shared import shared
from impact.scenario.computation.totals import Packed, Room, Totals, totals_of_parts
from impact.scenario.question.assumptions import (
    HOUSEHOLD_CONSUMPTION,
    HOUSEHOLD_LOCAL,
    OWN_SUPPLY_ERROR,
    OWN_SUPPLY_LEVEL,
    RESIDENT_WORKERS,
)
from impact.scenario.question.scenario import Scenario

AT_ONCE = 50
"""Draws that are solved together; more take memory and no less time."""
_IN_CACHE = 250_000
"""Numbers of one stage that are computed at once when cells are asked: two megabytes."""
_READ_AT_ONCE = 4_000_000
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

    def cell_by_cell(
        self, counted: Counted, wanted: Collection[str], work: Callable[[dict[str, Array]], Found]
    ) -> Iterator[tuple[slice, slice, Found]]:
        """Yield what `work` makes of the concepts of some places and sectors after the other, with where they stand.

        So many cells at once as fit in the memory next to a processor, of some more that are read off the flows at
        once; several of these side by side.
        """
        P, G = counted.hired.shape[1:]
        one = len(MEASURES) * len(self.flows.spent) * self.draws.count
        few = max(1, _IN_CACHE // one)

        def each(at: Part) -> list[tuple[slice, slice, Found]]:
            some = counted.part(*at)
            amounts = self.flows.amounts(some)
            return [
                (*_inside(at, part), work(self._concepts(some.part(*part), amounts.part(*part), wanted)))
                for part in _parts(some.hired.shape[1], some.hired.shape[2], few)
            ]

        pieces = _parts(P, G, max(few, min(_READ_AT_ONCE // one, P * G // _LEAST_PIECES)))
        return (found for piece in side_by_side(each, pieces) for found in piece)


@dataclass(frozen=True, eq=False, repr=False)
class Solved:
    """What is the same in every draw: who delivers, and what each vector asks of the whole country."""

    economy: Economy
    orders: Orders
    model: AreaModel

    @cached_property
    def by_sector(self) -> Counted:
        """What is counted in every area, by sector."""
        return counted_by_area(self.economy, self.model, self.orders)

    @cached_property
    def inside(self) -> Counted:
        """What is counted in each of the study area's areas, sectors together."""
        areas = self.economy.areas
        codes = [areas.codes[place] for place in areas.inside]
        return self.by_sector.added(codes, [[int(place)] for place in areas.inside], sectors=True)

    @cached_property
    def nation(self) -> Counted:
        """What is counted in the country, sectors together."""
        return self.by_sector.added([NATION], [range(len(self.economy.areas.codes))], sectors=True)


def solved(scenario: Scenario, economy: Economy) -> Solved:
    """Return the model of all areas for everything that a scenario can ask."""
    orders = orders_of(scenario, economy)
    central = np.array([scenario.assumptions[HOUSEHOLD_LOCAL.name].central])
    model = shared(
        area_model,
        economy.areas.supply,
        orders.vectors,
        wages=economy.coefficients()[:, :, PLACE["compensation"]],
        pattern=economy.household_pattern,
        local=local_shares(economy.areas.slq, economy.household_pattern, central)[0],
    )
    return Solved(economy, orders, model)


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


def prepared(scenario: Scenario, economy: Economy) -> Solved:
    """Return what is solved, with everything in it that blocks share; on one thread as they are (`side_by_side`).

    Parameters
    ----------
    scenario
        The question.
    economy
        That it acts on.
    """

    def ready(economy: Economy) -> Solved:
        ground = solved(scenario, economy)
        _ = ground.inside, ground.nation
        return ground

    here = copy_context()  # a thread has none of it: models that are shared are kept in it
    (found,) = side_by_side(lambda one: here.run(ready, one), [economy])
    return found


def _slices(count: int, size: int) -> list[slice]:
    return [slice(at, min(at + size, count)) for at in range(0, count, size)]


def _parts(places: int, sectors: int, most: int) -> list[Part]:
    """Return places and sectors of at most so many cells, sectors of a place together where they fit."""
    size = min(sectors, most)
    return list(product(_slices(places, max(1, most // size)), _slices(sectors, size)))


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
    flows = _flows(scenario, draws, ground)
    shares = shares_of(draws, additional(scenario, draws))
    return flows, totals_of_parts(flows.components(ground.inside), flows.components(ground.nation), draws, shares)


def _held(packed: Packed, what: str) -> Packed:
    """Return what is packed under a name, by the names that it has there."""
    return {name.removeprefix(f"{what}/"): array for name, array in packed.items() if name.startswith(f"{what}/")}


def _flows(scenario: Scenario, draws: Draws, ground: Solved) -> Flows:
    asked = demand(scenario, draws, ground.economy, ground.orders)
    real = deflator(scenario, draws)
    return Flows(
        blocks=(_circulation(asked, real, draws, ground),),
        spent=np.ascontiguousarray((asked.spent * real).T),
        wages=np.ascontiguousarray(np.moveaxis(asked.wages * real[:, None], 0, -1)),
        people=np.ascontiguousarray(np.moveaxis(asked.people, 0, -1)),
        physical=np.ascontiguousarray(physical_factor(scenario, draws).T),
    )


def _circulation(asked: Demand, real: Array, draws: Draws, ground: Solved) -> Circulation:
    """Return what demand sets in motion in all areas: purchases of each year, their alternative, what the hired buy."""
    bought = asked.purchases * real[:, None]
    workplaces = _workplaces(ground)
    R, T = workplaces.shape
    paid = [np.zeros((draws.count, R, bought.shape[2] + 1)), np.broadcast_to(workplaces, (draws.count, R, T))]
    amounts = np.concatenate([bought, asked.instead[:, :, None]], axis=2)
    return _in_all_areas(draws, ground, amounts, np.concatenate(paid, axis=2))


def unit_circulation(draws: Draws, ground: Solved) -> Circulation:
    """Return what one MEUR of each vector sets in motion, then one MEUR of wages in each team: t = K + T.

    Parameters
    ----------
    draws
        What is drawn of the economy.
    ground
        The economy, and the vectors and teams.
    """
    workplaces, K = _workplaces(ground), len(ground.orders.names)
    amounts, paid = np.eye(K), np.concatenate([np.zeros((len(workplaces), K)), workplaces], axis=1)
    wide = (np.broadcast_to(each, (draws.count, *each.shape)) for each in (amounts, paid))
    return _in_all_areas(draws, ground, *wide)


def _workplaces(ground: Solved) -> Array:
    """Return where each team works, (R, T)."""
    return np.asarray(ground.orders.teams.sum(axis=2).T)


def _in_all_areas(draws: Draws, ground: Solved, amounts: Array, paid: Array) -> Circulation:
    """Return what amounts of vectors, (draws, K, t), and income paid to people, (draws, R, t + p), set in motion."""
    economy, areas = ground.economy, ground.economy.areas
    return ground.model.circulation(
        areas.own_supply(draws.of(OWN_SUPPLY_LEVEL), draws.of(OWN_SUPPLY_ERROR), draws.errors),
        local_shares(areas.slq, economy.household_pattern, draws.of(HOUSEHOLD_LOCAL)),
        amounts,
        spent=draws.of(HOUSEHOLD_CONSUMPTION),
        residence=with_residents(
            areas.commuting, [areas.codes[place] for place in areas.inside], draws.of(RESIDENT_WORKERS)
        ),
        payroll=paid,
    )
