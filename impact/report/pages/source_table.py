"""The table of figures used, with which every publication ends, and the cells that tables are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from impact import datapackage
from impact.words.texts import Words

Cell = str | dict[str, Any]
"""A dict has a second text under the first, in the language of the data file (English), or counts for several rows."""

Row = list[Cell]

_BOUNDARIES = "gemeente-2024"


def source_rows(used: Mapping[str, Mapping[str, Any]], words: Words, *, boundaries: bool = True) -> list[Row]:
    """Return a row a record: title, publisher's table with address, edition, licence, checksum.

    Last come the boundaries, where there is a map.
    """
    drawn = {_BOUNDARIES: _boundaries()} if boundaries else {}
    return [
        [
            named(f"source_title.{name}", record["title"], words),
            {"text": "", "under": record["source"], **({"url": record["url"]} if record["url"] else {})},
            named(f"vintage.{record['vintage']}", str(record["vintage"]), words),
            record["licence"],
            record["sha256"][:12],
        ]
        for name, record in {**used, **drawn}.items()
    ]


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
