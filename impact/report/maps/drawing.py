"""The drawing of a map: regions in classes, what is around them, names, key, and the place in the country."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import altair as alt
import geopandas as gpd
import shapely

from impact import regions
from impact.report.charts import maps, theme
from impact.report.charts.class_colours import class_colours
from impact.report.charts.place_names import clear_places, written
from impact.report.maps import telling
from impact.report.pages.picture import FRAMES

if TYPE_CHECKING:
    from impact.regions import StudyArea
    from impact.report.maps.picture import MapPicture

MARGIN = 7_000.0  # metres of neighbouring land around an area
AROUND, AROUND_LINE = "#f3f5f6", "#c9d0d6"
_MOST_NAMES = 40  # regions that are named; more are a country
_METRES = 2_400.0  # that a unit of the small map of the country stands for
_LINE = 15  # letters of a name on one line


@dataclass(frozen=True)
class Size:
    """How large a picture is, in units of the drawing.

    Attributes
    ----------
    across, down : the room of the map itself.
    wide : how long lines of text are, against those of a page.
    columns : small multiples side by side.
    frame : width and height of the whole, where they are given.
    """

    across: int
    down: int
    wide: float
    columns: int
    frame: tuple[int, int] | None = None


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "page": Size(430, 470, 1.0, 2),
        "slide": Size(640, 430, 1.45, 4, FRAMES["slide"]),
        "phone": Size(300, 330, 0.46, 1),
    }
)


def body(picture: MapPicture) -> theme.Drawn:
    """Return the map and its key, with nothing around them."""
    facets = [_facet(picture, year) for year in picture.figures.years]
    beside = picture.size != "phone"
    drawn = facets[0] if len(facets) == 1 else _grid(facets, SIZES[picture.size].columns)
    placed = _placed(picture)
    apart = {"color": "independent", "stroke": "independent"}
    own = theme.resolved(scale=apart, legend=apart)
    if beside:
        return alt.HConcatChart(hconcat=[drawn, placed], spacing=14, resolve=own)
    return alt.VConcatChart(vconcat=[drawn, placed], spacing=10, resolve=own)


def _grid(facets: Sequence[alt.LayerChart], columns: int) -> alt.VConcatChart:
    across = min(columns, len(facets))
    parts = [list(facets[at : at + across]) for at in range(0, len(facets), across)]
    return alt.VConcatChart(vconcat=[alt.HConcatChart(hconcat=part, spacing=8) for part in parts], spacing=8)


def _facet(picture: MapPicture, year: int) -> alt.LayerChart:
    """Return the map of one year."""
    frame = _frame(picture)
    width, height, metres = _room(picture, frame)
    here = _land(picture, year, metres)
    pale = _pale(picture, frame, metres)
    thick = [_border(area) for area in (picture.area or picture.outline,) if area is not None]
    first = year == picture.figures.years[0]  # names on every small map would be a veil
    names = _names(here, metres, frame) if picture.area is not None and first else []
    layers = [*pale, *_in_classes(here, picture, keyed=False), *thick, *names]
    panel = maps.layered(layers, width, height)
    if len(picture.figures.years) == 1:
        return panel
    return theme.headed(panel, str(year), above=4)


def _frame(picture: MapPicture) -> shapely.Geometry:
    land = _geometry(picture)
    around = 0.0 if picture.area is None else MARGIN
    return shapely.box(*land.total_bounds).buffer(around, join_style="mitre")


def _geometry(picture: MapPicture, metres: float = 0.0) -> gpd.GeoDataFrame:
    """Return the regions in the picture, whole or with the points that can be seen at a scale."""
    level = picture.figures.level
    land = maps.land_at(level, metres) if metres else regions.geometry(level)
    return land[land["region"].isin(picture.shown["region"])]


def _room(picture: MapPicture, frame: shapely.Geometry) -> tuple[int, int, float]:
    """Return the width and height of one map, and the metres that a unit of the drawing stands for."""
    size = SIZES[picture.size]
    years = len(picture.figures.years)
    across, down = size.across, size.down
    if years > 1:
        columns = min(size.columns, years)
        across = (across - 8 * (columns - 1)) // columns
        down = size.down // -(-years // columns) if size.frame else size.down
    west, south, east, north = frame.bounds
    metres = max((east - west) / across, (north - south) / down)
    return round((east - west) / metres), round((north - south) / metres), metres


def _land(picture: MapPicture, year: int, metres: float) -> gpd.GeoDataFrame:
    """Return the regions in the picture with their class; "" where there is no figure."""
    classes = picture.table.loc[picture.table["year"] == year].set_index("region")["class"]
    land = _geometry(picture, metres)
    return land.assign(**{"class": land["region"].map(classes).astype("str")})


def _pale(picture: MapPicture, frame: shapely.Geometry, metres: float) -> list[alt.Chart]:
    """Return the land around an area."""
    if picture.area is None:
        return []
    land = maps.land_at(picture.figures.level, metres)
    cut = land.assign(geometry=shapely.intersection(land["geometry"].to_numpy(), frame))
    around = cut[~cut.is_empty & ~cut["region"].isin(picture.shown["region"])]
    pale = maps.shapes(around[["geometry"]]).mark_geoshape(fill=AROUND, stroke=AROUND_LINE, strokeWidth=0.6)
    return [pale] if len(around) else []


def _border(area: StudyArea) -> alt.Chart:
    thick: alt.Chart = maps.lines([maps.border(area.municipalities)]).mark_geoshape(
        filled=False, stroke=theme.INK, strokeWidth=1.6
    )
    return thick


def _in_classes(here: gpd.GeoDataFrame, picture: MapPicture, *, keyed: bool) -> list[alt.Chart]:
    """Return regions in the colours of their classes, and hatched where there is no figure; with a key or without."""
    none = _no_figure(picture)
    classed = picture.classes
    domain = [*classed.labels, none]
    colours = [*class_colours(classed), theme.NO_DATA]
    above = [picture.figures.unit.spoken(picture.lang), *telling.nation(picture.figures, picture.words)]
    wrapped = [line for text in above for line in textwrap.wrap(text, 30)]
    key = alt.Legend(
        title=wrapped, values=list(classed.labels), orient="right", **maps.swatch("square"), symbolOpacity=1
    )
    scale = alt.Scale(domain=domain, range=colours)
    shapes = here[["class", "geometry"]].assign(**{"class": here["class"].replace("", none)})
    seen = 0.0 if keyed else 1.0  # on a drawing of nothing, which has room for the key alone
    drawn = maps.shapes(shapes).mark_geoshape(stroke=maps.BORDER, strokeWidth=0.5, opacity=seen)
    coloured = drawn.encode(color=alt.Color("class:N", scale=scale, legend=key if keyed else None))
    empty = _without_figure(picture, here) if keyed else here[here["class"].eq("")]
    lines = maps.hatched(empty, none, keyed=keyed)
    if keyed:
        lines = [line.mark_geoshape(filled=False, strokeWidth=0.8, opacity=0.0) for line in lines]
    return [coloured, *lines]


def _without_figure(picture: MapPicture, here: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the regions that are hatched in any of the years, for the key; of those that are handed over."""
    without = set(picture.table.loc[picture.table["class"].eq(""), "region"])
    return here[here["region"].isin(without)]


