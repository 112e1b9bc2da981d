"""Pieces of work that take seconds, each done once, in a process of its own that gives its memory back."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import tempfile
from collections import OrderedDict
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeVar, cast

from impact.page.painter import BusyError

MOST_WAITING = 8
_KEPT = 24  # outcomes that are not worked out again
_GENTLE = 5  # how far the work stands back for the views
Out = TypeVar("Out")
Done = TypeVar("Done", covariant=True)


class Job(Protocol[Done]):
    """A piece of work, known by what is asked: two that are equal are one."""

    def __hash__(self) -> int:
        """Return the same for what is asked in the same way."""

    def done(self, folder: Path) -> Done:
        """Do it, and return what came of it; files go into a folder of its own."""


class Workroom:
    """Do one piece of work after the other, each in a fresh process; who asks for the same waits for the same."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._held: OrderedDict[Job[object], asyncio.Future[object]] = OrderedDict()
        self._files: tempfile.TemporaryDirectory[str] | None = None
        self._folders: dict[Job[object], Path] = {}

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
            self._held[job] = self._begun(job)
        self._held.move_to_end(job)
        future = self._held[job]
        await asyncio.wait({future}, timeout=patience)
        if not future.done():
            return None
        try:
            return cast("Out", future.result())
        except Exception as error:
            self._held.pop(job, None)
            if isinstance(error, BrokenExecutor):
                self._pool = None
            raise

    def _begun(self, job: Job[object]) -> asyncio.Future[object]:
        while len(self._held) >= _KEPT and next(iter(self._held.values())).done():
            oldest, _ = self._held.popitem(last=False)
            shutil.rmtree(self._folders.pop(oldest), ignore_errors=True)
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, context, initializer=_gently, max_tasks_per_child=1)
        if self._files is None:
            self._files = tempfile.TemporaryDirectory(prefix="impact-page-")
        self._folders[job] = folder = Path(tempfile.mkdtemp(dir=self._files.name))
        return asyncio.get_running_loop().run_in_executor(self._pool, _done, job, folder)

    def close(self) -> None:
        """End the process, and take the files away."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        if self._files is not None:
            with suppress(OSError):  # a process that is ending may still write
                self._files.cleanup()


def _gently() -> None:
    """Stand back for the views, where the system knows how."""
    if hasattr(os, "nice"):
        os.nice(_GENTLE)


def _done(job: Job[Out], folder: Path) -> Out:
    return job.done(folder)
