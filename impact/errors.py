"""What is said when an input cannot be used: where, what was found, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one field of one input."""

    file: str
    field: str
    found: str
    expected: str
    todo: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: found {self.found}; expected {self.expected}. {self.todo}"


class _ListedError(Exception):
    """Lists every problem found in one pass; the command line exits with 2."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[_ListedError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # an error of a worker elsewhere comes back whole


class InputError(_ListedError, ValueError):
    """The input is wrong, and every problem found in one pass is listed; the command line exits with 2."""


class UnreadableError(_ListedError):
    """What was kept earlier cannot be read, or is not what was kept; the command line exits with 2.

    No `InputError`: whoever goes on without figures that are not there may not go on without those that are damaged.
    """


REFUSALS = (InputError, UnreadableError)
"""What is said as a list of problems."""


def suggestion(word: str, known: Sequence[str]) -> str:
    """Return a sentence that points at the nearest known words, or lists them when none is near.

    Capitals do not count where nothing is near with them.
    """
    words = [str(k) for k in known]
    folded = {k.casefold(): k for k in reversed(words)}
    near = get_close_matches(str(word), words, n=3, cutoff=0.6)
    if not near:
        near = [folded[k] for k in get_close_matches(str(word).casefold(), list(folded), n=3, cutoff=0.6)]
    if near:
        return f"Did you mean {' or '.join(repr(n) for n in near)}?"
    return f"Choose one of: {', '.join(str(k) for k in known)}."
