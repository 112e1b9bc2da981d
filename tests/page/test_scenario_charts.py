"""The charts of a scenario on the page are the files that `impact chart` writes of its result."""

from __future__ import annotations

import io
import urllib.request
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from impact.cli import app as commands
from impact.page.scenarios.charts_made import ENDINGS, ChartsMade
from impact.page.scenarios.form import BASELINE, shipped
from impact.report.gallery.named import Need
from impact.report.gallery.registry import CHARTS
from impact.scenario import Scenario, run
from tests.page.conftest import DRAWS

OF_RESULT = [chart.name for chart in CHARTS if chart.need is Need.RESULT]


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    with zipfile.ZipFile(ChartsMade(shipped(BASELINE), "nl", DRAWS).done(tmp_path_factory.mktemp("made"))) as held:
        return {name.rpartition("/")[2]: held.read(name) for name in held.namelist()}


def test_every_chart_of_a_result_is_there_with_every_ending(charts: dict[str, bytes]) -> None:
    assert set(charts) == {f"{name}.{ending}" for name in OF_RESULT for ending in ENDINGS}


def test_they_are_the_bytes_of_the_command(charts: dict[str, bytes], tmp_path: Path) -> None:
    folder = run(Scenario.load(BASELINE), draws=DRAWS).save(tmp_path / BASELINE)
    for name, ending in (("staircase", "svg"), ("path", "csv"), ("tornado", "png"), ("adoption", "pdf")):
        path = tmp_path / f"{name}.{ending}"
        done = CliRunner().invoke(commands, ["chart", name, "--of", str(folder), "--lang", "nl", "--out", str(path)])
        assert done.exit_code == 0, done.output
        assert charts[path.name] == path.read_bytes(), name


def test_the_page_gives_them(served: str, charts: dict[str, bytes]) -> None:
    with urllib.request.urlopen(f"{served}/nl/scenario/charts.zip") as got:
        assert got.headers["Content-Type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(got.read())) as held:
            assert {name.rpartition("/")[2]: held.read(name) for name in held.namelist()} == charts


def test_of_a_scenario_that_says_nothing_of_use_and_has_few_draws_there_are_the_others(tmp_path: Path) -> None:
    with zipfile.ZipFile(ChartsMade(shipped("google-eemshaven"), "en", 20).done(tmp_path)) as held:
        there = {name.partition("/")[2].partition(".")[0] for name in held.namelist()}
    assert there == {*OF_RESULT} - {"adoption", "tornado"}
