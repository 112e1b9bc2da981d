"""Boundaries of municipalities, COROP areas and provinces from PDOK, simplified as one coverage so that levels nest.

Two services hold the same areas: OGC API Features, and WFS for when it fails. The municipalities are simplified
together; COROP areas and provinces are then put together from them, so that every border is drawn once.
Credit: © Kadaster / Centraal Bureau voor de Statistiek, with the year.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from impact.errors import InputError, Problem
from impact.regions import LEVELS, Level
from impact.sources.transport import Policy, SourceError, Transfer

if TYPE_CHECKING:
    import geopandas as gpd

YEARS = range(2016, 2027)
NEWEST = f"boundaries-{YEARS[-1]}"
_TOLERANCE = 100.0  # metres
_COLLECTIONS = {"gemeente": "gemeente", "corop": "coropgebied", "provincie": "provincie"}
_PAGE = 1000
_CRS = "http://www.opengis.net/def/crs/EPSG/0/28992"

Service = Literal["ogc", "wfs"]


def year_of(name: str) -> int | None:
    """Return the year of a name such as "boundaries-2024", None for other names; refuses other years."""
    if not name.lower().startswith("boundar"):
        return None
    match = re.fullmatch(r"boundaries-(\d{4})", name.lower())
    if match is None or int(match[1]) not in YEARS:
        expected = f"boundaries-YEAR, a year from {YEARS[0]} to {YEARS[-1]}"
        shown = name if len(name) <= 40 else f"{name[:40]}…"
        raise InputError(Problem("pull", "table", repr(shown), expected, f"Such as {NEWEST}."))
    return int(match[1])


def base(service: Service) -> str:
    """Return the address of a service, `IMPACT_PDOK_URL` where it is set."""
    default = {"ogc": "https://api.pdok.nl", "wfs": "https://service.pdok.nl"}[service]
    return (os.environ.get("IMPACT_PDOK_URL") or default).rstrip("/")


def either(name: str, year: int, raw: Path, policy: Policy) -> tuple[Service, Transfer, gpd.GeoDataFrame]:
    """Return the boundaries from the first service that gives them whole, with the conversation."""
    transfer = Transfer(name, base("ogc"), raw, policy)
    try:
        return "ogc", transfer, download(transfer, year, "ogc")
    except SourceError as first:
        for reply in raw.iterdir():
            reply.unlink()
        transfer = Transfer(name, base("wfs"), raw, policy)
        try:
            return "wfs", transfer, download(transfer, year, "wfs")
        except SourceError as second:
            raise SourceError(name, f"{first.seen}; then over WFS: {second.seen}", second.todo) from first


def download(transfer: Transfer, year: int, service: Service) -> gpd.GeoDataFrame:
    """Return the areas of all three levels: columns level, region, name, geometry (EPSG:28992), simplified."""
    pages = _ogc if service == "ogc" else _wfs
    found = {level: _frame(transfer, level, year, list(pages(transfer, level, year))) for level in LEVELS}
    return _coverage(found, transfer)


def to_bytes(found: gpd.GeoDataFrame) -> bytes:
    """Return the areas as GeoParquet."""
    buffer = io.BytesIO()
    found.to_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def geometry(content: bytes, level: Level) -> gpd.GeoDataFrame:
    """Return one level of stored boundaries, in the form of `impact.regions.geometry`."""
    import geopandas

    found = geopandas.read_parquet(io.BytesIO(content))
    return found.loc[found["level"] == level, ["region", "name", "geometry"]].reset_index(drop=True)


def described(year: int) -> dict[str, Any]:
    """Return what the record of boundaries says besides its origin."""
    return {
        "title": f"Municipalities, COROP areas and provinces, {year}",
        "modified": str(year),
        "discontinued": False,
        "successor": "",
        "generation": "",
        "licence": "CC-BY-4.0",
        "credit": f"© Kadaster / Centraal Bureau voor de Statistiek, {year}",
        "selection": {"year": year, "tolerance": _TOLERANCE},
        "selected": f"generalised boundaries of {year}, simplified to {_TOLERANCE:g} m",
        "years": [year, year],
        "provisional": [],
    }


def _ogc(transfer: Transfer, level: str, year: int) -> Iterator[dict[str, Any]]:
    url = f"{transfer.base}/cbs/gebiedsindelingen/ogc/v1/collections/{_COLLECTIONS[level]}_gegeneraliseerd/items"
    series: set[str] = set()
    query = {"f": "json", "limit": str(_PAGE), "jaarcode": str(year), "crs": _CRS}
    reply, count = transfer.get(url, query, series=series), 0
    while True:
        yield from reply["features"]
        count += len(reply["features"])
        link = next((k["href"] for k in reply.get("links", ()) if k.get("rel") == "next"), None)
        if not link:
            break
        reply = transfer.get(link, series=series)
    _whole(transfer, level, count, reply.get("numberMatched"))


def _wfs(transfer: Transfer, level: str, year: int) -> Iterator[dict[str, Any]]:
    query = {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeNames": f"gebiedsindelingen:{_COLLECTIONS[level]}_gegeneraliseerd",
        "outputFormat": "application/json",
        "srsName": "EPSG:28992",
        "count": str(_PAGE),
    }
    count = 0
    while True:
        url = f"{transfer.base}/cbs/gebiedsindelingen/{year}/wfs/v1_0"
        reply = transfer.get(url, query | {"startIndex": str(count)})
        yield from reply["features"]
        count += len(reply["features"])
        if len(reply["features"]) < _PAGE:
            break
    matched = reply.get("numberMatched")
    _whole(transfer, level, count, matched if isinstance(matched, int) else None)


def _whole(transfer: Transfer, level: str, count: int, announced: int | None) -> None:
    if announced is not None and count != announced:
        seen = f"{count} areas of level {level} came in where {announced} were announced"
        raise transfer.error(seen, "A page is missing; try again later.")


def _frame(transfer: Transfer, level: str, year: int, features: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    import geopandas

    codes = [str(f["properties"]["statcode"]).strip() for f in features]
    years = {str(f["properties"].get("jaarcode", year)) for f in features}
    strange = sorted({c for c in codes if not c.startswith(LEVELS[level])})
    if not codes or strange or len(set(codes)) < len(codes) or years != {str(year)}:
        what = f"{len(codes)} areas, {len(set(codes))} different, of {', '.join(sorted(years)) or 'no year'}"
        seen = f"{level}: {what}{', with codes like ' + strange[0] if strange else ''}"
        raise transfer.error(seen, f"Expected each area of {year} once; try again later.")
    frame = geopandas.GeoDataFrame.from_features(features, crs="EPSG:28992")
    return frame.assign(region=codes, name=[str(f["properties"]["statnaam"]) for f in features])[
        ["region", "name", "geometry"]
    ]


def _coverage(found: dict[str, gpd.GeoDataFrame], transfer: Transfer) -> gpd.GeoDataFrame:
    import geopandas
    import pandas as pd
    import shapely

    parts = found["gemeente"]
    if not shapely.coverage_is_valid(parts.geometry.to_numpy()):
        raise transfer.error("municipalities overlap or leave slivers between them", "Try the other service or year.")
    simple = shapely.coverage_simplify(parts.geometry.to_numpy(), _TOLERANCE)
    levels = [parts.assign(geometry=shapely.orient_polygons(simple), level="gemeente")]
    inside = parts.representative_point().to_numpy()
    for level in ("corop", "provincie"):
        areas = found[level]
        owner = pd.Series(areas.sindex.query(inside, predicate="within")[1])
        if len(owner) != len(parts) or owner.nunique() != len(areas):
            raise transfer.error(f"municipalities do not fit into the areas of level {level}", "Try again later.")
        whole = [shapely.coverage_union_all(simple[owner == i]) for i in range(len(areas))]
        levels.append(areas.assign(geometry=shapely.orient_polygons(whole), level=level))
    joined = pd.concat(levels, ignore_index=True).sort_values(["level", "region"], ignore_index=True)
    return geopandas.GeoDataFrame(joined[["level", "region", "name", "geometry"]], crs="EPSG:28992")
