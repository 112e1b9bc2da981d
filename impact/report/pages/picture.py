"""What a file has to know of a picture, whatever it shows: a map or a chart by itself, with its figures."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from impact.errors import InputError, Problem, suggestion
from impact.inputs import only_shown
from impact.words.texts import Words

if TYPE_CHECKING:
    import pandas as pd

    from impact.report.charts.narrow import Narrow
    from impact.report.charts.values import Values

MAKER = "impact-noord"  # what our files say of who made them
PAGE, SLIDE, PHONE = "page", "slide", "phone"
FRAMES: Mapping[str, tuple[int, int] | None] = MappingProxyType({PAGE: None, SLIDE: (960, 540), PHONE: None})
"""What a picture is drawn for, with the width and height of the whole where they are given."""
PIXELS: Mapping[str, float] = MappingProxyType({PAGE: 2.0, SLIDE: 2.0, PHONE: 2.5})
"""Dots of a png for each unit of the drawing."""


class Picture(Protocol):
    """A picture that can be written to a file."""

    @property
    def words(self) -> Words:
        """The texts of charts, and the language of everything that is written."""

    @property
    def size(self) -> str:
        """What it is drawn for: a key of `FRAMES`."""

    @property
    def title(self) -> str:
        """What stands above it."""

    @property
    def subtitle(self) -> str:
        """What is measured, with unit and years."""

    @property
    def foot(self) -> Sequence[str]:
        """What a reader must know, and where the figures come from, line by line."""

    @property
    def message(self) -> str:
        """What it says, for those who cannot see it."""

    @property
    def date(self) -> datetime.date:
        """Of the figures, not of today: the same picture gives the same bytes."""

    @property
    def values(self) -> Values:
        """The figures it draws, as people read them."""

    @property
    def right(self) -> Sequence[int]:
        """The columns of `values` that are figures, which stand to the right."""

    @property
    def rows(self) -> pd.DataFrame:
        """The figures it draws, as a file holds them."""

    def signed(self) -> str:
        """Return the drawing for its size, with everything that stands around it, as SVG text."""

    def paged(self) -> str:
        """Return the drawing for a page, with everything that stands around it, as SVG text."""

    def bare(self) -> str:
        """Return the drawing with nothing around it, as SVG text."""

    def narrow(self) -> Narrow:
        """Return it as a narrow screen shows it."""


def check_size(size: str) -> None:
    """Refuse a size that there is not.

    Parameters
    ----------
    size : str
        What is asked for.

    Raises
    ------
    InputError
        It is not a key of `FRAMES`.
    """
    if size not in FRAMES:
        raise InputError(
            Problem("option", "--size", repr(size), f"one of {', '.join(FRAMES)}", suggestion(size, list(FRAMES)))
        )


def one_line(text: str) -> str:
    """Return a title on one line, without the signs that only steer a screen or a printer.

    Parameters
    ----------
    text : str
        As it was given.
    """
    kept = "".join(" " if letter.isspace() else letter for letter in text)
    return " ".join(only_shown(kept).split())
