"""What a scenario expects of jobs, productivity, births and R&D in the terms of the registered study, with ranges."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from impact.effects import DesignFile
from impact.effects.study.expectations import Expectation
from impact.panel import panel
from impact.scenario import Scenario, ScenarioResult, expected_effects, run, use_expectations

STUDY = DesignFile.load("ai-fabriek-ex-ante")
TREATED = {t.name: tuple(t.first) for t in STUDY.treated}


@pytest.fixture(scope="module")
def found(baseline_result: ScenarioResult) -> dict[tuple[str, str], Expectation]:
    expectations = use_expectations(baseline_result, TREATED, STUDY.outcomes)
    assert expectations is not None
    return {(row.measure, row.treated): row for row in expectations.rows}


def use(result: ScenarioResult, measure: str, region: str, statistic: str) -> pd.Series:
    assert result.use is not None
    rows = result.use.query(
        "concept == 'use' and measure == @measure and region == @region and statistic == @statistic"
    )
    return rows.set_index("year")["value"].astype(float)


def test_jobs_are_those_of_the_other_expectation_with_their_range(
    baseline_result: ScenarioResult, found: dict[tuple[str, str], Expectation]
) -> None:
    alone = expected_effects(baseline_result, TREATED, STUDY.outcomes)
    for name in TREATED:
        assert found["jobs", name].mean == pytest.approx(alone["jobs", name], rel=1e-12)
        assert 0 < found["jobs", name].low < found["jobs", name].mean < found["jobs", name].high


def test_productivity_is_that_of_the_area_in_the_unit_of_the_outcome(
    baseline_result: ScenarioResult, found: dict[tuple[str, str], Expectation]
) -> None:
    for name, region in (("cr03", "CR03"), ("four-areas", "*")):
        percent = use(baseline_result, "productivity", region, "mean")
        row = found["productivity", name]
        assert row.outcome == "value-added-per-person"
        assert (row.mean, row.year) == (pytest.approx(math.log1p(percent.max() / 100)), percent.idxmax())
        assert row.low == 0.0


def test_births_change_the_share_above_and_below(
    baseline_result: ScenarioResult, found: dict[tuple[str, str], Expectation]
) -> None:
    """A second computation from the published births of CR03 in 2025: J of all groups but A and O-Q."""
    rows = panel("births", area=["CR03"], years=(2025, 2025)).set_index("sector")["value"]
    in_j, of_all = rows["J"], rows[["B-E", "F", "G-I", "J", "K", "L", "M-N", "R-U"]].sum()
    more = use(baseline_result, "births_in_j", "CR03", "mean").max()
    by_hand = 100 * ((in_j + more) / (of_all + more) - in_j / of_all)
    assert found["births_in_j", "cr03"].mean == pytest.approx(by_hand)
    assert found["births_in_j", "cr03"].unit == "percentage points"


def test_research_has_no_outcome_to_be_seen_in(found: dict[tuple[str, str], Expectation]) -> None:
    row = found["private_rd", "four-areas"]
    assert (row.outcome, row.unit) == ("", "MEUR")
    assert 0 == row.low < row.mean < row.high


def test_the_chance_of_nothing_and_the_effect_on_a_firm_come_with_it(baseline_result: ScenarioResult) -> None:
    expectations = use_expectations(baseline_result, TREATED, STUDY.outcomes)
    assert expectations is not None
    assert expectations.chance_of_nothing == baseline_result.manifest["use"]["probability_of_nothing"]
    assert expectations.firm == (0.0, 0.04, 0.1)
    assert expectations.price_year == 2024


def test_nothing_is_said_with_few_draws_or_without_use(baseline: Scenario, tmp_path: Path) -> None:
    assert use_expectations(run(baseline, draws=30), TREATED, STUDY.outcomes) is None
    file = tmp_path / "off.toml"
    file.write_text('extends = "ai-fabriek-baseline"\nremove = ["use"]\n', encoding="utf-8")
    assert use_expectations(run(Scenario.load(file), draws=300), TREATED, STUDY.outcomes) is None


def test_of_areas_that_use_is_not_known_for_only_jobs_are_expected(baseline_result: ScenarioResult) -> None:
    two = use_expectations(baseline_result, {"two": ("CR01", "CR03"), "elsewhere": ("CR23",)}, STUDY.outcomes)
    assert two is not None
    assert {(row.measure, row.treated) for row in two.rows} == {("jobs", "two")}
