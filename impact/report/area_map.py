"""The map of a study area: where it lies in the Netherlands, and what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from impact import regions
from impact.report import theme
from impact.report.maps import BORDER, border, layered, lines, shapes
from impact.report.words import Lang, Words, chart_words

if TYPE_CHECKING:
    from impact.regions import StudyArea

YEAR = 2024
MARGIN = 9_000.0  # metres of neighbouring land that is shown around the area
NIJ_BEGUN = "nij-begun"
WIDTH, HEIGHT = 470, 450
DASHES = [6, 3]
NAME = 11  # size of the letters


def study_area_map(area: StudyArea, *, lang: Lang) -> alt.VConcatChart:
    """Return the map of a study area: its place in the country, its municipalities, and the area of Nij Begun."""
    words = chart_words(lang)
    held = _municipalities(area)
    beside = alt.hconcat(_place(held, words), _inside(held, words), spacing=16)
    drawn: alt.HConcatChart = beside.resolve_scale(fill="independent", stroke="independent")
    return theme.signed(
        drawn,
        lang,
        title=words("area_map.title"),
        subtitle=words("area_map.subtitle", area=area.title(lang), year=YEAR),
        source=f"{words('area_map.source', year=YEAR)} {words('source.boundaries')}",
    )


def _place(held: gpd.GeoDataFrame, words: Words) -> alt.LayerChart:
    """Return the country with the area in it; the key of the areas stands under it."""
    key = alt.Legend(title=words("area_map.corop"), orient="bottom", columns=1, symbolType="square", symbolSize=180)
    land = shapes(regions.geometry("provincie")).mark_geoshape(fill=theme.NO_DATA, stroke=theme.LINE, strokeWidth=0.6)
    area = shapes(held).mark_geoshape(stroke=BORDER, strokeWidth=0.3).encode(fill=_colours(held, key))
    return layered([land, area], 160, 190)


def _inside(held: gpd.GeoDataFrame, words: Words) -> alt.LayerChart:
    """Return the area itself, with the land around it that gives it its place."""
    frame = shapely.box(*held.total_bounds).buffer(MARGIN, join_style="mitre")
    metres = (frame.bounds[3] - frame.bounds[1]) / HEIGHT
    layers = [
        shapes(_cut(regions.geometry("gemeente"), frame)).mark_geoshape(fill="#f3f5f6", stroke="#c9d0d6"),
        shapes(held).mark_geoshape(stroke=BORDER, strokeWidth=0.6).encode(fill=_colours(held, None)),
        lines([border(tuple(part["region"])) for _, part in held.groupby("corop")]).mark_geoshape(
            filled=False, stroke=theme.INK, strokeWidth=1.6
        ),
        _nij_begun(frame, words),
        _names(held, metres),
    ]
    return layered(layers, WIDTH, HEIGHT)


def _municipalities(area: StudyArea) -> gpd.GeoDataFrame:
    land = regions.geometry("gemeente")
    held = land[land["region"].isin(area.municipalities)].copy()
    held["corop"] = [regions.corop_of(code) for code in held["region"]]
    held["area"] = [f"{regions.name(code)} ({code})" for code in held["corop"]]
    return held


def _cut(land: gpd.GeoDataFrame, frame: shapely.Geometry) -> gpd.GeoDataFrame:
    cut = land.assign(geometry=shapely.intersection(land["geometry"].to_numpy(), frame))
    return cut[~cut.is_empty]


def _colours(held: gpd.GeoDataFrame, key: alt.Legend | None) -> alt.Fill:
    domain = list(held.sort_values("corop")["area"].unique())
    scale = alt.Scale(domain=domain, range=[theme.AREAS[at % len(theme.AREAS)] for at in range(len(domain))])
    return alt.Fill("area:N", scale=scale, legend=key)


def _nij_begun(frame: shapely.Geometry, words: Words) -> alt.Chart:
    outline = shapely.intersection(border(regions.study_area(NIJ_BEGUN).municipalities), frame)
    scale = alt.Scale(range=[theme.OUTLINE])
    key = alt.Legend(
        title=None, orient="bottom", symbolType="stroke", symbolSize=900, symbolStrokeWidth=2.6, symbolDash=DASHES
    )
    drawn = lines([outline], what=words("area_map.nij_begun"))
    dashed: alt.Chart = drawn.mark_geoshape(filled=False, strokeWidth=2.6, strokeDash=DASHES)
    return dashed.encode(stroke=alt.Stroke("what:N", scale=scale, legend=key))


def _names(held: gpd.GeoDataFrame, metres: float) -> alt.LayerChart:
    """Return the names of municipalities, with an edge of paper so that borders do not cross the letters.

    `metres` is what one unit of the drawing stands for.
    """
    places = _places(held, metres)
    labels = pd.DataFrame({"name": held["name"].to_list(), "x": [p.x for p in places], "y": [p.y for p in places]})
    placed = alt.Chart(labels).encode(longitude="x:Q", latitude="y:Q", text="name:N")
    edge = placed.mark_text(fontSize=NAME, stroke=theme.PAPER, strokeWidth=3, strokeJoin="round", opacity=0.75)
    return alt.LayerChart(layer=[edge, placed.mark_text(fontSize=NAME)])


def _places(held: gpd.GeoDataFrame, metres: float) -> list[shapely.Point]:
    """Return where each name stands: on the longest line across its region that no other name stands on."""
    taken: list[shapely.Geometry] = []
    for name, shape in zip(held["name"], held["geometry"], strict=True):
        across = [line.centroid for line in _lines_across(shape)]
        boxes = [_box(place, len(name), metres) for place in across]
        free = [box for box in boxes if not any(box.intersects(other) for other in taken)]
        taken.append((free or boxes)[0])
    return [box.centroid for box in taken]


def _lines_across(shape: shapely.Geometry) -> list[shapely.Geometry]:
    """Return horizontal lines inside the middle part of a region, the longest first."""
    west, south, east, north = shape.bounds
    heights = np.linspace(south + 0.2 * (north - south), north - 0.2 * (north - south), 21)
    inside = shapely.intersection(shape, shapely.linestrings([[(west, y), (east, y)] for y in heights]))
    found = [line for line in shapely.get_parts(inside) if line.length > 0]
    return sorted(found, key=shapely.length, reverse=True)


def _box(place: shapely.Point, letters: int, metres: float) -> shapely.Geometry:
    across, high = 0.3 * NAME * letters * metres, 0.55 * NAME * metres
    return shapely.box(place.x - across, place.y - high, place.x + across, place.y + high)
