"""What is said of a result from too few draws, or of one in which nothing is drawn: no range, no influence."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from impact.report import jobs_per_year, outcome, staircase, tables
from impact.report.facts import choices, facts
from impact.report.screen import result_screen
from impact.report.words import LANGUAGES, words
from impact.scenario import Scenario, ScenarioResult, run

EN = words("ai-fabriek", "en")


@pytest.fixture(scope="module")
def few(baseline: Scenario) -> ScenarioResult:
    return run(baseline, draws=5)


def test_the_screen_shows_the_middle_and_says_that_the_range_is_not_known(few: ScenarioResult) -> None:
    screen = " ".join(result_screen(few).split())
    assert "5 draws are too few" in screen
    assert "--draws 200 or more" in screen
    assert "depend on most" not in screen
    jobs = next(line for line in result_screen(few).splitlines() if line.startswith("Jobs, job-years"))
    assert jobs.split().count("-") == 6


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_has_no_range_and_no_influence(few: ScenarioResult, lang: str) -> None:
    spoken = words("ai-fabriek", lang)
    quoted, chosen = facts(few, spoken), choices(few)
    unknown = spoken("number.unknown")
    assert {quoted[f"jobs_{concept}_range"] for concept in outcome.CONCEPTS} == {unknown}
    assert chosen["summary.range"] == "summary.range.few"
    assert chosen["assumptions.weightiest"] == ""
    assert {chosen[f"summary.{c}"] for c in ("net_regional", "net_national")} == {
        "summary.net_regional.unclear",
        "summary.net_national.unclear",
    }
    shown = {str(row[-1]) for group in tables.assumptions(few, spoken) for row in group["rows"]}
    assert shown == {unknown, spoken("assumptions.fixed")}


def test_the_charts_draw_no_range(few: ScenarioResult) -> None:
    assert outcome.by_year(few, "jobs")[["p05", "p95"]].isna().all(axis=None)
    assert "nine in ten" not in json.dumps([c(few, lang="en").to_dict() for c in (jobs_per_year, staircase)])


def test_influence_under_the_noise_is_not_named(baseline_result: ScenarioResult) -> None:
    """With 400 draws, a share under 4/400 is noise; with 300 of them, one under 1.3 %."""
    least = replace(baseline_result, manifest={**baseline_result.manifest, "draws": 300})
    rows = [row for group in tables.assumptions(least, EN) for row in group["rows"]]
    assert {"< 2%"} == {str(row[-1]) for row in rows if str(row[-1]).startswith("<")}
    loud = replace(least, assumptions=least.assumptions.assign(influence=0.013))
    assert loud.summary()["weightiest_assumptions"] == []


def test_where_nothing_is_drawn_one_draw_says_it_all(fixed: ScenarioResult) -> None:
    screen = " ".join(result_screen(fixed).split())
    assert not fixed.few_draws
    assert "Nothing in this scenario has a range" in screen
    assert "nine in ten" not in screen.lower()
    assert choices(fixed)["summary.range"] == "summary.range.none"
    assert choices(fixed)["assumptions.weightiest"] == ""
    assert "nine in ten" not in json.dumps(jobs_per_year(fixed, lang="en").to_dict())
