"""What each part of a scenario does in some places, before anything is called gross or net.

Demand in cash becomes demand in the prices of the price year; the model of all areas turns it into output by area and
industry; one coefficient per area and industry turns output into value added, wages, jobs and taxes. Everything is
linear in demand, so that the parts (purchases, payroll, what the money would otherwise have bought) can be kept apart
and combined afterwards.

What a draw sets in motion is kept (`Flows`); what it does in a place and sector is computed where that is asked, for
all draws of a few cells at once, because all cells of all draws are more than a machine should hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from impact.inputoutput.regional.households import Circulation
from impact.scenario.computation.counted import Counted
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.measures import MEASURES
from impact.scenario.question import prices
from impact.scenario.question.assumptions import PRICE_GROWTH, PRODUCTIVITY_GROWTH
from impact.scenario.question.scenario import Scenario

STAGES = ("direct", "indirect", "induced")
_CIRCULATED, _SERIES = ("suppliers", "households", "income"), ("spent", "wages", "people", "physical")
_PHYSICAL = [place for place, measure in enumerate(MEASURES.values()) if measure.physical]


@dataclass(frozen=True)
class Components:
    """Effects of the parts of a scenario in some places, each (draws, years, places, sectors, measures).

    `purchases` and `alternative` hold the three stages `direct`, `indirect`, `induced`, in that order; `payroll`
    holds the direct stage (the people themselves) and the induced one (what their wages buy). `left` is what those
    people did for employers of before, if all of them had one in the study area.
    """

    purchases: tuple[Array, Array, Array]
    payroll: tuple[Array, Array]
    alternative: tuple[Array, Array, Array]
    left: Array

    def together(self) -> Components:
        """Return the same summed over years, places and sectors, each of which is kept as one."""
        direct, indirect, induced = (_together(stage) for stage in self.purchases)
        people, shops = (_together(stage) for stage in self.payroll)
        first, second, third = (_together(stage) for stage in self.alternative)
        return Components((direct, indirect, induced), (people, shops), (first, second, third), _together(self.left))


def _together(stage: Array) -> Array:
    return np.asarray(stage.sum(axis=(1, 2, 3), keepdims=True))


@dataclass(frozen=True, eq=False, repr=False)
class Amounts:
    """What the columns of `Flows.blocks` do in P places by G sectors, by measure, each (P, G, M, columns, draws).

    `wanted` is the demand itself, `supplied` what suppliers add to it, `consumed` what spending by households adds.
    """

    wanted: Array
    supplied: Array
    consumed: Array

    @property
    def stages(self) -> tuple[Array, Array, Array]:
        """The three, in the order of `STAGES`."""
        return self.wanted, self.supplied, self.consumed

    def part(self, places: slice, sectors: slice) -> Amounts:
        """Return those of some places and sectors."""
        return Amounts(*(stage[places, sectors] for stage in self.stages))


@dataclass(frozen=True, eq=False, repr=False)
class Flows:
    """What the draws of a scenario set in motion, in the prices of the price year; draws lie together in memory.

    Attributes
    ----------
    blocks : of one block of draws after the other; of each the columns are what is bought in each year and what a euro
        of `spent` would have bought otherwise, and of households also what a euro of wages in each team buys.
    spent : (years, draws) what is paid, MEUR.
    wages, people : (T, years, draws) of the people hired in each team, MEUR and full-time equivalents.
    physical : (years, draws) `physical_factor`.
    """

    blocks: tuple[Circulation, ...]
    spent: Array
    wages: Array
    people: Array
    physical: Array

    def packed(self) -> dict[str, Array]:
        """Return every array of one block by name, as `parallel.answers` keeps and sends them."""
        (block,) = self.blocks
        return {name: getattr(block, name) for name in _CIRCULATED} | {name: getattr(self, name) for name in _SERIES}

    @classmethod
    def unpacked(cls, arrays: Mapping[str, Array]) -> Flows:
        """Return the flows of one block that were packed."""
        block = Circulation(**{name: arrays[name] for name in _CIRCULATED})
        return cls((block,), **{name: arrays[name] for name in _SERIES})

    @classmethod
    def joined(cls, parts: Sequence[Flows]) -> Flows:
        """Return the flows of all blocks in order."""
        series = (np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in _SERIES)
        return cls(tuple(block for part in parts for block in part.blocks), *series)

    def amounts(self, counted: Counted) -> Amounts:
        """Return what the columns of `blocks` do in places by sector."""
        asked, vectors = counted.asked, counted.asked.direct.shape[-1]
        demanded = [block.suppliers for block in self.blocks]
        return Amounts(
            self._asked(asked.direct, [block[:vectors] for block in demanded]),
            self._asked(asked.suppliers, demanded),
            self._asked(asked.households, [block.households for block in self.blocks]),
        )

    def components(self, counted: Counted, amounts: Amounts | None = None) -> Components:
        """Return what the draws do in places by sector, of which the `amounts` are known or not; they are used up."""
        years = len(self.spent)
        known = amounts or self.amounts(counted)
        bought, instead = zip(
            *((stage[..., :years, :], stage[..., years, None, :] * self.spent) for stage in known.stages),
            strict=True,
        )
        shops = _summed(known.consumed[..., years + 1 :, None, :], self.wages)
        for amount in (*bought, *instead, shops):
            amount[:, :, _PHYSICAL] *= self.physical
        hired, left = (self._people(shares) for shares in (counted.hired, counted.left))
        direct, indirect, induced, first, second, third, people, spending, before = (
            _by_draw(amount) for amount in (*bought, *instead, hired, shops, left)
        )
        return Components((direct, indirect, induced), (people, spending), (first, second, third), before)

    def _asked(self, rows: Array, columns: Sequence[Array]) -> Array:
        """Return rows (P, G, M, x) times columns (x, t, draws of a block), (P, G, M, t, draws)."""
        flat = rows.reshape(-1, rows.shape[-1])
        found = np.empty((len(flat), columns[0].shape[1], self.spent.shape[-1]))
        at = 0
        for block in columns:
            size = block.shape[-1]
            found[..., at : at + size] = (flat @ block.reshape(len(block), -1)).reshape(len(flat), -1, size)
            at += size
        return found.reshape(*rows.shape[:-1], *found.shape[1:])

    def _people(self, shares: Array) -> Array:
        """Return the measures of people by their shares in places and sectors, (T, P, G), (P, G, M, years, draws)."""
        places = np.moveaxis(shares, 0, -1)[..., None, None]
        return measures_of_hired(*(_summed(places, series) for series in (self.wages, self.people)))


def _summed(teams: Array, series: Array) -> Array:
    """Return the sum over teams of (..., T, 1 or years, draws or 1) times a series, (T, years, draws)."""
    found = np.zeros((*teams.shape[:-3], *series.shape[1:]))
    for team, of_team in enumerate(series):
        found += teams[..., team, :, :] * of_team
    return found


def _by_draw(amount: Array) -> Array:
    """Return (P, G, M, years, draws) as (draws, years, P, G, M), as it lies in memory."""
    return np.transpose(amount, (4, 3, 0, 1, 2))


def physical_factor(scenario: Scenario, draws: Draws) -> Array:
    """Return what turns labour years per MEUR of the table year into those per MEUR of the price year, (draws, years).

    It holds the price rise between the two, and the growth of labour productivity to each year.
    """
    years = np.array(scenario.years)
    price_rise = prices.price_ratio(scenario.table_year, scenario.price_year)
    growth = 1 + draws.of(PRODUCTIVITY_GROWTH)[:, None]
    return np.asarray(1 / (price_rise * growth ** (years - scenario.table_year)[None, :]))


def deflator(scenario: Scenario, draws: Draws) -> Array:
    """Return what one euro of cash in each year is worth in the price year, shape (draws, years).

    Budgets in cash are not raised with prices: each year's euro is brought to the last year with a price index, along
    the index or, from later years, at the assumed growth of prices; from there to the price year. The price year is a
    unit of account: it changes what money results are written in, not how much was bought. Budgets in constant prices
    are in euros of the price year already.
    """
    years = np.array(scenario.years)
    if scenario.money == "constant":
        return np.ones((draws.count, len(years)))
    known = np.minimum(years, prices.years()[-1])
    along_the_index = np.array([prices.price_ratio(int(year), scenario.price_year) for year in known])
    growth = 1 + draws.of(PRICE_GROWTH)[:, None]
    found: Array = growth ** (known - years)[None, :] * along_the_index
    return found


def measures_of_hired(wages: Array, people: Array) -> Array:
    """Return the measures of hired people, (places, sectors, M, years, draws), from (places, sectors, years, draws).

    Their wages are output, value added and wages; an FTE is a labour year.
    """
    hired = {"wages": wages, "people": people}
    added = [hired[m.hired] * m.per_hired if m.hired else np.zeros_like(wages) for m in MEASURES.values()]
    return np.stack(added, axis=2)
