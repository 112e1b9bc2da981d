"""The variables of the panel and the tables that have them, read from `data/concordances/variables.toml`."""

from __future__ import annotations

import tomllib
from functools import cache

from pydantic import Field

from impact import bundle
from impact.errors import InputError, Problem, suggestion
from impact.inputs import StrictTable
from impact.sources import catalogue


class Origin(StrictTable):
    """A table of the snapshot that has a variable at one level of regions."""

    table: str
    level: str
    generation: str
    region: str = "region"
    codes: str = ""
    source: str = ""
    where: dict[str, str | int] = Field(default_factory=dict)


class Ratio(StrictTable):
    """A variable that is one variable over another."""

    numerator: str
    denominator: str


class SectorSum(StrictTable):
    """Sectors with their weights, 1 to add one and -1 to take it off, and how the sum is called as a sector."""

    sector: str
    weights: dict[str, float]


class Sum(StrictTable):
    """A variable that is a weighted sum over sectors of another; pulled tables know finer sectors than the snapshot."""

    of: str
    snapshot: SectorSum
    pulled: SectorSum


class Variable(StrictTable):
    """One variable: labels, unit, kind ("count" or "rate") and where it comes from."""

    name: str
    label_en: str
    label_nl: str
    unit: str
    kind: str = Field(pattern="^(count|rate)$")
    snapshot: tuple[Origin, ...] = ()
    ratio: Ratio | None = None
    sum: Sum | None = None


@cache
def variables() -> dict[str, Variable]:
    """Return all variables by name."""
    raw = tomllib.loads(bundle.data("concordances", "variables.toml").read_text(encoding="utf-8"))
    return {name: Variable(name=name, **body) for name, body in raw.items()}


def variable(name: str) -> Variable:
    """Return one variable, of the package or of the user's catalogue, or raise InputError with the nearest names."""
    known = _own() | variables()
    if name not in known:
        raise InputError(
            Problem("panel", "variable", repr(name), "a variable of the panel", suggestion(name, [*known]))
        )
    return known[name]


def _own() -> dict[str, Variable]:
    """Return the variables that the user's own tables have; they are called as the source calls the column."""
    measures = [measure for table in catalogue.own().values() for measure in table.measures]
    return {m.variable: _of_measure(m) for m in reversed(measures)}


def _of_measure(measure: catalogue.Measure) -> Variable:
    title = measure.titles[0]  # whether it adds up over a merger shows in its unit
    return Variable(name=measure.variable, label_en=title, label_nl=title, unit=measure.unit, kind="count")
