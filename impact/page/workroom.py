"""Pieces of work that take seconds, each done once, in a process of its own that gives its memory back."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import tempfile
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

MOST_WAITING = 8
_KEPT = 24  # outcomes that are not worked out again
_GENTLE = 5  # how far the work stands back for the views
Out = TypeVar("Out")
Done = TypeVar("Done", covariant=True)


class BusyError(Exception):
    """More is waited for than can be done soon."""


class Job(Protocol[Done]):
    """A piece of work, known by what is asked: two that are equal are one."""

    def __hash__(self) -> int:
        """Return the same for what is asked in the same way."""

    def done(self, folder: Path) -> Done:
        """Do it, and return what came of it; files go into a folder of its own."""


class Workroom:
    """Do one piece of work after the other, each in a fresh process; who asks for the same waits for the same."""

    def __init__(self) -> None:
        self._held: OrderedDict[Job[object], asyncio.Task[object]] = OrderedDict()
        self._folders: dict[Job[object], Path] = {}
        self._files: Path | None = None
        self._turn = asyncio.Lock()
        self._process: BaseProcess | None = None

    async def outcome(self, job: Job[Out], patience: float = 0.5) -> Out | None:
        """Return what came of a piece of work; None when that takes longer than the patience, in seconds.

        Parameters
        ----------
        job
            What is asked.
        patience
            How long to wait.

        Raises
        ------
        BusyError
            Too many pieces of work wait.
        Exception
            What the work itself raised; asked again, it is tried again.
        """
        if job not in self._held:
            if sum(not held.done() for held in self._held.values()) >= MOST_WAITING:
                raise BusyError
            self._make_room()
            self._held[job] = asyncio.create_task(self._done(job))
        self._held.move_to_end(job)
        task = self._held[job]
        await asyncio.wait({task}, timeout=patience)
        if not task.done():
            return None
        try:
            return cast("Out", task.result())
        except Exception:
            self._forget(job)
            raise

    async def _done(self, job: Job[object]) -> object:
        if self._files is None:
            self._files = Path(tempfile.mkdtemp(prefix="impact-page-"))
        self._folders[job] = folder = Path(tempfile.mkdtemp(dir=self._files))
        async with self._turn:
            context = multiprocessing.get_context("spawn")
            here, there = context.Pipe(duplex=False)
            process = self._process = context.Process(target=_work, args=(there, job, folder))
            try:
                process.start()
                there.close()
                good, found = await asyncio.to_thread(_received, here)
                await asyncio.to_thread(process.join)
            finally:
                here.close()
        if not good:
            raise cast("Exception", found)
        return found

    def _make_room(self) -> None:
        while len(self._held) >= _KEPT and next(iter(self._held.values())).done():
            self._forget(next(iter(self._held)))

    def _forget(self, job: Job[object]) -> None:
        self._held.pop(job, None)
        shutil.rmtree(self._folders.pop(job), ignore_errors=True)

    def close(self) -> None:
        """End the work, and take the files away."""
        for task in self._held.values():
            task.cancel()
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
        if self._files is not None:
            shutil.rmtree(self._files, ignore_errors=True)  # a process that is ending may still write


def _work(end: Connection, job: Job[object], folder: Path) -> None:
    """Do a piece of work in this process, standing back for the views where the system knows how."""
    if hasattr(os, "nice"):
        os.nice(_GENTLE)
    try:
        found: tuple[bool, object] = (True, job.done(folder))
    except Exception as error:
        found = (False, error)
    end.send(found)
    end.close()


def _received(end: Connection) -> tuple[bool, object]:
    """Return whether work ended well, and what came of it."""
    try:
        return cast("tuple[bool, object]", end.recv())
    except EOFError:
        return False, RuntimeError("the process of a piece of work ended before it was done")
