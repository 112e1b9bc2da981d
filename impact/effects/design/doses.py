"""Dose: how much of the treatment every treated unit got, such as euros per inhabitant."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from math import isfinite
from typing import Any, get_args

import numpy as np

from impact.effects.design.options import Curve
from impact.effects.design.results import Floats
from impact.errors import InputError, Problem, suggestion

CURVES: tuple[str, ...] = get_args(Curve)
SHOWN = 5  # units that are named


@dataclass(frozen=True)
class Dose:
    """How much of the treatment each treated unit got, and what is assumed to compare one dose with another.

    Parameters
    ----------
    amounts
        The dose of each treated unit, more than 0, in whatever unit; an untreated unit has none.
    curve
        The form of the effect by dose among the treated: a line, a quadratic or a cubic.
    strong_parallel_trends
        Why units with one dose would have reacted to another as those that got it: the assumption without which no
        comparison of doses says what more of it would do (Callaway, Goodman-Bacon and Sant'Anna 2024, assumption 5).
        Empty where it is not made; the average effect at the doses that were given does not need it.

    Raises
    ------
    InputError
        For doses that are not finite and more than 0, and for another curve.
    """

    amounts: Mapping[Any, float]
    _: KW_ONLY
    curve: Curve = "line"
    strong_parallel_trends: str = ""

    def __post_init__(self) -> None:
        if problems := list(self._problems()):
            raise InputError(problems)

    @property
    def degree(self) -> int:
        """The degree of the polynomial."""
        return CURVES.index(self.curve) + 1

    def of(self, units: Sequence[Hashable]) -> Floats:
        """Return the dose of units, in their order (N,); 0 for those that have none."""
        return np.array([self.amounts.get(unit, 0.0) for unit in units], dtype=float)

    def _problems(self) -> Iterator[Problem]:
        if wrong := [unit for unit, dose in self.amounts.items() if not isfinite(dose) or dose <= 0]:
            found = f"{self.amounts[wrong[0]]} for {_named(wrong)}"
            todo = "Leave units without a dose out of it; those are not treated."
            yield Problem("design", "dose.amounts", found, "finite doses, more than 0", todo)
        if self.curve not in CURVES:
            todo = suggestion(str(self.curve), CURVES)
            yield Problem("design", "dose.curve", repr(self.curve), " or ".join(CURVES), todo)


def dose_problems(dose: Dose | None, treated: Collection[Hashable], units: Sequence[Hashable]) -> Iterator[Problem]:
    """Yield treated units of a panel that have no dose, and units with a dose that are not treated."""
    if dose is None:
        return
    if lacking := [unit for unit in units if unit in treated and unit not in dose.amounts]:
        found = f"no dose for {len(lacking)} treated units, first {_named(lacking)}"
        yield Problem("design", "dose.amounts", found, "a dose for every treated unit", "Add them.")
    if untreated := [unit for unit in units if unit not in treated and unit in dose.amounts]:
        found = f"a dose for {len(untreated)} units that are not treated, first {_named(untreated)}"
        yield Problem("design", "dose.amounts", found, "doses of treated units", "Treat or exclude them.")


def _named(units: Sequence[Hashable]) -> str:
    return ", ".join(map(str, units[:SHOWN]))
