"""A chart by itself, as files hold it (`impact.report.pages.picture.Picture`)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from impact.errors import InputError, Problem
from impact.report.charts import theme
from impact.report.charts.around import Around, around, put_around, taken_off
from impact.report.charts.narrow import Narrow, narrow, narrow_signed
from impact.report.charts.values import Values
from impact.report.charts.wide import wide_signed
from impact.report.gallery.named import Shown
from impact.report.pages import picture_files
from impact.report.pages.figures_csv import figure_columns, figure_frame
from impact.report.pages.picture import FRAMES, PAGE, PHONE
from impact.words.texts import Words, chart_words

if TYPE_CHECKING:
    import pandas as pd

    from impact.words.texts import Lang

CHART = picture_files.Kind("chart", picture_files.WRITERS)
"""A chart: what it is written as."""


@dataclass(frozen=True)
class ChartPicture:
    """A chart that can be written to a file.

    Attributes
    ----------
    shown : the chart with its figures.
    lang : language of everything that is written.
    size : page, slide or phone.
    heading : a title of one's own; that of the chart when "".
    """

    shown: Shown
    lang: Lang
    size: str = PAGE
    heading: str = ""

    @cached_property
    def words(self) -> Words:
        """The texts of charts."""
        return chart_words(self.lang)

    @cached_property
    def _around(self) -> Around:
        told = around(self.shown.figure.chart.to_dict())
        return replace(told, title=self.heading or told.title)

    @property
    def title(self) -> str:
        """What stands above it."""
        return self._around.title

    @property
    def subtitle(self) -> str:
        """What is measured, with unit and years."""
        return self._around.subtitle

    @property
    def foot(self) -> tuple[str, ...]:
        """What a reader must know, and where the figures come from."""
        return (self._around.foot,)

    @property
    def message(self) -> str:
        """What it says, for those who cannot see it."""
        return self.shown.figure.alt

    @property
    def date(self) -> datetime.date:
        """Of what it shows."""
        return self.shown.date

    @cached_property
    def values(self) -> Values:
        """The figures it draws, as people read them."""
        found = self.shown.figure.table
        if found is None:
            raise InputError(
                Problem("chart", self.shown.figure.name, "no figures", "a chart with figures", "Draw another.")
            )
        return found

    @property
    def right(self) -> tuple[int, ...]:
        """The columns that are figures."""
        return tuple(at for at in figure_columns(self.values, self.words) if at)

    @property
    def rows(self) -> pd.DataFrame:
        """The figures it draws as numbers, with title, unit and source in every row."""
        told = {"title": self.title, "measured": self.subtitle, "source": " ".join(self.foot)}
        return figure_frame(self.values, self.words, told)

    def signed(self) -> str:
        """Return it for its size, with everything that stands around it."""
        chart, frame = self.shown.figure.chart, FRAMES[self.size]
        if frame is not None:
            return wide_signed(chart, frame[0] / frame[1], self.heading)
        return narrow_signed(chart, self.heading) if self.size == PHONE else self.paged()

    def paged(self) -> str:
        """Return it for a page, with everything that stands around it."""
        spec = self.shown.figure.chart.to_dict()
        return theme.drawn(put_around(spec, self._around) if self.heading else spec)

    def bare(self) -> str:
        """Return it with nothing around it."""
        spec, _ = taken_off(self.shown.figure.chart.to_dict())
        return theme.drawn(spec)

    def narrow(self) -> Narrow:
        """Return it as a narrow screen shows it."""
        figure = self.shown.figure
        drawn = figure.slim.drawn() if figure.slim else narrow(figure.chart)
        return replace(drawn, title=self.title)
