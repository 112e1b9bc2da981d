"""A scenario that extends another one says what it changed, and what it still says of another area."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.report.pages.publications import publication
from impact.report.scenario.facts import choices, facts
from impact.report.screens.screen import result_screen
from impact.scenario import Scenario, ScenarioResult, run

AI_FABRIEK = publication("ai-fabriek")

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
    quoted = facts(mine, AI_FABRIEK.words(lang), AI_FABRIEK.about)
    assert quoted["changed"] == changed
    assert quoted["base"] == "ai-fabriek-baseline"
    assert quoted["scenario_title"].startswith("mine (")
    assert choices(mine)["summary.changed"] == "summary.changed"
    assert choices(baseline_result)["summary.changed"] == ""


def test_a_saved_result_keeps_what_was_changed(mine: ScenarioResult, tmp_path: Path) -> None:
    assert ScenarioResult.load(mine.save(tmp_path / "out")).scenario == mine.scenario


def test_ranges_that_speak_of_another_area_are_named(mine: ScenarioResult, baseline_result: ScenarioResult) -> None:
    assert mine.scenario.extension is not None
    assert {found.area for found in mine.scenario.extension.written_for} == {"groningen-noord-drenthe"}
    (note,) = [note for note in mine.notes if "another area" in note["en"]]
    assert "part bought in the region (all purchases); overhead bought in the region (all staff)" in note["en"]
    assert "Part of the wages that goes to people who live in the study area" in note["en"]
    assert "Deel van de lonen dat gaat naar mensen die in het gebied wonen" in note["nl"]
    assert "resident_worker_share" in note["nl"]
    assert not any("another area" in note["en"] for note in baseline_result.notes)


def test_what_is_stated_again_is_not_named(tmp_path: Path) -> None:
    shares = "[spending.firms]\nregional_share = 0.2\n[assumptions.resident_worker_share]\nlow = 0.3\ncentral = 0.4\n"
    text = f'extends = "ai-fabriek-baseline"\nremove = ["use"]\nstudy_area = ["CR02"]\n{shares}high = 0.5\n'
    scenario = Scenario.load(written(tmp_path, "delfzijl", text))
    assert scenario.extension is not None
    left = {found.name for found in scenario.extension.written_for}
    assert len(left) == 13
    assert left.isdisjoint({("spending", "firms", "regional_share"), ("assumptions", "resident_worker_share")})
    note = run(scenario, draws=2).notes[-2]["en"]
    assert "part bought in the region (Supercomputer: delivery and maintenance; Room" in note


def test_a_scenario_on_top_still_speaks_of_the_area_underneath(tmp_path: Path) -> None:
    written(tmp_path, "below", 'extends = "ai-fabriek-baseline"\nremove = ["use"]\nstudy_area = ["CR02"]\n')
    above = Scenario.load(written(tmp_path, "above", 'extends = "below.toml"\n'))
    back = written(tmp_path, "back", 'extends = "below.toml"\nstudy_area = "groningen-noord-drenthe"\n')
    assert above.extension is not None
    assert above.extension.base == "below"
    assert len(above.extension.written_for) == 15
    extension = Scenario.load(back).extension
    assert extension is not None
    assert extension.written_for == ()
    assert extension.changed == ("study_area",)


WHOLE = {
    "a table over a number": ("import_share = { low = 0.1, central = 0.2, high = 0.3 }", 0.2),
    "a number over a number": ("import_share = 0.2", 0.2),
    "a table over a table": ("regional_share = { low = 0.1, central = 0.2, high = 0.3 }", 0.2),
    "a number over a table": ("regional_share = 0.2", 0.2),
    "zero over a number": ("import_share = 0", 0.0),
    "evidence over a number": (
        'import_share = { evidence = "regional_share_construction_fitout" }\nregional_share = 0.1',
        0.45,
    ),
}


@pytest.mark.parametrize("case", WHOLE)
def test_a_share_is_replaced_as_a_whole_however_either_is_written(tmp_path: Path, case: str) -> None:
    line, central = WHOLE[case]
    file = written(tmp_path, "changed", f'extends = "ai-fabriek-baseline"\n[spending.firms]\n{line}\n')
    share = getattr(Scenario.load(file).spending["firms"], line.split(" ")[0])
    assert share.central == central


@pytest.mark.parametrize("name", ["firms", "data-facility", "housing"])
def test_a_share_may_be_written_as_a_table_of_its_own(tmp_path: Path, name: str) -> None:
    text = f'extends = "ai-fabriek-baseline"\n[spending.{name}.import_share]\nlow = 0.1\ncentral = 0.15\nhigh = 0.2\n'
    share = Scenario.load(written(tmp_path, "changed", text)).spending[name].import_share
    assert (share.low, share.central, share.high) == (0.1, 0.15, 0.2)


DOTTED = """
extends = "ai-fabriek-baseline"
study_area = "nij-begun"

[spending."net.werk"]
title.en = "Network"
title.nl = "Netwerk"
amount = { low = 1.0, central = 2.0, high = 3.0 }
years = { 2027 = 1.0 }
products = { J61 = 1.0 }
import_share = 0.0
regional_share = { low = 0.1, central = 0.2, high = 0.3 }
delayed_by = "levering.laat"
source = "none"
basis = "assumption"

