"""`impact export SCENARIO --out page.html`: what it writes, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from impact.cli import app
from impact.errors import InputError


def asked(*arguments: str) -> str:
    """Return what a command that is refused says."""
    done = CliRunner().invoke(app, ["export", *arguments])
    assert isinstance(done.exception, InputError), done.output
    return str(done.exception)


def test_it_writes_one_file_and_says_what_is_in_it(peer: Callable[[str], ModuleType], tmp_path: Path) -> None:
    peer("jinja2")
    out = tmp_path / "page.html"
    given = ("expertise-centre-only", "--out", str(out), "--lang", "nl", "--draws", "200")
    result = CliRunner().invoke(app, ["export", *given])
    assert result.exit_code == 0, result.output
    assert "expertise-centre-only; 200 trekkingen" in result.output
    assert "zonder server" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    text = out.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="nl">' in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ai-fabriek-baseline", "--level", "corop"], ["--level", "variables of the panel"]),
        (["jobs"], ["jobs", "a scenario file or a shipped scenario"]),
        (["."], ["a folder", "impact export . --out figures.xlsx"]),
        (["ai-fabriek-baseline", "--draws", "3"], ["--draws", "200 or more"]),
        (["ai-fabriek-baseline", "ai-fabriek-baseline"], ["twice", "each scenario once"]),
    ],
)
def test_what_is_no_page_is_refused_and_nothing_is_written(
    peer: Callable[[str], ModuleType], tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    peer("jinja2")
    out = tmp_path / "page.html"
    said = " ".join(asked(*arguments, "--out", str(out)).split())
    assert all(word in said for word in words), said
    assert not out.exists()


def test_what_somebody_else_made_is_left_alone(peer: Callable[[str], ModuleType], tmp_path: Path) -> None:
    peer("jinja2")
    out = tmp_path / "page.html"
    out.write_text("<title>Mine</title>", encoding="utf-8")
    assert "no earlier page of scenarios wrote" in asked("ai-fabriek-baseline", "--out", str(out))
    assert out.read_text(encoding="utf-8") == "<title>Mine</title>"


def test_a_page_in_a_folder_that_is_not_there_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    assert "in a folder that exists" in asked("ai-fabriek-baseline", "--out", str(tmp_path / "no" / "page.html"))


def test_options_of_a_page_say_so_elsewhere(tmp_path: Path) -> None:
    assert "a page of scenarios" in asked("jobs", "--out", str(tmp_path / "x.xlsx"), "--draws", "300")
    assert ".html for a page" in " ".join(asked("ai-fabriek-baseline", "--out", str(tmp_path / "x.txt")).split())
