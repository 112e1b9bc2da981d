"""CBS tables over OData: two dialects, one description of a table, the same rows out.

The dialects only read: `describe` asks what the table holds, `stream` hands on page after page of cells. What the cells
mean is decided in `tidy`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from impact.errors import InputError, Problem
from impact.sources.catalogue import Table
from impact.sources.transport import Transfer

Api = Literal["v3", "v4"]
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Column:
    """A measure of a table: its key, title, unit as printed, number of decimals, and whether it holds words."""

    key: str
    title: str
    unit: str
    decimals: int
    words: bool = False


@dataclass(frozen=True)
class Dimension:
    """A dimension of a table: kind "region", "period", "sector" or "other", and titles and statuses by stripped key.

    `raw_keys` gives the keys as the source pads them with blanks, which its filters want back.
    """

    key: str
    title: str
    kind: str
    titles: Mapping[str, str]
    statuses: Mapping[str, str] = field(default_factory=dict)
    raw_keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Description:
    """What a source says about a table: version, number of rows, columns and dimensions."""

    title: str
    modified: str
    rows: int | None
    discontinued: bool
    columns: tuple[Column, ...]
    dimensions: tuple[Dimension, ...]


class Dialect(Protocol):
    """How to speak to one generation of the service."""

    def modified(self, transfer: Transfer, table: str) -> str:
        """Return when the table was last changed; one small request."""

    def describe(self, transfer: Transfer, table: str) -> Description:
        """Return what the table holds."""

    def stream(
        self, transfer: Transfer, table: str, about: Description, chosen: Chosen, page: Callable[[Rows], None]
    ) -> None:
        """Hand on the rows of the selection, page by page."""


@dataclass(frozen=True)
class Chosen:
    """The part of a table that is taken: columns, and for each selected dimension the stripped keys to keep."""

    columns: tuple[Column, ...]
    keys: Mapping[str, tuple[str, ...]]
    words: str


def base(api: Api) -> str:
    """Return the address of the service, `IMPACT_CBS_URL` where it is set."""
    default = {"v3": "https://opendata.cbs.nl", "v4": "https://datasets.cbs.nl"}[api]
    address = os.environ.get("IMPACT_CBS_URL") or default
    if not address.startswith(("https://", "http://")):
        todo = "Set it to something like https://opendata.cbs.nl."
        raise InputError(Problem("environment", "IMPACT_CBS_URL", repr(address), "a web address", todo))
    return address.rstrip("/")


def dialect(api: str) -> Dialect:
    """Return the dialect by name."""
    from impact.sources import odata3, odata4

    dialects: dict[str, Dialect] = {"v3": odata3.Dialect3(), "v4": odata4.Dialect4()}
    if api not in dialects:
        raise InputError(Problem("pull", "api", repr(api), "v3 or v4", "Leave it out for v3."))
    return dialects[api]


def choose(table: Table, about: Description, transfer: Transfer) -> Chosen:
    """Return the part of the table that the catalogue asks for; refuses columns and keys that are not there."""
    return Chosen(_columns(table, about, transfer), dict(_keys(table, about, transfer)), _words(table))


def select(dimension: Dimension, keys: tuple[str, ...], contains: Literal["substringof", "contains"]) -> str:
    """Write the selection of one dimension as a filter, by prefix or part where that says the same in fewer words."""
    if dimension.kind == "region":
        prefixes = sorted({k[:2] for k in keys})
        if set(keys) == {k for k in dimension.titles if k[:2] in prefixes}:
            return "(" + " or ".join(f"startswith({dimension.key},'{p}')" for p in prefixes) + ")"
    if dimension.kind == "period":
        parts = {k[4:6] for k in keys}
        if len(parts) == 1 and set(keys) == {k for k in dimension.titles if k[4:6] in parts}:
            part = f"'{parts.pop()}'"
            inside = (part, dimension.key) if contains == "substringof" else (dimension.key, part)
            return f"{contains}({','.join(inside)})"
    return any_of(dimension.key, tuple(dimension.raw_keys.get(k, k) for k in keys))


def any_of(key: str, values: tuple[str, ...]) -> str:
    """Write that a column has one of these values as a filter."""
    return "(" + " or ".join(f"{key} eq '{v}'" for v in values) + ")"


def find(titles: tuple[str, ...], columns: tuple[Column, ...]) -> Column | None:
    """Return the column with one of these titles; case, blanks and punctuation do not count."""
    by_title = {_plain(c.title): c for c in reversed(columns)}
    return next((by_title[_plain(t)] for t in titles if _plain(t) in by_title), None)


def _columns(table: Table, about: Description, transfer: Transfer) -> tuple[Column, ...]:
    found = [(m, find(m.titles, about.columns)) for m in table.measures]
    for measure, column in found:
        if column is None and table.take == "listed":
            titles = ", ".join(repr(c.title) for c in about.columns[:12])
            seen = f"no column {measure.titles[0]!r} (for {measure.variable}); the table has {titles}"
            raise transfer.error(seen, "If it was renamed, add the new title to data/catalogue.toml.")
        if column and measure.source_units and _plain(column.unit) not in map(_plain, measure.source_units):
            seen = f"{column.title!r} is now in {column.unit!r} instead of {measure.source_units[0]!r}"
            raise transfer.error(seen, "Check the table and adjust data/catalogue.toml.")
    return about.columns if table.take == "all" else tuple(dict.fromkeys(c for _, c in found if c))


def _keys(table: Table, about: Description, transfer: Transfer) -> Iterator[tuple[str, tuple[str, ...]]]:
    for dimension in about.dimensions:
        keys: list[str] = list(dimension.titles)
        if dimension.kind == "region" and table.regions:
            keys = [k for k in keys if k.startswith(table.regions)]
        elif dimension.kind == "period" and table.periods:
            keys = [k for k in keys if table.periods in k]
        elif (wanted := table.only.get(dimension.title)) is not None:
            keys = [k for k in keys if dimension.titles[k] in wanted]
        else:
            continue
        if not keys:
            raise transfer.error(f"nothing in {dimension.title!r} matches the catalogue", "Adjust data/catalogue.toml.")
        yield dimension.key, tuple(keys)


def _words(table: Table) -> str:
    parts = [f"regions {', '.join(table.regions)}"] if table.regions else []
    parts += [f"periods {table.periods}"] if table.periods else []
    parts += [f"{title}: {', '.join(kept)}" for title, kept in table.only.items()]
    return "; ".join(parts) or "the whole table"


def _plain(title: str) -> str:
    return "".join(c for c in title.lower() if c.isalnum())
