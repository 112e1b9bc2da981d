"""Maps of the Netherlands in classes, drawn on the Dutch grid (EPSG:28992) as it is: no projection, north is up."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import altair as alt
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from impact import regions, sectors
from impact.errors import InputError, Problem, suggestion
from impact.panel import refused
from impact.panel.activity import COROP_JOBS
from impact.panel.figures import figures_of
from impact.report.charts import theme
from impact.report.charts.chart import Chart
from impact.report.charts.class_colours import class_colours
from impact.report.charts.map_classes import Classes, quantile_classes
from impact.report.charts.sources import boundaries_line, source_line
from impact.words.texts import Lang, chart_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from impact.regions import Level, StudyArea

WIDTH, HEIGHT = 306, 360
METRES = 900.0  # that a unit of a map of the country stands for
HATCH = 4_500.0  # metres between the lines that mean "no figure"
HATCHED = "M-1,-1L1,-1L1,1L-1,1ZM-1,0L0,-1M-1,1L1,-1M0,1L1,0"  # a square with such lines, for the key
INLET = 500.0  # metres
ISLAND = 20e6  # square metres
ROUND = 100.0  # metres: what the line around an area may be off
COARSE = 0.7  # units of the drawing: what lines between regions may be off
BORDER = "#5b6770"
_GRID = alt.Projection(type="identity", reflectY=True)
LEAST = 1  # per cent: the lowest share of jobs that figures in hundreds of jobs can tell from others


def choropleth(
    values: pd.Series[float],
    *,
    level: Level,
    year: int | str,
    title: str,
    unit: str,
    lang: Lang,
    source: str,
    classes: int = 5,
    decimals: int = 1,
    outline: StudyArea | None = None,
    absent: str | None = None,
    reference: tuple[str, float] | None = None,
    least: float | None = None,
    remarks: Sequence[str] = (),
) -> alt.VConcatChart:
    """Return a map of figures by region in classes; regions without a figure are hatched and named in the key.

    Figures of both signs are shown in two colours, with a class bound at zero: a fall never has the colour of a rise.

    Parameters
    ----------
    values : Series
        Figures by region code of `level`; a region that is absent, or NaN, has no figure.
    level : {"gemeente", "corop", "provincie"}
        The regions that are drawn.
    year : int or str
        When the figures are of, as it should read under the title ("December 2024").
    title : str
        What stands above the map.
    unit : str
        Unit of the figures; stands under the title and above the key.
    lang : {"nl", "en"}
        Language of everything that is written.
    source : str
        The source line of the figures; that of the boundaries is added.
    classes : int
        Number of classes, with about as many regions in each; `reference`, `least` and a zero add to them.
    decimals : int
        Decimals of the figures, before they are classed; no more than the source carries.
    outline : StudyArea, optional
        An area whose border is drawn thicker.
    absent : str, optional
        What the key says of regions that are not in `values`; that they have no figure, if None.
    reference : (str, float), optional
        A figure to compare with, such as that of the country, and what it is of. The key gives it, and a class ends
        there: what is above has another colour than what is not.
    least : float, optional
        The lowest figure that the source can tell from others; what is lower is "less than" that.
    remarks : sequence of str
        What a reader must know of the figures, such as a border that moved; stands above the source line.

    Raises
    ------
    InputError
        A code is not a region of this level, or a figure is infinite.
    ValueError
        A code stands twice, or there is no figure at all.
    """
    _check(values, level)
    words = chart_words(lang)
    ends = () if reference is None else (round(reference[1], decimals),)
    classed = quantile_classes(values, classes, decimals, words, ends=ends, least=least)
    compared = [] if reference is None else [f"{reference[0]}: {words.number(reference[1], decimals)}"]
    land = land_at(level, METRES)
    none = absent or words("choropleth.no_data")
    land["class"] = land["region"].map(classed.of_region).fillna(none).astype("str")
    subtitle = words("choropleth.subtitle", unit=unit, year=year)
    layers = [_land(land, classed, [unit, *compared], none), *_without_figure(land, classed, none)]
    if outline is not None:
        thick = lines([border(outline.municipalities)])
        layers.append(thick.mark_geoshape(filled=False, stroke=theme.INK, strokeWidth=2.2))
        subtitle += words("choropleth.outline", area=outline.title(lang))
    return theme.signed(
        layered(layers, WIDTH, HEIGHT),
        lang,
        title=title,
        subtitle=subtitle,
        source=f"{source} {boundaries_line(words)}",
        remarks=remarks,
    )


def sector_share(sector: str, year: int, *, lang: Lang, outline: StudyArea | None = None) -> alt.VConcatChart:
    """Return a map of the share of a sector group in the employee jobs of each COROP area, in whole per cents.

    CBS gives jobs in hundreds: of an area with 15,000 jobs a share in tenths of a per cent would be made up.

    Parameters
    ----------
    sector : str
        A group of sectors (of `a10`).
    year : int
        A year with jobs by COROP area.
    lang : {"nl", "en"}
        Language of everything that is written.
    outline : StudyArea, optional
        An area whose border is drawn thicker.
    """
    words = chart_words(lang)
    nation = joint_share(sector, year, regions.codes("corop"))
    return choropleth(
        sector_shares(sector, year),
        decimals=0,
        least=LEAST,
        reference=None if np.isnan(nation) else (words("sector_share.nation"), nation),
        level="corop",
        year=words("sector_share.year", year=year),
        title=words("sector_share.title", sector=sectors.labels("a10", lang)[sector]),
        unit=words("sector_share.unit"),
        lang=lang,
        source=source_line([figures_of().record(COROP_JOBS)], words),
        outline=outline,
    )


def sector_shares(sector: str, year: int) -> pd.Series[float]:
    """Return the share of a sector group in the employee jobs of each COROP area, in % (CBS 83582NED).

    Jobs that CBS could not place in a region are left out; a suppressed figure stays missing.
    """
    jobs = _jobs(sector, year, regions.codes("corop"))
    return 100 * jobs[sector] / jobs[sectors.TOTAL]


def joint_share(sector: str, year: int, corops: Sequence[str]) -> float:
    """Return the share of a sector group in the employee jobs of COROP areas together, in %; NaN if one is missing."""
    summed = _jobs(sector, year, corops).sum(skipna=False)
    return float(100 * summed[sector] / summed[sectors.TOTAL])


def _jobs(sector: str, year: int, corops: Sequence[str]) -> pd.DataFrame:
    return figures_of().jobs_by_corop(year).loc[list(corops), [sector, sectors.TOTAL]]


def change_map(
    changes: pd.DataFrame, *, level: Level, lang: Lang, title: str, source: str, outline: StudyArea | None = None
) -> alt.VConcatChart:
    """Return a map of changes of one series, in per cent; what was refused is hatched, and the reason stands under it.

    Parameters
    ----------
    changes : DataFrame
        What `impact.panel.change` returns, of one variable and one sector; sums of areas are left out.
    level : {"gemeente", "corop", "provincie"}
        The regions that are drawn.
    lang : {"nl", "en"}
        Language of everything that is written.
    title, source : str
        The title, and the source line of the figures.
    outline : StudyArea, optional
        An area whose border is drawn thicker.

    Raises
    ------
    ValueError
        Changes of several series: a map has room for one.
    """
    series = changes[["variable", "sector"]].drop_duplicates()
    if len(series) != 1:
        raise ValueError(f"A map shows the changes of one variable and sector; these are of {len(series)}.")
    words = chart_words(lang)
    of_areas = changes[changes["region"].isin(regions.codes(level))].set_index("region")
    first, last = changes[["from_year", "to_year"]].iloc[0]
    return choropleth(
        of_areas["change"],
        level=level,
        year=words("change_map.years", first=first, last=last),
        title=title,
        unit=words("change_map.unit"),
        lang=lang,
        source=source,
        outline=outline,
        absent=words("change_map.absent"),
        remarks=refused(changes, lang),
    )


@cache
def border(municipalities: tuple[str, ...]) -> shapely.Geometry:
    """Return the outer border of municipalities as a line to draw thickly.

    Inlets under a kilometre wide are passed over and islands under 20 square kilometres left out: a thick line around
    each mudflat would be a blot.
    """
    land = regions.geometry("gemeente")
    held = shapely.union_all(land.loc[land["region"].isin(municipalities), "geometry"].to_numpy())
    closed = held.buffer(INLET).buffer(-INLET)
    large = [part for part in shapely.get_parts(closed) if part.area > ISLAND]
    around = shapely.union_all([part.exterior for part in large or shapely.get_parts(closed)])
    return shapely.simplify(around, ROUND)  # closing leaves an arc of points at every corner


@lru_cache(maxsize=32)
def _coarse(level: Level, tolerance: float) -> gpd.GeoDataFrame:
    land = regions.geometry(level)
    return land.assign(geometry=shapely.coverage_simplify(land["geometry"].to_numpy(), tolerance))


def land_at(level: Level, metres: float) -> gpd.GeoDataFrame:
    """Return the regions of a level with the points that can be seen, so that files are no larger than they must be.

    Neighbours keep the same border between them.

    Parameters
    ----------
    level
        Which regions.
    metres
        What a unit of the drawing stands for.
    """
    return _coarse(level, round(COARSE * metres)).copy()


def shapes(land: gpd.GeoDataFrame) -> alt.Chart:
    """Return regions as a layer that still has to be drawn."""
    return Chart({"values": _features(land)}, projection=_GRID)


def _features(land: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return regions as GeoJSON has them, with what is known of each beside its geometry.

    altair would ask geopandas for them twice, copy them and write them out as text and back, for every drawing.
    """
    known = land.drop(columns="geometry").astype(object).where(lambda told: told.notna(), None).to_dict("records")
    drawn = [{"type": "Feature", "geometry": _geojson(one)} for one in land["geometry"]]
    return [{**told, **shape} for told, shape in zip(known, drawn, strict=True)]


