"""What the store holds: vintages, age, provisional years, tables that CBS has stopped."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from impact.sources import catalogue, cbs
from impact.sources.store import Store, Vintage
from impact.words.statements import Statement, said

_STALE = 365  # days since the last pull


def inventory(store: Store | None = None, now: datetime | None = None) -> pd.DataFrame:
    """Return one row for each table in the store whose records can be read.

    Columns: table, title, modified (by the source), retrieved, age (days since), vintages (how many are kept), years,
    provisional (years that will still change), rows, bytes, licence, note: stale, discontinued with its successor, or
    selected differently from what the catalogue now asks for.
    """
    store = store or Store()
    moment = now or datetime.now(UTC)
    unreadable = store.unreadable()
    rows = [_row(store.vintages(table), moment) for table in store.tables() if table not in unreadable]
    columns = ["table", "title", "modified", "retrieved", "age", "vintages", "years", "provisional", "rows", "bytes"]
    return pd.DataFrame(rows, columns=[*columns, "licence", "note"])


def _row(vintages: list[Vintage], now: datetime) -> dict[str, object]:
    r = vintages[-1].record
    retrieved = datetime.fromisoformat(r["retrieved"])
    age = _age(vintages[-1], now)
    return {
        "table": r["table"],
        "title": r["title"],
        "modified": r["modified"],
        "retrieved": retrieved.date().isoformat(),
        "age": age,
        "vintages": len(vintages),
        "years": "-".join(map(str, dict.fromkeys(r["years"]))),
        "provisional": ", ".join(map(str, r["provisional"])),
        "rows": r["tidy"]["rows"],
        "bytes": r["tidy"]["bytes"] + sum(reply["bytes"] for reply in r["replies"]),
        "licence": r["licence"],
        "note": "; ".join(_notes(vintages[-1], age)),
    }


def notes(store: Store | None = None, now: datetime | None = None) -> dict[str, list[Statement]]:
    """Return what to know of each table in the store whose records can be read, by its name.

    Parameters
    ----------
    store
        The store; that of the user when left out.
    now
        The moment that ages are counted to; this one when left out.
    """
    kept, moment = store or Store(), now or datetime.now(UTC)
    readable = [table for table in kept.tables() if table not in kept.unreadable()]
    newest = {table: kept.vintages(table)[-1] for table in readable}
    return {table: _notes(vintage, _age(vintage, moment)) for table, vintage in newest.items()}


def _age(vintage: Vintage, now: datetime) -> int:
    """Return the days since a vintage was pulled."""
    return (now - datetime.fromisoformat(vintage.record["retrieved"])).days


def _notes(vintage: Vintage, age: int) -> list[Statement]:
    r = vintage.record
    found: list[Statement] = []
    wanted = catalogue.tables().get(r["table"])
    successor = wanted.successor if wanted else r["successor"]
    if r["discontinued"] or successor:
        stopped = said("store_succeeded", successor=successor) if successor else said("store_discontinued")
        found.append(stopped)
    if age > _STALE:
        found.append(said("store_stale"))
    if wanted and not cbs.covers(r, wanted):
        found.append(said("store_reselected"))
    return found
