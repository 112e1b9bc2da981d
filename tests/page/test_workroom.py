"""Work in a process of its own: once for all who ask, tried again after a failure, bounded, and cleaned up."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from impact.page.workroom import BusyError, Workroom
from tests.page.conftest import finished

DOING = """
import os, time
from dataclasses import dataclass
from pathlib import Path

@dataclass(frozen=True)
class Work:
    name: str
    seconds: float = 0.0
    fails: bool = False

    def done(self, folder: Path):
        time.sleep(self.seconds)
        (folder / "made").write_text(self.name, encoding="utf-8")
        if self.fails:
            raise ValueError(self.name)
        return self.name, os.getpid(), folder / "made"
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Work that another process can do: a module of its own, for tests are none that it could import."""
    (tmp_path / "doing.py").write_text(DOING, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("doing").Work
    del sys.modules["doing"]


@contextmanager
def opened() -> Iterator[Workroom]:
    room = Workroom()
    try:
        yield room
    finally:
        room.close()


def test_work_is_done_elsewhere_once_and_again_after_a_failure(work: Callable[..., Any]) -> None:
    async def asking() -> None:
        with opened() as room:
            first, second = await asyncio.gather(room.outcome(work("a"), 30), room.outcome(work("a"), 30))
            assert first == second
            name, process, file = first
            assert name == "a"
            assert process != os.getpid()
            assert file.read_text(encoding="utf-8") == "a"
            with pytest.raises(ValueError, match="b"):
                await room.outcome(work("b", fails=True), 30)
            assert work("b", fails=True) not in room._held
        assert not file.exists()

    finished(asking())


def test_who_has_no_patience_is_not_kept_and_too_much_work_is_refused(
    work: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("impact.page.workroom.MOST_WAITING", 1)

    async def asking() -> None:
        with opened() as room:
            began = time.monotonic()
            assert await room.outcome(work("slow", 0.8), 0.05) is None
            assert time.monotonic() - began < 0.8
            with pytest.raises(BusyError):
                await room.outcome(work("another"), 0.05)
            assert (await room.outcome(work("slow", 0.8), 30))[0] == "slow"

    finished(asking())


def test_memory_and_files_of_old_work_are_given_back(work: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("impact.page.workroom._KEPT", 1)

    async def asking() -> None:
        with opened() as room:
            first = await room.outcome(work("a"), 30)
            second = await room.outcome(work("b"), 30)
            assert not first[2].exists()
            assert second[2].exists()
            assert first[1] != second[1]  # a process for each, so that what one took is given back

    finished(asking())
