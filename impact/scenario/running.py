"""Running a scenario: draw, ask the economy, count gross and net, summarise."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from impact.draws.streams import Sampling, sampling_called
from impact.errors import InputError
from impact.panel.figures import SNAPSHOT, Figures, figures_of
from impact.parallel import Workers, workers, working
from impact.scenario.answer.assumed import assumption_table, notes_on_another_area
from impact.scenario.answer.by_draw import totals_by_draw
from impact.scenario.answer.figures_by_draw import figures_by_draw
from impact.scenario.answer.in_municipalities import in_municipalities, municipal_concepts
from impact.scenario.answer.luck import on_luck
from impact.scenario.answer.outcome_checks import outcome_checks
from impact.scenario.answer.pulled import comparison, without_comparison
from impact.scenario.answer.result import ScenarioResult
from impact.scenario.answer.statistics import ALL, by_area, cells, steps_table, sums
from impact.scenario.answer.where import (
    cells_of_areas,
    groups_shown,
    in_areas,
    sums_in_areas,
    sums_of_areas,
    totals_alone,
    with_places,
)
from impact.scenario.computation import labour
from impact.scenario.computation.blocks import each_block
from impact.scenario.computation.budget import share_cut, spent_by_item
from impact.scenario.computation.concepts import PARTS, STEPS
from impact.scenario.computation.draws import Draws, drawn, drawn_of_use
from impact.scenario.computation.economy import Economy, economy_of
from impact.scenario.computation.influence import influences
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.outcome import only_totals, outcome_of, totals_of
from impact.scenario.computation.over_years import over_years_of
from impact.scenario.computation.solved import Solved, prepared_beside
from impact.scenario.computation.spending import real_spending
from impact.scenario.computation.totals import Totals
from impact.scenario.keeping import KEPT, Keep, too_large
from impact.scenario.options import options_of
from impact.scenario.question import prices
from impact.scenario.question.assumptions import (
    PRODUCTIVITY_GROWTH,
)
from impact.scenario.question.remarks import on_places, on_what_is_spent, remarks
from impact.scenario.question.scenario import Scenario
from impact.sources.provenance import Record
from impact.words.names import Named
from impact.words.statements import Statement, in_both

USE_AT_ONCE = 2_500
"""Draws of use that are computed together where nothing of municipalities is kept."""


def run(
    scenario: Scenario | str | Path,
    *,
    draws: int = 1000,
    seed: int = 0,
    data: str | Path | Figures = SNAPSHOT,
    sampling: str = "random",
    keep: Keep | str = Keep.EVERYTHING,
    backend: Workers | str | None = None,
) -> ScenarioResult:
    """Return what a scenario leads to, with its uncertainty.

    Parameters
    ----------
    scenario
        The question, the path of its file, or the name of a shipped one.
    draws
        How many random draws of everything that is assumed, 1 to 20,000; to 200,000 where only totals are kept.
    seed
        The same seed and versions give the same figures.
    data
        Where the figures on the study area come from: `snapshot` (they travel with the package), `live` (the store
        that `impact pull` fills) or the folder of a store. Pulled figures are jobs by section (83582NED) and the
        regional accounts (85925NED); the manifest then says what they change, `compared_with_snapshot`.
    sampling
        `random`, or `sobol` for a scrambled Sobol sequence, of which the number of draws is a power of two.
    keep
        `everything`; `areas`, without cells by area and sector and without municipalities; `totals`, the study area
        and the balance of the country alone, by year and, over all years, by stage; or `sums`, these and over all years
        the areas of the study area and sums of areas, which a screen shows. Figures are the same in each.
    backend
        Who does the work, with the same figures: `threads`, `processes`, or what `impact.parallel.workers` returns,
        which can be a dask cluster; None leaves it to `impact.parallel.working`, and else to threads.

    Raises
    ------
    InputError
        An option is out of range, there are more draws than fit in memory with so many years and sectors, or the store
        lacks a table or a year that is needed.
    """
    scenario = Scenario.of(scenario)
    kept, figures = options_of(draws, seed, data, sampling, keep)
    if problems := too_large(scenario, draws, kept):
        raise InputError(problems)
    by = sampling_called(sampling) or "random"  # another name was refused
    with working(workers=workers(backend) if isinstance(backend, str) else backend):
        economy = economy_of(scenario, figures)
        ground, luck = prepared_beside(scenario, economy, lambda: _luck(scenario, draws, seed, by))
        return _answer(scenario, *luck, ground, seed, figures, kept)


def _luck(scenario: Scenario, count: int, seed: int, sampling: Sampling) -> tuple[Draws, Draws | None]:
    """Return what is drawn of spending, and of use where there is any, of which the figures are then read as well."""
    draws = drawn(scenario, count, seed, sampling)
    if scenario.use is None:
        return draws, None
    from impact.scenario.computation.use import jobs_and_distances

    jobs_and_distances()
    return draws, drawn_of_use(scenario, count, seed, sampling)


def _answer(
    scenario: Scenario, draws: Draws, own: Draws | None, ground: Solved, seed: int, figures: Figures, keep: Keep
) -> ScenarioResult:
    found = _tables(scenario, draws, ground, figures, keep)
    economy, totals = ground.economy, found.totals
    compared = _compared(scenario, draws, economy, totals, figures)
    notes = (*_notes(scenario, draws, economy), *found.notes, *compared.notes)
    checks = pd.concat([economy.checks, outcome_checks(scenario, draws, economy, totals)], ignore_index=True)
    draws = replace(draws, errors=None)  # nothing asks them any more, and they are most of what is drawn
    result = ScenarioResult(
        scenario=scenario,
        **found.frames,
        staircase=steps_table({step: totals.summed[step] for step in STEPS}),
        composition=steps_table({part: totals.summed[part] for part in PARTS}, called="part"),
        assumptions=assumption_table(scenario, influences(draws, totals.summed)),
        checks=checks,
        spent=spent_by_item(scenario, draws),
        manifest=_manifest(scenario, economy, draws, seed, figures, found.records)
        | ({} if keep is Keep.EVERYTHING else {KEPT: keep.value})
        | {"notes": [in_both(note) for note in notes]}
        | compared.figures,
    )
    if own is not None:
        result = _with_use(result, draws, own, totals, keep)
    by_draw = totals_by_draw(totals, real_spending(scenario, draws), scenario.years)  # last: it rounds the totals
    luck = [in_both(note) for note in on_luck(scenario, by_draw, draws.sampling)]
    return replace(result, by_draw=by_draw, manifest=result.manifest | {"notes": [*result.notes, *luck]})


@dataclass(frozen=True)
class _Tables:
    """The totals of a run and the frames that are made of its draws, with what is to be said of them."""

    totals: Totals
    frames: dict[str, Any]
    notes: tuple[Statement, ...] = ()
    records: tuple[Record, ...] = ()


def _tables(scenario: Scenario, draws: Draws, ground: Solved, figures: Figures, keep: Keep) -> _Tables:
    name, years, area, economy = scenario.name, scenario.years, _area(scenario), ground.economy
    if keep is Keep.TOTALS:
        totals = only_totals(scenario, draws, economy, kept_as="totals", ground=ground)
        return _Tables(totals, {"totals": sums(name, totals_alone(area, totals), years, ())})
    if keep is Keep.SUMS:
        asked = groups_shown(area, economy.areas)
        found = over_years_of(scenario, draws, ground, asked, kept_as="sums")
        of_sums = cells(name, sums_in_areas(asked, found), [None], [ALL])
        of_totals = sums(name, totals_alone(area, found.totals), years, ())
        return _Tables(found.totals, {"totals": of_totals, "areas": of_sums})
    outcome = outcome_of(scenario, draws, economy, kept_as="flows", ground=ground)
    read = in_areas(area, economy.areas, outcome)
    of_areas = by_area(name, read.places, years, read.headlines, economy.sectors)
    of_area = sums(name, read.sums, years, economy.sectors)
    frames: dict[str, Any] = {
        "totals": with_places(of_area, of_areas, area, sums_of_areas(economy.areas)),
        "areas": of_areas,
        "area_draws": figures_by_draw(read.drawn, years, draws.count),
    }
    if keep is Keep.AREAS:
        return _Tables(outcome.totals, frames)
    below = in_municipalities(scenario, economy, outcome.by_sector, figures)
    frames["cells"] = cells(name, cells_of_areas(economy.areas, outcome), years, economy.sectors)
    if below.counted is not None:
        frames["municipalities"] = by_area(name, municipal_concepts(below.counted, outcome), years)
    return _Tables(outcome.totals, frames, below.notes, below.records)


def _with_use(result: ScenarioResult, draws: Draws, own: Draws, totals: Totals, keep: Keep) -> ScenarioResult:
    """Return the result with what use does beside it; `own` is drawn of use."""
    from impact.scenario.answer import use, use_drawn
    from impact.scenario.answer.use_assumed import use_assumptions_frame
    from impact.scenario.computation.use import use_outcome

    scenario, municipalities = result.scenario, None
    value_added = totals.by_year["net_regional"][:, :, PLACE["value_added"]]
    if keep is not Keep.EVERYTHING:

        def of(here: slice) -> use_drawn.UseFound:
            net = (value_added[here], totals.net_jobs[here])
            done = use_outcome(scenario, draws.part(here), own.part(here), net)
            return use_drawn.found_of(done, areas=keep is Keep.AREAS)

        blocks = each_block(of, draws.count, size=USE_AT_ONCE, held=4)
        found = use_drawn.joined((found for _, found in blocks), own)
    else:
        outcome = use_outcome(scenario, draws, own, (value_added, totals.net_jobs))
        found = use_drawn.found_of(outcome)
        municipalities = use.use_by_municipality(scenario, outcome)
    frame = use.use_frame(scenario, found)
    return replace(
        result,
        cells=None if result.cells is None else use.in_impacts(result.cells, frame),
        area_draws=result.area_draws and result.area_draws.with_use(found.drawn, found.years),
        totals=use.in_totals(result.totals, frame, _area(scenario)),
        checks=pd.concat([result.checks, use.use_checks(found)], ignore_index=True),
        manifest=result.manifest | {"use": use.use_manifest(found)},
        use=frame,
        use_municipalities=municipalities,
        use_assumptions=use_assumptions_frame(scenario, found),
    )


@dataclass(frozen=True)
class _Compared:
    """What pulled figures change, for the manifest, and in words."""

    figures: dict[str, Any]
    notes: tuple[Statement, ...] = ()


def _compared(scenario: Scenario, draws: Draws, economy: Economy, totals: Totals, figures: Figures) -> _Compared:
    """Return what pulled figures change: the same draws through the economy of the snapshot."""
    if figures.store is None:
        return _Compared({})
    try:
        in_snapshot = economy_of(scenario, figures_of(SNAPSHOT))
    except InputError as refusal:  # a year or an area that the snapshot does not have is no reason not to answer
        changed, notes = without_comparison(refusal)
    else:
        changed, notes = comparison(
            economy, in_snapshot, totals.summed, totals_of(scenario, draws, in_snapshot, kept_as="in-snapshot")
        )
    return _Compared({"compared_with_snapshot": changed}, tuple(notes))


def _notes(scenario: Scenario, draws: Draws, economy: Economy) -> tuple[Statement | Named, ...]:
    spent = on_what_is_spent(share_cut(scenario, draws), spent_by_item(scenario, draws))
    placed = on_places(scenario)
    return (*economy.notes, *remarks(scenario), *placed, *spent, *notes_on_another_area(scenario))


def _area(scenario: Scenario) -> str:
    return scenario.study_area if isinstance(scenario.study_area, str) else "+".join(scenario.study_area)


def _manifest(
    scenario: Scenario, economy: Economy, draws: Draws, seed: int, figures: Figures, records: tuple[Record, ...]
) -> dict[str, Any]:
    sources = {source["table"]: source for source in (*economy.sources, *(record.manifest() for record in records))}
    growth = scenario.assumptions[PRODUCTIVITY_GROWTH.name]
    return {
        "scenario": scenario.name,
        "study_area": _area(scenario),
        "draws": draws.count,
        "seed": seed,
        "sampling": draws.sampling,
        "data": figures.name,  # a path of this machine means nothing elsewhere
        "table_year": scenario.table_year,
        "price_year": scenario.price_year,
        "price_rise_table_to_price_year": round(prices.price_ratio(scenario.table_year, scenario.price_year), 6),
        "productivity_growth_per_year": {"low": growth.low, "central": growth.central, "high": growth.high},
        "share_of_national_jobs": round(economy.size, 6),
        "labour_years_per_job": round(labour.labour_years_per_job(), 6),
        "share_of_draws_cut_to_the_funding": round(share_cut(scenario, draws), 6),
        "sources": list(sources.values()),
        "versions": {
            "python": ".".join(map(str, sys.version_info[:3])),
            **{name: version(name) for name in ("impact-noord", "numpy", "pandas", "pydantic", "pyarrow")},
        },
    }
