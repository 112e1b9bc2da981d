"""Whether the amounts of a scenario can be meant: against each other, the funding and the economy of the area."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from impact.errors import InputError
from impact.scenario.question import prices
from impact.scenario.question.definition import Definition
from impact.scenario.question.room import Item, items, room_at_most

Report = Callable[[str, str, str, str], None]

SUM_TOLERANCE = 0.005  # MEUR: half of the last digit that budgets are written in

LARGEST_SHARE = 0.10
"""Of the area's output in a year. Input-output analysis takes it that idle people and machines are there for all that
is asked, at unchanged prices; it is meant for changes that are small against the economy (Miller and Blair 2009,
section 2.2). Where small ends is a choice."""

_WORTH_A_LOOK = 1_000.0  # MEUR: with less, the figures on the area, which take a second to read, are not opened
_SLIPS = {1_000.0: "thousands of euros", 1_000_000.0: "euros"}
_CLOSE = 0.01  # of the amount in millions: in another unit it may have been rounded otherwise


def check_ranges(scenario: Definition, report: Report) -> None:
    """Report each range that asks more than there can ever be, and people who cost nothing."""
    for item in items(scenario):
        room = room_at_most(scenario, item)
        asked = item.high if item.group == "spending" else item.mean  # two highs at once hardly ever meet
        if not item.fixed and asked > room + SUM_TOLERANCE:
            _refuse_range(item, asked, room, report)
    for name, post in scenario.staff.items():
        if post.cost_per_fte.lowest <= 0 and sum(post.fte.values()) * post.scale.high > 0:
            todo = "Give what one costs, and add the money to the funding when somebody else pays."
            report(f"staff.{name}.cost_per_fte", f"{post.cost_per_fte.lowest:g} MEUR", "a cost above 0", todo)


def _refuse_range(item: Item, asked: float, room: float, report: Report) -> None:
    word, field = ("high of", f"{item.field}.amount") if item.group == "spending" else ("on average", item.field)
    found = f"{word} {asked:,.2f} MEUR"
    expected = f"{room:,.2f} MEUR at most, the funding less the lowest of every other item"
    report(field, found, expected, "Lower it to what can be paid: every draw is cut to the funding.")


def check_against_area(scenario: Definition, report: Report) -> None:
    """Report a budget that is out of proportion to what the area makes in a year."""
    if scenario.budget < _WORTH_A_LOOK:
        return
    from impact.scenario.question.proportions import output_of_area  # brings pandas along, which a check does without

    try:
        output = output_of_area(scenario.study_area, scenario.table_year)
    except InputError:  # what is wrong with the area has been said, or is when it is run
        return
    output *= prices.price_ratio(scenario.table_year, scenario.price_year)
    yearly = scenario.budget / len(scenario.years)
    if yearly > LARGEST_SHARE * output:
        found = f"{scenario.budget:,.0f} MEUR, {yearly:,.0f} a year, where the area makes {output:,.0f} a year"
        expected = f"{LARGEST_SHARE:.0%} of that a year at most: the method holds for changes that are small"
        todo = f"Amounts are in millions of euros: is this in thousands? Then it is {scenario.budget / 1000:,.1f}."
        report("funding", found, expected, todo)


def slip_of_unit(scenario: Definition, gap: float) -> str:
    """Return a question about the amount that closes the sum when it is read in thousands or in euros; else nothing.

    `gap` is the funding less what is planned.
    """
    for (field, amount, sign), (factor, unit) in ((c, s) for c in _amounts(scenario) for s in _SLIPS.items()):
        smaller = amount / factor
        left = gap - sign * (amount - smaller)
        if amount > 0 and abs(left) <= max(SUM_TOLERANCE, _CLOSE * smaller):
            return f"Is {field} ({amount:,.10g}) in {unit}? Amounts are in millions of euros."
    return ""


def _amounts(scenario: Definition) -> Iterator[tuple[str, float, int]]:
    """Return what may be in another unit: field, MEUR as read, 1 for funding and -1 for what is planned."""
    planned = items(scenario)
    yield "the funding", scenario.budget, 1
    yield from ((f"funding.{name}.amount", source.available, 1) for name, source in scenario.funding.items())
    yield "everything under spending", sum(item.central for item in planned if item.group == "spending"), -1
    yield "everything under staff", sum(item.central for item in planned if item.group == "staff"), -1
    for item in planned:
        yield (f"{item.field}.amount" if item.group == "spending" else f"the cost of {item.field}"), item.central, -1
    yield "reserve.amount", scenario.reserve.amount, -1
