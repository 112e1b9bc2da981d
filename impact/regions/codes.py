"""Codes, names and levels of regions, and which municipality lies in which COROP area and province."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from impact import datapackage
from impact.errors import InputError, Problem, suggestion

Level = Literal["gemeente", "corop", "provincie"]
LEVELS: dict[str, str] = {"gemeente": "GM", "corop": "CR", "provincie": "PV"}
_KEYS = {"GM": "municipality", "CR": "corop", "PV": "province"}
_EXAMPLES = {"GM": "GM0014", "CR": "CR03", "PV": "PV20"}
_ELSEWHERE = re.compile(
    "(AL|AT|BE|BG|CH|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IS|IT|LI|LT|LU|LV|ME|MK|MT|NO|PL|PT|RO|RS|SE|SI|SK|TR|UK)"
    "[0-9A-Z]{1,3}"
)
"""Codes of NUTS of countries other than the Netherlands (Eurostat, NUTS 2024, with candidates and EFTA)."""


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
    problems = list(_faults(listed))
    if len({c[:2] for c in listed if c in _current()}) > 1:
        todo = "List municipalities, COROP areas or provinces, not a mixture."
        problems.append(Problem("regions", "codes", ", ".join(listed), "codes of one level", todo))
    if problems:
        raise InputError(problems)


def check_each(listed: Sequence[str], kinds: tuple[str, ...] = tuple(_KEYS)) -> None:
    """Raise InputError unless these are codes of some kinds, each once, and at least one; all problems in one pass.

    Parameters
    ----------
    listed
        Codes, perhaps of several kinds.
    kinds
        Of GM, CR and PV.
    """
    if problems := list(_faults(listed, kinds)):
        raise InputError(problems)


def _faults(listed: Sequence[str], kinds: tuple[str, ...] = tuple(_KEYS)) -> Iterator[Problem]:
    current = _current(kinds)
    yield from (unknown(c, kinds=kinds) for c in dict.fromkeys(listed) if c not in current)
    if twice := sorted({c for c in listed if list(listed).count(c) > 1}):
        yield Problem("regions", "codes", f"{', '.join(twice)} twice", "every code once", "Take the copy out.")
    if not listed:
        yield Problem("regions", "codes", "an empty list", "at least one code", f"List {_either(kinds)} codes.")


def unknown(code: str, also: Sequence[str] = (), kinds: tuple[str, ...] = tuple(_KEYS)) -> Problem:
    """Return what to say about a code that does not exist (any more).

    Parameters
    ----------
    code
        As it was given.
    also
        Other words allowed in its place.
    kinds
        Those of GM, CR and PV that are meant.
    """
    todo = _meant_instead(code) or suggestion(code, [*also, *sorted(_current(kinds))])
    if len(todo) > 300:  # nothing was near: a list of 400 codes helps nobody
        examples = ", ".join(_EXAMPLES[kind] for kind in kinds)
        todo = f"Use {', '.join([*also, ''])}{'or ' if also else ''}codes such as {examples}."
    found = f"{code!r}, an area outside the Netherlands" if _ELSEWHERE.fullmatch(code) else repr(code)
    expected = f"{'a study area, or ' if also else ''}a {_either(kinds)} code of 2024"
    return Problem("regions", "codes", found, expected, todo)


def _meant_instead(code: str) -> str:
    """Return what became of a municipality, or which CBS area a Dutch NUTS code is; nothing for other words."""
    gone = [f"{m['new']} {names()[m['new']]}" for m in concordance("municipal-mergers") if m["old"] == code]
    if gone:
        return f"It merged into {' and '.join(gone)}."
    nuts = [m["corop"] for m in codes_of_nuts() if code in (m["nuts_2024"], m["nuts_2021"], m["nuts_2016"])]
    return f"In codes of CBS it is {nuts[0]} {names()[nuts[0]]}." if nuts else ""


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


@cache
def _current(kinds: tuple[str, ...] = tuple(_KEYS)) -> frozenset[str]:
    return frozenset(m[_KEYS[kind]] for kind in kinds for m in municipalities())


def _either(kinds: tuple[str, ...]) -> str:
    """Return the kinds as they are said: GM, CR or PV."""
    *before, last = kinds
    return f"{', '.join(before)} or {last}" if before else last
