"""What a run keeps: totals alone are those of the whole run, to the bit, and so are areas without cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact.errors import InputError
from impact.panel.figures import figures_of
from impact.report.screens.screen import result_screen
from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.answer.statistics import ALL
from impact.scenario.answer.where import BY_PLACE
from impact.scenario.computation import outcome as outcomes
from impact.scenario.computation.draws import drawn
from impact.scenario.computation.economy import economy_of
from impact.scenario.computation.influence import QUOTED, influence, influences
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.outcome import Outcome, only_totals, outcome_of
from impact.words.languages import LANGUAGES, Lang

DRAWS, SEED = 120, 3


@pytest.fixture(scope="module")
def whole(baseline: Scenario) -> ScenarioResult:
    return run(baseline, draws=DRAWS, seed=SEED)


@pytest.fixture(scope="module")
def alone(baseline: Scenario) -> ScenarioResult:
    return run(baseline, draws=DRAWS, seed=SEED, keep="totals")


@pytest.fixture(scope="module")
def outcome(baseline: Scenario) -> Outcome:
    return outcome_of(baseline, drawn(baseline, DRAWS, SEED), economy_of(baseline, figures_of()))


def same(found: pd.DataFrame | None, expected: pd.DataFrame | None) -> None:
    assert found is not None and expected is not None
    pd.testing.assert_frame_equal(found.reset_index(drop=True), expected.reset_index(drop=True), check_exact=True)


@pytest.mark.parametrize("name", ["staircase", "composition", "assumptions", "spent", "use_assumptions"])
def test_totals_alone_say_of_the_totals_what_the_whole_run_says(
    whole: ScenarioResult, alone: ScenarioResult, name: str
) -> None:
    same(getattr(alone, name), getattr(whole, name))


def test_totals_alone_are_sums_by_year_and_over_all_years_by_stage(
    whole: ScenarioResult, alone: ScenarioResult
) -> None:
    kept = whole.totals[(whole.totals["sector"] == ALL) & ~whole.totals["concept"].isin(BY_PLACE.values())]
    same(alone.totals, kept[kept["year"].isna() | (kept["stage"] == "total")])
    assert {"direct", "indirect", "induced", "total"} == set(alone.totals.loc[alone.totals["year"].isna(), "stage"])


def test_draws_of_the_totals_are_the_same(whole: ScenarioResult, alone: ScenarioResult) -> None:
    assert whole.by_draw is not None and alone.by_draw is not None
    assert whole.by_draw.drawn.keys() == alone.by_draw.drawn.keys()
    for key, expected in whole.by_draw.drawn.items():
        np.testing.assert_array_equal(alone.by_draw.drawn[key], expected)


def test_use_of_the_study_area_is_kept_and_that_of_its_areas_is_not(
    whole: ScenarioResult, alone: ScenarioResult
) -> None:
    assert whole.use is not None
    same(alone.use, whole.use[whole.use["region"] == ALL])
    of_use = [key for key in whole.manifest["use"] if key != "sources"]
    assert [alone.manifest["use"][key] for key in of_use] == [whole.manifest["use"][key] for key in of_use]


def test_checks_hold_of_totals_alone(whole: ScenarioResult, alone: ScenarioResult) -> None:
    assert list(alone.checks["check"]) == list(whole.checks["check"])
    np.testing.assert_allclose(alone.checks["value"], whole.checks["value"], rtol=1e-9, atol=1e-12)


def test_areas_without_cells_are_those_of_the_whole_run(baseline: Scenario, whole: ScenarioResult) -> None:
    found = run(baseline, draws=DRAWS, seed=SEED, keep="areas")
    same(found.areas, whole.areas)
    same(found.totals, whole.totals)
    assert found.cells is None and found.municipalities is None


def test_sums_of_areas_are_those_of_the_whole_run_over_all_years(baseline: Scenario, whole: ScenarioResult) -> None:
    found = run(baseline, draws=DRAWS, seed=SEED, keep="sums")
    assert found.areas is not None and whole.areas is not None
    over_years = whole.areas[whole.areas["year"].isna() & (whole.areas["sector"] == ALL)]
    own = whole.areas.loc[whole.areas["concept"] == "net_regional", "region"].unique()
    shown = [*own, "LD01-rest", "NL-rest", "NL"]
    expected = over_years[over_years["region"].isin(shown)]
    keys = ["region", "concept", "measure", "stage", "statistic"]
    same(found.areas.sort_values(keys), expected.sort_values(keys))
    assert list(found.areas["region"].unique()) == shown
    assert found.cells is None and found.area_draws is None and found.municipalities is None


@pytest.mark.parametrize("draws", [20, DRAWS * 2])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_screen_says_the_same_of_sums_as_of_areas(baseline: Scenario, draws: int, lang: Lang) -> None:
    sums, areas = (run(baseline, draws=draws, seed=SEED, keep=keep) for keep in ("sums", "areas"))
    assert result_screen(sums, lang) == result_screen(areas, lang)


def test_draws_of_areas_are_those_of_their_concepts(baseline: Scenario, outcome: Outcome) -> None:
    found = run(baseline, draws=DRAWS, seed=SEED, keep="areas").area_draws
    assert found is not None
    counted = outcome.by_sector.added(["NL"], [range(len(outcome.by_sector.places))], sectors=True)
    drawn_of = outcome.concepts(counted, ["gross"])["gross"].sum(axis=(3, 5))[:, :, 0, PLACE["jobs"]]
    years = baseline.years
    np.testing.assert_allclose(found.drawn["NL", "gross", "jobs", None], drawn_of.sum(axis=1), atol=2**-20)
    for at, year in enumerate(years):
        np.testing.assert_allclose(found.drawn["NL", "gross", "jobs", year], drawn_of[:, at], atol=2**-20)
    assert ("CR01", "gross", "jobs", years[0]) not in found.drawn


def test_totals_are_the_sums_of_what_every_cell_would_have_been(outcome: Outcome) -> None:
    cells = outcome.concepts(outcome.by_sector)
    inside = [outcome.by_sector.places.index(code) for code in ("CR01", "CR02", "CR03", "CR07")]
    for name, total in outcome.totals.by_year.items():
        places = slice(None) if name == "net_national" else inside
        of_cells = cells[name][:, :, places].sum(axis=(2, 3, 5))
        size = np.abs(of_cells).max(axis=(0, 1))
        assert (np.abs(total - of_cells) <= 1e-9 * size).all()
        np.testing.assert_allclose(outcome.totals.by_stage[name].sum(axis=2), total.sum(axis=1), rtol=1e-9, atol=1e-9)
    jobs = cells["net_regional"][:, :, inside][..., PLACE["jobs"], :].sum(axis=(3, 4))
    np.testing.assert_allclose(outcome.totals.net_jobs, jobs, rtol=1e-9, atol=1e-9)


def test_figures_do_not_hang_on_how_many_blocks_or_cells_are_held_at_a_time(
    baseline: Scenario, whole: ScenarioResult, alone: ScenarioResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("impact.parallel.threads.MOST_THREADS", 1)
    monkeypatch.setattr(outcomes, "_IN_CACHE", 20_000)
    monkeypatch.setattr("impact.scenario.running.USE_AT_ONCE", 50)
    few = run(baseline, draws=DRAWS, seed=SEED)
    pd.testing.assert_frame_equal(few.impacts, whole.impacts, rtol=1e-9, atol=2e-6)
    totals = run(baseline, draws=DRAWS, seed=SEED, keep="totals")
    same(totals.totals, alone.totals)
    same(totals.use, alone.use)
    same(run(baseline, draws=DRAWS, seed=SEED, keep="areas").use, whole.use)


def test_draws_of_a_cell_do_not_hang_on_how_many_there_are(baseline: Scenario, outcome: Outcome) -> None:
    fewer = outcome_of(baseline, drawn(baseline, 50, SEED), economy_of(baseline, figures_of()))
    part = slice(0, 2), slice(3, 9)
    few, many = (one.concepts(one.by_sector.part(*part)) for one in (fewer, outcome))
    for name, found in few.items():
        np.testing.assert_array_equal(found, many[name][:50])


def test_totals_take_a_fraction_of_what_cells_take_and_no_more_with_more_blocks(baseline: Scenario) -> None:
    """Per draw some 330 numbers, where a draw of everything keeps seven thousand and its cells are forty thousand."""
    totals = only_totals(baseline, drawn(baseline, DRAWS, SEED), economy_of(baseline, figures_of()))
    kept = [totals.net_jobs, *(a for each in (totals.by_year, totals.by_stage, totals.summed) for a in each.values())]
    assert sum(array.size for array in kept) / DRAWS < 450
    assert all(array.base is None or array.base.size == array.size for array in kept)  # nothing larger is held by it


def test_influence_on_every_headline_is_that_of_each_alone(baseline: Scenario, outcome: Outcome) -> None:
    every = influences(outcome.draws, outcome.summed)
    concept, measure = QUOTED[-1]
    expected = influence(outcome.draws, outcome.summed[concept][:, PLACE[measure]])
    assert list(every) == list(QUOTED)
    np.testing.assert_array_equal([*every[concept, measure].values()], [*expected.values()])


def test_a_folder_of_totals_comes_back_and_says_that_it_has_no_cells(alone: ScenarioResult, tmp_path: Path) -> None:
    folder = alone.save(tmp_path / "totals")
    names = {path.name for path in folder.iterdir()}
    assert {"totals.parquet", "draws.parquet", "use.parquet", "manifest.json"} <= names
    assert not names & {"impacts.parquet", "areas.parquet", "municipalities.parquet", "use_municipalities.parquet"}
    back = ScenarioResult.load(folder)
    same(back.totals, alone.totals)
    assert back.summary() == alone.summary()
    for result in (alone, back):
        with pytest.raises(InputError, match=r"kept totals only.*without --totals.*20,000 draws at most"):
            _ = result.impacts


def refused(scenario: Scenario, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        run(scenario, **options)  # type: ignore[arg-type]
    return str(caught.value)


def test_too_many_draws_are_refused_with_the_limit_and_what_can_be_done(baseline: Scenario) -> None:
    said = refused(baseline, draws=20_001)
    assert "1 to 20,000" in said and "With --totals there may be 200,000" in said
    said = refused(baseline, draws=200_001)
    assert "With --totals" not in said
    assert "1 to 200,000" in refused(baseline, draws=200_001, keep="totals")
    assert "--totals" not in refused(baseline, draws=0, keep="totals")


def test_a_scenario_of_many_years_may_have_fewer_draws(baseline: Scenario) -> None:
    finest = baseline.model_copy(update={"sectors": "cbs81"})
    assert "or --totals" in refused(finest, draws=20_000)
    years = {year: 1 / 30 for year in range(2025, 2055)}
    machine = baseline.spending["machine"].model_copy(update={"years": years})
    long = baseline.model_copy(update={"spending": {**baseline.spending, "machine": machine}})
    assert "200,000 draws of 31 years" in refused(long, draws=200_000, keep="totals")


def test_what_to_keep_is_one_of_four(baseline: Scenario) -> None:
    assert "'totals' or 'sums' or 'areas' or 'everything'" in refused(baseline, keep="cells")


def test_sources_of_people_commuting_and_municipalities_are_in_the_manifest(
    whole: ScenarioResult, alone: ScenarioResult
) -> None:
    named = {source["table"]: source for source in whole.manifest["sources"]}
    assert {"commuting", "municipal-establishments", "eu-nuts-population"} <= named.keys()
    assert named["municipal-establishments"]["selection"].startswith("CR01, CR02, CR03, CR07")
    assert "municipal-establishments" not in {source["table"] for source in alone.manifest["sources"]}
