"""What the sentences of the report quote: places from the area, shares no finer than the source."""

from __future__ import annotations

import dataclasses
import re

import pytest

from impact import regions
from impact.report.pages.publications import publication
from impact.report.scenario import facts
from impact.scenario import ScenarioResult

AI_FABRIEK = publication("ai-fabriek")


def _quoted(result: ScenarioResult, area: str | tuple[str, ...], lang: str) -> dict[str, str]:
    scenario = result.scenario.model_copy(update={"study_area": area})
    return facts.facts(dataclasses.replace(result, scenario=scenario), AI_FABRIEK.words(lang), AI_FABRIEK.about)


@pytest.mark.parametrize(
    ("area", "lang", "place"),
    [
        ("groningen-noord-drenthe", "nl", "de provincies Groningen en Drenthe"),
        ("groningen-noord-drenthe", "en", "the provinces of Groningen and Drenthe"),
        ("PV29", "nl", "de provincie Zeeland"),
        ("PV29", "en", "the province of Zeeland"),
    ],
)
def test_where_the_area_lies_is_read_from_the_area(
    baseline_result: ScenarioResult, area: str, lang: str, place: str
) -> None:
    """The map of Zeeland was "in the north"."""
    quoted = _quoted(baseline_result, area, lang)
    alt = AI_FABRIEK.words(lang)("area.alt", **quoted)
    assert f" {place}, " in alt
    assert not re.search("noorden|north", alt)
    assert ("Nij Begun" in alt) is (area != "PV29")
    assert ("Nij Begun" in AI_FABRIEK.words(lang)("area.caption", **quoted)) is (area != "PV29")


@pytest.mark.parametrize("area", [*regions.study_areas(), "CR02", ("CR01", "CR02"), "PV29", "GM0014"])
def test_every_area_has_a_name_in_a_sentence(area: str | tuple[str, ...]) -> None:
    for lang in ("nl", "en"):
        assert facts._named(regions.study_area(area), AI_FABRIEK.words(lang))


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("area", ["groningen-noord-drenthe", "CR02", "PV29"])
def test_shares_are_in_whole_per_cents(baseline_result: ScenarioResult, area: str, lang: str) -> None:
    """Delfzijl has 0.1 of 15.1 thousand jobs in J: "0.7 %" could be anything from 0.33 to 0.99."""
    quoted = _quoted(baseline_result, area, lang)
    text = AI_FABRIEK.words(lang)
    said = [text(name, **quoted) for name in ("start.alt", "start.text.one", "start.text.several")]
    assert not re.search(r"\d[.,]\d", " ".join(said))


def test_a_share_under_one_per_cent_is_said_to_be_less(baseline_result: ScenarioResult) -> None:
    quoted = _quoted(baseline_result, "groningen-noord-drenthe", "nl")
    assert quoted["share_lowest"] == "minder dan 1"
    assert "Delfzijl en omgeving minder dan 1%" in quoted["share_by_corop"]
    assert (quoted["share_of_area"], quoted["share_of_nation"]) == ("3", "4")
