"""One line of a ledger: a forecast as it was frozen, in the one form of JSON that has the same bytes everywhere."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Annotated, Any, Literal

from pydantic import Field, FiniteFloat, model_validator

from impact.inputs import StrictTable
from impact.scenario.ledger.forecasts import KEYS, LEVELS, Forecast, Used

FORMAT = 1
NOTHING = "0" * 64  # what stands before the first line
SUM = "sha256"  # of everything else in the line, the checksum of the line above included
FIRST_PRINT = "first print"  # a forecast is of what is printed first, not of what is revised later
NO_SCENARIO = "none"
_PACKAGE = "impact-noord"

Checksum = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Year = Annotated[int, Field(ge=1950, le=2200)]
Three = Annotated[tuple[FiniteFloat, ...], Field(min_length=3, max_length=3)]


class Figure(StrictTable):
    """A forecast of one figure: quantiles at 5, 10 ... 95 per cent, draws, and the naive forecasts beside it.

    A naive forecast is a t-distribution cut at zero, of which centre, scale and degrees of freedom are kept.
    """

    target: str
    region: str
    sector: str
    year: Year
    origin: Year
    unit: str
    quantiles: Annotated[tuple[FiniteFloat, ...], Field(min_length=len(LEVELS), max_length=len(LEVELS))]
    draws: Annotated[tuple[FiniteFloat, ...], Field(min_length=1)]
    benchmarks: dict[str, Three]


class Source(StrictTable):
    """Figures that a forecast was made from, up to which year they went, and the checksum of those that were used."""

    target: str
    source: str
    vintage: str
    last_year: Year
    sha256: Checksum


class Question(StrictTable):
    """The scenario on top of a forecast, with the checksum of its definition."""

    name: str
    sha256: Checksum


class Entry(StrictTable):
    """A frozen forecast."""

    format: Literal[1]
    entry: Annotated[int, Field(ge=1)]
    previous: Checksum
    registered: datetime.date
    origin: Year
    horizon: Annotated[int, Field(ge=1)]
    method: str
    seed: int
    scenario: Literal["none"] | Question
    vintage_rule: Literal["first print"]
    version: str
    data: tuple[Source, ...]
    forecasts: Annotated[tuple[Figure, ...], Field(min_length=1)]
    sha256: Checksum

    @model_validator(mode="after")
    def _alike(self) -> Entry:
        shapes = {(len(one.draws), tuple(one.benchmarks)) for one in self.forecasts}
        if len(shapes) > 1:
            raise ValueError("as many draws and the same naive forecasts for each figure|some that differ")
        return self

    @property
    def scenario_name(self) -> str:
        """The name of the scenario on top, or "none"."""
        return self.scenario.name if isinstance(self.scenario, Question) else self.scenario


def canonical(content: Mapping[str, Any]) -> str:
    """Return content as a line: keys sorted, no spaces, no character outside ASCII, no number that is not finite."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def checksum(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content of a line, its own checksum left aside."""
    rest = {name: value for name, value in content.items() if name != SUM}
    return hashlib.sha256(canonical(rest).encode("ascii")).hexdigest()


def line(made: Forecast, *, number: int, previous: str, registered: datetime.date) -> str:
    """Return the line of a forecast, sealed to the one above it.

    Parameters
    ----------
    made : Forecast
        What is frozen.
    number : int
        The place of the line, from 1.
    previous : str
        The checksum of the line above, or `NOTHING`.
    registered : date
        The date.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "entry": number,
        "previous": previous,
        "registered": registered.isoformat(),
        "origin": made.origin,
        "horizon": made.horizon,
        "method": made.method,
        "seed": made.seed,
        "scenario": dict(made.scenario) or NO_SCENARIO,
        "vintage_rule": FIRST_PRINT,
        "version": version(_PACKAGE),
        "data": [_source(used) for used in made.data],
        "forecasts": list(_figures(made)),
    }
    return canonical({**content, SUM: checksum(content)})


def _source(used: Used) -> dict[str, Any]:
    return {name: getattr(used, name) for name in used.__dataclass_fields__}


def _figures(made: Forecast) -> Iterator[dict[str, Any]]:
    """Yield what is kept of each cell, in plain numbers."""
    quantiles = made.quantiles()
    for i, row in enumerate(made.cells.to_dict("records")):
        decimals = _decimals(str(row["target"]))
        yield {
            **{name: str(row[name]) for name in (*KEYS[:3], "unit")},
            **{name: int(row[name]) for name in ("year", "origin")},
            "quantiles": [round(float(q), decimals) for q in quantiles[i]],
            "draws": [float(x) for x in made.draws[i]],
            "benchmarks": {name: [float(x) for x in found[i]] for name, found in made.benchmarks.items()},
        }


def _decimals(name: str) -> int:
    from impact.scenario.ledger.targets import target

    return target(name).decimals + 1
