"""The assumptions on use: one record each, from the table of evidence.

The range of an assumption that stands in the table of parameters is read from there, so that it has one place.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from impact import datapackage


@dataclass(frozen=True)
class UseAssumption:
    """An assumption that the effects of use need.

    Attributes
    ----------
    name : as the functions of this shelf name it.
    unit : the unit of its values.
    least, most : what its values can be at all.
    of_area : whether it says something of the study area, so that another area has another value.
    low, central, high : the range that ships with the package.
    source, source_nl : where the range comes from, in English and in Dutch.
    basis : how well founded it is: official, press, derived, memory, assumption.
    note : remarks.
    """

    name: str
    unit: str
    least: float
    most: float
    of_area: bool
    low: float
    central: float
    high: float
    source: str
    source_nl: str
    basis: str
    note: str


@cache
def use_assumptions() -> dict[str, UseAssumption]:
    """Return every assumption on use by its name, in the order of the table."""
    parameters = {row["parameter"]: row for row in _rows("parameters")}
    return {row["name"]: _assumption(row, parameters.get(row["parameter"], row)) for row in _rows("use")}


def _assumption(row: dict[str, str], held: dict[str, str]) -> UseAssumption:
    numbers = {key: float(row[key]) for key in ("least", "most")}
    ranged = {key: float(held[key]) for key in ("low", "central", "high")}
    note = "; ".join(dict.fromkeys(text for text in (row["note"], held["note"]) if text))
    return UseAssumption(
        row["name"], row["unit"], of_area=row["of_area"] == "yes", **numbers, **ranged,
        source=held["source"], source_nl=held["source_nl"], basis=held["basis"], note=note,
    )  # fmt: skip


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(datapackage.read("evidence", name).decode("utf-8").splitlines()))
