"""The texts that a publication has instead of those of its kind: by dotted name, in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from impact.errors import InputError, Problem
from impact.inputs import read_toml
from impact.words.texts import LANGUAGES


def own_texts(file: Path) -> dict[str, dict[str, str]]:
    """Return texts by dotted name and language; a text that lacks a language is refused."""
    found = dict(_leaves(read_toml(file)))
    problems = [
        Problem(str(file), name, _seen(text), f"a text in {' and '.join(LANGUAGES)}", "Give it in both languages.")
        for name, text in found.items()
        if not isinstance(text, dict) or set(text) != set(LANGUAGES)
    ]
    if problems:
        raise InputError(problems)
    return found


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and value and all(isinstance(inner, dict) for inner in value.values()):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _seen(text: Any) -> str:
    return f"one in {', '.join(map(str, text))}" if isinstance(text, dict) and text else repr(text)