def _no_figure(picture: MapPicture) -> str:
    short = "_phone" if picture.size == "phone" else ""
    return picture.words(f"map.{'not_compared' if picture.figures.changes else 'no_figure'}{short}")


def broken(name: str) -> str:
    """Return the name of a region in lines that are short enough for a map."""
    return "\n".join(textwrap.wrap(name, _LINE, break_long_words=False))


def _names(here: gpd.GeoDataFrame, metres: float, frame: shapely.Geometry) -> list[alt.LayerChart]:
    """Return the names of regions, where they fit; none of so many that they would be a veil."""
    if len(here) > _MOST_NAMES:
        return []
    texts = [broken(name) for name in here["name"]]
    places = clear_places(texts, list(here["geometry"]), metres, frame)
    found = [(text, place) for text, place in zip(texts, places, strict=True) if place is not None]
    return [written([text for text, _ in found], [place for _, place in found], {"lineBreak": "\n"})] if found else []


def _placed(picture: MapPicture) -> theme.Drawn:
    """Return the country with the area in it, where one is shown, and the key under it; on a phone beside it."""
    here = _land(picture, picture.figures.years[-1], _METRES)
    # The keys stand on a drawing of nothing, one under the other: one region of either kind will do.
    lacking = here["region"].isin(_without_figure(picture, here)["region"])
    key = maps.layered(_in_classes(here[~lacking.duplicated()], picture, keyed=True), 1, 1)
    if picture.area is None:
        return key
    land = maps.shapes(maps.land_at("provincie", _METRES)[["geometry"]])
    pale = land.mark_geoshape(fill=AROUND, stroke=theme.LINE, strokeWidth=0.5)
    phone = picture.size == "phone"
    small = maps.layered([pale, *_in_classes(here, picture, keyed=False)], *((76, 90) if phone else (118, 139)))
    apart = {"color": "independent", "stroke": "independent"}
    own = theme.resolved(scale=apart, legend=apart)
    if phone:
        return alt.HConcatChart(hconcat=[small, key], spacing=0, resolve=own)
    return alt.VConcatChart(vconcat=[small, key], spacing=12, resolve=own)
