"""Fixtures that cost something are made once for the whole suite."""

from __future__ import annotations

import pytest
from hypothesis import settings

from impact.scenario import Scenario, ScenarioResult, run

# The same examples on every machine: a red test can be repeated, and CI does not turn red by luck.
settings.register_profile("project", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("project")


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    return Scenario.load("ai-fabriek-baseline")


@pytest.fixture(scope="session")
def baseline_result(baseline: Scenario) -> ScenarioResult:
    return run(baseline, draws=400, seed=1)
