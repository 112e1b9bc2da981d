"""Use of the facility beside spending: exactly nothing where nothing is contributed; spending hears of nothing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact import regions
from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.computation.draws import drawn, drawn_from
from impact.scenario.computation.use import use_draws, use_outcome
from impact.scenario.computation.use_measures import USE_MEASURES
from impact.scenario.question.use import ranges_of_use

DRAWS = 60
SPENDING = ("impacts", "totals", "staircase", "composition", "assumptions", "spent")
CONTRIBUTIONS = ("facility_extra_adoption", "startups_extra", "private_rd_per_public_euro")


def written(tmp_path: Path, text: str, name: str = "mine") -> Scenario:
    file = tmp_path / f"{name}.toml"
    file.write_text(f'extends = "ai-fabriek-baseline"\n{text}', encoding="utf-8")
    return Scenario.load(file)


def stated(name: str, low: float, central: float, high: float) -> str:
    numbers = f"low = {low}\ncentral = {central}\nhigh = {high}\n"
    return f'[use.assumptions.{name}]\n{numbers}source = "this test"\nbasis = "assumption"\n'


def values(result: ScenarioResult, concept: str, measure: str, statistic: str = "mean") -> pd.Series[float]:
    assert result.use is not None
    rows = result.use.query("concept == @concept and measure == @measure and statistic == @statistic")
    return rows.set_index(["region", "year"])["value"]


def by_area(result: ScenarioResult, concept: str, measure: str) -> pd.DataFrame:
    found = values(result, concept, measure).reset_index()
    return found.pivot_table(index="year", columns="region", values="value")


@pytest.fixture(scope="module")
def with_use(baseline: Scenario) -> ScenarioResult:
    return run(baseline, draws=DRAWS, seed=3)


@pytest.fixture(scope="module")
def without_use(tmp_path_factory: pytest.TempPathFactory) -> ScenarioResult:
    scenario = written(tmp_path_factory.mktemp("off"), 'remove = ["use"]\n', "ai-fabriek-baseline")
    return run(scenario, draws=DRAWS, seed=3)


def test_spending_is_the_same_to_the_byte_with_and_without_use(
    with_use: ScenarioResult, without_use: ScenarioResult, tmp_path: Path
) -> None:
    one, other = with_use.save(tmp_path / "with"), without_use.save(tmp_path / "without")
    for name in SPENDING:
        alone = (other / f"{name}.csv").read_bytes()
        assert (one / f"{name}.csv").read_bytes()[: len(alone)] == alone  # use stands below, where it stands at all
    for name in ("impacts", "totals"):
        both, alone = (pd.read_parquet(folder / f"{name}.parquet") for folder in (one, other))
        below = {"without", "use", "agglomeration"} | ({"joint"} if name == "totals" else set())
        assert set(both["concept"].iloc[len(alone) :]) == below
        pd.testing.assert_frame_equal(both.iloc[: len(alone)], alone, check_exact=True)
    assert not list(other.glob("use*"))
    assert "use" not in (other / "summary.json").read_text(encoding="utf-8").split('"left_out"')[0].split()


def test_without_the_facilitys_contribution_every_effect_of_use_is_exactly_zero(tmp_path: Path) -> None:
    scenario = written(tmp_path, "".join(stated(name, 0, 0, 0) for name in CONTRIBUTIONS))
    result = run(scenario, draws=DRAWS, seed=3)
    assert result.use is not None
    effects = result.use[result.use["concept"] == "use"]
    assert len(effects) > 0
    assert (effects["value"] == 0.0).all()
    assert (values(result, "without", "adoption") > 30).all()


def test_the_accounts_together_are_each_run_alone(with_use: ScenarioResult, without_use: ScenarioResult) -> None:
    net = without_use.totals.query(
        "concept == 'net_regional' and measure == 'value_added' and sector == '*' and stage == 'total'"
    )
    net = net[(net["statistic"] == "mean") & net["year"].notna()].set_index("year")["value"]
    joint, use, density, spending = (
        values(with_use, concept, "value_added")["*"] for concept in ("joint", "use", "agglomeration", "spending")
    )
    alone = net.reindex(spending.index).fillna(0.0).astype(float)
    np.testing.assert_allclose(spending, alone, atol=2e-6)
    np.testing.assert_allclose(joint, alone + use + density, atol=3e-6)


def test_impacts_and_totals_carry_the_measures_of_use_with_their_units(with_use: ScenarioResult) -> None:
    for frame, region in ((with_use.totals, "groningen-noord-drenthe"), (with_use.impacts, "CR03")):
        rows = frame[frame["concept"].eq("use") & frame["region"].eq(region) & frame["statistic"].eq("p95")]
        assert rows.groupby("measure")["unit"].first().to_dict() == {
            name: record.unit for name, record in USE_MEASURES.items()
        }
        assert rows["year"].notna().all()
        found = rows[rows["measure"].eq("births_in_j")].set_index("year")["value"]
        own = "*" if frame is with_use.totals else region
        assert found.tolist() == values(with_use, "use", "births_in_j", "p95")[own].tolist()


def test_means_add_up_over_areas_and_a_rate_is_weighted(with_use: ScenarioResult) -> None:
    for measure in ("value_added", "firms_using_ai", "births_in_j", "private_rd"):
        found = by_area(with_use, "use", measure)
        np.testing.assert_allclose(found["*"], found.drop(columns="*").sum(axis=1), atol=5e-6)
    rates = by_area(with_use, "use", "productivity")
    assert (rates["*"] <= rates.drop(columns="*").max(axis=1) + 1e-6).all()
    assert (rates["*"] >= rates.drop(columns="*").min(axis=1) - 1e-6).all()


def test_what_the_facility_adds_is_far_below_what_comes_without_it(with_use: ScenarioResult) -> None:
    """One firm in a hundred more with AI, four per cent more productive, is some 0.02 to 0.04 per cent at the most."""
    added, path = (values(with_use, concept, "adoption")["*"] for concept in ("use", "without"))
    assert (added < 0.05 * path).all()
    assert 0 < values(with_use, "use", "productivity")["*", 2035] < 0.04
    assert values(with_use, "use", "productivity", "p05").eq(0.0).all()


def test_every_check_on_use_is_reported_and_holds(with_use: ScenarioResult, without_use: ScenarioResult) -> None:
    added = with_use.checks.iloc[len(without_use.checks) :]
    assert len(added) == 5
    assert added["passed"].all()
    pd.testing.assert_frame_equal(with_use.checks.iloc[: len(without_use.checks)], without_use.checks)


def test_the_summary_says_what_use_adds_beside_what_comes_anyway(
    baseline_result: ScenarioResult, tmp_path: Path
) -> None:
    folder = baseline_result.save(tmp_path / "result")
    found = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["use"]
    assert found == baseline_result.summary()["use"]
    assert found["year"] == 2035
    assert found["probability_of_nothing"] == baseline_result.manifest["use"]["probability_of_nothing"]
    rows = {(row["concept"], row["measure"]): row for row in found["figures"]}
    assert {row["unit"] for row in rows.values()} == {record.unit for record in USE_MEASURES.values()}
    for measure in ("adoption", "firms_using_ai"):
        means = [rows[concept, measure]["mean"] for concept in ("without", "use", "with")]
        assert means[2] == pytest.approx(means[0] + means[1], abs=1e-6)
    for statistic in ("mean", "p05", "p50", "p95"):
        in_frame = values(baseline_result, "use", "productivity", statistic)["*", 2035]
        assert rows["use", "productivity"][statistic] == in_frame
    research = values(baseline_result, "use", "private_rd")["*"].sum()
    assert found["private_rd_all_years_mean"] == {"value": pytest.approx(research, abs=1e-6), "unit": "MEUR"}
    assert found["weightiest_assumptions"][0]["influence"] > 4 / baseline_result.manifest["draws"]


def test_with_few_draws_or_without_use_the_summary_has_no_figures_of_it(
    with_use: ScenarioResult, without_use: ScenarioResult
) -> None:
    assert with_use.summary()["use"]["figures"] == []
    assert with_use.summary()["use"]["probability_of_nothing"] == pytest.approx(0.4, abs=0.05)
    assert "use" not in without_use.summary()


def test_the_use_of_a_saved_result_comes_back(with_use: ScenarioResult, tmp_path: Path) -> None:
    again = ScenarioResult.load(with_use.save(tmp_path / "result"))
    assert with_use.use is not None and again.use is not None
    pd.testing.assert_frame_equal(again.use, with_use.use)
    assert again.use_assumptions is not None and with_use.use_assumptions is not None
    assert list(again.use_assumptions["name"]) == list(with_use.use_assumptions["name"])
    assert again.manifest["use"] == with_use.manifest["use"]
    assert again.scenario.use == with_use.scenario.use


def test_a_result_without_use_is_saved_and_loaded_as_before(without_use: ScenarioResult, tmp_path: Path) -> None:
    again = ScenarioResult.load(without_use.save(tmp_path / "result"))
    assert again.use is None
    assert again.use_assumptions is None
    assert "use" not in again.manifest
    assert "use" not in without_use.scenario.model_dump(mode="json")


def test_every_assumption_has_a_stream_of_its_own(baseline: Scenario, tmp_path: Path) -> None:
    changed = written(tmp_path, stated("firms_supported", 5, 10, 20))
    one, other = (drawn_from(ranges_of_use(scenario), DRAWS, 3) for scenario in (baseline, changed))
    for name in ranges_of_use(baseline):
        same = np.array_equal(one[name], other[name])
        assert same is (name[-1] != "firms_supported")
    moving = np.array([one[name] for name in ranges_of_use(baseline) if np.ptp(one[name]) > 0])
    correlation = np.abs(np.corrcoef(moving) - np.eye(len(moving)))
    assert correlation.max() < 0.6  # two that share a stream would be at 1


def test_nothing_happens_as_often_as_the_file_says(tmp_path: Path) -> None:
    always, never = (written(tmp_path, stated("no_effect_probability", p, p, p), f"p{p}") for p in (1, 0))
    for scenario, share in ((always, 1.0), (never, 0.0)):
        draws = drawn(scenario, DRAWS, 0)
        years = np.zeros((DRAWS, len(scenario.years)))
        nowhere = np.zeros((*years.shape, 4))
        outcome = use_outcome(scenario, draws, use_draws(scenario, draws.count, 0), (years, nowhere))
        assert outcome.effects.nothing.mean() == share
        assert outcome.effects.value_added.any() == (share < 1)
        assert not outcome.density.any()


def test_support_ends_with_the_money_of_its_item(tmp_path: Path) -> None:
    poor = written(
        tmp_path,
        "[spending.firms]\namount = 0.25\n[reserve]\namount = 26.23\n"
        + stated("cost_per_firm_supported", 0.025, 0.025, 0.025),
    )
    draws = drawn(poor, DRAWS, 0)
    years = np.zeros((DRAWS, len(poor.years)))
    nowhere = np.zeros((*years.shape, 4))
    outcome = use_outcome(poor, draws, use_draws(poor, draws.count, 0), (years, nowhere))
    supported = outcome.effects.adoption.supported.sum(axis=2)
    assert supported[:, -1].max() <= 10
    np.testing.assert_array_equal(supported[:, -1], supported[:, list(outcome.effects.years).index(2032)])


def test_a_later_opening_is_a_smaller_effect(baseline: Scenario, tmp_path: Path) -> None:
    later = written(tmp_path, "[use]\nopening = 2029.0\n")
    one, other = (run(scenario, draws=DRAWS, seed=3) for scenario in (baseline, later))
    assert values(other, "use", "firms_using_ai")["*"][[2026, 2027, 2028]].eq(0.0).all()
    assert (values(other, "use", "births_in_j")["*", 2030]) < values(one, "use", "births_in_j")["*", 2030]


def test_support_can_be_given_to_one_area(tmp_path: Path) -> None:
    result = run(
        written(tmp_path, "[use]\nallocation = { CR03 = 1.0 }\n" + stated("firms_supported", 5, 10, 20)), draws=DRAWS
    )
    found = by_area(result, "use", "value_added").iloc[-1]
    assert found["CR03"] == found["*"] > 0
    assert found[["CR01", "CR02", "CR07"]].eq(0.0).all()


def test_an_area_that_holds_a_part_of_a_corop_area_has_that_part(tmp_path: Path, with_use: ScenarioResult) -> None:
    result = run(written(tmp_path, 'study_area = "nij-begun"\n'), draws=DRAWS, seed=3)
    part, whole = (values(r, "without", "firms_using_ai") for r in (result, with_use))
    assert 0 < part["CR07", 2030] < 0.7 * whole["CR07", 2030]
    assert part["CR03", 2030] == whole["CR03", 2030]
    assert any("Kans dat" in note["nl"] or "Extra startende" in note["nl"] for note in result.notes)


def test_municipalities_add_up_to_their_areas(with_use: ScenarioResult) -> None:
    below = with_use.use_municipalities
    assert with_use.use is not None and below is not None
    mean = below[below["statistic"] == "mean"]
    for measure in ("value_added", "firms_using_ai", "births_in_j", "private_rd"):
        summed = mean[mean["measure"] == measure].groupby("year")["value"].sum()
        whole = by_area(with_use, "use", measure)["*"]
        np.testing.assert_allclose(summed, whole, atol=2e-5)
    assert set(mean["region"]) == set(regions.study_area("groningen-noord-drenthe").municipalities)


def test_no_draw_supports_more_firms_than_exist(baseline: Scenario, tmp_path: Path) -> None:
    many = written(
        tmp_path, stated("firms_supported", 10, 100, 3000) + stated("cost_per_firm_supported", 0.001, 0.002, 0.003)
    )
    draws = drawn(many, DRAWS, 0)
    years = np.zeros((DRAWS, len(many.years)))
    nowhere = np.zeros((*years.shape, 4))
    outcome = use_outcome(many, draws, use_draws(many, draws.count, 0), (years, nowhere))
    part = outcome.effects.adoption.supported[:, -1] / outcome.firms
    assert part.max() <= 1
    assert part.max() > 0.5
