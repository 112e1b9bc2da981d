"""The store under kills, two processes, a full disk and damage."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from impact.errors import InputError, UnreadableError
from impact.panel import panel
from impact.sources import pull
from impact.sources.inventory import inventory
from impact.sources.store import Store
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


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def of_another_format(path: Path) -> None:
    path.write_bytes(b"[" * 200_000)


def altered(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


def taken_away(path: Path) -> None:
    path.unlink()


def made_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE = (emptied, cut_off, of_another_format, altered, taken_away, made_a_folder)


@pytest.mark.parametrize("file", ["record.json", "tidy.parquet"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_refused_by_whoever_reads_and_mended_as_is_said(
    source: Source, store: Store, damage: Callable[[Path], None], file: str
) -> None:
    assert pull.pull([TABLE], store=store).ok
    folder = store.current(TABLE).folder
    damage(folder / file)
    with pytest.raises(UnreadableError) as refused:
        panel("jobs", level="corop", data=store)
    (problem,) = refused.value.problems
    assert problem.file == str(folder / file)
    assert problem.todo == f"Take the folder out of the store and pull the table again: `impact pull {TABLE}`."
    assert store.verify() == [problem]
    shutil.rmtree(folder)
    assert pull.pull([TABLE], store=store).ok
    assert len(panel("jobs", level="corop", data=store))


@pytest.mark.parametrize("place", ["table", "vintage"])
def test_a_file_in_the_place_of_a_folder_is_damage(source: Source, store: Store, place: str) -> None:
    assert pull.pull([TABLE], store=store).ok
    path = store.root / TABLE if place == "table" else store.current(TABLE).folder
    shutil.rmtree(path)
    path.write_text("x", encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"Take the file out of the store .*`impact pull 83582NED`"):
        panel("jobs", level="corop", data=store)
    report = pull.pull([TABLE], store=store)
    assert not report.ok
    assert report.damaged == tuple(store.unreadable().get(TABLE, report.damaged))
    path.unlink()
    assert pull.pull([TABLE], store=store).ok


def test_a_record_of_before_is_damage_and_the_other_tables_are_pulled(source: Source, store: Store) -> None:
    record = b"{}"
    folder = store.root / TABLE / f"2025-{hashlib.sha256(record).hexdigest()[:16]}"
    folder.mkdir(parents=True)
    (folder / "record.json").write_bytes(record)
    (problem,) = store.verify()
    assert problem.found == "it does not say api, base, credit and more"
    assert (store.tables(), list(store.unreadable()), len(inventory(store))) == ([TABLE], [TABLE], 0)
    report = pull.pull([TABLE, "84432NED"], store=store)
    assert report.damaged == (problem,)
    assert [line.outcome for line in report.lines] == ["failed", "failed"]
    assert "84432NED" in report.lines[1].note  # asked for all the same; this server does not have it


def test_a_store_that_may_not_be_read_is_not_called_empty(source: Source, store: Store) -> None:
    assert pull.pull([TABLE], store=store).ok
    for path in (store.root, store.root / TABLE, store.current(TABLE).folder, store.current(TABLE).tidy):
        before = path.stat().st_mode
        path.chmod(0)
        with (
            rights_hold(),
            pytest.raises(UnreadableError, match="Permission denied; expected a store that can be read"),
        ):
            panel("jobs", level="corop", data=store)
        path.chmod(before)


def test_store_that_is_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("IMPACT_STORE", str(tmp_path / "file"))
    with pytest.raises(InputError, match="found a file; expected a folder"):
        Store()


def test_empty_store_holds_nothing(store: Store) -> None:
    assert store.tables() == []
    assert store.current(TABLE) is None
    assert store.verify() == []
