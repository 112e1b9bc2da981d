"""What a scenario wants to spend on each item, and what room the funding leaves it, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from impact.scenario.question.definition import Definition, Text


@dataclass(frozen=True)
class Item:
    """What one purchase or one group of staff is to cost over all years, MEUR.

    Attributes
    ----------
    group, name : where it stands in the file.
    title : in two languages.
    low, central, high : as the file states them, low is 0 where there may be nothing; for staff the number of people
        times what one costs.
    mean : of what is drawn.
    fixed : whether nothing of it is drawn.
    """

    group: str
    name: str
    title: Text
    low: float
    central: float
    high: float
    mean: float
    fixed: bool

    @property
    def field(self) -> str:
        """Where it is said in the file."""
        return f"{self.group}.{self.name}"


def items(scenario: Definition) -> list[Item]:
    """Return everything that is bought and everybody who is hired, in the order of the file."""
    return [*_purchases(scenario), *_staff(scenario)]


def _purchases(scenario: Definition) -> Iterator[Item]:
    for name, item in scenario.spending.items():
        a = item.amount
        yield Item("spending", name, item.title, a.lowest, a.central, a.high, a.distribution.mean, a.fixed)


def _staff(scenario: Definition) -> Iterator[Item]:
    for name, post in scenario.staff.items():
        years, scale, cost = sum(post.fte.values()), post.scale, post.cost_per_fte
        low, high = years * scale.lowest * cost.lowest, years * scale.high * cost.high
        mean = years * scale.distribution.mean * cost.distribution.mean
        yield Item("staff", name, post.title, low, post.central_cost, high, mean, post.fixed)


def room_at_most(scenario: Definition, item: Item) -> float:
    """Return MEUR that an item can get when every other one costs the least it can."""
    return scenario.budget - sum(other.low for other in items(scenario) if other != item)


def room_as_planned(scenario: Definition, item: Item) -> float:
    """Return MEUR that an item can get when every other one costs what is planned: its own plan and the reserve."""
    return scenario.budget - sum(other.central for other in items(scenario) if other != item)
