"""The screen of a result: columns that can be told apart, whatever the size of the figures."""

from __future__ import annotations

from dataclasses import replace

from impact.report.screens.screen import result_screen
from impact.scenario import ScenarioResult


def test_large_figures_do_not_run_together(baseline_result: ScenarioResult) -> None:
    totals = baseline_result.totals
    vast = replace(baseline_result, totals=totals.assign(value=totals["value"] * 1e6))
    line = next(line for line in result_screen(vast).splitlines() if line.startswith("Output, MEUR"))
    assert len(line.split()) == 2 + 6
