"""A scenario that extends another one says what it changed, and what it still says of another area."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.report.facts import choices, facts
from impact.report.screen import result_screen
from impact.report.words import words
from impact.scenario import Scenario, ScenarioResult, run

MINE = """
extends = "ai-fabriek-baseline"

[spending.firms]
amount = { low = 16.48, central = 26.48, high = 36.48 }

[reserve]
amount = 0.0
"""


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> ScenarioResult:
    file = written(tmp_path_factory.mktemp("own"), "mine", 'study_area = "nij-begun"\n' + MINE)
    return run(Scenario.load(file), draws=20)


def test_the_title_of_another_scenario_is_not_taken_over(mine: ScenarioResult) -> None:
    title = mine.scenario.title
    assert title.en == "mine (changed from AI-fabriek Groningen: baseline)"
    assert title.nl == "mine (gewijzigd ten opzichte van AI-fabriek Groningen: basisscenario)"
    assert mine.summary()["title"]["en"] == title.en
    assert Scenario.load("no-eu-cofinancing").title.en == "AI-fabriek Groningen: without EU money"


def test_the_screen_names_the_file_and_what_it_changed(mine: ScenarioResult, baseline_result: ScenarioResult) -> None:
    screen = " ".join(result_screen(mine).split())
    assert "Scenario mine, changed against ai-fabriek-baseline: study_area, spending.firms, reserve." in screen
    assert "changed against" not in result_screen(baseline_result)


def test_a_variant_says_what_it_took_out() -> None:
    screen = " ".join(result_screen(run(Scenario.load("expertise-centre-only"), draws=5)).split())
    assert "changed against ai-fabriek-baseline: funding.rijk, funding.eurohpc" in screen
    assert "without spending.machine, without spending.housing" in screen


@pytest.mark.parametrize(
    ("lang", "changed"),
    [
        ("en", "the study area; Advice, training and vouchers for firms; Reserve"),
        ("nl", "het gebied; Advies, training en vouchers voor bedrijven; Reserve"),
    ],
)
def test_the_report_says_it_too(mine: ScenarioResult, baseline_result: ScenarioResult, lang: str, changed: str) -> None:
    quoted = facts(mine, words("ai-fabriek", lang))
    assert quoted["changed"] == changed
    assert quoted["base"] == "ai-fabriek-baseline"
    assert quoted["scenario_title"].startswith("mine (")
    assert choices(mine)["summary.changed"] == "summary.changed"
    assert choices(baseline_result)["summary.changed"] == ""


def test_a_saved_result_keeps_what_was_changed(mine: ScenarioResult, tmp_path: Path) -> None:
    assert ScenarioResult.load(mine.save(tmp_path / "out")).scenario == mine.scenario


def test_ranges_that_speak_of_another_area_are_named(mine: ScenarioResult, baseline_result: ScenarioResult) -> None:
    assert mine.scenario.extension is not None
    assert set(mine.scenario.extension.written_for.values()) == {"groningen-noord-drenthe"}
    (note,) = [note for note in mine.notes if "another area" in note["en"]]
    assert "part bought in the region (all purchases); overhead bought in the region (all staff)" in note["en"]
    assert "Part of the wages that goes to people who live in the study area" in note["en"]
    assert "Deel van de lonen dat gaat naar mensen die in het gebied wonen" in note["nl"]
    assert "resident_worker_share" in note["nl"]
    assert not any("another area" in note["en"] for note in baseline_result.notes)


def test_what_is_stated_again_is_not_named(tmp_path: Path) -> None:
    shares = "[spending.firms]\nregional_share = 0.2\n[assumptions.resident_worker_share]\nlow = 0.3\ncentral = 0.4\n"
    text = f'extends = "ai-fabriek-baseline"\nstudy_area = ["CR02"]\n{shares}high = 0.5\n'
    scenario = Scenario.load(written(tmp_path, "delfzijl", text))
    assert scenario.extension is not None
    left = set(scenario.extension.written_for)
    assert len(left) == 13
    assert left.isdisjoint({"spending.firms.regional_share", "assumptions.resident_worker_share"})
    note = run(scenario, draws=2).notes[-1]["en"]
    assert "part bought in the region (Supercomputer: delivery and maintenance; Room" in note


def test_a_scenario_on_top_still_speaks_of_the_area_underneath(tmp_path: Path) -> None:
    written(tmp_path, "below", 'extends = "ai-fabriek-baseline"\nstudy_area = ["CR02"]\n')
    above = Scenario.load(written(tmp_path, "above", 'extends = "below.toml"\n'))
    back = written(tmp_path, "back", 'extends = "below.toml"\nstudy_area = "groningen-noord-drenthe"\n')
    assert above.extension is not None
    assert above.extension.base == "below"
    assert len(above.extension.written_for) == 15
    extension = Scenario.load(back).extension
    assert extension is not None
    assert extension.written_for == {}
    assert extension.changed == ("study_area",)
