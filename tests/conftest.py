"""Fixtures that cost something are made once for the whole suite; peers are fetched by the tests that need them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from impact.effects import Evaluation, evaluate
from impact.productivity import RegionalRecord, regional_record
from impact.scenario import Scenario, ScenarioResult, run

if TYPE_CHECKING:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser

BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
]

# The same examples on every machine: a red test can be repeated, and CI does not turn red by luck.
settings.register_profile("project", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("project")


# Outside tests/report: tests of what publications are made of, which takes seconds to compute.
MADE_OF = ("tests/effects/test_evaluation.py", "tests/productivity/record/test_regional_record.py")


def stays_together(nodeid: str) -> str:
    """Return what a test shares a process with: its file, or all tests that ask for publications and their studies."""
    file = nodeid.partition("::")[0]
    return "publications" if file.startswith("tests/report/") or file in MADE_OF else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep tests that share a costly fixture on one process.

    Not by marks of pytest-xdist: 3.8 writes the group into a field that pytest 9 does not read, and says nothing.
    """
    if config.getvalue("dist") != "loadscope":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return stays_together(nodeid)

    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a peer, itself or through a fixture: `-m "not peer"` runs with the packages of `impact` alone."""
    for item in items:
        if "peer" in getattr(item, "fixturenames", ()):
            item.add_marker("peer")


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
def browser(peer: Callable[[str], ModuleType]) -> Iterator[Browser]:
    path = next((found for found in BROWSERS if Path(found).exists()), None)
    if path is None:
        pytest.fail(f"this test needs Chromium, in one of {', '.join(BROWSERS)}. `make test` says how.", pytrace=False)
    with peer("playwright.sync_api").sync_playwright() as engine:
        opened = engine.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe(peer: Callable[[str], ModuleType]) -> Axe:
    """Return the checker of what a page is to people who cannot see it or use no mouse."""
    return peer("axe_playwright_python.sync_playwright").Axe()


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

    found = closed(baseline.model_dump())
    found["assumptions"]["own_supply_error"] |= {"low": 0.0, "central": 0.0, "high": 0.0}
    return run(Scenario.model_validate(found), draws=1)


@pytest.fixture(scope="session")
def region_record() -> RegionalRecord:
    """The record of the region of the baseline."""
    return regional_record("groningen-noord-drenthe")


@pytest.fixture(scope="session")
def zeeland_record() -> RegionalRecord:
    """The record of a province of which the snapshot has less."""
    return regional_record("PV29")


@pytest.fixture(scope="session")
def evaluated() -> Callable[[str], Evaluation]:
    """Return how to get a shipped study: each takes seconds, and is computed when it is first asked for."""
    return cache(evaluate)
