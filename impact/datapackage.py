"""Bundled files and the Frictionless data packages that vouch for them: every byte read is checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from impact import bundle
from impact.errors import InputError, Problem, UnreadableError, suggestion

SNAPSHOT = "snapshot"
PACKAGES = (SNAPSHOT, "geometry", "concordances", "evidence", "events", "accuracy", "ledger")
_RESTORE = "Restore the file from the repository, or install the package again."


class SnapshotError(UnreadableError):
    """A bundled file is not the one that its data package describes; names the file and both checksums."""


def resources(package: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the resources of one bundled package (a folder under `data/`) by name."""
    return _resources(bundle.data(package, "datapackage.json"))


def resource(package: str, name: str) -> Mapping[str, Any]:
    """Return one resource, or raise InputError with the nearest names."""
    known = resources(package)
    if name not in known:
        expected = "the name of a bundled table"
        raise InputError(Problem(f"data/{package}", "table", repr(name), expected, suggestion(name, list(known))))
    return known[name]


def read(package: str, name: str) -> bytes:
    """Return the bytes of one resource after checking them; raises SnapshotError.

    A file is read and hashed once, and again when it has changed on disk.
    """
    described = resource(package, name)
    path = bundle.data(package, described["path"])
    if not path.is_file():
        raise SnapshotError(Problem(_shown(path), "file", "nothing", f"a file with {described['hash']}", _RESTORE))
    seen = path.stat()
    return _checked(path, described["hash"], (seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino))


@lru_cache(maxsize=64)
def _checked(path: Path, checksum: str, state: tuple[int, ...]) -> bytes:
    """Return the bytes of a file in one state, which its times and size tell; a refusal is not remembered."""
    content = path.read_bytes()
    found = f"sha256:{hashlib.sha256(content).hexdigest()}"
    if found != checksum:
        raise SnapshotError(Problem(_shown(path), "checksum", found, checksum, _RESTORE))
    return content


def verify() -> list[Problem]:
    """Return every difference between the bundled files and their packages; empty when all is as described."""
    return [problem for package in PACKAGES for problem in _verify(package)]


def _verify(package: str) -> list[Problem]:
    problems: list[Problem] = []
    described = resources(package)
    for name in described:
        try:
            read(package, name)
        except SnapshotError as error:
            problems += error.problems
    listed = {"datapackage.json", *(r["path"] for r in described.values())}
    strays = [
        p for p in bundle.data(package).iterdir() if p.suffix in {".csv", ".geojson", ".gz"} and p.name not in listed
    ]
    expected = "only files that datapackage.json describes"
    return problems + [Problem(_shown(p), "file", "a file without a record", expected, _RESTORE) for p in strays]


@cache
def _resources(path: Path) -> dict[str, dict[str, Any]]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["resources"]
        # A record without a checksum would let anything pass, so it counts as damage.
        return {r["name"]: {**r, "hash": r["hash"], "path": r["path"]} for r in listed}
    except (OSError, ValueError, KeyError, TypeError) as error:
        found = f"{type(error).__name__}: {error}"
        expected = "a data package with name, path and hash for every resource"
        raise SnapshotError(Problem(_shown(path), "package", found, expected, _RESTORE)) from error


def _shown(path: Path) -> str:
    return "/".join(path.parts[-3:])
