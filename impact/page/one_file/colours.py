"""How places are coloured on the maps of the page; its script does it in the same way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from impact.report.charts import theme

EDGES = (1 / 81, 1 / 27, 1 / 9, 1 / 3)
"""Of the largest figure on a map: where its classes end. Work stands together: equal steps would show one place."""


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
