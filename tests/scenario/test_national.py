"""The balance for the Netherlands is no finding where its assumptions decide the sign."""

from __future__ import annotations

import pytest

from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.answer.national import NationalBalance


def balance(low: float, mean: float, high: float, share: float = 0.2, ranged: bool = True) -> NationalBalance:
    return NationalBalance("jobs", low, mean, high, ranged, "assumptions.national_crowding_out_share", share)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (balance(-50.0, -18.0, 9.0), "band"),
        (balance(0.0, 5.0, 9.0), "band"),
        (balance(-174.0, -85.0, -24.0, share=0.72), "assumption"),
        (balance(-174.0, -85.0, -24.0, share=0.5), None),
        (balance(3.0, 5.0, 9.0), None),
        (balance(3.0, 5.0, 9.0, ranged=False), "no_range"),
    ],
)
def test_the_sign_is_known_only_without_zero_and_without_one_assumption_that_makes_it(
    found: NationalBalance, reason: str | None
) -> None:
    assert found.reason == reason
    assert found.sign_known is (reason is None)


def test_the_baseline_has_no_sign_for_the_country(baseline_result: ScenarioResult) -> None:
    for measure in ("jobs", "value_added"):
        assert not baseline_result.national(measure).sign_known
    assert "p05" in baseline_result.national("jobs").as_row()


def test_it_is_never_a_headline(baseline_result: ScenarioResult) -> None:
    summary = baseline_result.summary()
    assert {row["concept"] for row in summary["headline"]} == {"gross", "net_regional"}
    assert {row["measure"] for row in summary["balance_netherlands"]} >= {"jobs", "value_added"}


def test_few_draws_know_no_sign_and_no_range(baseline: Scenario) -> None:
    found = run(baseline, draws=20).national("jobs")
    assert found.reason == "no_range"
    assert "p05" not in found.as_row()
