"""How deep tables and lists stand in each other: as deep as the bytes of a file allow, and no file of ours is deep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DEEPEST = 20  # levels; ours have four


def read_json(path: Path) -> Any:
    """Return the content of a JSON file.

    Raises
    ------
    ValueError
        It is not UTF-8, not JSON, or nested deeper than anything that is written here.
    OSError
        It cannot be read.
    """
    return json_of(path.read_bytes())


def json_of(text: bytes) -> Any:
    """Return the content of a JSON text; raises ValueError as `read_json` does.

    Parameters
    ----------
    text
        In UTF-8.
    """
    try:
        content = json.loads(text.decode("utf-8"))
    except RecursionError as error:
        raise ValueError("brackets in brackets, too many to read") from error
    if path_below(content, DEEPEST):
        raise ValueError(f"brackets in brackets, more than {DEEPEST} deep")
    return content


def path_below(content: Any, depth: int) -> tuple[str, ...]:
    """Return the keys that lead deeper than `depth`; nothing where none do. No recursion: it may be very deep."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [(content, ())]
    while waiting:
        node, path = waiting.pop()
        if len(path) > depth:
            return path
        inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        waiting.extend((value, (*path, str(key))) for key, value in inner)
    return ()


def texts_in(content: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Return every text in tables and lists with the keys that lead to it, and the keys themselves, which are texts.

    Parameters
    ----------
    content
        Tables and lists in each other, no deeper than `DEEPEST`.
    """
    waiting: list[tuple[tuple[str, ...], Any]] = [((), content)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, str):
            yield path, node
        elif isinstance(node, dict):
            yield from (((*path, repr(key)), key) for key in node)
            waiting.extend(((*path, key), inner) for key, inner in reversed(node.items()))
        elif isinstance(node, list):
            waiting.extend(((*path, str(place)), inner) for place, inner in reversed([*enumerate(node)]))
