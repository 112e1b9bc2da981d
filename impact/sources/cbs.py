"""Tables of CBS over OData: which service to ask, and which part of a table the catalogue asks for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from impact.errors import InputError, Problem
from impact.sources import catalogue, odata3, odata4
from impact.sources.catalogue import Measure, Table
from impact.sources.description import Api, Chosen, Column, Description, Dialect, find, measure_names, plain
from impact.sources.transport import Transfer


def base(api: Api) -> str:
    """Return the address of the service, `IMPACT_CBS_URL` where it is set."""
    default = {"v3": "https://opendata.cbs.nl", "v4": "https://datasets.cbs.nl"}[api]
    address = os.environ.get("IMPACT_CBS_URL") or default
    if not address.startswith(("https://", "http://")):
        todo = "Set it to something like https://opendata.cbs.nl."
        raise InputError(Problem("environment", "IMPACT_CBS_URL", repr(address), "a web address", todo))
    return address.rstrip("/")


def dialect(api: str) -> Dialect:
    """Return the dialect by name."""
    dialects: dict[str, Dialect] = {"v3": odata3.Dialect3(), "v4": odata4.Dialect4()}
    if api not in dialects:
        raise InputError(Problem("pull", "api", repr(api), "v3 or v4", "Leave it out for v3."))
    return dialects[api]


def choose(table: Table, about: Description, transfer: Transfer) -> Chosen:
    """Return the part of the table that the catalogue asks for; refuses columns and keys that are not there."""
    return Chosen(_columns(table, about, transfer), dict(_keys(table, about, transfer)), _words(table))


def covers(record: Mapping[str, Any], table: Table) -> bool:
    """Whether what a record says was pulled holds all that a paragraph of the catalogue asks for."""
    wanted = table.model_dump(mode="json")
    if _part(record["selection"]) != _part(wanted):
        return False
    columns = tuple(Column(**c) for c in record["columns"])
    if table.take == "all" and record["selection"]["take"] != "all":
        return False
    found = [(m, find(m.titles, columns)) for m in table.measures]
    return all(_has_unit(m, c) if c else table.take == "all" for m, c in found)


def _columns(table: Table, about: Description, transfer: Transfer) -> tuple[Column, ...]:
    found = [(m, find(m.titles, about.columns)) for m in table.measures]
    for measure, column in found:
        if column is None and table.take == "listed":
            titles = ", ".join(map(repr, [*measure_names(about.columns).values()][:12]))
            seen = f"no column {measure.titles[0]!r} (for {measure.variable}); the table has {titles}"
            raise transfer.error(seen, f"If it was renamed, add the new title to {catalogue.home(table.id)}.")
        if column and not _has_unit(measure, column):
            seen = f"{column.title!r} is now in {column.unit!r} instead of {measure.source_units[0]!r}"
            raise transfer.error(seen, f"Check the table and adjust {catalogue.home(table.id)}.")
    return about.columns if table.take == "all" else tuple(dict.fromkeys(c for _, c in found if c))


def _has_unit(measure: Measure, column: Column) -> bool:
    return not measure.source_units or plain(column.unit) in map(plain, measure.source_units)


def _part(selection: Mapping[str, Any]) -> tuple[object, ...]:
    """Return which rows a selection takes, as a record keeps it; in older ones the periods are one text."""
    periods = selection["periods"]
    return selection["regions"], [periods] if isinstance(periods, str) else periods, selection["only"]


def _keys(table: Table, about: Description, transfer: Transfer) -> Iterator[tuple[str, tuple[str, ...]]]:
    for dimension in about.dimensions:
        keys: list[str] = list(dimension.titles)
        if dimension.kind == "region" and table.regions:
            keys = [k for k in keys if k.startswith(table.regions)]
        elif dimension.kind == "period" and table.periods:
            keys = next((kept for part in table.periods if (kept := [k for k in keys if part in k])), [])
        elif (wanted := table.only.get(dimension.title)) is not None:
            keys = [k for k in keys if dimension.titles[k] in wanted]
        else:
            continue
        if not keys:
            seen = f"nothing in {dimension.title!r} matches the catalogue"
            raise transfer.error(seen, f"Adjust {catalogue.home(table.id)}.")
        yield dimension.key, tuple(keys)


def _words(table: Table) -> str:
    parts = [f"regions {', '.join(table.regions)}"] if table.regions else []
    parts += [f"periods {' or else '.join(table.periods)}"] if table.periods else []
    parts += [f"{title}: {', '.join(kept)}" for title, kept in table.only.items()]
    return "; ".join(parts) or "the whole table"
