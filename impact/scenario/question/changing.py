"""A scenario with some of its values changed, checked as a file is, and the file that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from impact.errors import InputError, Problem, suggestion
from impact.scenario.question.all_ranges import Name, as_written
from impact.scenario.question.definition import Definition
from impact.scenario.question.extending import GROUPS, shipped_scenarios
from impact.scenario.question.reading import checked_tables, parsed_scenario, read_scenario
from impact.scenario.question.writing import toml_of

Tables = dict[str, Any]
Values = Mapping[str | Name, object]
"""By place, `"spending.housing.amount"` or its parts: a number, a range by its keys, a text, a path over years."""
Whole = TypeVar("Whole", bound=Definition)

_BOUNDS = ("low", "central", "high")
_USUAL = {"means": "bounds", "shape": "triangular", "nothing": 0.0}  # of a range: what is meant when it is not said
_FOUNDED = ("source", "source_nl", "basis", "note")
_MADE = {"name", "extension"}  # by reading, so that they stand in no file
_RESERVE: Name = ("reserve", "amount")
_SINGLE = ("use", "reserve", "alternative_use")  # tables by themselves


def tables_of(scenario: Definition) -> Tables:
    """Return a scenario as the tables of a file that stands by itself.

    Parameters
    ----------
    scenario
        The scenario.
    """
    return scenario.model_dump(exclude=_MADE)


def changed(scenario: Whole, values: Values) -> Whole:
    """Return a scenario with other values, checked; it keeps its name, and its plan closes the sum (`closing.closed`).

    Parameters
    ----------
    scenario
        The scenario, which stays as it is.
    values
        By place. A number closes a range; keys of a range are laid over those of an assumption, and replace the range
        of an amount or a share. A value of `reserve.amount` is kept, so that the plan then must close by itself.

    Raises
    ------
    InputError
        With every problem: a place that there is not, a value that cannot be, a plan that asks more than the funding.
    """
    places = {_place(name): value for name, value in values.items()}
    tables = _laid_over(scenario, places)
    return checked_tables(type(scenario), scenario.name, tables, scenario.extension, close=_RESERVE not in places)


def with_values(scenario: Whole, values: Values, name: str | None = None) -> Whole:
    """Return `changed` as a scenario of its own, the one that its file (`as_file`) defines.

    Parameters
    ----------
    scenario, values
        As in `changed`.
    name
        What it is called; else after the scenario, with `-changed`.

    Raises
    ------
    InputError
        As `changed`.
    """
    found = changed(scenario, values)
    called = name or f"{scenario.name.removesuffix('-changed')}-changed"
    tables = tables_of(found)
    if not any(_place(place)[0] == "title" for place in values):
        del tables["title"]  # an extension is called after its file, unless it says otherwise
    text = _text(type(scenario), called, tables, _bases(scenario), title=tables_of(found)["title"])
    return parsed_scenario(type(scenario), text, called)


def as_file(scenario: Definition) -> str:
    """Return the text of a file that defines a scenario: run under the same name it gives the same bytes.

    What extends a shipped scenario is written as what differs from it, wherever that says everything.

    Parameters
    ----------
    scenario
        The scenario.
    """
    bases = [scenario.extension.base] if scenario.extension is not None else []
    return _text(type(scenario), scenario.name, tables_of(scenario), [base for base in bases if _is_shipped(base)])


def _place(name: str | Name) -> Name:
    return tuple(name.split(".")) if isinstance(name, str) else tuple(name)


def _laid_over(scenario: Definition, places: Mapping[Name, object]) -> Tables:
    """Return the tables of a scenario with values at some places."""
    found, problems = tables_of(scenario), []
    for place, value in places.items():
        *above, last = place
        table: Any = found
        for key in above:
            table = table.get(key) if isinstance(table, dict) else None
        if isinstance(table, dict) and table and (last in table or len(place) > 1):
            table[last] = _value(table.get(last), value)
        else:
            problems.append(_nowhere(scenario, place))
    if problems:
        raise InputError(problems)
    return found


def _nowhere(scenario: Definition, place: Name) -> Problem:
    field = as_written(place)
    known = [f"{group}.{name}" for group in GROUPS for name in getattr(scenario, group)]
    expected = "a place in the scenario, such as spending.NAME.amount"
    return Problem(scenario.name, field, "nothing there", expected, suggestion(field, known))


def _value(old: Any, new: Any) -> Any:
    """Return what stands at a place afterwards."""
    if not isinstance(old, dict) or not set(_BOUNDS) <= old.keys():
        return new
    closes = isinstance(new, int | float) and not isinstance(new, bool)
    given = {**dict.fromkeys(_BOUNDS, new), "nothing": 0.0} if closes else new
    if isinstance(given, Mapping):
        return {**old, **given} if "source" in old else dict(given)
    return given


def _bases(scenario: Definition) -> list[str]:
    """Return the shipped scenarios that a changed scenario can be said to extend, the nearest first."""
    if _is_shipped(scenario.name) and _shipped(type(scenario), scenario.name) == scenario:
        return [scenario.name]
    return [] if scenario.extension is None else [base for base in [scenario.extension.base] if _is_shipped(base)]


def _is_shipped(name: str) -> bool:
    return name in shipped_scenarios()


@cache
def _shipped(kind: type[Whole], name: str) -> Whole:
    return read_scenario(kind, name)


def _text(kind: type[Definition], name: str, tables: Tables, bases: list[str], title: Any = None) -> str:
    """Return the shortest text that reads as these tables: what differs from a base, or everything."""
    for base in bases:
        text = toml_of({"extends": base, **_beside(tables, tables_of(_shipped(kind, base)))})
        try:
            read = tables_of(parsed_scenario(kind, text, name))
        except InputError:  # what differs cannot be said in tables that are laid over others
            continue
        if {key: value for key, value in read.items() if key in tables} == tables:
            return text
    return toml_of(_short({"title": title, **tables} if title else tables))


def _beside(tables: Tables, base: Tables) -> Tables:
    """Return what differs from a base, with the tables that are taken out."""
    gone = [f"{group}.{name}" for group in GROUPS for name in base.get(group, {}) if name not in tables.get(group, {})]
    gone += [key for key in ("use",) if key in base and key not in tables]
    found: Tables = {"remove": gone} if gone else {}
    for key, value in tables.items():
        others = base.get(key)
        if key in GROUPS:
            of = {name: _differing(table, (others or {}).get(name, {})) for name, table in value.items()}
            found |= {key: kept} if (kept := {name: table for name, table in of.items() if table}) else {}
        elif key == "title" or value != others:
            found[key] = _differing(value, others) if key in _SINGLE and others else value
    return found


def _differing(table: Tables, base: Tables) -> Tables:
    """Return the keys of a table that differ; of an assumption its range with where it comes from, or nothing of it."""
    found = {key: value for key, value in table.items() if value != base.get(key)}
    found |= {key: usual for key, usual in _USUAL.items() if key in base and key not in table}
    if found.keys() & set(_BOUNDS):
        found |= {key: table[key] for key in (*_BOUNDS, *_USUAL, *_FOUNDED) if key in table}
    return _short(found)


def _short(table: Tables) -> Tables:
    """Return tables with ranges as people write them: a number where there is one, and nothing that goes unsaid."""
    return {key: _shortened(value) for key, value in table.items()}


def _shortened(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if not set(_BOUNDS) <= value.keys() or "source" in value:
        return _short(value)
    said = {key: held for key, held in value.items() if held != _USUAL.get(key, ...)}
    return said["low"] if said.keys() == set(_BOUNDS) and said["low"] == said["high"] else said
