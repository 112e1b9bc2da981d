"""A plan that agrees with its funding again after something in it was changed."""

from __future__ import annotations

from typing import Any

from impact.scenario.question.definition import Definition
from impact.scenario.question.room import Item, items
from impact.scenario.question.sizes import SUM_TOLERANCE

Tables = dict[str, Any]
_BOUNDS = ("low", "central", "high")


def closed(scenario: Definition, tables: Tables) -> Tables:
    """Return the tables of a scenario with a plan that closes the sum, as it does in a draw that asks too much.

    The reserve takes up the difference. Where it is used up, everything with a range is lowered by one factor; amounts
    that are fixed stay. Where those alone ask more than the funding nothing helps, and the check of the sum says so.

    Parameters
    ----------
    scenario
        What the tables define, its plan not yet checked.
    tables
        The tables, which stay as they are.
    """
    planned = items(scenario)
    left = scenario.budget - sum(item.central for item in planned)
    if abs(left - scenario.reserve.amount) <= SUM_TOLERANCE:
        return tables
    found = tables | {"reserve": tables["reserve"] | {"amount": max(left, 0.0)}}
    factor = lowered_by(scenario.budget, planned)
    if left >= 0 or factor <= 0:
        return found
    for item in planned:
        if not item.fixed:
            found[item.group] = found[item.group] | {item.name: _lowered(found[item.group][item.name], item, factor)}
    return found


def lowered_by(budget: float, planned: list[Item]) -> float:
    """Return the factor, 1 at most, by which what has a range must be lowered to fit the budget; MEUR.

    Parameters
    ----------
    budget
        What can be spent.
    planned
        Everything that is planned.
    """
    loose = sum(item.central for item in planned if not item.fixed)
    room = budget - sum(item.central for item in planned if item.fixed)
    return min(1.0, room / loose) if loose > 0 else 1.0


def _lowered(table: Tables, item: Item, factor: float) -> Tables:
    key = "amount" if item.group == "spending" else "scale"
    given = table[key]
    return table | {key: given | {bound: given[bound] * factor for bound in _BOUNDS}}
