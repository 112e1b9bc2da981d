"""What each draw sets in motion: its demand in the prices of the price year, through the model of all areas."""

from __future__ import annotations

import numpy as np

from impact.inputoutput.regional.commuting import with_residents
from impact.inputoutput.regional.households import Circulation
from impact.scenario.computation.components import Flows, deflator, physical_factor
from impact.scenario.computation.demand import Demand, demand
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.residents import local_shares
from impact.scenario.computation.solved import Solved
from impact.scenario.question.assumptions import (
    HOUSEHOLD_CONSUMPTION,
    HOUSEHOLD_LOCAL,
    OWN_SUPPLY_ERROR,
    OWN_SUPPLY_LEVEL,
    RESIDENT_WORKERS,
)
from impact.scenario.question.scenario import Scenario


def flows_of(scenario: Scenario, draws: Draws, ground: Solved) -> Flows:
    """Return what some draws set in motion in all areas.

    Parameters
    ----------
    scenario
        The question.
    draws
        What is drawn, of as many as are computed together.
    ground
        What is the same in every draw.
    """
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
