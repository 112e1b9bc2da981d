"""The picture of a map: regions in classes, what is around them, names, key, and the place in the country."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import altair as alt
import geopandas as gpd
import pandas as pd
import shapely

from impact import regions
from impact.report.charts import maps, theme
from impact.report.charts.map_classes import Classes, chosen_classes, classified
from impact.report.charts.place_names import clear_places, written
from impact.report.charts.schemes import Scheme
from impact.report.maps import telling
from impact.report.maps.figures import MapFigures
from impact.report.maps.style import Side
from impact.report.pages.picture import FRAMES
from impact.words.texts import Lang, Words, chart_words

if TYPE_CHECKING:
    from impact.regions import StudyArea

MARGIN = 7_000.0  # metres of neighbouring land around an area
AROUND, AROUND_LINE = "#f3f5f6", "#c9d0d6"
_MOST_NAMES = 40  # regions that are named; more are a country
_ACROSS, _AROUND = 620, 70  # units of a line of a page, and of title and margins
_LETTERS, _FOOT = 105, 13  # of a line under a picture, and its height
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


@dataclass(frozen=True)
class MapPicture:
    """A map that can be drawn.

    Attributes
    ----------
    figures : what it shows.
    lang : language of everything that is written.
    area : the study area that is shown, with its neighbours around it; the country when None.
    scheme : how classes are made, or their bounds.
    count : how many classes.
    around : what parts two sides: zero (100 of an index), or the figure of the country.
    size : a key of `SIZES`.
    heading : the title; made of the figures when "".
    outline : an area whose border is drawn thicker on a map of the country.
    """

    figures: MapFigures
    lang: Lang
    area: StudyArea | None = None
    scheme: Scheme | tuple[float, ...] = "quantile"
    count: int = 5
    around: Side = "zero"
    size: str = "page"
    heading: str = ""
    outline: StudyArea | None = None

    @cached_property
    def words(self) -> Words:
        """The texts of charts."""
        return chart_words(self.lang)

    @cached_property
    def title(self) -> str:
        """What stands above the map."""
        return self.heading or telling.title(self.figures, self.words)

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The figures in the picture: columns region, year, value, status."""
        frame = self.figures.frame
        if self.area is None:
            return frame
        return frame[frame["region"].isin(self.area.regions(self.figures.level))].reset_index(drop=True)

    @cached_property
    def classes(self) -> Classes:
        """The classes of the figures in the picture, those of all years together."""
        figures, decimals = self.figures, self.figures.decimals
        nation = figures.nation.get(figures.years[0]) if len(figures.years) == 1 else None
        of_nation = None if nation is None or figures.kind == "level" else round(nation, decimals)
        middle = of_nation if self.around == "nation" and of_nation is not None else figures.middle
        if not isinstance(self.scheme, str):
            return chosen_classes(self.shown["value"], self.scheme, decimals, self.words, middle=middle)
        ends = [] if of_nation is None else [of_nation]
        return classified(
            self.shown["value"], self.count, decimals, self.words, by=self.scheme, middle=middle, ends=ends
        )

    @cached_property
    def table(self) -> pd.DataFrame:
        """The figures in the picture with the name of each region and its class: what the files hold."""
        of_region = self.classes.of_region.reindex(self.shown.index).fillna("")
        names = [regions.name(code) for code in self.shown["region"]]
        return self.shown.assign(name=names, **{"class": of_region.astype("str")})

    @cached_property
    def remarks(self) -> list[str]:
        """What a reader must know."""
        return telling.remarks(self.figures, self.shown, self.area, self.words)

    @cached_property
    def subtitle(self) -> str:
        """The unit, the years and the area."""
        said = telling.subtitle(self.figures, self.area, self.words)
        thick = "" if self.outline is None else self.words("choropleth.outline", area=self.outline.title(self.lang))
        return said + thick

    @cached_property
    def source(self) -> str:
        """Where figures and boundaries come from."""
        return telling.sources(self.figures, self.words)

    @cached_property
    def message(self) -> str:
        """What the picture says, for who cannot see it."""
        return telling.message(self.figures, self.shown, self.title, self.words)


def region_map(
    figures: MapFigures,
    *,
    lang: Lang,
    area: StudyArea | None = None,
    scheme: Scheme | tuple[float, ...] = "quantile",
    count: int = 5,
    around: Side = "zero",
    size: str = "page",
    title: str = "",
    outline: StudyArea | None = None,
) -> alt.VConcatChart:
    """Return a map of figures by region, of the country or of a study area with its neighbours in pale.

    Parameters
    ----------
    figures : MapFigures
        What `map_figures` found, or figures of one's own (`figures_of_series`).
    lang : {"nl", "en"}
        Language of everything that is written.
    area : StudyArea, optional
        The area that is shown, made of whole regions of the level.
    scheme : {"quantile", "equal", "natural"} or tuple of float
        How classes are made, or the bounds of one's own.
    count : int
        How many classes.
    around : {"zero", "nation"}
        What parts two sides in two colours: zero (100 of an index), or the figure of the country.
    size : {"page", "slide", "phone"}
        What it is drawn for.
    title : str
        What stands above it; made of the figures when "".
    outline : StudyArea, optional
        An area whose border is drawn thicker on a map of the country.
    """
    return chart(MapPicture(figures, lang, area, scheme, count, around, size, title, outline))


