"""What stands beside a figure: why there is none, or how sure it is; one order for all that is computed from figures.

A result is no surer than the weakest of its parts.
"""

from __future__ import annotations

from collections.abc import Iterable

MISSING = ("suppressed", "unknown", "not collected", "impossible", "nil")  # why there is no figure
OBSERVED = ("", "provisional", "estimated", "break", "definition differs")  # how sure one is, the surest first
WEAKEST_FIRST = (*MISSING, *reversed(OBSERVED))


def weakness(status: str) -> int:
    """Return the place of a status among all, the weakest first; a word of another source comes after the gaps."""
    return WEAKEST_FIRST.index(status) if status in WEAKEST_FIRST else len(MISSING)


def weakest(statuses: Iterable[str]) -> str:
    """Return the status of what is computed from figures with these: why one is missing, else how sure it is."""
    return min(statuses, key=weakness)
