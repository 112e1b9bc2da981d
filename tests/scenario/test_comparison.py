"""Scenarios compared draw by draw: identities that hold to the last digit, refusals, and what is told in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.errors import InputError
from impact.scenario import Comparison, Scenario, ScenarioResult, compare, run
from impact.scenario.answer.by_draw import SPENDING, TotalsByDraw
from impact.scenario.answer.driver import driver
from impact.scenario.answer.statistics import STATISTICS
from impact.scenario.computation.concepts import CONCEPTS
from impact.scenario.computation.draws import drawn
from impact.scenario.computation.measures import MEASURES

ONE, OTHER = "ai-fabriek-baseline", "no-eu-cofinancing"


@pytest.fixture(scope="module")
def without_eu(baseline_result: ScenarioResult) -> ScenarioResult:
    return run(Scenario.load(OTHER), draws=400, seed=1)


@pytest.fixture(scope="module")
def compared(baseline_result: ScenarioResult, without_eu: ScenarioResult) -> Comparison:
    return compare(baseline_result, without_eu)


def test_a_scenario_differs_from_itself_by_exactly_nothing(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    loaded = ScenarioResult.load(baseline_result.save(tmp_path / "out"))
    found = compare(baseline_result, loaded)
    assert (found.table[list(STATISTICS)] == 0).all(axis=None)
    assert (found.steps[list(STATISTICS)] == 0).all(axis=None)
    assert (found.table["same_sign"] == 1).all()
    assert [said.code for said in found.differences[f"{ONE} (2)"]] == ["files_say_the_same"]
    assert found.over_years(f"{ONE} (2)", "gross", "jobs").nothing


def test_the_other_way_round_it_is_the_opposite(
    compared: Comparison, baseline_result: ScenarioResult, without_eu: ScenarioResult
) -> None:
    back = compare(without_eu, baseline_result)
    for concept in CONCEPTS:
        for measure in MEASURES:
            there = compared.draws(OTHER, concept, measure, 2028)
            assert np.array_equal(there, -back.draws(ONE, concept, measure, 2028))
    assert np.array_equal(compared.table["mean"], -back.table["mean"])
    np.testing.assert_allclose(compared.table["p05"], -back.table["p95"], atol=1.1e-6)
    assert np.array_equal(compared.table["same_sign"], back.table["same_sign"])


def test_the_mean_of_the_differences_is_the_difference_of_the_means(
    compared: Comparison, baseline_result: ScenarioResult, without_eu: ScenarioResult
) -> None:
    table = compared.table
    np.testing.assert_allclose(table["mean"], table["mean_scenario"] - table["mean_against"], atol=1.6e-6)
    stated = without_eu.over_years("gross", "jobs")["mean"] - baseline_result.over_years("gross", "jobs")["mean"]
    assert compared.over_years(OTHER, "gross", "jobs").mean == pytest.approx(stated, abs=2e-5)


def test_years_add_up_to_all_years_in_every_draw(compared: Comparison) -> None:
    years = [int(year) for year in compared.table["year"].dropna().unique()]
    total = sum(compared.draws(OTHER, "net_regional", "jobs", year) for year in years)
    assert np.array_equal(total, compared.draws(OTHER, "net_regional", "jobs"))


def test_every_concept_measure_and_year_has_a_row(compared: Comparison) -> None:
    rows = compared.table
    assert len(rows) == len(CONCEPTS) * len(MEASURES) * (8 + 1)
    assert not rows.duplicated(["year", "concept", "measure"]).any()
    assert set(rows.loc[rows["concept"] == "net_national", "region"]) == {"NL"}
    assert set(rows.loc[rows["concept"] == "gross", "region"]) == {"groningen-noord-drenthe"}


def test_the_band_is_narrower_than_that_of_other_luck(
    compared: Comparison, baseline_result: ScenarioResult, without_eu: ScenarioResult
) -> None:
    """Paired, the difference of net jobs has a standard deviation of a ninth or so of that of unpaired draws."""
    assert baseline_result.by_draw is not None
    assert without_eu.by_draw is not None
    paired = compared.draws(OTHER, "net_regional", "jobs").std()
    shuffled = np.random.default_rng(0).permutation(baseline_result.by_draw.of("net_regional", "jobs"))
    assert paired < (without_eu.by_draw.of("net_regional", "jobs") - shuffled).std() / 4


def test_quantiles_are_those_of_the_differences_not_differences_of_quantiles(compared: Comparison) -> None:
    draws = compared.draws(OTHER, "net_regional", "jobs")
    found = compared.over_years(OTHER, "net_regional", "jobs")
    assert found.low == pytest.approx(np.quantile(draws, 0.05))
    assert found.high == pytest.approx(np.quantile(draws, 0.95))
    assert found.same_sign == (draws < 0).mean()


def test_a_year_that_one_of_them_lacks_counts_as_nothing(baseline_result: ScenarioResult) -> None:
    later = run(Scenario.load("delayed-supercomputer"), draws=400, seed=1)
    found = compare(baseline_result, later)
    rows = found.table.query("year == 2035 and concept == 'gross' and measure == 'jobs'")
    assert rows["mean_against"].tolist() == [0.0]
    assert rows["mean"].iloc[0] == rows["mean_scenario"].iloc[0] > 0
    assert "all_years" not in {said.code for said in found.differences["delayed-supercomputer"]}
    assert any("2026 to 2035" in said.en for said in found.differences["delayed-supercomputer"])


def test_three_are_each_compared_with_the_first(
    baseline_result: ScenarioResult, without_eu: ScenarioResult, compared: Comparison
) -> None:
    three = compare(baseline_result, without_eu, baseline_result)
    assert three.names == (ONE, OTHER, f"{ONE} (2)")
    same = three.table[three.table["scenario"] == OTHER].reset_index(drop=True)
    pd.testing.assert_frame_equal(same, compared.table)
    assert set(three.table["against"]) == {ONE}


def totals(values: list[float]) -> TotalsByDraw:
    return TotalsByDraw({("gross", "jobs", 2030): np.array(values), (SPENDING, SPENDING, 2030): np.ones(3)}, 3)


eighths = st.integers(-8_000, 8_000).map(lambda n: n / 8)
three_draws = st.lists(eighths, min_size=3, max_size=3)


@given(three_draws, three_draws)
def test_the_difference_is_antisymmetric_whatever_the_draws(
    fixed: ScenarioResult, here: list[float], there: list[float]
) -> None:
    manifest = {**fixed.manifest, "draws": 3}
    one, other = (replace(fixed, by_draw=totals(values), manifest=manifest) for values in (here, there))
    name = f"{ONE} (2)"
    forth, back = (compare(*pair).over_years(name, "gross", "jobs") for pair in ((one, other), (other, one)))
    assert (forth.mean, forth.same_sign, forth.nothing) == (-back.mean, back.same_sign, back.nothing)
    assert forth.low == pytest.approx(-back.high)


def test_the_national_difference_keeps_its_verdict(compared: Comparison) -> None:
    balance = compared.national(OTHER, "jobs")
    assert balance.reason in ("band", "assumption")
    assert balance.driver == "assumptions.national_crowding_out_share"


def test_what_drives_a_difference_may_be_drawn_in_either_scenario(baseline: Scenario) -> None:
    def known(definition: dict[str, Any]) -> None:
        definition["spending"]["firms"]["amount"] = 20.0

    closed = changed(baseline, known)
    draws = drawn(baseline, 300, 1)["spending", "firms", "amount"]
    for pair in ((baseline, closed), (closed, baseline)):
        assert driver(pair, draws, 1) == ("spending.firms.amount", pytest.approx(1.0))
    assert driver((closed, closed), np.zeros(300), 1) == ("", 0.0)


CHANGES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "draws": lambda m: {"draws": 1000},
    "seed": lambda m: {"seed": 7},
    "data": lambda m: {"data": "live"},
    "price_year": lambda m: {"price_year": 2022},
    "versions": lambda m: {"versions": {**m["versions"], "impact-noord": "0.0.9"}},
    "sources.consumer-prices.sha256": lambda m: {
        "sources": [{**s, "sha256": "0" * 64} if s["table"] == "consumer-prices" else s for s in m["sources"]]
    },
}


@pytest.mark.parametrize("field", CHANGES)
def test_results_that_are_no_pair_are_refused(
    field: str, baseline_result: ScenarioResult, without_eu: ScenarioResult
) -> None:
    manifest = without_eu.manifest
    with pytest.raises(InputError) as caught:
        compare(baseline_result, replace(without_eu, manifest={**manifest, **CHANGES[field](manifest)}))
    (problem,) = caught.value.problems
    assert (problem.file, problem.field) == (OTHER, field)
    assert problem.found != problem.expected
    assert problem.expected.endswith(f"as in {ONE}")
    assert "--rerun" in problem.todo


def test_other_measures_are_refused(baseline_result: ScenarioResult, without_eu: ScenarioResult) -> None:
    assert without_eu.by_draw is not None
    fewer = {key: found for key, found in without_eu.by_draw.drawn.items() if key[1] != "taxes"}
    with pytest.raises(InputError) as caught:
        compare(baseline_result, replace(without_eu, by_draw=TotalsByDraw(fewer, 400)))
    assert [problem.field for problem in caught.value.problems] == ["measures"]


def test_all_that_is_in_the_way_is_said_at_once(baseline_result: ScenarioResult, without_eu: ScenarioResult) -> None:
    other = {**without_eu.manifest, "seed": 7, "draws": 100, "data": "live"}
    with pytest.raises(InputError) as caught:
        compare(baseline_result, replace(without_eu, manifest=other))
    assert [problem.field for problem in caught.value.problems] == ["draws", "seed", "data"]


def test_a_result_of_before_is_told_apart_in_words(baseline_result: ScenarioResult, without_eu: ScenarioResult) -> None:
    with pytest.raises(InputError, match="saved before they were kept") as caught:
        compare(baseline_result, replace(without_eu, by_draw=None))
    assert [(problem.file, problem.field) for problem in caught.value.problems] == [(OTHER, "draws.parquet")]


def test_constant_prices_of_another_year_are_not_sent_to_rerun(
    baseline_result: ScenarioResult, without_eu: ScenarioResult
) -> None:
    constant = without_eu.scenario.model_copy(update={"money": "constant"})
    with pytest.raises(InputError) as caught:
        compare(
            baseline_result,
            replace(without_eu, scenario=constant, manifest={**without_eu.manifest, "price_year": 2022}),
        )
    assert "--rerun" not in caught.value.problems[0].todo


def test_one_result_is_no_comparison(baseline_result: ScenarioResult) -> None:
    with pytest.raises(InputError, match="two or more"):
        compare(baseline_result)


# What the files say otherwise.


def said_of(here: Scenario, there: Scenario) -> dict[str, list[str]]:
    from impact.scenario.answer.compared_files import differences

    found: dict[str, list[str]] = {}
    for statement in differences(here, there):
        assert statement.nl != statement.en
        found.setdefault(statement.code, []).append(statement.en)
    return found


def changed(scenario: Scenario, change: Callable[[dict[str, Any]], None]) -> Scenario:
    definition = scenario.model_dump(mode="json")
    change(definition)
    return Scenario.model_validate(definition)


def test_money_years_and_assumptions_are_told(baseline: Scenario) -> None:
    found = said_of(Scenario.load(OTHER), baseline)["differs"]
    assert "The budget: 130 million euros. In ai-fabriek-baseline: 201 million euros." in found
    assert "European Union (EuroHPC): status: refused. In ai-fabriek-baseline: granted." in found
    machine = "Supercomputer: delivery and maintenance: amount: 32.05 (28 to 36) million euros. "
    assert machine + "In ai-fabriek-baseline: 64.1 million euros." in found
    assert any("2027: 4, 2028: 8" in text for text in found)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: d["assumptions"]["deadweight_share"].update(high=0.5), "10 (0 to 50, eight times in ten) %"),
        (lambda d: d["assumptions"]["deadweight_share"].update(means="bounds"), "10 (0 to 30) %. "),
        (lambda d: d["funding"]["eurohpc"].update(payer="nation"), "payer: the state"),
        (lambda d: d["spending"]["electricity"].update(delayed_by=None), "delayed by: nothing"),
        (lambda d: d.update(study_area="nij-begun"), "The study area: "),
        (lambda d: d.update(price_year=2022), "The price year: 2022. In ai-fabriek-baseline: 2024."),
        (lambda d: d["spending"]["firms"].update(regional_share=0.5), "part bought in the region: 50 %"),
    ],
)
def test_each_field_that_counts_is_told(
    baseline: Scenario, change: Callable[[dict[str, Any]], None], expected: str
) -> None:
    found = said_of(changed(baseline, change), baseline)
    assert list(found) == ["differs"]
    assert len(found["differs"]) == 1
    assert expected in found["differs"][0]


def test_words_alone_are_no_difference(baseline: Scenario) -> None:
    def reworded(definition: dict[str, Any]) -> None:
        definition["spending"]["firms"].update(source="another", note="a note")
        definition["title"] = {"en": "Another", "nl": "Een andere"}

    assert list(said_of(changed(baseline, reworded), baseline)) == ["files_say_the_same"]


def renamed(definition: dict[str, Any]) -> None:
    definition["spending"] = {
        "rooms" if name == "housing" else name: item for name, item in definition["spending"].items()
    }


def test_a_renamed_item_says_that_its_draws_are_lost(baseline: Scenario, baseline_result: ScenarioResult) -> None:
    scenario = changed(baseline, renamed)
    (text,) = said_of(scenario, baseline)["renamed_lost_draws"]
    assert "spending.rooms" in text
    assert "spending.housing" in text
    found = compare(baseline_result, run(scenario, draws=400, seed=1))
    assert found.draws(f"{ONE} (2)", "gross", "jobs").any()


def test_another_item_under_another_name_is_asked_about(baseline: Scenario) -> None:
    def replaced(definition: dict[str, Any]) -> None:
        renamed(definition)
        definition["spending"]["rooms"]["title"] = {"en": "Rooms", "nl": "Kamers"}
        definition["spending"]["rooms"]["amount"]["low"] -= 1

    assert "perhaps_lost_draws" in said_of(changed(baseline, replaced), baseline)


def test_an_item_that_is_only_taken_out_loses_nothing(baseline: Scenario) -> None:
    found = said_of(Scenario.load("expertise-centre-only"), baseline)
    assert set(found) == {"differs", "stands_only_in"}
    assert "Only in ai-fabriek-baseline: Electricity." in found["stands_only_in"]


# The folder.


def test_the_folder_holds_tables_a_workbook_and_what_was_compared(compared: Comparison, tmp_path: Path) -> None:
    out = compared.save(tmp_path / "out")
    names = {path.name for path in out.iterdir()}
    sheets = ["comparison", "steps", "areas", "use", "differences"]
    assert names == {*(f"{sheet}.csv" for sheet in sheets), "comparison.xlsx", "manifest.json"}
    text = pd.read_csv(out / "comparison.csv")
    np.testing.assert_array_equal(text["mean"], compared.table["mean"])
    book = openpyxl.load_workbook(out / "comparison.xlsx")
    assert book.sheetnames == sheets
    assert book["comparison"].max_row == len(compared.table) + 1


def test_saving_twice_gives_the_same_bytes(compared: Comparison, tmp_path: Path) -> None:
    one, other = (compared.save(tmp_path / name) for name in ("one", "other"))
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in other.iterdir()}


def test_a_comparison_is_no_result(compared: Comparison, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        ScenarioResult.load(compared.save(tmp_path / "out"))


def test_the_table_on_use_is_compared(baseline: Scenario) -> None:
    without = changed(baseline, lambda definition: definition.pop("use"))
    title = baseline.use.title.en if baseline.use else ""
    assert said_of(baseline, without)["stands_only_in"] == [f"Only in ai-fabriek-baseline: {title}."]
    assert said_of(without, baseline)["stands_only_in"] == [f"Only in ai-fabriek-baseline: {title}."]
    later = changed(baseline, lambda definition: definition["use"].update(last_year=2036))
    assert "use_differs" in said_of(later, baseline)
    reworded = changed(baseline, lambda definition: definition["use"].update(source="another newspaper"))
    assert "files_say_the_same" in said_of(reworded, baseline)


def test_every_field_of_an_item_has_a_name_to_be_told_by(baseline: Scenario) -> None:
    from impact.scenario.answer import compared_files

    items = [
        *baseline.funding.values(),
        *baseline.spending.values(),
        *baseline.staff.values(),
        baseline.alternative_use,
    ]
    for item in items:
        for field in set(type(item).model_fields) - set(compared_files._WORDS):
            told = compared_files._quantity(item.title, field)
            assert told.en != told.nl, field
