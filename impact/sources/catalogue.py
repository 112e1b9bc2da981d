"""The tables worth pulling, as data: `data/catalogue.toml`, and a file of the user beside it.

Adding a table is adding a paragraph, no code. A file of one's own is named by `IMPACT_CATALOGUE`, or for a while by
`beside`; it may not describe a table again that is in the bundled file.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from impact import bundle
from impact.errors import InputError, Problem
from impact.inputs import StrictTable, model_problems, read_toml

BUNDLED = "data/catalogue.toml"
_VARIABLE = "IMPACT_CATALOGUE"
_OWN: ContextVar[Path | None] = ContextVar("own catalogue", default=None)
_ID = re.compile(r"[0-9A-Za-z]{3,20}")
_NUMBER = re.compile(r"\d+")
Level = Literal["land", "landsdeel", "provincie", "corop", "gemeente"]


def _several(value: object) -> object:
    """Return what may be written as one text or as a list of texts as a list."""
    return ([value] if value else []) if isinstance(value, str) else value


class Measure(StrictTable):
    """A column of a table, found by its title; `titles` are the wordings it is known to have had."""

    variable: str
    titles: tuple[str, ...] = Field(min_length=1)
    unit: str
    source_units: tuple[str, ...] = ()


class Table(StrictTable):
    """One table of CBS: what it is for, and which part of it to take.

    `regions` are the prefixes of region codes to take (empty: no selection), `periods` parts of the period key of which
    the first that the table has is taken, such as "JJ" (years) or "MM12" (Decembers, which stand for their year),
    `only` titles to keep in other dimensions. `take` is "listed" to take the listed measures and refuse the table when
    one is gone, "all" to take every measure. `generation` names figures that may not be joined with those of another
    generation.
    """

    id: str
    title: str
    about: str
    generation: str = ""
    predecessor: str = ""
    successor: str = ""
    levels: tuple[Level, ...] = ()
    regions: tuple[str, ...] = ()
    periods: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
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
    """Return the tables of the catalogue by id: the bundled ones, then those of the user."""
    return bundled() | own()


def bundled() -> dict[str, Table]:
    """Return the tables that the package describes, by id."""
    return _read(bundle.data("catalogue.toml"))


def own() -> dict[str, Table]:
    """Return the tables that the user describes, by id; none without a file.

    Raises
    ------
    InputError
        A file that cannot be read, and everything that is wrong with its paragraphs.
    """
    path = own_file()
    if path is None:
        return {}
    if not path.exists():
        todo = "Correct the name, or leave it out; `impact pull --describe TABLE` prints a paragraph to start from."
        raise InputError(Problem(str(path), "catalogue", "no such file", "a TOML file with tables of CBS", todo))
    return _own(path, path.stat().st_mtime_ns, path.stat().st_size)


def own_file() -> Path | None:
    """Return the catalogue of the user: what `beside` names, else `IMPACT_CATALOGUE`."""
    named = os.environ.get(_VARIABLE)
    return _OWN.get() or (Path(named) if named else None)


@contextmanager
def beside(path: Path | None) -> Iterator[None]:
    """Let a file of the user stand beside the bundled catalogue for a while; None leaves it to `IMPACT_CATALOGUE`."""
    before = _OWN.set(path)
    try:
        yield
    finally:
        _OWN.reset(before)


def home(name: str) -> str:
    """Return the file in which a table has its paragraph, as messages name it."""
    return str(own_file()) if name in own() else BUNDLED


def table(name: str) -> Table:
    """Return one table of the catalogue, or raise InputError with the ids of the same number; capitals do not count."""
    known = {table.upper(): found for table, found in tables().items()}
    if table_id(name).upper() not in known:
        # Numbers that look alike belong to tables that have nothing in common.
        number = _NUMBER.findall(name)
        near = [table.id for table in known.values() if number and number == _NUMBER.findall(table.id)]
        listed = f"Did you mean {' or '.join(map(repr, near))}?"
        more = listed if near else "`impact status` lists those that can be pulled."
        todo = f"{more} `impact pull --describe {name}` prints a paragraph for a file of your own (--catalogue FILE)."
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


@cache
def _own(path: Path, changed: int, size: int) -> dict[str, Table]:
    """Return the paragraphs of the user; `changed` and `size` tell one content of a file from another."""
    raw = read_toml(path)
    problems = [problem for name, body in raw.items() for problem in _wrong(str(path), name, body, raw)]
    if problems:
        raise InputError(problems)
    return {name: Table.model_validate({**body, "id": name}) for name, body in raw.items()}


def _wrong(file: str, name: str, body: Any, raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Return what is wrong with one paragraph of the user."""
    if not isinstance(body, dict):
        todo = f"Write the id of the table between brackets above its keys, such as [{name}] or [83599NED]."
        yield Problem(file, name, repr(body)[:80], "a paragraph", todo)
        return
    if not _ID.fullmatch(name):
        yield Problem(file, name, repr(name)[:80], "the id of a table: 3 to 20 letters and digits", "Correct it.")
    yield from _twice(file, name, raw)
    if "id" in body:
        yield Problem(file, f"{name}.id", repr(body["id"])[:80], "no such key", "The id stands between the brackets.")
    try:
        Table.model_validate({**body, "id": name})
    except ValidationError as failure:
        yield from model_problems(file, name, Table, failure)


def _twice(file: str, name: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Return where else a table is described: in the bundled catalogue, or earlier in the same file."""
    described = next((table for table in bundled() if table.upper() == name.upper()), None)
    if described:
        todo = f"Take the paragraph out: `impact pull {described}` and `impact panel` use the bundled one."
        yield Problem(file, name, f"{described}, which the bundled catalogue describes", "a table of your own", todo)
    names = list(raw)
    if earlier := [other for other in names[: names.index(name)] if other.upper() == name.upper()]:
        yield Problem(file, name, f"{earlier[0]} again", "every table once", "Take one of the two out.")
