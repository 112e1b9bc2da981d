"""The map of a study area: where it lies in the Netherlands, and what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from impact import regions
from impact.report.charts import theme
from impact.report.charts.maps import BORDER, border, layered, lines, shapes
from impact.report.charts.sources import division_line
from impact.words.texts import Lang, Words, chart_words

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
        source=division_line(words),
    )


def shows_nij_begun(area: StudyArea) -> bool:
    """Return whether the map of a study area shows a part of the border of Nij Begun."""
    return not _outline(_frame(_municipalities(area))).is_empty


def _frame(held: gpd.GeoDataFrame) -> shapely.Geometry:
    return shapely.box(*held.total_bounds).buffer(MARGIN, join_style="mitre")


def _outline(frame: shapely.Geometry) -> shapely.Geometry:
    return shapely.intersection(border(regions.study_area(NIJ_BEGUN).municipalities), frame)


def _place(held: gpd.GeoDataFrame, words: Words) -> alt.LayerChart:
    """Return the country with the area in it; the key of the areas stands under it."""
    key = alt.Legend(
        title=words("area_map.corop"),
        orient="bottom",
        columns=1 if _coloured(held) else 2,
        symbolType="square",
        symbolSize=180 if _coloured(held) else 0,
        symbolLimit=0,  # every area is in the key
    )
    land = shapes(regions.geometry("provincie")).mark_geoshape(fill=theme.NO_DATA, stroke=theme.LINE, strokeWidth=0.6)
    area = shapes(held).mark_geoshape(stroke=BORDER, strokeWidth=0.3).encode(fill=_colours(held, key))
    return layered([land, area], 160, 190)


def _inside(held: gpd.GeoDataFrame, words: Words) -> alt.LayerChart:
    """Return the area itself, with the land around it that gives it its place."""
    frame = _frame(held)
    west, south, east, north = frame.bounds
    metres = max((north - south) / HEIGHT, (east - west) / WIDTH)
    layers = [
        shapes(_cut(regions.geometry("gemeente"), frame)).mark_geoshape(fill="#f3f5f6", stroke="#c9d0d6"),
        shapes(held).mark_geoshape(stroke=BORDER, strokeWidth=0.6).encode(fill=_colours(held, None)),
        lines([border(tuple(part["region"])) for _, part in held.groupby("corop")]).mark_geoshape(
            filled=False, stroke=theme.INK, strokeWidth=1.6
        ),
        *_nij_begun(frame, words),
        *_names(held, metres),
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
    """Return a colour for each area, or one for all where there are more areas than colours.

    Two areas never share a colour as if they were one; the codes on the map say which is which in either case.
    """
    domain = list(held.sort_values("corop")["area"].unique())
    colours = theme.AREAS[: len(domain)] if _coloured(held) else [theme.ONE_AREA] * len(domain)
    return alt.Fill("area:N", scale=alt.Scale(domain=domain, range=list(colours)), legend=key)


def _coloured(held: gpd.GeoDataFrame) -> bool:
    """Return whether every area has a colour of its own."""
    return bool(held["corop"].nunique() <= len(theme.AREAS))


def _nij_begun(frame: shapely.Geometry, words: Words) -> list[alt.Chart]:
    """Return the border of Nij Begun with its key, where a part of it is in the frame."""
    outline = _outline(frame)
    if outline.is_empty:
        return []
    scale = alt.Scale(range=[theme.OUTLINE])
    key = alt.Legend(
        title=None, orient="bottom", symbolType="stroke", symbolSize=900, symbolStrokeWidth=2.6, symbolDash=DASHES
    )
    drawn = lines([outline], what=words("area_map.nij_begun"))
    dashed: alt.Chart = drawn.mark_geoshape(filled=False, strokeWidth=2.6, strokeDash=DASHES)
    return [dashed.encode(stroke=alt.Stroke("what:N", scale=scale, legend=key))]


def _names(held: gpd.GeoDataFrame, metres: float) -> list[alt.LayerChart]:
    """Return the names of municipalities and, thicker, the codes of the areas that the key gives.

    The codes are there so that colour alone does not carry which area is which; where colours do not suffice, only
    they have room. `metres` is what one unit of the drawing stands for.
    """
    areas, towns = held.dissolve("corop"), held if _coloured(held) else held[:0]
    places = _places([*towns["name"], *areas.index], [*towns["geometry"], *areas["geometry"]], metres)
    return [
        _written(list(towns["name"]), places[: len(towns)], {}),
        _written(list(areas.index), places[len(towns) :], {"fontWeight": "bold", "fontStyle": "italic"}),
    ]


def _written(texts: list[str], places: list[shapely.Point], letters: dict[str, Any]) -> alt.LayerChart:
    """Return texts at their places, with an edge of paper so that borders do not cross the letters."""
    labels = pd.DataFrame({"name": texts, "x": [p.x for p in places], "y": [p.y for p in places]})
    placed = alt.Chart(labels).encode(longitude="x:Q", latitude="y:Q", text="name:N")
    edge = placed.mark_text(
        fontSize=NAME, stroke=theme.PAPER, strokeWidth=3, strokeJoin="round", opacity=0.75, **letters
    )
    return alt.LayerChart(layer=[edge, placed.mark_text(fontSize=NAME, **letters)])


def _places(texts: list[str], held: list[shapely.Geometry], metres: float) -> list[shapely.Point]:
    """Return where each text stands: on the longest line across its region that no other text stands on."""
    taken: list[shapely.Geometry] = []
    for text, shape in zip(texts, held, strict=True):
        across = [place for line in _lines_across(shape) for place in _along(line)]
        boxes = [_box(place, len(text) + text.isupper(), metres) for place in across]  # capitals are wider
        free = [box for box in boxes if not any(box.intersects(other) for other in taken)]
        taken.append((free or boxes)[0])
    return [box.centroid for box in taken]


def _along(line: shapely.Geometry) -> list[shapely.Point]:
    """Return where on a line a text may stand: its middle first, then nearer to its ends."""
    return [line.interpolate(part, normalized=True) for part in (0.5, 0.35, 0.65, 0.2, 0.8)]


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
