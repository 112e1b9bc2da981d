"""OData v3 through cbsodata, whose way of building addresses and following pages is kept.

cbsodata opens a session of its own for every page, without time limits or retries, and gathers a whole table in memory.
Here its session is replaced by one that reads through `Transfer`, hands the rows on as they come, and returns to
cbsodata no more than the link to the next page. `UntypedDataSet` is read: it prints the numbers as published and keeps
the four marks of an empty cell, which `TypedDataSet` turns into one null.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from cbsodata import cbsodata3

from impact.sources.cbs import Chosen, Column, Description, Dimension, Rows, select
from impact.sources.transport import Transfer

_KINDS = {"GeoDimension": "region", "GeoDetail": "region", "TimeDimension": "period"}
_ONE_AT_A_TIME = threading.Lock()  # cbsodata keeps its session class and options in its module


class Dialect3:
    """OData v3 of opendata.cbs.nl."""

    def modified(self, transfer: Transfer, table: str) -> str:
        """Return `TableInfos.Modified`."""
        return str(_info(transfer, table)["Modified"])

    def describe(self, transfer: Transfer, table: str) -> Description:
        """Return columns and dimensions from TableInfos, DataProperties and the sets of the dimensions."""
        info = _info(transfer, table)
        with _cbsodata(transfer) as host:
            properties = cbsodata3.get_meta(table, "DataProperties", catalog_url=host)
            kinds = {p["Key"]: p for p in properties if str(p["odata.type"]).endswith(("Dimension", "GeoDetail"))}
            sets = {key: cbsodata3.get_meta(table, key, catalog_url=host) for key in kinds}
        columns = [p for p in properties if str(p["odata.type"]).endswith(".Topic")]
        return Description(
            title=str(info["Title"]).strip(),
            modified=str(info["Modified"]),
            rows=info.get("RecordCount"),
            discontinued="stopgezet" in f"{info.get('ReasonDelivery')} {info.get('Frequency')}".lower(),
            columns=tuple(map(_column, columns)),
            dimensions=tuple(_dimension(kinds[key], rows) for key, rows in sets.items()),
        )

    def stream(
        self, transfer: Transfer, table: str, about: Description, chosen: Chosen, page: Callable[[Rows], None]
    ) -> None:
        """Hand on the selected rows of UntypedDataSet, and refuse pages that are missing or come twice."""
        query = {"$select": ",".join(["ID", *(d.key for d in about.dimensions), *(c.key for c in chosen.columns)])}
        if chosen.keys:
            query["$filter"] = " and ".join(
                select(d, chosen.keys[d.key], "substringof") for d in about.dimensions if d.key in chosen.keys
            )
        counter = _Counter(transfer, page)
        with _cbsodata(transfer, counter) as host:
            cbsodata3.get_meta(table, f"UntypedDataSet?{urlencode(query)}", catalog_url=host)
        counter.check(about, chosen)


class _Counter:
    """Counts the rows that pass, in the order of their ID."""

    def __init__(self, transfer: Transfer, page: Callable[[Rows], None]) -> None:
        self.transfer, self.page, self.rows, self.last = transfer, page, 0, -1

    def __call__(self, url: str, rows: Rows) -> None:
        skipped = parse_qs(urlsplit(url).query).get("$skip")
        if skipped and int(skipped[0]) != self.rows:
            seen = f"the next page starts at row {skipped[0]} after {self.rows} rows"
            what = "is missing" if int(skipped[0]) > self.rows else "came twice"
            raise self.transfer.error(seen, f"A page {what}; try again later.")
        for row in rows:
            if row["ID"] <= self.last:
                raise self.transfer.error(f"row {row['ID']} came twice", "The table may have changed; try again.")
            self.last = row["ID"]
        self.rows += len(rows)
        self.page(rows)

    def check(self, about: Description, chosen: Chosen) -> None:
        sizes = [len(d.titles) for d in about.dimensions]
        kept = [len(chosen.keys.get(d.key, d.titles)) for d in about.dimensions]
        # A table that is a full cube tells how many rows any selection has.
        expected = _product(kept) if about.rows == _product(sizes) else about.rows if not chosen.keys else None
        if expected is not None and self.rows != expected:
            seen = f"{self.rows} rows came in where the table announces {expected}"
            raise self.transfer.error(seen, "Part is missing; try again later.")


@contextmanager
def _cbsodata(transfer: Transfer, each: Callable[[str, Rows], None] | None = None) -> Iterator[str]:
    """Let cbsodata read through the transfer; gives the host to name in its calls."""
    address, series = urlsplit(transfer.base), set[str]()

    class Session:
        """What cbsodata opens in place of a session of requests."""

        def send(self, prepared: requests.PreparedRequest, **_: object) -> requests.Response:
            url = prepared.url or ""
            reply = transfer.get(url, series=series)
            if each is not None:
                each(url, reply.pop("value"))
                reply["value"] = []
            return _response(reply)

    with _ONE_AT_A_TIME:
        before = cbsodata3.Session, cbsodata3.options.use_https
        cbsodata3.Session, cbsodata3.options.use_https = Session, address.scheme == "https"
        try:
            yield f"{address.netloc}{address.path}"
        finally:
            cbsodata3.Session, cbsodata3.options.use_https = before


def _response(reply: dict[str, Any]) -> requests.Response:
    response = requests.Response()
    response.status_code = 200
    response._content = json.dumps(reply).encode("utf-8")
    return response


def _info(transfer: Transfer, table: str) -> dict[str, Any]:
    with _cbsodata(transfer) as host:
        info = cbsodata3.get_info(table, catalog_url=host)
    if not info or "Modified" not in info:
        raise transfer.error("TableInfos is empty", "The table may be withdrawn; try --api v4.")
    found: dict[str, Any] = info
    return found


def _column(p: dict[str, Any]) -> Column:
    words = str(p.get("Datatype")).lower() == "string"
    return Column(
        p["Key"], str(p["Title"]).strip(), str(p.get("Unit") or "").strip(), int(p.get("Decimals") or 0), words
    )


def _dimension(p: dict[str, Any], rows: Rows) -> Dimension:
    kind = _KINDS.get(str(p["odata.type"]).rsplit(".", 1)[-1], "other")
    if kind == "other" and str(p["Key"]).startswith("Bedrijfstakken"):
        kind = "sector"
    titles = {str(r["Key"]).strip(): str(r["Title"]).strip() for r in rows}
    statuses = {str(r["Key"]).strip(): str(r.get("Status") or "") for r in rows}
    return Dimension(
        p["Key"], str(p["Title"]).strip(), kind, titles, statuses, {str(r["Key"]).strip(): r["Key"] for r in rows}
    )


def _product(sizes: list[int]) -> int:
    total = 1
    for size in sizes:
        total *= size
    return total
