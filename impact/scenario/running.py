"""Running a scenario: draw, ask the economy, count gross and net, summarise."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from impact import sectors
from impact.errors import InputError, Problem
from impact.panel.figures import SNAPSHOT, Figures, figures_of
from impact.scenario.answer.assumed import assumption_table, notes_on_another_area
from impact.scenario.answer.by_draw import totals_by_draw
from impact.scenario.answer.in_municipalities import in_municipalities
from impact.scenario.answer.outcome_checks import outcome_checks
from impact.scenario.answer.pulled import comparison, without_comparison
from impact.scenario.answer.result import ScenarioResult
from impact.scenario.answer.statistics import by_area, cells, steps_table, sums
from impact.scenario.answer.where import everywhere, of_its_areas, of_the_study_area
from impact.scenario.computation import labour
from impact.scenario.computation.budget import share_cut, spent_by_item
from impact.scenario.computation.concepts import HEADLINES, PARTS, STEPS
from impact.scenario.computation.draws import Array, Draws, drawn
from impact.scenario.computation.economy import Economy, economy_of
from impact.scenario.computation.influence import influences
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.outcome import Outcome, outcome_of
from impact.scenario.computation.spending import real_spending
from impact.scenario.question import prices
from impact.scenario.question.assumptions import (
    PRODUCTIVITY_GROWTH,
)
from impact.scenario.question.remarks import on_places, on_what_is_spent, remarks
from impact.scenario.question.scenario import Scenario
from impact.words.names import Named
from impact.words.statements import Statement, in_both

MOST_DRAWS = 20_000
MOST_CELLS = 5_000_000  # draws times years times sectors, some 3 GB


def run(
    scenario: Scenario, *, draws: int = 1000, seed: int = 0, data: str | Path | Figures = SNAPSHOT
) -> ScenarioResult:
    """Return what a scenario leads to, with its uncertainty.

    Parameters
    ----------
    scenario
        The question; `Scenario.load` reads it from a file.
    draws
        How many random draws of everything that is assumed, 1 to 20,000.
    seed
        The same seed and versions give the same figures.
    data
        Where the figures on the study area come from: `snapshot` (they travel with the package), `live` (the store
        that `impact pull` fills) or the folder of a store. Pulled figures are jobs by section (83582NED) and the
        regional accounts (85925NED); the manifest then says what they change, `compared_with_snapshot`.

    Raises
    ------
    InputError
        An option is out of range, there are more draws than fit in memory with so many years and sectors, or the store
        lacks a table or a year that is needed.
    """
    figures = _figures(draws, seed, data)
    _check_size(scenario, draws)
    return _answer(scenario, drawn(scenario, draws, seed), economy_of(scenario, figures), seed, figures)


def _answer(scenario: Scenario, draws: Draws, economy: Economy, seed: int, figures: Figures) -> ScenarioResult:
    outcome = outcome_of(scenario, draws, economy)
    concepts = of_the_study_area(_area(scenario), outcome)
    places = everywhere(_area(scenario), economy.areas, outcome)
    headlines = [concept for concept in concepts if concept.name in HEADLINES]
    yearly = outcome.yearly()
    below = in_municipalities(scenario, draws, economy, outcome, figures)
    checks = outcome_checks(scenario, draws, economy, outcome.summed, yearly)
    notes = (*_notes(scenario, draws, economy), *below.notes)
    compared = _compared(scenario, draws, economy, outcome, figures)
    result = ScenarioResult(
        scenario=scenario,
        impacts=cells(scenario.name, of_its_areas(economy.areas, outcome), scenario.years, economy.sectors),
        totals=sums(scenario.name, concepts, scenario.years, economy.sectors),
        staircase=steps_table({step: outcome.summed[step] for step in STEPS}),
        composition=steps_table({part: outcome.summed[part] for part in PARTS}, called="part"),
        assumptions=assumption_table(scenario, influences(draws, outcome.summed)),
        checks=pd.concat([economy.checks, checks], ignore_index=True),
        spent=spent_by_item(scenario, draws),
        manifest=_manifest(scenario, economy, draws, seed, figures)
        | {"notes": [in_both(note) for note in (*notes, *compared.notes)]}
        | compared.figures,
        municipalities=by_area(scenario.name, below.concepts, scenario.years) if below.concepts else None,
        areas=by_area(scenario.name, places, scenario.years, headlines, economy.sectors),
        by_draw=totals_by_draw(concepts, outcome.summed, real_spending(scenario, draws), scenario.years),
    )
    return result if scenario.use is None else _with_use(result, draws, seed, outcome.inside["net_regional"])


def _with_use(result: ScenarioResult, draws: Draws, seed: int, net: Array) -> ScenarioResult:
    """Return the result with what use does beside it; `net` is net regional in the study area's areas."""
    from impact.scenario.answer.use import (
        in_impacts,
        in_totals,
        use_assumptions_frame,
        use_by_municipality,
        use_checks,
        use_frame,
        use_manifest,
    )
    from impact.scenario.computation.use import use_outcome

    scenario = result.scenario
    by_area = net.sum(axis=(3, 5))
    value_added = by_area[:, :, :, PLACE["value_added"]].sum(axis=2)
    outcome = use_outcome(scenario, draws, seed, (value_added, by_area[:, :, :, PLACE["jobs"]]))
    use = use_frame(scenario, outcome)
    return replace(
        result,
        impacts=in_impacts(result.impacts, use),
        totals=in_totals(result.totals, use, _area(scenario)),
        checks=pd.concat([result.checks, use_checks(outcome)], ignore_index=True),
        manifest=result.manifest | {"use": use_manifest(outcome)},
        use=use,
        use_municipalities=use_by_municipality(scenario, outcome),
        use_assumptions=use_assumptions_frame(scenario, outcome),
    )


