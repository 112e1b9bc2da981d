"""The store of pulled tables: raw replies beside their record, tidy parquet, one folder for every vintage.

A vintage appears by a single rename of a finished folder, so the store holds either the old content or the new, whole,
whenever a pull is killed. A vintage is never changed; its name ends in the checksum of its record, the record has the
checksum of every file. `root/<table>/<modified>-<checksum>/{record.json, tidy.parquet, raw/*.json}`.

Damage is found here, where a store is read, whoever asks: it is an `UnreadableError` with the path of what is damaged,
what was found there and what to do. What fails on the way to the source is a `SourceError`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import platformdirs

from impact.errors import InputError, Problem, UnreadableError
from impact.nesting import json_of
from impact.sources.provenance import Record
from impact.sources.transport import SourceError

_INCOMING = "incoming-"
# What the record of every vintage says, of a table and of boundaries; whoever reads one counts on it.
_RECORDED = {
    *("table", "title", "api", "base", "modified", "retrieved", "discontinued", "successor", "licence", "credit"),
    *("selection", "selected", "years", "provisional", "tidy", "replies"),
}
_NAME = re.compile(".+-[0-9a-f]{16}")  # of a vintage
_RECORD = "record.json"


@dataclass(frozen=True)
class Vintage:
    """One version of one table, as it stands in the store."""

    folder: Path
    record: dict[str, Any]

    @property
    def tidy(self) -> Path:
        """The tidy parquet file; `verify` before trusting it."""
        return self.folder / str(self.record["tidy"]["file"])

    def origin(self, selection: str = "") -> Record:
        """Return where the figures come from, for a manifest; `selection` says which part was used."""
        r = self.record
        return Record(
            table=r["table"],
            title=r["title"],
            source=f"CBS StatLine {r['table']}",
            url=f"{r['base']} ({r['api']})",
            licence=r["licence"],
            credit=r["credit"],
            vintage=r["modified"],
            sha256=r["tidy"]["sha256"],
            selection=selection or r["selected"],
        )

    def read(self) -> bytes:
        """Return the bytes of the tidy file; raises UnreadableError when they are not those of the record."""
        return _checked(self.folder, self.tidy.name, self.record["tidy"]["sha256"])

    def verify(self) -> list[Problem]:
        """Return every file that is not what the record says."""
        listed = [("raw/" + r["file"], r["sha256"]) for r in self.record["replies"]]
        every = [*listed, (self.record["tidy"]["file"], self.record["tidy"]["sha256"])]
        return [problem for file, checksum in every for problem in _differs(self.folder, file, checksum)]


class Store:
    """A folder with vintages of tables; `$IMPACT_STORE`, else the data folder of the user."""

    def __init__(self, root: Path | str | None = None) -> None:
        self.root = Path(
            root or os.environ.get("IMPACT_STORE") or platformdirs.user_data_path("impact-noord") / "store"
        )
        with _reading(self.root):
            if self.root.exists() and not self.root.is_dir():
                todo = "Set IMPACT_STORE to a folder."
                raise InputError(Problem(str(self.root), "store", "a file", "a folder", todo))

    def tables(self) -> list[str]:
        """Return the tables of which the store has at least one vintage."""
        return sorted(home.name for home in _inside(self.root) if home.is_dir() and _vintages_in(home))

    def vintages(self, table: str) -> list[Vintage]:
        """Return the vintages of a table in the order in which they were pulled.

        Raises
        ------
        UnreadableError
            One of them is damaged, or cannot be read.
        """
        home = self._home(table)
        found = [_vintage(folder) for folder in _vintages_in(home)]
        return sorted(found, key=lambda v: (v.record["retrieved"], v.folder.name))

    def current(self, table: str) -> Vintage | None:
        """Return the vintage pulled last, or None."""
        return next(reversed(self.vintages(table)), None)

    def verify(self) -> list[Problem]:
        """Hash every file of every vintage again and return the differences, unreadable records among them."""
        return [problem for table in self.tables() for problem in self._verify(table)]

    def unreadable(self) -> dict[str, tuple[Problem, ...]]:
        """Return the tables with a record that cannot be read, and what is wrong with it."""
        found = {}
        for table in self.tables():
            try:
                self.vintages(table)
            except UnreadableError as refusal:
                found[table] = refusal.problems
        return found

    def _verify(self, table: str) -> list[Problem]:
        if problems := self.unreadable().get(table):
            return list(problems)
        return [problem for v in self.vintages(table) for problem in v.verify()]

    def _home(self, table: str) -> Path:
        home = self.root / table
        with _reading(home):
            if home.exists() and not home.is_dir():
                raise UnreadableError(_damage(home, "file", "a file", "a folder with vintages", out=home, table=table))
        return home

    @contextmanager
    def pulling(self, table: str) -> Iterator[Path]:
        """Give a folder to pull into while no other process pulls this table; gone afterwards unless published."""
        home = self._home(table)
        try:
            home.mkdir(parents=True, exist_ok=True)
            with _locked(home / ".lock"):
                _sweep(home)
                incoming = home / f"{_INCOMING}{uuid4().hex}"
                (incoming / "raw").mkdir(parents=True)
                try:
                    yield incoming
                finally:
                    shutil.rmtree(incoming, ignore_errors=True)
        except OSError as failure:
            todo = "Nothing in the store was changed. Make room, or point IMPACT_STORE at a folder you can write to."
            raise SourceError(table, f"the store {self.root} cannot be written ({failure.strerror})", todo) from failure

    def publish(self, incoming: Path, record: dict[str, Any]) -> Vintage:
        """Write the record and make the vintage visible, by one rename."""
        content = (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode("utf-8")
        (incoming / _RECORD).write_bytes(content)
        for path in [p for p in incoming.rglob("*") if p.is_file()]:
            _flush(path)
        stamp = "".join(c if c.isalnum() else "" for c in record["modified"])
        final = incoming.parent / f"{stamp}-{hashlib.sha256(content).hexdigest()[:16]}"
        incoming.rename(final)
        _flush(final.parent)
        return Vintage(final, record)


def _vintages_in(home: Path) -> list[Path]:
    """Return what stands where the vintages of a table do: folders, and what has the name of one."""
    found = (path for path in _inside(home) if not path.name.startswith((".", _INCOMING)))
    return [path for path in found if path.is_dir() or _NAME.fullmatch(path.name)]


def _inside(folder: Path) -> list[Path]:
    """Return what is in a folder, in the order of names; nothing when there is no folder."""
    with _reading(folder):
        return sorted(folder.iterdir()) if folder.is_dir() else []


def _vintage(folder: Path) -> Vintage:
    """Return a vintage whose record is the one that the folder is named after."""
    content = _checked(folder, _RECORD, folder.name.rpartition("-")[2])
    try:
        record = json_of(content)
        if lacking := sorted(_RECORDED.difference(record if isinstance(record, dict) else ())):
            raise ValueError(f"it does not say {', '.join(lacking[:3])}{' and more' if len(lacking) > 3 else ''}")
    except ValueError as failure:
        expected = "a record as `impact pull` writes it"
        raise UnreadableError(_damage(folder / _RECORD, "record", str(failure), expected, out=folder)) from failure
    return Vintage(folder, record)


def _sweep(home: Path) -> None:
    # The lock is ours, so whoever left these was killed.
    for folder in home.glob(f"{_INCOMING}*"):
        shutil.rmtree(folder)


def _flush(path: Path) -> None:
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checked(vintage: Path, file: str, checksum: str) -> bytes:
    """Return the bytes of a file of a vintage, which have a checksum; of that the first digits are enough."""
    path, expected = vintage / file, f"a file with sha256 {checksum}"
    with _reading(path):
        if not path.is_file():
            found = "a folder" if path.is_dir() else "nothing"
            raise UnreadableError(_damage(path, "file", found, expected, out=vintage))
        content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if not checksum or not found.startswith(checksum):
        raise UnreadableError(_damage(path, "checksum", found, checksum, out=vintage))
    return content


def _differs(vintage: Path, file: str, checksum: str) -> list[Problem]:
    """Return how a file of a vintage is not the one that has a checksum."""
    try:
        _checked(vintage, file, checksum)
    except UnreadableError as refusal:
        return list(refusal.problems)
    return []


def _damage(path: Path, field: str, found: str, expected: str, *, out: Path, table: str = "") -> Problem:
    """Return what is wrong in a store; `out` is what has to go before its table can be pulled again."""
    what = "file" if out.is_file() else "folder"
    todo = f"Take the {what} out of the store and pull the table again: `impact pull {table or out.parent.name}`."
    return Problem(str(path), field, found, expected, todo)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say what the system refuses to read as a problem with the store."""
    try:
        yield
    except OSError as failure:
        found, expected = failure.strerror or str(failure), "a store that can be read"
        todo = "Give whoever runs this the right to read it, or name another store with --data or IMPACT_STORE."
        raise UnreadableError(Problem(str(failure.filename or path), "store", found, expected, todo)) from failure


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that the system takes back when the process ends, however it ends."""
    with path.open("a+b") as handle:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
