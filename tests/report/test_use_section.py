"""What the report says of use: the path without the facility too, and nothing where nothing is known."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from impact.report.charts.scenario import illustrations
from impact.report.charts.use import adoption, adoption_values
from impact.report.pages.publications import publication
from impact.report.scenario import use
from impact.report.scenario.publication import manuscript
from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.answer import use_outlook
from impact.words.texts import words


@pytest.fixture(scope="module")
def without_use(baseline: Scenario) -> ScenarioResult:
    return run(baseline.model_copy(update={"use": None}), draws=200, seed=1)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_sentence_on_use_can_be_said(baseline_result: ScenarioResult, lang: str) -> None:
    texts = manuscript(baseline_result, publication("ai-fabriek"), lang).texts()
    for place in use.PLACES:
        assert texts[f"use.{place}"], place
    assert "2035" in texts["use.without"]
    assert texts["summary.use"] == texts["use.in_brief"]
    assert texts["unknown.use"] == ""


def test_the_chart_draws_the_path_without_the_facility_beside_the_one_with_it(baseline_result: ScenarioResult) -> None:
    drawn = adoption(baseline_result, lang="en").to_dict()
    paths = {str(row.get("path")) for rows in drawn["datasets"].values() for row in rows} - {"None"}
    assert paths == {"Without the facility", "With the facility"}


def test_the_table_under_the_chart_holds_what_it_draws(baseline_result: ScenarioResult) -> None:
    values = adoption_values(baseline_result, words("scenario", "en"))
    assert baseline_result.use is not None
    years = sorted(set(baseline_result.use["year"]))
    assert [row[0] for row in values.rows] == [str(year) for year in years]
    paths = use_outlook.adoption_paths(baseline_result)
    assert values.rows[-1][2] == f"{paths['added'].iloc[-1]:.2f}"
    assert (paths["with"] >= paths["without"]).all()


def test_a_scenario_without_use_has_no_section_on_it(without_use: ScenarioResult) -> None:
    made = manuscript(without_use, publication("ai-fabriek"), "en")
    assert all(made.texts()[f"use.{place}"] == "" for place in use.PLACES)
    assert "nobody has been able to measure it yet" in made.texts()["summary.use"]
    assert "use" not in {one.name for one in made.illustrations}
    assert {one.name for one in illustrations("J", use=True)} - {one.name for one in illustrations("J")} == {"use"}


def test_few_draws_say_nothing_of_use(baseline: Scenario) -> None:
    few = run(baseline, draws=20)
    assert use.facts(few, words("scenario", "en")) == {}
    assert use.rests_on(few, words("scenario", "en")) == []
    assert use.choices(few, words("scenario", "en"))["use.heading"] == ""


def test_an_effect_that_could_be_seen_is_not_said_to_be_too_small(baseline_result: ScenarioResult) -> None:
    frame = baseline_result.use
    assert frame is not None
    of_use = (frame["concept"] == "use") & (frame["measure"] == "productivity")
    large = frame.assign(value=frame["value"].where(~of_use, frame["value"] + 5.0))
    changed = replace(baseline_result, use=large)
    said = publication("ai-fabriek").words("en")
    assert use.choices(baseline_result, said)["summary.use"] == "use.in_brief"
    assert use.choices(baseline_result, words("scenario", "en"))["use.scale"] == "use.scale"
    assert use.choices(baseline_result, words("scenario", "en"))["use.zero"] == "use.zero"
    assert use.choices(changed, words("scenario", "en"))["use.scale"] == ""
    assert use.choices(changed, words("scenario", "en"))["use.zero"] == ""


def test_productivity_of_an_area_moves_by_more_than_a_per_cent_in_a_usual_year(baseline_result: ScenarioResult) -> None:
    assert 1.0 < use.usual_change(baseline_result) < 3.0


def test_the_table_of_assumptions_begins_with_the_most_influential(baseline_result: ScenarioResult) -> None:
    rows = use.rests_on(baseline_result, words("scenario", "nl"))
    assumed = baseline_result.use_assumptions
    assert isinstance(assumed, pd.DataFrame)
    assert len(rows) == len(assumed)
    first = rows[0][0]
    assert isinstance(first, dict)
    assert first["text"] == assumed.iloc[0]["title_nl"]
