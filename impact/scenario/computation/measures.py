"""What is counted of an effect: one record a measure, and everything that is computed or written iterates over them.

To count something new, add a record here, its unit to `impact/words/units.toml` when that is new, and its name in both
languages under [measure] and [headline] of the texts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from impact.scenario.computation.labour import labour_years_per_job

if TYPE_CHECKING:
    import pandas as pd

    from impact.inputoutput import IOTable

MONEY = "MEUR"


@dataclass(frozen=True)
class Measure:
    """One thing that is counted.

    Attributes
    ----------
    name : in frames and files.
    unit : of its values; `MEUR` is of the price year.
    totals : what each industry of the national table has of it, in the table's year.
    hired : what people who are hired add: their `wages`, themselves (`people`), or nothing.
    per_hired : how much of the measure goes with a MEUR of those wages, or with one of those people.
    ratio : the ratio of the pulled regional accounts by which an area differs from the nation; None where it does not,
        or where the balancing of a euro of output decides.
    physical : counted in things and not in money: a euro of a later year holds less of it, by prices and productivity.
    """

    name: str
    unit: str
    totals: Callable[[IOTable], pd.Series[float]]
    hired: Literal["wages", "people"] | None = None
    per_hired: float = 1.0
    ratio: str | None = None
    physical: bool = False


def _satellite(name: str, factor: Callable[[], float] = lambda: 1.0) -> Callable[[IOTable], pd.Series[float]]:
    return lambda table: table.totals(name) * factor()


_ALL = (
    Measure("output", MONEY, lambda table: table.output, hired="wages"),
    Measure("value_added", MONEY, _satellite("value_added"), hired="wages"),
    Measure("compensation", MONEY, _satellite("compensation"), hired="wages", ratio="compensation"),
    Measure(
        "jobs",
        "labour years",
        _satellite("jobs", labour_years_per_job),
        hired="people",
        ratio="labour_years",
        physical=True,
    ),
    Measure("taxes", MONEY, _satellite("taxes")),
)
MEASURES = {measure.name: measure for measure in _ALL}
PLACE = {name: place for place, name in enumerate(MEASURES)}
"""Where a measure stands along the measure axis of every array."""
