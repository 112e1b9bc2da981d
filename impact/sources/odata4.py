"""OData v4 of datasets.cbs.nl: long observations, one cell a row; empty cells are left out by the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from impact.sources.cbs import Chosen, Column, Description, Dimension, Rows, any_of, select
from impact.sources.transport import Transfer

_KINDS = {"GeoDimension": "region", "TimeDimension": "period"}


class Dialect4:
    """OData v4."""

    def modified(self, transfer: Transfer, table: str) -> str:
        """Return `Modified` of the properties of the table."""
        return str(transfer.get(f"{_root(transfer, table)}/Properties")["Modified"])

    def describe(self, transfer: Transfer, table: str) -> Description:
        """Return columns and dimensions from Properties, Dimensions, MeasureCodes and the codes of the dimensions."""
        root = _root(transfer, table)
        info = transfer.get(f"{root}/Properties")
        measures = _all(transfer, f"{root}/MeasureCodes")
        dimensions = _all(transfer, f"{root}/Dimensions")
        codes = {d["Identifier"]: _all(transfer, f"{root}/{d['Identifier']}Codes") for d in dimensions}
        return Description(
            title=str(info["Title"]).strip(),
            modified=str(info["Modified"]),
            rows=info.get("ObservationCount"),
            discontinued="stopgezet" in f"{info.get('Status')} {info.get('Frequency')}".lower(),
            columns=tuple(map(_column, measures)),
            dimensions=tuple(_dimension(d, codes[d["Identifier"]]) for d in dimensions),
        )

    def stream(
        self, transfer: Transfer, table: str, about: Description, chosen: Chosen, page: Callable[[Rows], None]
    ) -> None:
        """Hand on the selected observations, and refuse observations that come twice or not at all."""
        query = [] if chosen.columns == about.columns else [any_of("Measure", tuple(c.key for c in chosen.columns))]
        query += [select(d, chosen.keys[d.key], "contains") for d in about.dimensions if d.key in chosen.keys]
        last, count = -1, 0
        for rows in _pages(transfer, f"{_root(transfer, table)}/Observations", " and ".join(query)):
            for row in rows:
                if row["Id"] <= last:
                    raise transfer.error(f"observation {row['Id']} came twice", "Try again later.")
                last = row["Id"]
            count += len(rows)
            page(rows)
        if not query and about.rows is not None and count != about.rows:
            seen = f"{count} observations came in where the table announces {about.rows}"
            raise transfer.error(seen, "Part is missing; try again later.")


def _root(transfer: Transfer, table: str) -> str:
    return f"{transfer.base}/odata/v1/CBS/{table}"


def _pages(transfer: Transfer, url: str, query: str = "") -> Iterator[Rows]:
    series: set[str] = set()
    reply = transfer.get(url, {"$filter": query} if query else None, series=series)
    yield reply["value"]
    while link := reply.get("@odata.nextLink"):
        reply = transfer.get(str(link), series=series)
        yield reply["value"]


def _all(transfer: Transfer, url: str) -> Rows:
    return [row for rows in _pages(transfer, url) for row in rows]


def _column(m: dict[str, Any]) -> Column:
    unit, words = str(m.get("Unit") or "").strip(), str(m.get("DataType")).lower() == "string"
    return Column(m["Identifier"], str(m["Title"]).strip(), unit, int(m.get("Decimals") or 0), words)


def _dimension(d: dict[str, Any], codes: Rows) -> Dimension:
    kind = _KINDS.get(str(d.get("Kind")), "other")
    if kind == "other" and str(d["Identifier"]).startswith("Bedrijfstakken"):
        kind = "sector"
    titles = {str(c["Identifier"]).strip(): str(c["Title"]).strip() for c in codes}
    statuses = {str(c["Identifier"]).strip(): str(c.get("Status") or "") for c in codes}
    return Dimension(d["Identifier"], str(d["Title"]).strip(), kind, titles, statuses)
