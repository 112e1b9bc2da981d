"""What is odd and yet possible is said, on the result and by the check of a file; what is spent has its own table."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from impact.cli import app
from impact.report.screens.screen import result_screen
from impact.scenario import Scenario, ScenarioResult, run, shipped_scenarios
from impact.scenario.computation.budget import share_cut, spent_by_item
from impact.scenario.computation.draws import drawn
from impact.scenario.question.remarks import on_ranges, on_what_is_spent, remarks
from impact.words.statements import in_language


def changed(folder: Path, text: str, name: str = "changed") -> Scenario:
    file = folder / f"{name}.toml"
    file.write_text(f'extends = "ai-fabriek-baseline"\n{text}', encoding="utf-8")
    return Scenario.load(file)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_the_shipped_files_need_no_remark(name: str) -> None:
    assert remarks(Scenario.load(name)) == []


CASES = {
    "money that was asked for": ('[funding.eurohpc]\nstatus = "pending"\n', "35 %", "Gevraagd en niet toegekend"),
    "the Union pays more than half": (
        "[funding.eurohpc]\namount = 131.0\n[funding.rijk]\namount = 10.0\n",
        "pays 65 % of this scenario; of buying and running a supercomputer for AI it pays 50 % at most",
        "Verordening (EU) 2024/1732",
    ),
    "spending before the file was written": (
        "[spending.programme]\nyears = { 2021 = 0.5, 2026 = 0.5 }\n",
        "from 2021 on, before this scenario was written (2026)",
        "voordat dit scenario is geschreven",
    ),
    "a negative delay into the past": (
        "[assumptions.supercomputer_delay]\nlow = -2.0\n[spending.electricity]\nyears = { 2027 = 1.0 }\n",
        "from 2025 on",
        "vanaf 2025",
    ),
    "spending far ahead": (
        "[spending.programme]\nyears = { 2055 = 1.0 }\n",
        "until 2055, 36 years after the table of 2019",
        "tot en met 2055",
    ),
    "an item under another name": (
        """remove = ["spending.programme"]
[spending.bureau]
title.en = "Programme"
title.nl = "Programma"
amount = { low = 4.0, central = 6.0, high = 10.0 }
years = { 2026 = 1.0 }
products = { M70 = 1.0 }
import_share = 0.0
regional_share = 0.5
source = "none"
basis = "assumption"
""",
        "spending.bureau stands in this file and not in ai-fabriek-baseline, spending.programme was taken out",
        "houd dan de naam",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_odd_is_said_in_both_languages(tmp_path: Path, case: str) -> None:
    text, en, nl = CASES[case]
    (found,) = remarks(changed(tmp_path, text))
    assert en in in_language(found, "en")
    assert nl in in_language(found, "nl")


def test_what_was_refused_or_is_half_is_no_remark(baseline: Scenario, tmp_path: Path) -> None:
    half = "[funding.eurohpc]\namount = 100.5\n[funding.rijk]\namount = 40.5\n"
    assert remarks(changed(tmp_path, half)) == []
    written_later = baseline.model_copy(update={"date": datetime.date(2027, 1, 1)})
    assert len(remarks(written_later)) == 1


def test_only_new_things_beside_old_ones_are_taken_for_another_name(tmp_path: Path) -> None:
    assert remarks(changed(tmp_path, 'remove = ["spending.programme"]\n[reserve]\namount = 12.48\n')) == []


def test_the_remarks_are_on_the_result_and_in_the_check(tmp_path: Path) -> None:
    scenario = changed(tmp_path, '[funding.eurohpc]\nstatus = "pending"\n')
    assert "Asked for and not granted" in " ".join(result_screen(run(scenario, draws=5)).split())
    done = CliRunner().invoke(app, ["check", str(tmp_path / "changed.toml")])
    assert done.exit_code == 0
    assert "Note: Asked for and not granted" in done.stdout
    assert "Note: The high value cannot be paid" in done.stdout


def test_ranges_without_room_are_named(baseline: Scenario) -> None:
    (found,) = on_ranges(baseline)
    assert "Electricity" in in_language(found, "en")
    assert "Supercomputer: delivery" not in in_language(found, "en")
    assert "Programme, procurement" not in in_language(found, "en")  # 10 of 6 and a reserve of 6.48


def test_what_is_spent_is_what_the_draws_spend(baseline: Scenario) -> None:
    """The figures of a referee who drew the baseline himself."""
    luck = drawn(baseline, 2000, seed=0)
    assert share_cut(baseline, luck) == pytest.approx(0.61, abs=0.01)
    mean = spent_by_item(baseline, luck).set_index("item")["mean"]
    expected = {
        "staff.expertise-centre": 37.8,
        "staff.operations": 8.7,
        "spending.electricity": 14.6,
        "spending.firms": 18.9,
        "spending.housing": 23.2,
        "spending.machine": 64.1,
    }
    assert {name: mean[name] for name in expected} == pytest.approx(expected, abs=0.15)


def test_the_cut_and_what_is_spent_are_saved_and_shown(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    loaded = ScenarioResult.load(baseline_result.save(tmp_path / "result"))
    spent = loaded.spent.set_index("item")
    assert list(spent.columns) == [
        "title_en",
        "title_nl",
        "low",
        "central",
        "high",
        "mean",
        "p05",
        "p50",
        "p95",
        "unit",
    ]
    assert spent.loc["staff.expertise-centre", "central"] == pytest.approx(36.0)
    assert spent.loc["staff.expertise-centre", "p95"] < spent.loc["staff.expertise-centre", "high"]
    share = loaded.summary()["share_of_draws_cut_to_the_funding"]
    assert 0.5 < share < 0.7
    cut = f"In {100 * share:.0f} % of the draws the items together ask more than the funding"
    assert any(cut in note["en"] for note in loaded.notes)
    assert f"Notes on the regional figures: {len(loaded.notes)}" in " ".join(result_screen(loaded).split())
    assert any("van de trekkingen vragen de posten samen meer dan het budget" in note["nl"] for note in loaded.notes)


def test_nothing_is_said_where_nothing_is_cut(fixed: ScenarioResult) -> None:
    assert list(on_what_is_spent(0.0, fixed.spent)) == []
    assert fixed.manifest["share_of_draws_cut_to_the_funding"] == 0.0
    assert (fixed.spent["mean"] == fixed.spent["central"]).all()
