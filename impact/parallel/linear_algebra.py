"""Linear algebra on one processor, as long as anybody needs it so.

Many small systems are slower on several threads of the linear algebra library than on one, and their last digits would
hang on how many there are; pieces side by side are as quick, and the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from threadpoolctl import threadpool_limits

_lock = Lock()
_holders = 0
_limits: threadpool_limits | None = None


@contextmanager
def on_one_processor() -> Iterator[None]:
    """Keep linear algebra in this process on one thread until the last of those who asked for it is done."""
    _take()
    try:
        yield
    finally:
        _give_back()


def _take() -> None:
    global _holders, _limits
    with _lock:
        if not _holders:
            _limits = threadpool_limits(limits=1, user_api="blas")
        _holders += 1


def _give_back() -> None:
    global _holders, _limits
    with _lock:
        _holders -= 1
        if not _holders and _limits is not None:
            _limits.restore_original_limits()
            _limits = None
