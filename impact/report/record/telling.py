"""A region's record with the words in which it is told: what every part of its pages needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from impact import regions, sectors
from impact.panel import breaks
from impact.productivity.record.measures import Measure
from impact.productivity.record.places import NATION
from impact.productivity.record.regional_record import CLASSIC, TABLES, Part
from impact.report.charts.sources import source_line
from impact.words.names import called
from impact.words.texts import Lang, Words, within_sentence

if TYPE_CHECKING:
    from impact.productivity import RegionalRecord, Studies
    from impact.words.statements import Statement

MOST_AREAS = 7  # COROP areas with a line of their own in a chart
BREAK = "break"


@dataclass(frozen=True)
class Account:
    """One record in one language.

    Attributes
    ----------
    record : what the figures say.
    studies : what earlier studies found.
    words : the texts of the publication.
    """

    record: RegionalRecord
    studies: Studies
    words: Words

    @property
    def area(self) -> str:
        """The code of the rows of the area itself."""
        return self.record.area.name

    @property
    def title(self) -> str:
        """What the area is called."""
        return self.record.area.title(self.words.lang)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The COROP areas that the area is made of, where it is made of several."""
        return self.record.area.corops if len(self.record.area.corops) > 1 else ()

    @cached_property
    def drawn(self) -> tuple[str, ...]:
        """The COROP areas that have a line of their own in a chart: none of so many that lines could not be told."""
        return self.parts if len(self.parts) <= MOST_AREAS else ()

    @cached_property
    def years(self) -> tuple[int, int]:
        """The first and the last year of productivity."""
        held = self.record[Part.PRODUCTIVITY]["year"]
        return int(held.min()), int(held.max())

    def productivity(self, measure: Measure, region: str) -> pd.Series[float]:
        """Return a measure of productivity of a region by year."""
        return of_measure(self.record[Part.PRODUCTIVITY], measure, region)

    def place(self, code: str) -> str:
        """Return the name of an area, the Netherlands, or the study area as a whole."""
        if code == NATION:
            return called("whole", "nation").spoken(self.words.lang)
        if code == self.area:
            return self.words("place.area")
        return " + ".join(regions.name(part) for part in code.split("+"))

    def sector(self, code: str) -> str:
        """Return the title of a sector or group with its code; of what has none, the titles of its parts."""
        whole = sectors.title(code, self.words.lang)
        if whole != code:
            return whole
        parts = [title for part in code.split("+") for title in _titles(part, self.words.lang)]
        return f"{self.words.listed(parts)} ({code})"

    def source(self, *parts: Part) -> str:
        """Return the line under a chart that is made of some parts of the record."""
        records = {name: self.record.tables[name] for part in parts for name in TABLES[part]}
        return source_line(records.values(), self.words, after=self.words("sources.own"))

    def cautions(self, *parts: Part) -> list[str]:
        """Return what a reader has to know of the figures of some parts, each thing once."""
        found = (
            statement
            for part in parts
            for told in self.record[part]["cautions"].drop_duplicates()
            for statement in told
        )
        return self.said(found)

    def said(self, statements: Iterable[Statement]) -> list[str]:
        """Return statements in words, each once."""
        return list(dict.fromkeys(self.words.said(statement) for statement in statements))

    @cached_property
    def job_years(self) -> tuple[int, int]:
        """The years between which the growth of jobs is told."""
        first = self.record[Part.JOB_GROWTH].iloc[0]
        return int(first["from_year"]), int(first["to_year"])

    def jobs(self, region: str = "", method: str = CLASSIC) -> pd.DataFrame:
        """Return the parts of the growth of jobs by sector, of the area itself where no region is named."""
        frame = self.record[Part.JOB_GROWTH]
        return frame[frame["region"].eq(region or self.area) & frame["method"].eq(method)].set_index("sector")


def of_measure(frame: pd.DataFrame, measure: Measure, region: str) -> pd.Series[float]:
    """Return a measure of productivity of a region by year."""
    rows = frame[frame["region"].eq(region) & frame["measure"].eq(measure)]
    return rows.set_index("year")["value"]


def summed(parts: pd.DataFrame) -> dict[str, float]:
    """Return the columns of an account of jobs added up over its sectors."""
    counted = parts.select_dtypes("number").drop(columns=["from_year", "to_year"]).dropna(axis=1, how="all")
    return {str(name): float(value) for name, value in counted.sum().items()}


def signed(value: float, words: Words, decimals: int) -> str:
    """Return a change with its sign."""
    written = words.number(value, decimals)
    return f"+{written}" if round(value, decimals) > 0 else written


def mean_growth(levels: pd.Series[float]) -> float:
    """Return by how many per cent levels rise in a year, from the first to the last."""
    span = int(levels.index[-1]) - int(levels.index[0])
    return float(100 * ((levels.iloc[-1] / levels.iloc[0]) ** (1 / span) - 1))


def broken_years(frame: pd.DataFrame) -> tuple[int, ...]:
    """Return the first years after a break in a frame of counts or levels."""
    return tuple(sorted({int(year) for year in frame.loc[frame["status"].eq(BREAK), "year"]}))


def breaks_of(table: str) -> Sequence[int]:
    """Return the years of the breaks of a table that are not a border."""
    return sorted({one.year for one in breaks() if table in one.series and one.kind != "boundary"})


def _titles(code: str, lang: Lang) -> tuple[str, ...]:
    """Return the names of what a group is made of."""
    names = sectors.names_within(code, lang)
    return tuple(within_sentence(name) if at else name for at, name in enumerate(names))
