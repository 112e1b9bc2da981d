"""CBS tables over OData: two dialects, one description of a table, the same rows out.

The dialects only read: `describe` asks what the table holds, `stream` hands on page after page of cells. What the cells
mean is decided in `tidy`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from impact.errors import InputError, Problem
from impact.sources import catalogue
from impact.sources.catalogue import Measure, Table
from impact.sources.transport import Transfer

Api = Literal["v3", "v4"]
Rows = list[dict[str, Any]]

_KINDS = {"GeoDimension": "region", "GeoDetail": "region", "TimeDimension": "period"}  # the same in both services
# Dimensions that CBS does not always mark as what they are, by the start of their key.
_STARTS = {"Bedrijfstakken": "sector", "Woonregio": "region", "Werkregio": "region"}
_ENDS = {"Woonregio": "home_region", "Werkregio": "work_region"}


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
    """A dimension of a table: its kind as `kind_of` gives it, and titles and statuses by stripped key.

    `raw_keys` gives the keys as the source pads them with blanks, which its filters want back.
    """

    key: str
    title: str
    kind: str
    titles: Mapping[str, str]
    statuses: Mapping[str, str] = field(default_factory=dict)
    raw_keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """Which version of a table a source has: when its figures and its metadata changed, why, and whether it goes on.

    A table that is stopped, or whose provisional figures become final, may change in nothing but its metadata.
    """

    modified: str
    metadata: str
    reason: str
    frequency: str

    @property
    def discontinued(self) -> bool:
        """Whether the source says that it has stopped the table."""
        return "stopgezet" in f"{self.reason} {self.frequency}".lower()


@dataclass(frozen=True)
class Description:
    """What a source says about a table: version, number of cells where it gives one, columns and dimensions."""

    title: str
    version: Version
    cells: int | None
    columns: tuple[Column, ...]
    dimensions: tuple[Dimension, ...]


class Dialect(Protocol):
    """How to speak to one generation of the service."""

    def version(self, transfer: Transfer, table: str) -> Version:
        """Return which version of the table there is; one small request."""

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


def kind_of(key: str, named: str) -> str:
    """Return the kind of a dimension, "region", "period", "sector" or "other", from its key and what CBS calls it."""
    if named in _KINDS:
        return _KINDS[named]
    return next((kind for start, kind in _STARTS.items() if key.startswith(start)), "other")


def column_names(dimensions: tuple[Dimension, ...]) -> dict[str, str]:
    """Return the name of the column of each dimension by key.

    That is its kind: "region", "period", "sector". Other dimensions, and those of which a table has several of a kind,
    have their own key, but for the regions where people live and work: "home_region" and "work_region".
    """
    kinds = [d.kind for d in dimensions]
    single = {d.key: d.kind for d in dimensions if d.kind != "other" and kinds.count(d.kind) == 1}
    ends = {d.key: name for d in dimensions for start, name in _ENDS.items() if d.key.startswith(start)}
    return {d.key: ends.get(d.key) or single.get(d.key) or d.key for d in dimensions}


def covers(record: Mapping[str, Any], table: Table) -> bool:
    """Whether what a record says was pulled holds all that a paragraph of the catalogue asks for."""
    wanted = table.model_dump(mode="json")
    if _part(record["selection"]) != _part(wanted):
        return False
    columns = tuple(Column(**c) for c in record["columns"])
    if table.take == "all" and record["selection"]["take"] != "all":
        return False
    found = [(m, find(m.titles, columns)) for m in table.measures]
    return all(_has_unit(m, c) if c else table.take == "all" for m, c in found)


def measure_names(columns: tuple[Column, ...]) -> dict[str, str]:
    """Return the name of each column by key: its title, with the key where two have the same title."""
    counted = Counter(c.title for c in columns)
    return {c.key: c.title if counted[c.title] == 1 else f"{c.title} ({c.key})" for c in columns}


def find(titles: tuple[str, ...], columns: tuple[Column, ...]) -> Column | None:
    """Return the column with one of these names, as in `measure_names`; case, blanks and punctuation do not count.

    A title with the key behind it is always understood, so that it holds too when only one of several is taken.
    """
    names = measure_names(columns)
    by_title = {_plain(f"{c.title} ({c.key})"): c for c in columns}
    by_title |= {_plain(names[c.key]): c for c in reversed(columns)}
    return next((by_title[_plain(t)] for t in titles if _plain(t) in by_title), None)


def _columns(table: Table, about: Description, transfer: Transfer) -> tuple[Column, ...]:
    found = [(m, find(m.titles, about.columns)) for m in table.measures]
    for measure, column in found:
        if column is None and table.take == "listed":
            titles = ", ".join(map(repr, [*measure_names(about.columns).values()][:12]))
            seen = f"no column {measure.titles[0]!r} (for {measure.variable}); the table has {titles}"
            raise transfer.error(seen, f"If it was renamed, add the new title to {catalogue.home(table.id)}.")
        if column and not _has_unit(measure, column):
            seen = f"{column.title!r} is now in {column.unit!r} instead of {measure.source_units[0]!r}"
            raise transfer.error(seen, f"Check the table and adjust {catalogue.home(table.id)}.")
    return about.columns if table.take == "all" else tuple(dict.fromkeys(c for _, c in found if c))


def _has_unit(measure: Measure, column: Column) -> bool:
    return not measure.source_units or _plain(column.unit) in map(_plain, measure.source_units)


def _part(selection: Mapping[str, Any]) -> tuple[object, ...]:
    """Return which rows a selection takes, as a record keeps it; in older ones the periods are one text."""
    periods = selection["periods"]
    return selection["regions"], [periods] if isinstance(periods, str) else periods, selection["only"]


def _keys(table: Table, about: Description, transfer: Transfer) -> Iterator[tuple[str, tuple[str, ...]]]:
    for dimension in about.dimensions:
        keys: list[str] = list(dimension.titles)
        if dimension.kind == "region" and table.regions:
            keys = [k for k in keys if k.startswith(table.regions)]
        elif dimension.kind == "period" and table.periods:
            keys = next((kept for part in table.periods if (kept := [k for k in keys if part in k])), [])
        elif (wanted := table.only.get(dimension.title)) is not None:
            keys = [k for k in keys if dimension.titles[k] in wanted]
        else:
            continue
        if not keys:
            seen = f"nothing in {dimension.title!r} matches the catalogue"
            raise transfer.error(seen, f"Adjust {catalogue.home(table.id)}.")
        yield dimension.key, tuple(keys)


def _words(table: Table) -> str:
    parts = [f"regions {', '.join(table.regions)}"] if table.regions else []
    parts += [f"periods {' or else '.join(table.periods)}"] if table.periods else []
    parts += [f"{title}: {', '.join(kept)}" for title, kept in table.only.items()]
    return "; ".join(parts) or "the whole table"


def _plain(title: str) -> str:
    return "".join(c for c in title.lower() if c.isalnum())
