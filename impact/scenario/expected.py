"""What a scenario expects of the figures that a registered study looks at, so that both stand side by side."""

from __future__ import annotations

from collections.abc import Collection, Mapping

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


def expected_effects(result: ScenarioResult, treated: Mapping[str, Collection[str]]) -> dict[tuple[str, str], float]:
    """Return what a scenario adds to each outcome of a study, for each definition of the treated, in log points.

    The net regional effect (median) of the year in which it is largest, against the last observed figure of the treated
    areas themselves. All of the effect is taken to fall in them: of a part of the study area it is the most that it can
    be. Of one sector it is the largest yearly sum of the medians of its cells, which comes close to the median of the
    sum.

    Parameters
    ----------
    result
        A scenario that was run.
    treated
        The COROP areas of each definition of the treated, by its name.

    Returns
    -------
    dict
        By outcome and definition of the treated; one without any area of the study area has no expectation.

    Raises
    ------
    InputError
        The study area is not made of whole COROP areas, for which the outcomes are published; no treated area is in it;
        or the scenario has no such sector, because it is written in other groups.
    """
    area = regions.study_area(result.scenario.study_area)
    if not area.complete_corops:
        expected = "an area of whole COROP areas, for which outcomes are published"
        todo = "Use a scenario whose study_area is groningen-noord-drenthe or groningen."
        raise InputError(Problem(result.scenario.name, "study_area", repr(area.name), expected, todo))
    inside = {name: tuple(codes) for name, codes in treated.items() if set(codes) & set(area.corops)}
    if not inside:
        expected = (
            f"an area in which something is treated: {', '.join(sorted({c for t in treated.values() for c in t}))}"
        )
        todo = "Leave the scenario out, or use one of the treated areas."
        raise InputError(Problem(result.scenario.name, "study_area", repr(area.name), expected, todo))
    return {
        (outcome, name): float(np.log1p(_added(result, measure, sector) / (_level(corops, variable, group) * unit)))
        for outcome, (measure, sector, variable, group, unit) in _OUTCOMES.items()
        for name, corops in inside.items()
    }


def _added(result: ScenarioResult, measure: str, sector: str) -> float:
    wanted = f"concept == 'net_regional' and stage == 'total' and statistic == 'p50' and measure == '{measure}'"
    if sector == ALL:
        net = result.totals.query(wanted)
        return float(net.loc[(net["sector"] == ALL) & net["year"].notna(), "value"].max())
    cells = result.impacts.query(wanted)
    if sector not in set(cells["sector"]):
        expected, todo = f"results for sector {sector}", 'Use a scenario with sectors = "section".'
        raise InputError(Problem(result.scenario.name, "sectors", repr(result.scenario.sectors), expected, todo))
    return float(cells[cells["sector"] == sector].groupby("year")["value"].sum().max())


def _level(corops: tuple[str, ...], variable: str, sector: str) -> float:
    frame = panel(variable)
    ours = frame[frame["region"].isin(corops) & (frame["sector"] == sector)].dropna(subset="value")
    last = ours.groupby("year")["region"].nunique().loc[lambda n: n == len(corops)].index.max()
    return float(ours.loc[ours["year"] == last, "value"].sum())
