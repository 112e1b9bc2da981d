"""All areas at once, with how much a study area supplies to itself set anew in every draw.

What an area uses of product i comes from each area in the proportions c_i^rs of an interregional table. For the areas s
of a study area these fall apart into what comes from inside it and from outside,

    c_i^rs = o_i a_i^rs + (1 - o_i) b_i^rs,      a adds up to 1 over the areas inside, b over those outside,

where o, the own supply, is what nobody measures. Another o changes the columns of the study area alone, so that with
T the trade at the base o*, G = (I - T A)^-1, and D holding a - b of each product and area of the study area,

    x = G f + G D y,      (I - diag(o - o*) A [G D]) y = diag(o - o*) A [G f] + e,

[.] the rows of the study area and e the purchases of final demand that are moved from outside the study area to inside
(Sherman, Morrison and Woodbury; Golub and Van Loan 2013, section 2.1.4). G is applied once, to D and to the demand of
which the effect is wanted; a draw then costs a system of areas times products of the study area, and is exact.

Because every area makes and uses with the technology of the nation and each product comes from somewhere, the sum over
areas is the national model's output, whatever o is. An area may buy more or less per euro than the nation where
regional accounts say so (`intensity`); the nation is then the sum of its areas.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.inputoutput.regional.interregional import InterregionalTable, InterregionalTrade
from impact.inputoutput.tables.labels import listed, same_labels
from impact.inputoutput.tables.solve import TradeSystem
from impact.parallel import side_by_side

Array = NDArray[np.floating[Any]]
Origin = Literal["anywhere", "inside", "outside"]


@dataclass(frozen=True, eq=False, repr=False)
class OwnSupply:
    """An economy of R areas and n products in which the S areas of a study area supply themselves as is drawn.

    Attributes
    ----------
    regions, sectors : labels, in this order; a vector over both runs through all sectors of an area first.
    area : (S,) places of the study area's areas in `regions`.
    technology : (n, n) deliveries per euro of output, the nation's.
    intensity : (R, n) purchases per euro of output against the nation's: 1, and 0 of what an area does not make.
    trade : (n, R, R) share of destination's purchases by origin, at the base own supply.
    inside, outside : (n, R, S) the same of what the study area buys from inside and from outside; 0 where nothing is.
    base : (n,) the own supply at which `trade` stands.
    """

    regions: pd.Index
    sectors: pd.Index
    area: NDArray[np.intp]
    technology: Array
    intensity: Array
    trade: Array
    inside: Array
    outside: Array
    base: Array

    @cached_property
    def system(self) -> TradeSystem:
        """(I - T A) at the base own supply."""
        return TradeSystem(self.trade, self.technology, self.intensity.ravel())

    @cached_property
    def limits(self) -> tuple[Array, Array]:
        """The least and the most own supply of each product, (n,): 0 without a maker inside, 1 with all of them."""
        within, without = self.inside.any(axis=(1, 2)), self.outside.any(axis=(1, 2))
        return np.where(without, 0.0, within.astype(float)), within.astype(float)

    @cached_property
    def movable(self) -> NDArray[np.intp]:
        """Places in (areas of the study area, products), made flat, of what can come from inside or from outside."""
        least, most = self.limits
        return np.flatnonzero(np.tile(least < most, len(self.area)))

    def demand(self, purchases: Array, *, origin: Origin = "anywhere", places: NDArray[np.intp] | None = None) -> Array:
        """Return who delivers what is bought for final use in some areas, (R * n, k).

        Parameters
        ----------
        purchases : (places, n, k)
            What is bought in each area, k vectors at once.
        origin
            `anywhere`: as the areas' industries buy at the base own supply; `inside` or `outside` the study area.
        places
            Places of the areas in `regions`; None is those of the study area.
        """
        at = self.area if places is None else places
        found = np.einsum("irs,sik->rik", self._split(origin)[:, :, at], purchases, optimize=True)
        return np.asarray(found.reshape(len(self.regions) * len(self.sectors), -1))

    def _split(self, origin: Origin) -> Array:
        """Return who delivers to every area, (n, R, R): of everything, or of what comes from one side of the border."""
        return self.trade if origin == "anywhere" else self._of_one_side[origin]

    @cached_property
    def _of_one_side(self) -> dict[Origin, Array]:
        """Who delivers to every area of what comes from inside the study area, and from outside, each (n, R, R)."""
        inward = np.isin(np.arange(len(self.regions)), self.area)
        sides: dict[Origin, tuple[NDArray[np.bool_], Array]]
        sides = {"inside": (inward, self.inside), "outside": (~inward, self.outside)}
        found = {side: _shares(self.trade * makers[None, :, None]) for side, (makers, _) in sides.items()}
        for side, (_, own) in sides.items():
            found[side][:, :, self.area] = own
        return found

    def responses(self, demand: Array) -> Responses:
        """Return what k vectors of demand, (R * n, k), ask of all areas, for any own supply."""
        effect, shifted = side_by_side(self.system.solve, [demand, self._moved])
        return Responses(self, effect, self._used(effect), shifted, self._used(shifted))

    @property
    def _moved(self) -> Array:
        """D, (R * n, M): each movable purchase, moved from outside the study area to inside."""
        n, R, _ = self.inside.shape
        place, product = np.divmod(self.movable, n)
        moved = np.zeros((R, n, len(self.movable)))
        moved[:, product, np.arange(len(self.movable))] = (self.inside - self.outside)[product, :, place].T
        return moved.reshape(R * n, -1)

    def _used(self, output: Array) -> Array:
        """Return what the study area's industries use for an output of all areas, A [x], (M, k)."""
        n, S = len(self.sectors), len(self.area)
        own = output.reshape(len(self.regions), n, -1)[self.area] * self.intensity[self.area][:, :, None]
        return np.asarray((self.technology @ own).reshape(S * n, -1)[self.movable])


