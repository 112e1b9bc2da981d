"""From a scenario and its draws to what is asked of the economy: purchases by industry and year, people and wages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.scenario.computation.budget import budget_cut
from impact.scenario.computation.draws import Array, Draws, Name
from impact.scenario.computation.reference import freed
from impact.scenario.question.assumptions import ALTERNATIVE_USE_NATION, ALTERNATIVE_USE_REGION
from impact.scenario.question.scenario import Scenario


@dataclass(frozen=True)
class Demand:
    """What a scenario asks, in cash of each year.

    Attributes
    ----------
    regional, domestic : (draws, industries, years)
        Purchases from producers in the study area, and from producers anywhere in the Netherlands, MEUR.
    payroll : (draws, industries, years)
        Wages, with employers' contributions, of the people who are hired in the study area, MEUR.
    fte : (draws, industries, years)
        Those people, full-time equivalents.
    spent : (draws, years)
        Everything that is paid, the part abroad included, MEUR.
    """

    regional: Array
    domestic: Array
    payroll: Array
    fte: Array
    spent: Array


def demand(scenario: Scenario, draws: Draws, industries: Sequence[str]) -> Demand:
    """Return what the scenario asks of each industry, per draw and year.

    The amounts together never exceed the funding. Where they do in a draw, the reserve has gone first and all amounts
    with a range are then cut by the same factor; amounts that are fixed by contract stay, and so do people whose number
    and cost are fixed.
    """
    cut = budget_cut(scenario, draws)
    shape = (draws.count, len(industries), len(scenario.years))
    regional, domestic, payroll, fte = (np.zeros(shape) for _ in range(4))
    spent = np.zeros((draws.count, len(scenario.years)))
    for name, item in scenario.spending.items():
        at: Name = ("spending", name)
        paid = paid_for(scenario, draws, name, cut)
        bought = _by_industry(item.products, industries)[None, :, None] * paid[:, None, :]
        regional += bought * draws[*at, "regional_share"][:, None, None]
        domestic += bought * (1 - draws[*at, "import_share"])[:, None, None]
        spent += paid
    for name, post in scenario.staff.items():
        at = ("staff", name)
        people = hired(scenario, draws, name, cut)
        paid = people * draws[*at, "cost_per_fte"][:, None]
        wages = paid * draws[*at, "wage_share"][:, None]
        overhead = _by_industry(post.overhead, industries)[None, :, None] * (paid - wages)[:, None, :]
        place = industries.index(post.sector)
        payroll[:, place, :] += wages
        fte[:, place, :] += people
        regional += overhead * draws[*at, "overhead_regional_share"][:, None, None]
        domestic += overhead
        spent += paid
    return Demand(regional, domestic, payroll, fte, spent)


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
    return np.asarray(hired(scenario, draws, name, cut) * draws["staff", name, "cost_per_fte"][:, None])


def _by_industry(shares: dict[str, float], industries: Sequence[str]) -> Array:
    return np.array([shares.get(code, 0.0) for code in industries])


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


def alternative_demand(scenario: Scenario, draws: Draws, industries: Sequence[str], spent: Array) -> Array:
    """Return what the region's own money would have bought in the study area, (draws, industries, years), MEUR of cash.

    Only money that would not have paid for the same activity anyway is free to be spent otherwise; of that, the drawn
    share would have been spent in the region, in the same years as the scenario's spending.
    """
    share = freed(scenario, draws, {"region"}) * draws.of(ALTERNATIVE_USE_REGION)
    local = share * draws["alternative_use", "regional_share"]
    products = _by_industry(scenario.alternative_use.products, industries)
    return products[None, :, None] * (local[:, None] * spent)[:, None, :]


def alternative_public_demand(scenario: Scenario, draws: Draws, pattern: Array, spent: Array) -> Array:
    """Return what Dutch public money would have bought in the Netherlands, (draws, industries, years), MEUR of cash.

    `pattern` is what government consumption buys from each domestic industry per euro, shape (industries,). The money
    of the EU has no alternative use here: it came because the proposal was won.
    """
    share = freed(scenario, draws, {"nation", "region"}) * draws.of(ALTERNATIVE_USE_NATION)
    return pattern[None, :, None] * (share[:, None] * spent)[:, None, :]
