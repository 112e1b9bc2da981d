"""Texts in two languages, numbers as each language writes them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from impact import sectors
from impact.errors import InputError
from impact.report.pages.publications import publication
from impact.report.scenario import use, where
from impact.report.scenario.facts import choices, facts
from impact.scenario import ScenarioResult
from impact.scenario.answer import outlook
from impact.words.texts import LANGUAGES, chart_words, exact, number, within_sentence

AI_FABRIEK = publication("ai-fabriek")

TEXTS = AI_FABRIEK.words("nl").texts


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        (1234.5, "1.234", "1,234"),
        (9.96, "10,0", "10.0"),
        (0.25, "0,2", "0.2"),
        (-84.6, "\N{MINUS SIGN}85", "\N{MINUS SIGN}85"),
        (-0.04, "0,0", "0.0"),
        (1234567.0, "1.234.567", "1,234,567"),
    ],
)
def test_numbers_in_two_languages(value: float, nl: str, en: str) -> None:
    assert (number(value, "nl"), number(value, "en")) == (nl, en)


def test_an_input_keeps_all_its_digits() -> None:
    assert exact(0.005, "nl") == "0,005"
    assert exact(64.1, "en") == "64.1"


def test_a_text_with_an_unfilled_field_is_never_given_out() -> None:
    spoken = chart_words("en")
    assert spoken.known("sector_share.year", year=2024) == "December 2024"
    with pytest.raises(ValueError, match=r"sector_share\.year.*year"):
        spoken.known("sector_share.year")
    assert spoken.known("sector_share.nothing-of-the-kind") is None


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("IT- en informatiediensten", "IT- en informatiediensten"),
        ("Bouw", "bouw"),
        ("Netto voor Nederland", "netto voor Nederland"),
        ("R&D", "R&D"),
        ("J", "J"),
        ("", ""),
    ],
)
def test_a_name_inside_a_sentence_keeps_its_other_capitals(name: str, within: str) -> None:
    assert within_sentence(name) == within


def test_the_net_figure_inside_a_sentence_keeps_the_capital_of_the_country(baseline_result: ScenarioResult) -> None:
    assert "nederland" not in " ".join(facts(baseline_result, AI_FABRIEK.words("nl"), AI_FABRIEK.about).values())


def test_most_of_the_work_is_where_the_gross_figure_is_largest(baseline_result: ScenarioResult) -> None:
    spoken = AI_FABRIEK.words("en")
    totals = baseline_result.totals
    net = (totals["concept"] == "net_regional") & (totals["sector"] == "P") & (totals["measure"] == "jobs")
    assert net.any()
    lifted = replace(baseline_result, totals=totals.assign(value=totals["value"].mask(net, 1e6)))
    before, after = facts(baseline_result, spoken, AI_FABRIEK.about), facts(lifted, spoken, AI_FABRIEK.about)
    names = sectors.labels(baseline_result.scenario.sectors, "en")
    gross = outlook.by_sector(baseline_result, "jobs").query("concept == 'gross'").sort_values("p50")["sector"]
    expected = [within_sentence(names[code]) for code in (gross.iloc[-1], gross.iloc[-2])]
    assert "P" not in set(gross.iloc[-2:])
    for told in (before, after):
        assert [told["sector_first"], told["sector_second"]] == expected


def test_lists_read_as_sentences() -> None:
    assert chart_words("nl").listed(["a", "b", "c"]) == "a, b en c"
    assert chart_words("en").listed(["a"]) == "a"


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_both_languages_ask_for_the_same_values(name: str) -> None:
    asked = {lang: AI_FABRIEK.words(lang).needs(name) for lang in LANGUAGES}
    assert asked["nl"] == asked["en"]
    assert all(TEXTS[name][lang].strip() for lang in LANGUAGES)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match=r"'de'; expected nl or en"):
        AI_FABRIEK.words("de")


def test_every_text_of_the_template_can_be_filled_in(baseline_result: ScenarioResult) -> None:
    spoken = AI_FABRIEK.words("nl")
    quoted = facts(baseline_result, spoken, AI_FABRIEK.about) | use.facts(baseline_result, spoken)
    quoted |= where.facts(baseline_result, spoken)
    filled = set(spoken.filled(quoted)) | set(choices(baseline_result)) | set(where.choices(baseline_result))
    template = AI_FABRIEK.template.read_text(encoding="utf-8")
    asked = set(re.findall(r'(?:t\(|paragraphs\(|, )"([a-z_]+\.[a-z_]+)"', template))
    assert len(asked) > 30
    assert asked <= filled


@pytest.mark.parametrize(
    ("area", "en", "nl"),
    [
        ("groningen", "the province of Groningen", "de provincie Groningen"),
        (("GM0014",), "the municipality of Groningen", "de gemeente Groningen"),
        (
            ("GM0014", "GM1966"),
            "the municipalities of Groningen and Het Hogeland",
            "de gemeenten Groningen en Het Hogeland",
        ),
        (("CR01",), "the COROP area Oost-Groningen", "het COROP-gebied Oost-Groningen"),
    ],
)
def test_an_area_stands_in_a_sentence_with_what_it_is(
    baseline_result: ScenarioResult, area: str | tuple[str, ...], en: str, nl: str
) -> None:
    elsewhere = replace(baseline_result, scenario=baseline_result.scenario.model_copy(update={"study_area": area}))
    assert facts(elsewhere, AI_FABRIEK.words("en"), AI_FABRIEK.about)["area"] == en
    assert facts(elsewhere, AI_FABRIEK.words("nl"), AI_FABRIEK.about)["area"] == nl


def test_one_region_does_not_run_from_itself_to_itself(baseline_result: ScenarioResult) -> None:
    alone = replace(baseline_result, scenario=baseline_result.scenario.model_copy(update={"study_area": ("CR01",)}))
    for result, text in ((baseline_result, "start.text.several"), (alone, "start.text.one")):
        assert choices(result)["start.text"] == text
    said = AI_FABRIEK.words("en")("start.text.one", **facts(alone, AI_FABRIEK.words("en"), AI_FABRIEK.about))
    assert "jobs in Oost-Groningen were in that sector" in said
    assert "runs from" not in said
