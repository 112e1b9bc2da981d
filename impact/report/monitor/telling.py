"""A monitor with the words in which it is told: names of places, changes and shares, what must be known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from impact import regions, sectors
from impact.productivity.record.places import NATION
from impact.report.charts.sources import source_line
from impact.words.names import called
from impact.words.texts import Words, within_sentence

if TYPE_CHECKING:
    from impact.report.monitor.regional_monitor import RegionalMonitor

SAME = 0.5  # a change of less is none, in whole per cents
"""Establishments come in multiples of five, so that changes of a small municipality are not known to a decimal."""


@dataclass(frozen=True)
class Account:
    """One monitor in one language.

    Attributes
    ----------
    monitor : the figures.
    words : the texts of the publication.
    """

    monitor: RegionalMonitor
    words: Words

    @property
    def region(self) -> str:
        """The code of the rows of the region as a whole."""
        return self.monitor.area.name

    @property
    def areas(self) -> list[str]:
        """The COROP areas, the region as a whole and the Netherlands."""
        return [*self.monitor.area.corops, self.region, NATION]

    def place(self, code: str) -> str:
        """Return the name of a municipality, an area, the region as a whole or the Netherlands."""
        if code == NATION:
            return called("whole", "nation").spoken(self.words.lang)
        if code == self.region:
            return self.words("place.region")
        return regions.name(code)

    def corop(self, municipality: str) -> str:
        """Return the COROP area that a municipality is in."""
        return next(code for code in self.monitor.area.corops if municipality in regions.members(code))

    def group(self, code: str) -> str:
        """Return the title of a group of sectors with its code; of what has none, the titles of its parts."""
        whole = sectors.title(code, self.words.lang)
        if whole != code:
            return whole
        parts = [name for part in code.split("+") for name in sectors.names_within(part, self.words.lang)]
        named = [within_sentence(name) if at else name for at, name in enumerate(parts)]
        return f"{self.words.listed(named)} ({code})"

    def whole(self, value: float) -> str:
        """Return a figure without decimals."""
        return self.words.number(value, 0)

    def changed(self, value: float) -> str:
        """Return how far a count changed, as it stands in a sentence, in whole per cents."""
        if abs(value) < SAME:
            return self.words("changed.same")
        return self.words("changed.more" if value > 0 else "changed.less", amount=self.whole(abs(value)))

    def source(self, *tables: str) -> str:
        """Return the line under a chart that is made of some tables."""
        records = [self.monitor.tables[name] for name in tables]
        return source_line(records, self.words, after=self.words("sources.own"))

    def cautions(self, *tables: str) -> list[str]:
        """Return what tables say of themselves, in the language of the pages, each thing once."""
        texts = dict.fromkeys(text for name in tables for text in self.monitor.tables[name].cautions)
        return [self.words.known(f"caution.{text}") or text for text in texts]


def signed(value: float, words: Words, decimals: int) -> str:
    """Return a change with its sign."""
    written = words.number(value, decimals)
    return f"+{written}" if round(value, decimals) > 0 else written


def ranked(values: pd.Series[float], place: str) -> int:
    """Return which place a value takes among others, the largest first."""
    return int((values > values[place]).sum()) + 1


def file_name(municipality: str) -> str:
    """Return what the files of a municipality are called."""
    kept = (letter if letter.isalnum() else "-" for letter in regions.name(municipality).lower())
    return "".join(kept)
