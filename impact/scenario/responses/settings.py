"""Which values of a scenario can be set without solving its economy again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from impact.errors import InputError, Problem
from impact.scenario.question.all_ranges import Name, as_written
from impact.scenario.question.assumptions import (
    HOUSEHOLD_CONSUMPTION,
    HOUSEHOLD_LOCAL,
    OWN_SUPPLY_ERROR,
    OWN_SUPPLY_LEVEL,
    RESIDENT_WORKERS,
)
from impact.scenario.question.changing import tables_of
from impact.scenario.question.scenario import Scenario

SOLVED = frozenset(
    needed.name
    for needed in (OWN_SUPPLY_LEVEL, OWN_SUPPLY_ERROR, HOUSEHOLD_CONSUMPTION, HOUSEHOLD_LOCAL, RESIDENT_WORKERS)
)
"""Assumptions on the economy itself: other values are another economy, which is solved anew."""
_FREE = {
    "funding": ("amount", "status", "payer", "deadweight_share"),
    "spending": ("amount", "years", "import_share", "regional_share", "delayed_by"),
    "staff": ("fte", "scale", "cost_per_fte", "wage_share", "overhead_regional_share", "delayed_by"),
}
_TOP = (("reserve", "amount"), ("alternative_use", "regional_share"), ("money",), ("price_year",))
_SAID = ("title", "source", "source_nl", "basis", "note")  # words change nothing
_HEAD = ("title", "question", "author", "date", "references", "references_nl", "left_out")
_NEW = "assumptions of the economy, products, places, sectors, the study area, correlations and [use] are not"


def free(scenario: Scenario) -> tuple[str, ...]:
    """Return the places of everything that can be set, as the file names them; a range also by its keys.

    Parameters
    ----------
    scenario
        The scenario.
    """
    return tuple(as_written(name) for name in _free(scenario))


def _free(scenario: Scenario) -> Iterator[Name]:
    for group, keys in _FREE.items():
        yield from ((group, name, key) for name in getattr(scenario, group) for key in keys)
    yield from _TOP
    yield from (("assumptions", name) for name in scenario.assumptions if name not in SOLVED)


def check_same_economy(solved: Scenario, other: Scenario) -> None:
    """Refuse a scenario that asks another economy, or other draws of it, than the one that was solved.

    Parameters
    ----------
    solved
        The scenario of the responses.
    other
        What they are asked about.

    Raises
    ------
    InputError
        With every place that differs and is not free.
    """
    known = set(_free(solved))
    before, after = (dict(_flat(tables_of(one))) for one in (solved, other))
    places = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    found = [name for name in places if not (known & set(_leading(name)) or _words(name))]
    if found:
        todo = "Run the changed scenario: impact run, or responses(...) of it."
        expected = f"a value that can be set without solving the economy again; {_NEW}"
        raise InputError(
            [Problem(other.name, as_written(name), repr(after.get(name)), expected, todo) for name in found]
        )


def _leading(name: Name) -> Iterator[Name]:
    """Yield a place and every table that it is in."""
    return (name[:depth] for depth in range(1, len(name) + 1))


def _words(name: Name) -> bool:
    return name[0] in _HEAD or any(part in _SAID for part in name[1:])


def _flat(tables: Mapping[str, Any], at: Name = ()) -> Iterator[tuple[Name, Any]]:
    """Yield every value of tables with its place."""
    for key, value in tables.items():
        place = (*at, str(key))
        if isinstance(value, Mapping) and value:
            yield from _flat(value, place)
        else:
            yield place, value
