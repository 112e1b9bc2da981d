"""OData v4 of datasets.cbs.nl: long observations, one cell a row; empty cells are left out by the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from impact.sources.description import Chosen, Column, Description, Dimension, Rows, Version, kind_of
from impact.sources.query import among, any_of, fitting, joined, select
from impact.sources.transport import Transfer

_MEASURE = "Measure"  # the column that says of which measure an observation is


class Dialect4:
    """OData v4."""

    def version(self, transfer: Transfer, table: str) -> Version:
        """Return what Properties says of the version."""
        return _version(transfer.get(f"{_root(transfer, table)}/Properties"))

    def describe(self, transfer: Transfer, table: str) -> Description:
        """Return columns and dimensions from Properties, Dimensions, MeasureCodes and the codes of the dimensions."""
        root = _root(transfer, table)
        info = transfer.get(f"{root}/Properties")
        measures = _all(transfer, f"{root}/MeasureCodes")
        dimensions = _all(transfer, f"{root}/Dimensions")
        codes = {d["Identifier"]: _all(transfer, f"{root}/{d['Identifier']}Codes") for d in dimensions}
        return Description(
            title=str(info["Title"]).strip(),
            version=_version(info),
            cells=info.get("ObservationCount"),
            columns=tuple(map(_column, measures)),
            dimensions=tuple(_dimension(d, codes[d["Identifier"]]) for d in dimensions),
        )

    def stream(
        self, transfer: Transfer, table: str, about: Description, chosen: Chosen, page: Callable[[Rows], None]
    ) -> None:
        """Hand on the selected observations, and refuse observations that come twice or not at all."""
        keys = dict(chosen.keys)
        if chosen.columns != about.columns:
            keys[_MEASURE] = tuple(c.key for c in chosen.columns)
        conditions = fitting(_conditions(about, keys))
        here = {key: kept for key, kept in keys.items() if key not in conditions}
        announced = None if conditions else about.cells
        last, count = -1, 0
        for reply in _replies(transfer, f"{_root(transfer, table)}/Observations", _query(conditions)):
            announced = int(reply["@odata.count"]) if "@odata.count" in reply else announced
            for row in reply["value"]:
                if row["Id"] <= last:
                    raise transfer.error(f"observation {row['Id']} came twice", "Try again later.")
                last = row["Id"]
            count += len(reply["value"])
            page(among(reply["value"], here))
        if announced is not None and count != announced:
            seen = f"{count} observations came in where the table announces {announced}"
            raise transfer.error(seen, "Part is missing; try again later.")


def _conditions(about: Description, keys: dict[str, tuple[str, ...]]) -> dict[str, str]:
    measures = {_MEASURE: any_of(_MEASURE, keys[_MEASURE])} if _MEASURE in keys else {}
    return measures | {d.key: select(d, keys[d.key], "contains") for d in about.dimensions if d.key in keys}


def _query(conditions: dict[str, str]) -> dict[str, str]:
    return ({"$filter": joined(conditions)} if conditions else {}) | {"$count": "true"}


def _root(transfer: Transfer, table: str) -> str:
    return f"{transfer.base}/odata/v1/CBS/{table}"


def _replies(transfer: Transfer, url: str, query: dict[str, str]) -> Iterator[dict[str, Any]]:
    series: set[str] = set()
    reply = transfer.get(url, query, series=series)
    yield reply
    while link := reply.get("@odata.nextLink"):
        reply = transfer.get(str(link), series=series)
        yield reply


def _all(transfer: Transfer, url: str) -> Rows:
    return [row for reply in _replies(transfer, url, {}) for row in reply["value"]]


def _version(info: dict[str, Any]) -> Version:
    """Return the version; the newer service numbers it by the moment of publication, and may say why it stops."""
    changed = " ".join(str(info.get(key) or "") for key in ("Version", "ObservationsModified")).strip()
    frequency = " ".join(str(info.get(key) or "") for key in ("Frequency", "Status")).strip()
    return Version(str(info["Modified"]), changed, str(info.get("VersionReason") or ""), frequency)


def _column(m: dict[str, Any]) -> Column:
    unit, words = str(m.get("Unit") or "").strip(), str(m.get("DataType")).lower() == "string"
    return Column(m["Identifier"], str(m["Title"]).strip(), unit, int(m.get("Decimals") or 0), words)


def _dimension(d: dict[str, Any], codes: Rows) -> Dimension:
    kind = kind_of(str(d["Identifier"]), str(d.get("Kind")))
    titles = {str(c["Identifier"]).strip(): str(c["Title"]).strip() for c in codes}
    statuses = {str(c["Identifier"]).strip(): str(c.get("Status") or "") for c in codes}
    return Dimension(d["Identifier"], str(d["Title"]).strip(), kind, titles, statuses)
