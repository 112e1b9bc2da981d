"""The table of figures used, with which every publication ends, and the cells that tables are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from impact import datapackage
from impact.report.charts.sources import edition
from impact.words.texts import Words

Cell = str | dict[str, Any]
"""A dict has a second text under the first, in the language of the data file, or counts for several rows.

The language of the second text is `lang`, English where nothing is said.
"""

Row = list[Cell]

_BOUNDARIES = "gemeente-2024"
_SAME_IN_BOTH = re.compile(r"(CBS StatLine|Eurostat) \w+")  # a publisher and the number of its table


def source_rows(used: Mapping[str, Mapping[str, Any]], words: Words, *, boundaries: bool = True) -> list[Row]:
    """Return a row a record: title, publisher's table with address, edition, licence, checksum.

    Last come the boundaries, where there is a map.
    """
    drawn = {_BOUNDARIES: _boundaries()} if boundaries else {}
    return [
        [
            named(f"source_title.{name}", record["title"], words),
            _origin(record, words),
            _edition(str(record["vintage"]), words),
            record["licence"],
            record["sha256"][:12],
        ]
        for name, record in {**used, **drawn}.items()
    ]


def _origin(record: Mapping[str, Any], words: Words) -> Cell:
    """Return what the publisher calls a table, with its address where it has one."""
    source = str(record["source"])
    return sourced("", source, origin(source, words), words) | ({"url": record["url"]} if record["url"] else {})


def origin(source: str, words: Words) -> str | None:
    """Return what publishers call the tables of a source, or None where a part of it has no words.

    Parameters
    ----------
    source
        As the record of a table has it.
    words
        Texts with those of the house.
    """
    parts = [words.known(f"source_origin.{part}") or _unchanged(part) for part in source.split(" + ")]
    return " + ".join(part for part in parts if part) if all(parts) else None


def _unchanged(source: str) -> str | None:
    return source if _SAME_IN_BOTH.fullmatch(source) else None


def _edition(vintage: str, words: Words) -> Cell:
    """Return a vintage as readers know it: in words, as a date, a year, or what the data file says (in English)."""
    told = edition(vintage, words)
    return told if told != vintage or vintage.isdecimal() else named(f"vintage.{vintage}", vintage, words)


def sourced(text: str, source: str, in_dutch: str | None, words: Words) -> dict[str, Any]:
    """Return a text with its source under it: on Dutch pages in Dutch where that is given, else as in the data file."""
    if words.lang == "nl" and in_dutch:
        return {"text": text, "under": in_dutch, "lang": "nl"}
    return {"text": text, "under": source}


def in_english(rows: Iterable[Row]) -> bool:
    """Return whether any cell has a second text in English."""
    cells = (cell for row in rows for cell in row if isinstance(cell, dict))
    return any(cell.get("under") and cell.get("lang", "en") == "en" for cell in cells)


def named(key: str, otherwise: str, words: Words) -> Cell:
    """Return a text of the publication, or what the data file says (in English) when there is none."""
    return words.known(key) or {"text": "", "under": otherwise}


def _boundaries() -> dict[str, Any]:
    described = datapackage.resource("geometry", _BOUNDARIES)
    return {
        "title": described["title"],
        "source": described["sources"][0]["title"],
        "url": described["sources"][0]["path"],
        "vintage": described["vintage"],
        "licence": described["licenses"][0]["name"],
        "sha256": described["hash"].removeprefix("sha256:"),
    }
