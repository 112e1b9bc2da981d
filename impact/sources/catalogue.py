"""The tables worth pulling, as data: `data/catalogue.toml`. Adding a table is adding a paragraph there, no code."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError

from impact import bundle
from impact.errors import InputError, Problem
from impact.inputs import StrictTable

_ID = re.compile(r"[0-9A-Za-z]{3,20}")
_NUMBER = re.compile(r"\d+")


class Measure(StrictTable):
    """A column of a table, found by its title; `titles` are the wordings it is known to have had."""

    variable: str
    titles: tuple[str, ...] = Field(min_length=1)
    unit: str
    source_units: tuple[str, ...] = ()


class Table(StrictTable):
    """One table of CBS: what it is for, and which part of it to take.

    `regions` are the prefixes of region codes to take (empty: no selection), `periods` a part of the period key such as
    "JJ" (years), `only` titles to keep in other dimensions. `take` is "listed" to take the listed measures and refuse
    the table when one is gone, "all" to take every measure. `generation` names figures that may not be joined with
    those of another generation.
    """

    id: str
    title: str
    about: str
    generation: str = ""
    predecessor: str = ""
    successor: str = ""
    levels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    periods: str = ""
    only: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    take: str = Field(default="all", pattern="^(all|listed)$")
    measures: tuple[Measure, ...] = ()
    licence: str = "CC-BY-4.0"
    credit: str = "Bron: CBS"


def table_id(text: str) -> str:
    """Return a table id that is safe in a path and a url, or raise InputError."""
    if not _ID.fullmatch(text):
        shown = text if len(text) <= 40 else f"{text[:40]}… ({len(text)} characters)"
        todo = "Table ids look like 83582NED; `impact status` lists those that can be pulled."
        raise InputError(Problem("pull", "table", repr(shown), "3 to 20 letters and digits", todo))
    return text


def tables() -> dict[str, Table]:
    """Return the tables of the catalogue by id."""
    return _read(bundle.data("catalogue.toml"))


def table(name: str) -> Table:
    """Return one table of the catalogue, or raise InputError with the ids of the same number; capitals do not count."""
    known = {table.upper(): found for table, found in tables().items()}
    if table_id(name).upper() not in known:
        # Numbers that look alike belong to tables that have nothing in common.
        number = _NUMBER.findall(name)
        near = [table.id for table in known.values() if number and number == _NUMBER.findall(table.id)]
        listed = f"Did you mean {' or '.join(map(repr, near))}?"
        more = listed if near else "`impact status` lists those that can be pulled."
        todo = f"{more} Or add a paragraph for it to data/catalogue.toml."
        raise InputError(Problem("pull", "table", repr(name), "a table of the catalogue", todo))
    return known[name.upper()]


@cache
def _read(path: Path) -> dict[str, Table]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: Table(id=table_id(name), **body) for name, body in raw.items()}
    except ValidationError as failure:
        faults = [(".".join(map(str, e["loc"])), str(e.get("input")), e["msg"]) for e in failure.errors()]
        todo = "See the other paragraphs of the file."
        raise InputError([Problem(path.name, where, found, what, todo) for where, found, what in faults]) from failure
