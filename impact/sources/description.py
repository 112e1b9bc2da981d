"""What a source says about a table, whichever service it comes from: version, columns, dimensions; and how to ask.

A dialect only reads: `describe` asks what the table holds, `stream` hands on page after page of cells. What the cells
mean is decided in `tidy`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

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


def measure_names(columns: tuple[Column, ...]) -> dict[str, str]:
    """Return the name of each column by key: its title, with the key where two have the same title."""
    counted = Counter(c.title for c in columns)
    return {c.key: c.title if counted[c.title] == 1 else f"{c.title} ({c.key})" for c in columns}


def find(titles: tuple[str, ...], columns: tuple[Column, ...]) -> Column | None:
    """Return the column with one of these names, as in `measure_names`; case, blanks and punctuation do not count.

    A title with the key behind it is always understood, so that it holds too when only one of several is taken.
    """
    names = measure_names(columns)
    by_title = {plain(f"{c.title} ({c.key})"): c for c in columns}
    by_title |= {plain(names[c.key]): c for c in reversed(columns)}
    return next((by_title[plain(t)] for t in titles if plain(t) in by_title), None)


def plain(title: str) -> str:
    """Return a title without case, blanks and punctuation, by which wordings of one title are the same."""
    return "".join(c for c in title.lower() if c.isalnum())
