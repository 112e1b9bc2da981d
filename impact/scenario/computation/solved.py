"""What is the same in every draw of an answer: who delivers, and what each vector asks of the whole country."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from impact.inputoutput.regional.households import AreaModel, area_model
from impact.parallel import side_by_side
from impact.scenario.computation.areas import NATION
from impact.scenario.computation.counted import Counted, counted_by_area
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.orders import Orders, orders_of
from impact.scenario.computation.residents import local_shares
from impact.scenario.computation.shared import shared
from impact.scenario.question.assumptions import HOUSEHOLD_LOCAL
from impact.scenario.question.scenario import Scenario

Other = TypeVar("Other")


@dataclass(frozen=True, eq=False, repr=False)
class Solved:
    """What is the same in every draw: who delivers, and what each vector asks of the whole country."""

    economy: Economy
    orders: Orders
    model: AreaModel

    def __getstate__(self) -> dict[str, object]:
        """Return what goes to a worker elsewhere: what no block asks, by sector, stays behind: half of it all."""
        return {name: value for name, value in self.__dict__.items() if name != "by_sector"}

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


def prepared(scenario: Scenario, economy: Economy) -> Solved:
    """Return what is solved, with everything in it that blocks share; on one thread as they are (`side_by_side`).

    Parameters
    ----------
    scenario
        The question.
    economy
        That it acts on.
    """
    return prepared_beside(scenario, economy, lambda: None)[0]


def prepared_beside(scenario: Scenario, economy: Economy, other: Callable[[], Other]) -> tuple[Solved, Other]:
    """Return what is `prepared`, and what is made in another thread meanwhile.

    Parameters
    ----------
    scenario, economy
        As for `prepared`.
    other
        Makes something that does not hang on it.
    """

    def ready() -> Solved:
        ground = solved(scenario, economy)
        _ = ground.inside, ground.nation
        return ground

    here = copy_context()  # a thread has none of it: models that are shared are kept in it
    works: list[Callable[[], Any]] = [lambda: here.run(ready), other]
    ground, found = side_by_side(lambda work: work(), works)
    return ground, found
