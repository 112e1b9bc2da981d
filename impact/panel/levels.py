"""Levels of regions that a panel can have, and how their codes begin."""

from __future__ import annotations

from impact.errors import InputError, Problem, suggestion
from impact.regions import LEVELS

PREFIXES = {**LEVELS, "land": "NL", "landsdeel": "LD"}


def prefix(level: str) -> str:
    """Return the first two letters of the codes of a level, or raise InputError."""
    if level not in PREFIXES:
        todo = suggestion(level, list(PREFIXES))
        raise InputError(Problem("panel", "level", repr(level), "a level of regions", todo))
    return PREFIXES[level]
