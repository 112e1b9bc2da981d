"""What a scenario expects of the figures that a registered study looks at, so that both stand side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd

from impact import regions, sectors
from impact.effects.registered.design_file import DesignFile, Outcome
from impact.effects.registered.figures import Tables
from impact.effects.registered.quantities import Measured, Quantity, measured
from impact.effects.registered.study_panel import series_figures
from impact.errors import InputError, Problem
from impact.scenario.answer.result import ScenarioResult
from impact.scenario.answer.statistics import ALL
from impact.sources import snapshot

STUDY = "ai-fabriek-ex-ante"  # whose outcomes are meant where none are given


def expected_effects(
    result: ScenarioResult,
    treated: Mapping[str, Collection[str]],
    outcomes: Iterable[Outcome] | None = None,
) -> dict[tuple[str, str], float]:
    """Return what a scenario adds to each outcome of a study, for each definition of the treated, in its own unit.

    The net regional effect (mean) of the year in which it is largest, against the last observed figure of the treated
    areas themselves: the change in an outcome in logarithms or over another series, the change an area of one in
    levels. All of the effect is taken to fall in the treated areas: of a part of the study area it is the most that it
    can be. A scenario's labour years are turned back into jobs, which the figures count.

    An outcome is matched by what it measures (table, rows, sectors), whatever it is called; of others nothing is
    expected, and `impact.effects.registered.quantities.measured` says why.

    Parameters
    ----------
    result
        A scenario that was run.
    treated
        The areas of each definition of the treated, by its name.
    outcomes
        The outcomes of the study; those of the study of the AI-fabriek if None.

    Returns
    -------
    dict
        By names of outcome and definition of the treated; one without any area of the study area has no expectation.

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
    asked = tuple(DesignFile.load(STUDY).outcomes if outcomes is None else outcomes)
    where = {
        (outcome.name, name): tuple(outcome.codes.get(unit, unit) for unit in units)
        for outcome in asked
        for name, units in treated.items()
    }
    inside = {key: corops for key, corops in where.items() if set(corops) & set(area.corops)}
    if where and not inside:
        named = ", ".join(sorted({corop for corops in where.values() for corop in corops}))
        expected = f"an area in which something is treated: {named}"
        todo = "Leave the scenario out, or use one of the treated areas."
        raise InputError(Problem(result.scenario.name, "study_area", repr(area.name), expected, todo))
    figures = cache(snapshot.table)
    return {
        (outcome.name, name): _change(result, outcome, what, inside[outcome.name, name], figures)
        for outcome in asked
        for name in treated
        if (outcome.name, name) in inside and isinstance(what := measured(outcome), Measured)
    }


def _change(
    result: ScenarioResult, outcome: Outcome, what: Measured, corops: tuple[str, ...], figures: Tables
) -> float:
    """Return the largest yearly change in an outcome of the treated areas, in its unit."""
    level = last_figures(outcome, corops, figures)
    growth = 1 + added(result, what.above) / level["value"]
    if what.below is not None:
        growth = growth / (1 + added(result, what.below) / level["value_below"])
    if outcome.transform == "log":
        return float(np.log(growth).max())
    per = len(corops) if what.below is None else level["value_below"]
    return float((outcome.scale * level["value"] / per * (growth - 1)).max())


def last_figures(outcome: Outcome, corops: Sequence[str], figures: Tables) -> pd.Series:
    """Return the series of an outcome summed over the areas, in the last year that has figures of all of them."""
    read = series_figures(outcome.numerator, figures)
    if outcome.denominator is not None:
        below = series_figures(outcome.denominator, figures)
        read = read.merge(below, on=["unit", "year"], suffixes=("", "_below"))
    values = [column for column in ("value", "value_below") if column in read]
    ours = read[read["unit"].isin(corops)].dropna(subset=values).groupby("year")
    complete = ours["unit"].nunique() == len(set(corops))
    if not complete.any():
        found, expected = ", ".join(corops), f"areas that all have a figure of {outcome.numerator.name} in some year"
        raise InputError(Problem(outcome.name, "treated", found, expected, "Leave the scenario out."))
    return ours[values].sum().loc[complete].iloc[-1]


def added(result: ScenarioResult, what: Quantity, statistic: str = "mean") -> pd.Series:
    """Return the net regional effect by year, in figures of the series; quantiles of all sectors together only."""
    wanted = (
        f"concept == 'net_regional' and stage == 'total' and statistic == @statistic and measure == '{what.measure}'"
    )
    per_figure = what.per_figure * (result.manifest["labour_years_per_job"] if what.measure == "jobs" else 1.0)
    weights = _cells(result, what)
    factors = set(weights.values())
    if len(factors) == 1 and set(weights) == set(sectors.codes(result.scenario.sectors)):
        totals = result.totals.query(wanted)
        net = totals[(totals["sector"] == ALL) & totals["year"].notna()].set_index("year")["value"]
        return net.rename(int) * (factors.pop() / per_figure)
    cells = result.impacts.query(wanted)
    cells = cells[cells["sector"].isin(list(weights))]
    weighted = cells["value"] * cells["sector"].map(weights)
    return weighted.groupby(cells["year"]).sum().rename(int) / per_figure


def _cells(result: ScenarioResult, what: Quantity) -> dict[str, float]:
    """Return the sectors of the scenario that a quantity adds up, with their factors; those that cancel left out."""
    weights: dict[str, float] = {}
    for sector, factor in what.weights.items():
        for code in _codes(result, sector):
            weights[code] = weights.get(code, 0.0) + factor
    return {code: factor for code, factor in weights.items() if factor}


def _codes(result: ScenarioResult, sector: str) -> tuple[str, ...]:
    """Return the sectors of the scenario that make up a sector or range of the figures."""
    known = sectors.codes(result.scenario.sectors)
    if sector == sectors.TOTAL:
        return tuple(known)
    if sector in known:
        return (sector,)
    within = sectors.industries_within(sector)
    section = sectors.grouping("section")
    parts = tuple(dict.fromkeys(section[list(within)]))
    if set(parts) <= set(known) and section.isin(parts).sum() == len(within):
        return parts
    expected, todo = f"results for sector {sector}", 'Use a scenario with sectors = "section".'
    raise InputError(Problem(result.scenario.name, "sectors", repr(result.scenario.sectors), expected, todo))
