"""What is said of a result from too few draws, or of one in which nothing is drawn: no range, no influence."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from impact.report import jobs_per_year, staircase
from impact.report.pages.publications import publication
from impact.report.scenario import drivers
from impact.report.scenario.facts import choices, facts
from impact.report.screens.screen import result_screen
from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.answer import outlook
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.computation.influence import QUOTED, column
from impact.scenario.drivers.of_result import drivers_of
from impact.words.texts import LANGUAGES

AI_FABRIEK = publication("ai-fabriek")

EN = AI_FABRIEK.words("en")


@pytest.fixture(scope="module")
def few(baseline: Scenario) -> ScenarioResult:
    return run(baseline, draws=5)


def test_the_screen_shows_the_middle_and_says_that_the_range_is_not_known(few: ScenarioResult) -> None:
    screen = " ".join(result_screen(few).split())
    assert "5 draws are too few" in screen
    assert "--draws 200 or more" in screen
    assert "depends on most" not in screen
    assert "of unknown sign" in screen
    jobs = next(line for line in result_screen(few).splitlines() if line.startswith("Jobs, labour years"))
    assert jobs.split().count("-") == 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_has_no_range_and_no_influence(few: ScenarioResult, lang: str) -> None:
    spoken = AI_FABRIEK.words(lang)
    quoted, chosen = facts(few, spoken, AI_FABRIEK.about), choices(few)
    unknown = spoken("number.unknown")
    assert {quoted[f"jobs_{concept}_range"] for concept in HEADLINES} == {unknown}
    assert chosen["summary.range"] == "summary.range.few"
    assert drivers.choices(drivers_of(few)) == {"influence.text": ""}
    assert chosen["summary.made_of"] == ""
    assert chosen["summary.net_regional"] == "summary.net_regional.unclear"
    assert chosen["nation.balance"] == "nation.balance.no_range"
    assert drivers.tables(drivers_of(few), few.scenario, spoken) == []


def test_the_charts_draw_no_range(few: ScenarioResult) -> None:
    assert outlook.by_year(few, "jobs")[["p05", "p95"]].isna().all(axis=None)
    assert "nine in ten" not in json.dumps([c(few, lang="en").to_dict() for c in (jobs_per_year, staircase)])


def test_influence_under_the_noise_is_not_named(baseline_result: ScenarioResult) -> None:
    """With 400 draws, a share under 4/400 is noise; with 300 of them, one under 1.3 %."""
    assert all(one.rows["share"].ge(4 / 400).all() for one in drivers_of(baseline_result))
    least = replace(baseline_result, manifest={**baseline_result.manifest, "draws": 300})
    quiet = least.assumptions.assign(**dict.fromkeys((column(*headline) for headline in QUOTED), 0.013))
    weightiest = replace(least, assumptions=quiet).summary()["weightiest_assumptions"]
    assert set(map(len, weightiest.values())) == {0}


def test_where_nothing_is_drawn_one_draw_says_it_all(fixed: ScenarioResult) -> None:
    screen = " ".join(result_screen(fixed).split())
    assert not fixed.few_draws
    assert "Nothing in this scenario has a range" in screen
    assert "nine in ten" not in screen.lower()
    assert choices(fixed)["summary.range"] == "summary.range.none"
    assert drivers.choices(drivers_of(fixed)) == {"influence.text": ""}
    assert "of unknown sign" in screen
    assert "nine in ten" not in json.dumps(jobs_per_year(fixed, lang="en").to_dict())
