"""Tables as TOML text that reads back as the same tables, to the last digit."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DELETE = {0x7F: "\\u007f"}  # the one control character that JSON leaves as it is and TOML refuses


def toml_text(tables: Mapping[str, Any]) -> str:
    """Return tables as TOML: keys first, then each table under its head; tables without tables in them on one line.

    Parameters
    ----------
    tables
        Texts, numbers, truth values, dates, lists and tables of them; None is left out.
    """
    return "\n".join(_lines((), tables)).strip() + "\n"


def _lines(at: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    below = {key: value for key, value in table.items() if _headed(at, value)}
    own = {key: value for key, value in table.items() if key not in below and value is not None}
    if at and (own or not below):
        yield f"\n[{'.'.join(map(_key, at))}]"
    yield from (f"{_key(key)} = {_value(value)}" for key, value in own.items())
    for key, value in below.items():
        yield from _lines((*at, str(key)), value)


def _headed(at: tuple[str, ...], value: Any) -> bool:
    """Return whether a value stands under a head of its own: at the top, and where it holds tables of tables."""
    if not isinstance(value, Mapping):
        return False
    return not at or any(isinstance(inner, Mapping) for inner in value.values()) or len(at) == 1


def _value(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False).translate(_DELETE)
        case int() | float():
            return repr(value)
        case datetime.date():
            return value.isoformat()
        case Mapping():
            parts = (f"{_key(key)} = {_value(inner)}" for key, inner in value.items() if inner is not None)
            return f"{{ {', '.join(parts)} }}"
        case _:
            return f"[{', '.join(_value(inner) for inner in value)}]"


def _key(key: object) -> str:
    text = str(key)
    return text if _BARE.fullmatch(text) else _value(text)
