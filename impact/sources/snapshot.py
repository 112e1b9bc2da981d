"""The snapshot: real tables that travel with the package, read only when they match their checksum."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from impact import bundle, datapackage
from impact.datapackage import SnapshotError, verify
from impact.errors import suggestion
from impact.sources.provenance import Record

__all__ = ["Record", "SnapshotError", "names", "record", "status", "table", "verify"]

_ARROW = {"string": pa.string(), "year": pa.int64(), "integer": pa.int64(), "number": pa.float64()}


def names() -> list[str]:
    """Return the names of its tables."""
    return list(datapackage.resources(datapackage.SNAPSHOT))


def record(name: str, selection: str = "") -> Record:
    """Return where a table comes from; `selection` says in words which part of it was used."""
    r = datapackage.resource(datapackage.SNAPSHOT, name)
    return Record(
        table=name,
        title=r["title"],
        source=" + ".join(s["title"] for s in r["sources"]),
        url=r["sources"][0]["path"],
        licence=r["licenses"][0]["name"],
        credit=r["credit"],
        vintage=r["vintage"],
        sha256=r["hash"].removeprefix("sha256:"),
        cautions=tuple(r["cautions"]),
        selection=selection,
        schema=r["schema"],
    )


def table(name: str, **equal_to: object) -> pd.DataFrame:
    """Return a table, columns and units as in its schema, rows in the order of the file.

    Keywords keep the rows where a column equals a value (`year=2019`) or one of several (`region=["CR01", "CR03"]`);
    filtering here is faster than afterwards. A missing value is NaN and `status` says why.

    Raises
    ------
    SnapshotError
        The file is not the one its checksum belongs to.
    InputError
        No table has this name.
    ValueError
        A keyword is not a column of the table.
    """
    content = datapackage.read(datapackage.SNAPSHOT, name)
    described = datapackage.resource(datapackage.SNAPSHOT, name)
    full = _parse(bundle.data(datapackage.SNAPSHOT, described["path"]), described["hash"], content)
    for column, wanted in equal_to.items():
        if column not in full.column_names:
            raise ValueError(f"{name} has no column {column!r}. {suggestion(column, full.column_names)}")
        values = list(wanted) if isinstance(wanted, (list, tuple, set, frozenset)) else [wanted]
        full = full.filter(pc.is_in(full[column], pa.array(values, type=full.schema.field(column).type)))
    frame: pd.DataFrame = full.to_pandas()
    return frame


def status() -> pd.DataFrame:
    """Return one row for each table and boundary file: what it is, how old, how large, whether intact."""
    rows = [
        _status(package, r)
        for package in (datapackage.SNAPSHOT, "geometry")
        for r in datapackage.resources(package).values()
    ]
    return pd.DataFrame(rows)


def _status(package: str, described: Mapping[str, Any]) -> dict[str, object]:
    try:
        content = datapackage.read(package, described["name"])
        years, ok = _years(package, described, content), True
    except SnapshotError:
        years, ok = "", False
    return {
        "table": described["name"],
        "title": described["title"],
        "source": described["sources"][0]["title"],
        "vintage": described["vintage"],
        "years": years,
        "rows": described["rows"],
        "licence": described["licenses"][0]["name"],
        "bytes": described["bytes"],
        "ok": ok,
    }


def _years(package: str, described: Mapping[str, Any], content: bytes) -> str:
    if package == "geometry":
        return str(described["vintage"])
    full = _parse(bundle.data(package, described["path"]), described["hash"], content)
    if "year" not in full.column_names:
        return ""
    first, last = pc.min_max(full["year"]).as_py().values()
    return f"{first}-{last}" if first != last else str(first)


# One entry a table: a second reading costs the checksum only. The tables are immutable, so sharing them is safe.
_parsed: dict[tuple[Path, str], pa.Table] = {}


def _parse(path: Path, checksum: str, content: bytes) -> pa.Table:
    key = (path, checksum)
    if key not in _parsed:
        types = _types(path.stem)
        options = csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=False)
        _parsed[key] = csv.read_csv(io.BytesIO(content), convert_options=options)
    return _parsed[key]


@cache
def _types(name: str) -> dict[str, pa.DataType]:
    fields = datapackage.resource(datapackage.SNAPSHOT, name)["schema"]["fields"]
    return {f["name"]: _ARROW[f["type"]] for f in fields}
