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


@pytest.fixture(scope="session")
def fixed(baseline: Scenario) -> ScenarioResult:
    """The baseline with every range closed at its central value: one draw says it all."""

    def closed(value: object) -> object:
        if isinstance(value, dict):
            if {"low", "central", "high"} <= value.keys():
                return {**value, "low": value["central"], "high": value["central"]}
            return {key: closed(inner) for key, inner in value.items()}
        return value

    return run(Scenario.model_validate(closed(baseline.model_dump())), draws=1)
