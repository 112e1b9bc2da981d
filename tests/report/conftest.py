from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from impact.effects import Evaluation, evaluate
from impact.report import build
from impact.scenario import ScenarioResult

STUDIES = ("ai-fabriek-ex-ante", "eemshaven-2016", "european-facilities")
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def report(baseline_result: ScenarioResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("publication") / "report"
    build("ai-fabriek", None, out, baseline_result)
    return out


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(found for found in BROWSERS if Path(found).exists())
    with sync_playwright() as engine:
        opened = engine.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def evaluations() -> dict[str, Evaluation]:
    expected = {("jobs", "cr03"): 1.3e-4, ("jobs-j", "cr03"): 8e-4, ("jobs", "four-areas"): 8e-5}
    return {
        name: evaluate(name, predicted=expected, predicted_by="ai-fabriek-baseline")
        if name == "ai-fabriek-ex-ante"
        else evaluate(name)
        for name in STUDIES
    }
