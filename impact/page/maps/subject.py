"""What maps of the page are made of: public figures, what a scenario leads to, the figures of a study.

Each kind says which choices it has, finds the figures of a form, and how the command asks for the same. The form
(`impact.page.maps.form`) asks it for its lists, so that no choice leads to a refusal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from impact.page import choices
from impact.page.maps.origin import BUNDLED, Origin
from impact.report.maps.outcome_question import NOTHING
from impact.report.maps.question import MapQuestion

if TYPE_CHECKING:
    from impact.regions import Level, StudyArea
    from impact.report.maps.figures import MapFigures
    from impact.words.texts import Lang, Words

Compare = Literal["none", "change", "index"]
COMPARES: tuple[Compare, ...] = ("none", "change", "index")


@dataclass(frozen=True)
class Asked:
    """The figures that a form asks for.

    Attributes
    ----------
    variable : what is shown.
    level : of regions.
    concept : of a scenario.
    sector, per : a part, and what is divided by.
    years : what is drawn; all years of a scenario together when empty.
    area : that is shown; the country when None.
    change_from, index : the year that others are compared with.
    """

    variable: str
    level: Level
    concept: str = ""
    sector: str = ""
    per: str = ""
    years: tuple[int, ...] = ()
    area: StudyArea | None = None
    change_from: int = 0
    index: int = 0


class Subject(Protocol):
    """What maps are made of."""

    @property
    def pairs(self) -> Sequence[tuple[str, str]]:
        """What stands in the address, besides what the form says: names and values."""

    @property
    def fields(self) -> Sequence[str]:
        """The lists and fields that it has, by their names on the form."""

    @property
    def levels(self) -> tuple[Level, ...]:
        """The kinds of region, the first when nothing is said."""

    @property
    def together(self) -> bool:
        """Whether no year means all years together; else the last one."""

    def variables(self, level: Level) -> tuple[str, ...]:
        """Return what can be shown."""

    def concepts(self, name: str, level: Level) -> tuple[str, ...]:
        """Return the concepts of what is shown; one of "" where there are none."""

    def sectors(self, name: str, level: Level) -> tuple[str, ...]:
        """Return the sectors; "" is all of them together."""

    def divisors(self, name: str, level: Level) -> tuple[str, ...]:
        """Return what can be divided by; nothing is chosen where none is named."""

    def years(self, name: str, level: Level, sector: str, per: str) -> tuple[int, ...]:
        """Return the years that can be shown, the last one first."""

    def compares(self, name: str, level: Level) -> tuple[Compare, ...]:
        """Return how years can be compared, the first when nothing is said."""

    def figures(self, asked: Asked) -> MapFigures:
        """Return the figures; InputError where there are none that can be shown."""

    def called(self, name: str, level: Level, lang: Lang) -> str:
        """Return how what is shown is called."""

    def divided(self, per: str, name: str, level: Level, words: Words) -> str:
        """Return how what is divided by is called; of "", what is done when nothing is said."""

    def usual(self, level: Level) -> str:
        """Return what is divided by where nothing is chosen, as it can be written out."""

    def per_said(self, level: Level) -> str:
        """Return what the command has to be told to divide by where nothing is chosen; "" where it knows."""

    def command(self, name: str) -> tuple[str, Sequence[tuple[str, str]]]:
        """Return the argument of `impact map`, and the options that only this kind has."""


PULLED = "pulled"
"""What stands in an address for the figures of the store that the page was opened with."""


def pairs_of(origin: Origin) -> tuple[tuple[str, str], ...]:
    """Return what stands in an address for an origin; nothing for the figures of the package."""
    return (("data", PULLED),) if origin.pulled else ()


def options_of(origin: Origin) -> tuple[tuple[str, str], ...]:
    """Return the option of `impact map` for an origin; none for the figures of the package."""
    return (("--data", origin.told),) if origin.pulled else ()


@dataclass(frozen=True)
class PanelSubject:
    """Public figures.

    Attributes
    ----------
    origin : where they come from.
    """

    origin: Origin = BUNDLED

    fields = ("level", "variable", "sector", "per", "region", "year", "years", "compare", "base")
    together = False

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Where the figures come from, if not from the package."""
        return pairs_of(self.origin)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The kinds of region of which there are figures."""
        return choices.levels(self.origin)

    def variables(self, level: Level) -> tuple[str, ...]:
        """Return the variables that there are figures of."""
        return choices.of_level(level, self.origin)

    def concepts(self, name: str, level: Level) -> tuple[str, ...]:
        """Return one of "": figures have no concepts."""
        return ("",)

    def sectors(self, name: str, level: Level) -> tuple[str, ...]:
        """Return the sectors of a variable."""
        return choices.sectors_of(name, level, self.origin)

    def divisors(self, name: str, level: Level) -> tuple[str, ...]:
        """Return the counts that a variable can be divided by."""
        return choices.divisors(name, level, self.origin)

    def years(self, name: str, level: Level, sector: str, per: str) -> tuple[int, ...]:
        """Return the years with figures."""
        return choices.years(name, level, sector, per, self.origin)

    def compares(self, name: str, level: Level) -> tuple[Compare, ...]:
        """Return all ways."""
        return COMPARES

    def figures(self, asked: Asked) -> MapFigures:
        """Return the figures, those of an earlier form where it asked for the same."""
        compared = (asked.change_from, asked.index)
        what = (asked.variable, asked.level, asked.years, asked.area, asked.sector, asked.per)
        return choices.figures(MapQuestion(*what, *compared), self.origin)

    def called(self, name: str, level: Level, lang: Lang) -> str:
        """Return how a variable is called."""
        return choices.called(name, lang)

    def divided(self, per: str, name: str, level: Level, words: Words) -> str:
        """Return how what is divided by is called."""
        if not per:
            return words("page.per_nothing")
        return words("page.per_own") if per == name else choices.called(per, words.lang)

    def usual(self, level: Level) -> str:
        """Return "nothing": figures are shown as they are."""
        return NOTHING

    def per_said(self, level: Level) -> str:
        """Return "": figures are divided by nothing where nothing is chosen."""
        return ""

    def command(self, name: str) -> tuple[str, Sequence[tuple[str, str]]]:
        """Return the variable, and where its figures come from."""
        return name, options_of(self.origin)


PANEL = PanelSubject()
