"""The picture of a map: its figures in classes, the words around it, and the chart of all that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from impact import regions
from impact.report.charts import theme
from impact.report.charts.map_classes import Classes, chosen_classes, classified
from impact.report.charts.schemes import Scheme
from impact.report.maps import telling
from impact.report.maps.drawing import SIZES, body
from impact.report.maps.figures import MapFigures
from impact.report.maps.style import Side
from impact.words.texts import Lang, Words, chart_words

if TYPE_CHECKING:
    from impact.regions import StudyArea

_ACROSS, _AROUND = 620, 70  # units of a line of a page, and of title and margins
_LETTERS, _FOOT = 105, 13  # of a line under a picture, and its height


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
