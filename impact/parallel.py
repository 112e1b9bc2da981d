"""Independent pieces of work side by side in threads, each with linear algebra on one processor.

Many small systems are slower on several threads of the linear algebra library than on one, and their last digits would
hang on how many there are; pieces side by side are as quick, and the same on every machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")
MOST_THREADS = 8


def side_by_side(work: Callable[[Piece], Answer], pieces: Iterable[Piece]) -> list[Answer]:
    """Return what `work` makes of every piece, in their order."""
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(min(_processors(), MOST_THREADS)) as pool:
        return list(pool.map(work, pieces))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):  # what this process may use, which in a container is less than there is
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
