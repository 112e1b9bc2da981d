"""The container file: what it copies is there, what it fetches is pinned, and it runs as nobody in particular."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from impact import bundle
from impact.cli import app as commands

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """The instructions, each on one line."""
    text = bundle.reports("page", "Containerfile").read_text(encoding="utf-8")
    return re.sub(r"\\\n\s*", " ", re.sub(r"(?m)^#.*\n", "", text)).splitlines()


def test_what_it_copies_is_in_the_repository(lines: list[str]) -> None:
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY") and "--from" not in line]
    assert copied
    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), name


def test_what_it_fetches_is_pinned_with_hashes_and_names_no_index(lines: list[str]) -> None:
    fetching = [part for line in lines if line.startswith("RUN") for part in line.split("&&") if "install" in part]
    assert len(fetching) == 3
    for part in fetching:
        assert "--require-hashes" in part or "--no-index" in part
    for line in lines:
        assert not re.search(r"https?://(?!0\.0\.0\.0:8350/)|index-url|trusted-host", line), line


def test_it_runs_as_nobody_in_particular_a_command_that_there_is(lines: list[str]) -> None:
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users == ["10001"]
    last = lines.index("USER 10001")
    command = json.loads(next(line[4:] for line in lines[last:] if line.startswith("CMD")))
    assert any(line.startswith("HEALTHCHECK") for line in lines[last:])
    told = CliRunner().invoke(commands, ["page", "--help"], env={"COLUMNS": "200", "TERM": "dumb"}).output
    assert command[:2] == ["impact", "page"]
    for option in (part for part in command if part.startswith("--")):
        assert option in told


def test_without_somebody_who_signs_people_in_its_command_is_refused(tmp_path: Path) -> None:
    from impact.errors import InputError

    result = CliRunner().invoke(commands, ["page", "--host", "0.0.0.0"])
    assert isinstance(result.exception, InputError)
    result = CliRunner().invoke(commands, ["page", "--host", "0.0.0.0", "--login", str(tmp_path / "login.toml")])
    assert isinstance(result.exception, InputError)