[assumptions."levering.laat"]
title.en = "Delivery late"
title.nl = "Levering laat"
low = 0.0
central = 0.2
high = 0.5
unit = "years"
source = "none"
basis = "assumption"

[reserve]
amount = 4.48
"""
DOTTED_ABOVE = """
remove = ["spending.net.werk", "assumptions.levering.laat"]
study_area = ["CR03"]
[reserve]
amount = 6.48
"""


def test_a_name_between_quotes_may_hold_a_dot(tmp_path: Path) -> None:
    result = run(Scenario.load(written(tmp_path, "dotted", DOTTED)), draws=20)
    named = result.assumptions.set_index("name")["title_en"]
    assert named["spending.net.werk.amount"] == "Network: amount"
    assert named["assumptions.levering.laat"] == "Delivery late"
    saved = ScenarioResult.load(result.save(tmp_path / "saved"))
    assert saved.scenario == result.scenario


def test_a_name_with_a_dot_can_be_taken_out_and_speaks_of_its_area(tmp_path: Path) -> None:
    written(tmp_path, "dotted", DOTTED)
    above = written(tmp_path, "above", 'extends = "dotted.toml"\n' + DOTTED_ABOVE)
    scenario = Scenario.load(above)
    assert "net.werk" not in scenario.spending
    kept = Scenario.load(written(tmp_path, "kept", 'extends = "dotted.toml"\nstudy_area = ["CR03"]\n'))
    assert kept.extension is not None
    assert ("spending", "net.werk", "regional_share") in {found.name for found in kept.extension.written_for}
    assert any("(Network)" in note["en"] for note in run(kept, draws=2).notes)


# What is said in Dutch goes with what it translates

ENERGY = "spending.electricity"
IN_DUTCH = {
    "a source of its own": ('source = "Offer of 2027"', ("Offer of 2027", None)),
    "a source of its own in both": (
        'source = "Offer of 2027"\nsource_nl = "Offerte van 2027"',
        ("Offer of 2027", "Offerte van 2027"),
    ),
    "other words in Dutch only": ('source_nl = "Afgeleid"', (None, "Afgeleid")),
    "another amount only": ("amount = { low = 5.5, central = 13.5, high = 27.0 }", (None, "as underneath")),
}


@pytest.mark.parametrize("case", IN_DUTCH)
def test_dutch_words_do_not_outlive_the_source_they_translate(tmp_path: Path, baseline: Scenario, case: str) -> None:
    stated, (source, source_nl) = IN_DUTCH[case]
    below = baseline.spending["electricity"]
    written(tmp_path, "mine", f'extends = "ai-fabriek-baseline"\n[{ENERGY}]\n{stated}\n')
    above = written(tmp_path, "above", 'extends = "mine.toml"\n[spending.electricity]\nbasis = "derived"\n')
    for file in (tmp_path / "mine.toml", above):
        item = Scenario.load(file).spending["electricity"]
        assert item.source == (source or below.source)
        assert item.source_nl == (below.source_nl if source_nl == "as underneath" else source_nl)


def test_the_same_source_stated_again_keeps_its_dutch_words(tmp_path: Path, baseline: Scenario) -> None:
    below = baseline.spending["electricity"]
    text = f'extends = "ai-fabriek-baseline"\n[{ENERGY}]\nsource = "{below.source}"\n'
    scenario = Scenario.load(written(tmp_path, "same", text))
    assert scenario.spending["electricity"] == below
    assert scenario.extension is not None
    assert scenario.extension.changed == ()


@pytest.mark.parametrize("in_dutch", [None, ("Offerte van 2027",)])
def test_references_of_its_own_have_no_dutch_words_of_another(tmp_path: Path, in_dutch: tuple[str] | None) -> None:
    stated = f"references_nl = {list(in_dutch)}" if in_dutch else ""
    text = f'extends = "ai-fabriek-baseline"\nreferences = ["Offer of 2027"]\n{stated}\n'
    scenario = Scenario.load(written(tmp_path, "own", text))
    assert scenario.references_nl == in_dutch
    assert scenario.extension is not None
    assert scenario.extension.changed == ()


def test_evidence_brings_its_own_dutch_words(tmp_path: Path, baseline: Scenario) -> None:
    ours = "[assumptions.supplier_displacement_share]"
    text = f'extends = "ai-fabriek-baseline"\n{ours}\nevidence = "staff_displacement_share"\n'
    found = Scenario.load(written(tmp_path, "found", text)).assumptions["supplier_displacement_share"]
    assert found.source_nl == baseline.assumptions["staff_displacement_share"].source_nl
    assert found.source_nl == "UWV 2025: 2,5 tot 3 vacatures per kortdurend werkzoekende"


def test_numbers_in_place_of_evidence_do_not_keep_its_dutch_words(tmp_path: Path) -> None:
    stated = 'low = 0.1\ncentral = 0.2\nhigh = 0.3\nsource = "A survey"\nbasis = "derived"\n'
    text = f'extends = "ai-fabriek-baseline"\n[assumptions.staff_displacement_share]\n{stated}'
    scenario = Scenario.load(written(tmp_path, "numbers", text))
    assert scenario.assumptions["staff_displacement_share"].source_nl is None
