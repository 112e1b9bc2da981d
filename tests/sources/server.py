"""A small CBS and PDOK on loopback: OData v3 and v4, OGC features and WFS, and every way in which they can misbehave.

Replies follow the recorded shapes and say no more than those: TableInfos of 80137ned and the list of tables of
ODataCatalog (which alone has RecordCount), Properties of 83765NED, padded keys, `odata.nextLink` with `$skip`,
blank-padded cells with the marks of an empty one, row numbers that are places in the whole table, single-precision
noise in TypedDataSet. `$count` of the newer service is as OData describes it.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

Row = dict[str, Any]


@dataclass
class FakeTable:
    """A table as CBS would serve it: dimensions (key, title, type, [(padded key, title, status)]) and topics.

    `revised` is when its metadata changed, where that is later than `modified`. `lacks` says which combinations of
    stripped keys have no row; the rows that there are then have running numbers.
    """

    id: str
    title: str
    dimensions: list[tuple[str, str, str, list[tuple[str, str, str]]]]
    topics: list[dict[str, Any]]
    cell: Callable[[tuple[str, ...], str], str]
    modified: str = "2025-06-30T02:00:00"
    reason: str = "Actualisering"
    frequency: str = "Perjaar"
    revised: str = ""
    lacks: Callable[[tuple[str, ...]], bool] = lambda _: False

    def rows(self) -> Iterator[Row]:
        keys = [[k for k, _, _ in values] for *_, values in self.dimensions]
        there = (c for c in product(*keys) if not self.lacks(_stripped(c)))
        for number, combination in enumerate(there):
            row: Row = {"ID": number}
            row |= dict(zip((d[0] for d in self.dimensions), combination, strict=True))
            yield row | {t["Key"]: self.cell(_stripped(combination), t["Key"]) for t in self.topics}


def _stripped(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(k.strip() for k in keys)


@dataclass
class Fault:
    """What goes wrong at addresses that contain `where`, the first `times` times, after letting `skip` pass."""

    kind: str
    where: str
    times: int = 10_000
    skip: int = 0


@dataclass
class Source:
    """The state of the fake services, shared with the test."""

    tables: dict[str, FakeTable] = field(default_factory=dict)
    features: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    page: int = 10_000
    longest: int = 100_000  # characters of an address; a longer one breaks the connection, as the portal of CBS does
    catalogue: bool = True  # whether the list of tables can be asked
    cached: dict[str, list[Row]] = field(default_factory=dict)
    on_page: Callable[[int], None] = lambda _: None
    url: str = ""


@contextmanager
def serving(source: Source, secure: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve on a free port of loopback, with TLS where a context is given; gives the address."""
    with on_loopback(type("Handler", (_Handler,), {"source": source}), secure) as port:
        source.url = f"http://127.0.0.1:{port}" if secure is None else f"https://localhost:{port}"
        yield source.url


