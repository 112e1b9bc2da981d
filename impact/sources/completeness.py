"""Whether all rows of a selection came in, though the older service of CBS says nowhere how many there are.

Most tables have a row for every combination of their dimensions, so the dimensions give the number. Where fewer rows
came in, the list of tables of the service tells whether the table is one of those. Where that cannot be asked, the
numbers of the rows do: they are then the places of the combinations in the whole table. A table in which combinations
lack is asked whether it has a row after as many as came in: it has one whichever of its rows were lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any
from urllib.parse import parse_qs, urlsplit

from impact.sources.cbs import Description, Dimension, Rows
from impact.sources.transport import SourceError, Transfer


class Tally:
    """Counts the rows that pass, in the order of their ID; `kept` is how many keys of each dimension were asked for."""

    def __init__(self, transfer: Transfer, about: Description, kept: Mapping[str, int]) -> None:
        self._transfer, self._about = transfer, about
        self._places = _Places(about.dimensions)
        self._sizes = {d.key: len(d.titles) for d in about.dimensions}
        self._kept = {**self._sizes, **kept}
        self._rows, self._last = 0, -1

    def add(self, url: str, rows: Rows) -> None:
        """Count one page; refuses one that does not follow on the page before."""
        skipped = parse_qs(urlsplit(url).query).get("$skip")
        if skipped and int(skipped[0]) != self._rows:
            seen = f"the next page starts at row {skipped[0]} after {self._rows} rows"
            what = "is missing" if int(skipped[0]) > self._rows else "came twice"
            raise self._transfer.error(seen, f"A page {what}; try again later.")
        for row in rows:
            if row["ID"] <= self._last:
                raise self._transfer.error(f"row {row['ID']} came twice", "The table may have changed; try again.")
            self._last = row["ID"]
        self._rows += len(rows)
        self._places.look(rows)

    def check(self, announced: Callable[[], int | None], follows: Callable[[int], bool]) -> None:
        """Refuse a selection that is not whole; asks the source only when combinations lack.

        `announced` gives how many rows the whole table has, `follows` whether the selection has a row after so many.
        """
        expected = prod(self._kept.values())
        if self._rows == expected:
            return
        count = announced()
        if count == prod(self._sizes.values()) or (count is None and self._places.hold):
            raise self._missing(f"announces {expected}")
        if count is not None and self._kept == self._sizes and self._rows < count:
            raise self._missing(f"announces {count}")
        if self._rows > expected and self._sizes:
            raise self._missing(f"has {expected} combinations", "Some came twice; try again later.")
        if follows(self._rows):
            raise self._missing("has more")

    def _missing(self, what: str, todo: str = "Part is missing; try again later.") -> SourceError:
        return self._transfer.error(f"{self._rows} rows came in where the table {what}", todo)


class _Places:
    """Whether the numbers of rows are their places among all combinations; `hold` until a row shows otherwise."""

    def __init__(self, dimensions: tuple[Dimension, ...]) -> None:
        self._positions = {d.key: {key: n for n, key in enumerate(d.titles)} for d in dimensions}
        self._distances: set[int] = set()

    @property
    def hold(self) -> bool:
        return len(self._distances) <= 1

    def look(self, rows: Rows) -> None:
        """Look at the ends of a page; one row that is out of place is enough."""
        for row in rows[:1] + rows[-1:]:
            place = 0
            for key, position in self._positions.items():
                place = place * len(position) + position.get(str(row[key]).strip(), 0)
            self._distances.add(row["ID"] - place)


def record_count(transfer: Transfer, table: str, modified: str) -> int | None:
    """Return how many rows the list of tables gives to a table, None where it cannot say so of this version."""
    query = {"$format": "json", "$filter": f"Identifier eq '{table}'"}
    try:
        listed = transfer.get(f"{transfer.base}/ODataCatalog/Tables", query)["value"]
    except (SourceError, KeyError):
        return None
    found: dict[str, Any] = next((t for t in listed if t.get("Identifier") == table), {})
    count = found.get("RecordCount")
    return count if isinstance(count, int) and found.get("Modified") == modified else None
