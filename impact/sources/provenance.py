"""What a figure knows about its origin; carried by every result, down to the line under a chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Record(Mapping[str, Any]):
    """The origin of one table, or of the part of it that was used. Reads as an object and as a mapping.

    `table` is our name, `source` and `url` the publisher's table, `credit` the line that has to stand under a chart,
    `sha256` the checksum of the bytes read, `selection` the filter in words (empty: the whole table), `schema` the
    Frictionless table schema with units.
    """

    table: str
    title: str
    source: str
    url: str
    licence: str
    credit: str
    vintage: str
    sha256: str
    cautions: tuple[str, ...] = ()
    selection: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)

    def __getitem__(self, key: str) -> Any:
        if key not in self.__dataclass_fields__:
            raise KeyError(key)
        return getattr(self, key)

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dataclass_fields__)

    def __len__(self) -> int:
        return len(self.__dataclass_fields__)

    def manifest(self) -> dict[str, Any]:
        """Return what a manifest keeps: everything but the schema."""
        return {
            key: list(value) if isinstance(value, tuple) else value for key, value in self.items() if key != "schema"
        }
