"""What gives way when a visitor sets an amount or refuses a source of money: the plan has to add up to the money.

The order is that of the model itself (`scenario.computation.budget`): the reserve goes first; then everything that was not
set on the page is made smaller by the same factor. What is left over goes to the reserve.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from impact.errors import InputError, Problem
from impact.scenario import Scenario
from impact.scenario.question.all_ranges import Name
from impact.scenario.question.ranges import Range

_STAFF = ("scale", "cost_per_fte")
_DIGITS = 6


def balanced(scenario: Scenario, values: Mapping[Name, float], statuses: Mapping[str, str]) -> dict[Name, Any]:
    """Return what else changes in a scenario file so that its plan adds up to its money, by place.

    Parameters
    ----------
    scenario
        Before anything is set.
    values
        Ranges that are set, by place.
    statuses
        Sources of money that are set, by name.

    Raises
    ------
    InputError
        What is set costs all the money there is, or more.
    """
    if not statuses and not any(_counts(place) for place in values):
        return {}
    money = sum(
        0.0 if statuses.get(name, source.status) == "refused" else source.amount
        for name, source in scenario.funding.items()
    )
    costs, still = _costs(scenario, values), {place[:2] for place in values if _counts(place)}
    left = money - sum(costs.values())
    loose = sum(cost for item, cost in costs.items() if item not in still)
    factor = 1.0 if left >= 0 else 1 + left / loose if loose > 0 else 0.0
    if factor <= 0 or money <= 0:
        raise InputError(_too_dear(money, still, statuses, sum(cost for item, cost in costs.items() if item in still)))
    ranges = {item: _range(scenario, item) for item in costs if item not in still}
    found = {(*item, _field(item)): _smaller(of, factor) for item, of in ranges.items()}
    _cap(found, scenario, money, sum(costs[item] for item in still))
    unchanged = [place for place, of in found.items() if of == _smaller(ranges[place[:2]], 1.0)]
    kept = {place: of for place, of in found.items() if place not in unchanged}
    return {("reserve", "amount"): round(max(left, 0.0), _DIGITS), **kept}


def _cap(found: Mapping[Name, dict[str, Any]], scenario: Scenario, money: float, still: float) -> None:
    """Lower what an item may cost at most to what is left when every other one costs the least it can."""

    def least(place: Name, of: Mapping[str, Any]) -> float:
        low = 0.0 if of.get("nothing", 0.0) > 0 else of["low"]
        if place[0] == "spending":
            return float(low)
        post = scenario.staff[place[1]]
        return float(sum(post.fte.values()) * low * post.cost_per_fte.lowest)

    lowest = {place: least(place, of) for place, of in found.items()}
    for place, of in found.items():
        if place[0] == "spending":
            room = money - still - sum(cost for other, cost in lowest.items() if other != place)
            of["high"] = max(of["central"], min(of["high"], round(room, _DIGITS)))


def _counts(place: Name) -> bool:
    """Return whether a range at a place decides what something costs."""
    return (place[0] == "spending" and place[-1] == "amount") or (place[0] == "staff" and place[-1] in _STAFF)


def _field(item: Name) -> str:
    return "amount" if item[0] == "spending" else "scale"


def _range(scenario: Scenario, item: Name) -> Range:
    group, name = item
    return scenario.spending[name].amount if group == "spending" else scenario.staff[name].scale


def _costs(scenario: Scenario, values: Mapping[Name, float]) -> dict[Name, float]:
    """Return what each item costs in the central case, MEUR."""

    def central(item: Name, field: str, of: Range) -> float:
        return values.get((*item, field), of.central)

    found: dict[Name, float] = {}
    for name, bought in scenario.spending.items():
        found["spending", name] = central(("spending", name), "amount", bought.amount)
    for name, post in scenario.staff.items():
        item = ("staff", name)
        each = central(item, "cost_per_fte", post.cost_per_fte)
        found[item] = sum(post.fte.values()) * central(item, "scale", post.scale) * each
    return found


def _smaller(of: Range, factor: float) -> dict[str, Any]:
    """Return a range of which everything is so much smaller, as a file writes it."""
    written = of.model_dump()
    return written | {key: round(written[key] * factor, _DIGITS + 2) for key in ("low", "central", "high")}


def _too_dear(money: float, still: set[Name], statuses: Mapping[str, str], cost: float) -> Problem:
    items, sources = [".".join(item) for item in sorted(still)], [f"funding.{name}" for name in statuses]
    names = [*items, *sources] if money > 0 else [*sources, *items]
    found, expected = f"{cost:,.2f} MEUR that is set", f"less than the {money:,.2f} MEUR that there is"
    return Problem("page", names[0], found, expected, "Lower it, or take another source of money.")
