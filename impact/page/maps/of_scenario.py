"""Maps of what a scenario leads to: a shipped one, one that was sent, or one that was set on the page."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from impact.page import choices
from impact.page.maps.origin import BUNDLED, Origin, figures_from
from impact.page.maps.subject import Asked, Compare, options_of
from impact.panel.figures import SNAPSHOT
from impact.report.maps import style
from impact.report.maps.outcome import FRAMES, Outcome, outcome_in
from impact.report.maps.outcome_figures import outcome_figures
from impact.report.maps.outcome_question import GROSS, NOTHING, USUAL, OutcomeQuestion, drawn_regions
from impact.scenario.answer.statistics import ALL
from impact.words.names import Name
from impact.words.texts import chart_words

if TYPE_CHECKING:
    import pandas as pd

    from impact.page.scenarios.orders import Source
    from impact.regions import Level
    from impact.report.maps.figures import MapFigures
    from impact.scenario import ScenarioResult
    from impact.words.texts import Lang, Words

_FIRST = "jobs"  # what people look for first
_DRAWN = ("mean", "p05", "p95")
_KEPT = 4  # outcomes that are not unpacked again: some 6 MB each


def packed(result: ScenarioResult) -> bytes:
    """Return what maps of a result need, small enough to keep: the figures that are drawn, and where they come from.

    Parameters
    ----------
    result
        Of a run that kept everything.
    """
    whole = outcome_in(result)
    frames = {level: _drawn(frame) for level, frame in whole.frames.items()}
    said = {**vars(whole), "frames": frames, "title": (whole.title.en, whole.title.nl)}
    return zlib.compress(pickle.dumps(said), 1)


def _drawn(frame: pd.DataFrame) -> pd.DataFrame:
    kept = frame["stage"].eq("total") & frame["statistic"].isin(_DRAWN)
    return frame[kept].reset_index(drop=True)


@lru_cache(maxsize=_KEPT)
def unpacked(content: bytes) -> Outcome:
    """Return the outcome that one of our own processes packed."""
    said = pickle.loads(zlib.decompress(content))
    en, nl = said.pop("title")
    return Outcome(**said, title=Name(en=en, nl=nl))


@dataclass(frozen=True)
class ScenarioSubject:
    """What a scenario leads to.

    Attributes
    ----------
    pairs : what stands in the address: the scenario, and what was set.
    source : the text of its file, and its name; with `draws` it tells one from another.
    draws : how many.
    outcome : the figures.
    origin : where what is divided by comes from.
    """

    pairs: tuple[tuple[str, str], ...]
    source: Source
    draws: int
    outcome: Outcome = field(compare=False, repr=False)
    origin: Origin = BUNDLED

    fields = ("level", "variable", "concept", "sector", "per", "region", "year", "years")
    together = True

    @property
    def levels(self) -> tuple[Level, ...]:
        """The kinds of region of which there are figures."""
        return tuple(level for level in style.LEVELS if level in self.outcome.frames and level in FRAMES)

    @cached_property
    def _cells(self) -> dict[str, pd.DataFrame]:
        found: dict[str, pd.DataFrame] = {}
        for level in self.levels:
            frame = self.outcome.frames[level]
            drawn = frame[frame["region"].isin(drawn_regions(level))]
            found[level] = drawn[["measure", "concept", "sector", "year"]].drop_duplicates()
        return found

    def variables(self, level: Level) -> tuple[str, ...]:
        """Return the measures, work first."""
        return tuple(sorted(self._cells[level]["measure"].unique(), key=lambda one: one != _FIRST))

    def concepts(self, name: str, level: Level) -> tuple[str, ...]:
        """Return gross, net and what lies between them."""
        held = self._cells[level]
        return tuple(sorted(held[held["measure"].eq(name)]["concept"].unique(), key=lambda one: one != GROSS))

    def sectors(self, name: str, level: Level) -> tuple[str, ...]:
        """Return the sectors of which areas have figures, of all years together."""
        held = self._cells[level]
        there = held[held["measure"].eq(name) & held["year"].isna()]
        return ("", *sorted(set(there["sector"]) - {ALL}))

    def divisors(self, name: str, level: Level) -> tuple[str, ...]:
        """Return what else it can be divided by than what is usual."""
        usual = self.usual(level)
        counts = [one for one in choices.counts(level, self.origin) if one != usual]
        return tuple(counts if usual == NOTHING else (NOTHING, *counts))

    def years(self, name: str, level: Level, sector: str, per: str) -> tuple[int, ...]:
        """Return the years of the scenario, the last one first; of a sector those that have it."""
        held = self._cells[level]
        of_sector = held[held["sector"].eq(sector or ALL)]
        return tuple(sorted((int(year) for year in of_sector["year"].dropna().unique()), reverse=True))

    def compares(self, name: str, level: Level) -> tuple[Compare, ...]:
        """Return none: a result says what a scenario adds in each year."""
        return ("none",)

    def figures(self, asked: Asked) -> MapFigures:
        """Return the figures, those of an earlier form where it asked for the same."""
        return _figures(self, asked)

    def called(self, name: str, level: Level, lang: Lang) -> str:
        """Return how a measure is called."""
        return chart_words(lang).known(f"measure.{name}") or name

    def divided(self, per: str, name: str, level: Level, words: Words) -> str:
        """Return how what is divided by is called."""
        shown = per or self.usual(level)
        if shown == NOTHING:
            return words("page.per_nothing")
        what = choices.called(shown, words.lang)
        return what if per else words("page.per_usual", what=what)

    def usual(self, level: Level) -> str:
        """Return what is divided by where nothing is chosen: what is usual, where there are figures of it."""
        usual = USUAL.get(level, NOTHING)
        return usual if usual in choices.counts(level, self.origin) else NOTHING

    def per_said(self, level: Level) -> str:
        """Return "nothing" where the command would divide by what there are no figures of."""
        return "" if self.usual(level) == USUAL.get(level, NOTHING) else NOTHING

    def command(self, name: str) -> tuple[str, Sequence[tuple[str, str]]]:
        """Return the measure, and the folder of the result."""
        return name, (("--result", self.source.name), *options_of(self.origin))


@lru_cache(maxsize=32)
def _figures(of: ScenarioSubject, asked: Asked) -> MapFigures:
    per = asked.per or of.per_said(asked.level)
    what = (asked.variable, asked.level, asked.concept, asked.years, asked.sector, per, asked.area)
    data = figures_from(of.origin) if of.origin.pulled else SNAPSHOT
    question = OutcomeQuestion(*what, data=data)
    return outcome_figures(of.outcome, question)
