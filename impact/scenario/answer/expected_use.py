"""What a scenario expects of jobs, productivity, births and R&D, in the terms of a registered study, with its range.

Jobs come from spending, the others from use. A study that sees none of it is the rule: what comes out of a facility is
small against what areas do by themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

import numpy as np
import pandas as pd

from impact import regions, sectors
from impact.effects.registered.design_file import Outcome
from impact.effects.registered.figures import Tables
from impact.effects.registered.quantities import Measured, measured
from impact.effects.registered.series import Series
from impact.effects.study.expectations import Expectation, Expectations
from impact.scenario.answer import use_outlook
from impact.scenario.answer.expected import added, last_figures
from impact.scenario.answer.result import ScenarioResult
from impact.scenario.answer.statistics import ALL
from impact.scenario.computation.use_measures import BIRTHS, PRIVATE_RD, PRODUCTIVITY, Concept, UseMeasure
from impact.sources import snapshot

Ends = tuple[float, float, float]  # low, mean, high
JOBS = "jobs"
_RANGE = ("p05", "mean", "p95")
_JOBS, _VALUE_ADDED, _PERSONS, _BIRTHS = "corop-jobs", "corop-value-added", "corop-employment", "corop-firm-births"
_OUTSIDE_MINING = {"A-U": 1.0, "B-E": -1.0, "C": 1.0}
_ICT = "J"
_FIRM = "use.assumptions.productivity_effect_larger_firm"


def use_expectations(
    result: ScenarioResult, treated: Mapping[str, Collection[str]], outcomes: Iterable[Outcome]
) -> Expectations | None:
    """Return what a scenario with use expects of the treated areas, or None where it says nothing of use.

    Jobs are net regional, all of them taken to fall in the treated areas, in jobs as the figures count them. Use is
    known by COROP area and for the study area as a whole; of other sets of areas nothing is said. Each is that of the
    year in which its mean is largest.

    Parameters
    ----------
    result
        A scenario that was run; with too few draws, or without use, it says nothing.
    treated
        The areas of each definition of the treated, by its name.
    outcomes
        The outcomes of the study. They are matched by what they measure: all jobs, value added outside mining over
        persons, births in information and communication.
    """
    if not use_outlook.is_known(result) or result.use_assumptions is None:
        return None
    asked, figures = tuple(outcomes), cache(snapshot.table)
    rows = [row for name, units in treated.items() for row in _rows(result, name, tuple(units), asked, figures)]
    firm = result.use_assumptions.set_index("name").loc[_FIRM].to_dict()
    low, central, high = (float(firm[name]) for name in ("low", "central", "high"))
    chance = use_outlook.chance_of_nothing(result)
    return Expectations(tuple(rows), chance, (low, central, high), result.scenario.price_year)


def _rows(
    result: ScenarioResult, name: str, units: tuple[str, ...], outcomes: tuple[Outcome, ...], figures: Tables
) -> Iterator[Expectation]:
    if not set(units) <= set(regions.study_area(result.scenario.study_area).corops):
        return
    for outcome in outcomes:
        corops = tuple(outcome.codes.get(unit, unit) for unit in units)
        if (found := _of_outcome(result, outcome, corops, figures)) is not None:
            measure, year, ends = found
            yield Expectation(measure, outcome.name, name, year, *ends, outcome.unit)
    if (research := _of_use(result, PRIVATE_RD, units)) is not None:
        year, ends = _largest(research)
        yield Expectation(PRIVATE_RD.name, "", name, year, *ends, PRIVATE_RD.unit)


def _of_outcome(
    result: ScenarioResult, outcome: Outcome, corops: tuple[str, ...], figures: Tables
) -> tuple[str, int, Ends] | None:
    """Return what is expected of an outcome: the measure, the year, and low, mean and high in its unit."""
    if _counts_all_jobs(outcome):
        what = measured(outcome)
        assert isinstance(what, Measured)
        level = last_figures(outcome, corops, figures)
        jobs = pd.DataFrame({s: added(result, what.above, s) for s in _RANGE})
        return JOBS, *_largest(_logged(jobs / float(level["value"])))
    if _is_productivity(outcome) and (percent := _of_use(result, PRODUCTIVITY, corops)) is not None:
        return PRODUCTIVITY.name, *_largest(_logged(percent / 100))
    if _counts_births(outcome.numerator) and (births := _of_use(result, BIRTHS, corops)) is not None:
        return BIRTHS.name, *_largest(_in_unit(outcome, births, last_figures(outcome, corops, figures)))
    return None


def _counts_all_jobs(outcome: Outcome) -> bool:
    return _is(outcome.numerator, _JOBS, {sectors.TOTAL: 1.0}) and outcome.denominator is None and _log(outcome)


def _is_productivity(outcome: Outcome) -> bool:
    below = outcome.denominator
    over_persons = below is not None and _is(below, _PERSONS, {sectors.TOTAL: 1.0})
    return _is(outcome.numerator, _VALUE_ADDED, _OUTSIDE_MINING) and over_persons and _log(outcome)


def _counts_births(series: Series) -> bool:
    return _is(series, _BIRTHS, {_ICT: 1.0})


def _is(series: Series, table: str, summed: Mapping[str, float]) -> bool:
    return series.table == table and dict(series.sum) == dict(summed) and not series.where


def _log(outcome: Outcome) -> bool:
    return outcome.transform == "log"


def _of_use(result: ScenarioResult, measure: UseMeasure, corops: tuple[str, ...]) -> pd.DataFrame | None:
    """Return what use adds by year (low, mean, high) in one area or in all of them; None for another set of areas."""
    whole = set(corops) == set(regions.study_area(result.scenario.study_area).corops)
    if len(corops) > 1 and not whole:
        return None
    found = use_outlook.by_year(result, Concept.USE, measure, ALL if whole else corops[0])
    return found[[*_RANGE]]


def _in_unit(outcome: Outcome, births: pd.DataFrame, level: pd.Series) -> pd.DataFrame:
    """Return births that are added, as a change in the outcome: of a share or of a count."""
    of_all = 1.0 if outcome.denominator is None else float(level["value_below"])
    weight = 0.0 if outcome.denominator is None else dict(outcome.denominator.sum).get(_ICT, 0.0)
    after = (level["value"] + births) / (of_all + weight * births)
    before = level["value"] / of_all
    if _log(outcome):
        return _logged(after / before - 1)
    return pd.DataFrame((after - before) * outcome.scale)


def _logged(change: pd.DataFrame) -> pd.DataFrame:
    """Return relative changes as differences of logarithms."""
    return pd.DataFrame({name: np.log1p(change[name]) for name in _RANGE})


def _largest(found: pd.DataFrame) -> tuple[int, Ends]:
    """Return the year in which the mean is largest, and low, mean and high of it."""
    at = int(np.argmax(found["mean"].to_numpy()))
    low, mean, high = (float(found[name].iloc[at]) for name in _RANGE)
    return int(found.index.to_numpy()[at]), (low, mean, high)