@contextmanager
def on_loopback(handler: type[BaseHTTPRequestHandler], secure: ssl.SSLContext | None = None) -> Iterator[int]:
    """Let a handler answer on a free port of loopback, with TLS where a context is given; gives the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if secure is not None:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    source: Source

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        # As a proxy it is asked with the whole address.
        parts = urlsplit(self.path)
        path, query = parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()}
        self.source.asked.append(self.path)
        fault = self._fault()
        try:
            if (fault and self._instead(fault)) or (len(self.path) > self.source.longest and self._instead("reset")):
                return
            if fault == "first page missing":
                query["$skip"] = str(self.source.page)
            reply = _answer(self.source, path, query)
            if reply is None:
                self._send(404, b'{"odata.error": {"message": "Resource not found"}}')
                return
            self._send_changed(reply, fault)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def _fault(self) -> str:
        for fault in self.source.faults:
            if fault.where in self.path and fault.times > 0:
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                return fault.kind
        return ""

    def _instead(self, kind: str) -> bool:
        """Do something other than answering; True when that was all."""
        if kind == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif kind == "silence":
            time.sleep(1.5)
        elif kind.isdigit():
            headers = {"Retry-After": "0"} if kind in ("429", "503") else {}
            self._send(int(kind), b"{}", headers=headers)
        elif kind == "come back tomorrow":
            self._send(503, b"{}", headers={"Retry-After": "86400"})
        elif kind == "html":
            self._send(200, b"<html><body>Storing</body></html>", {"Content-Type": "text/html"})
        elif kind == "invalid":
            self._send(200, b'{"value": [}')
        elif kind == "no rows":
            self._send(200, b'{"odata.error": {"code": ""}}')
        elif kind == "list":
            self._send(200, b"[]")
        elif kind == "redirect":
            self._send(302, b"", {"Location": "http://localhost:9/elsewhere"})
        else:
            return False
        return True

    def _changed(self, reply: Row, kind: str) -> Row:
        """Return a reply with fewer rows, other rows or another link."""
        name = "@odata.nextLink" if "@odata.nextLink" in reply else "odata.nextLink"
        if link := reply.get(name):
            reply[name] = self._other_link(link, kind)
        if kind == "end early":
            reply.pop(name, None)
            reply.pop("links", None)
        if kind == "row twice":
            reply["value"][1] = reply["value"][0]
        if kind == "short page":
            reply["value"] = reply["value"][:-1]
        if kind == "empty":
            reply = {**reply, "value": []}
        return reply

    def _send_changed(self, reply: Row, kind: str) -> None:
        body = json.dumps(self._changed(reply, kind), separators=(",", ":")).encode()
        if kind == "truncated":
            self._send(200, body[: len(body) // 2])
        elif kind == "short":
            self._send(200, body[: len(body) // 2], length=len(body))
        elif kind == "gzip":
            self._send(200, gzip.compress(body), {"Content-Encoding": "gzip"})
        elif kind == "broken gzip":
            self._send(200, gzip.compress(body)[:-20], {"Content-Encoding": "gzip"})
        elif kind == "drip":
            self._drip(body)
        else:
            self._send(200, body)

    def _other_link(self, link: str, kind: str) -> str:
        if kind == "loop":
            return self.source.url + self.path
        if kind == "elsewhere":
            return link.replace("127.0.0.1", "localhost")
        if kind == "page missing":
            return re.sub(r"skip=(\d+)", lambda m: f"skip={int(m[1]) + self.source.page}", link)
        return re.sub(r"skip=\d+", "skip=0", link) if kind == "page twice" else link

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None, length: int | None = None) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for byte in body[:200]:
            self.wfile.write(bytes([byte]))
            time.sleep(0.05)


def _answer(source: Source, path: str, query: dict[str, str]) -> Row | None:
    if path == "/control/revise":
        for table in source.tables.values():
            table.modified = f"{int(table.modified[:4]) + 1}{table.modified[4:]}"
        return {}
    if match := re.fullmatch(r"/ODataFeed/odata/(\w+)/(\w*)", path):
        table = source.tables.get(match[1])
        return table and _odata3(source, table, match[2], query)
    if path == "/ODataCatalog/Tables" and source.catalogue:
        return {"odata.metadata": "x", "value": [_listed(source, t) for t in _named(source, query.get("$filter", ""))]}
    if match := re.fullmatch(r"/odata/v1/CBS/(\w+)/(\w+)", path):
        table = source.tables.get(match[1])
        return table and _odata4(source, table, match[2], query)
    if match := re.fullmatch(r"/cbs/gebiedsindelingen/ogc/v1/collections/(\w+)_gegeneraliseerd/items", path):
        return _ogc(source, match[1], path, query)
    if match := re.fullmatch(r"/cbs/gebiedsindelingen/(\d+)/wfs/v1_0", path):
        return _wfs(source, match[1], query)
    return None


def _odata3(source: Source, table: FakeTable, name: str, query: dict[str, str]) -> Row | None:
    if name in ("UntypedDataSet", "TypedDataSet"):
        return _page3(source, table, name, query)
    dimensions = {d[0]: d for d in table.dimensions}
    if name == "":
        sets = ["TableInfos", "UntypedDataSet", "TypedDataSet", "DataProperties", *dimensions]
        return {"value": [{"name": s, "url": f"{source.url}/ODataFeed/odata/{table.id}/{s}"} for s in sets]}
    if name == "TableInfos":
        return {"odata.metadata": "x", "value": [_info(table)]}
    if name == "DataProperties":
        described = [
            {"odata.type": f"Cbs.OData.{k}", "Key": key, "Title": t, "ParentID": None}
            for key, t, k, _ in table.dimensions
        ]
        group = [{"odata.type": "Cbs.OData.TopicGroup", "Key": "", "Title": "Banen", "ID": 3}]
        return {
            "odata.metadata": "x",
            "value": described + group + [{"odata.type": "Cbs.OData.Topic", **t} for t in table.topics],
        }
    if name in dimensions:
        return {"value": [{"Key": k, "Title": t, "Description": "", "Status": s} for k, t, s in dimensions[name][3]]}
    return None


def _info(table: FakeTable) -> Row:
    """What TableInfos of 80137ned says, field by field."""
    said = {"ID": 0, "Identifier": table.id, "Title": table.title + " ", "ShortTitle": table.title, "Language": "nl"}
    said |= {"Catalog": "CBS", "Source": "CBS.", "Summary": "", "Description": "", "ShortDescription": ""}
    said |= {"Modified": table.modified, "MetaDataModified": table.revised or table.modified}
    said |= {"ReasonDelivery": table.reason, "Frequency": table.frequency, "OutputStatus": "Regulier"}
    said |= {"Period": "2022-2024", "ExplanatoryText": "", "SearchPriority": "2", "GraphTypes": "Table"}
    return said | {"DefaultPresentation": "", "DefaultSelection": ""}


def _named(source: Source, condition: str) -> list[FakeTable]:
    return [t for t in source.tables.values() if not condition or _matches(condition, {"Identifier": t.id})]


def _listed(source: Source, table: FakeTable) -> Row:
    """What the list of tables says: the fields of TableInfos, and how many rows and columns there are."""
    columns = len(table.dimensions) + len(table.topics)
    return _info(table) | {"RecordCount": len(_rows(source, table)), "ColumnCount": columns, "Updated": table.modified}


def _rows(source: Source, table: FakeTable) -> list[Row]:
    if table.id not in source.cached:
        source.cached[table.id] = list(table.rows())
    return source.cached[table.id]


def _page3(source: Source, table: FakeTable, name: str, query: dict[str, str]) -> Row:
    rows = _rows(source, table)
    if condition := query.get("$filter"):
        part = f"{table.id}?{condition}"
        if part not in source.cached:
            source.cached[part] = [row for row in rows if _matches(condition, row)]
        rows = source.cached[part]
    start, size = int(query.get("$skip", 0)), min(source.page, int(query.get("$top", source.page)))
    if "$top" not in query:
        source.on_page(start)
    columns = query["$select"].split(",") if "$select" in query else None
    page = [{c: row[c] for c in columns} if columns else row for row in rows[start : start + size]]
    if name == "TypedDataSet":
        page = [_typed(row, table) for row in page]
    reply: Row = {"odata.metadata": f"{source.url}/$metadata", "value": page}
    if "$top" not in query and start + source.page < len(rows):
        link = urlencode({**query, "$skip": start + source.page})
        reply["odata.nextLink"] = f"{source.url}/ODataFeed/odata/{table.id}/{name}?{link}"
    return reply


def _typed(row: Row, table: FakeTable) -> Row:
    topics = {t["Key"] for t in table.topics}
    return {k: _single(v) if k in topics else v for k, v in row.items()}


def _single(cell: str) -> float | None:
    try:
        return struct.unpack("f", struct.pack("f", float(cell)))[0]
    except ValueError:
        return None


def _odata4(source: Source, table: FakeTable, name: str, query: dict[str, str]) -> Row | None:
    if name == "Properties":
        return _properties(table)
    if name == "MeasureCodes":
        keys = ("Title", "Unit", "Decimals")
        return {
            "value": [
                {"Identifier": f"M{n:06d}", "Index": n} | {k: t[k] for k in keys} for n, t in enumerate(table.topics, 1)
            ]
        }
    if name == "Dimensions":  # the kinds are called as in the older service
        return {
            "value": [{"Identifier": key, "Title": title, "Kind": kind} for key, title, kind, _ in table.dimensions]
        }
    codes = {f"{key}Codes": values for key, _, _, values in table.dimensions}
    if name in codes:
        return {"value": [{"Identifier": k.strip(), "Title": t, "Status": s} for k, t, s in codes[name]]}
    return _page4(source, table, query) if name == "Observations" else None


def _properties(table: FakeTable) -> Row:
    """What Properties of 83765NED says."""
    version = "".join(c for c in table.revised or table.modified if c.isdigit())[:12]
    said = {"Identifier": table.id, "Title": table.title, "Description": "", "Language": "nl", "Catalog": "CBS"}
    said |= {"Modified": table.modified, "Version": version, "VersionReason": table.reason, "VersionNotes": ""}
    said |= {"Frequency": table.frequency, "Status": "Regulier", "DatasetType": "Numeric", "Source": "CBS."}
    return said | {"ObservationCount": len(_cells(table)), "ObservationsModified": table.modified}


def _cells(table: FakeTable) -> list[Row]:
    keys = [d[0] for d in table.dimensions]
    cells: list[Row] = []
    for row in table.rows():
        for number, topic in enumerate(table.topics, 1):
            printed = row[topic["Key"]].strip()
            if printed == "":
                continue
            attribute = {".": "Unknown", "x": "Confidential", "-": "Nil"}.get(printed, "None")
            value = _single(printed) if attribute == "None" else None
            cell = {"Id": len(cells), "Measure": f"M{number:06d}", "ValueAttribute": attribute, "Value": value}
            cells.append(cell | {"StringValue": None} | {k: row[k].strip() for k in keys})
    return cells


def _page4(source: Source, table: FakeTable, query: dict[str, str]) -> Row:
    keep = [c for c in _cells(table) if "$filter" not in query or _matches(query["$filter"], c)]
    start = int(query.get("$skip", 0))
    source.on_page(start)
    counted = {"@odata.count": len(keep)} if query.get("$count") == "true" else {}
    reply: Row = {"@odata.context": "x", **counted, "value": keep[start : start + source.page]}
    if start + source.page < len(keep):
        link = urlencode({**query, "$skip": start + source.page})
        reply["@odata.nextLink"] = f"{source.url}/odata/v1/CBS/{table.id}/Observations?{link}"
    return reply


def _matches(text: str, row: Row) -> bool:
    return all(any(_term(t, row) for t in part.strip("()").split(" or ")) for part in re.split(r" and ", text))


def _term(term: str, row: Row) -> bool:
    term = term.strip("()") + ")" if "with(" in term or "of(" in term or "contains(" in term else term.strip("()")
    if match := re.fullmatch(r"startswith\((\w+),'(.*)'\)", term):
        return str(row[match[1]]).startswith(match[2])
    if match := re.fullmatch(r"substringof\('(.*)',(\w+)\)", term):
        return match[1] in str(row[match[2]])
    if match := re.fullmatch(r"contains\((\w+),'(.*)'\)", term):
        return match[2] in str(row[match[1]])
    match = re.fullmatch(r"(\w+) eq '(.*)'", term)
    assert match, term
    return bool(row[match[1]] == match[2])


def _ogc(source: Source, level: str, path: str, query: dict[str, str]) -> Row:
    found = [f for f in source.features[level] if f["properties"]["jaarcode"] == int(query["jaarcode"])]
    start, size = int(query.get("offset", 0)), min(int(query["limit"]), source.page)
    reply: Row = {"type": "FeatureCollection", "features": found[start : start + size], "numberMatched": len(found)}
    if start + size < len(found):
        link = f"{source.url}{path}?{urlencode({**query, 'offset': start + size})}"
        reply["links"] = [{"rel": "self", "href": "x"}, {"rel": "next", "href": link}]
    return reply


def _wfs(source: Source, year: str, query: dict[str, str]) -> Row:
    level = query["typeNames"].removeprefix("gebiedsindelingen:").removesuffix("_gegeneraliseerd")
    found = [f for f in source.features[level] if f["properties"]["jaarcode"] == int(year)]
    start = int(query["startIndex"])
    page = [{**f, "properties": {k: v for k, v in f["properties"].items() if k != "jaarcode"}} for f in found]
    return {"features": page[start : start + int(query["count"])], "numberMatched": len(found)}
