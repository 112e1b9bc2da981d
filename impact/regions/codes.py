"""Codes, names and levels of regions, and which municipality lies in which COROP area and province."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from typing import Literal

from impact import datapackage
from impact.errors import InputError, Problem, suggestion

Level = Literal["gemeente", "corop", "provincie"]
LEVELS: dict[str, str] = {"gemeente": "GM", "corop": "CR", "provincie": "PV"}
_KEYS = {"GM": "municipality", "CR": "corop", "PV": "province"}


def codes(level: Level) -> list[str]:
    """Return the codes of a level, in order; an unknown level raises InputError."""
    if level not in LEVELS:
        raise InputError(
            Problem("regions", "level", repr(level), "a level of regions", suggestion(level, list(LEVELS)))
        )
    return sorted({m[_KEYS[LEVELS[level]]] for m in municipalities()})


def name(code: str) -> str:
    """Return the name of a municipality (also one that has gone since 2015), COROP area or province.

    A code that does not exist raises InputError, which names the nearest ones.
    """
    if code not in names():
        raise InputError(unknown(code))
    return names()[code]


def members(code: str) -> tuple[str, ...]:
    """Return the municipalities of a COROP area or province; a municipality has itself.

    A code that does not exist in 2024 raises InputError.
    """
    check([code])
    key = _KEYS[code[:2]]
    return tuple(m["municipality"] for m in municipalities() if m[key] == code)


def corop_of(municipality: str) -> str:
    """Return the COROP area a municipality lies in; a code that does not exist in 2024 raises InputError."""
    check([municipality])
    return next(m["corop"] for m in municipalities() if m["municipality"] == municipality)


def check(listed: Sequence[str]) -> None:
    """Raise InputError unless these are codes of one level, each once, and at least one; all problems in one pass."""
    current = {c for level in LEVELS.values() for c in _current(level)}
    strange = [c for c in listed if c not in current]
    problems = [unknown(c) for c in strange]
    if len({c[:2] for c in listed if c not in strange}) > 1:
        todo = "List municipalities, COROP areas or provinces, not a mixture."
        problems.append(Problem("regions", "codes", ", ".join(listed), "codes of one level", todo))
    if twice := sorted({c for c in listed if list(listed).count(c) > 1}):
        problems.append(
            Problem("regions", "codes", f"{', '.join(twice)} twice", "every code once", "Take the copy out.")
        )
    if not listed:
        problems.append(Problem("regions", "codes", "an empty list", "at least one code", "List GM, CR or PV codes."))
    if problems:
        raise InputError(problems)


def unknown(code: str, also: Sequence[str] = ()) -> Problem:
    """Return what to say about a code that does not exist (any more); `also` are other words allowed in its place."""
    gone = [f"{m['new']} {names()[m['new']]}" for m in concordance("municipal-mergers") if m["old"] == code]
    todo = f"It merged into {' and '.join(gone)}." if gone else suggestion(code, [*also, *names()])
    if len(todo) > 300:  # nothing was near: a list of 400 codes helps nobody
        todo = f"Use {', '.join([*also, ''])}{'or ' if also else ''}codes such as GM0014, CR03, PV20."
    expected = f"{'a study area, or ' if also else ''}a GM, CR or PV code of 2024"
    return Problem("regions", "codes", repr(code), expected, todo)


def municipalities() -> list[dict[str, str]]:
    """Return the municipalities of 2024 with their COROP area, NUTS 3 area and province."""
    return concordance("municipalities-2024")


def codes_of_nuts() -> list[dict[str, str]]:
    """Return the COROP areas with their NUTS 3 codes of 2016, 2021 and 2024."""
    return concordance("nuts")


@cache
def names() -> dict[str, str]:
    """Return the name of every code, municipalities that have gone since 2015 included."""
    former = {m["old"]: m["name"] for m in concordance("municipal-mergers")}
    pairs = (("municipality", "name"), ("corop", "corop_name"), ("province", "province_name"))
    return former | {m[key]: m[label] for key, label in pairs for m in municipalities()}


@cache
def concordance(table: str) -> list[dict[str, str]]:
    """Return the rows of a bundled concordance."""
    return list(csv.DictReader(datapackage.read("concordances", table).decode("utf-8").splitlines()))


def _current(prefix: str) -> set[str]:
    return {m[_KEYS[prefix]] for m in municipalities()}
