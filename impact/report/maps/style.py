"""How a map can be drawn: its classes, the middle between two colours, its size, the files that it can be.

The command and the form of the web page read these; both draw with a `MapStyle`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeGuard, get_args

from impact.errors import InputError, Problem, suggestion
from impact.report.charts.schemes import SCHEMES, Scheme

if TYPE_CHECKING:
    from impact.regions import Level, StudyArea
    from impact.report.maps.figures import MapFigures
    from impact.report.maps.picture import MapPicture
    from impact.words.languages import Lang

Side = Literal["zero", "nation"]

LEVELS: tuple[Level, ...] = ("corop", "gemeente", "provincie")
"""What regions a map can be of; the first when nothing is said."""
SIDES: tuple[Side, ...] = get_args(Side)
"""What can part two colours: zero, or the figure of the nation."""
FEWEST, MOST = 2, 9
"""Classes that can be told apart: fewer tell nothing."""
COUNTS = range(FEWEST, MOST + 1)
SIZES = ("page", "slide", "phone")
"""What a map can be drawn for."""
ENDINGS = (".svg", ".png", ".pdf", ".html", ".csv", ".gpkg")
"""What files a map can be: pictures, a page, and the figures that it draws."""


@dataclass(frozen=True)
class MapStyle:
    """How a map is drawn.

    Attributes
    ----------
    classes : the name of a scheme, or bounds of one's own from low to high.
    count : how many classes a scheme makes.
    around : what parts two colours.
    size : what it is drawn for.
    title : above it; made of the figures when "".
    """

    classes: str | tuple[float, ...] = SCHEMES[0]
    count: int = 5
    around: str = SIDES[0]
    size: str = SIZES[0]
    title: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn, all at once; raises InputError."""
        if problems := list(self._problems()):
            raise InputError(problems)

    def _problems(self) -> Iterator[Problem]:
        if isinstance(self.classes, str) and not is_scheme(self.classes):
            expected = f"{', '.join(SCHEMES)}, or up to {MOST - 1} bounds from low to high, such as 10,20,50"
            todo = (
                suggestion(self.classes, SCHEMES) if self.classes.isalpha() else "Write numbers with a decimal point."
            )
            yield Problem("option", "--classes", repr(self.classes), expected, todo)
        if self.count not in COUNTS:
            todo = "Fewer tell nothing, and more cannot be told apart."
            yield Problem("option", "--count", str(self.count), f"{FEWEST} to {MOST} classes", todo)
        for option, value, known in (("--around", self.around, SIDES), ("--size", self.size, SIZES)):
            if value not in known:
                yield Problem("option", option, repr(value), f"one of {', '.join(known)}", suggestion(value, known))

    def picture(self, figures: MapFigures, lang: Lang, area: StudyArea | None) -> MapPicture:
        """Return figures drawn in this style.

        Parameters
        ----------
        figures
            What the map shows.
        lang
            Of everything that is written.
        area
            The study area that is shown; the country when None.
        """
        from impact.report.maps.picture import MapPicture
        from impact.report.pages.picture import one_line

        scheme: Scheme | tuple[float, ...] = self.classes if is_scheme(self.classes) else _of_numbers(self.classes)
        side: Side = "nation" if self.around == "nation" else "zero"
        return MapPicture(figures, lang, area, scheme, self.count, side, self.size, one_line(self.title))


def is_scheme(text: object) -> TypeGuard[Scheme]:
    """Return whether a text names a way to make classes."""
    return text in SCHEMES


def _of_numbers(classes: str | tuple[float, ...]) -> tuple[float, ...]:
    assert not isinstance(classes, str)
    return classes


def own_bounds(parts: Sequence[str]) -> tuple[float, ...]:
    """Return bounds of classes, or nothing for texts that are no rising row of a few finite numbers.

    Parameters
    ----------
    parts
        A number in each, with a decimal point.
    """
    try:
        found = tuple(float(part) for part in parts)
    except ValueError:
        return ()
    rising = all(low < high for low, high in zip(found, found[1:], strict=False))
    return found if 1 <= len(found) < MOST and rising and all(map(math.isfinite, found)) else ()
