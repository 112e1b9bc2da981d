"""What cannot be used exits with 2, says what was found, what was expected and what to do, and leaves nothing."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from impact import folders
from impact.cli import main
from impact.parallel import cluster
from impact.scenario import ScenarioResult

BETWEEN = """
[correlations.{name}]
between = ["assumptions.{one}", "assumptions.{other}"]
rank = {rank}
source = "this test"
basis = "assumption"
"""
ONE, OTHER, THIRD = "deadweight_share", "staff_displacement_share", "supplier_displacement_share"
SCENARIOS = {
    "correlations that are impossible": "".join(
        BETWEEN.format(name=name, one=one, other=other, rank=rank)
        for name, one, other, rank in (("a", ONE, OTHER, 0.9), ("b", OTHER, THIRD, 0.9), ("c", ONE, THIRD, -0.9))
    ),
    "a tenth percentile above the ninetieth": """
[assumptions.staff_displacement_share]
low = 0.8
central = 0.5
high = 0.3
means = "p10-p90"
source = "this test"
basis = "assumption"
""",
}
EXPECTED = dict(zip(SCENARIOS, ("positive definite", "low <= central <= high"), strict=True))
DECISION = """
title = { nl = "Doorgaan?", en = "Go on?" }
unit = "MEUR"
source = "values of a test"
[options.go]
title = { nl = "Ja", en = "Yes" }
[options.no-go]
title = { nl = "Nee", en = "No" }
"""


@pytest.fixture
def refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., str]]:
    """Return what a command says that writes to a folder; it exits with 2 and the folder is not there."""
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.chdir(tmp_path)

    def told(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["impact", *arguments, "--out", "made"])
        there = set(tmp_path.iterdir())
        with pytest.raises(SystemExit) as stopped:
            main()
        said = capsys.readouterr()
        assert stopped.value.code == 2, said
        assert set(tmp_path.iterdir()) == there
        assert said.out == ""
        assert all(f"\n  {label}" in said.err for label in ("found", "expected", "to do"))
        return " ".join(said.err.split())

    yield told
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("case", SCENARIOS)
def test_a_scenario_that_cannot_be(case: str, refused: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(f'extends = "ai-fabriek-baseline"\n{SCENARIOS[case]}', encoding="utf-8")
    said = refused("run", "mine.toml")
    assert EXPECTED[case] in said


def test_a_number_of_draws_that_is_no_power_of_two(refused: Callable[..., str]) -> None:
    assert "512 or 1024" in refused("run", "--sampling", "sobol", "--draws", "1000")
    assert "512 or 1,024" in refused("sensitivity", "ai-fabriek-baseline", "--n", "1000")


def test_a_decision_without_a_payoff(refused: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "go.toml").write_text(DECISION, encoding="utf-8")
    assert "options" in refused("sensitivity", "ai-fabriek-baseline", "--decision", "go.toml")


def test_a_scheduler_that_refuses(refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    said = refused("run", "--totals", "--backend", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert "--scheduler" in said


def test_folders_of_another_version_and_results_that_are_no_pair(
    baseline_result: ScenarioResult, refused: Callable[..., str], tmp_path: Path
) -> None:
    one, other = (baseline_result.save(tmp_path / name) for name in ("one", "other"))
    for change in ({"versions": {**baseline_result.manifest["versions"], "impact-noord": "0.0.9"}}, {"seed": 9}):
        manifest = json.loads((other / "manifest.json").read_text(encoding="utf-8"))
        content = {name: value for name, value in manifest.items() if name not in ("files", folders.SEAL)}
        (other / "manifest.json").unlink()
        folders.seal(other, content | change)
        said = refused("compare", str(one), str(other))
        assert "--rerun" in said and next(iter(change)) in said


@pytest.mark.parametrize("option", ["--change-from", "--index"])
def test_a_year_to_compare_with_that_is_the_last_one_is_told_an_earlier_one_which_works(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.chdir(tmp_path)
    asked = ["impact", "map", "jobs", "--level", "corop", "--out", "a.csv"]
    monkeypatch.setattr(sys, "argv", [*asked, option, "2024"])
    with pytest.raises(SystemExit, match="2"):
        main()
    said = capsys.readouterr().err
    assert "a year before 2024, the last one: 2010-2023" in said
    advised = said.rpartition(option)[2].strip(" .\n")
    monkeypatch.setattr(sys, "argv", [*asked, option, advised])
    with pytest.raises(SystemExit, match="0"):
        main()
    assert (tmp_path / "a.csv").is_file()