def chart(picture: MapPicture) -> alt.VConcatChart:
    """Return a map with title, remarks and sources around it."""
    return theme.signed(
        body(picture),
        picture.lang,
        title=picture.title,
        subtitle=picture.subtitle,
        source=picture.source,
        remarks=picture.remarks,
        wide=_wide(picture),
    )


def _wide(picture: MapPicture) -> float:
    """Return how long lines are: in a frame, so that map and remarks together are as large as they can be."""
    size = SIZES[picture.size]
    if size.frame is None:
        return size.wide
    across, down = size.frame
    letters = sum(map(len, [*picture.remarks, picture.source]))

    def scale(wide: float) -> float:
        return min(across / (_ACROSS * wide), down / (size.down + _AROUND + letters / (_LETTERS * wide) * _FOOT))

    return max((size.wide, 1.7, 2.0, 2.3), key=scale)


def body(picture: MapPicture) -> theme.Drawn:
    """Return the map and its key, with nothing around them."""
    facets = [_facet(picture, year) for year in picture.figures.years]
    beside = picture.size != "phone"
    drawn = facets[0] if len(facets) == 1 else _grid(facets, SIZES[picture.size].columns)
    placed = _placed(picture)
    both = alt.hconcat(drawn, placed, spacing=14) if beside else alt.vconcat(drawn, placed, spacing=10)
    shared = both.resolve_scale(color="independent", stroke="independent")
    finished: theme.Drawn = shared.resolve_legend(color="independent", stroke="independent")
    return finished


def _grid(facets: Sequence[alt.LayerChart], columns: int) -> alt.VConcatChart:
    across = min(columns, len(facets))
    rows = [alt.hconcat(*facets[at : at + across], spacing=8) for at in range(0, len(facets), across)]
    return alt.vconcat(*rows, spacing=8)


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
    return panel.properties(title=alt.TitleParams(str(year), fontSize=13, offset=4, frame="group"))


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
    colours = [*maps.class_colours(classed.sides), theme.NO_DATA]
    above = [picture.figures.unit.spoken(picture.lang), *telling.nation(picture.figures, picture.words)]
    wrapped = [line for text in above for line in textwrap.wrap(text, 30)]
    key = alt.Legend(
        title=wrapped, values=list(classed.labels), **_place_of_key(picture), **maps.swatch("square"), symbolOpacity=1
    )
    scale = alt.Scale(domain=domain, range=colours)
    shapes = here[["class", "geometry"]].assign(**{"class": here["class"].replace("", none)})
    # On a drawing of nothing, which has room for the key alone, and in the small map the lines would be a blot.
    seen = 0.0 if keyed and picture.area is None else 1.0
    drawn = maps.shapes(shapes).mark_geoshape(stroke=maps.BORDER, strokeWidth=0.5, opacity=seen)
    coloured = drawn.encode(color=alt.Color("class:N", scale=scale, legend=key if keyed else None))
    lines = maps.hatched(here[here["class"].eq("")], none, keyed=keyed)
    if keyed:
        lines = [line.mark_geoshape(filled=False, strokeWidth=0.8, opacity=0.0) for line in lines]
    return [coloured, *lines]


def _place_of_key(picture: MapPicture) -> dict[str, Any]:
    beside = picture.size == "phone" or picture.area is None
    return {"orient": "right"} if beside else {"orient": "bottom", "columns": 1}


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


def _placed(picture: MapPicture) -> alt.LayerChart:
    """Return the country with the area in it, where one is shown, and the key."""
    year = picture.figures.years[-1]
    here = _land(picture, year, _METRES)
    if picture.area is None:
        # The key of a map of the country stands beside it, on a drawing of nothing: one region of either kind will do.
        one_of_each = here[~here["class"].eq("").duplicated()]
        return maps.layered(_in_classes(one_of_each, picture, keyed=True), 1, 1)
    layers = _in_classes(here, picture, keyed=True)
    land = maps.shapes(maps.land_at("provincie", _METRES)[["geometry"]])
    pale = land.mark_geoshape(fill=AROUND, stroke=theme.LINE, strokeWidth=0.5)
    small = (76, 90) if picture.size == "phone" else (118, 139)
    return maps.layered([pale, *layers], *small)