@lru_cache(maxsize=2048)
def _geojson(shape: shapely.Geometry) -> dict[str, Any]:
    """Return a shape as GeoJSON has it, one for all maps with that shape: it is not to be changed."""
    found: dict[str, Any] = shapely.geometry.mapping(shape)
    return found


def lines(drawn: list[shapely.Geometry], **properties: str) -> alt.Chart:
    """Return lines as a layer that still has to be drawn; properties are the same for all."""
    return shapes(gpd.GeoDataFrame({**properties, "geometry": drawn}, index=range(len(drawn)), crs="EPSG:28992"))


def layered(layers: list[Any], width: int, height: int) -> alt.LayerChart:
    """Return layers on one piece of the grid."""
    return alt.LayerChart(layer=layers, width=width, height=height, projection=_GRID)


def _check(values: pd.Series[float], level: Level) -> None:
    known = regions.codes(level)
    listed = [str(code) for code in values.index]
    if strange := [code for code in listed if code not in known]:
        expected = f"codes of the level {level}"
        raise InputError([Problem("map", "region", repr(c), expected, suggestion(c, known)) for c in strange])
    if twice := sorted({code for code in listed if listed.count(code) > 1}):
        raise ValueError(f"{', '.join(twice)} stands twice in the figures of the map. Give every region one figure.")
    if endless := [str(code) for code, value in values.items() if np.isinf(value)]:
        names = ", ".join(f"{regions.name(code)} ({code})" for code in endless)
        todo = "A change from nothing has no size: leave these regions out of the figures, and the map says so."
        raise InputError(Problem("map", "value", f"an infinite figure of {names}", "a finite figure, or NaN", todo))
    if values.notna().sum() == 0:
        raise ValueError(f"None of the {len(values)} regions has a figure. Was the right year chosen?")


