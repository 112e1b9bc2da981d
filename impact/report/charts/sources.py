"""The line under a chart that says where its figures come from: made of the records of the tables, in words.

A record of another vintage gives another line; no text names a table or an edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from impact import datapackage
from impact.words import numbers
from impact.words.texts import Words, within_sentence

BOUNDARIES, DIVISION = "gemeente-2024", "municipalities-2024"  # as drawn, and which municipality lies where
_NUMBER = re.compile(r"(StatLine )?\w+")  # 83582NED, nama_10r_3gva
_AS_RECORDED: Mapping[str, str] = MappingProxyType({})


def source_line(
    records: Iterable[Mapping[str, Any]], words: Words, *, called: Mapping[str, str] = _AS_RECORDED, after: str = ""
) -> str:
    """Return who published the tables that were drawn from, and which edition of each; empty without records.

    Parameters
    ----------
    records
        A `Record`, or what a manifest keeps of one, for each table: its credit, source and vintage are read.
    words
        Texts with those of charts and of the house.
    called
        Name of a table -> what to call it, where its source is not the name that readers know.
    after
        What else was done with the figures, to close the line.
    """
    used = list({record["table"]: record for record in records}.values())
    if not used:
        return ""
    publishers = list(dict.fromkeys(p for record in used for p in _publishers(record)))
    named = words.listed([words.known(f"publisher.{name}") or name for name in publishers])
    tables = [_table(record, called, words) for record in used]
    parts = [*filter(None, tables), *([after] if after else [])]
    return words("source.line", what=", ".join([named, *(["; ".join(parts)] if parts else [])]))


def boundaries_line(words: Words) -> str:
    """Return whose boundaries are drawn, and of which year."""
    return words("source.boundaries", year=datapackage.resource("geometry", BOUNDARIES)["vintage"])


def division_line(words: Words) -> str:
    """Return who says which municipalities make up an area and whose boundaries are drawn, with their years."""
    year = datapackage.resource("concordances", DIVISION)["vintage"]
    return f"{words('area_map.source', year=year)} {boundaries_line(words)}"


def edition(vintage: str, words: Words) -> str:
    """Return a vintage as readers know it: in words where there are any, a moment of publication as a date."""
    known = words.known(f"vintage.{vintage}")
    return numbers.edition(vintage).spoken(words.lang) if known is None else known


def _publishers(record: Mapping[str, Any]) -> Iterator[str]:
    credit = str(record["credit"])
    yield from [credit] if credit == record["source"] else credit.split(": ", 1)[-1].split(", ")


def _table(record: Mapping[str, Any], called: Mapping[str, str], words: Words) -> str:
    """Return the name and edition of a table; nothing where its publisher is all that is known of it."""
    name = called.get(record["table"]) or _name(record, words)
    if not record["vintage"]:
        return name
    within = edition(str(record["vintage"]), words).replace("; ", ", ")  # a semicolon parts one table from the next
    return words("source.table", name=name, vintage=within)


def _name(record: Mapping[str, Any], words: Words) -> str:
    """Return the number under which the publisher has a table, or else its title."""
    source = str(record["source"])
    rest = [source.removeprefix(p).lstrip(", ") for p in _publishers(record) if source.startswith(p)]
    if rest and (not rest[0] or _NUMBER.fullmatch(rest[0])):
        return rest[0]
    title = words.known(f"source_title.{record['table']}")
    return within_sentence(title) if title else source
