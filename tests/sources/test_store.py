"""The store under kills, two processes, a full disk and damage."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from impact.errors import InputError
from impact.sources import pull
from impact.sources.inventory import inventory
from impact.sources.store import Store
from impact.sources.transport import SourceError
from tests.rights import rights_hold
from tests.sources.server import Source

TABLE = "83582NED"
KILLS = 50


def test_kill_at_any_moment_leaves_one_whole_vintage(source: Source, store: Store) -> None:
    source.page = 7
    killer = Path(__file__).with_name("killer.py")
    command = [sys.executable, str(killer), str(store.root), str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert sum(line.get("killed", False) for line in lines) == KILLS, done.stderr
    assert all(line["rows"] == 48 and line["problems"] == [] for line in lines)
    held = [line["modified"] for line in lines]
    assert held == sorted(held)
    assert 1 < len(set(held)) < len(held)  # some pulls got through before the kill, others did not
    source.asked.clear()
    assert pull.pull([TABLE], store=store).ok
    assert not list(store.root.joinpath(TABLE).glob("incoming-*"))  # what the killed left is swept up


def test_two_pulls_at_once_transfer_once(source: Source, store: Store) -> None:
    code = f"from impact.sources import pull; print(pull.pull(['{TABLE}']).lines[0].outcome)"
    environment = {**os.environ, "IMPACT_STORE": str(store.root), "PYTHONPATH": os.getcwd()}
    both = [
        subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    outcomes = sorted(p.communicate(timeout=60)[0].strip() for p in both)
    assert outcomes == ["new", "unchanged"]
    assert sum("DataSet" in a for a in source.asked) == 1
    assert len(store.vintages(TABLE)) == 1
    assert store.verify() == []


def test_full_disk_leaves_the_old_vintage(source: Source, store: Store) -> None:
    assert pull.pull([TABLE], store=store).ok
    before = store.current(TABLE)
    source.tables[TABLE].modified = "2026-01-01T00:00:00"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, hard))  # no file may grow beyond this, as on a full disk
    try:
        line = pull.pull([TABLE], store=store).lines[0]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert line.outcome == "failed"
    assert "cannot be written (File too large). Nothing in the store was changed. Make room" in line.note
    assert store.current(TABLE) == before
    assert store.verify() == []
    assert not list(store.root.joinpath(TABLE).glob("incoming-*"))


def test_read_only_store_is_said_to_be_so(source: Source, store: Store) -> None:
    assert pull.pull([TABLE], store=store).ok
    source.tables[TABLE].modified = "2026-01-01T00:00:00"
    everything = [store.root, *store.root.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    with rights_hold():
        line = pull.pull([TABLE], store=store).lines[0]
    assert "cannot be written (Permission denied)" in line.note
    assert store.verify() == []
    for path in everything:
        path.chmod(0o755)


@pytest.mark.parametrize("file", ["record.json", "tidy.parquet", "raw/00003.json"])
def test_damage_is_found_and_named(source: Source, store: Store, file: str) -> None:
    assert pull.pull([TABLE], store=store).ok
    path = store.current(TABLE).folder / file
    path.write_bytes(path.read_bytes().replace(b"6", b"7", 1) + b" ")
    problems = store.verify()
    assert [p.file.endswith(file) for p in problems] == [True]
    assert problems[0].field == "checksum"


def test_damaged_figures_are_not_read(source: Source, store: Store) -> None:
    assert pull.pull([TABLE], store=store).ok
    vintage = store.current(TABLE)
    assert vintage is not None
    vintage.tidy.write_bytes(b"PAR1")
    with pytest.raises(SourceError, match=r"tidy\.parquet is not the file .* found .*; expected [0-9a-f]{64}\)\. Take"):
        vintage.read()
    vintage.tidy.unlink()
    with pytest.raises(SourceError, match=r"tidy\.parquet is not the file .* found nothing; expected a file"):
        vintage.read()
    assert [p.found for p in store.verify()] == ["nothing"]


@pytest.mark.parametrize("left", [lambda written: written[:100], lambda _: b"{}", lambda _: b"[]"])
def test_record_that_is_not_whole_is_named(source: Source, store: Store, left: Callable[[bytes], bytes]) -> None:
    assert pull.pull([TABLE], store=store).ok
    record = store.current(TABLE).folder / "record.json"
    record.write_bytes(left(record.read_bytes()))
    (problem,) = store.verify()
    assert str(problem).startswith(f"{TABLE}: record: found {record} is damaged")
    assert "Take the folder out of the store" in problem.todo
    assert (store.tables(), list(store.unreadable()), len(inventory(store))) == ([TABLE], [TABLE], 0)
    with pytest.raises(SourceError, match=r"83582NED: .*record\.json is damaged"):
        store.current(TABLE)
    assert "record.json is damaged" in pull.pull([TABLE], store=store).lines[0].note


def test_store_that_is_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("IMPACT_STORE", str(tmp_path / "file"))
    with pytest.raises(InputError, match="found a file; expected a folder"):
        Store()


def test_empty_store_holds_nothing(store: Store) -> None:
    assert store.tables() == []
    assert store.current(TABLE) is None
    assert store.verify() == []
