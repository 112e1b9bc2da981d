"""What CI does is what this repository does: the workflows call its commands, and nothing of their own."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

from impact import cli, folders
from impact.commands import report as report_command
from impact.commands.report_order import Made, Order
from impact.errors import InputError

ROOT = Path(__file__).parent.parent
GITHUB = (ROOT / ".github/workflows/checks.yml", ROOT / ".github/workflows/publications.yml")
GITLAB = ROOT / ".gitlab-ci.yml"
JOBS = {"checks": [".ci/run"], "same": ["make report", "make same"], "publish": ["make publish"]}
OURS = re.compile(r"^(make [\w-]+|\.ci/\w+)$", re.MULTILINE)
Peer = Callable[[str], ModuleType]


def read(path: Path, peer: Peer) -> dict[str, Any]:
    found: dict[str, Any] = peer("yaml").safe_load(path.read_text(encoding="utf-8"))
    return found


def on_github(peer: Peer) -> Iterator[tuple[str, list[str]]]:
    for path in GITHUB:
        for name, job in read(path, peer)["jobs"].items():
            yield name, [step["run"] for step in job["steps"] if "run" in step]


def on_gitlab(peer: Peer) -> Iterator[tuple[str, list[str]]]:
    for name, job in read(GITLAB, peer).items():
        if isinstance(job, dict) and "script" in job:
            yield name, job["script"]


def ours(lines: list[str]) -> list[str]:
    return OURS.findall("\n".join(lines))


def test_both_services_run_the_same_commands_of_this_repository(peer: Peer) -> None:
    assert {name: ours(lines) for name, lines in on_github(peer)} == JOBS
    assert {name: ours(lines) for name, lines in on_gitlab(peer)} == JOBS


@pytest.mark.parametrize("command", [command for commands in JOBS.values() for command in commands])
def test_every_command_of_the_workflows_is_there(command: str) -> None:
    if command.startswith("make "):
        targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert command.removeprefix("make ") in targets
    else:
        assert os.access(ROOT / command, os.X_OK)


@pytest.mark.parametrize(("target", "option"), [("publish", "--out"), ("same", "--check")])
def test_what_is_published_is_compared_with_folders_of_the_same_names(target: str, option: str) -> None:
    steps = subprocess.run(
        ["make", "--dry-run", target, "PUBLISHED=some folder"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert f"report {{}} {option} 'some folder/{{}}'" in steps.stdout
    assert "impact report --list" in steps.stdout


def test_no_workflow_names_where_packages_come_from() -> None:
    for path in (*GITHUB, GITLAB):
        assert not re.search(r"pypi|index-url|/simple|extra-index|\bpip\b", path.read_text(encoding="utf-8")), path


def built(folder: Path, content: str = "a") -> None:
    (folder / "figures").mkdir(parents=True)
    (folder / "report-nl.html").write_text(content, encoding="utf-8")
    (folder / "figures" / "one.svg").write_text("b", encoding="utf-8")


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(order: Order) -> Made:
        assert order.out is not None
        built(order.out)
        return Made([])

    monkeypatch.setattr(report_command, "made", build)


@pytest.mark.usefixtures("builds")
def test_what_is_as_published_passes(tmp_path: Path) -> None:
    built(tmp_path / "p")
    done = CliRunner().invoke(cli.app, ["report", "--check", str(tmp_path / "p")])
    assert (done.exit_code, done.output) == (0, f"{tmp_path / 'p'}: 2 files, all as they are built now.\n")


@pytest.mark.usefixtures("builds")
def test_what_differs_is_listed_and_stays_as_it_is(tmp_path: Path) -> None:
    built(tmp_path / "p", content="an older text")
    (tmp_path / "p" / "figures" / "one.svg").rename(tmp_path / "p" / "figures" / "two.svg")
    done = CliRunner().invoke(cli.app, ["report", "--check", str(tmp_path / "p")])
    assert done.exit_code == 1
    assert done.stderr.splitlines()[1:] == [
        "  figures/one.svg: is made, and not published",
        "  figures/two.svg: is published, and no longer made",
        "  report-nl.html: has other bytes",
    ]
    assert (tmp_path / "p" / "report-nl.html").read_text(encoding="utf-8") == "an older text"


@pytest.mark.parametrize(
    ("more", "told"),
    [((), "the folder of what was published"), (("--out", "somewhere"), "--check writes nothing")],
)
def test_a_comparison_with_nothing_is_refused(tmp_path: Path, more: tuple[str, ...], told: str) -> None:
    done = CliRunner().invoke(cli.app, ["report", "--check", str(tmp_path / "none"), *more])
    assert isinstance(done.exception, InputError)
    assert told in str(done.exception)


def test_equal_folders_do_not_differ(tmp_path: Path) -> None:
    built(tmp_path / "a")
    built(tmp_path / "b")
    assert folders.differences(tmp_path / "a", tmp_path / "b") == {}
