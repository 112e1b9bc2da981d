"""What an outcome of a study measures in the terms of a scenario: found by its series, never by its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from impact import sectors
from impact.effects.registered.design_file import Outcome
from impact.effects.registered.series import Series
from impact.words.statements import Statement, said

# Table of figures: the measure of a scenario that it holds, and how many of its units make one figure.
_HELD: Mapping[str, tuple[str, float]] = MappingProxyType(
    {"corop-jobs": ("jobs", 1000.0), "corop-value-added": ("value_added", 1.0)}
)


@dataclass(frozen=True)
class Quantity:
    """A measure of a scenario summed over sectors; one figure of the series is `per_figure` units of the measure."""

    measure: str
    per_figure: float
    weights: Mapping[str, float]


@dataclass(frozen=True)
class Measured:
    """What an outcome measures: a quantity, perhaps over another."""

    above: Quantity
    below: Quantity | None = None


def measured(outcome: Outcome) -> Measured | Statement:
    """Return what an outcome measures, or why a scenario does not speak of it."""
    above = _quantity(outcome.numerator)
    below = None if outcome.denominator is None else _quantity(outcome.denominator)
    if isinstance(above, Statement):
        return above
    return below if isinstance(below, Statement) else Measured(above, below)


def _quantity(series: Series) -> Quantity | Statement:
    if series.table not in _HELD:
        return said("no_such_measure", table=series.name)
    weights = _weights(series)
    if not weights:
        return said("not_whole_sectors", table=series.name)
    measure, per_figure = _HELD[series.table]
    return Quantity(measure, per_figure, weights)


def _weights(series: Series) -> dict[str, float]:
    """Return the sectors that a series adds up, with their factors; none where its rows are not whole sectors."""
    summed, only = dict(series.sum), dict(series.where)
    picked = only.pop("sector", None)
    if only or (picked is not None and set(summed) - {picked}):
        return {}
    weights = summed or ({picked: 1.0} if picked is not None else {})
    return weights if all(map(sectors.industries_within, weights)) else {}
