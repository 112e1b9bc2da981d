"""Folders of results: whole or not there, and never in the place of what somebody else put there.

A folder is ours when its mark (a JSON file) says so and has the checksum of every file in it. Only such a folder is
replaced: a file that an earlier run did not write, or that was changed since, is a reason to stop.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from impact.errors import InputError, Problem
from impact.nesting import read_json

MARK = "manifest.json"
SEAL = "sha256"  # the key of a mark with the checksum of all that it says besides
REPORT, REPORT_MARK = "report", "report.json"  # the folder that a result may hold beside its own files

_STALE = 3600.0  # seconds; no result takes an hour to write
_LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}  # what file managers leave where they have looked
_EXPECTED = "a new folder, or the folder of an earlier result"


def seal(folder: Path, content: Mapping[str, Any], mark: str = MARK) -> None:
    """Write the mark of a finished folder: what it was made from, the checksum of every file in it, and its own.

    `content` has `versions`, with that of this package among them: it is what a later run knows the folder by.
    """
    files = {path.relative_to(folder).as_posix(): _checksum(path) for path in _files(folder)}
    said = {**content, "files": files}
    text = json.dumps({**said, SEAL: checksum_of(said)}, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / mark).write_text(text + "\n", encoding="utf-8")


def checksum_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of content as it is read back from a file, whatever the order of its keys."""
    read_back = json.loads(json.dumps(content))
    return hashlib.sha256(json.dumps(read_back, sort_keys=True).encode()).hexdigest()


def described(folder: Path, mark: str = MARK) -> dict[str, Any] | None:
    """Return what the mark of a folder says; None where there is none, or where it is not ours."""
    try:
        found = read_json(folder / mark)
    except (OSError, ValueError):
        return None
    ours = isinstance(found, dict) and all(isinstance(found.get(key), dict) for key in ("versions", "files"))
    return found if ours and "impact-noord" in found["versions"] else None


