"""Tables as the text of a TOML file: what `tomllib` reads back as the same tables."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_of(tables: Mapping[str, Any]) -> str:
    """Return the text of a TOML file: keys first, then the tables, in their order; the same tables give the same text.

    Parameters
    ----------
    tables
        Text, numbers, booleans, dates, lists of those and tables of those; None is left out.
    """
    return "\n".join(_table(tables, ())).strip() + "\n"


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    inner = {key: value for key, value in table.items() if _opens(value, path)}
    own = [f"{_key(key)} = {_value(value)}" for key, value in table.items() if key not in inner and value is not None]
    if path and (own or not inner):
        yield from ("", f"[{'.'.join(map(_key, path))}]")
    yield from own
    for key, value in inner.items():
        yield from _table(value, (*path, key))


def _opens(value: Any, path: tuple[str, ...]) -> bool:
    """Return whether a value gets a heading of its own: tables do, but those of numbers alone stand on one line."""
    return isinstance(value, Mapping) and (
        not path or any(isinstance(inner, Mapping | str) for inner in value.values())
    )


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        held = ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items() if inner is not None)
        return f"{{ {held} }}" if held else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return repr(value)


def _key(key: object) -> str:
    text = str(key)
    return text if _BARE.fullmatch(text) else _value(text)
