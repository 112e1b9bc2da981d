"""What a labour year costs and what the spending is worth today: closed forms, ratios draw by draw, and their words."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.report.screens.screen import result_screen
from impact.scenario import ScenarioResult
from impact.scenario.answer.by_draw import SPENDING, TotalsByDraw
from impact.scenario.answer.cost import STANDARD_RATE, cost_of, cost_of_work, present_value
from impact.scenario.answer.cost_told import cost_in_words


def paid(by_year: dict[int, float]) -> TotalsByDraw:
    return TotalsByDraw({(SPENDING, SPENDING, year): np.array([amount]) for year, amount in by_year.items()}, 1)


@pytest.mark.parametrize(("rate", "factor"), [(0.0225, 8.8662), (0.016, 9.1735), (0.029, 8.5739)])
def test_ten_equal_payments_are_an_annuity(rate: float, factor: float) -> None:
    """The annuity factor (1 - (1 + r)^-10) / r, worked out by hand to four decimals."""
    found = present_value(paid({2024 + t: 1.0 for t in range(1, 11)}), rate, 2024)
    assert found[0] == pytest.approx(factor, abs=5e-5)
    assert found[0] == pytest.approx((1 - (1 + rate) ** -10) / rate)


@given(st.floats(0, 1000), st.integers(2015, 2060))
def test_what_is_paid_in_the_price_year_is_worth_itself(amount: float, year: int) -> None:
    assert present_value(paid({year: amount}), STANDARD_RATE, year)[0] == amount


def test_a_higher_rate_makes_later_payments_worth_less(baseline_result: ScenarioResult) -> None:
    found = baseline_result.cost
    assert found is not None
    assert found.spent.mean > found.present[0.016].mean > found.present[0.0225].mean > found.present[0.029].mean


def test_quantiles_of_the_cost_are_those_of_the_ratio_in_each_draw() -> None:
    work = np.linspace(50, 150, 101)
    found = cost_of_work("gross", np.full(101, 200.0), work)
    ratios = np.sort(200.0 / work)
    assert (found.low, found.median, found.high) == pytest.approx((ratios[5], ratios[50], ratios[95]))
    assert found.undefined == 0


def test_the_cost_is_no_ratio_of_means() -> None:
    spent, work = np.array([100.0, 100.0, 100.0]), np.array([1.0, 10.0, 100.0])
    assert cost_of_work("gross", spent, work).median == pytest.approx(10.0)
    assert spent.mean() / work.mean() == pytest.approx(2.70, abs=0.005)


@pytest.mark.parametrize(
    ("losses", "low", "median", "high"),
    [(0, 2.0, 2.0, 2.0), (4, 2.0, 2.0, 2.0), (10, 2.0, 2.0, inf), (60, 2.0, inf, inf), (100, inf, inf, inf)],
)
def test_draws_without_gain_are_dearer_than_any_other(losses: int, low: float, median: float, high: float) -> None:
    work = np.array([-5.0] * losses + [50.0] * (100 - losses))
    found = cost_of_work("net_regional", np.full(100, 100.0), work)
    assert (found.low, found.median, found.high) == (low, median, high)
    assert found.undefined == losses / 100


def test_nothing_that_is_paid_has_no_cost() -> None:
    assert cost_of_work("gross", np.zeros(3), np.zeros(3)).undefined == 1


def with_work(result: ScenarioResult, work: float, lost: float) -> ScenarioResult:
    """Return a result with so much net work a draw, and as much lost in a share of the draws."""
    assert result.by_draw is not None
    count = result.by_draw.count
    net = np.where(np.arange(count) < lost * count, -work, work)
    totals = {key: found for key, found in result.by_draw.drawn.items() if key[:2] != ("net_regional", "jobs")}
    return replace(result, by_draw=TotalsByDraw({**totals, ("net_regional", "jobs", 2028): net}, count))


@pytest.mark.parametrize(
    ("lost", "code", "words"),
    [
        (0.0, "cost_with_band", "thousand euros ("),
        (0.02, "cost_not_always", "not defined in 2.0 of 100 draws"),
        (0.2, "cost_without_end", "without an upper end; not defined in 20.0 of 100 draws"),
        (0.7, "cost_not_defined", "not defined in 70.0 of 100 draws"),
    ],
)
def test_a_cost_that_is_not_always_there_says_so(
    baseline_result: ScenarioResult, lost: float, code: str, words: str
) -> None:
    told = cost_in_words(with_work(baseline_result, 100.0, lost))
    net = told[0].fields["net"]
    assert getattr(net, "code", "") == code
    assert words in told[0].en
    assert "niet gedefinieerd" in told[0].nl or lost == 0


def test_without_a_range_there_is_one_number(fixed: ScenarioResult) -> None:
    told = cost_in_words(fixed)
    assert getattr(told[0].fields["gross"], "code", "") == "cost_alone"
    assert "(" not in told[0].en


def test_welfare_is_named_as_not_computed_with_what_it_would_need(baseline_result: ScenarioResult) -> None:
    said = cost_in_words(baseline_result)[-1]
    assert said.code == "welfare_not_computed"
    assert "benefits of use" in said.en
    assert baseline_result.summary()["cost"]["welfare"] == {"computed": False, "en": said.en, "nl": said.nl}
    screen = " ".join(result_screen(baseline_result).split())
    assert told_on_the_screen(baseline_result, screen)


def told_on_the_screen(result: ScenarioResult, screen: str) -> bool:
    """Return whether the screen says the present values at the three rates, and that welfare is another account."""
    assert result.cost is not None
    lower, higher = (result.cost.present[rate].mean for rate in (0.016, 0.029))
    rates = f"(at 1.6 % {lower:,.0f}, at 2.9 % {higher:,.0f})"
    return "at 2.25 %" in screen and rates in screen and "is not computed: a social cost-benefit analysis" in screen


def test_the_summary_has_the_cost_as_plain_values(baseline_result: ScenarioResult) -> None:
    row = baseline_result.summary()["cost"]
    assert [value["rate"] for value in row["present_value"]] == [0.0225, 0.016, 0.029]
    assert [value["concept"] for value in row["per_labour_year"]] == ["gross", "net_regional"]
    totals = with_work(baseline_result, 100.0, 0.2).by_draw
    assert totals is not None
    assert cost_of(totals, 2024).as_row()["per_labour_year"][1]["p95"] is None


def test_gross_work_is_cheaper_than_net_work(baseline_result: ScenarioResult) -> None:
    found = baseline_result.cost
    assert found is not None
    assert found.of_work["gross"].median < found.of_work["net_regional"].median
    gross = baseline_result.over_years("gross", "jobs")["mean"]
    assert found.of_work["gross"].median == pytest.approx(found.spent.mean / gross, rel=0.05)


def test_a_result_of_before_says_nothing_of_cost(baseline_result: ScenarioResult) -> None:
    before = replace(baseline_result, by_draw=None)
    assert before.cost is None
    assert cost_in_words(before) == []
    assert "labour year costs" not in result_screen(before)
    assert "cost" not in before.summary()
