"""How is drawn: by streams or by a Sobol sequence, which the result records and a comparison asks for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from impact.errors import InputError
from impact.scenario import Scenario, ScenarioResult, compare, run
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