@dataclass(frozen=True)
class _Compared:
    """What pulled figures change, for the manifest, and in words."""

    figures: dict[str, Any]
    notes: tuple[Statement, ...] = ()


def _compared(scenario: Scenario, draws: Draws, economy: Economy, outcome: Outcome, figures: Figures) -> _Compared:
    """Return what pulled figures change: the same draws through the economy of the snapshot."""
    if figures.store is None:
        return _Compared({})
    try:
        in_snapshot = economy_of(scenario, figures_of(SNAPSHOT))
    except InputError as refusal:  # a year or an area that the snapshot does not have is no reason not to answer
        changed, notes = without_comparison(refusal)
    else:
        changed, notes = comparison(
            economy, in_snapshot, outcome.summed, outcome_of(scenario, draws, in_snapshot).summed
        )
    return _Compared({"compared_with_snapshot": changed}, tuple(notes))


def _notes(scenario: Scenario, draws: Draws, economy: Economy) -> tuple[Statement | Named, ...]:
    spent = on_what_is_spent(share_cut(scenario, draws), spent_by_item(scenario, draws))
    placed = on_places(scenario)
    return (*economy.notes, *remarks(scenario), *placed, *spent, *notes_on_another_area(scenario))


def _figures(draws: int, seed: int, data: str | Path | Figures) -> Figures:
    """Return the figures that `data` names, unless one of the options cannot be used."""
    problems = []
    if not 1 <= draws <= MOST_DRAWS:
        expected = f"a whole number from 1 to {MOST_DRAWS:,}"
        problems.append(Problem("option", "--draws", str(draws), expected, "1,000 is enough for two digits."))
    if seed < 0:
        problems.append(Problem("option", "--seed", str(seed), "a whole number of 0 or more", "Choose another seed."))
    try:
        found = figures_of(data)
    except InputError as refusal:
        problems += [replace(problem, file="option", field="--data") for problem in refusal.problems]
    if problems:
        raise InputError(problems)
    return found


def _check_size(scenario: Scenario, draws: int) -> None:
    years, groups = len(scenario.years), len(sectors.codes(scenario.sectors))
    if draws * years * groups > MOST_CELLS:
        found = f"{draws:,} draws of {years} years and {groups} sectors, more than fits in memory"
        todo = 'Use fewer draws (1,000 is enough for two digits), or sectors = "a10" in the scenario.'
        expected = f"at most {MOST_CELLS // (years * groups):,} for this scenario"
        raise InputError(Problem("option", "--draws", found, expected, todo))


def _area(scenario: Scenario) -> str:
    return scenario.study_area if isinstance(scenario.study_area, str) else "+".join(scenario.study_area)


def _manifest(scenario: Scenario, economy: Economy, draws: Draws, seed: int, figures: Figures) -> dict[str, Any]:
    growth = scenario.assumptions[PRODUCTIVITY_GROWTH.name]
    return {
        "scenario": scenario.name,
        "study_area": _area(scenario),
        "draws": draws.count,
        "seed": seed,
        "data": figures.name,  # a path of this machine means nothing elsewhere
        "table_year": scenario.table_year,
        "price_year": scenario.price_year,
        "price_rise_table_to_price_year": round(prices.price_ratio(scenario.table_year, scenario.price_year), 6),
        "productivity_growth_per_year": {"low": growth.low, "central": growth.central, "high": growth.high},
        "share_of_national_jobs": round(economy.size, 6),
        "labour_years_per_job": round(labour.labour_years_per_job(), 6),
        "share_of_draws_cut_to_the_funding": round(share_cut(scenario, draws), 6),
        "sources": list(economy.sources),
        "versions": {
            "python": ".".join(map(str, sys.version_info[:3])),
            **{name: version(name) for name in ("impact-noord", "numpy", "pandas", "pydantic", "pyarrow")},
        },
    }
