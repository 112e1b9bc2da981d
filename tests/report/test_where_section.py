"""What the report says of where work lands: areas that add up, one digit a municipality, nothing that is unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from impact import regions
from impact.errors import InputError
from impact.report.maps.outcome import outcome_in
from impact.report.maps.outcome_figures import OutcomeQuestion, outcome_figures
from impact.report.pages.manuscript import Illustration
from impact.report.pages.publications import publication
from impact.report.scenario import tables, where, where_maps
from impact.report.scenario.publication import manuscript
from impact.scenario import Scenario, ScenarioResult, run
from impact.sources import snapshot
from impact.words.texts import Lang, words

INSIDE = ["CR01", "CR02", "CR03", "CR07"]


@pytest.fixture(scope="module")
def of_before(baseline_result: ScenarioResult) -> ScenarioResult:
    return replace(baseline_result, areas=None, municipalities=None)


@pytest.fixture(scope="module")
def parts_result(baseline: Scenario) -> ScenarioResult:
    return run(baseline.model_copy(update={"study_area": "nij-begun"}), draws=20)


def _maps(result: ScenarioResult, lang: Lang = "en") -> dict[str, Illustration]:
    return {
        one.name: one
        for one in manuscript(result, publication("ai-fabriek"), lang).illustrations
        if one.name in where_maps.MAPS
    }


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_sentence_can_be_said(baseline_result: ScenarioResult, lang: str) -> None:
    made = manuscript(baseline_result, publication("ai-fabriek"), lang)
    for place in where.PLACES:
        assert made.texts()[f"where.{place}"], place
    drawn = {one.name: one for one in made.illustrations}
    for name in where_maps.MAPS:
        assert drawn[name].slim is not None
        assert drawn[name].table is not None
        assert "Overig Groningen" in drawn[name].alt


def test_the_areas_stand_before_the_rest_of_the_country_and_have_gross_and_net(baseline_result: ScenarioResult) -> None:
    rows = where.areas(baseline_result, words("scenario", "en"))
    assert [row[0] for row in rows[:4]] == [
        "Oost-Groningen",
        "Delfzijl en omgeving",
        "Overig Groningen",
        "Noord-Drenthe",
    ]
    assert rows[-1][0] == "Netherlands"
    assert all("(" in str(cell) for row in rows[:4] for cell in row[1:])
    assert all("(" in str(row[1]) and row[2] == "–" for row in rows[4:])


def test_what_lands_elsewhere_is_the_nation_less_the_study_area(baseline_result: ScenarioResult) -> None:
    said = where.facts(baseline_result, words("scenario", "en"))
    nation = baseline_result.in_area("NL", "gross", "jobs")["mean"]
    inside = baseline_result.over_years("gross", "jobs")["mean"]
    assert said["where_elsewhere"] == f"{nation - inside:.0f}"
    assert said["where_most_name"] == "Overig Groningen"


def test_municipalities_have_one_digit_each(baseline_result: ScenarioResult) -> None:
    rows = where.municipalities(baseline_result, words("scenario", "en"))
    assert len(rows) == 15
    assert rows[0][0] == "Groningen"
    for row in rows:
        assert all(len(str(cell).strip("−0.")) <= 1 for cell in row[1:]), row


@pytest.mark.parametrize(("value", "told"), [(412.3, "400"), (-8.7, "−9"), (0.26, "0.3"), (0.02, "0"), (0.0, "0")])
def test_one_digit_is_what_apportioning_bears(value: float, told: str) -> None:
    assert where.one_digit(value, words("scenario", "en")) == told


def test_net_outside_the_study_area_is_not_drawn_as_zero(baseline_result: ScenarioResult) -> None:
    figures = outcome_figures(outcome_in(baseline_result), OutcomeQuestion("jobs", concept="net_regional"))
    known = figures.frame.dropna(subset="value")
    assert sorted(known["region"]) == INSIDE
    assert not figures.nation
    gross = outcome_figures(outcome_in(baseline_result), OutcomeQuestion("jobs"))
    assert gross.frame["value"].notna().all()


def test_a_result_of_before_there_were_areas_has_no_section(of_before: ScenarioResult) -> None:
    made = manuscript(of_before, publication("ai-fabriek"), "en")
    assert all(made.texts()[f"where.{place}"] == "" for place in where.PLACES)
    assert not {one.name for one in made.illustrations} & where_maps.MAPS.keys()
    with pytest.raises(InputError, match="before results were kept by area"):
        outcome_in(of_before)


def test_without_municipalities_the_areas_are_still_told(baseline_result: ScenarioResult) -> None:
    made = manuscript(replace(baseline_result, municipalities=None), publication("ai-fabriek"), "nl")
    assert made.texts()["where.heading"]
    assert made.texts()["where.municipal"] == ""


def test_jobs_value_added_and_output_are_mapped_gross_and_net(baseline_result: ScenarioResult) -> None:
    drawn = _maps(baseline_result)
    assert list(drawn) == [
        f"where_{measure}{concept}" for measure in ("", "value_added_", "output_") for concept in ("gross", "net")
    ]
    jobs = snapshot.table("corop-jobs", year=2024, sector="A-U").set_index("region")["value"]  # thousands
    spoken = words("charts", "en")
    for name, (measure, concept) in where_maps.MAPS.items():
        unit, decimals = (1.0, 2) if measure == "jobs" else (1e3, 1)  # labour years or million euros a thousand jobs
        table = drawn[name].table
        assert table is not None
        told = {row[0]: row[1] for row in table.rows}
        for code in INSIDE:
            expected = baseline_result.in_area(code, concept, measure)["mean"] * unit / jobs[code]
            assert told[regions.name(code)] == spoken.number(expected, decimals), (name, code)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_maps_say_their_unit_and_years(baseline_result: ScenarioResult, lang: Lang) -> None:
    money = {"nl": "euro per baan, prijzen van 2024", "en": "euros per job, prices of 2024"}[lang]
    for name, one in _maps(baseline_result, lang).items():
        assert (money in one.caption) == ("jobs" not in where_maps.MAPS[name])
        assert "2033" in one.caption


def test_an_area_of_parts_has_net_maps_by_municipality(
    baseline_result: ScenarioResult, parts_result: ScenarioResult
) -> None:
    found = _maps(parts_result)
    assert found.keys() == where_maps.MAPS.keys()
    net, gross = found["where_net"].table, found["where_gross"].table
    assert net is not None
    assert gross is not None
    held = regions.study_area("nij-begun").municipalities
    assert {row[0] for row in net.rows} == {regions.name(code) for code in held}
    assert len(gross.rows) == len(regions.codes("corop"))
    assert "are not divided" in manuscript(parts_result, publication("ai-fabriek"), "en").texts()["where.money_divided"]


def test_an_area_of_parts_without_municipalities_has_gross_maps_alone(parts_result: ScenarioResult) -> None:
    unknown = replace(parts_result, municipalities=None)
    assert [*_maps(unknown)] == [name for name, (_, concept) in where_maps.MAPS.items() if concept == "gross"]
    said = manuscript(unknown, publication("ai-fabriek"), "en").texts()["where.money_divided"]
    assert "There is no map of the net amounts" in said


def test_the_establishments_are_among_the_sources(baseline_result: ScenarioResult) -> None:
    spoken = publication("ai-fabriek").words("en")
    named = [source["table"] for source in baseline_result.manifest["sources"]]
    assert "municipal-establishments" in named
    assert len(tables.sources(baseline_result, spoken)) >= len(set(named))
