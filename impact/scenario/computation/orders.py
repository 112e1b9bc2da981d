"""What a scenario can ask for and who delivers it: a vector over all areas and industries for a euro of each item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from impact import regions
from impact.inputoutput.regional.own_supply import Origin
from impact.scenario.computation.areas import Areas
from impact.scenario.computation.draws import Array
from impact.scenario.computation.economy import Economy
from impact.scenario.question.definition import Spending, Staff
from impact.scenario.question.places import places_of
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
    teams : (T, R, sectors) where each group of staff works, as shares.
    """

    names: tuple[Order, ...]
    vectors: Array
    teams: Array


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
    return Orders(tuple(found), np.stack(list(found.values()), axis=1), _teams(scenario, economy))


def _teams(scenario: Scenario, economy: Economy) -> Array:
    """Return where each group of staff works, (T, R, sectors)."""
    found = np.zeros((len(scenario.staff), len(economy.areas.codes), len(economy.sectors)))
    for at, post in enumerate(scenario.staff.values()):
        sector = economy.groups[economy.industries.index(post.sector)]
        found[at] = workplaces(post, economy)[:, None] * sector
    return found


def _bought(scenario: Scenario, economy: Economy) -> Iterator[tuple[str, Mapping[str, float], Array]]:
    """Yield everything that is bought: its field, the products by share, and where the buyer is, (R,)."""
    for name, item in scenario.spending.items():
        yield f"spending.{name}", item.products, placed(item, economy.areas.jobs, economy)
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
    """Return where a team works, (R,): where the file says, else in the study area, by jobs in its sector."""
    return placed(post, jobs_in(post.sector, economy), economy)


def jobs_in(sector: str, economy: Economy) -> Array:
    """Return each area's share in the jobs of an industry, (R,)."""
    return economy.areas.shares[:, economy.industries.index(sector)]


def placed(item: Spending | Staff, size: Array, economy: Economy) -> Array:
    """Return where an item is, as shares of all areas, (R,).

    Parameters
    ----------
    item
        A purchase, which is where its buyer is, or a team.
    size : (R,)
        What spreads it over the study area where the file names no place, and over places of which it gives no shares.
    economy
        Whose areas these are.
    """
    shares = shares_of_places(item, size, economy)
    if not shares:
        return _within(economy, size)
    parts = {code: _named(code, size, economy.areas) for code in shares}
    return np.asarray(np.sum([shares[code] * part / part.sum() for code, part in parts.items()], axis=0))


def shares_of_places(item: Spending | Staff, size: Array, economy: Economy) -> dict[str, float]:
    """Return the share of each place that an item names, which add up to 1; nothing where it names none."""
    where = places_of(item)
    if where is None:
        return {}
    given = where if isinstance(where, dict) else {c: float(_named(c, size, economy.areas).sum()) for c in where}
    total = sum(given.values())
    return {code: share / total for code, share in given.items()}


def _named(code: str, size: Array, areas: Areas) -> Array:
    """Return what there is of a size in a municipality or COROP area, (R,); a municipality has its part by number.

    Where there is nothing of it, as when a product is bought that nobody there makes, the place counts as one.
    """
    inside = set(regions.members(code))
    part = np.array([len(inside.intersection(held)) / len(held) for held in areas.members.values()])
    found = size * part
    return found if found.sum() > 0 else part


def _within(economy: Economy, size: Array) -> Array:
    """Return a size as shares of the study area's areas, (R,), 0 outside; where there is nothing of it, as all jobs."""
    found, inside = np.zeros(len(size)), economy.areas.inside
    here = size[inside] if size[inside].sum() > 0 else economy.areas.jobs[inside]
    found[inside] = here / here.sum()
    return found


def _by_industry(shares: Mapping[str, float], economy: Economy) -> Array:
    return np.array([shares.get(code, 0.0) for code in economy.industries])