@dataclass(frozen=True, eq=False, repr=False)
class Responses:
    """What vectors of demand ask of every area, as a function of the own supply.

    Attributes
    ----------
    economy : whose areas and products these are.
    effect : (R * n, k) G f, output at the base own supply.
    used : (M, k) what the study area's industries use for it of the purchases that can be moved, `OwnSupply.movable`.
    shifted, shifted_use : (R * n, M), (M, M) G D and what is used for it.
    """

    economy: OwnSupply
    effect: Array
    used: Array
    shifted: Array
    shifted_use: Array

    def moved(self, own: Array, bought: Array | None = None) -> Array:
        """Return y of the module's head, (draws, M, k): purchases that now come from inside the study area.

        Parameters
        ----------
        own : (draws, n)
            The own supply of each product, within `limits`.
        bought : (draws, M, k) or None
            Purchases for final use that are moved from outside to inside, beside those of industries.

        Raises
        ------
        ValueError
            An own supply outside its limits.
        """
        used = np.broadcast_to(self.used, (len(own), *self.used.shape))
        return self.moved_by(used, own, np.zeros_like(used) if bought is None else bought)

    def moved_by(self, used: Array, own: Array, bought: Array) -> Array:
        """Return y for any demand of each draw, (draws, M, c), such as a sum of some of the k vectors.

        Parameters
        ----------
        used : (draws, M, c)
            What the study area's industries use at the base for that demand, as `Responses.used`.
        own : (draws, n)
            The own supply of each product, within `limits`.
        bought : (draws, M, c)
            Purchases for final use that are moved from outside to inside, beside those of industries.

        Raises
        ------
        ValueError
            An own supply outside its limits.
        """
        away = self.away(own)
        sides = (each[:, None] * asked + final for each, asked, final in zip(away, used, bought, strict=True))
        return self.solved(away, sides, used.shape[2])

    def solved(self, away: Array, sides: Iterable[Array], c: int) -> Array:
        """Return y for the right-hand side of each draw, (draws, M, c).

        Parameters
        ----------
        away : (draws, M)
            How far own supply is from the base, `away`.
        sides : (M, c) of each draw
            The right-hand side of the module's head; each is asked for when the one before is solved, and used up.
        c
            How many columns each of them has.
        """
        among, rest, transposed, of_rest = self._mutual
        found, matrix = np.empty((*away.shape, c)), np.empty_like(transposed)
        for here, each, right in zip(found, away, sides, strict=True):  # one at a time: so many fit in the cache
            here[rest] = alone = right[rest]
            factor = each[among]
            np.multiply(transposed, -factor, out=matrix)
            matrix.ravel()[:: len(matrix) + 1] += 1.0  # the diagonal
            right = right[among] + factor[:, None] * (of_rest @ alone)
            here[among] = np.linalg.solve(matrix.T, right)  # columns together in memory, as LAPACK has them
        return found

    @cached_property
    def _mutual(self) -> tuple[NDArray[np.intp], NDArray[np.intp], Array, Array]:
        """Places of purchases that industries use, and of the rest; then what of the first goes into either.

        What no industry uses is moved as it is bought, whatever else is moved: it needs no unknown. What goes into the
        first is transposed.
        """
        used = self.shifted_use.any(axis=1)
        of_these = self.shifted_use[used]
        among, rest = np.flatnonzero(used), np.flatnonzero(~used)
        return among, rest, np.ascontiguousarray(of_these[:, used].T), np.ascontiguousarray(of_these[:, ~used])

    def output(self, own: Array, bought: Array | None = None) -> Array:
        """Return output of every area and sector, (draws, R * n, k); arguments as `moved`."""
        return np.asarray(self.effect + self.shifted @ self.moved(own, bought))

    def away(self, own: Array) -> Array:
        """Return how far own supply is from the base for each movable purchase, (draws, M).

        Parameters
        ----------
        own : (draws, n)
            The own supply of each product.

        Raises
        ------
        ValueError
            An own supply outside its limits.
        """
        least, most = self.economy.limits
        wrong = np.asarray(((own < least - 1e-12) | (own > most + 1e-12)).any(axis=0))
        if wrong.any():
            raise ValueError(
                f"own supply of {listed(self.economy.sectors[wrong])} lies outside what can be: from 0 to 1, 0 where "
                "no area inside makes it, 1 where none outside does"
            )
        return np.tile(own - self.economy.base, len(self.economy.area))[:, self.economy.movable]


