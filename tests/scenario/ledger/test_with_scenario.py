"""A scenario's net regional jobs on top of a forecast."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from impact.errors import InputError
from impact.scenario.ledger import Ledger, forecast, scenario_forecast
from impact.scenario.ledger.with_scenario import _between, reference

NORTH = "CR01+CR02+CR03+CR07"
WAYS = {"origin": 2024, "horizon": 4, "draws": 50}


def of(made, sector, year, target="jobs"):
    cells = made.cells
    at = cells["target"].eq(target) & cells["sector"].eq(sector) & cells["year"].eq(year) & cells["region"].eq(NORTH)
    (draws,) = made.draws[at.to_numpy()]
    return draws


@pytest.fixture(scope="module")
def plain():
    return forecast(("jobs", "jobs_by_section"), area="groningen-noord-drenthe", **WAYS)


def net(result, frame, sector, year):
    wanted = "concept == 'net_regional' and measure == 'jobs' and stage == 'total' and statistic == 'p50'"
    rows = getattr(result, frame).query(wanted)
    return rows[rows["sector"].eq(sector) & rows["year"].eq(year)]["value"].sum()


def test_a_scenario_without_ranges_moves_every_draw_by_its_jobs(fixed, plain):
    added = scenario_forecast(fixed, **WAYS)
    for frame, code, sector, target in (("totals", "*", "A-U", "jobs"), ("impacts", "M", "M", "jobs_by_section")):
        jobs = net(fixed, frame, code, 2028) / fixed.manifest["labour_years_per_job"] / 1000
        assert abs(jobs) > 0.002
        moved = of(added, sector, 2028, target) - of(plain, sector, 2028, target)
        assert moved == pytest.approx(np.full(50, jobs), abs=6e-4)  # draws are kept to one job


def test_before_the_project_nothing_is_added(fixed, plain):
    assert np.array_equal(of(scenario_forecast(fixed, **WAYS), "A-U", 2025), of(plain, "A-U", 2025))


def test_the_range_of_a_scenario_widens_the_forecast_by_its_own(baseline_result, plain):
    moved = of(scenario_forecast(baseline_result, **WAYS), "A-U", 2028) - of(plain, "A-U", 2028)
    wanted = "concept == 'net_regional' and measure == 'jobs' and stage == 'total' and sector == '*' and year == 2028"
    known = baseline_result.totals.query(wanted).set_index("statistic")["value"]
    per_job = baseline_result.manifest["labour_years_per_job"] * 1000
    for level, name in ((0.05, "p05"), (0.25, "p25"), (0.5, "p50"), (0.75, "p75"), (0.95, "p95")):
        assert np.quantile(moved, level, method="hazen") == pytest.approx(known[name] / per_job, abs=2e-3)


def test_beyond_the_outer_quantiles_draws_go_on_as_steep_as_before():
    known, values = np.array([0.05, 0.25, 0.5, 0.75, 0.95]), np.array([1.0, 2.0, 4.0, 5.0, 9.0])
    found = _between(np.array([0.0, 0.05, 0.15, 0.95, 1.0]), known, values)
    assert found == pytest.approx([0.75, 1.0, 1.5, 9.0, 10.0])


def test_only_the_area_of_the_scenario_is_forecast_and_the_rest_is_left_out(baseline_result):
    made = scenario_forecast(baseline_result, **WAYS)
    assert set(made.cells["region"]) == {NORTH}
    assert "G-I" not in set(made.cells["sector"])  # a sum of sections, of which quantiles are not known
    assert (
        made.left_out.query("reason == 'no_expectation'")["region"].isin([NORTH, "CR01", "CR02", "CR03", "CR07"]).all()
    )


def test_the_entry_names_the_scenario_and_its_checksum(baseline_result, fixed, tmp_path):
    import datetime

    made = scenario_forecast(baseline_result, **WAYS)
    record = Ledger.load(tmp_path / "f.jsonl", new=True).register(made, today=datetime.date(2026, 11, 28))
    assert record.entries[0].scenario_name == "ai-fabriek-baseline"
    assert record.entries[0].scenario.sha256 == reference(baseline_result)["sha256"] != reference(fixed)["sha256"]


def test_the_naive_forecasts_beside_it_know_nothing_of_the_scenario(fixed, plain):
    made = scenario_forecast(fixed, **WAYS)
    at = plain.cells["region"].eq(NORTH) & plain.cells["sector"].eq("A-U")
    ours = made.cells["sector"].eq("A-U")
    assert np.array_equal(made.benchmarks["random_walk"][ours], plain.benchmarks["random_walk"][at])


def test_a_result_whose_checks_fail_is_refused(fixed):
    checks = fixed.checks.assign(passed=[False, *fixed.checks["passed"][1:]])
    with pytest.raises(InputError, match="checks: found"):
        scenario_forecast(replace(fixed, checks=checks), **WAYS)


def test_a_scenario_of_an_area_without_published_figures_is_refused(fixed):
    other = replace(fixed, scenario=fixed.scenario.model_copy(update={"study_area": "nij-begun"}))
    with pytest.raises(InputError, match="whole COROP areas"):
        scenario_forecast(other, **WAYS)
