"""Fixtures that cost something are made once for the whole suite; peers are fetched by the tests that need them."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
from types import ModuleType

import pytest
from hypothesis import settings

from impact.scenario import Scenario, ScenarioResult, run

# The same examples on every machine: a red test can be repeated, and CI does not turn red by luck.
settings.register_profile("project", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("project")

# Session fixtures that take seconds: whatever asks for one runs on one process, other tests stay with their file.
COSTLY = ("report", "evaluations")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a peer, itself or through a fixture, and what stays together on one of two processes.

    `-m "not peer"` runs with the packages of `impact` alone.
    """
    for item in items:
        needed = getattr(item, "fixturenames", ())
        if "peer" in needed:
            item.add_marker("peer")
        shared = next((fixture for fixture in COSTLY if fixture in needed), item.nodeid.partition("::")[0])
        item.add_marker(pytest.mark.xdist_group(shared))


@pytest.fixture(scope="session")
def peer() -> Callable[[str], ModuleType]:
    """Return how to get a module of somebody else's that only tests use; without it the test fails and says so."""

    def fetched(name: str) -> ModuleType:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what peers say while they load is not ours to fix
            try:
                return import_module(name)
            except ImportError as error:
                pytest.fail(f"this test needs a peer: {error}. `make .venv/.test` installs it.", pytrace=False)

    return fetched


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
