"""The figures of every draw at one setting, each computed when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from impact.scenario.computation.budget import share_cut
from impact.scenario.computation.components import deflator, physical_factor
from impact.scenario.computation.concepts import NET_NATIONAL, Shares, all_concepts, net_national, shares_of, staircase
from impact.scenario.computation.demand import Demand, demand
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.reference import additional
from impact.scenario.computation.solved import Solved
from impact.scenario.computation.totals import Totals, totals_of_parts
from impact.scenario.question.scenario import Scenario
from impact.scenario.responses.units import Units, asked_by_year, asked_together

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, eq=False, repr=False)
class Places:
    """Effects of units in the places of every answer: each of the study area's areas, all of them, the country.

    `municipalities` are those of the study area; None where they were not asked for or cannot be told.
    """

    areas: Units
    inside: Units
    nation: Units
    municipalities: Units | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Figures:
    """What a scenario leads to at one setting, in every draw.

    Attributes
    ----------
    scenario : the scenario as it is set, checked.
    draws : everything that is drawn of it, but for the errors of the economy.
    places : what a unit sets in motion.
    ground : the solved economy.
    """

    scenario: Scenario
    draws: Draws
    places: Places
    ground: Solved

    @cached_property
    def summed(self) -> dict[str, Array]:
        """Every step of the staircase, part of net and `net_national` over all years, (draws, measures)."""
        asked = asked_together(self._demand, self._real, self._physical)
        found = staircase(self.places.inside.components(asked), self._shares)
        balance = net_national(self.places.nation.components(asked), self.draws, self._shares.additional)
        return found | {NET_NATIONAL.name: balance.sum(axis=(1, 2, 3, 5))}

    @cached_property
    def totals(self) -> Totals:
        """What `run` keeps of every draw: concepts by year and by stage, steps, net regional jobs by area and year."""
        asked = asked_by_year(self._demand, self._real, self._physical)
        inside, nation = (units.components(asked) for units in (self.places.areas, self.places.nation))
        return totals_of_parts(inside, nation, self.draws, self._shares)

    @cached_property
    def by_area(self) -> dict[str, Array]:
        """Every concept of the study area in each of its areas, over all years, (draws, S, measures)."""
        return self._in(self.places.areas)

    @cached_property
    def by_municipality(self) -> dict[str, Array]:
        """The same in each municipality of the study area, (draws, municipalities, measures); {} without them."""
        return {} if self.places.municipalities is None else self._in(self.places.municipalities)

    def _in(self, units: Units) -> dict[str, Array]:
        parts = units.components(asked_together(self._demand, self._real, self._physical))
        return {name: found.sum(axis=(1, 3, 5)) for name, found in all_concepts(parts, self._shares).items()}

    @cached_property
    def spending(self) -> Array:
        """What is paid, the part abroad included, (draws, years), MEUR of the price year."""
        return np.asarray(self._demand.spent * self._real)

    @property
    def years(self) -> list[int]:
        """The years of the totals."""
        return self.scenario.years

    @property
    def share_cut(self) -> float:
        """The share of draws in which amounts are cut to the funding."""
        return share_cut(self.scenario, self.draws)

    def of(self, name: str, measure: str) -> Array:
        """Return the draws of a step, a part or `net_national` over all years, (draws,), in the unit of the measure.

        Parameters
        ----------
        name
            As in `summed`.
        measure
            One of `MEASURES`.
        """
        return self.summed[name][:, PLACE[measure]]

    def by_year(self, concept: str, measure: str) -> Array:
        """Return the draws of a concept by year, (draws, years), in the unit of the measure.

        Parameters
        ----------
        concept
            One of `CONCEPTS`.
        measure
            One of `MEASURES`.
        """
        return self.totals.by_year[concept][:, :, PLACE[measure]]

    def quantiles(self, name: str, measure: str, at: tuple[float, ...] = QUANTILES) -> tuple[float, ...]:
        """Return quantiles of `of`.

        Parameters
        ----------
        name, measure
            As in `of`.
        at
            Which ones, from 0 to 1.
        """
        return tuple(float(value) for value in np.quantile(self.of(name, measure), at))

    @cached_property
    def _demand(self) -> Demand:
        return demand(self.scenario, self.draws, self.ground.economy, self.ground.orders)

    @cached_property
    def _real(self) -> Array:
        return deflator(self.scenario, self.draws)

    @cached_property
    def _shares(self) -> Shares:
        return shares_of(self.draws, additional(self.scenario, self.draws))

    @cached_property
    def _physical(self) -> Array:
        return physical_factor(self.scenario, self.draws)
