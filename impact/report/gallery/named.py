"""A chart as it can be asked for by name: what it needs, what it is about, which function draws it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from impact.errors import InputError, Problem
from impact.words.names import Name

if TYPE_CHECKING:
    from impact.report.pages.manuscript import Illustration
    from impact.words.texts import Lang

OUTCOME, TREATED, ESTIMATOR, SECTOR = "outcome", "treated", "estimator", "sector"


class Need(StrEnum):
    """What a chart is drawn of."""

    RESULT = "result"
    RESULTS = "results"
    DESIGN = "design"
    STUDIES = "studies"
    AREA = "area"
    LEDGER = "ledger"


NO_CHOICES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Asked:
    """What is asked of a chart besides what it is drawn of.

    Attributes
    ----------
    lang : language of everything that is written.
    choices : what is chosen among several, such as the outcome of a design; nothing of what is left open.
    """

    lang: Lang
    choices: Mapping[str, str] = field(default_factory=lambda: NO_CHOICES)

    def choice(self, name: str) -> str:
        """Return what was chosen; "" for nothing."""
        return self.choices.get(name, "")


@dataclass(frozen=True)
class Shown:
    """A chart that was drawn: with message, caption and figures, and the date of what it shows."""

    figure: Illustration
    date: datetime.date


@dataclass(frozen=True)
class NamedChart:
    """A chart that can be asked for by name.

    Attributes
    ----------
    name : as it is asked for.
    need : what it is drawn of.
    about : what it shows, in both languages.
    drawn_by : `module:function`, imported when it is drawn; (what it needs, `Asked`) -> `Shown`.
    choices : what can be chosen: `OUTCOME`, `TREATED`, `ESTIMATOR`, `SECTOR`.
    """

    name: str
    need: Need
    about: Name
    drawn_by: str
    choices: tuple[str, ...] = ()

    @property
    def function(self) -> Callable[[object, Asked], Shown]:
        """What draws it."""
        module, _, name = self.drawn_by.partition(":")
        return cast("Callable[[object, Asked], Shown]", getattr(import_module(module), name))

    def draw(self, given: object, asked: Asked) -> Shown:
        """Return the chart.

        Parameters
        ----------
        given : object
            What it needs: a result, a comparison, an evaluation, studies, an area, or scores.
        asked : Asked
            The language, and what is chosen.

        Raises
        ------
        InputError
            As `check` does, or when there is nothing to draw.
        """
        self.check(asked)
        return self.function(given, asked)

    def check(self, asked: Asked) -> None:
        """Refuse choices that this chart does not have, before the work is done.

        Parameters
        ----------
        asked : Asked
            What is chosen.

        Raises
        ------
        InputError
            With every choice that says nothing here.
        """
        if unused := [name for name, chosen in asked.choices.items() if chosen and name not in self.choices]:
            expected = f"of {self.name}: {', '.join(f'--{name}' for name in self.choices) or 'no choice'}"
            raise InputError(
                Problem("option", f"--{name}", repr(asked.choice(name)), expected, "Leave it out.") for name in unused
            )
