"""Effects of one unit: of each vector of demand and of each team, per draw, in places that are asked for together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from impact.inputoutput.regional.households import Circulation
from impact.scenario.computation.components import Components, measures_of_hired
from impact.scenario.computation.counted import Counted
from impact.scenario.computation.demand import Demand
from impact.scenario.computation.draws import Array
from impact.scenario.computation.measures import MEASURES

PHYSICAL = np.array([measure.physical for measure in MEASURES.values()])


@dataclass(frozen=True)
class Amounts:
    """What the draws ask of the units, over t periods, in MEUR of the price year; each for one kind of measure.

    Attributes
    ----------
    purchases : (draws, K, t) of each vector of demand.
    instead : (draws, K, t) of each vector, what the money would have bought otherwise.
    wages : (draws, T, t) of each team.
    """

    purchases: Array
    instead: Array
    wages: Array


@dataclass(frozen=True)
class Asked:
    """What the draws ask: `money` for measures of money, `physical` for those of things (by prices and productivity).

    `paid` and `people` are the wages and the full-time equivalents of each team, (draws, T, t).
    """

    money: Amounts
    physical: Amounts
    paid: Array
    people: Array


def asked_by_year(demand: Demand, real: Array, physical: Array) -> Asked:
    """Return what a demand asks of the units in each year.

    Parameters
    ----------
    demand
        In cash.
    real, physical : (draws, years)
        `deflator` and `physical_factor`.
    """

    def amounts(factor: Array) -> Amounts:
        wide = factor[:, None]
        instead = demand.instead[:, :, None] * (demand.spent * factor)[:, None]
        return Amounts(demand.purchases * wide, instead, demand.wages * wide)

    money = amounts(real)
    return Asked(money, amounts(real * physical), money.wages, demand.people)


def asked_together(demand: Demand, real: Array, physical: Array) -> Asked:
    """Return the sums over years of `asked_by_year`, kept as one, without the years in between.

    Parameters
    ----------
    demand, real, physical
        As in `asked_by_year`.
    """

    def amounts(factor: Array) -> Amounts:
        bought, paid = ((part @ factor[:, :, None]) for part in (demand.purchases, demand.wages))
        instead = demand.instead[:, :, None] * (demand.spent * factor).sum(axis=1)[:, None, None]
        return Amounts(bought, instead, paid)

    money = amounts(real)
    return Asked(money, amounts(real * physical), money.wages, demand.people.sum(axis=2, keepdims=True))


@dataclass(frozen=True, eq=False, repr=False)
class Units:
    """Effects per MEUR in P places, sectors together, by M measures; labour years are per MEUR of the table year.

    Attributes
    ----------
    places : (P,) their codes.
    direct : (K, P, M) of each vector of demand itself; the same in every draw.
    indirect, induced : (draws, K, P, M) what suppliers and what households' spending add.
    shops : (draws, T, P, M) what a MEUR of wages in each team buys.
    hired, left : (T, P) as in `Counted`.
    """

    places: tuple[str, ...]
    direct: Array
    indirect: Array
    induced: Array
    shops: Array
    hired: Array
    left: Array

    def components(self, asked: Asked) -> Components:
        """Return what the draws do in the places, as `Flows.components` does of a run: one sector, t years."""
        stages = self.direct, self.indirect, self.induced
        bought, instead = (
            [_by_measure(stage, getattr(asked.money, what), getattr(asked.physical, what)) for stage in stages]
            for what in ("purchases", "instead")
        )
        shops = _by_measure(self.shops, asked.money.wages, asked.physical.wages)
        hired, left = (self._people(where, asked) for where in (self.hired, self.left))
        return Components((bought[0], bought[1], bought[2]), (hired, shops), (instead[0], instead[1], instead[2]), left)

    def _people(self, where: Array, asked: Asked) -> Array:
        """Return the measures of people by their places, (draws, t, P, 1, M)."""
        wages, people = (np.tensordot(where, series, axes=(0, 1)) for series in (asked.paid, asked.people))
        of = measures_of_hired(*(np.moveaxis(part, 1, -1)[:, None] for part in (wages, people)))
        return np.transpose(of, (4, 3, 0, 1, 2))

    def summed(self, place: str) -> Units:
        """Return the sum over all places as one place."""
        direct, indirect, induced, shops = (
            part.sum(axis=-2, keepdims=True) for part in (self.direct, self.indirect, self.induced, self.shops)
        )
        hired, left = (part.sum(axis=1, keepdims=True) for part in (self.hired, self.left))
        return Units((place,), direct, indirect, induced, shops, hired, left)


def _by_measure(effects: Array, money: Array, physical: Array) -> Array:
    """Return amounts (draws, k, t) times effects ((draws,) k, P, M) as (draws, t, P, 1, M)."""
    *_, k, P, M = effects.shape
    found = np.empty((len(money), money.shape[2], P, 1, M))
    for which, amounts in ((~PHYSICAL, money), (PHYSICAL, physical)):
        of = effects[..., which]
        product = amounts.swapaxes(1, 2) @ of.reshape(*of.shape[:-3], k, P * int(which.sum()))
        found[..., 0, which] = product.reshape(*product.shape[:2], P, -1)
    return found


def units_of(counted: Counted, circulation: Circulation, vectors: int) -> Units:
    """Return the effects of units in places.

    Parameters
    ----------
    counted
        What is counted, sectors together.
    circulation
        Of one MEUR of each vector, then of one MEUR of wages in each team: t = K + T.
    vectors
        K.
    """
    effect = circulation.by_area(counted.asked)
    indirect, induced = (_by_unit(part) for part in (effect.indirect, effect.induced))
    return Units(
        counted.places,
        np.ascontiguousarray(np.moveaxis(counted.asked.direct[:, 0], -1, 0)),
        indirect[:, :vectors],
        induced[:, :vectors],
        induced[:, vectors:],
        *(people.sum(axis=2) for people in (counted.hired, counted.left)),
    )


def _by_unit(effect: Array) -> Array:
    """Return (draws, P, 1, M, units) as (draws, units, P, M), units apart in memory."""
    return np.moveaxis(effect[:, :, 0], -1, 1)


def joined(parts: Sequence[Units]) -> Units:
    """Return the units of all blocks of draws in order."""
    first = parts[0]

    def drawn(name: str) -> Array:
        return np.concatenate([getattr(part, name) for part in parts])

    series = drawn("indirect"), drawn("induced"), drawn("shops")
    return Units(first.places, first.direct, *series, first.hired, first.left)
