"""Pulling tables into the store: only what changed, and never half."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from impact.errors import Problem, UnreadableError
from impact.sources import boundaries, catalogue, cbs, tidy
from impact.sources.catalogue import Table
from impact.sources.description import Chosen, Description, Dialect, Version, column_names
from impact.sources.store import Store, Vintage
from impact.sources.transport import GoneError, Policy, Recorded, Reply, SourceError, Transfer
from impact.words.statements import said


@dataclass(frozen=True)
class Pulled:
    """What happened to one table: outcome "new", "revised", "unchanged", "would travel" or "failed"."""

    table: str
    outcome: str = ""
    title: str = ""
    modified: str = ""
    rows: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    note: str = ""


@dataclass(frozen=True)
class PullReport:
    """What happened to every table that was asked for, and what is damaged in the store where it was to go."""

    lines: tuple[Pulled, ...]
    damaged: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every table is now as new as the source."""
        return all(line.outcome != "failed" for line in self.lines)

    def frame(self) -> pd.DataFrame:
        """Return one row a table."""
        return pd.DataFrame([asdict(line) for line in self.lines])


def pull(
    names: Sequence[str] = (),
    *,
    store: Store | None = None,
    api: str = "v3",
    dry_run: bool = False,
    policy: Policy | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> PullReport:
    """Pull tables, or boundaries ("boundaries-2024"), into the store; everything in the catalogue when none is named.

    A table that fails leaves the store as it was and does not stop the others. With `dry_run` nothing but the date of
    the last change is asked for. `progress` is told the name of each table before it starts.

    Raises
    ------
    InputError
        A name that is not in the catalogue, an unknown `api`, a store that is a file. Nothing has been asked for then.
    """
    kept, patience = store or Store(), policy or Policy()
    speak = cbs.dialect(api)
    jobs: dict[str, Callable[[], Pulled]] = {}
    for name in names or [*catalogue.tables(), boundaries.NEWEST]:
        if year := boundaries.year_of(name):
            jobs[name] = partial(_pull_boundaries, kept, year, dry_run, patience)
        else:
            table = catalogue.table(name)
            jobs[table.id] = partial(_pull_table, kept, table, api, speak, dry_run, patience)
    lines: list[Pulled] = []
    damaged: list[Problem] = []
    for name, job in jobs.items():
        progress(name)
        lines.append(_attempt(name, job, damaged))
    return PullReport(tuple(lines), tuple(damaged))


def rebuild(vintage: Vintage) -> bytes:
    """Return the tidy file of a vintage made anew from its raw replies, without a network."""
    record = vintage.record
    transfer = Recorded(record["table"], record["base"], vintage.folder / "raw", replies=_replies(record))
    if year := boundaries.year_of(record["table"]):
        return boundaries.to_bytes(boundaries.download(transfer, year, record["api"]))
    path = vintage.folder.parent / f".rebuilt-{vintage.folder.name}.parquet"
    try:
        _write(path, Table(**record["selection"]), cbs.dialect(record["api"]), transfer)
        return path.read_bytes()
    finally:
        path.unlink(missing_ok=True)


def _attempt(name: str, job: Callable[[], Pulled], damaged: list[Problem]) -> Pulled:
    start = time.monotonic()
    try:
        line = job()
    except GoneError as failure:
        line = Pulled(name, "failed", note=f"{failure} {_elsewhere(name)}")
    except SourceError as failure:
        line = Pulled(name, "failed", note=str(failure))
    except UnreadableError as refusal:  # the table in the store; the others are still pulled
        damaged.extend(refusal.problems)
        line = Pulled(name, "failed", note=str(refusal))
    except KeyError as missing:  # JSON, but not of the shape that the service is known to give
        seen = f"{name}: a reply without {missing}"
        line = Pulled(name, "failed", note=f"{seen}. The service may have changed. {_elsewhere(name)}")
    return replace(line, seconds=round(time.monotonic() - start, 3))


def _elsewhere(name: str) -> str:
    table = catalogue.tables().get(name)
    later = (
        f"Its successor is {table.successor}: `impact pull {table.successor}`. " if table and table.successor else ""
    )
    return f"{later}`impact pull {name} --api v4` tries the newer service."


def _pull_table(store: Store, table: Table, api: str, speak: Dialect, dry_run: bool, policy: Policy) -> Pulled:
    base = cbs.base("v4" if api == "v4" else "v3")
    transfer = Transfer(table.id, base, policy=policy)
    if dry_run:
        version = speak.version(transfer, table.id)
        outcome = "unchanged" if _same(store.current(table.id), table, api, version) else "would travel"
        return _line(table.id, outcome, transfer, title=table.title, modified=version.modified)
    with store.pulling(table.id) as incoming:
        before = store.current(table.id)
        version = speak.version(transfer, table.id)
        if _same(before, table, api, version):
            return _line(table.id, "unchanged", transfer, title=table.title, modified=version.modified)
        record = _fetch(incoming, table, api, speak, transfer)
        store.publish(incoming, record)
    outcome = "revised" if before else "new"
    note = said("store_discontinued") if record["discontinued"] else ""
    line = _line(table.id, outcome, transfer, title=record["title"], modified=record["modified"], note=note)
    return replace(line, rows=record["tidy"]["rows"])


def _same(current: Vintage | None, table: Table, api: str, version: Version) -> bool:
    """Whether the store has this version; one of before versions were kept whole is pulled once more."""
    if current is None:
        return False
    r = current.record
    return r["api"] == api and r.get("version") == asdict(version) and cbs.covers(r, table)


def _fetch(incoming: Path, table: Table, api: str, speak: Dialect, transfer: Transfer) -> dict[str, Any]:
    for _ in range(2):
        transfer.folder, transfer.replies = incoming / "raw", []
        about, chosen, writer = _write(incoming / "tidy.parquet", table, speak, transfer)
        if speak.version(transfer, table.id) == about.version:
            return _record(incoming, table, api, transfer, about, chosen, writer)
        for reply in transfer.folder.iterdir():  # CBS published while we read: what we have is of two vintages
            reply.unlink()
    raise transfer.error("the table changed twice while it was read", "CBS is publishing; try again in an hour.")


def _write(path: Path, table: Table, speak: Dialect, transfer: Transfer) -> tuple[Description, Chosen, tidy.Writer]:
    about = speak.describe(transfer, table.id)
    chosen = cbs.choose(table, about, transfer)
    with tidy.Writer(path, about, chosen, transfer) as writer:
        speak.stream(transfer, table.id, about, chosen, writer.add)
    return about, chosen, writer


def _record(
    incoming: Path,
    table: Table,
    api: str,
    transfer: Transfer,
    about: Description,
    chosen: Chosen,
    writer: tidy.Writer,
) -> dict[str, Any]:
    called = column_names(about.dimensions)
    return _origin(table.id, api, transfer) | {
        "title": about.title,
        "modified": about.version.modified,
        "version": asdict(about.version),
        "discontinued": about.version.discontinued,
        "successor": table.successor,
        "generation": table.generation,
        "licence": table.licence,
        "credit": table.credit,
        "selection": table.model_dump(mode="json"),
        "selected": chosen.words,
        "columns": [asdict(c) for c in chosen.columns],
        "dimensions": {called[d.key]: dict(d.titles) for d in about.dimensions},
        "years": [min(writer.years), max(writer.years)] if writer.years else [],
        "provisional": sorted(writer.provisional),
        "tidy": _described(incoming / "tidy.parquet", writer.rows),
    }


def _pull_boundaries(store: Store, year: int, dry_run: bool, policy: Policy) -> Pulled:
    name = f"boundaries-{year}"
    transfer = Transfer(name, boundaries.base("ogc"), policy=policy)
    if store.current(name):  # boundaries of a year do not change
        return _line(name, "unchanged", transfer, modified=str(year))
    if dry_run:
        return _line(name, "would travel", transfer, modified=str(year))
    with store.pulling(name) as incoming:
        if store.current(name):
            return _line(name, "unchanged", transfer, modified=str(year))
        service, transfer, found = boundaries.either(name, year, incoming / "raw", policy)
        (incoming / "tidy.parquet").write_bytes(boundaries.to_bytes(found))
        record = _origin(name, service, transfer) | boundaries.described(year)
        store.publish(incoming, record | {"tidy": _described(incoming / "tidy.parquet", len(found))})
    return replace(
        _line(name, "new", transfer, modified=str(year)), rows=len(found), note=said("pull_service", service=service)
    )


def _origin(name: str, api: str, transfer: Transfer) -> dict[str, Any]:
    clients = {package: version(package) for package in ("impact-noord", "cbsodata", "requests", "pyarrow")}
    return {
        "table": name,
        "api": api,
        "base": transfer.base,
        "retrieved": datetime.now(UTC).isoformat(timespec="microseconds"),
        "clients": clients,
        "replies": [asdict(r) for r in transfer.replies],
    }


def _described(path: Path, rows: int) -> dict[str, Any]:
    content = path.read_bytes()
    return {"file": path.name, "sha256": sha256(content).hexdigest(), "bytes": len(content), "rows": rows}


def _replies(record: dict[str, Any]) -> list[Reply]:
    return [Reply(**r) for r in record["replies"]]


def _line(name: str, outcome: str, transfer: Transfer, **more: Any) -> Pulled:
    return Pulled(name, outcome, requests=transfer.asked, bytes=transfer.received, **more)
