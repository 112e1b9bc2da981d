"""A map with the figures it draws: for a narrow screen, in a table, and as files hold it."""

from __future__ import annotations

import datetime
from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from impact.report.charts import theme
from impact.report.charts.narrow import Narrow, Slim
from impact.report.charts.values import Values, figure
from impact.report.maps.drawing import body
from impact.report.maps.figures import BAND
from impact.report.maps.picture import MapPicture, chart
from impact.words.names import called
from impact.words.texts import Words

COLUMNS = ("region", "name", "year", "value", "unit", "status", "class", "source", "cautions")


def values(picture: MapPicture) -> Values:
    """Return the figures of a map as people read them."""
    words, figures = picture.words, picture.figures
    several = len(figures.years) > 1
    last = "band" if figures.banded else "status"
    columns = ("region", *(("year",) if several else ()), "value", last)
    head = tuple(words(f"map_column.{column}") for column in columns)
    rows = []
    for row in picture.table.to_dict("records"):
        told = figure(row["value"], words, figures.decimals)
        rows.append((row["name"], *((str(row["year"]),) if several else ()), told, _beside(row, picture)))
    unit = figures.unit.spoken(picture.lang)
    named = tuple(f"{text} ({unit})" if column == "value" else text for column, text in zip(columns, head, strict=True))
    return Values(named, tuple(rows))


def _beside(row: dict[Hashable, Any], picture: MapPicture) -> str:
    """Return what stands beside a figure: between which figures nine in ten draws lie, or its status."""
    if picture.figures.banded and row["value"] == row["value"]:
        low, high = (float(row[end]) for end in BAND)
        return picture.words.span(low, high, picture.figures.decimals)
    return called("status_meaning", row["status"]).spoken(picture.lang)


def slim(picture: MapPicture) -> Slim:
    """Return a map for a narrow screen, to be drawn, with what stands around it.

    Parameters
    ----------
    picture : MapPicture
        The map, of whatever size.
    """
    small = replace(picture, size="phone")
    return Slim(_plain(small), picture.title, picture.subtitle, " ".join([*small.remarks, small.source]))


@dataclass(frozen=True)
class MapSheet:
    """A map as files hold it (`impact.report.pages.picture.Picture`)."""

    map: MapPicture

    @property
    def words(self) -> Words:
        """The texts of charts."""
        return self.map.words

    @property
    def size(self) -> str:
        """What it is drawn for."""
        return self.map.size

    @property
    def title(self) -> str:
        """What stands above it."""
        return self.map.title

    @property
    def subtitle(self) -> str:
        """The unit, the years and the area."""
        return self.map.subtitle

    @property
    def foot(self) -> list[str]:
        """What a reader must know, and where figures and boundaries come from."""
        return [*self.map.remarks, self.map.source]

    @property
    def message(self) -> str:
        """What it says, for those who cannot see it."""
        return self.map.message

    @property
    def date(self) -> datetime.date:
        """The end of the last year it shows."""
        return datetime.date(max(self.map.figures.years), 12, 31)

    @cached_property
    def values(self) -> Values:
        """The figures of the map as people read them."""
        return values(self.map)

    @property
    def right(self) -> tuple[int, ...]:
        """The column of figures: the last but one."""
        return (len(self.values.head) - 2,)

    @property
    def rows(self) -> pd.DataFrame:
        """The figures that it draws, a row for each region and year."""
        return table(self.map)

    def signed(self) -> str:
        """Return it for its size, with everything that stands around it."""
        return theme.svg(chart(self.map))

    def paged(self) -> str:
        """Return it for its size: that of a page is what a wide screen shows."""
        return self.signed()

    def bare(self) -> str:
        """Return it with nothing around it."""
        return theme.svg(_plain(self.map))

    def narrow(self) -> Narrow:
        """Return it as a narrow screen shows it."""
        return slim(self.map).drawn()


def table(picture: MapPicture) -> pd.DataFrame:
    """Return the figures that a map draws, a row for each region and year: (rows, `COLUMNS`, and `BAND` if known).

    Parameters
    ----------
    picture : MapPicture
        The map.
    """
    said = {"unit": picture.figures.unit.spoken(picture.lang), "source": picture.source}
    columns = [*COLUMNS, *(BAND if picture.figures.banded else ())]
    return picture.table.assign(**said, cautions=" ".join(picture.remarks))[columns]


def _plain(picture: MapPicture) -> theme.Drawn:
    return theme.plain(body(picture), picture.lang)
