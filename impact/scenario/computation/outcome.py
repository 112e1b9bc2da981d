"""The draws of an answer: every block of draws through the model of all areas, then from gross to net."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.inputoutput.regional.commuting import with_residents
from impact.inputoutput.regional.households import AreaModel, ByArea, area_model
from impact.parallel import answers, side_by_side
from impact.scenario.computation.components import (
    Components,
    InPlaces,
    asked_of_output,
    deflator,
    in_places,
    physical_factor,
)
from impact.scenario.computation.concepts import (
    NET_NATIONAL,
    gross,
    net_national,
    of_the_area,
    shares_of,
    staircase,
)
from impact.scenario.computation.demand import Demand, demand
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.orders import Orders, orders_of
from impact.scenario.computation.reference import additional
from impact.scenario.computation.residents import local_shares
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
OF_THE_COUNTRY = ("gross", "net_national")


@dataclass(frozen=True)
class Outcome:
    """Draws of what a scenario leads to.

    Attributes
    ----------
    inside : gross, alternative use and net regional, as `concepts.of_the_area` names them, in the study area's areas,
        (draws, years, S, sectors, measures, stages).
    nation : `net_national` of the country, (draws, years, 1, sectors, measures, stages).
    by_area : each of `OF_THE_COUNTRY` in all areas, (draws, years, R, 1, measures, stages), sectors together.
    additional : (draws,) the share of the spending that would not have happened anyway.
    summed : every step and part of net, (draws, measures): the study area's, and `net_national` of the country.
    """

    inside: dict[str, Array]
    nation: Array
    by_area: dict[str, Array]
    additional: Array
    summed: dict[str, Array]

    def yearly(self) -> dict[str, Array]:
        """Return what happens in the study area by draw and year, (draws, years, measures), by concept."""
        return {name: found.sum(axis=(2, 3, 5)) for name, found in self.inside.items()}


@dataclass(frozen=True, eq=False, repr=False)
class Solved:
    """What is the same in every draw: who delivers, and what each vector asks of the whole country."""

    orders: Orders
    model: AreaModel


def solved(scenario: Scenario, economy: Economy) -> Solved:
    """Return the model of all areas for everything that a scenario can ask."""
    orders = orders_of(scenario, economy)
    coefficients = economy.coefficients()
    central = np.array([scenario.assumptions[HOUSEHOLD_LOCAL.name].central])
    model = area_model(
        economy.areas.supply,
        orders.vectors,
        asked_of_output(economy),
        wages=coefficients[:, :, PLACE["compensation"]],
        pattern=economy.household_pattern,
        local=local_shares(economy.areas.slq, economy.household_pattern, central)[0],
    )
    return Solved(orders, model)


def outcome_of(scenario: Scenario, draws: Draws, economy: Economy) -> Outcome:
    """Return the outcome of all draws, computed block by block.

    A block bounds what the solving takes; the outcome itself is kept whole, because quantiles need every draw of a
    cell.
    """
    ground = solved(scenario, economy)
    places = _blocks(draws.count)
    (first,) = side_by_side(lambda here: _block(scenario, draws.part(here), economy, ground), places[:1])
    found = _room_for(first, draws.count)
    _keep(found, places[0], first)
    side_by_side(lambda here: _keep(found, here, _block(scenario, draws.part(here), economy, ground)), places[1:])
    return found


def totals_of(scenario: Scenario, draws: Draws, economy: Economy) -> dict[str, Array]:
    """Return `Outcome.summed` alone, (draws, measures) by step and part of net, keeping nothing else of any block."""
    work = _SummedOfPart(scenario, economy, solved(scenario, economy))
    parts = answers(work, (draws.part(here) for here in _blocks(draws.count)), kept_as="totals")
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


@dataclass(frozen=True, eq=False, repr=False)
class _SummedOfPart:
    """What is the same in every draw, and what is made of some: `Outcome.summed`, wherever that is done."""

    scenario: Scenario
    economy: Economy
    ground: Solved

    def __call__(self, draws: Draws) -> dict[str, Array]:
        return _block(self.scenario, draws, self.economy, self.ground).summed


def _blocks(count: int) -> list[slice]:
    return [slice(at, at + AT_ONCE) for at in range(0, count, AT_ONCE)]


def _room_for(block: Outcome, count: int) -> Outcome:
    """Return an outcome of so many draws that holds nothing yet."""

    def room(drawn: Array) -> Array:
        return np.empty((count, *drawn.shape[1:]))

    return Outcome(
        inside={name: room(drawn) for name, drawn in block.inside.items()},
        nation=room(block.nation),
        by_area={name: room(drawn) for name, drawn in block.by_area.items()},
        additional=room(block.additional),
        summed={name: room(drawn) for name, drawn in block.summed.items()},
    )


def _keep(found: Outcome, here: slice, block: Outcome) -> None:
    """Put the draws of a block in their place."""
    found.nation[here], found.additional[here] = block.nation, block.additional
    for kept, drawn in ((found.inside, block.inside), (found.by_area, block.by_area), (found.summed, block.summed)):
        for name, values in drawn.items():
            kept[name][here] = values


def _block(scenario: Scenario, draws: Draws, economy: Economy, ground: Solved) -> Outcome:
    asked = demand(scenario, draws, economy, ground.orders)
    real = deflator(scenario, draws)
    wages = asked.payroll * real[:, None, None, :]
    found = _through(asked, wages, real, draws, economy, ground)
    parts = in_places(found, (wages, asked.fte), physical_factor(scenario, draws), economy)
    extra = additional(scenario, draws)
    shares = shares_of(draws, extra, economy.areas.employers_left())
    nation = net_national(parts.nation, draws, extra)
    return Outcome(
        inside=of_the_area(parts.inside, shares),
        nation=nation,
        by_area=_by_area(parts, draws, extra, economy),
        additional=extra,
        summed=staircase(parts.inside, shares) | {NET_NATIONAL.name: nation.sum(axis=(1, 2, 3, 5))},
    )


def _through(asked: Demand, wages: Array, real: Array, draws: Draws, economy: Economy, ground: Solved) -> ByArea:
    """Return what demand asks of all areas: purchases, their alternative, and what the wages of the hired buy."""
    areas = economy.areas
    parts = [asked.purchases * real[:, None], asked.alternative * real[:, None], np.zeros_like(asked.purchases)]
    income = wages.sum(axis=2)
    paid = np.concatenate([np.zeros_like(income), np.zeros_like(income), income], axis=2)
    inside = [areas.codes[place] for place in areas.inside]
    return ground.model.by_area(
        areas.own_supply(draws.of(OWN_SUPPLY_LEVEL), draws.of(OWN_SUPPLY_ERROR), draws.errors),
        local_shares(areas.slq, economy.household_pattern, draws.of(HOUSEHOLD_LOCAL)),
        np.concatenate(parts, axis=2),
        spent=draws.of(HOUSEHOLD_CONSUMPTION),
        residence=with_residents(areas.commuting, inside, draws.of(RESIDENT_WORKERS)),
        payroll=paid,
    )


def _by_area(parts: InPlaces, draws: Draws, extra: Array, economy: Economy) -> dict[str, Array]:
    """Return gross and the part in the national balance of every area, sectors together."""
    areas = economy.areas
    found = {}
    for name, computed in _COUNTRY.items():
        inside, outside = (
            computed(part, draws, extra).sum(axis=3, keepdims=True) for part in (parts.inside, parts.outside)
        )
        whole = np.empty((*inside.shape[:2], len(areas.codes), *inside.shape[3:]))
        whole[:, :, areas.inside], whole[:, :, areas.outside] = inside, outside
        found[name] = whole
    return found


def _gross(parts: Components, draws: Draws, extra: Array) -> Array:
    return gross(parts)


_COUNTRY = dict(zip(OF_THE_COUNTRY, (_gross, net_national), strict=True))
