"""What is counted, and where: output, jobs and the rest in areas, in sums of areas and in municipalities, by sector.

Everything that is counted is a sum over the output of areas and industries, and a sum of such sums is one as well. So a
table by area and sector, of the nation or by municipality differs from another in these weights alone, and the draws
behind it are never taken apart or added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from impact.inputoutput.regional.households import AreaModel, Asked
from impact.scenario.computation.draws import Array
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.orders import Orders


@dataclass(frozen=True, eq=False, repr=False)
class Counted:
    """What is counted in P places by G sectors, M measures each.

    Attributes
    ----------
    places : (P,) their codes.
    asked : what is asked of output, (P, G, M, ...), per MEUR; labour years are per MEUR of the table year.
    hired : (T, P, G) the share of each team that works there.
    left : (T, P, G) the share of each team that worked there before, of those who lived in the study area.
    """

    places: tuple[str, ...]
    asked: Asked
    hired: Array
    left: Array

    def part(self, places: slice, sectors: slice) -> Counted:
        """Return some places and sectors."""
        asked, at = self.asked, (places, sectors)
        return Counted(
            self.places[places],
            Asked(asked.direct[at], asked.effect[at], asked.shifted[at]),
            self.hired[:, places, sectors],
            self.left[:, places, sectors],
        )

    def at(self, place: str) -> Counted:
        """Return one place, all sectors.

        Parameters
        ----------
        place
            Its code.
        """
        here = self.places.index(place)
        return self.part(slice(here, here + 1), slice(None))

    def summed(self, places: Sequence[str], weights: Array, *, sectors: bool = False) -> Counted:
        """Return sums over places, and over sectors too if that is asked.

        Parameters
        ----------
        places
            (Q,) what the sums are called.
        weights : (Q, P, G)
            How much of each place and sector is in each sum.
        sectors
            Whether sectors are added up; the result then has one.
        """

        def of(values: Array) -> Array:
            return _over_both(weights, values) if sectors else _over_places(weights, values)

        asked = self.asked
        return Counted(
            tuple(places),
            Asked(of(asked.direct), of(asked.effect), of(asked.shifted)),
            *(np.moveaxis(of(np.moveaxis(people, 0, -1)), -1, 0) for people in (self.hired, self.left)),
        )

    def added(self, places: Sequence[str], groups: Sequence[Sequence[int]], *, sectors: bool = False) -> Counted:
        """Return sums over groups of places.

        Parameters
        ----------
        places
            (Q,) what the sums are called.
        groups
            (Q,) the numbers of the places in each.
        sectors
            As in `summed`.
        """
        weights = np.zeros((len(groups), *self.hired.shape[1:]))
        for row, held in enumerate(groups):
            weights[row, list(held)] = 1.0
        return self.summed(places, weights, sectors=sectors)


def _over_places(weights: Array, values: Array) -> Array:
    """Return sums over places of values (P, G, ...), (Q, G, ...)."""
    rows = np.moveaxis(values, 1, 0)
    found = np.moveaxis(weights, 2, 0) @ rows.reshape(*rows.shape[:2], -1)
    return np.ascontiguousarray(np.moveaxis(found.reshape(len(found), len(weights), *values.shape[2:]), 0, 1))


def _over_both(weights: Array, values: Array) -> Array:
    """Return sums over places and sectors of values (P, G, ...), (Q, 1, ...)."""
    found = weights.reshape(len(weights), -1) @ values.reshape(weights[0].size, -1)
    return np.asarray(found.reshape(len(weights), 1, *values.shape[2:]))


def counted_by_area(economy: Economy, model: AreaModel, orders: Orders) -> Counted:
    """Return what is counted in every area by sector."""
    per_euro = economy.coefficients()
    R, n, M = per_euro.shape
    sums = (economy.groups.T[None, :, None, :] * per_euro.transpose(0, 2, 1)[:, None]).reshape(R, -1, n)
    asked = model.asked_by_area(sums)
    shape = (R, len(economy.sectors), M)
    inside, teams = economy.areas.inside, orders.teams
    left = np.zeros_like(teams)
    left[:, inside] = economy.areas.employers_left() @ teams[:, inside]
    return Counted(
        economy.areas.codes,
        Asked(*(part.reshape(*shape, -1) for part in (asked.direct, asked.effect, asked.shifted))),
        teams,
        left,
    )