def _land(land: gpd.GeoDataFrame, classed: Classes, above: list[str], none: str) -> alt.Chart:
    """Return the regions in the colours of their classes; `above` stands over the key."""
    domain = [*classed.labels, *([none] if len(classed.of_region) < len(land) else [])]
    colours = class_colours(classed)
    key = alt.Legend(
        title=above if len(above) > 1 else above[0], orient="right", values=classed.labels, **swatch("square")
    )
    scale = alt.Scale(domain=domain, range=[*colours, theme.NO_DATA][: len(domain)])
    drawn: alt.Chart = shapes(land).mark_geoshape(stroke=BORDER, strokeWidth=0.5)
    return drawn.encode(color=alt.Color("class:N", scale=scale, legend=key))


def _without_figure(land: gpd.GeoDataFrame, classed: Classes, none: str) -> list[alt.Chart]:
    return hatched(land[~land["region"].isin(classed.of_region.index)], none)


def hatched(empty: gpd.GeoDataFrame, none: str, *, keyed: bool = True) -> list[alt.Chart]:
    """Return the hatching of regions without a figure, with a key of its own that shows it; nothing for no regions."""
    if empty.empty:
        return []
    crossed = shapely.intersection(_diagonals(empty.total_bounds), shapely.union_all(empty["geometry"].to_numpy()))
    parts = shapely.get_parts(crossed)
    hatching = shapely.multilinestrings(list(parts[shapely.length(parts) > 0]))  # a point would be drawn as a circle
    key = alt.Legend(title=None, orient="right", **swatch(HATCHED), symbolOpacity=1) if keyed else None
    stroke = alt.Stroke("what:N", scale=alt.Scale(range=[theme.QUIET]), legend=key)
    return [lines([hatching], what=none).mark_geoshape(filled=False, strokeWidth=0.8).encode(stroke=stroke)]


def swatch(shape: str) -> dict[str, Any]:
    """Return how a mark of the key looks that stands for regions."""
    return {"symbolType": shape, "symbolSize": 180, "symbolStrokeColor": BORDER}


def _diagonals(bounds: np.ndarray) -> shapely.MultiLineString:
    """Return parallel lines over a rectangle: Vega-Lite has no hatched fill, so the lines are drawn themselves."""
    west, south, east, north = bounds
    height = north - south
    starts = np.arange(west - height, east, HATCH)
    return shapely.multilinestrings([[(x, south), (x + height, north)] for x in starts])
