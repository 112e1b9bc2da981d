"""Whether all rows of a selection came in, though the older service of CBS says nowhere how many there are.

Most tables have a row for every combination of their dimensions, so the dimensions give the number. Where fewer rows
came in, the list of tables of the service tells whether the table is one of those. A table in which combinations lack
is asked whether it has a row after as many as came in: it has one whichever of its rows were lost. Where the list
cannot be asked, one unbroken run of combinations is taken for a table that was cut off, not for one with gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any
from urllib.parse import parse_qs, urlsplit

from impact.sources.description import Description, Rows
from impact.sources.transport import SourceError, Transfer


class Tally:
    """Counts the rows that pass, in the order of their ID; `kept` are the keys that were asked for, where not all."""

    def __init__(self, transfer: Transfer, about: Description, kept: Mapping[str, tuple[str, ...]]) -> None:
        self._transfer = transfer
        self._all = prod(len(d.titles) for d in about.dimensions)
        self._kept = {d.key: kept.get(d.key, tuple(d.titles)) for d in about.dimensions}
        self._rows, self._last = 0, -1
        self._ends: list[dict[str, Any]] = []

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
        self._ends = [*self._ends, *rows[:1], *rows[-1:]]
        self._ends = [*self._ends[:1], *self._ends[-1:]]

    def check(self, announced: Callable[[], int | None], follows: Callable[[int], bool]) -> None:
        """Refuse a selection that is not whole; asks the source only when combinations lack.

        `announced` gives how many rows the whole table has, `follows` whether the selection has a row after so many.
        """
        expected = prod(map(len, self._kept.values()))
        if self._rows == expected:
            return
        count = announced()
        if count == self._all or (count is None and self._is_one_run()):
            raise self._missing(f"announces {expected}")
        if count is not None and expected == self._all and self._rows < count:
            raise self._missing(f"announces {count}")
        if self._rows > expected and self._kept:
            raise self._missing(f"has {expected} combinations", "Some were not asked for, or came twice.")
        if follows(self._rows):
            raise self._missing("has more")

    def _is_one_run(self) -> bool:
        """Whether the rows are all that stand between the first and the last among the combinations."""
        if not self._rows:
            return True
        first, last = (self._place(row) for row in self._ends)
        return last - first + 1 == self._rows

    def _place(self, row: dict[str, Any]) -> int:
        place = 0
        for key, kept in self._kept.items():
            found = str(row[key]).strip()
            place = place * len(kept) + (kept.index(found) if found in kept else 0)
        return place

    def _missing(self, what: str, todo: str = "Part is missing; try again later.") -> SourceError:
        return self._transfer.error(f"{self._rows} rows came in where the table {what}", todo)


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
