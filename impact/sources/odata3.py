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
from urllib.parse import urlencode, urlsplit

import requests
from cbsodata import cbsodata3

from impact.sources.completeness import Tally, record_count
from impact.sources.description import Chosen, Column, Description, Dimension, Rows, Version, kind_of
from impact.sources.query import among, fits, fitting, joined, select
from impact.sources.transport import Transfer

_ONE_AT_A_TIME = threading.Lock()  # cbsodata keeps its session class and options in its module


class Dialect3:
    """OData v3 of opendata.cbs.nl."""

    def version(self, transfer: Transfer, table: str) -> Version:
        """Return what TableInfos says of the version."""
        return _version(_info(transfer, table))

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
            version=_version(info),
            cells=None,  # TableInfos does not say
            columns=tuple(map(_column, columns)),
            dimensions=tuple(_dimension(kinds[key], rows) for key, rows in sets.items()),
        )

    def stream(
        self, transfer: Transfer, table: str, about: Description, chosen: Chosen, page: Callable[[Rows], None]
    ) -> None:
        """Hand on the selected rows of UntypedDataSet, and refuse pages that are missing or come twice."""
        conditions = fitting({d.key: select(d, chosen.keys[d.key], "substringof") for d in _selected(about, chosen)})
        query = _query(about, chosen, conditions)
        tally = Tally(transfer, about, {key: chosen.keys[key] for key in conditions})
        here = {key: kept for key, kept in chosen.keys.items() if key not in conditions}

        def each(url: str, rows: Rows) -> None:
            tally.add(url, rows)
            page(among(rows, here))

        with _cbsodata(transfer, each) as host:
            cbsodata3.get_meta(table, _asked(query), catalog_url=host)
        if transfer.replayed:  # it was whole when it was pulled
            return
        tally.check(
            lambda: record_count(transfer, table, about.version.modified),
            lambda rows: _follows(transfer, table, query, rows),
        )


def _selected(about: Description, chosen: Chosen) -> Iterator[Dimension]:
    return (d for d in about.dimensions if d.key in chosen.keys)


def _query(about: Description, chosen: Chosen, conditions: dict[str, str]) -> dict[str, str]:
    """Return what is asked: no columns where all are wanted or their names are too long for an address."""
    condition = {"$filter": joined(conditions)} if conditions else {}
    columns = {"$select": ",".join(["ID", *(d.key for d in about.dimensions), *(c.key for c in chosen.columns)])}
    return columns | condition if chosen.columns != about.columns and fits(columns | condition) else condition


def _asked(query: dict[str, str]) -> str:
    return f"UntypedDataSet?{urlencode(query)}" if query else "UntypedDataSet"


def _follows(transfer: Transfer, table: str, query: dict[str, str], rows: int) -> bool:
    """Whether a selection has a row after so many."""
    one = {**query, "$format": "json", "$skip": str(rows), "$top": "1"}
    return bool(transfer.get(f"{transfer.base}/ODataFeed/odata/{table}/UntypedDataSet", one)["value"])


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


def _version(info: dict[str, Any]) -> Version:
    said = [str(info.get(key) or "") for key in ("MetaDataModified", "ReasonDelivery", "Frequency")]
    return Version(str(info["Modified"]), *said)


def _column(p: dict[str, Any]) -> Column:
    words = str(p.get("Datatype")).lower() == "string"
    return Column(
        p["Key"], str(p["Title"]).strip(), str(p.get("Unit") or "").strip(), int(p.get("Decimals") or 0), words
    )


def _dimension(p: dict[str, Any], rows: Rows) -> Dimension:
    kind = kind_of(str(p["Key"]), str(p["odata.type"]).rsplit(".", 1)[-1])
    titles = {str(r["Key"]).strip(): str(r["Title"]).strip() for r in rows}
    statuses = {str(r["Key"]).strip(): str(r.get("Status") or "") for r in rows}
    return Dimension(
        p["Key"], str(p["Title"]).strip(), kind, titles, statuses, {str(r["Key"]).strip(): r["Key"] for r in rows}
    )
