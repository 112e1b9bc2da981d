"""How is drawn: by streams or by a Sobol sequence, which the result records and a comparison asks for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from impact.cli import app
from impact.draws.precision import mean_error, quantile_error
from impact.errors import InputError
from impact.scenario import Scenario, ScenarioResult, compare, run
from impact.scenario.answer.outlook import over_years
from impact.scenario.computation.draws import drawn, quantiles, ranges


@pytest.fixture(scope="module")
def by_sobol(baseline: Scenario) -> ScenarioResult:
    return run(baseline, draws=256, seed=1, sampling="sobol")


def test_the_manifest_records_how_was_drawn(by_sobol: ScenarioResult, baseline_result: ScenarioResult) -> None:
    assert by_sobol.manifest["sampling"] == "sobol"
    assert baseline_result.manifest["sampling"] == "random"


def test_means_by_a_sobol_sequence_are_nearer_to_those_of_many_draws(baseline: Scenario) -> None:
    names = [name for name, limits in ranges(baseline).items() if not limits.fixed]
    for name in names:
        even = (np.arange(100_000) + 0.5) / 100_000
        expected, spread = (of(quantiles(ranges(baseline)[name], even)) for of in (np.mean, np.std))
        found = drawn(baseline, 256, 0, "sobol")[name].mean()
        assert abs(found - expected) < 0.02 * spread, name  # where 256 random ones have an error of 0.06


@pytest.mark.parametrize(
    ("draws", "found", "todo"),
    [
        (1000, "1,000 with --sampling sobol", "--draws 512 or 1024, or --sampling random"),
        (20_000, "20,000 with --sampling sobol", "Use --draws 16384, or"),
    ],
)
def test_a_number_that_is_no_power_of_two_is_refused_with_those_that_are(
    baseline: Scenario, draws: int, found: str, todo: str
) -> None:
    with pytest.raises(InputError) as caught:
        run(baseline, draws=draws, sampling="sobol")
    (problem,) = caught.value.problems
    assert (problem.field, problem.found) == ("--draws", found)
    assert todo in problem.todo


def test_another_way_of_drawing_is_refused_with_the_known_ones(baseline: Scenario) -> None:
    with pytest.raises(InputError, match="random or sobol") as caught:
        run(baseline, sampling="sobl")  # type: ignore[arg-type]
    assert "sobol" in caught.value.problems[0].todo


def test_results_that_were_drawn_otherwise_are_no_pair(by_sobol: ScenarioResult) -> None:
    other = replace(by_sobol, manifest=by_sobol.manifest | {"sampling": "random"})
    with pytest.raises(InputError, match="sampling"):
        compare(by_sobol, other)


def test_a_result_of_before_there_was_a_choice_was_drawn_at_random(baseline_result: ScenarioResult) -> None:
    before = {key: value for key, value in baseline_result.manifest.items() if key != "sampling"}
    old = replace(baseline_result, manifest=before)
    assert compare(baseline_result, old).over_years("ai-fabriek-baseline", "gross", "jobs").nothing


def test_the_command_asks_for_it() -> None:
    outcome = CliRunner().invoke(app, ["run", "--sampling", "sobol", "--draws", "1000"])
    assert isinstance(outcome.exception, InputError)
    assert outcome.exception.problems[0].field == "--draws"


def test_how_far_figures_have_settled_is_told_and_kept(
    by_sobol: ScenarioResult, baseline_result: ScenarioResult
) -> None:
    kept = baseline_result.summary()["convergence"]
    rows = {(row["concept"], row["measure"], row["statistic"], row["draws"]): row for row in kept}
    assert baseline_result.by_draw is not None
    gross = baseline_result.by_draw.of("gross", "jobs")
    whole, half = rows["gross", "jobs", "mean", 400], rows["gross", "jobs", "mean", 200]
    assert whole["value"] == pytest.approx(gross.mean(), abs=1e-5)
    assert half["value"] == pytest.approx(gross[:200].mean(), abs=1e-5)
    assert whole["error"] == pytest.approx(gross.std(ddof=1) / 20, abs=1e-5)
    assert {row["error"] for row in by_sobol.summary()["convergence"]} == {None}
    told = {lang: " ".join(note[lang] for note in baseline_result.notes) for lang in ("en", "nl")}
    assert "with the first 200 draws gross is" in told["en"]
    assert "met de eerste 200 trekkingen" in told["nl"]
    assert any("points of a Sobol sequence" in note["en"] for note in by_sobol.notes)


def test_errors_by_the_band_are_near_those_of_the_draws(baseline_result: ScenarioResult) -> None:
    assert baseline_result.by_draw is not None
    for concept in ("gross", "net_regional"):
        of, draws = over_years(baseline_result, concept, "jobs"), baseline_result.by_draw.of(concept, "jobs")
        assert of.error == pytest.approx(mean_error(draws), rel=0.15)
        ends = [quantile_error(draws, end) for end in (0.05, 0.95)]
        assert min(ends) / 2 < of.end_error < max(ends) * 2


def test_few_draws_say_nothing_of_how_far_they_have_settled(fixed: ScenarioResult) -> None:
    assert fixed.summary()["convergence"] == []
    assert not any("settled" in note["en"] for note in fixed.notes)
