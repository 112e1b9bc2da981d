"""Charts: each shows the figures of the result, with unit, years and source."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from impact.report import jobs_by_sector, jobs_by_stage, jobs_per_year, staircase
from impact.report.charts.scenario import SHOWN_SECTORS, _stairs, largest_sectors
from impact.scenario import ScenarioResult
from impact.scenario.answer import outlook
from impact.scenario.computation.components import STAGES
from impact.scenario.computation.concepts import HEADLINES
from impact.words.texts import chart_words

CHARTS = [jobs_per_year, jobs_by_stage, jobs_by_sector, staircase]


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize(("lang", "unit"), [("nl", "arbeidsjaren"), ("en", "labour years")])
def test_a_chart_says_unit_years_and_source(
    chart: Callable[..., Any], lang: str, unit: str, baseline_result: ScenarioResult
) -> None:
    drawn = chart(baseline_result, lang=lang).to_dict()
    subtitle, source = drawn["vconcat"][0]["title"]["subtitle"], " ".join(drawn["title"]["text"])
    assert unit in subtitle.lower()
    assert str(baseline_result.scenario.years[0]) in subtitle
    assert "CBS" in source
    assert baseline_result.scenario.name in source


@pytest.mark.parametrize("chart", [jobs_per_year, jobs_by_stage, jobs_by_sector])
def test_gross_never_stands_without_net(chart: Callable[..., Any], baseline_result: ScenarioResult) -> None:
    said = json.dumps(chart(baseline_result, lang="en").to_dict())
    assert "Gross, region" in said
    assert "Net, region" in said


def test_the_staircase_goes_down_from_gross_to_net(baseline_result: ScenarioResult) -> None:
    steps = outlook.steps(baseline_result, "jobs")
    stairs = _stairs(baseline_result, steps.drop(index="net_national"), chart_words("en"))
    below = stairs["end"].iloc[:-2].to_numpy()
    assert stairs["begin"].iloc[1:-1].to_numpy() == pytest.approx(below)
    assert stairs["end"].iloc[-2] == pytest.approx(steps.loc["net_regional", "mean"], abs=1e-4)
    assert ((stairs["p05"] <= stairs["end"]) & (stairs["end"] <= stairs["p95"])).all()


@pytest.mark.parametrize("chart", CHARTS)
def test_the_balance_for_the_country_is_in_no_chart(chart: Callable[..., Any], baseline_result: ScenarioResult) -> None:
    assert "Netherlands" not in json.dumps(chart(baseline_result, lang="en").to_dict()).replace(
        "CBS (Statistics Netherlands)", ""
    )


def test_the_mean_lies_within_its_range(baseline_result: ScenarioResult) -> None:
    for frame in (outlook.by_year(baseline_result, "jobs"), outlook.by_sector(baseline_result, "jobs")):
        kept = frame[frame["concept"].isin(HEADLINES)]
        assert ((kept["p05"] <= kept["mean"]) & (kept["mean"] <= kept["p95"])).all()


def test_stages_add_up_to_the_total(baseline_result: ScenarioResult) -> None:
    parts = outlook.by_year(baseline_result, "jobs", stage=None)
    parts = parts[parts["stage"].isin(STAGES)].groupby(["concept", "year"])["mean"].sum()
    total = outlook.by_year(baseline_result, "jobs").set_index(["concept", "year"])["mean"]
    pd.testing.assert_series_equal(parts, total, check_exact=False, atol=1e-4)


def test_the_largest_sectors_are_shown(baseline_result: ScenarioResult) -> None:
    frame = outlook.by_sector(baseline_result, "jobs")
    largest = largest_sectors(frame)
    assert len(largest) == SHOWN_SECTORS
    assert largest[0] == "M"
    hidden = (
        frame[~frame["sector"].isin(largest) & frame["concept"].isin(["gross", "net_regional"])]["mean"].abs().max()
    )
    regional = frame[frame["sector"].isin(largest) & frame["concept"].isin(["gross", "net_regional"])]
    shown = regional.groupby("sector")["mean"].apply(lambda values: values.abs().max()).min()
    assert hidden <= shown


@pytest.mark.parametrize(("low", "high", "said"), [(1.0, 2.0, "more"), (-1.0, 2.0, "unclear"), (-2.0, -1.0, "less")])
def test_the_direction_needs_nine_in_ten_draws(low: float, high: float, said: str) -> None:
    assert outlook.Outlook(low, (low + high) / 2, high).direction == said
