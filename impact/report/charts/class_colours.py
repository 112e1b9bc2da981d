"""The colours of the classes of a map: deeper is more, and on two sides of a middle equally deep is equally far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from impact.report.charts import theme

if TYPE_CHECKING:
    from impact.report.charts.map_classes import Classes

BELOW, ABOVE = theme.FALLING[1:], theme.SEQUENTIAL[1:]
"""The colours of two sides, from near the middle outward: not the lightest of either, which would look like none."""
APART = 0.22
"""How much deeper a class is than the one before it on its side: less could not be told apart (CIE 1976, under 10)."""


def class_colours(classes: Classes) -> list[str]:
    """Return the colour of each class, from low to high.

    Classes on one side of the middle go from light to dark in equal steps. On two sides the depth of a colour is how
    far its class goes from the middle (`depths`), so that a small loss never looks as heavy as a large gain.

    Parameters
    ----------
    classes
        What the figures were parted into.
    """
    sides = classes.sides
    if -1 not in sides:
        return theme.ramp(theme.SEQUENTIAL, len(sides))
    if 1 not in sides:
        return theme.ramp(theme.FALLING, len(sides))[::-1]
    of_side = {-1: BELOW, 0: (theme.UNCHANGED,), 1: ABOVE}
    deep = depths(sides, classes.reach)
    return [theme.shade(of_side[side], depth) for side, depth in zip(sides, deep, strict=True)]


def depths(sides: Sequence[int], reach: Sequence[float]) -> list[float]:
    """Return how deep the colour of each class is, from 0 to 1: the distance from the middle over the largest of all.

    Distances that differ little would give colours that nobody can tell apart, so two classes of one side are `APART`,
    or less where there are too many for that. What that moves keeps its order: of two classes, on whichever sides, the
    one that goes further is never the paler one.

    Parameters
    ----------
    sides
        -1, 0 or 1 for each class; a class of the middle has no depth.
    reach
        How far from the middle each class goes.
    """
    outward = sorted((far, at) for at, (far, side) in enumerate(zip(reach, sides, strict=True)) if side)
    step = min(APART, 1 / max(len(outward) - 2, 1))  # one step fewer than there are classes on two sides, at most
    furthest = max(reach, default=0.0) or 1.0
    most = _room(outward, sides, step)
    found: dict[int, float] = {}
    last = {-1: -step, 1: -step}
    for far, at in outward:
        least = max(last[sides[at]] + step, max(last.values()), 0.0)
        found[at] = last[sides[at]] = min(max(far / furthest, least), most[at])
    return [found.get(at, 0.0) for at in range(len(sides))]


def _room(outward: Sequence[tuple[float, int]], sides: Sequence[int], step: float) -> dict[int, float]:
    """Return how deep each class can be at most, so that those further out still differ by a step."""
    found: dict[int, float] = {}
    next_of = {-1: 1 + step, 1: 1 + step}
    for _, at in reversed(outward):
        found[at] = next_of[sides[at]] = min(next_of[sides[at]] - step, *next_of.values(), 1.0)
    return found
