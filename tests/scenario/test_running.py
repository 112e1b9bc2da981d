"""The whole run on the real figures: what adds up, what is bounded by what, and what does not depend on luck."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact.errors import InputError
from impact.scenario import Scenario, ScenarioResult, compare, run, sensitivity, shipped_scenarios
from impact.scenario.computation.concepts import CONCEPTS
from impact.scenario.question import prices


def headline(result: ScenarioResult, concept: str, measure: str = "jobs", statistic: str = "mean") -> float:
    rows = result.staircase.set_index(["step", "measure", "statistic"])["value"]
    return float(rows[concept, measure, statistic])


def test_every_check_holds_on_the_real_table(baseline_result: ScenarioResult) -> None:
    failed = baseline_result.checks[~baseline_result.checks["passed"]]
    assert failed.empty, failed.to_string()
    assert len(baseline_result.checks) >= 8


def test_means_add_up_over_sectors_years_and_stages(baseline_result: ScenarioResult) -> None:
    fine = baseline_result.impacts.query("statistic == 'mean' and stage != 'total'")
    summed = fine.groupby(["concept", "measure"])["value"].sum()
    over_all = baseline_result.totals.query("statistic == 'mean' and stage == 'total' and sector == '*'")
    over_all = over_all[over_all["year"].isna()].set_index(["concept", "measure"])["value"]
    np.testing.assert_allclose(summed.sort_index(), over_all.loc[summed.sort_index().index], atol=5e-3)


def test_what_is_taken_off_and_net_regional_make_gross(baseline_result: ScenarioResult) -> None:
    means = baseline_result.totals.query("statistic == 'mean'")
    means = means[means["year"].isna() & (means["sector"] == "*") & (means["stage"] == "total")]
    table = means.pivot_table(index="measure", columns="concept", values="value", aggfunc="sum")
    taken_off = table["deadweight"] + table["alternative_use"] + table["displaced"]
    np.testing.assert_allclose(taken_off + table["net_regional"], table["gross"], atol=1e-4)


def test_displaced_is_work_lost_elsewhere_in_the_area_and_nothing_else(baseline_result: ScenarioResult) -> None:
    for measure in ("jobs", "value_added"):
        lost = sum(headline(baseline_result, step, measure) for step in ("staff_displaced", "suppliers_displaced"))
        assert baseline_result.over_years("displaced", measure)["mean"] == pytest.approx(lost, abs=1e-4)
        for concept in ("deadweight", "alternative_use"):
            found = baseline_result.over_years(concept, measure)["mean"]
            assert found == pytest.approx(headline(baseline_result, concept, measure), abs=1e-4)


def test_net_regional_is_made_of_hired_people_and_the_rest(baseline_result: ScenarioResult) -> None:
    parts = baseline_result.composition.query("statistic == 'mean'").pivot_table(
        index="measure", columns="part", values="value"
    )
    net = parts["hired_staff"] + parts["other_work"]
    for measure, value in net.items():
        assert value == pytest.approx(headline(baseline_result, "net_regional", str(measure)), abs=1e-4)
    assert parts.loc["jobs", "hired_staff"] > 0.75 * net["jobs"]


def test_what_is_direct_is_what_is_bought_in_the_region_and_who_is_hired(baseline: Scenario) -> None:
    constant = baseline.model_copy(update={"money": "constant"})
    result = run(constant, draws=1, seed=0)
    rows = result.totals.query("concept == 'gross' and stage == 'direct' and measure == 'compensation'")
    assert (rows["value"] > 0).any()
    direct_jobs = result.totals.query(
        "concept == 'gross' and stage == 'direct' and measure == 'jobs' and sector == '*'"
    )
    assert direct_jobs.loc[direct_jobs["year"].isna(), "value"].iloc[0] > 100


def test_a_region_gains_less_than_what_is_spent_and_net_is_less_than_gross(baseline_result: ScenarioResult) -> None:
    assert 0 < headline(baseline_result, "gross", "value_added") < 201
    assert headline(baseline_result, "net_regional") < headline(baseline_result, "gross")
    assert headline(baseline_result, "net_regional", "value_added") < headline(baseline_result, "gross", "value_added")


def test_jobs_per_million_are_of_the_order_of_the_national_economy(baseline_result: ScenarioResult) -> None:
    """6,424 thousand labour years over 739,508 MEUR of value added in 2019 is 8.7, and 7.1 in prices of 2024."""
    ratio = headline(baseline_result, "gross") / headline(baseline_result, "gross", "value_added")
    assert 5 < ratio < 14


def test_the_same_seed_gives_the_same_figures_and_another_does_not(baseline: Scenario) -> None:
    one, two, other = (run(baseline, draws=30, seed=seed) for seed in (7, 7, 8))
    pd.testing.assert_frame_equal(one.impacts, two.impacts)
    pd.testing.assert_frame_equal(one.assumptions, two.assumptions)
    assert not one.staircase["value"].equals(other.staircase["value"])


def test_the_baseline_is_wider_than_a_scenario_without_ranges(baseline_result: ScenarioResult) -> None:
    assert headline(baseline_result, "gross", statistic="p95") > 1.2 * headline(
        baseline_result, "gross", statistic="p05"
    )


def test_a_region_that_buys_more_from_itself_has_a_larger_gross_effect(baseline: Scenario) -> None:
    def at(level: float) -> float:
        same = {"low": level, "central": level, "high": level}
        fixed = baseline.assumptions["own_supply_level"].model_copy(update=same)
        scenario = baseline.model_copy(update={"assumptions": {**baseline.assumptions, "own_supply_level": fixed}})
        return headline(run(scenario, draws=50), "gross")

    assert at(0.70) > at(0.40)


def test_jobs_fall_with_productivity_and_money_does_not(baseline: Scenario) -> None:
    def at(growth: float) -> ScenarioResult:
        fixed = baseline.assumptions["productivity_growth"].model_copy(
            update={"low": growth, "central": growth, "high": growth}
        )
        scenario = baseline.model_copy(update={"assumptions": {**baseline.assumptions, "productivity_growth": fixed}})
        return run(scenario, draws=20)

    slow, fast = at(0.0), at(0.02)
    assert headline(fast, "gross") < headline(slow, "gross")
    assert headline(fast, "gross", "output") == pytest.approx(headline(slow, "gross", "output"))


def test_cash_buys_less_than_constant_euros(baseline: Scenario) -> None:
    constant = baseline.model_copy(update={"money": "constant"})
    assert headline(run(baseline, draws=20), "gross", "output") < headline(run(constant, draws=20), "gross", "output")


@pytest.mark.parametrize("first_spent", [2026, 2021])
def test_the_price_year_is_a_unit_and_changes_no_job(baseline: Scenario, first_spent: int) -> None:
    """Also where money is spent in years whose price level is known."""
    building = baseline.spending["building"].model_copy(update={"years": {first_spent: 0.5, 2027: 0.5}})
    scenario = baseline.model_copy(update={"spending": {**baseline.spending, "building": building}})
    expected = run(scenario, draws=20)
    for year in range(2019, 2024):
        found = run(scenario.model_copy(update={"price_year": year}), draws=20)
        for concept in ("gross", "net_regional", "net_national"):
            assert headline(found, concept) == pytest.approx(headline(expected, concept), rel=1e-9)
            output = headline(found, concept, "output") * prices.price_ratio(year, 2024)
            assert output == pytest.approx(headline(expected, concept, "output"), abs=1e-5)


def test_without_a_machine_the_money_goes_further_in_the_region(baseline_result: ScenarioResult) -> None:
    small = Scenario.load("expertise-centre-only")
    result = run(small, draws=400, seed=1)
    per_euro = headline(result, "gross", "value_added") / small.budget
    assert per_euro > headline(baseline_result, "gross", "value_added") / baseline_result.scenario.budget


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_shipped_scenario_runs(name: str) -> None:
    scenario = Scenario.load(name)
    result = run(scenario, draws=20)
    assert result.checks["passed"].all()
    of_use = {"without", "use", "agglomeration"} if scenario.use else set()
    dutch = any(source.payer in ("region", "nation") for source in scenario.funding.values())
    unused = set() if dutch else {"alternative_use"}  # no Dutch payer, nothing that the money would have done otherwise
    assert {*CONCEPTS, *of_use} - unused == set(result.impacts["concept"])
    assert result.impacts["value"].notna().all()


def test_a_question_can_be_given_by_its_name_or_its_path(baseline: Scenario, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(baseline.to_toml())
    expected = run(baseline, draws=3, keep="totals").staircase
    for asked in (baseline.name, str(file), file):
        pd.testing.assert_frame_equal(run(asked, draws=3, keep="totals").staircase, expected)
    with pytest.raises(InputError, match="no-such-scenario"):
        run("no-such-scenario")


def test_what_is_no_question_and_what_is_no_answer_are_refused_by_what_they_are() -> None:
    with pytest.raises(TypeError, match=r"found dict; expected a Scenario, the path of its file or the name"):
        run({"title": "mine"})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"found dict; expected a Scenario"):
        sensitivity({"title": "mine"})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"found str; expected a result, of `run` or `ScenarioResult.load`"):
        compare("ai-fabriek-baseline", "no-eu-cofinancing")  # type: ignore[arg-type]


def test_another_study_area_is_another_answer(baseline: Scenario) -> None:
    province = baseline.model_copy(update={"study_area": "groningen"})
    result = run(province, draws=50, seed=1)
    assert set(result.totals["region"]) == {"groningen", "LD01-rest", "NL-rest", "NL"}
    areas = result.areas
    assert areas is not None
    assert set(areas.loc[areas["concept"] == "net_regional", "region"]) == {"groningen", "CR01", "CR02", "CR03"}
