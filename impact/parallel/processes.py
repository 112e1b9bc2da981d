"""Pieces of work in processes of this machine: each loads the work once, and ends with the process that began it."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Any

from impact.parallel.errors import WorkersLostError
from impact.parallel.threads import each, most_at_once

_loaded: dict[str, Callable[[Any], Any]] = {}
_WORK = "work"


@dataclass(frozen=True)
class Pending:
    """Answers to come from a process."""

    future: Future[list[Any]]

    def result(self) -> list[Any]:
        """Return the answers; raises WorkersLostError when the process ended before it had any."""
        try:
            return self.future.result()
        except BrokenProcessPool as error:
            todo = "Was there too little memory? Run it again with fewer workers."
            raise WorkersLostError("A process with a part of the work was ended from outside.", todo) from error


@dataclass(frozen=True)
class ProcessPool:
    """Processes that are open for work."""

    executor: ProcessPoolExecutor
    at_once: int

    def submit(self, pieces: Sequence[Any]) -> Pending:
        """Return the answers to come."""
        with _not_interrupted():
            return Pending(self.executor.submit(_each, pieces))


@contextmanager
def opened(work: Callable[[Any], Any], count: int | None) -> Iterator[ProcessPool]:
    """Yield processes that have the work: `count`, or as many as there are processors."""
    number = count or most_at_once()
    apart, packed = get_context("spawn"), pickle.dumps(work)  # a copy of this process would have half of its threads
    with ProcessPoolExecutor(number, mp_context=apart, initializer=_begin, initargs=(packed,)) as executor:
        try:
            yield ProcessPool(executor, 2 * number)
        finally:
            executor.shutdown(cancel_futures=True)


@contextmanager
def _not_interrupted() -> Iterator[None]:
    """Hold an interruption back: a process that begins meanwhile never hears it, as its begetter answers for both."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(packed: bytes) -> None:
    """Load the work; an interruption is for the process that began this one to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _loaded[_WORK] = pickle.loads(packed)


def _each(pieces: Sequence[Any]) -> list[Any]:
    return each(_loaded[_WORK], pieces)


def _end_with_parent() -> None:
    """End when the process that began this one is gone, killed as well: nothing else would end it."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
