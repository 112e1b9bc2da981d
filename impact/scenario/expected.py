"""What a scenario expects of the figures that a registered study looks at, so that both stand side by side."""

from __future__ import annotations

import numpy as np

from impact import regions
from impact.errors import InputError, Problem
from impact.panel import panel
from impact.scenario.result import ScenarioResult
from impact.scenario.statistics import ALL

# Outcome of a study: measure and sector of the scenario; variable, sector and size of a unit in the panel.
_OUTCOMES = {
    "jobs": ("jobs", ALL, "jobs", "A-U", 1000.0),
    "jobs-j": ("jobs", "J", "jobs", "J", 1000.0),
    "value-added": ("value_added", ALL, "value_added_without_mining", "A-U without B, D, E", 1.0),
}


def expected_effects(result: ScenarioResult) -> dict[str, float]:
    """Return what a scenario adds to each outcome of a study in its study area, in log points.

    The net regional effect (median) of the year in which it is largest, against the last observed figure of the area.
    Yearly sums are over all sectors; of one sector the yearly mean over the scenario's years is taken.

    Raises
    ------
    InputError
        The study area is not made of whole COROP areas, for which the outcomes are published.
    """
    area = regions.study_area(result.scenario.study_area)
    if not area.complete_corops:
        expected = "an area of whole COROP areas, for which outcomes are published"
        todo = "Use a scenario whose study_area is groningen-noord-drenthe or groningen."
        raise InputError(Problem(result.scenario.name, "study_area", repr(area.name), expected, todo))
    return {
        outcome: float(np.log1p(_added(result, measure, sector) / (_level(area.corops, variable, group) * unit)))
        for outcome, (measure, sector, variable, group, unit) in _OUTCOMES.items()
    }


def _added(result: ScenarioResult, measure: str, sector: str) -> float:
    net = result.totals.query("concept == 'net_regional' and stage == 'total' and statistic == 'p50'")
    net = net[(net["measure"] == measure) & (net["sector"] == sector)]
    if sector == ALL:
        return float(net.loc[net["year"].notna(), "value"].max())
    return float(net.loc[net["year"].isna(), "value"].sum() / len(result.scenario.years))


def _level(corops: tuple[str, ...], variable: str, sector: str) -> float:
    frame = panel(variable)
    ours = frame[frame["region"].isin(corops) & (frame["sector"] == sector)].dropna(subset="value")
    last = ours.groupby("year")["region"].nunique().loc[lambda n: n == len(corops)].index.max()
    return float(ours.loc[ours["year"] == last, "value"].sum())
