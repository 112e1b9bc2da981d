"""The bundled boundaries of municipalities, COROP areas and provinces."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from impact import datapackage
from impact.errors import InputError, Problem
from impact.regions.codes import Level, codes

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry


def geometry(level: Level, year: int = 2024, *, detail: Literal["country", "north"] = "country") -> gpd.GeoDataFrame:
    """Return boundaries: columns `region`, `name`, `geometry`, in metres on the Dutch grid (EPSG:28992).

    The levels nest exactly. `detail="north"` gives the 22 municipalities of Groningen and Drenthe at 100 m instead of
    the country at 250 m; the two do not fit together along their borders. The credit line stands in their record.
    """
    return _land(level, year, detail).copy()


@cache
def _land(level: Level, year: int, detail: Literal["country", "north"]) -> gpd.GeoDataFrame:
    import geopandas

    found = _features(level, year, detail)
    return geopandas.GeoDataFrame.from_features(found, crs="EPSG:28992")[["region", "name", "geometry"]]


def shapes(level: Level) -> dict[str, BaseGeometry]:
    """Return the boundary of each region of 2024 by its code, in order, as `geometry` has them.

    Without geopandas, which takes a quarter of a second to import.

    Parameters
    ----------
    level
        `gemeente`, `corop` or `provincie`.
    """
    from shapely.geometry import shape

    found = {feature["properties"]["region"]: shape(feature["geometry"]) for feature in _features(level, 2024)}
    return dict(sorted(found.items()))


def _features(level: Level, year: int, detail: Literal["country", "north"] = "country") -> list[dict[str, Any]]:
    codes(level)  # refuses an unknown level
    if year != 2024:
        expected = "2024, the year of the bundled boundaries"
        todo = "Use 2024, whose municipalities are still those of today."
        raise InputError(Problem("data/geometry", "year", str(year), expected, todo))
    if detail == "north" and level != "gemeente":
        raise ValueError(f"detail='north' holds municipalities only, not {level}. Leave it out for {level}.")
    middle = "-north" if detail == "north" else ""
    found: list[dict[str, Any]] = json.loads(datapackage.read("geometry", f"{level}{middle}-{year}"))["features"]
    return found
