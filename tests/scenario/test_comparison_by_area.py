"""Differences by area and in what use does: subtracted draw by draw, exactly nothing of a scenario and itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact.scenario import Comparison, Scenario, ScenarioResult, compare, run
from impact.scenario.answer import figures_by_draw
from impact.scenario.computation.use_measures import USE_MEASURES, Concept

NAME = "no-eu-cofinancing"
FIGURES = ["mean", "p05", "p25", "p50", "p75", "p95"]


@pytest.fixture(scope="module")
def compared(baseline_result: ScenarioResult) -> Comparison:
    manifest = baseline_result.manifest
    other = run(Scenario.load(NAME), draws=manifest["draws"], seed=manifest["seed"])
    return compare(baseline_result, other)


def over_years(comparison: Comparison, concept: str, measure: str = "jobs") -> pd.Series:
    frame = comparison.areas
    asked = (frame["concept"] == concept) & (frame["measure"] == measure) & frame["year"].isna()
    return frame[asked].set_index("region")["mean"]


def test_a_scenario_differs_from_itself_by_exactly_nothing_in_every_area_and_in_use(
    baseline_result: ScenarioResult, tmp_path: Path
) -> None:
    loaded = ScenarioResult.load(baseline_result.save(tmp_path / "saved"))
    found = compare(baseline_result, loaded)
    assert len(found.areas) > 500
    assert len(found.use) > 100
    for frame in (found.areas, found.use):
        assert not frame[FIGURES].to_numpy().any()
        assert frame["same_sign"].eq(1).all()


def test_the_areas_of_the_country_add_up_to_the_country(compared: Comparison) -> None:
    for concept in ("gross", "net_national"):
        means = over_years(compared, concept)
        assert means[means.index.str.startswith("CR")].sum() == pytest.approx(means["NL"], abs=1e-4)
    assert set(means.index) >= {"LD01-rest", "NL-rest", "NL", "CR01", "CR40"}


def test_the_areas_of_the_study_area_add_up_to_it_in_every_draw(compared: Comparison) -> None:
    for concept in ("gross", "net_regional", "displaced"):
        whole = compared.draws(NAME, concept, "jobs")
        areas = sum(draws_in(compared, code, concept) for code in ("CR01", "CR02", "CR03", "CR07"))
        np.testing.assert_allclose(areas, whole, atol=2**-16)  # each rounded to 2**-20


def draws_in(compared: Comparison, region: str, concept: str) -> np.ndarray:
    of, against = (one.area_draws for one in (compared.others[NAME], compared.against))
    assert of is not None
    assert against is not None
    key = (region, concept, "jobs", None)
    return np.asarray(of.drawn[key] - against.drawn[key])


def test_the_mean_of_the_differences_is_the_difference_of_the_means_of_each_area(compared: Comparison) -> None:
    other, against = compared.others[NAME], compared.against
    for code in ("CR03", "CR07", "LD01-rest", "NL"):
        there = [result.in_area(code, "gross", "value_added")["mean"] for result in (other, against)]
        assert over_years(compared, "gross", "value_added")[code] == pytest.approx(there[0] - there[1], abs=3e-6)


def test_quantiles_are_those_of_the_differences(compared: Comparison) -> None:
    found = compared.in_area(NAME, "CR03", "gross", "jobs")
    assert found is not None
    drawn = draws_in(compared, "CR03", "gross")
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(drawn, [0.05, 0.95])))
    assert found.mean == pytest.approx(drawn.mean())


def test_net_is_not_said_of_areas_outside_the_study_area(compared: Comparison) -> None:
    assert compared.in_area(NAME, "CR36", "gross", "jobs") is not None
    assert compared.in_area(NAME, "CR36", "net_regional", "jobs") is None


def test_every_measure_of_use_is_compared_in_each_year_and_by_area_in_the_last(compared: Comparison) -> None:
    use = compared.use[compared.use["concept"] == Concept.USE]
    assert set(use["measure"]) == set(USE_MEASURES)
    whole, areas = use[use["region"] == "*"], use[use["region"] != "*"]
    assert set(whole["year"]) == set(range(2026, 2036))
    assert set(areas["year"]) == {2035}
    assert set(areas["region"]) == {"CR01", "CR02", "CR03", "CR07"}
    frame = compared.against.use
    assert frame is not None
    said = frame[(frame["concept"] == Concept.USE) & (frame["statistic"] == "mean")]
    both = whole.merge(said, on=["region", "measure", "year"])
    np.testing.assert_allclose(both["mean_against"], both["value"], atol=2e-6)


def test_what_one_of_them_does_not_say_is_not_compared(compared: Comparison) -> None:
    other = compared.others[NAME]
    assert other.area_draws is not None
    spending = {key: drawn for key, drawn in other.area_draws.drawn.items() if key[1] not in set(Concept)}
    without_use = replace(other, area_draws=replace(other.area_draws, drawn=spending))
    assert compare(compared.against, without_use).use.empty
    before = compare(compared.against, replace(other, area_draws=None))
    assert before.areas.empty
    assert before.in_area(NAME, "CR03", "gross", "jobs") is None


def test_a_loaded_result_has_the_same_figures_of_every_draw(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    kept = baseline_result.area_draws
    loaded = ScenarioResult.load(baseline_result.save(tmp_path / "saved")).area_draws
    assert kept is not None
    assert loaded is not None
    assert list(loaded.drawn) == list(kept.drawn)
    assert all(np.array_equal(loaded.drawn[key], drawn) for key, drawn in kept.drawn.items())
    rows = pd.read_parquet(tmp_path / "saved" / figures_by_draw.FILE)
    assert list(rows.columns) == [*figures_by_draw.COLUMNS, "draw", "value"]
    assert (tmp_path / "saved" / figures_by_draw.FILE).stat().st_size < 4 * len(rows)  # bytes a value


def test_the_folder_holds_areas_and_use(compared: Comparison, tmp_path: Path) -> None:
    folder = compared.save(tmp_path / "found")
    for name, frame in {"areas": compared.areas, "use": compared.use}.items():
        assert len(pd.read_csv(folder / f"{name}.csv")) == len(frame)
    with pd.ExcelFile(folder / "comparison.xlsx") as book:
        assert {"areas", "use"} <= set(book.sheet_names)
