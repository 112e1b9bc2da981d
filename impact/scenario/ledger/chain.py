"""Whether a ledger is what was written: every line whole, in its place, and not dated back.

Each line holds the checksum of the line above, so that a change anywhere breaks the chain from there on. What no
chain can show by itself is that lines were cut off its end, or that all of it was made anew: for that the checksum of
the last line (the head) has to be known from elsewhere, such as a publication or the history of git.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from impact.errors import InputError, Problem
from impact.inputs import model_problems
from impact.nesting import DEEPEST, path_below
from impact.scenario.ledger.entries import NOTHING, SUM, Entry, canonical, checksum

MOST_BYTES = 200_000_000
_RESTORE = "The line was changed after it was written: restore the file from git."


@dataclass
class _Reading:
    """Lines that were read so far, and what is wrong with them."""

    file: str
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(path: Path, head: str = "") -> tuple[Entry, ...]:
    """Return the entries of a ledger, each checked against its own checksum and against the line above.

    Parameters
    ----------
    path : Path
        The file.
    head : str, optional
        The checksum that the last line is known to have, or its first digits: shows lines cut off.

    Raises
    ------
    InputError
        No such file; or every line that was changed, is missing, has changed places or is dated back.
    """
    lines = _lines(path)
    numbers, above = _numbers(lines), ""
    reading = _Reading(str(path))
    for place, text in enumerate(lines, start=1):
        above = _read_line(reading, place, text, above, numbers)
    reading.problems += _head(reading, len(lines), above, head)
    if reading.problems:
        raise InputError(reading.problems)
    return tuple(reading.entries)


def _lines(path: Path) -> list[str]:
    """Return the lines of a file that is a ledger by its looks; refuses another one."""
    if not path.is_file():
        found = "a directory" if path.is_dir() else "no regular file" if path.exists() else "no such file"
        todo = "Make one with: impact ledger register --ledger FILE."
        raise InputError(Problem(str(path), "file", found, "a ledger", todo))
    if (size := path.stat().st_size) > MOST_BYTES:
        expected = f"at most {MOST_BYTES:,} bytes"
        raise InputError(Problem(str(path), "file", f"{size:,} bytes", expected, "Is this the right file?"))
    content = path.read_bytes()
    if b"\r" in content:
        todo = "Write '*.jsonl -text' in .gitattributes, so that git leaves line ends alone, and check it out again."
        raise InputError(Problem(str(path), "file", "line ends of Windows", "the bytes that were written", todo))
    if not content.endswith(b"\n"):
        found = "an empty file" if not content else "a last line that does not end"
        todo = "Restore it from git." if content else "Remove the file: the first forecast makes it."
        raise InputError(Problem(str(path), "file", found, "whole lines", todo))
    return content[:-1].decode("utf-8", errors="replace").split("\n")


def _numbers(lines: Sequence[str]) -> list[int]:
    """Return the numbers that the lines give themselves, those that can be read."""
    found = (_parsed(text) for text in lines)
    return [one["entry"] for one in found if isinstance(one, dict) and isinstance(one.get("entry"), int)]


def _parsed(text: str) -> Any:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return None if path_below(content, DEEPEST) else content


def _read_line(reading: _Reading, place: int, text: str, above: str, numbers: Sequence[int]) -> str:
    """Check one line and return its checksum; nothing where it has none that can be read."""
    content, where = _parsed(text), f"line {place}"
    if not isinstance(content, dict):
        found = "an empty line" if not text.strip() else "no JSON object"
        reading.problems.append(Problem(reading.file, where, found, "an entry", _RESTORE))
        return ""
    broken = [*_seal(reading.file, where, content, text), *_place(reading.file, where, content, place, above, numbers)]
    try:
        entry = Entry.model_validate_json(text)
        broken += _dates(reading, where, entry)
        reading.entries.append(entry)
    except ValidationError as error:
        broken += [] if broken else model_problems(reading.file, where, Entry, error)
    reading.problems += broken
    return str(content.get(SUM, ""))


def _seal(file: str, where: str, content: dict[str, Any], text: str) -> Iterator[Problem]:
    """Yield what is wrong with a line by itself."""
    recorded = str(content.get(SUM, "nothing"))
    try:
        found, form = checksum(content), canonical(content)
    except ValueError:  # NaN or infinite
        yield Problem(file, where, "a number that is not finite", "finite numbers", _RESTORE)
        return
    if found != recorded:
        yield Problem(file, f"{where}: {SUM}", found, recorded, _RESTORE)
    elif form != text:
        at = next((i for i, (a, b) in enumerate(zip(form, text, strict=False)) if a != b), min(len(form), len(text)))
        seen, expected = f"{text[at : at + 20]!r} at character {at + 1}", f"{form[at : at + 20]!r}"
        yield Problem(file, where, seen, expected, _RESTORE)


def _place(
    file: str, where: str, content: dict[str, Any], place: int, above: str, numbers: Sequence[int]
) -> Iterator[Problem]:
    """Yield what is wrong with where a line stands."""
    number = content.get("entry")
    if number != place:
        missing = sorted(set(range(1, max([place, *numbers]) + 1)) - set(numbers))
        what = f"entry {missing[0]} is missing" if missing else "lines changed places, or stand twice"
        yield Problem(file, f"{where}: entry", str(number), str(place), f"Restore the file from git: {what}.")
        return
    expected = above if place > 1 else NOTHING
    if content.get("previous") != expected:
        todo = "The line above is not the one it was written under. Restore the file from git; after a merge of two "
        todo += "branches, keep the lines of one and register the forecasts of the other again."
        yield Problem(file, f"{where}: previous", str(content.get("previous")), expected or "the line above", todo)


def _dates(reading: _Reading, where: str, entry: Entry) -> Iterator[Problem]:
    """Yield where an entry is dated before the one above, or forecasts what its own figures already had."""
    last = reading.entries[-1].registered if reading.entries else entry.registered
    if entry.registered < last:
        todo = "An entry is never older than the one above: restore the file from git, and do not use this entry."
        yield Problem(reading.file, f"{where}: registered", str(entry.registered), f"{last} or later", todo)
    yield from (Problem(reading.file, f"{where}: {p.field}", p.found, p.expected, p.todo) for p in hindsight(entry))


def hindsight(entry: Entry) -> Iterator[Problem]:
    """Yield the targets of an entry of which the figures were there already when it was made, one for each series."""
    last = {one.target: one.last_year for one in entry.data}
    first: dict[str, int] = {}
    for one in entry.forecasts:
        first[one.target] = min(one.year, first.get(one.target, one.year))
    for name, year in first.items():
        if name not in last:
            yield Problem("", f"{name}.data", "no figures named", "the figures that it was made from", _RESTORE)
        elif year <= last[name]:
            found, expected = f"{year}, published already", f"a year after {last[name]}, the last of the figures used"
            todo = "A forecast of a figure that is there is none: use impact.scenario.ledger.backtest for the past."
            yield Problem("", f"{name}.year", found, expected, todo)


def _head(reading: _Reading, count: int, above: str, head: str) -> Iterator[Problem]:
    if head and not above.startswith(head):
        todo = "Lines were cut off the end, added, or all written anew: restore the file from git."
        yield Problem(reading.file, f"line {count}: {SUM}", above or "nothing", f"the head {head}", todo)
