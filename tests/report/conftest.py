from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from impact.effects import DesignFile, Evaluation, evaluate
from impact.productivity import RegionalRecord
from impact.report import build
from impact.report.annex import publication as annex
from impact.report.backcast.account import Backcast
from impact.report.letter import publication as letter
from impact.report.monitor import publication as monitor
from impact.report.pages.publications import publication
from impact.scenario import Comparison, Scenario, ScenarioResult, compare, run, use_expectations
from tests.report.followed import Written, kept

# The monitor of the tests: Eemsdelta, which a scenario has figures of, and three municipalities that it has none of.
TWO_AREAS = """
made_of = "monitor"
title = { nl = "Twee gebieden", en = "Two areas" }
area = ["CR02", "CR08"]
author = "a test"
contact = "monitor@example.org"
date = 2026-11-28
"""
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


@pytest.fixture(scope="session")
def letter_pages(
    baseline_result: ScenarioResult, written: dict[str, Written], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("letter") / "out"
    with kept() as written["kwartaalbericht"]:
        build("kwartaalbericht", None, out, letter.gathered(publication("kwartaalbericht"), baseline_result))
    return out


@pytest.fixture(scope="session")
def annex_pages(
    baseline_result: ScenarioResult, written: dict[str, Written], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("annex") / "out"
    with kept() as written["technical-annex"]:
        build("technical-annex", None, out, annex.gathered(publication("technical-annex"), baseline_result))
    return out


@pytest.fixture(scope="session")
def two_areas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that describes a monitor of two areas."""
    where = tmp_path_factory.mktemp("two areas")
    (where / "publication.toml").write_text(TWO_AREAS, encoding="utf-8")
    return where


@pytest.fixture(scope="session")
def followed(two_areas: Path, baseline_result: ScenarioResult) -> monitor.Followed:
    return monitor.gathered(publication(two_areas), baseline_result)


@pytest.fixture(scope="session")
def monitor_pages(two_areas: Path, followed: monitor.Followed, written: dict[str, Written]) -> Path:
    with kept() as written["monitor"]:
        build(two_areas, None, two_areas / "out", followed)
    return two_areas / "out"


@pytest.fixture(scope="session")
def backcast(evaluated: Callable[[str], Evaluation]) -> Backcast:
    return Backcast(run(Scenario.load("google-eemshaven"), draws=300), evaluated("eemshaven-2016"))


@pytest.fixture(scope="session")
def backcast_pages(backcast: Backcast, written: dict[str, Written], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("backcast") / "out"
    with kept() as written["backcast"]:
        build("backcast-eemshaven", None, out, backcast)
    return out


@pytest.fixture(scope="session")
def compared(baseline_result: ScenarioResult) -> Comparison:
    manifest = baseline_result.manifest
    other = run(Scenario.load("no-eu-cofinancing"), draws=manifest["draws"], seed=manifest["seed"])
    return compare(baseline_result, other)


@pytest.fixture(scope="session")
def comparison_pages(
    compared: Comparison, written: dict[str, Written], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("compared") / "pages"
    with kept() as written["comparison"]:
        build("comparison", None, folder, compared)
    return folder


@pytest.fixture(scope="session")
def publications(
    report: Path,
    record_report: Path,
    built: dict[str, Path],
    letter_pages: Path,
    annex_pages: Path,
    monitor_pages: Path,
    backcast_pages: Path,
    comparison_pages: Path,
) -> dict[str, Path]:
    """Return the folder of every publication in both languages, by the name of it, a study or its kind."""
    return {
        "ai-fabriek": report,
        "regional-record": record_report,
        **built,
        "kwartaalbericht": letter_pages,
        "technical-annex": annex_pages,
        "regional-monitor": monitor_pages,
        "backcast-eemshaven": backcast_pages,
        "comparison": comparison_pages,
    }
