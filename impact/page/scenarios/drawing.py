"""Simple figures for templates: where bars and lines are, in units of a drawing; words stand beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, isnan, log10

from impact.page.scenarios.figures import Band

WIDE, HIGH = 1000, 400
"""Of the drawing of a path; a bar is as wide, and stretched to its place on the page."""


@dataclass(frozen=True)
class Bar:
    """A bar of one figure, with the band around it; `low` and `high` are None where there is no band."""

    start: float
    width: float
    low: float | None
    high: float | None
    zero: float


@dataclass(frozen=True)
class Path:
    """A figure by year: a line and the band around it, as points of a drawing; marks are heights with their value."""

    line: str
    band: str
    marks: tuple[tuple[float, float], ...]
    years: tuple[int, ...]
    zero: float


def bars(bands: Sequence[Band]) -> list[Bar]:
    """Return bars that share one scale, with zero in it."""
    ends = [end for band in bands for end in band if not isnan(end)]
    least, most = min([0.0, *ends]), max([0.0, *ends])
    span = (most - least) or 1.0

    def at(value: float) -> float:
        return round(WIDE * (value - least) / span, 1)

    found = []
    for band in bands:
        start, end = sorted((at(0.0), at(band.mean)))
        known = not isnan(band.low)
        low, high = (at(band.low), at(band.high)) if known else (None, None)
        found.append(Bar(start, round(end - start, 1), low, high, at(0.0)))
    return found


def path(by_year: Mapping[int, Band]) -> Path:
    """Return the path of a figure over the years."""
    years = tuple(sorted(by_year))
    ends = [end for band in by_year.values() for end in band if not isnan(end)]
    marks = round_marks(min([0.0, *ends]), max([0.0, *ends]))
    least, most = marks[0], marks[-1]

    def point(number: int, value: float) -> str:
        x = WIDE * (number + 0.5) / len(years)
        return f"{x:.0f},{_height(value, least, most):.1f}"

    line = " ".join(point(number, by_year[year].mean) for number, year in enumerate(years))
    known = not any(isnan(by_year[year].low) for year in years)
    above = [point(number, by_year[year].high) for number, year in enumerate(years)] if known else []
    below = [point(number, by_year[year].low) for number, year in enumerate(years)] if known else []
    heights = tuple((_height(mark, least, most), mark) for mark in marks)
    return Path(line, " ".join([*above, *below[::-1]]), heights, years, _height(0.0, least, most))


def _height(value: float, least: float, most: float) -> float:
    return round(HIGH * (most - value) / (most - least), 1)


def round_marks(least: float, most: float, count: int = 4) -> tuple[float, ...]:
    """Return round numbers, some `count` of them, that hold a range between the first and the last."""
    span = (most - least) or 1.0
    rough = span / count
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times >= rough * 0.999)
    first, last = floor(least / step + 1e-9), ceil(most / step - 1e-9)
    return tuple(round(number * step, 10) for number in range(first, max(last, first + 1) + 1))
