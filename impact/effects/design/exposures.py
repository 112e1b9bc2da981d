"""Exposure: how the effect on units around the treated fades with the distance to them.

Butts (2021, "Difference-in-Differences Estimation with Spatial Spillovers") puts what lies around the treated into
rings; here the effect around them falls by one registered rule instead, so that one number says how strong it is.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from math import isfinite
from typing import Any

import numpy as np

from impact.effects.design.results import Floats
from impact.errors import InputError, Problem

SHOWN = 5  # units that are named


@dataclass(frozen=True)
class Exposure:
    """Where every unit lies, and how an effect fades with the distance to the nearest treated unit.

    Parameters
    ----------
    places
        The middle of every unit as (x, y), in kilometres.
    half_distance
        Kilometres over which the effect halves, again and again: 2 ** (-distance / half_distance).
    reach
        Kilometres at which the effect has ended, falling to it in a straight line: 1 - distance / reach.

    Raises
    ------
    InputError
        Without one of the two distances, with both, and for places or distances that are no finite numbers.
    """

    places: Mapping[Any, tuple[float, float]]
    _: KW_ONLY
    half_distance: float | None = None
    reach: float | None = None

    def __post_init__(self) -> None:
        if problems := [*self._rules(), *self._nowhere()]:
            raise InputError(problems)

    @property
    def kilometres(self) -> float:
        """The distance that the rule is stated in."""
        return float(self.half_distance or self.reach or 0.0)

    def at(self, distance: Floats) -> Floats:
        """Return the share of the effect that is left at distances in kilometres."""
        if self.half_distance is not None:
            return np.asarray(2.0 ** (-distance / self.half_distance))
        return np.asarray(np.maximum(0.0, 1.0 - distance / self.kilometres))

    def distances(self, units: Sequence[Hashable]) -> Floats:
        """Return the distance between the middles of units (N, N), in kilometres."""
        where = np.array([self.places[unit] for unit in units], dtype=float)
        return np.asarray(np.hypot(*(where[:, None, :] - where[None, :, :]).transpose(2, 0, 1)))

    def within(self, share: float) -> float:
        """Return the kilometres within which at least a share (0 to 1) of the effect is left."""
        if self.half_distance is not None:
            return float(-self.half_distance * np.log2(share))
        return self.kilometres * (1 - share)

    def for_share(self, share: float, distance: float) -> float:
        """Return the registered distance at which a share of the effect would be left at a distance."""
        return float(-distance / np.log2(share)) if self.half_distance is not None else distance / (1 - share)

    @property
    def stated(self) -> str:
        """Which of the two distances is stated."""
        return "half_distance" if self.half_distance is not None else "reach"

    def over(self, kilometres: float) -> Exposure:
        """Return the same with another distance."""
        if self.half_distance is not None:
            return replace(self, half_distance=kilometres)
        return replace(self, reach=kilometres)

    def _rules(self) -> Iterator[Problem]:
        given = {"half_distance": self.half_distance, "reach": self.reach}
        stated = {name: value for name, value in given.items() if value is not None}
        if len(stated) != 1:
            found = " and ".join(stated) or "neither"
            todo = "Give the kilometres over which the effect halves, or those at which it has ended."
            yield Problem("design", "exposure", found, "half_distance or reach, one of the two", todo)
        for name, value in stated.items():
            if not isfinite(value) or value <= 0:
                yield Problem("design", f"exposure.{name}", str(value), "kilometres, more than 0", "Correct it.")

    def _nowhere(self) -> Iterator[Problem]:
        wrong = [unit for unit, place in self.places.items() if len(place) != 2 or not all(map(isfinite, place))]
        if wrong:
            found = f"no place for {', '.join(map(str, wrong[:SHOWN]))}"
            yield Problem("design", "exposure.places", found, "x and y in kilometres", "Give both, as numbers.")


def place_problems(exposure: Exposure | None, units: Sequence[Hashable]) -> Iterator[Problem]:
    """Yield which units of a panel lie nowhere."""
    lost = [] if exposure is None else [unit for unit in units if unit not in exposure.places]
    if lost:
        found = f"no place for {len(lost)} units, first {', '.join(map(str, lost[:SHOWN]))}"
        yield Problem(
            "design", "exposure.places", found, "a place for every unit of the panel", "Place or exclude them."
        )
