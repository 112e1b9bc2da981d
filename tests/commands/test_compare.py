"""`impact compare`: any mix of files, names and folders; what is no pair is refused, or run again when asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer

from impact.commands import compare as compare_command
from impact.errors import InputError, Problem
from impact.folders import SEAL, checksum_of
from impact.scenario import Scenario, ScenarioResult, run

ONE, OTHER = "ai-fabriek-baseline", "no-eu-cofinancing"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(baseline: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved result of 30 draws with seed 3."""
    return run(baseline, draws=30, seed=3).save(tmp_path_factory.mktemp("saved") / "result")


def shown(capsys: pytest.CaptureFixture[str], *asked: str | Path, **options: Any) -> str:
    compare_command.compare([str(one) for one in asked], **options)
    return " ".join(capsys.readouterr().out.split())


def refused(*asked: str | Path, **options: Any) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        compare_command.compare([str(one) for one in asked], **options)
    return caught.value.problems


def altered(source: Path, target: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Return a copy of a result folder with another manifest, as if it had been made otherwise."""
    target.mkdir()
    for path in source.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    manifest = json.loads((target / "manifest.json").read_text())
    del manifest[SEAL]
    change(manifest)
    for name in [name for name in ("draws.parquet",) if name not in manifest["files"]]:
        (target / name).unlink()
    (target / "manifest.json").write_text(json.dumps({**manifest, SEAL: checksum_of(manifest)}))
    return target


def test_as_a_command_it_shows_a_screen_and_writes_a_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "impact", "compare", ONE, OTHER, "--draws", "40", "--lang", "nl", "--out", "found"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, env=env)
    assert done.returncode == 0, done.stderr
    assert "Netto, regio" in done.stdout
    assert "Wat de bestanden anders zeggen" in done.stdout
    assert (tmp_path / "found" / "comparison.xlsx").is_file()


def test_as_a_command_it_exits_with_2_on_what_is_no_pair(folder: Path, tmp_path: Path) -> None:
    other = altered(folder, tmp_path / "other", lambda m: m.update(seed=9))
    command = [sys.executable, "-m", "impact", "compare", str(folder), str(other), "--out", "found"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, env=env)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert f"{other}: seed" in done.stderr
    for label in ("found", "expected", "to do"):
        assert label in done.stderr
    assert not (tmp_path / "found").exists()


def test_a_file_is_run_as_the_folder_beside_it_was(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert "30 draws, seed 3" in shown(capsys, folder, OTHER)
    assert "30 draws, seed 3" in shown(capsys, OTHER, folder)


def test_a_folder_and_its_own_question_do_not_differ(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert "There is no difference in any draw." in shown(capsys, folder, ONE)
    assert "There is no difference in any draw." in shown(capsys, folder, folder)


def test_a_file_of_ones_own_is_taken(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(f'extends = "{ONE}"\n[assumptions.own_supply_level]\nlow = 0.4\ncentral = 0.4\nhigh = 0.4\n')
    assert "mine less that of ai-fabriek-baseline" in shown(capsys, ONE, mine, draws=20)


def test_the_first_is_what_others_are_compared_with(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shown(capsys, ONE, OTHER, draws=20, out=tmp_path / "one")
    shown(capsys, OTHER, ONE, draws=20, out=tmp_path / "other")
    one, other = (pd.read_csv(tmp_path / name / "comparison.csv") for name in ("one", "other"))
    assert (one["mean"] == -other["mean"]).all()
    assert set(one["against"]) == {ONE}


CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "seed": lambda m: m.update(seed=9),
    "data": lambda m: m.update(data="live"),
    "price_year": lambda m: m.update(price_year=2022),
    "versions": lambda m: m["versions"].update({"impact-noord": "0.0.1"}),
    "draws.parquet": lambda m: m["files"].pop("draws.parquet"),
}


@pytest.mark.parametrize("field", CHANGES)
def test_folders_that_are_no_pair_are_refused_and_run_again_when_asked(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path, field: str
) -> None:
    other = altered(folder, tmp_path / "other", CHANGES[field])
    (problem,) = refused(folder, other)
    assert (problem.file, problem.field) == (str(other), field)
    assert "--rerun" in problem.todo
    assert "30 draws, seed 3" in shown(capsys, folder, other, rerun=True)


def test_another_number_of_draws_is_refused_and_run_again_when_asked(
    capsys: pytest.CaptureFixture[str], folder: Path, baseline: Scenario, tmp_path: Path
) -> None:
    other = run(baseline, draws=20, seed=3).save(tmp_path / "other")
    (problem,) = refused(folder, other)
    assert (problem.field, problem.found, problem.expected[:2]) == ("draws", "20", "30")
    assert "30 draws" in shown(capsys, folder, other, rerun=True)
    assert "25 draws, seed 1" in shown(capsys, folder, other, rerun=True, draws=25, seed=1)


def test_an_option_that_says_otherwise_than_a_folder_is_refused(folder: Path) -> None:
    problems = refused(folder, OTHER, draws=50, seed=1)
    assert [(problem.field, problem.found) for problem in problems] == [("--draws", "50"), ("--seed", "1")]
    assert all("--rerun" in problem.todo for problem in problems)
    compare_command.compare([str(folder), OTHER], draws=30, seed=3)


def test_scenarios_in_prices_of_other_years_are_brought_to_one_when_asked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(f'extends = "{ONE}"\nprice_year = 2022\n')
    (problem,) = refused(ONE, mine, draws=20)
    assert problem.field == "price_year"
    screen = shown(capsys, ONE, mine, draws=20, rerun=True)
    assert "There is no difference in any draw." in screen


def test_everything_that_cannot_be_read_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    problems = refused(tmp_path / "empty", "no-such-scenario", tmp_path / "none.toml")
    assert [problem.file for problem in problems] == [
        str(tmp_path / "empty"),
        "no-such-scenario",
        str(tmp_path / "none.toml"),
    ]


def test_a_folder_that_was_changed_is_refused(folder: Path, tmp_path: Path) -> None:
    other = altered(folder, tmp_path / "other", lambda m: None)
    (other / "draws.parquet").write_bytes(b"other draws")
    (problem,) = refused(folder, other)
    assert problem.file.endswith("draws.parquet")


@pytest.mark.parametrize(
    ("asked", "options", "field"),
    [
        ([ONE], {}, "A B..."),
        ([ONE, OTHER], {"lang": "de"}, "--lang"),
        ([ONE, OTHER], {"draws": 0}, "--draws"),
        ([ONE, OTHER], {"seed": -1}, "--seed"),
        ([ONE, OTHER], {"data": "nowhere"}, "--data"),
    ],
)
def test_wrong_options_are_refused(asked: list[str], options: dict[str, Any], field: str) -> None:
    assert field in {problem.field for problem in refused(*asked, **options)}


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    (problem,) = refused(ONE, "no-such-scenario", out=tmp_path)
    assert problem.file == "--out"
    assert (tmp_path / "note.txt").read_text() == "mine"


def test_checks_that_fail_end_with_1(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(ScenarioResult, "failed_checks", ["a check"])
    with pytest.raises(typer.Exit) as caught:
        compare_command.compare([str(folder), str(folder)])
    assert caught.value.exit_code == 1
