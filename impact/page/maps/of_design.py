"""Maps of the figures that a registered study looks at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from impact.effects.study.design_figures import usable_design
from impact.errors import InputError
from impact.page.evaluation.studies import registered
from impact.page.maps.subject import COMPARES, Asked, Compare
from impact.report.maps.design_outcome import DesignSeries, design_series
from impact.report.maps.outcome_question import NOTHING

if TYPE_CHECKING:
    from impact.regions import Level
    from impact.report.maps.figures import MapFigures
    from impact.words.texts import Lang, Words


_OURS = re.compile(r"\b(GM[0-9]{4}|CR[0-9]{2}|PV[0-9]{2})\b")


@cache
def series_of(design: str) -> dict[str, DesignSeries]:
    """Return the outcomes of a shipped study that can be drawn on our maps, with their figures, by name."""
    found = usable_design(design)
    first = sorted(found.outcomes, key=lambda one: not one.primary)
    held = {}
    for one in first:
        try:
            held[one.name] = design_series(design, one.name)
        except InputError:  # regions elsewhere, of which we have no map
            continue
    return held


@dataclass(frozen=True)
class DesignSubject:
    """The figures of the outcomes of a study.

    Attributes
    ----------
    name : of its design.
    """

    name: str

    fields = ("variable", "region", "year", "years", "compare", "base")
    together = False

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The name of the design."""
        return (("of", self.name),)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The kind of region that it looks at."""
        return tuple(dict.fromkeys(one.level for one in series_of(self.name).values()))

    def variables(self, level: Level) -> tuple[str, ...]:
        """Return the outcomes, the one that it puts first before the others."""
        return tuple(name for name, one in series_of(self.name).items() if one.level == level)

    def concepts(self, name: str, level: Level) -> tuple[str, ...]:
        """Return one of "": a study has no concepts."""
        return ("",)

    def sectors(self, name: str, level: Level) -> tuple[str, ...]:
        """Return one of "": the outcome says which sector it is of."""
        return ("",)

    def divisors(self, name: str, level: Level) -> tuple[str, ...]:
        """Return none: the outcome says what it is over."""
        return ()

    def years(self, name: str, level: Level, sector: str, per: str) -> tuple[int, ...]:
        """Return the years with figures, the last one first."""
        return series_of(self.name)[name].years[::-1]

    def compares(self, name: str, level: Level) -> tuple[Compare, ...]:
        """Return how years are compared; figures without a unit of their own can only be shown so."""
        return COMPARES[1:] if series_of(self.name)[name].compared_only else COMPARES

    def figures(self, asked: Asked) -> MapFigures:
        """Return the figures."""
        compared = {"change_from": asked.change_from, "index": asked.index}
        return series_of(self.name)[asked.variable].figures(asked.years, **compared)

    def called(self, name: str, level: Level, lang: Lang) -> str:
        """Return how an outcome is called."""
        return series_of(self.name)[name].title.spoken(lang)

    def divided(self, per: str, name: str, level: Level, words: Words) -> str:
        """Return nothing: an outcome is divided by nothing else."""
        return words("page.per_nothing")

    def usual(self, level: Level) -> str:
        """Return "nothing": the outcome says what it is over."""
        return NOTHING

    def per_said(self, level: Level) -> str:
        """Return "": the outcome says what it is over."""
        return ""

    def command(self, name: str) -> tuple[str, Sequence[tuple[str, str]]]:
        """Return the design, and which of its outcomes."""
        return self.name, (("--outcome", name),)


@cache
def drawn_designs() -> tuple[str, ...]:
    """Return the shipped studies of which a map can be made: those that name regions of ours."""
    return tuple(name for name, one in registered().items() if _OURS.search(one.design.read_text(encoding="utf-8")))
