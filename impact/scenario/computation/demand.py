"""From a scenario and its draws to what is asked of the economy: purchases by vector, people and wages by team."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.scenario.computation.budget import budget_cut
from impact.scenario.computation.draws import Array, Draws, Name
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.orders import ALTERNATIVE, PUBLIC, Order, Orders
from impact.scenario.computation.reference import freed
from impact.scenario.question.assumptions import ALTERNATIVE_USE_NATION, ALTERNATIVE_USE_REGION
from impact.scenario.question.scenario import Scenario

Amounts = dict[Order, Array]


@dataclass(frozen=True)
class Demand:
    """What a scenario asks, in cash of each year.

    Attributes
    ----------
    purchases : (draws, K, years)
        MEUR of each vector of `Orders` that the scenario buys.
    instead : (draws, K)
        MEUR of each vector that a euro of `spent` would have bought without the scenario, in the same year.
    wages : (draws, T, years)
        Wages, with employers' contributions, of the people who are hired in each team of `Orders`, MEUR.
    people : (draws, T, years)
        Those people, full-time equivalents.
    spent : (draws, years)
        Everything that is paid, the part abroad included, MEUR.
    """

    purchases: Array
    instead: Array
    wages: Array
    people: Array
    spent: Array


def demand(scenario: Scenario, draws: Draws, economy: Economy, orders: Orders) -> Demand:
    """Return what the scenario asks, per draw and year, and what its money would have bought otherwise.

    The amounts together never exceed the funding. Where they do in a draw, the reserve has gone first and all amounts
    with a range are then cut by the same factor; amounts that are fixed by contract stay, and so do people whose number
    and cost are fixed.
    """
    cut = budget_cut(scenario, draws)
    purchases = {
        **_purchases(scenario, draws, cut),
        **_overheads(scenario, draws, cut),
    }
    teams = [team(scenario, draws, name, cut) for name in scenario.staff]
    none = np.zeros((draws.count, 0, len(scenario.years)))
    wages, people = (np.stack(found, axis=1) for found in zip(*teams, strict=True)) if teams else (none, none)
    return Demand(
        purchases=_stacked(purchases, orders, np.zeros((draws.count, len(scenario.years)))),
        instead=_stacked(
            _alternatives(scenario, draws, float(economy.government_pattern.sum())), orders, np.zeros(draws.count)
        ),
        wages=wages,
        people=people,
        spent=paid(scenario, draws, cut),
    )


def paid(scenario: Scenario, draws: Draws, cut: Array) -> Array:
    """Return everything that is paid, the part abroad included, (draws, years), MEUR of cash."""
    bought = [paid_for(scenario, draws, name, cut) for name in scenario.spending]
    return np.asarray(sum(bought) + sum(_cost_of(scenario, draws, name, cut) for name in scenario.staff))


def _purchases(scenario: Scenario, draws: Draws, cut: Array) -> Amounts:
    found: Amounts = {}
    for name in scenario.spending:
        at: Name = ("spending", name)
        amount, inside = paid_for(scenario, draws, name, cut), draws[*at, "regional_share"]
        found[f"spending.{name}", "inside"] = amount * inside[:, None]
        found[f"spending.{name}", "outside"] = amount * (1 - draws[*at, "import_share"] - inside)[:, None]
    return found


def _overheads(scenario: Scenario, draws: Draws, cut: Array) -> Amounts:
    found: Amounts = {}
    for name in scenario.staff:
        at: Name = ("staff", name)
        amount = _cost_of(scenario, draws, name, cut) * (1 - draws[*at, "wage_share"])[:, None]
        inside = draws[*at, "overhead_regional_share"][:, None]
        found[f"staff.{name}", "inside"] = amount * inside
        found[f"staff.{name}", "outside"] = amount * (1 - inside)
    return found


def team(scenario: Scenario, draws: Draws, name: str, cut: Array) -> tuple[Array, Array]:
    """Return the wages of a team in cash and the people in it, each (draws, years); `cut` is from `budget_cut`."""
    paid_out = _cost_of(scenario, draws, name, cut) * draws["staff", name, "wage_share"][:, None]
    return paid_out, hired(scenario, draws, name, cut)


def _cost_of(scenario: Scenario, draws: Draws, name: str, cut: Array) -> Array:
    """Return what a team costs, (draws, years), MEUR of cash."""
    return np.asarray(hired(scenario, draws, name, cut) * draws["staff", name, "cost_per_fte"][:, None])


def _alternatives(scenario: Scenario, draws: Draws, domestic: float) -> Amounts:
    """Return what Dutch public money would have bought otherwise for each euro that is spent; that of the EU nothing.

    Only money that would not have paid for the same activity anyway is free. Of the region's own, the drawn share
    would have been spent in the region: on the products of `alternative_use`, from makers inside as far as the file
    says, the rest elsewhere in the country less what government consumption loses to imports and taxes (`domestic` is
    what a euro of it keeps). What else the Netherlands would have spent goes as government consumption, all over the
    country. So each euro has one other use, of which the region's part is in both balances.
    """
    own, central = (freed(scenario, draws, {payer}) for payer in ("region", "nation"))
    region, nation = draws.of(ALTERNATIVE_USE_REGION), draws.of(ALTERNATIVE_USE_NATION)
    local = draws["alternative_use", "regional_share"]
    return {
        (ALTERNATIVE, "inside"): own * region * local,
        (ALTERNATIVE, "outside"): own * region * (1 - local) * domestic,
        (PUBLIC, "anywhere"): central * nation + own * np.maximum(nation - region, 0.0),
    }


def _stacked(amounts: Amounts, orders: Orders, nothing: Array) -> Array:
    """Return amounts in the order of the vectors, (draws, K, ...); nothing of what is not asked."""
    return np.stack([amounts.get(name, nothing) for name in orders.names], axis=1)


def paid_for(scenario: Scenario, draws: Draws, name: str, cut: Array) -> Array:
    """Return MEUR of cash that is paid for a purchase, (draws, years); `cut` is from `budget_cut`."""
    item = scenario.spending[name]
    profile = _profile(item.years, item.delayed_by, scenario, draws)
    amount = draws["spending", name, "amount"] * (1.0 if item.amount.fixed else cut)
    return np.asarray(amount[:, None] * profile)


def hired(scenario: Scenario, draws: Draws, name: str, cut: Array) -> Array:
    """Return full-time equivalents that are hired in a group of staff, (draws, years); `cut` is from `budget_cut`."""
    post = scenario.staff[name]
    profile = _profile(post.fte, post.delayed_by, scenario, draws)
    return np.asarray((draws["staff", name, "scale"] * (1.0 if post.fixed else cut))[:, None] * profile)


def paid_for_item(scenario: Scenario, draws: Draws, field: str) -> Array:
    """Return MEUR of cash that an item costs, purchase or staff, by its field (`staff.operations`), (draws, years)."""
    group, _, name = field.partition(".")
    cut = budget_cut(scenario, draws)
    if group == "spending":
        return paid_for(scenario, draws, name, cut)
    return _cost_of(scenario, draws, name, cut)


def _profile(path: dict[int, float], delayed_by: str | None, scenario: Scenario, draws: Draws) -> Array:
    """Return a path over the scenario's years, later by the drawn delay, shape (draws, years).

    A delay of 0.4 year moves 0.4 of each year's value to the year after.
    """
    years = scenario.years
    planned = np.array([path.get(year, 0.0) for year in years])
    if delayed_by is None:
        return np.broadcast_to(planned, (draws.count, len(years)))
    delay = draws.assumption(delayed_by)
    whole = np.floor(delay).astype(int)
    part = (delay - whole)[:, None]
    place = np.arange(len(years))[None, :] - whole[:, None]
    moved: Array = (1 - part) * _at(planned, place) + part * _at(planned, place - 1)
    return moved


def _at(values: Array, places: NDArray[np.int64]) -> Array:
    """Return `values` at `places`, and 0 outside."""
    inside = (places >= 0) & (places < len(values))
    return np.where(inside, values[np.clip(places, 0, len(values) - 1)], 0.0)
