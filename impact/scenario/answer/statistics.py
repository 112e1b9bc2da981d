"""From draws to the tables people read: means and quantiles, of the finest cells and of every sum, draw by draw.

Means add up over cells and over stages; quantiles do not, so each sum is computed in every draw before its quantiles
are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.scenario.computation.components import STAGES
from impact.scenario.computation.draws import Array
from impact.scenario.computation.measures import MEASURES

STATISTICS = ("mean", "p05", "p25", "p50", "p75", "p95")
PROBABILITIES = (0.05, 0.25, 0.50, 0.75, 0.95)
COLUMNS = ["scenario", "year", "region", "sector", "measure", "stage", "concept", "statistic", "value", "unit"]
DECIMALS = 6  # one euro, or a millionth of a labour year: far below what is known, and the same on every machine
ALL = "*"
_STAGES_AND_TOTAL = (*STAGES, "total")


@dataclass(frozen=True)
class Drawn:
    """The draws of one concept in some regions: draws of shape (draws, years, regions, sectors, measures, stages)."""

    name: str
    regions: tuple[str, ...]
    draws: Array


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


def cells(scenario: str, concepts: Sequence[Drawn], years: Sequence[int], sectors: Sequence[str]) -> pd.DataFrame:
    """Return the `impacts` frame: one row per figure of the finest cells, without cells that are zero in every draw."""
    return _stacked(  # year by year: sorting all draws at once would take several times their memory
        _frame(scenario, concept, concept.draws[:, at : at + 1], [year], sectors)
        for concept in concepts
        for at, year in enumerate(years)
    )


def sums(scenario: str, concepts: Sequence[Drawn], years: Sequence[int], sectors: Sequence[str]) -> pd.DataFrame:
    """Return the `totals` frame: over sectors, over years, and over both; `*` and a missing year say summed over."""
    found = []
    for concept in concepts:
        over_sectors = concept.draws.sum(axis=3, keepdims=True)
        found.append(_frame(scenario, concept, over_sectors, years, [ALL]))
        found.append(_frame(scenario, concept, concept.draws.sum(axis=1, keepdims=True), [None], sectors))
        found.append(_frame(scenario, concept, over_sectors.sum(axis=1, keepdims=True), [None], [ALL]))
    return _stacked(found)


def by_area(
    scenario: str,
    concepts: Sequence[Drawn],
    years: Sequence[int],
    whole: Sequence[Drawn] = (),
    sectors: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the `areas` frame: sectors together, all years together by stage, each year for all stages together.

    Of concepts in `whole`, the study area, also each sector in each year, all stages together.
    """
    found = [_frame(scenario, c, c.draws.sum(axis=5, keepdims=True), years, sectors) for c in whole]
    for concept in concepts:
        over_sectors = concept.draws.sum(axis=3, keepdims=True)
        found.append(_frame(scenario, concept, over_sectors.sum(axis=1, keepdims=True), [None], [ALL]))
        found.append(_frame(scenario, concept, over_sectors.sum(axis=5, keepdims=True), years, [ALL]))
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


def _frame(
    scenario: str, concept: Drawn, draws: Array, years: Sequence[int | None], sectors: Sequence[str]
) -> pd.DataFrame:
    """Return the statistics of draws, and of their sum over stages; of one stage, which is that sum, alone."""
    total = draws.sum(axis=-1, keepdims=True)
    with_total = np.concatenate([draws, total], axis=-1) if draws.shape[-1] > 1 else total
    stages = _STAGES_AND_TOTAL[-with_total.shape[-1] :]
    values = statistics(with_total)
    places = np.argwhere(np.broadcast_to((with_total != 0).any(axis=0)[..., None], values.shape))
    year, region, sector, measure, stage, statistic = places.T
    columns = {
        "scenario": scenario,
        "year": pd.array([pd.NA if y is None else y for y in years], dtype="Int64").take(year),
        "region": np.asarray(concept.regions, dtype=object)[region],
        "sector": np.asarray(sectors, dtype=object)[sector],
        "measure": np.asarray(list(MEASURES), dtype=object)[measure],
        "stage": np.asarray(stages, dtype=object)[stage],
        "concept": concept.name,
        "statistic": np.asarray(STATISTICS, dtype=object)[statistic],
        "value": np.round(values[tuple(places.T)], DECIMALS) + 0.0,  # + 0.0 turns -0.0 into 0.0
        "unit": np.asarray([m.unit for m in MEASURES.values()], dtype=object)[measure],
    }
    return pd.DataFrame(columns)[COLUMNS]


def _stacked(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    text = dict.fromkeys((c for c in COLUMNS if c not in ("year", "value")), "str")
    return pd.concat(list(frames), ignore_index=True).astype(text)
