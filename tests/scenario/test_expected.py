"""What a scenario expects of a study's outcomes: small, of the right order, only where the area is published."""

from __future__ import annotations

import math

import pytest

from impact.errors import InputError
from impact.scenario import Scenario, ScenarioResult, expected_effects, run

TREATED = {"cr03": ("CR03",), "four": ("CR01", "CR02", "CR03", "CR07"), "elsewhere": ("CR23",)}


def test_expected_effects_are_net_regional_figures_against_the_last_observed_ones(
    baseline_result: ScenarioResult,
) -> None:
    """367.5 thousand jobs in December 2024: 48.0 + 15.1 + 219.4 + 85.0 (CBS 83582NED)."""
    found = expected_effects(baseline_result, TREATED)
    net = baseline_result.totals.query(
        "concept == 'net_regional' and measure == 'jobs' and stage == 'total' and statistic == 'p50' and sector == '*'"
    )
    largest = net.loc[net["year"].notna(), "value"].max()
    assert found["jobs", "four"] == pytest.approx(math.log1p(largest / 367_500))
    assert found["jobs", "four"] < 0.001
    assert 0 < found["jobs", "four"] < found["jobs-j", "four"]
    assert 0 < found["value-added", "four"] < 0.001
    # Of one sector the year in which it is largest as well, not the mean of eight: 9,500 jobs in J.
    cells = baseline_result.impacts.query(
        "concept == 'net_regional' and measure == 'jobs' and stage == 'total' and statistic == 'p50' and sector == 'J'"
    )
    yearly = cells.groupby("year")["value"].sum()
    assert found["jobs-j", "four"] == pytest.approx(math.log1p(yearly.max() / 9_500), rel=1e-3)
    assert yearly.max() > 1.2 * yearly.mean()


def test_a_part_of_the_area_has_its_own_denominator(baseline_result: ScenarioResult) -> None:
    """All of the effect in Overig Groningen, with 219.4 of the 367.5 thousand jobs."""
    found = expected_effects(baseline_result, TREATED)
    assert math.expm1(found["jobs", "cr03"]) / math.expm1(found["jobs", "four"]) == pytest.approx(
        367.5 / 219.4, abs=4e-4
    )
    assert found["value-added", "cr03"] > found["value-added", "four"]
    assert "elsewhere" not in {name for _, name in found}


def test_a_scenario_of_another_area_expects_nothing_there(baseline_result: ScenarioResult) -> None:
    with pytest.raises(InputError, match="study_area: .* an area in which something is treated: CR23, CR24"):
        expected_effects(baseline_result, {"elsewhere": ("CR23", "CR24")})


def test_a_scenario_in_other_groups_does_not_expect_nothing(baseline: Scenario) -> None:
    result = run(baseline.model_copy(update={"sectors": "a38"}), draws=5)
    with pytest.raises(InputError, match=r"sectors: found 'a38'; expected results for sector J"):
        expected_effects(result, TREATED)


def test_an_area_without_published_outcomes_is_refused(baseline: Scenario) -> None:
    result = run(baseline.model_copy(update={"study_area": "nij-begun"}), draws=5)
    with pytest.raises(InputError, match="whole COROP areas"):
        expected_effects(result, TREATED)
