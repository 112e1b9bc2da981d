from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from impact.effects import DesignFile, Evaluation, evaluate
from impact.productivity import RegionalRecord
from impact.report import build
from impact.scenario import ScenarioResult, use_expectations
from tests.report.followed import Written, kept

STUDIES = ("ai-fabriek-ex-ante", "eemshaven-2016", "european-facilities")


@pytest.fixture(scope="session")
def written() -> dict[str, Written]:
    """What was kept while publications were built, by their name; a test that asks for one asks for its pages too."""
    return {}


@pytest.fixture(scope="session")
def report(
    baseline_result: ScenarioResult, written: dict[str, Written], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("publication") / "report"
    with kept() as written["ai-fabriek"]:
        build("ai-fabriek", None, out, baseline_result)
    return out


@pytest.fixture(scope="session")
def record_report(
    region_record: RegionalRecord, written: dict[str, Written], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("record") / "report"
    with kept() as written["regional-record"]:
        build("regional-record", None, out, region_record)
    return out


@pytest.fixture(scope="session")
def evaluations(evaluated: Callable[[str], Evaluation], baseline_result: ScenarioResult) -> dict[str, Evaluation]:
    expected = {("jobs", "cr03"): 1.3e-4, ("jobs-j", "cr03"): 8e-4, ("jobs", "four-areas"): 8e-5}
    study = DesignFile.load("ai-fabriek-ex-ante")
    of_use = use_expectations(baseline_result, {t.name: tuple(t.first) for t in study.treated}, study.outcomes)
    return {
        name: evaluate(name, predicted=expected, predicted_by="ai-fabriek-baseline", expectations=of_use)
        if name == "ai-fabriek-ex-ante"
        else evaluated(name)
        for name in STUDIES
    }


@pytest.fixture(scope="session")
def built(
    evaluations: dict[str, Evaluation], written: dict[str, Written], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("studies")
    for name, evaluation in evaluations.items():
        with kept() as written[name]:
            build("study", None, root / name, evaluation)
    return {name: root / name for name in STUDIES}
