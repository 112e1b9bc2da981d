"""From draws to the tables people read: means and quantiles, of the finest cells and of every sum, draw by draw.

Means add up over cells and over stages; quantiles do not, so each sum is computed in every draw before its quantiles
are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.scenario.computation.components import STAGES
from impact.scenario.computation.draws import Array
from impact.scenario.computation.measures import MEASURES

STATISTICS = ("mean", "p05", "p25", "p50", "p75", "p95")
PROBABILITIES = (0.05, 0.25, 0.50, 0.75, 0.95)
COLUMNS = ["scenario", "year", "region", "sector", "measure", "stage", "concept", "statistic", "value", "unit"]
DECIMALS = 6  # one euro, or a millionth of a labour year: far below what is known, and the same on every machine
ALL = "*"
FEWEST_DRAWS = 200  # with fewer, less than ten draws lie beyond each end of the range in which nine in ten lie
_STAGES_AND_TOTAL = (*STAGES, "total")


@dataclass(frozen=True)
class Drawn:
    """The draws of one concept in some regions: draws of shape (draws, years, regions, sectors, measures, stages)."""

    name: str
    regions: tuple[str, ...]
    draws: Array

    @property
    def described(self) -> Described:
        """Their statistics, and of the sum over stages; of one stage, which is that sum, alone."""
        return Described(self.name, self.regions, *described(self.draws))


@dataclass(frozen=True)
class Described:
    """The statistics of one concept in some regions.

    Attributes
    ----------
    name : of the concept.
    regions : their codes.
    statistics : (years, regions, sectors, measures, stages, statistics); the last stage is the total.
    there : (years, regions, sectors, measures, stages) whether anything is there in any draw.
    """

    name: str
    regions: tuple[str, ...]
    statistics: Array
    there: NDArray[np.bool_]


def described(draws: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return statistics and whether anything is there, as in `Described`, of (draws, ..., stages)."""
    with_total = draws
    if draws.shape[-1] > 1:
        stages = np.moveaxis(draws, -1, 0)  # in memory a stage is whole, and so it stays
        with_total = np.moveaxis(np.concatenate([stages, stages.sum(axis=0, keepdims=True)]), 0, -1)
    return statistics(with_total), (with_total != 0).any(axis=0)


def statistics(draws: Array) -> Array:
    """Return mean and quantiles over the first axis, as a last axis in the order of `STATISTICS`.

    Quantiles are interpolated linearly between order statistics (Hyndman and Fan, 1996, type 7).
    """
    cells = np.sort(np.moveaxis(draws, 0, -1), axis=-1)
    count = cells.shape[-1]
    found = [cells.mean(axis=-1)]
    for probability in PROBABILITIES:
        place = probability * (count - 1)
        below = int(place)
        above = min(below + 1, count - 1)
        found.append(cells[..., below] + (place - below) * (cells[..., above] - cells[..., below]))
    return np.stack(found, axis=-1)


def cells(
    scenario: str, concepts: Sequence[Described], years: Sequence[int | None], sectors: Sequence[str]
) -> pd.DataFrame:
    """Return the `impacts` frame: one row per figure of the finest cells, without cells that are zero in every draw."""
    return _stacked(_frame(scenario, concept, years, sectors) for concept in concepts)


@dataclass(frozen=True)
class Sums:
    """The statistics of the sums of one concept that people read.

    Attributes
    ----------
    by_year : sectors together.
    together : sectors and years together.
    by_sector : years together; None where it is not asked.
    """

    by_year: Described
    together: Described
    by_sector: Described | None = None


def sums(scenario: str, concepts: Sequence[Sums], years: Sequence[int], sectors: Sequence[str]) -> pd.DataFrame:
    """Return the `totals` frame: over sectors, over years, and over both; `*` and a missing year say summed over."""
    found = []
    for concept in concepts:
        found.append(_frame(scenario, concept.by_year, years, [ALL]))
        if concept.by_sector is not None:
            found.append(_frame(scenario, concept.by_sector, [None], sectors))
        found.append(_frame(scenario, concept.together, [None], [ALL]))
    return _stacked(found)


def by_area(
    scenario: str,
    concepts: Sequence[tuple[Described, Described]],
    years: Sequence[int],
    whole: Sequence[Described] = (),
    sectors: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the `areas` frame: sectors together, all years together by stage, each year for all stages together.

    Of concepts in `whole`, the study area, also each sector in each year, all stages together.

    Parameters
    ----------
    scenario
        Its name.
    concepts
        Of each, the statistics over all years by stage, and by year for all stages together.
    years, sectors
        In the order of the arrays.
    whole
        Statistics by year and sector, all stages together.
    """
    found = [_frame(scenario, concept, years, sectors) for concept in whole]
    for over_years, over_stages in concepts:
        found.append(_frame(scenario, over_years, [None], [ALL]))
        found.append(_frame(scenario, over_stages, years, [ALL]))
    return _stacked(found)


def steps_table(steps: Mapping[str, Array], called: str = "step") -> pd.DataFrame:
    """Return the staircase from gross to net: step, measure, statistic, value, unit, summed over years and sectors.

    Each value of `steps` is (draws, measures); `called` names the first column.
    """
    rows = [
        (step, measure.name, statistic, value, measure.unit)
        for step, draws in steps.items()
        for measure, values in zip(MEASURES.values(), statistics(draws), strict=True)
        for statistic, value in zip(STATISTICS, values, strict=True)
    ]
    return pd.DataFrame(rows, columns=[called, "measure", "statistic", "value", "unit"]).round({"value": DECIMALS})


def _frame(scenario: str, concept: Described, years: Sequence[int | None], sectors: Sequence[str]) -> pd.DataFrame:
    """Return a row a figure of what is there."""
    there = concept.there
    stages = _STAGES_AND_TOTAL[-there.shape[-1] :]
    year, region, sector, measure, stage = (np.repeat(place, len(STATISTICS)) for place in np.nonzero(there))
    columns = {
        "scenario": _named([scenario], np.zeros_like(year)),
        "year": pd.array([pd.NA if y is None else y for y in years], dtype="Int64").take(year),
        "region": _named(concept.regions, region),
        "sector": _named(sectors, sector),
        "measure": _named(list(MEASURES), measure),
        "stage": _named(stages, stage),
        "concept": _named([concept.name], np.zeros_like(year)),
        "statistic": _named(STATISTICS, np.tile(np.arange(len(STATISTICS)), int(there.sum()))),
        "value": np.round(concept.statistics[there].ravel(), DECIMALS) + 0.0,  # + 0.0 turns -0.0 into 0.0
        "unit": _named([m.unit for m in MEASURES.values()], measure),
    }
    return pd.DataFrame(columns, columns=COLUMNS)


def _named(names: Sequence[str], places: NDArray[np.intp]) -> Any:
    """Return the names at some places, as text that is kept once."""
    return pd.array(list(names), dtype="str").take(places)


def _stacked(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(list(frames), ignore_index=True)
