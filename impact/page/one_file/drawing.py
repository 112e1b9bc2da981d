"""Where bars and lines stand in the drawings of the page; its script puts them there in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np

from impact.report.charts import theme
from impact.scenario.computation.draws import Array

WIDE = 1000
LEFT, RIGHT, TOP, FOOT = 60, 630, 10, 228
EDGES = (1 / 81, 1 / 27, 1 / 9, 1 / 3)
"""Of the largest figure on a map: where its classes end. Work stands together: equal steps would show one place."""
Band = tuple[float, float, float]
"""Low, mean, high."""


def band_of(draws: Array) -> Band:
    """Return low, mean and high: nine in ten draws lie between the ends.

    Parameters
    ----------
    draws
        Shape (draws,).
    """
    low, high = np.quantile(draws, [0.05, 0.95])
    return float(low), float(draws.mean()), float(high)


@dataclass(frozen=True)
class Bar:
    """A bar from zero to a mean, and the band around it."""

    start: float
    width: float
    low: float
    across: float
    zero: float


def bars(bands: Sequence[Band]) -> list[Bar]:
    """Return bars on one scale, with zero in it.

    Parameters
    ----------
    bands
        The figures.
    """
    least, most = min(0.0, *(low for low, _, _ in bands)), max(0.0, *(high for _, _, high in bands))

    def at(value: float) -> float:
        return round(WIDE * (value - least) / ((most - least) or 1.0), 1)

    return [
        Bar(
            at(min(mean, 0.0)),
            round(at(max(mean, 0.0)) - at(min(mean, 0.0)), 1),
            at(low),
            round(at(high) - at(low), 1),
            at(0),
        )
        for low, mean, high in bands
    ]


@dataclass(frozen=True)
class Path:
    """A line and the band around it as points, and the heights of round numbers beside it."""

    line: str
    band: str
    marks: tuple[tuple[float, float], ...]
    years: tuple[float, ...]


def path(bands: Sequence[Band]) -> Path:
    """Return the drawing of a figure by year.

    Parameters
    ----------
    bands
        Of each year.
    """
    marks = round_marks(min(0.0, *(low for low, _, _ in bands)), max(0.0, *(high for _, _, high in bands)))

    def point(at: int, value: float) -> str:
        return f"{_across(at, len(bands)):g},{_height(value, marks):g}"

    line = " ".join(point(at, mean) for at, (_, mean, _) in enumerate(bands))
    above = [point(at, high) for at, (_, _, high) in enumerate(bands)]
    below = [point(at, low) for at, (low, _, _) in enumerate(bands)]
    years = tuple(_across(at, len(bands)) for at in range(len(bands)))
    heights = tuple((_height(mark, marks), mark) for mark in marks)
    return Path(line, " ".join([*above, *below[::-1]]), heights, years)


def _across(at: int, count: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * (at + 0.5) / count, 1)


def _height(value: float, marks: Sequence[float]) -> float:
    return round(TOP + (FOOT - TOP) * (marks[-1] - value) / (marks[-1] - marks[0]), 1)


def round_marks(least: float, most: float, count: int = 4) -> tuple[float, ...]:
    """Return round numbers, about so many, of which the first and the last hold a range between them.

    Parameters
    ----------
    least, most
        The range.
    count
        How many steps there are about.
    """
    rough = ((most - least) or 1.0) / count
    power = 10.0 ** floor(log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough * 0.999)
    first, last = floor(least / step + 1e-9), ceil(most / step - 1e-9)
    return tuple(round(number * step, 10) for number in range(first, max(last, first + 1) + 1))


@dataclass(frozen=True)
class Painted:
    """Colours by code, and for the classes that occur their ends with their colour: blue, and orange below zero."""

    colour: dict[str, str]
    key: tuple[tuple[tuple[float, float], str], ...]


def painted(values: Mapping[str, float]) -> Painted:
    """Return how figures are coloured on a map.

    Parameters
    ----------
    values
        By code.
    """
    most = max(map(abs, values.values())) or 1.0
    ends = (0.0, *EDGES, 1.0)

    def side(value: float) -> tuple[bool, int]:
        return value < 0, sum(abs(value) >= edge * most for edge in EDGES)

    def coloured(below: bool, step: int) -> str:
        return (theme.FALLING if below else theme.SEQUENTIAL)[step]

    def limits(below: bool, step: int) -> tuple[float, float]:
        low, high = ends[step] * most, ends[step + 1] * most
        return (-high, -low) if below else (low, high)

    there = sorted({side(value) for value in values.values()})
    key = tuple(sorted((limits(*one), coloured(*one)) for one in there))
    return Painted({code: coloured(*side(value)) for code, value in values.items()}, key)
