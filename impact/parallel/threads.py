"""Pieces side by side in threads of this process, each with linear algebra on one processor."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from impact.parallel.linear_algebra import on_one_processor

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")
MOST_THREADS = 8

_at_work: ContextVar[bool] = ContextVar("at_work", default=False)


def side_by_side(work: Callable[[Piece], Answer], pieces: Iterable[Piece]) -> list[Answer]:
    """Return what `work` makes of every piece, in their order; one after the other where this is itself a piece."""
    if at_work():
        return [work(piece) for piece in pieces]
    with on_one_processor(), ThreadPoolExecutor(most_at_once()) as pool:
        return list(pool.map(work, pieces))


def at_work() -> bool:
    """Return whether this is a piece of work that stands beside others already."""
    return _at_work.get()


def each(work: Callable[[Piece], Answer], pieces: Iterable[Piece]) -> list[Answer]:
    """Return what `work` makes of every piece, one after the other, as part of work that stands beside other work."""
    before = _at_work.set(True)
    try:
        with on_one_processor():
            return [work(piece) for piece in pieces]
    finally:
        _at_work.reset(before)


def most_at_once() -> int:
    """Return how many pieces this process has processors for."""
    return min(_processors(), MOST_THREADS)


@dataclass(frozen=True)
class ThreadPool:
    """Threads that are open for work."""

    work: Callable[[Any], Any]
    executor: ThreadPoolExecutor
    at_once: int

    def submit(self, pieces: Sequence[Any]) -> Future[list[Any]]:
        """Return the answers to come."""
        return self.executor.submit(each, self.work, pieces)


@dataclass(frozen=True)
class Due:
    """Pieces that are done when their answers are asked for."""

    work: Callable[[Any], Any]
    pieces: Sequence[Any]

    def result(self) -> list[Any]:
        """Return the answers."""
        return each(self.work, self.pieces)


@dataclass(frozen=True)
class Alone:
    """The thread that asks, which does one piece after the other."""

    work: Callable[[Any], Any]
    at_once: int = 1

    def submit(self, pieces: Sequence[Any]) -> Due:
        """Return the answers to come."""
        return Due(self.work, pieces)


@contextmanager
def alone(work: Callable[[Any], Any]) -> Iterator[Alone]:
    """Yield this thread for work."""
    with on_one_processor():
        yield Alone(work)


@contextmanager
def opened(work: Callable[[Any], Any], count: int | None) -> Iterator[ThreadPool]:
    """Yield threads for work: `count`, or as many as there are processors."""
    with on_one_processor(), ThreadPoolExecutor(count or most_at_once()) as executor:
        try:
            yield ThreadPool(work, executor, 2 * (count or most_at_once()))
        finally:
            executor.shutdown(cancel_futures=True)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):  # what this process may use, which in a container is less than there is
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
