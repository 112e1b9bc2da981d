"""Scenario files that visitors send: read within bounds as data, kept in memory for a while, and never stored.

A file gets a name of its own that cannot be guessed, which stands in the address: who has the address sees the scenario
for as long as it is kept. What a file extends is a shipped scenario; nothing in it is a path that is opened.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import Message
from pathlib import PurePath

from impact.errors import InputError, Problem
from impact.page.scenarios.orders import Source, parsed

LARGEST = 64_000  # bytes of a file; the largest shipped one has 20,000
AROUND = 4_000  # bytes of a form around its file
MOST_KEYS = 3_000
MOST_DOTS = 100  # of one key: the time in which a key is read grows with their square
MOST_KEPT = 200
MOST_BYTES = 4_000_000
KEPT_FOR = 3_600.0  # seconds since it was last asked for
PATIENCE = 20.0  # seconds for a file to arrive
FIELD = "file"

_BETWEEN = re.compile(r"[,=\[\]{}\n]")


@dataclass
class _Kept:
    source: Source
    asked: float


class Uploads:
    """The files that are kept, by the names that stand in addresses."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, source: Source) -> str:
        """Keep a scenario and return the name by which it is asked; those asked longest ago make room."""
        name = secrets.token_urlsafe(16)
        with self._lock:
            self._forget()
            self._kept[name] = _Kept(source, time.monotonic())
            while len(self._kept) > MOST_KEPT or self._size() > MOST_BYTES:
                self._kept.popitem(last=False)
        return name

    def get(self, name: str) -> Source | None:
        """Return the scenario of a name, or None where it is kept no more."""
        with self._lock:
            self._forget()
            found = self._kept.get(name)
            if found is None:
                return None
            found.asked = time.monotonic()
            self._kept.move_to_end(name)
            return found.source

    def _size(self) -> int:
        return sum(len(one.source.text) for one in self._kept.values())

    def _forget(self) -> None:
        long_ago = time.monotonic() - KEPT_FOR
        for name in [name for name, one in self._kept.items() if one.asked < long_ago]:
            del self._kept[name]


async def body(chunks: AsyncIterator[bytes]) -> bytes:
    """Return what is sent, as long as it is no larger than a form with a file can be, and arrives in time.

    What is larger is read to its end and not kept, so that a browser hears why.

    Raises
    ------
    InputError
        It is larger, or does not arrive.
    """
    found, size = bytearray(), 0
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in chunks:
                size += len(chunk)
                if size <= LARGEST + AROUND:
                    found += chunk
    except TimeoutError as error:
        raise _refused("a file that never arrived", "a whole file") from error
    if size > LARGEST + AROUND:
        raise _refused("a larger file", f"a file of at most {LARGEST:,} bytes")
    return bytes(found)


def sent(content: bytes, media: str) -> Source:
    """Return the scenario file in a form that was sent, checked.

    Parameters
    ----------
    content
        The form.
    media
        Its kind, `multipart/form-data` with what stands between its parts.

    Raises
    ------
    InputError
        There is no file or more than one, or the file is no scenario: with every problem of it.
    """
    files = [part for part in _parts(content, media) if part[0] == FIELD]
    if len(files) != 1 or not files[0][2].strip():
        raise _refused(f"{len(files)} files" if len(files) > 1 else "no file", "one file")
    _, name, held = files[0]
    if len(held) > LARGEST:
        raise _refused(f"{len(held):,} bytes", f"a file of at most {LARGEST:,} bytes")
    source = Source(_text(held), _called(name))
    _check_size(source.text)
    parsed(source)
    return source


def _text(held: bytes) -> str:
    try:
        text = held.decode("utf-8-sig")  # Windows editors put a mark at the start
    except UnicodeDecodeError as error:
        raise _refused(f"byte {held[error.start]:#04x} at position {error.start}", "UTF-8 text") from error
    return text.replace("\r\n", "\n")


def _check_size(text: str) -> None:
    if (keys := text.count("=")) > MOST_KEYS:
        raise _refused(f"{keys:,} keys", f"at most {MOST_KEYS:,} keys")
    if max(part.count(".") for part in _BETWEEN.split(text)) > MOST_DOTS:
        raise _refused("a key of many parts", "tables of two or three levels")


def _called(file: str) -> str:
    """Return the name of a scenario from that of its file."""
    stem = PurePath(file.replace("\\", "/")).stem.lower()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:60] or "upload"


def _parts(content: bytes, media: str) -> list[tuple[str, str, bytes]]:
    """Return the parts of a form: the name of its field, that of its file, and what it holds."""
    head = Message()
    head["content-type"] = media
    boundary = head.get_param("boundary")
    if head.get_content_type() != "multipart/form-data" or not isinstance(boundary, str) or not boundary:
        raise _refused("no form with a file", "one file")
    found = []
    for part in (b"\r\n" + content).split(b"\r\n--" + boundary.encode("latin-1", "replace"))[1:-1]:
        above, _, held = part.partition(b"\r\n\r\n")
        field = Message()
        for line in above.decode("utf-8", "replace").split("\r\n"):
            name, _, value = line.partition(":")
            if name.lower() == "content-disposition":
                field[name] = value.strip()
        asked = [field.get_param(key, "", "content-disposition") for key in ("name", "filename")]
        found.append((str(asked[0]), str(asked[1]), held))
    return found


def _refused(found: str, expected: str) -> InputError:
    return InputError(Problem("upload", FIELD, found, expected, "Send one scenario file."))
