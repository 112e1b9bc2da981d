"""What a scenario can ask for, and who delivers it: a vector over all areas and industries for a euro of each item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from impact.inputoutput.regional.own_supply import Origin
from impact.scenario.computation.draws import Array
from impact.scenario.computation.economy import Economy
from impact.scenario.question.definition import Staff
from impact.scenario.question.scenario import Scenario

Order = tuple[str, Origin]
"""The field of what is bought (`spending.housing`), and on which side of the study area's border its makers are."""
ALTERNATIVE, PUBLIC = "alternative_use", "public"
SIDES: tuple[Origin, ...] = ("inside", "outside")


@dataclass(frozen=True, eq=False, repr=False)
class Orders:
    """What can be bought, and who delivers it: the same in every draw.

    Attributes
    ----------
    names : (K,) of the vectors.
    vectors : (R * n, K) what each area and industry delivers for a euro.
    """

    names: tuple[Order, ...]
    vectors: Array


def orders_of(scenario: Scenario, economy: Economy) -> Orders:
    """Return who delivers for a euro of each item, of the overhead of each team, and of what would be bought otherwise.

    What nobody in the study area makes comes from outside whatever share is said to be bought inside, and the other way
    round.
    """
    found: dict[Order, Array] = {}
    for field, products, where in _bought(scenario, economy):
        purchases = where[:, None] * _by_industry(products, economy)
        found |= {(field, side): _delivered(economy, purchases, side) for side in SIDES}
    public = economy.areas.people[:, None] * economy.government_pattern
    every = np.arange(len(public))
    found[PUBLIC, "anywhere"] = economy.areas.supply.demand(public[:, :, None], places=every)[:, 0]
    return Orders(tuple(found), np.stack(list(found.values()), axis=1))


def _bought(scenario: Scenario, economy: Economy) -> Iterator[tuple[str, Mapping[str, float], Array]]:
    """Yield everything that is bought: its field, the products by share, and where the buyer is, (R,)."""
    for name, item in scenario.spending.items():
        yield f"spending.{name}", item.products, _within(economy, economy.areas.jobs)
    for name, post in scenario.staff.items():
        yield f"staff.{name}", post.overhead, workplaces(post, economy)
    yield ALTERNATIVE, scenario.alternative_use.products, _within(economy, economy.areas.people)


def _delivered(economy: Economy, purchases: Array, side: Origin) -> Array:
    """Return who delivers purchases, (R, n), from one side of the border where the product is made there, (R * n,)."""
    supply = economy.areas.supply
    least, most = supply.limits
    made = most > 0 if side == "inside" else least < 1
    other = SIDES[1 - SIDES.index(side)]
    places = np.arange(len(purchases))
    asked = supply.demand(np.where(made, purchases, 0.0)[:, :, None], origin=side, places=places)
    rest = supply.demand(np.where(made, 0.0, purchases)[:, :, None], origin=other, places=places)
    return np.asarray((asked + rest)[:, 0])


def workplaces(post: Staff, economy: Economy) -> Array:
    """Return where a team works, (R,): the study area by jobs in its sector, where the file does not say."""
    return _within(economy, economy.areas.shares[:, economy.industries.index(post.sector)])


def _within(economy: Economy, size: Array) -> Array:
    """Return a size as shares of the study area's areas, (R,), 0 outside."""
    found, inside = np.zeros(len(size)), economy.areas.inside
    found[inside] = size[inside] / size[inside].sum()
    return found


def _by_industry(shares: Mapping[str, float], economy: Economy) -> Array:
    return np.array([shares.get(code, 0.0) for code in economy.industries])
