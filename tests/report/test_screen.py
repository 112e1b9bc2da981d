"""The screen of a result: columns that can be told apart, whatever the size of the figures."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from impact import bundle
from impact.cli import app
from impact.effects import Evaluation
from impact.errors import InputError
from impact.report.screens.evaluation import evaluation_screen
from impact.report.screens.screen import result_screen
from impact.scenario import ScenarioResult
from impact.words.languages import LANGUAGES

ROOT = Path(__file__).parent.parent.parent


def test_large_figures_do_not_run_together(baseline_result: ScenarioResult) -> None:
    totals = baseline_result.totals
    vast = replace(baseline_result, totals=totals.assign(value=totals["value"] * 1e6))
    line = next(line for line in result_screen(vast).splitlines() if line.startswith("Output, MEUR"))
    assert len(line.split()) == 2 + 6


ENGLISH = re.compile(r"\b(the|and|from|with|none|by|year|share|draws|jobs|Output|Written|which|region|areas)\b")


def test_the_screen_in_dutch_has_no_english_and_dutch_numbers(baseline_result: ScenarioResult) -> None:
    shown = result_screen(baseline_result, "nl")
    assert not ENGLISH.search(shown.replace("groningen-noord-drenthe", "")), ENGLISH.search(shown)
    assert "budget 201,0 mln euro" in shown
    assert not re.search(r"\d\.\d(?!\d\d)", shown)
    assert "studiegebied" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_both_screens_say_the_same_lines(baseline_result: ScenarioResult) -> None:
    dutch, english = (result_screen(baseline_result, lang) for lang in LANGUAGES)
    assert len(dutch.splitlines()[6:12]) == len(english.splitlines()[6:12])
    digits = [sorted(re.findall(r"\d+", "".join(shown.splitlines()[6:22]))) for shown in (dutch, english)]
    assert digits[0] == digits[1]
    assert len(english.splitlines()) <= 53


def test_what_is_known_of_the_regional_figures_is_told_elsewhere(baseline_result: ScenarioResult) -> None:
    shown = " ".join(result_screen(baseline_result).split())
    assert f"Notes on the regional figures: {len(baseline_result.notes)}, in the report" in shown
    assert not any(note["en"][:60] in shown for note in baseline_result.notes)


def test_digits_of_use_and_cost_that_do_not_stand_still_are_left_out(baseline_result: ScenarioResult) -> None:
    """With 200 draws the upper ends move by a tenth or more."""
    shown = " ".join(result_screen(baseline_result).split())
    for low, high in re.findall(r"(?:firms|thousand euros) \((\S+) to ([\d,]+)", shown):
        for end in (low, high):
            assert len(end.replace(",", "").rstrip("0")) <= 2, (low, high)
    assert "thousand euros (" in shown and " firms (" in shown


def test_what_is_left_out_is_named(baseline_result: ScenarioResult) -> None:
    shown = " ".join(result_screen(baseline_result).split())
    for what in (
        "self-employed people",
        "welfare",
        "the Dutch share of the EU budget",
        "after the money has been spent",
    ):
        assert what in shown


def test_a_study_in_dutch_has_dutch_sentences_and_numbers(evaluations: dict[str, Evaluation]) -> None:
    shown = evaluation_screen(evaluations["ai-fabriek-ex-ante"], "nl")
    assert "Niet vast te stellen" in shown
    assert "Grenzen" in shown
    assert not re.search(r"\b(no estimate|could find|expected|not done|beside|Possible)\b", shown)
    assert not re.search(r"[.,]0*[1-9]\d{4}", shown)  # four digits or more after the first that counts


@pytest.mark.parametrize("file", ["ai-fabriek-baseline", "ai-fabriek-ex-ante"])
def test_a_check_in_dutch(file: str) -> None:
    told = CliRunner().invoke(app, ["check", file, "--lang", "nl"]).output
    assert f"{file} is bruikbaar: " in told
    assert "can be used" not in told
    assert isinstance(CliRunner().invoke(app, ["check", file, "--lang", "fr"]).exception, InputError)


def test_the_area_of_a_question_has_one_name_in_dutch() -> None:
    """`study area` in docs/glossary.md is studiegebied."""
    texts = [*bundle.reports().rglob("*.toml"), *(ROOT / "impact" / "words").rglob("*.toml")]
    texts += [*bundle.reports().rglob("*.typ"), *bundle.data().rglob("*.toml")]
    assert len(texts) > 20
    for path in texts:
        assert not re.search("onderzoeksgebied|onderzochte gebied", path.read_text(encoding="utf-8"), re.IGNORECASE), (
            path
        )
