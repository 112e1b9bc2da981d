"""Running a scenario: draw, ask the economy, count gross and net, summarise."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from impact import sectors
from impact.errors import InputError, Problem
from impact.inputoutput.model.stages import OutputByStage, output_by_stage
from impact.inputoutput.regional.quotients import flq_coefficients, flq_lambda
from impact.scenario import labour, prices
from impact.scenario.assumed import assumption_table, notes_on_another_area
from impact.scenario.budget import share_cut, spent_by_item
from impact.scenario.components import STAGES, Components, Conversion, components, conversion, deflator
from impact.scenario.concepts import CONCEPTS, PARTS, STEPS, net_national, regional_steps
from impact.scenario.definition import Scenario
from impact.scenario.demand import Demand, alternative_demand, alternative_public_demand, demand
from impact.scenario.draws import BLOCK, Array, Draws, drawn
from impact.scenario.economy import Economy, economy
from impact.scenario.influence import influences
from impact.scenario.measures import MEASURES, PLACE
from impact.scenario.outcome_checks import outcome_checks
from impact.scenario.production import Production
from impact.scenario.pulled import comparison, without_comparison
from impact.scenario.reference import additional
from impact.scenario.remarks import on_what_is_spent, remarks
from impact.scenario.residents import local_shares
from impact.scenario.result import ScenarioResult
from impact.scenario.statistics import Drawn, cells, steps_table, sums

MOST_DRAWS = 20_000
MOST_CELLS = 5_000_000  # draws times years times sectors, some 3 GB
NATION = "NL"


def run(scenario: Scenario, *, draws: int = 1000, seed: int = 0, data: str = "snapshot") -> ScenarioResult:
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
    _check_options(draws, seed, data)
    _check_size(scenario, draws)
    luck = drawn(scenario, draws, seed)
    place = economy(scenario, data)
    outcome = _in_blocks(scenario, luck, place)
    concepts = _concepts(scenario, outcome)
    return ScenarioResult(
        scenario=scenario,
        impacts=cells(scenario.name, concepts, scenario.years, place.sectors),
        totals=sums(scenario.name, concepts, scenario.years, place.sectors),
        staircase=steps_table({step: outcome.summed[step] for step in STEPS}),
        composition=steps_table({part: outcome.summed[part] for part in PARTS}, called="part"),
        assumptions=assumption_table(scenario, influences(luck, outcome.summed)),
        checks=pd.concat(
            [place.checks, outcome_checks(scenario, luck, place, outcome.summed, _yearly(outcome))],
            ignore_index=True,
        ),
        spent=spent_by_item(scenario, luck),
        manifest=_manifest(scenario, place, luck, seed, data) | _compared(scenario, luck, place, outcome, data),
    )


@dataclass(frozen=True)
class _Outcome:
    """Draws of what a scenario leads to.

    Attributes
    ----------
    whole : each of `_KEPT_WHOLE`, (draws, years, sectors, measures, stages).
    additional : (draws,) the share of the spending that would not have happened anyway.
    summed : every step and part of net, (draws, measures).
    """

    whole: dict[str, Array]
    additional: Array
    summed: dict[str, Array]


_KEPT_WHOLE = ("gross", "alternative_use", "net_regional", "net_national")


def _concepts(scenario: Scenario, outcome: _Outcome) -> list[Drawn]:
    """Return the six concepts; those taken off make the way from gross to net regional, cell by cell."""
    found = dict(outcome.whole)
    found["deadweight"] = found["gross"] * (1 - outcome.additional)[:, None, None, None, None]
    found["displaced"] = found["gross"] - found["deadweight"] - found["alternative_use"] - found["net_regional"]
    area = _area(scenario)
    return [Drawn(name, NATION if concept.national else area, found[name]) for name, concept in CONCEPTS.items()]


def _in_blocks(scenario: Scenario, luck: Draws, place: Economy) -> _Outcome:
    """Return the outcome of all draws, computed block by block.

    A block bounds what the solving takes; the outcome itself is kept whole, because quantiles need every draw of a
    cell. `_check_size` bounds it.
    """
    shape = (luck.count, len(scenario.years), len(place.sectors), len(MEASURES), len(STAGES))
    summed: dict[str, Array] = {name: np.empty((luck.count, len(MEASURES))) for name in (*STEPS, *PARTS)}
    outcome = _Outcome({name: np.empty(shape) for name in _KEPT_WHOLE}, additional(scenario, luck), summed)
    for at in range(0, luck.count, BLOCK):
        here = slice(at, at + BLOCK)
        block = _block(scenario, luck.part(here), place)
        for kept, found in ((outcome.whole, block.whole), (summed, block.summed)):
            for name, draws in found.items():
                kept[name][here] = draws
    return outcome


def _yearly(outcome: _Outcome) -> dict[str, Array]:
    """Return what happens in the area by draw and year, (draws, years, measures), by concept."""
    return {name: outcome.whole[name].sum(axis=(2, 4)) for name in ("gross", "alternative_use", "net_regional")}


def _block(scenario: Scenario, luck: Draws, place: Economy) -> _Outcome:
    asked = demand(scenario, luck, place.industries)
    real = deflator(scenario, luck)
    here, country = (conversion(scenario, luck, p.coefficients, place.groups) for p in (place.region, place.nation))
    anyway = alternative_demand(scenario, luck, place.industries, asked.spent)
    public = alternative_public_demand(scenario, luck, place.government_pattern, asked.spent)
    regional = _components(asked, (asked.regional, anyway), _region(luck, place), real, here, place.region)
    national = _components(asked, (asked.domestic, public), _nation(luck, place), real, country, place.nation)
    extra = additional(scenario, luck)
    found = regional_steps(regional, luck, extra)
    steps = {**found.steps, "net_national": net_national(national, luck, extra)}
    parts = (found.hired_staff, steps["net_regional"] - found.hired_staff)
    summed = {name: step.sum(axis=(1, 2, 4)) for name, step in (*steps.items(), *zip(PARTS, parts, strict=True))}
    return _Outcome({name: steps[name] for name in _KEPT_WHOLE}, extra, summed)


def _region(luck: Draws, place: Economy) -> tuple[Array, Array]:
    """Return regional coefficients (draws, n, n) and regional household purchases per euro of wages (draws, n).

    Of the wages, only the part of people who live in the region counts; of what those buy in the country, the drawn
    share is bought in the region.
    """
    lam = flq_lambda(place.size, luck.assumption("flq_delta"))
    local = local_shares(place.slq, place.household_pattern, luck.assumption("household_local_share"))
    spent = luck.assumption("household_consumption_share") * luck.assumption("resident_worker_share")
    return flq_coefficients(place.region.domestic, place.slq, lam), spent[:, None] * place.household_pattern * local


def _nation(luck: Draws, place: Economy) -> tuple[Array, Array]:
    spent = luck.assumption("household_consumption_share")
    return place.nation.domestic, spent[:, None] * place.household_pattern


def _components(
    asked: Demand,
    bought: tuple[Array, Array],
    model: tuple[Array, Array],
    real: Array,
    convert: Conversion,
    area: Production,
) -> Components:
    """Return the effects by part in one area: one solve for purchases, their alternative, and what wages buy."""
    (purchases, alternative), (coefficients, consumption) = bought, model
    in_prices = real[:, None, :]
    payroll = asked.payroll * in_prices
    parts = [purchases * in_prices, alternative * in_prices, np.zeros_like(purchases)]
    income = payroll.sum(axis=1)
    paid = np.concatenate([np.zeros_like(income), np.zeros_like(income), income], axis=1)
    wages = area.coefficients[:, PLACE["compensation"]]
    staged = output_by_stage(
        coefficients, np.concatenate(parts, axis=2), wages=wages, consumption=consumption, payroll=paid
    )
    ordered, instead, hired = (_part(staged, k, len(parts)) for k in range(len(parts)))
    return components(ordered, instead, (payroll, asked.fte, hired.induced), convert)


def _part(staged: OutputByStage, k: int, of: int) -> OutputByStage:
    years = staged.direct.shape[-1] // of
    place = slice(k * years, (k + 1) * years)
    return OutputByStage(
        staged.direct[..., place],
        staged.indirect[..., place],
        staged.induced[..., place],
        staged.household_income[..., place],
    )


def _compared(scenario: Scenario, luck: Draws, place: Economy, outcome: _Outcome, data: str) -> dict[str, Any]:
    """Return what pulled figures change, for the manifest: the same draws through the economy of the snapshot."""
    if data == "snapshot":
        return {}
    try:
        bundled = economy(scenario)
    except InputError as refusal:  # a year or an area that the snapshot does not have is no reason not to answer
        figures, notes = without_comparison(refusal)
    else:
        figures, notes = comparison(place, bundled, outcome.summed, _in_blocks(scenario, luck, bundled).summed)
    return {"notes": [*_notes(scenario, luck, place), *notes], "compared_with_snapshot": figures}


def _notes(scenario: Scenario, luck: Draws, place: Economy) -> list[dict[str, str]]:
    spent = on_what_is_spent(share_cut(scenario, luck), spent_by_item(scenario, luck))
    return [*place.notes, *remarks(scenario), *spent, *notes_on_another_area(scenario)]


def _check_options(draws: int, seed: int, data: str) -> None:
    problems = []
    if not 1 <= draws <= MOST_DRAWS:
        expected = f"a whole number from 1 to {MOST_DRAWS:,}"
        problems.append(Problem("option", "--draws", str(draws), expected, "1,000 is enough for two digits."))
    if seed < 0:
        problems.append(Problem("option", "--seed", str(seed), "a whole number of 0 or more", "Choose another seed."))
    if data not in ("snapshot", "live") and not Path(data).is_dir():
        expected = "snapshot (the bundled figures), live (the store) or the folder of a store"
        problems.append(Problem("option", "--data", repr(data), expected, "Leave the option out for the bundled ones."))
    if problems:
        raise InputError(problems)


def _check_size(scenario: Scenario, draws: int) -> None:
    years, groups = len(scenario.years), len(sectors.codes(scenario.sectors))
    if draws * years * groups > MOST_CELLS:
        found = f"{draws:,} draws of {years} years and {groups} sectors, more than fits in memory"
        todo = 'Use fewer draws (1,000 is enough for two digits), or sectors = "a10" in the scenario.'
        expected = f"at most {MOST_CELLS // (years * groups):,} for this scenario"
        raise InputError(Problem("option", "--draws", found, expected, todo))


def _area(scenario: Scenario) -> str:
    return scenario.study_area if isinstance(scenario.study_area, str) else "+".join(scenario.study_area)


def _manifest(scenario: Scenario, place: Economy, luck: Draws, seed: int, data: str) -> dict[str, Any]:
    growth = scenario.assumptions["productivity_growth"]
    return {
        "scenario": scenario.name,
        "study_area": _area(scenario),
        "draws": luck.count,
        "seed": seed,
        "data": data if data in ("snapshot", "live") else "store",  # a path of this machine means nothing elsewhere
        "table_year": scenario.table_year,
        "price_year": scenario.price_year,
        "price_rise_table_to_price_year": round(prices.price_ratio(scenario.table_year, scenario.price_year), 6),
        "productivity_growth_per_year": {"low": growth.low, "central": growth.central, "high": growth.high},
        "share_of_national_jobs": round(place.size, 6),
        "labour_years_per_job": round(labour.labour_years_per_job(), 6),
        "share_of_draws_cut_to_the_funding": round(share_cut(scenario, luck), 6),
        "notes": _notes(scenario, luck, place),
        "sources": list(place.sources),
        "versions": {
            "python": ".".join(map(str, sys.version_info[:3])),
            **{name: version(name) for name in ("impact-noord", "numpy", "pandas", "pydantic", "pyarrow")},
        },
    }
