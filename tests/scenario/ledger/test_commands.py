"""`impact ledger`, as whole processes: what it prints and writes, and the exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from impact import cli
from impact.scenario.ledger import Ledger

ROOT = Path(__file__).parents[3]


def ledger(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "impact", "ledger", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "100", "PYTHONPATH": str(ROOT)},
        check=False,
    )


@pytest.fixture
def refused(monkeypatch, capsys):
    """Return how to run a command in this process that has to be refused: what it says."""

    def said(folder, *arguments):
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["impact", "ledger", *arguments])
        monkeypatch.setattr(cli.signal, "signal", lambda *_: None)
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        shown = capsys.readouterr()
        assert stopped.value.code == 2, shown.out
        assert "found" in shown.err and "Traceback" not in shown.err
        return shown.err

    return said


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a ledger of one entry, and the csv beside it."""
    where = tmp_path_factory.mktemp("ledger")
    asked = ("--target", "births", "--area", "CR02", "--origin", "2025", "--horizon", "2", "--draws", "20")
    done = ledger("register", "--ledger", "f.jsonl", *asked, "--out", "f.csv", cwd=where)
    assert done.returncode == 0, done.stderr
    (where / "said.txt").write_text(done.stdout, encoding="utf-8")
    return where


def test_register_says_what_was_frozen_and_from_what(folder):
    said = (folder / "said.txt").read_text(encoding="utf-8")
    head = Ledger.load(folder / "f.jsonl").head
    for words in ("Entry 1 in f.jsonl: 2 figures for 2026-2027, average.", "births, CR02, J, 2027", "83631NED", head):
        assert words in said
    assert max(map(len, said.splitlines())) <= 110
    assert pd.read_csv(folder / "f.csv")["year"].tolist() == [2026, 2027]


def test_show_verifies_and_lists(folder, tmp_path):
    head = Ledger.load(folder / "f.jsonl").head
    done = ledger("show", "--ledger", "f.jsonl", "--head", head, "--out", str(tmp_path / "all.csv"), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "1 entry, every line as it was written" in done.stdout
    assert len(pd.read_csv(tmp_path / "all.csv")) == 2


def test_show_without_a_ledger_is_the_past(tmp_path):
    done = ledger("show", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for words in ("jobs, origin 2015", "jobs_by_section, origin 2019", "value_added", "shift-share", "is worse"):
        assert words in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_score_before_there_is_anything_and_after(folder, tmp_path):
    before = ledger("score", "--ledger", "f.jsonl", cwd=folder)
    assert before.returncode == 0, before.stderr
    assert "2 not published yet" in before.stdout
    (tmp_path / "p.csv").write_text("target,region,sector,year,value\nbirths,CR02,J,2026,12\n", encoding="utf-8")
    asked = ("score", "--ledger", "f.jsonl", "--out", str(tmp_path / "scores.csv"))
    after = ledger(*asked, "--published", str(tmp_path / "p.csv"), cwd=folder)
    assert after.returncode == 0, after.stderr
    assert "1 scored" in after.stdout and "random_walk" in after.stdout
    again = ledger("score", "--ledger", "f.jsonl", "--published", str(tmp_path / "scores.csv"), cwd=folder)
    assert again.stdout == after.stdout.replace(f"Written to {tmp_path / 'scores.csv'}: 6 rows.\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "--ledger", "none.jsonl"), "impact ledger register"),
        (("score", "--ledger", "bad.jsonl"), "line 1"),
        (("register", "--ledger", "bad.jsonl"), "line 1"),
        (("register", "--ledger", "no/f.jsonl", "--target", "births", "--area", "CR02"), "can be written"),
        (("register", "--ledger", "f.jsonl", "--origin", "2020", "--target", "jobs"), "jobs to 2024"),
        (("register", "--ledger", "f.jsonl", "--target", "births", "--area", "nij-begun"), "whole COROP areas"),
        (("register", "--ledger", "f.jsonl", "--target", "job"), "Did you mean 'jobs'"),
        (("register", "--ledger", "f.jsonl", "--method", "guess"), "average"),
        (("register", "no-such-scenario", "--ledger", "f.jsonl"), "nothing there"),
        (("register", "ai-fabriek-baseline", "--area", "CR02"), "leave it out"),
        (("register", "--ledger", "f.jsonl", "--out", "f.xlsx"), "ending in .csv"),
        (("show", "--out", "no/f.csv"), "ending in .csv"),
    ],
)
def test_each_mistake_exits_with_2_and_writes_nothing(tmp_path, refused, arguments, words):
    (tmp_path / "bad.jsonl").write_text("{}\n", encoding="utf-8")
    assert words in refused(tmp_path, *arguments)
    assert [p.name for p in tmp_path.iterdir()] == ["bad.jsonl"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("target,region\n", "no sector, year, value"),
        ("target,region,sector,year,value\nbirths,CR02,J,2026,1,5\n", "row 2"),
        ("target,region,sector,year,value\nbirths,CR02,J,soon,1\n", "year, row 2"),
        ("", "no target, region, sector, year, value"),
    ],
)
def test_published_figures_that_cannot_be_used_are_refused(folder, tmp_path, refused, text, words):
    (tmp_path / "p.csv").write_text(text, encoding="utf-8")
    assert words in refused(folder, "score", "--ledger", "f.jsonl", "--published", str(tmp_path / "p.csv"))


def test_showing_the_names_imports_nothing_heavy():
    code = (
        "import sys, impact.cli, impact.scenario.ledger as l; assert 'Ledger' in dir(l); "
        "print({'pandas', 'numpy', 'scipy', 'pydantic'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "set()"
