"""The regions of a map as paths of a drawing, sent once: a change of figures colours them anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from impact import regions
from impact.report.charts.place_names import clear_places
from impact.report.maps.drawing import MARGIN, broken

if TYPE_CHECKING:
    import geopandas as gpd

    from impact.regions import Level, StudyArea

ACROSS = 600  # units of the drawing
TALLEST = 700
_MOST_NAMES = 40
_COARSE = 0.4  # units of the drawing: what a line may be off


@dataclass(frozen=True)
class Shape:
    """One region: its code, name and outline; `inside` when it has a figure to show."""

    code: str
    name: str
    path: str
    inside: bool


@dataclass(frozen=True)
class Label:
    """A name on the map: where it stands, and its lines."""

    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Land:
    """What is drawn under the figures.

    Attributes
    ----------
    key : names the land, so that a browser knows whether it has it.
    width, height : of the drawing.
    shapes : regions in the picture and around it.
    labels : names, where they fit.
    border : the outline of the area that is shown; "" for the country.
    """

    key: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    border: str


@lru_cache(maxsize=16)
def land(level: Level, area: StudyArea | None) -> Land:
    """Return the regions of a level, of an area with what is around it, or of the country."""
    held = regions.geometry(level)
    here = held if area is None else held[held["region"].isin(area.regions(level))]
    frame = shapely.box(*here.total_bounds).buffer(0.0 if area is None else MARGIN, join_style="mitre")
    west, south, east, north = frame.bounds
    metres = max((east - west) / ACROSS, (north - south) / TALLEST)
    seen = held[held.intersects(frame)]
    outlines = shapely.coverage_simplify(seen["geometry"].to_numpy(), _COARSE * metres)
    cut = shapely.intersection(outlines, frame.buffer(metres))
    inside = set(here["region"])
    shapes = tuple(
        Shape(code, name, _path(outline, west, north, metres), code in inside)
        for code, name, outline in zip(seen["region"], seen["name"], cut, strict=True)
        if not outline.is_empty
    )
    within = seen["region"].isin(inside).to_numpy()
    border = "" if area is None else _path(shapely.union_all(cut[within]), west, north, metres)
    size = round((east - west) / metres), round((north - south) / metres)
    key = level if area is None else f"{level} {area.name}"
    return Land(key, *size, shapes, _labels(here, area, metres, frame), border)


def _labels(
    here: gpd.GeoDataFrame, area: StudyArea | None, metres: float, frame: shapely.Geometry
) -> tuple[Label, ...]:
    if area is None or len(here) > _MOST_NAMES:
        return ()
    west, _, _, north = frame.bounds
    texts = [broken(name) for name in here["name"]]
    places = clear_places(texts, list(here["geometry"]), metres, frame)
    return tuple(
        Label(round((at.x - west) / metres, 1), round((north - at.y) / metres, 1), tuple(text.split("\n")))
        for text, at in zip(texts, places, strict=True)
        if at is not None
    )


def _path(outline: shapely.Geometry, west: float, north: float, metres: float) -> str:
    """Return the rings of a region in tenths of a unit, from one point to the next."""
    parts = [part for part in shapely.get_parts(outline) if part.geom_type == "Polygon"]
    return "".join(_ring(ring, west, north, metres) for part in parts for ring in (part.exterior, *part.interiors))


def _ring(ring: shapely.Geometry, west: float, north: float, metres: float) -> str:
    points = shapely.get_coordinates(ring)
    units = np.rint((points - (west, north)) / (metres, -metres) * 10).astype(int)
    steps = np.diff(units, axis=0)
    moved = steps[(steps != 0).any(axis=1)][:-1]
    return f"M{units[0][0]},{units[0][1]}l{' '.join(f'{x},{y}' for x, y in moved)}z" if len(moved) > 1 else ""