def altered(folder: Path, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return the files that are not as they were written, each with the checksum found, or "no file"."""
    for name, expected in files.items():
        found = _checksum(folder / name) if (folder / name).is_file() else "no file"
        if found != expected:
            yield name, found


def differences(made: Path, published: Path) -> dict[str, str]:
    """Return how two folders differ, by file: it is `unpublished`, `gone` (no longer made) or `changed` (other bytes).

    Parameters
    ----------
    made, published
        The folders.
    """
    here, there = (
        {path.relative_to(folder).as_posix(): path for path in _files(folder)} for folder in (made, published)
    )
    found = dict.fromkeys(here.keys() - there.keys(), "unpublished") | dict.fromkeys(there.keys() - here.keys(), "gone")
    both = here.keys() & there.keys()
    found |= {name: "changed" for name in both if here[name].read_bytes() != there[name].read_bytes()}
    return dict(sorted(found.items()))


def check(out: Path, mark: str = MARK) -> None:
    """Refuse a folder that could not be written in the end, before the work for it is done.

    Raises
    ------
    InputError
        When `out` is a file, the folder that the user is in, or a folder with anything in it that no earlier run wrote;
        when nothing can be made at its place.
    """
    with _system_errors(out):
        target = _target(out, mark)
        trial = _beside(_around(target) / target.name, "unfinished")
        trial.mkdir()
        trial.rmdir()


@contextmanager
def replaced_folder(out: Path, mark: str = MARK) -> Iterator[Path]:
    """Yield an empty folder to fill and seal, and put it in the place of `out` when the block ends without an error.

    Until then the previous content of `out` stays as it was; after an error nothing is left behind. A folder that
    already is what was made is left alone, with the report in it; else that report goes too (decision 0007).

    Raises
    ------
    InputError
        As `check` does.
    """
    with _system_errors(out):
        target = _target(out, mark)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = _beside(target, "unfinished")
        fresh.mkdir()
    try:
        yield fresh
        with _system_errors(out):
            _swap(fresh, _target(out, mark), mark)  # asked again: the work may have taken minutes
        _sweep(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _target(out: Path, mark: str) -> Path:
    """Return where the folder is, links followed; refuses a place that may not be replaced."""
    target = Path(os.path.realpath(out))
    if problem := _hindrance(target, mark):
        found, todo = problem
        raise InputError(Problem("--out", str(out), found, _EXPECTED, f"Nothing was written. {todo}"))
    return target


def _hindrance(target: Path, mark: str) -> tuple[str, str] | None:
    """Return what stands in the way of replacing a folder, and what to do; None when nothing does."""
    if Path.cwd().is_relative_to(target) or os.path.ismount(target):
        return "the folder you are in, or a disk", "Name a folder inside it."
    if target.is_symlink():  # links were followed
        return "a link that leads in a circle", "Choose another name."
    if not target.is_dir():
        return ("a file", "Choose another name.") if target.exists() or not _around(target).is_dir() else None
    if not any(target.iterdir()):
        return None
    if described(target, mark) is None:
        return "a folder with other things in it", f"It has no {mark} of an earlier result: choose another folder."
    if found := _foreign(target, mark):
        listed = f"{', '.join(found[:5])}{f' and {len(found) - 5} more' if len(found) > 5 else ''}"
        return f"not written by an earlier run, or changed since: {listed}", "Move it away, or choose another folder."
    return None


def _around(target: Path) -> Path:
    """Return the nearest thing around a folder that is there."""
    return next(parent for parent in target.parents if parent.exists())


def _foreign(folder: Path, mark: str) -> list[str]:
    """Return the files in a folder that it was not sealed with, or that are not what they were."""
    sealed = (described(folder, mark) or {"files": {}})["files"]
    changed = {name for name, found in altered(folder, sealed) if found != "no file"}  # nothing is lost with no file
    known = sealed.keys() - changed | {mark}
    if mark == MARK and described(folder / REPORT, REPORT_MARK) is not None:
        inside = {path.relative_to(folder).as_posix() for path in _files(folder / REPORT)}
        known |= inside - {f"{REPORT}/{name}" for name in _foreign(folder / REPORT, REPORT_MARK)}
    names = (path.relative_to(folder).as_posix() for path in _files(folder) if path.name not in _LITTER)
    return [name for name in names if name not in known]


def _swap(fresh: Path, target: Path, mark: str) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    if _same(fresh, target, mark):
        return
    previous = _beside(target, "previous")
    target.rename(previous)
    try:
        fresh.rename(target)
    except BaseException:  # an interruption between the two as well
        if not target.exists():
            previous.rename(target)
        raise
    shutil.rmtree(previous, ignore_errors=True)


def _same(fresh: Path, target: Path, mark: str) -> bool:
    made = described(fresh, mark)
    return made is not None and made == described(target, mark) and not any(altered(target, made["files"]))


def _sweep(target: Path) -> None:
    """Remove what a run for the same folder left behind when it was killed."""
    with suppress(OSError):  # what cannot be swept does no harm
        for path in target.parent.iterdir():
            ours = path.name.startswith((_hidden(target, "unfinished"), _hidden(target, "previous")))
            if ours and time.time() - path.stat().st_mtime > _STALE:
                shutil.rmtree(path, ignore_errors=True)


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f"{_hidden(target, what)}{uuid4().hex[:8]}")


def _hidden(target: Path, what: str) -> str:
    return f".{target.name}.impact-{what}-"


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def _system_errors(out: Path) -> Iterator[None]:
    """Say what the system refuses as a problem with `out`."""
    try:
        yield
    except OSError as error:
        found = error.strerror or str(error)
        if error.filename:
            found += f", in {Path(error.filename).parent}"
        todo = "Nothing was written. Choose a place where you may make folders."
        raise InputError(Problem("--out", str(out), found, "a folder that can be written", todo)) from error
