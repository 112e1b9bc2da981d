"""Where bars and lines stand in the drawings of the page, served or in one file; words stand beside them.

The script of the page that is one file puts them in the same places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isnan, log10

from impact.page.bands import Band

WIDE = 1000
"""Of the drawing of a bar, which is stretched to its place on the page."""


@dataclass(frozen=True)
class Frame:
    """Where a path stands in its drawing: from left to right, and from the top to the foot."""

    left: float
    right: float
    top: float
    foot: float

    def across(self, at: int, count: int) -> float:
        """Return where the middle of one of so many years is."""
        return round(self.left + (self.right - self.left) * (at + 0.5) / count, 1)

    def height(self, value: float, least: float, most: float) -> float:
        """Return where a value is between the least at the foot and the most at the top."""
        return round(self.top + (self.foot - self.top) * (most - value) / (most - least), 1)


@dataclass(frozen=True)
class Bar:
    """A bar from zero to a mean, and the band around it; `low` and `high` are None where there is no band."""

    start: float
    width: float
    low: float | None
    high: float | None
    zero: float

    @property
    def across(self) -> float:
        """How wide the band is; 0 where there is none."""
        return 0.0 if self.low is None or self.high is None else round(self.high - self.low, 1)


@dataclass(frozen=True)
class Path:
    """A figure by year.

    Attributes
    ----------
    line, band : points; no band where the range of one of the years is not known.
    marks : heights of round numbers, with the number.
    years : where each year is.
    zero : the height of nothing.
    """

    line: str
    band: str
    marks: tuple[tuple[float, float], ...]
    years: tuple[float, ...]
    zero: float


def bars(bands: Sequence[Band]) -> list[Bar]:
    """Return bars that share one scale, with zero in it.

    Parameters
    ----------
    bands
        The figures.
    """
    least, most = _ends(bands)

    def at(value: float) -> float:
        return round(WIDE * (value - least) / ((most - least) or 1.0), 1)

    found = []
    for band in bands:
        start, end = sorted((at(0.0), at(band.mean)))
        low, high = (at(band.low), at(band.high)) if band.known else (None, None)
        found.append(Bar(start, round(end - start, 1), low, high, at(0.0)))
    return found


def path(bands: Sequence[Band], frame: Frame) -> Path:
    """Return the drawing of a figure by year.

    Parameters
    ----------
    bands
        Of each year.
    frame
        Where it stands.
    """
    marks = round_marks(*_ends(bands))
    least, most = marks[0], marks[-1]
    years = tuple(frame.across(at, len(bands)) for at in range(len(bands)))

    def points(values: Sequence[float]) -> list[str]:
        return [f"{x:g},{frame.height(value, least, most):g}" for x, value in zip(years, values, strict=True)]

    line, around = points([band.mean for band in bands]), []
    if all(band.known for band in bands):
        around = [*points([band.high for band in bands]), *points([band.low for band in bands])[::-1]]
    heights = tuple((frame.height(mark, least, most), mark) for mark in marks)
    return Path(" ".join(line), " ".join(around), heights, years, frame.height(0.0, least, most))


def _ends(bands: Sequence[Band]) -> tuple[float, float]:
    """Return the least and the most of figures, zero among them."""
    ends = [0.0, *(end for band in bands for end in band if not isnan(end))]
    return min(ends), max(ends)


def round_marks(least: float, most: float, count: int = 4) -> tuple[float, ...]:
    """Return round numbers, about so many, of which the first and the last hold a range between them.

    Parameters
    ----------
    least, most
        The range.
    count
        How many steps there are about.
    """
    step = round_step((most - least) or 1.0, count)
    first, last = floor(least / step + 1e-9), ceil(most / step - 1e-9)
    return tuple(round(number * step, 10) for number in range(first, max(last, first + 1) + 1))


def round_step(span: float, count: int) -> float:
    """Return a round number of which there are about so many in a span: one, two or five of a power of ten.

    Parameters
    ----------
    span
        More than 0.
    count
        How many.
    """
    rough = span / count
    power = 10.0 ** floor(log10(rough))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= rough * 0.999)
