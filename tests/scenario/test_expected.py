"""What a scenario expects of a study's outcomes: small, of the right order, only where the area is published."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from impact.effects import evaluate
from impact.effects.registered.design_file import Outcome
from impact.effects.registered.quantities import Measured, measured
from impact.errors import InputError
from impact.report.screens.evaluation import evaluation_screen
from impact.scenario import Scenario, ScenarioResult, expected_effects, run
from impact.sources import snapshot

LABOUR_YEARS_PER_JOB = 6423.7 / 8560.5  # CBS, employees in the Netherlands, 2019

TREATED = {"cr03": ("CR03",), "four": ("CR01", "CR02", "CR03", "CR07"), "elsewhere": ("CR23",)}


def test_expected_effects_are_net_regional_figures_against_the_last_observed_ones(
    baseline_result: ScenarioResult,
) -> None:
    """367.5 thousand jobs in December 2024: 48.0 + 15.1 + 219.4 + 85.0 (CBS 83582NED)."""
    found = expected_effects(baseline_result, TREATED)
    net = baseline_result.totals.query(
        "concept == 'net_regional' and measure == 'jobs' and stage == 'total' and statistic == 'mean' and sector == '*'"
    )
    largest = net.loc[net["year"].notna(), "value"].max() / LABOUR_YEARS_PER_JOB
    assert found["jobs", "four"] == pytest.approx(math.log1p(largest / 367_500))
    assert found["jobs", "four"] < 0.001
    assert 0 < found["jobs", "four"] < found["jobs-j", "four"]
    assert 0 < found["value-added", "four"] < 0.001
    # Of one sector the year in which it is largest as well, not the mean of eight: 9,500 jobs in J.
    cells = baseline_result.impacts.query(
        "concept == 'net_regional' and measure == 'jobs' and stage == 'total' and statistic == 'mean' and sector == 'J'"
    )
    yearly = cells.groupby("year")["value"].sum() / LABOUR_YEARS_PER_JOB
    assert found["jobs-j", "four"] == pytest.approx(math.log1p(yearly.max() / 9_500), rel=1e-3)
    assert yearly.max() > 1.2 * yearly.mean()


def test_a_part_of_the_area_has_its_own_denominator(baseline_result: ScenarioResult) -> None:
    """All of the effect in Overig Groningen, with 219.4 of the 367.5 thousand jobs."""
    found = expected_effects(baseline_result, TREATED)
    assert math.expm1(found["jobs", "cr03"]) / math.expm1(found["jobs", "four"]) == pytest.approx(
        367.5 / 219.4, abs=4e-4
    )
    assert found["value-added", "cr03"] > found["value-added", "four"]
    assert "elsewhere" not in {name for _, name in found}


def test_a_scenario_of_another_area_expects_nothing_there(baseline_result: ScenarioResult) -> None:
    with pytest.raises(InputError, match="study_area: .* an area in which something is treated: CR23, CR24"):
        expected_effects(baseline_result, {"elsewhere": ("CR23", "CR24")})


def test_a_scenario_in_other_groups_does_not_expect_nothing(baseline: Scenario) -> None:
    result = run(baseline.model_copy(update={"sectors": "a38"}), draws=5)
    with pytest.raises(InputError, match=r"sectors: found 'a38'; expected results for sector J"):
        expected_effects(result, TREATED)


def test_an_area_without_published_outcomes_is_refused(baseline: Scenario) -> None:
    result = run(baseline.model_copy(update={"study_area": "nij-begun"}), draws=5)
    with pytest.raises(InputError, match="whole COROP areas"):
        expected_effects(result, TREATED)


def outcome(name: str, table: str = "corop-jobs", **given: object) -> Outcome:
    """Return an outcome of that name over the figures of a table."""
    wanted = {"title": "A title", "unit": "a unit", "years": [2010, 2024], "donors": ["CR*"], **given}
    for part in ("numerator", "denominator"):
        if part in wanted or part == "numerator":
            wanted[part] = {"table": table, **dict(wanted.get(part, {}))}
    return Outcome.model_validate({"name": name, **wanted})


def net(result: ScenarioResult, measure: str, *sectors: str) -> pd.Series:
    """Return the net regional cells of some sectors, summed by year; of jobs in jobs, as the figures count them."""
    cells = result.impacts.query(
        f"concept == 'net_regional' and measure == '{measure}' and stage == 'total' and statistic == 'mean'"
    )
    summed = cells[cells["sector"].isin(sectors)].groupby("year")["value"].sum()
    return summed / LABOUR_YEARS_PER_JOB if measure == "jobs" else summed


def test_an_outcome_is_matched_by_its_series_whatever_it_is_called(baseline_result: ScenarioResult) -> None:
    construction = outcome("jobs", numerator={"sum": {"F": 1}}, unit="thousand jobs")
    every = outcome("jobs-all", numerator={"sum": {"A-U": 1}}, transform="log", unit="log points")
    found = expected_effects(baseline_result, TREATED, [construction, every])
    assert found["jobs", "cr03"] == pytest.approx(net(baseline_result, "jobs", "F").max() / 1000)
    assert found["jobs-all", "cr03"] == expected_effects(baseline_result, TREATED)["jobs", "cr03"]


def test_the_effect_on_levels_is_that_of_an_area(baseline_result: ScenarioResult) -> None:
    """The estimate is the mean over the treated areas, and four areas share what one would have alone."""
    jobs = outcome("j", numerator={"sum": {"J": 1}}, scale=1000.0)
    found = expected_effects(baseline_result, TREATED, [jobs])
    largest = net(baseline_result, "jobs", "J").max()
    assert (found["j", "cr03"], found["j", "four"]) == pytest.approx((largest, largest / 4))


@pytest.mark.parametrize(
    ("given", "sectors"),
    [
        ({"sum": {"M-N": 1}}, "MN"),
        ({"sum": {"G-I": 1, "J": 1}}, "GHIJ"),
        ({"where": {"sector": "K"}}, "K"),
        ({"where": {"sector": "K"}, "sum": {"K": 1}}, "K"),
    ],
)
def test_sectors_are_summed_as_the_outcome_sums_them(
    baseline_result: ScenarioResult, given: dict[str, object], sectors: str
) -> None:
    found = expected_effects(baseline_result, TREATED, [outcome("x", numerator=given)])
    assert found["x", "cr03"] == pytest.approx(net(baseline_result, "jobs", *sectors).max() / 1000)


def test_what_is_left_out_of_an_outcome_is_left_out_of_its_expectation(baseline_result: ScenarioResult) -> None:
    """Value added outside B, D and E: what the power stations make is not in the figures."""
    given = {"sum": {"A-U": 1, "B-E": -1, "C": 1}}
    mine = outcome("v", "corop-value-added", numerator=given, years=[2000, 2023])
    found = expected_effects(baseline_result, TREATED, [mine])
    inside = net(baseline_result, "value_added", *"ACFGHIJKLMNOPQRSTX")
    assert found["v", "cr03"] == pytest.approx(inside.max())


def test_a_share_moves_by_both_of_its_parts(baseline_result: ScenarioResult) -> None:
    share = outcome("share", numerator={"sum": {"J": 1}}, denominator={"sum": {"F": 1}}, scale=100.0, unit="per cent")
    found = expected_effects(baseline_result, {"cr03": ("CR03",)}, [share])["share", "cr03"]
    table = snapshot.table("corop-jobs").query("region == 'CR03' and year == 2024").set_index("sector")["value"]
    j, f = (net(baseline_result, "jobs", s) / 1000 for s in "JF")
    right = 100 * ((table["J"] + j) / (table["F"] + f) - table["J"] / table["F"])
    assert found == pytest.approx(right.max())


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (outcome("jobs", "corop-employment", numerator={"sum": {"A-U": 1}}), "figures of corop-employment"),
        (outcome("jobs-j", "corop-jobs", numerator={"where": {"status": ""}, "sum": {"J": 1}}), "not of these rows"),
        (outcome("jobs", "corop-establishments", numerator={"sum": {"A-U": 1}}), "figures of corop-establishments"),
    ],
)
def test_of_another_series_nothing_is_expected_and_the_reason_is_said(
    baseline_result: ScenarioResult, other: Outcome, why: str
) -> None:
    assert expected_effects(baseline_result, TREATED, [other]) == {}
    reason = measured(other)
    assert not isinstance(reason, Measured)
    assert why in reason


def test_areas_are_found_by_the_codes_of_the_figures(baseline_result: ScenarioResult) -> None:
    mine = outcome("jobs", numerator={"sum": {"F": 1}}, codes={"overig": "CR03"})
    found = expected_effects(baseline_result, {"here": ("overig",)}, [mine])
    assert found["jobs", "here"] == pytest.approx(net(baseline_result, "jobs", "F").max() / 1000)


def test_the_screen_says_why_nothing_is_expected(baseline_result: ScenarioResult) -> None:
    predicted = expected_effects(baseline_result, {"cr03": ("CR03",)})
    found = evaluate("ai-fabriek-ex-ante", predicted=predicted, predicted_by=baseline_result.scenario.name)
    assert set(found.unexpected()) == {"value-added-per-person", "births-j", "births-mn", "establishments"}
    assert "nothing expected: a scenario says nothing about the figures of corop-firm-births" in evaluation_screen(
        found
    )
