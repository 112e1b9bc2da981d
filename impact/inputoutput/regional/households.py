"""Households in many areas: they earn where they work, and spend from where they live.

With x output by area and product, f demand, G = (I - T A)^-1 (`own_supply`), w income per euro of output, C the areas
where people live by area of work (columns add up to 1), s what of a euro of income is spent on domestic products, h_r
what residents of area r then buy, and p income paid to people directly, by area of work,

    q = (I - s C w G h)^-1 C (w G f + p)            income by area of residence, (R,)
    x = G f + s G h q                               output, suppliers and households included

which is Miyazawa's interrelational multiplier with commuters (Miyazawa 1976; Batey and Rose 1990). Everything but G is
small: a draw costs the system of `own_supply` with one column for each period of demand and each area's households.
What is asked of output afterwards is a product of matrices for all draws at once, so that nothing of the size of an
answer has to be kept: `Circulation` holds some seven thousand numbers a draw, from which any sum over output follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from impact.inputoutput.model.stages import require_circuit
from impact.inputoutput.regional.own_supply import OwnSupply, Responses

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class ByArea:
    """What demand sets in motion, as sums over output: each (draws, rows, t), in the unit of the sums.

    `direct` is the demand itself, `indirect` what suppliers deliver for it, `induced` what spending by households adds;
    `income` is household income by area of residence, (draws, R, t).
    """

    direct: Array
    indirect: Array
    induced: Array
    income: Array


@dataclass(frozen=True, eq=False, repr=False)
class Asked:
    """What sums over output ask of everything that can be bought, each (..., columns) for sums of any shape (...).

    Attributes
    ----------
    direct : (..., k) of the vectors of demand themselves.
    effect : (..., k + R) of their effect at the base own supply, then of what residents of each area buy.
    shifted : (..., M) of each purchase that is moved from outside the study area to inside.
    """

    direct: Array
    effect: Array
    shifted: Array

    @property
    def suppliers(self) -> Array:
        """What suppliers add to demand, (..., k + M): the columns of `Circulation.suppliers`."""
        k = self.direct.shape[-1]
        return np.concatenate([self.effect[..., :k] - self.direct, self.shifted], axis=-1)

    @property
    def households(self) -> Array:
        """What spending by households adds, (..., R + M): the columns of `Circulation.households`."""
        return np.concatenate([self.effect[..., self.direct.shape[-1] :], self.shifted], axis=-1)


@dataclass(frozen=True, eq=False, repr=False)
class Circulation:
    """What demand sets in motion in every draw, before anything is asked of output; draws lie together in memory.

    Attributes
    ----------
    suppliers : (k + M, t, draws) amounts of each vector of demand, and what of suppliers' purchases is moved inside.
    households : (R + M, t + p, draws) what residents of each area spend, and what is moved inside because of it.
    income : (R, t + p, draws) household income by area of residence.
    """

    suppliers: Array
    households: Array
    income: Array

    def by_area(self, asked: Asked) -> ByArea:
        """Return sums over output, of shape (rows,), by stage."""
        k = asked.direct.shape[-1]
        found = (
            _times(asked.direct, self.suppliers[:k]),
            _times(asked.suppliers, self.suppliers),
            _times(asked.households, self.households),
            self.income,
        )
        return ByArea(*(np.moveaxis(each, -1, 0) for each in found))


def _times(rows: Array, columns: Array) -> Array:
    """Return rows (..., x) times columns (x, t, draws), (..., t, draws)."""
    return np.asarray(rows @ columns.reshape(len(columns), -1)).reshape(*rows.shape[:-1], *columns.shape[1:])


@dataclass(frozen=True, eq=False, repr=False)
class AreaModel:
    """All areas with households, ready for draws.

    Attributes
    ----------
    economy : areas and products.
    demand : (R * n, k) vectors of which demand is made.
    pattern : (n,) what a euro of household spending on domestic products buys; adds up to 1 or less.
    local : (n,) the share of it that residents of the study area buy inside, at which `households` stand.
    responses : of the k vectors of demand, then of what residents of every area buy, (R * n, k + R).
    wages : (R, n) income by area of work per euro of output.
    """

    economy: OwnSupply
    demand: Array
    pattern: Array
    local: Array
    responses: Responses
    wages: Array

    def asked(self, sums: Array) -> Asked:
        """Return what sums over output ask.

        Parameters
        ----------
        sums : (rows, R * n)
            Jobs by area and sector per euro of output, for instance.
        """
        return Asked(*(sums @ part for part in self._parts))

    def asked_by_area(self, sums: Array) -> Asked:
        """Return what sums over the output of each area ask, (R, rows).

        Parameters
        ----------
        sums : (R, rows, n)
            For each area, per euro of output of each of its industries.
        """
        R, n = self.wages.shape
        return Asked(*(sums @ part.reshape(R, n, -1) for part in self._parts))

    @property
    def _parts(self) -> tuple[Array, Array, Array]:
        return self.demand, self.responses.effect, self.responses.shifted

    def circulation(
        self,
        own: Array,
        local: Array,
        amounts: Array,
        *,
        spent: Array,
        residence: Array,
        payroll: Array,
    ) -> Circulation:
        """Return what demand sets in motion in every draw.

        Parameters
        ----------
        own : (draws, n)
            The study area's own supply of what its industries buy.
        local : (draws, n)
            The share of what its residents buy that they buy inside, brought within the limits of the own supply.
        amounts : (draws, k, t)
            How much of each vector of demand, in t periods or parts.
        spent : (draws,)
            What of a euro of income is spent on domestic products.
        residence : (draws, R, R)
            Share of the income earned in an area (column) that goes to residents of each area (row).
        payroll : (draws, R, t + p)
            Income paid to people directly, by area of work; in the last p parts nothing is bought beside it.

        Raises
        ------
        ValueError
            An own supply outside its limits, or a euro of household income that returns a euro or more.
        """
        k, t = self.demand.shape[1], amounts.shape[2]
        away = self.responses.away(own)
        moved = self.responses.solved(away, self._sides(away, amounts, local), t + len(self.economy.regions))
        effect, shifted = self._earned
        earned = shifted @ moved
        respent = spent[:, None, None] * (residence @ (effect[:, k:] + earned[:, :, t:]))
        require_circuit(respent)
        earnings = payroll.copy()
        earnings[:, :, :t] += effect[:, :k] @ amounts + earned[:, :, :t]
        paid = residence @ earnings
        income = np.linalg.solve(np.eye(respent.shape[-1]) - respent, paid)
        bought = spent[:, None, None] * income
        return Circulation(
            _draws_last(amounts, moved[:, :, :t]), _draws_last(bought, moved[:, :, t:] @ bought), _draws_last(income)
        )

    @cached_property
    def _earned(self) -> tuple[Array, Array]:
        """Income by area of work, (R, ...), from the effect of every vector and from every purchase that is moved."""
        found = self.asked_by_area(self.wages[:, None, :])
        return found.effect[:, 0], found.shifted[:, 0]

    def _sides(self, away: Array, amounts: Array, local: Array) -> Iterator[Array]:
        """Yield the right-hand side of each draw, (M, t + R): what is used for demand, then for what residents buy.

        What residents of the study area buy is moved inside as well, each by those of its own area.
        """
        k, t = amounts.shape[1:]
        used, of_residents = self.responses.used[:, :k], self.responses.used[:, k:]
        rows, columns, inside = self._bought_inside(local)
        for each, amount, bought in zip(away, amounts, inside, strict=True):
            right = np.empty((len(used), t + of_residents.shape[1]))
            right[:, :t] = each[:, None] * (used @ amount)
            np.multiply(each[:, None], of_residents, out=right[:, t:])
            right[rows, t + columns] += bought
            yield right

    def _bought_inside(self, local: Array) -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
        """Return where purchases of residents are moved inside, rows and areas, (M,), and how many, (draws, M)."""
        economy = self.economy
        place, product = np.divmod(economy.movable, len(economy.sectors))
        least, most = economy.limits
        of_each = (np.clip(local, least, most) - self.local) * self.pattern
        return np.arange(len(product)), economy.area[place], of_each[:, product]


def _draws_last(*parts: Array) -> Array:
    """Return parts (draws, rows, t) under each other, (rows, t, draws)."""
    whole = np.empty((sum(part.shape[1] for part in parts), parts[0].shape[2], len(parts[0])))
    at = 0
    for part in parts:
        whole[at : at + part.shape[1]] = np.moveaxis(part, 0, -1)
        at += part.shape[1]
    return whole


def area_model(
    economy: OwnSupply, demand: Array, *, wages: Array, pattern: Array, local: Array | None = None
) -> AreaModel:
    """Return all areas with households, solved once for every vector of demand and every area's residents.

    Parameters
    ----------
    economy
        Areas and products, `own_supply`.
    demand : (R * n, k)
        Vectors of which demand is made: `OwnSupply.demand`, or any other.
    wages : (R, n)
        Income of employees per euro of output, by area and product.
    pattern : (n,)
        What a euro of household spending on domestic products buys of each; residents of every area buy alike.
    local : (n,) or None
        The share of it that residents of the study area buy inside; None as its industries do. Other values are exact
        as well.
    """
    R, n = len(economy.regions), len(economy.sectors)
    least, most = economy.limits
    base = economy.base if local is None else np.clip(local, least, most)
    bought = economy.trade * pattern[:, None, None]
    at = economy.area
    bought[:, :, at] = (base[:, None, None] * economy.inside + (1 - base)[:, None, None] * economy.outside) * (
        pattern[:, None, None]
    )
    households = bought.swapaxes(0, 1).reshape(R * n, R)
    responses = economy.responses(np.concatenate([demand, households], axis=1))
    return AreaModel(economy, demand, pattern, base, responses, np.asarray(wages))
