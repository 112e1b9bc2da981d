"""Jobs are labour years everywhere: an FTE is never added to a part-time job as if one were the other."""

from __future__ import annotations

import pandas as pd
import pytest

from impact.inputoutput import national_table
from impact.panel.figures import figures_of
from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.computation.economy import economy_of
from impact.scenario.computation.labour import labour_years_per_job
from impact.scenario.computation.measures import PLACE


def test_the_factor_is_that_of_the_printed_figures() -> None:
    """CBS: 6,423.7 thousand labour years of employees and 8,560.5 thousand jobs of employees, Netherlands 2019."""
    assert labour_years_per_job() == pytest.approx(6423.7 / 8560.5)
    assert labour_years_per_job() == pytest.approx(0.7504, abs=5e-5)


def test_the_whole_economy_has_its_published_labour_years(baseline: Scenario) -> None:
    nation = economy_of(baseline, figures_of()).nation
    output = national_table(2019, "cbs81").output.to_numpy(dtype=float)
    assert output @ nation.coefficients[:, PLACE["jobs"]] / 1000 == pytest.approx(6423.7, abs=0.3)


def test_hired_people_count_in_full_and_suppliers_by_the_factor(fixed: ScenarioResult) -> None:
    people = sum(sum(post.fte.values()) for post in fixed.scenario.staff.values())
    none = fixed.scenario.model_copy(update={"staff": {}, "use": None})
    without = run(none, draws=1).totals
    direct = "concept == 'gross' and measure == 'jobs' and stage == 'direct' and sector == '*' and statistic == 'mean'"
    summed = [
        float(t.query(direct).loc[lambda rows: rows["year"].isna(), "value"].iloc[0]) for t in (fixed.totals, without)
    ]
    overhead = summed[0] - summed[1] - people
    assert 0 < overhead < 0.1 * people


def test_the_unit_and_the_factor_stand_in_the_result(baseline_result: ScenarioResult) -> None:
    jobs = pd.concat([baseline_result.totals, baseline_result.impacts]).query("measure == 'jobs'")
    assert set(jobs["unit"]) == {"labour years"}
    assert baseline_result.manifest["labour_years_per_job"] == pytest.approx(0.75039, abs=1e-5)
    assert "province-key-figures" in {source["table"] for source in baseline_result.manifest["sources"]}
