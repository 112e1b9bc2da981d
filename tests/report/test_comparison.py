"""A comparison as people see it: the screen and the chart, in both languages, and what neither may claim."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from impact.report import comparison
from impact.report.charts import theme
from impact.report.screens.comparison import WIDTH, comparison_screen, signed
from impact.scenario import Comparison, Scenario, ScenarioResult, compare, run
from impact.scenario.answer.by_draw import TotalsByDraw
from impact.words.texts import Lang

OTHER = "no-eu-cofinancing"


@pytest.fixture(scope="module")
def compared(baseline_result: ScenarioResult) -> Comparison:
    return compare(baseline_result, run(Scenario.load(OTHER), draws=400, seed=1))


def flat(screen: str) -> str:
    return " ".join(screen.split())


def test_the_screen_shows_the_difference_with_its_band_and_how_often_its_sign_holds(compared: Comparison) -> None:
    screen = comparison_screen(compared, "en")
    jobs = compared.over_years(OTHER, "net_regional", "jobs")
    lines = screen.splitlines()
    row = lines[lines.index("Net, region") + 2]
    figures = [f"\N{MINUS SIGN}{abs(value):.0f}" for value in (jobs.low, jobs.mean, jobs.high)]
    assert row.split()[3:6] == figures
    assert row.endswith("100 of 100 draws")
    head = next(line for line in lines if "p05" in line)
    assert head.split() == ["p05", "mean", "p95", "same", "sign", "in"]
    assert len(head) == len(row)


@pytest.mark.parametrize(("lang", "words"), [("nl", "Wat de bestanden anders zeggen:"), ("en", "What the files say")])
def test_the_screen_says_what_the_files_say_otherwise(compared: Comparison, lang: Lang, words: str) -> None:
    screen = comparison_screen(compared, lang)
    assert words in screen
    told = compared.differences[OTHER]
    assert all(flat(said.nl if lang == "nl" else said.en) in flat(screen) for said in told)
    assert max(map(len, screen.splitlines())) <= WIDTH


@pytest.mark.parametrize(("lang", "first"), [("en", "Gross, region"), ("nl", "Bruto, regio")])
def test_gross_never_stands_without_net(compared: Comparison, lang: Lang, first: str) -> None:
    screen = comparison_screen(compared, lang)
    assert first in screen
    assert ("never add them up" if lang == "en" else "tel ze nooit op") in flat(screen)


def test_the_country_comes_with_its_verdict(compared: Comparison) -> None:
    assert "For the Netherlands there is no finding" in flat(comparison_screen(compared, "en"))
    assert "Voor Nederland is er geen bevinding" in flat(comparison_screen(compared, "nl"))


def national(compared: Comparison, draws: list[float]) -> str:
    """Return the screen of a comparison whose balance for the Netherlands differs by given draws."""
    of = compared.others[OTHER]
    assert of.by_draw is not None
    assert compared.against.by_draw is not None
    keys = [key for key in of.by_draw.drawn if key[:2] == ("net_national", "jobs")]
    first = compared.against.by_draw
    instead = {key: np.zeros(400) for key in keys} | {
        ("net_national", "jobs", 2028): first.of("net_national", "jobs") + np.array(draws)
    }
    changed = replace(of, by_draw=TotalsByDraw({**of.by_draw.drawn, **instead}, 400))
    return flat(comparison_screen(compare(compared.against, changed), "en"))


def test_each_verdict_on_the_country_has_its_words(compared: Comparison) -> None:
    around = np.random.default_rng(0).uniform(-1, 1, 400)
    assert "of unknown sign" in national(compared, list(around))
    assert "The balance of demand for the Netherlands differs by +50 labour years" in national(
        compared, list(50 + around)
    )
    assert "Nor is there a difference in the balance" in national(compared, [0.0] * 400)


def test_one_assumption_that_makes_the_balance_is_named(compared: Comparison) -> None:
    from impact.scenario.computation.draws import drawn

    crowding = drawn(compared.against.scenario, 400, 1)["assumptions", "national_crowding_out_share"]
    assert "one assumption makes 100 % of the variation of that" in national(compared, list(50 + crowding))


def test_a_scenario_beside_itself_has_no_difference(baseline_result: ScenarioResult) -> None:
    screen = flat(comparison_screen(compare(baseline_result, baseline_result), "en"))
    assert "There is no difference in any draw." in screen
    assert "The two files say the same, but for words." in screen


def test_few_draws_show_no_band(baseline: Scenario) -> None:
    few = compare(run(baseline, draws=30), run(Scenario.load(OTHER), draws=30))
    screen = comparison_screen(few, "en")
    assert "30 draws are too few" in screen
    assert "of 100 draws" not in screen
    assert "its sign" in flat(screen)


def test_without_any_range_the_difference_has_none(fixed: ScenarioResult) -> None:
    later = replace(fixed, scenario=fixed.scenario.model_copy(update={"name": "other"}))
    assert fixed.by_draw is not None
    more = {key: found + 1 for key, found in fixed.by_draw.drawn.items()}
    screen = flat(comparison_screen(compare(fixed, replace(later, by_draw=TotalsByDraw(more, 1))), "en"))
    assert "Nothing in these scenarios has a range" in screen


def test_checks_that_fail_are_said(compared: Comparison) -> None:
    of = compared.others[OTHER]
    failing = replace(of, checks=of.checks.assign(passed=False))
    assert "CHECKS THAT FAIL in no-eu-cofinancing" in comparison_screen(compare(compared.against, failing), "en")


@pytest.mark.parametrize(
    ("value", "lang", "written"),
    [
        (12.4, "en", "+12"),
        (-12.4, "nl", "\N{MINUS SIGN}12"),
        (0.04, "nl", "0,0"),
        (-0.04, "en", "0.0"),
        (1234.5, "nl", "+1.234"),
        (0.06, "en", "+0.1"),
    ],
)
def test_a_difference_has_a_sign_unless_it_rounds_to_nothing(value: float, lang: Lang, written: str) -> None:
    assert signed(value, lang) == written


@pytest.mark.parametrize(("lang", "unit"), [("nl", "arbeidsjaren"), ("en", "labour years")])
def test_the_chart_says_unit_source_and_scenarios(compared: Comparison, lang: Lang, unit: str) -> None:
    drawn = comparison(compared, lang=lang).to_dict()
    head, foot = drawn["vconcat"][0]["title"], drawn["title"]["text"]
    assert unit in flat(str(head["subtitle"])).lower()
    assert compared.against.scenario.title.model_dump()[lang] in head["text"][0]
    assert "CBS" in str(foot)
    assert OTHER in " ".join(foot if isinstance(foot, list) else [foot])


def test_the_chart_draws_the_differences(compared: Comparison) -> None:
    said = comparison(compared, lang="en").to_dict()
    rows = [row for data in said["datasets"].values() for row in data if "mean" in row]
    jobs = compared.over_years(OTHER, "net_regional", "jobs")
    assert any((row["mean"], row["p05"], row["p95"]) == (jobs.mean, jobs.low, jobs.high) for row in rows)
    assert "Netherlands" not in json.dumps(said).replace("CBS (Statistics Netherlands)", "")


def test_the_chart_can_be_drawn(compared: Comparison) -> None:
    drawing = theme.svg(comparison(compared, lang="en"))
    assert "EU" in drawing
    assert "Net, region" in drawing


def test_two_scenarios_of_one_title_go_by_name(baseline_result: ScenarioResult) -> None:
    three = compare(baseline_result, baseline_result, baseline_result)
    assert "ai-fabriek-baseline (3)" in json.dumps(comparison(three, lang="en").to_dict())
