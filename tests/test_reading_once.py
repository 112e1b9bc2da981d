"""A bundled file is read and hashed once per command, however many ask for it, and again when it has changed."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from impact import bundle, datapackage
from impact.cli import app
from impact.report import build
from impact.scenario import ScenarioResult
from impact.sources import snapshot

TABLE = "corop-jobs"


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """Count how often each bundled file is read, as in a command that begins with nothing read."""
    reads: Counter[str] = Counter()
    read = Path.read_bytes

    def counted(self: Path) -> bytes:
        if self.is_relative_to(bundle.data()):
            reads[self.name] += 1
        return read(self)

    datapackage._checked.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_bytes", counted)
        yield reads


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(bundle.data(), tmp_path / "data")
    monkeypatch.setattr(bundle, "data", lambda *parts: tmp_path.joinpath("data", *parts))
    return tmp_path / "data" / "snapshot" / f"{TABLE}.csv"


def test_run_reads_every_file_once() -> None:
    with counting() as reads:
        done = CliRunner().invoke(app, ["run", "--draws", "3"])
    assert done.exit_code == 0
    assert reads["corop-jobs-by-section.csv"] == reads["national-jobs.csv"] == 1
    assert set(reads.values()) == {1}


def test_report_reads_every_file_once(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    with counting() as reads:
        build("ai-fabriek", "nl", tmp_path / "report", baseline_result)
    assert reads[f"{TABLE}.csv"] == 1
    assert set(reads.values()) == {1}


def test_file_that_changes_under_the_reader_is_read_and_refused(copy: Path) -> None:
    first = snapshot.table(TABLE)
    text = copy.read_text(encoding="utf-8")
    state = copy.stat()
    copy.write_text(text.replace("CR01,2010,A,0.4", "CR01,2010,A,0.5"), encoding="utf-8")
    os.utime(copy, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    assert copy.stat().st_size == state.st_size
    with pytest.raises(snapshot.SnapshotError, match="checksum"):
        snapshot.table(TABLE)
    copy.write_text(text, encoding="utf-8")
    assert snapshot.table(TABLE).equals(first)


def test_file_that_goes_away_is_missed(copy: Path) -> None:
    snapshot.table(TABLE)
    copy.unlink()
    with pytest.raises(snapshot.SnapshotError, match="found nothing"):
        snapshot.table(TABLE)
