"""The map of a study area: where it lies in the Netherlands, and what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import geopandas as gpd
import shapely

from impact import regions
from impact.report.charts import theme
from impact.report.charts.maps import BORDER, border, land_at, layered, lines, shapes
from impact.report.charts.place_names import places, written
from impact.report.charts.sources import division_line
from impact.words.texts import Lang, Words, chart_words

if TYPE_CHECKING:
    from impact.regions import StudyArea

YEAR = 2024
MARGIN = 9_000.0  # metres of neighbouring land that is shown around the area
NIJ_BEGUN = "nij-begun"
WIDTH, HEIGHT = 470, 450
DASHES = [6, 3]
_METRES = 1_700.0  # that a unit of the small map of the country stands for


def study_area_map(area: StudyArea, *, lang: Lang) -> alt.VConcatChart:
    """Return the map of a study area: its place in the country, its municipalities, and the area of Nij Begun."""
    words = chart_words(lang)
    held = _municipalities(area)
    own = theme.resolved(scale={"fill": "independent", "stroke": "independent"})
    drawn = alt.HConcatChart(hconcat=[_place(held, words), _inside(held, words)], spacing=16, resolve=own)
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
    land = shapes(land_at("provincie", _METRES)).mark_geoshape(fill=theme.NO_DATA, stroke=theme.LINE, strokeWidth=0.6)
    small = _drawn(held, _METRES)
    area = shapes(small).mark_geoshape(stroke=BORDER, strokeWidth=0.3).encode(fill=_colours(held, key))
    return layered([land, area], 160, 190)


def _inside(held: gpd.GeoDataFrame, words: Words) -> alt.LayerChart:
    """Return the area itself, with the land around it that gives it its place."""
    frame = _frame(held)
    west, south, east, north = frame.bounds
    metres = max((north - south) / HEIGHT, (east - west) / WIDTH)
    layers = [
        shapes(_cut(land_at("gemeente", metres), frame)).mark_geoshape(fill="#f3f5f6", stroke="#c9d0d6"),
        shapes(_drawn(held, metres)).mark_geoshape(stroke=BORDER, strokeWidth=0.6).encode(fill=_colours(held, None)),
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


def _drawn(held: gpd.GeoDataFrame, metres: float) -> gpd.GeoDataFrame:
    """Return municipalities with the points that can be seen at a scale."""
    return held.assign(geometry=land_at("gemeente", metres).set_index("region").loc[held["region"], "geometry"].array)


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
    found = places([*towns["name"], *areas.index], [*towns["geometry"], *areas["geometry"]], metres)
    return [
        written(list(towns["name"]), found[: len(towns)], {}),
        written(list(areas.index), found[len(towns) :], {"fontWeight": "bold", "fontStyle": "italic"}),
    ]