def own_supply(
    table: InterregionalTable | InterregionalTrade,
    area: Sequence[str],
    own: pd.Series[float] | None = None,
    *,
    intensity: Array | None = None,
) -> OwnSupply:
    """Return an economy of many areas in which a study area's own supply can be set.

    Parameters
    ----------
    table
        Who delivers to whom when nothing else is known: `interregional_trade`, or the table made of it.
    area
        The regions of the study area, taken together: their own supply is what they buy from each other and from
        themselves. Where they are the whole nation there is nothing to set.
    own
        (n,) the share of each product that the study area buys from itself, 0 to 1, at which the economy is solved
        once; other values are then exact as well. None takes the table's own. It is lowered to 0 where no area inside
        makes the product, and raised to 1 where no area outside does.
    intensity
        (R, n) domestic purchases per euro of output against the nation's; None is 1 everywhere. It is 0 where an area
        does not make a product.

    Raises
    ------
    ValueError
        A region is not in the table or given twice, the area is empty, labels differ, a share lies outside 0 to 1, or
        an intensity is negative or missing.
    """
    at = _places(table, area)
    n, R = len(table.national.labels), len(table.regions)
    inward = np.isin(np.arange(R), at)
    bought = table.trade[:, :, at]
    parts = (bought * inward[None, :, None], bought * ~inward[None, :, None])
    inside, outside = (_shares(part) for part in parts)
    output = np.asarray(table.output, dtype=float).reshape(R, n)
    known = _own_of(table, parts[0], output[at]) if own is None else _checked(own, table.national.labels)
    base = np.where(outside.any(axis=(1, 2)), np.where(inside.any(axis=(1, 2)), known, 0.0), 1.0)
    trade = table.trade.copy()
    trade[:, :, at] = base[:, None, None] * inside + (1 - base)[:, None, None] * outside
    per_euro = (output != 0) * _intensity(intensity, output)
    technology = table.national.system.matrix()
    return OwnSupply(table.regions, table.national.labels, at, technology, per_euro, trade, inside, outside, base)


def _places(table: InterregionalTable | InterregionalTrade, area: Sequence[str]) -> NDArray[np.intp]:
    unknown = [region for region in area if region not in table.regions]
    if unknown or len(set(area)) != len(area) or not len(area):
        raise ValueError(
            f"study area {listed(area)}: expected some of the table's {len(table.regions)} regions, each once"
        )
    return np.asarray(table.regions.get_indexer(pd.Index(area)), dtype=np.intp)


def _intensity(given: Array | None, output: Array) -> Array:
    if given is None:
        return np.ones_like(output)
    if given.shape != output.shape or not (given >= 0).all():
        raise ValueError(f"intensity: expected {output.shape[0]} regions x {output.shape[1]} products, 0 or more")
    return given


def _shares(part: Array) -> Array:
    total = part.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(part, total, out=np.zeros_like(part), where=total > 0))


def _own_of(table: InterregionalTable | InterregionalTrade, inside: Array, output: Array) -> Array:
    """Return the study area's own supply in the table, (n,): what its industries buy of each product from inside."""
    used = table.national.system.matrix() @ output.T
    total = used.sum(axis=1)
    bought = (inside.sum(axis=1) * used).sum(axis=1)
    return np.asarray(np.divide(bought, total, out=np.zeros(len(total)), where=total > 0))


def _checked(own: pd.Series[float], labels: pd.Index) -> Array:
    same_labels(labels, own.index, "the table's products and the own supply")
    values = own.to_numpy(dtype=float)
    wrong = ~((values >= 0) & (values <= 1))
    if wrong.any():
        raise ValueError(f"own supply of {listed(labels[wrong])}: expected a share from 0 to 1")
    return values
