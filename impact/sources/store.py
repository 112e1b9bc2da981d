"""The store of pulled tables: raw replies beside their record, tidy parquet, one folder for every vintage.

A vintage appears by a single rename of a finished folder, so the store holds either the old content or the new, whole,
whenever a pull is killed. A vintage is never changed; its name ends in the checksum of its record, the record has the
checksum of every file. `root/<table>/<modified>-<checksum>/{record.json, tidy.parquet, raw/*.json}`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import platformdirs

from impact.errors import InputError, Problem
from impact.sources.provenance import Record
from impact.sources.transport import SourceError

_INCOMING = "incoming-"
# What the record of every vintage says, of a table and of boundaries; whoever reads one counts on it.
_RECORDED = {
    *("table", "title", "api", "base", "modified", "retrieved", "discontinued", "successor", "licence", "credit"),
    *("selection", "selected", "years", "provisional", "tidy", "replies"),
}
_PULL_AGAIN = "Take the folder out of the store and pull the table again."


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
        """Return the bytes of the tidy file; raises SourceError when they are not those of the record."""
        content = self.tidy.read_bytes() if self.tidy.is_file() else b""
        if problems := _differs(self.tidy, content, self.record["tidy"]["sha256"]):
            (p,) = problems
            seen = f"{self.tidy} is not the file that was pulled (sha256: found {p.found}; expected {p.expected})"
            raise SourceError(self.record["table"], seen, _PULL_AGAIN)
        return content

    def verify(self) -> list[Problem]:
        """Return every difference between files and record, and between the record and the folder's name."""
        problems = _differs(self.folder / "record.json", None, "", ends=self.folder.name.rsplit("-", 1)[-1])
        listed = [("raw/" + r["file"], r["sha256"]) for r in self.record["replies"]]
        for file, checksum in [*listed, (self.record["tidy"]["file"], self.record["tidy"]["sha256"])]:
            problems += _differs(self.folder / file, None, checksum)
        return problems


class Store:
    """A folder with vintages of tables; `$IMPACT_STORE`, else the data folder of the user."""

    def __init__(self, root: Path | str | None = None) -> None:
        self.root = Path(
            root or os.environ.get("IMPACT_STORE") or platformdirs.user_data_path("impact-noord") / "store"
        )
        if self.root.exists() and not self.root.is_dir():
            todo = "Set IMPACT_STORE to a folder."
            raise InputError(Problem(str(self.root), "store", "a file", "a folder", todo))

    def tables(self) -> list[str]:
        """Return the tables of which the store has at least one vintage."""
        return sorted({record.parent.parent.name for record in self._records("*")})

    def vintages(self, table: str) -> list[Vintage]:
        """Return the vintages of a table in the order in which they were pulled."""
        found = [_vintage(record.parent) for record in self._records(table)]
        return sorted(found, key=lambda v: (v.record["retrieved"], v.folder.name))

    def _records(self, table: str) -> Iterator[Path]:
        return (p for p in self.root.glob(f"{table}/*/record.json") if not _is_incoming(p.parent))

    def current(self, table: str) -> Vintage | None:
        """Return the vintage pulled last, or None."""
        return next(reversed(self.vintages(table)), None)

    def verify(self) -> list[Problem]:
        """Hash every file of every vintage again and return the differences, unreadable records among them."""
        return [problem for table in self.tables() for problem in self._verify(table)]

    def unreadable(self) -> dict[str, Problem]:
        """Return the tables with a record that cannot be read, and what is wrong with it."""
        found = {}
        for table in self.tables():
            try:
                self.vintages(table)
            except SourceError as failure:
                expected = "a record as `impact pull` wrote it"
                found[table] = Problem(table, "record", failure.seen, expected, failure.todo)
        return found

    def _verify(self, table: str) -> list[Problem]:
        if problem := self.unreadable().get(table):
            return [problem]
        return [problem for v in self.vintages(table) for problem in v.verify()]

    @contextmanager
    def pulling(self, table: str) -> Iterator[Path]:
        """Give a folder to pull into while no other process pulls this table; gone afterwards unless published."""
        home = self.root / table
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
        (incoming / "record.json").write_bytes(content)
        for path in [p for p in incoming.rglob("*") if p.is_file()]:
            _flush(path)
        stamp = "".join(c if c.isalnum() else "" for c in record["modified"])
        final = incoming.parent / f"{stamp}-{hashlib.sha256(content).hexdigest()[:16]}"
        incoming.rename(final)
        _flush(final.parent)
        return Vintage(final, record)


def _vintage(folder: Path) -> Vintage:
    try:
        record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
        if lacking := sorted(_RECORDED.difference(record if isinstance(record, dict) else ())):
            raise ValueError(f"it does not say {', '.join(lacking[:3])}{' and more' if len(lacking) > 3 else ''}")
        return Vintage(folder, record)
    except ValueError as failure:
        raise SourceError(
            folder.parent.name, f"{folder / 'record.json'} is damaged ({failure})", _PULL_AGAIN
        ) from failure


def _is_incoming(folder: Path) -> bool:
    return folder.name.startswith(_INCOMING)


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


def _differs(path: Path, content: bytes | None, checksum: str, ends: str = "") -> list[Problem]:
    shown = "/".join(path.parts[-4:])
    if not path.is_file():
        return [Problem(shown, "file", "nothing", f"a file with sha256 {checksum or ends}", _PULL_AGAIN)]
    found = hashlib.sha256(content if content is not None else path.read_bytes()).hexdigest()
    if (checksum and found == checksum) or (ends and found.startswith(ends)):
        return []
    return [Problem(shown, "checksum", found, checksum or ends, _PULL_AGAIN)]


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
