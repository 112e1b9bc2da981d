"""A file that is asked for with --out: whole or not there, and never in the place of what somebody else put there."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from impact import files, folders
from impact.cli import main
from impact.effects.registered import own_files
from impact.effects.registered.series import Layout
from impact.errors import InputError
from tests.rights import rights_hold

WRITERS = {
    ".csv": ("panel", "--variable", "gdp", "--level", "provincie"),
    ".xlsx": ("panel", "--variable", "gdp", "--level", "provincie"),
    ".parquet": ("panel", "--variable", "gdp", "--level", "provincie"),
    "-nl.csv": ("panel", "--variable", "gdp", "--level", "provincie", "--lang", "nl"),
    "-map.csv": ("map", "gdp", "--level", "provincie"),
    "-map.svg": ("map", "gdp", "--level", "provincie"),
    "-chart.csv": ("chart", "ledger-calibration"),
    "-export.xlsx": ("export", "gdp", "--level", "provincie"),
    "-shown.csv": ("ledger", "show"),
    "-regions.csv": ("accuracy", "--method", "slq"),
}
Told = Callable[..., tuple[int, str]]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Told]:
    """Return with which code a command ends, and what it says of what is wrong."""
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.chdir(tmp_path)

    def tell(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["impact", *arguments])
        try:
            main()
            code = 0
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        return code, capsys.readouterr().err

    yield tell
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("ending", WRITERS)
def test_a_file_of_an_earlier_run_is_written_anew_and_no_other(told: Told, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"figures{ending}"
    assert told(*WRITERS[ending], "--out", str(out)) == (0, "")
    first = out.read_bytes()
    link = tmp_path / f"link{out.suffix}"
    link.symlink_to(out)
    for again in (out, link):  # through a link too, which stays one
        assert told(*WRITERS[ending], "--out", str(again))[0] == 0
        assert out.read_bytes() == first
    assert link.is_symlink()
    out.write_text("region,mine\n", encoding="utf-8")
    for theirs in (out, link):
        code, said = told(*WRITERS[ending], "--out", str(theirs))
        assert code == 2
        assert "  found     a file that no earlier " in said
        assert "Nothing was written" in said
    assert out.read_text(encoding="utf-8") == "region,mine\n"


def test_published_figures_of_ones_own_are_no_table_of_ours(told: Told, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("target,region,sector,year,value\n", encoding="utf-8")
    assert told("ledger", "show", "--out", "mine.csv")[0] == 2


PLACES = ("folder.csv", "broken.csv", "circle.csv", "shut/new.csv", "none/deep/a.csv", "a.txt/a.csv", "/dev/null", ".")


@pytest.mark.parametrize("place", [*PLACES, f"{'x' * 300}.csv"])
def test_a_place_where_nothing_can_be_written_is_refused_and_left_alone(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut").chmod(0o555)
    (tmp_path / "a.txt").write_text("mine", encoding="utf-8")
    for name, to in (("broken.csv", "nowhere.csv"), ("circle.csv", "circle.csv")):
        (tmp_path / name).symlink_to(tmp_path / to)
    before = {path: os.lstat(path) for path in tmp_path.rglob("*")}
    with rights_hold(), pytest.raises(InputError) as refused:
        files.check(tmp_path / place, (".csv",), lambda _: True, "table")
    assert refused.value.problems[0].todo.endswith("with --out.")
    assert {path: os.lstat(path) for path in tmp_path.rglob("*")} == before


def test_what_breaks_off_leaves_the_earlier_file(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    out.write_text("before", encoding="utf-8")
    with pytest.raises(RuntimeError), files.replaced_file(out) as fresh:
        fresh.write_text("half", encoding="utf-8")
        raise RuntimeError("cut off")
    assert out.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_that_is_a_link_in_a_circle_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(InputError, match="a link that leads in a circle"):
        folders.check(tmp_path / "circle")


def test_a_ledger_behind_a_link_is_added_to_and_the_link_stays(told: Told, tmp_path: Path) -> None:
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "shared.jsonl")
    (tmp_path / "circle.jsonl").symlink_to(tmp_path / "circle.jsonl")
    asked = ("ledger", "register", "--target", "births", "--area", "CR03", "--draws", "20", "--ledger")
    assert told(*asked, "link.jsonl")[0] == 0
    assert (tmp_path / "shared.jsonl").read_text(encoding="utf-8").count("\n") == 1
    code, said = told(*asked, "circle.jsonl")
    assert (code, "a link that leads in a circle" in said) == (2, True)
    assert all((tmp_path / name).is_symlink() for name in ("link.jsonl", "circle.jsonl"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "x" * 300),
        ("check", f"{'x' * 300}.toml"),
        ("map", ""),
        ("chart", "", "--out", "a.svg"),
        ("export", "gdp", "--out", f"{'x' * 300}.xlsx"),
    ],
)
def test_names_that_cannot_be_are_wrong_input(told: Told, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    extra = ("--out", "a.svg") if arguments[0] == "map" else ()
    code, said = told(*arguments, *extra)
    assert code == 2
    assert all(f"\n  {label}" in said for label in ("found", "expected", "to do"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("column", ["Banen\x07", "Banen"])
def test_signs_that_no_chart_shows_are_refused_in_figures_of_ones_own(tmp_path: Path, column: str) -> None:
    cell = "R\x0001" if column == "Banen" else "R01"
    written = io.StringIO()
    pd.DataFrame({"region": [cell], "year": [2020], column: [1.0]}).to_csv(written, index=False)
    (tmp_path / "own.csv").write_text(written.getvalue(), encoding="utf-8")
    with pytest.raises(InputError, match="the sign U.00"):
        own_files.read(tmp_path, Layout("own.csv"))
