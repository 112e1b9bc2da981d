"""What is asked of a table, in an address that services can bear: conditions that say much in few words, or none.

A condition that does not fit is left out of the address, and the rows are taken apart here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote_plus

from impact.sources.description import Dimension, Rows

# Characters of a query. The web server of CBS takes 2,048 unless it was told otherwise, and the link to a next page has
# a few of its own.
LONGEST = 1_800


def select(dimension: Dimension, keys: tuple[str, ...], contains: Literal["substringof", "contains"]) -> str:
    """Write the selection of one dimension as a filter, by prefix or part where that says the same in fewer words."""
    if dimension.kind == "region":
        prefixes = sorted({k[:2] for k in keys})
        if set(keys) == {k for k in dimension.titles if k[:2] in prefixes}:
            return "(" + " or ".join(f"startswith({dimension.key},'{p}')" for p in prefixes) + ")"
    if dimension.kind == "period":
        parts = {k[4:6] for k in keys}
        if len(parts) == 1 and set(keys) == {k for k in dimension.titles if k[4:6] in parts}:
            part = f"'{parts.pop()}'"
            inside = (part, dimension.key) if contains == "substringof" else (dimension.key, part)
            return f"{contains}({','.join(inside)})"
    return any_of(dimension.key, tuple(dimension.raw_keys.get(k, k) for k in keys))


def any_of(key: str, values: tuple[str, ...]) -> str:
    """Write that a column has one of these values as a filter."""
    return "(" + " or ".join(f"{key} eq '{v}'" for v in values) + ")"


def fitting(conditions: Mapping[str, str]) -> dict[str, str]:
    """Return the conditions, by column, that fit in one address together: as many as do, in their order."""
    taken: set[str] = set()
    for key in sorted(conditions, key=lambda k: len(_coded(conditions[k]))):
        if len(_coded(joined({k: conditions[k] for k in taken | {key}}))) <= LONGEST:
            taken.add(key)
    return {key: text for key, text in conditions.items() if key in taken}


def joined(conditions: Mapping[str, str]) -> str:
    """Write conditions that all hold as one filter."""
    return " and ".join(conditions.values())


def fits(query: Mapping[str, str]) -> bool:
    """Whether a query fits in an address."""
    return sum(len(_coded(f"{key}{value}")) + 2 for key, value in query.items()) <= LONGEST


def among(rows: Rows, keys: Mapping[str, tuple[str, ...]]) -> Rows:
    """Return the rows that have one of these keys in each of these columns."""
    if not keys:
        return rows
    wanted = {column: frozenset(kept) for column, kept in keys.items()}
    return [row for row in rows if all(str(row[column]).strip() in kept for column, kept in wanted.items())]


def _coded(text: str) -> str:
    return quote_plus(text)
