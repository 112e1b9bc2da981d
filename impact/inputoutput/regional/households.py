"""Households in many areas: they earn where they work, and spend from where they live.

With x output by area and product, f demand, G = (I - T A)^-1 (`own_supply`), w income per euro of output, C the areas
where people live by area of work (columns add up to 1), s what of a euro of income is spent on domestic products, h_r
what residents of area r then buy, and p income paid to people directly, by area of work,

    q = (I - s C w G h)^-1 C (w G f + p)            income by area of residence, (R,)
    x = G f + s G h q                               output, suppliers and households included

which is Miyazawa's interrelational multiplier with commuters (Miyazawa 1976; Batey and Rose 1990). Everything but G is
small: a draw costs the system of `own_supply` with one column for each vector of demand and each area's households.
"""

from __future__ import annotations

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
class AreaModel:
    """All areas with households, ready for draws.

    Attributes
    ----------
    economy : areas and products.
    demand : (R * n, k) vectors of which demand is made.
    sums : (rows, R * n) what is asked of output: jobs by area and sector, for instance.
    pattern : (n,) what a euro of household spending on domestic products buys; adds up to 1 or less.
    local : (n,) the share of it that residents of the study area buy inside, at which `households` stand.
    responses : of the k vectors of demand, then of what residents of every area buy, (R * n, k + R).
    wages : (R, R * n) income by area of work per euro of output.
    """

    economy: OwnSupply
    demand: Array
    sums: Array
    pattern: Array
    local: Array
    responses: Responses
    wages: Array

    def by_area(
        self,
        own: Array,
        local: Array,
        amounts: Array,
        *,
        spent: Array,
        residence: Array,
        payroll: Array,
    ) -> ByArea:
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
        payroll : (draws, R, t)
            Income paid to people directly, by area of work.

        Raises
        ------
        ValueError
            An own supply outside its limits, or a euro of household income that returns a euro or more.
        """
        k = self.demand.shape[1]
        moved = self.responses.moved(own, self._bought_inside(local))
        at_home = residence @ self._effect_on(self._earned, moved)
        respent = spent[:, None, None] * at_home[:, :, k:]
        require_circuit(respent)
        income = np.linalg.solve(np.eye(respent.shape[-1]) - respent, at_home[:, :, :k] @ amounts + residence @ payroll)
        bought = spent[:, None, None] * income
        effect, shifted = self._asked
        direct = (self.sums @ self.demand) @ amounts
        supplied = effect[:, :k] @ amounts + shifted @ (moved[:, :, :k] @ amounts)
        return ByArea(direct, supplied - direct, effect[:, k:] @ bought + shifted @ (moved[:, :, k:] @ bought), income)

    @cached_property
    def _asked(self) -> tuple[Array, Array]:
        """What is asked of output for every vector at the base, and for every purchase that is moved."""
        return self.sums @ self.responses.effect, self.sums @ self.responses.shifted

    @cached_property
    def _earned(self) -> tuple[Array, Array]:
        return self.wages @ self.responses.effect, self.wages @ self.responses.shifted

    def _bought_inside(self, local: Array) -> Array:
        """Return the purchases of residents that are moved inside, (draws, M, k + R)."""
        economy, n = self.economy, len(self.economy.sectors)
        k = self.demand.shape[1]
        place, product = np.divmod(economy.movable, n)
        least, most = economy.limits
        moved = np.zeros((len(local), len(economy.movable), self.responses.effect.shape[1]))
        of_each = (np.clip(local, least, most) - self.local) * self.pattern
        moved[:, np.arange(len(economy.movable)), k + economy.area[place]] = of_each[:, product]
        return moved

    @staticmethod
    def _effect_on(asked: tuple[Array, Array], moved: Array) -> Array:
        effect, shifted = asked
        return np.asarray(effect + shifted @ moved)


def area_model(
    economy: OwnSupply, demand: Array, sums: Array, *, wages: Array, pattern: Array, local: Array | None = None
) -> AreaModel:
    """Return all areas with households, solved once for every vector of demand and every area's residents.

    Parameters
    ----------
    economy
        Areas and products, `own_supply`.
    demand : (R * n, k)
        Vectors of which demand is made: `OwnSupply.demand`, or any other.
    sums : (rows, R * n)
        What is asked of output.
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
    by_work = np.zeros((R, R, n))
    by_work[np.arange(R), np.arange(R)] = wages
    return AreaModel(economy, demand, sums, pattern, base, responses, by_work.reshape(R, R * n))
