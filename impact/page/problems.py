"""What is wrong with a scenario file, in the language of the page: by kind, at its field, all of it at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from impact.errors import Problem
from impact.words.texts import Words

MOST = 50

_BY_FOUND = {
    "nothing": "missing",
    "a key that is not known": "unknown",
    "a table that is not known": "unknown",
    "a name that is not used": "unknown",
    "no file": "no_file",
    "a file that never arrived": "no_file",
    "no form with a file": "no_file",
    "an empty file": "no_file",
    "a larger file": "too_large",
    "a key of many parts": "too_deep",
}
_BY_EXPECTED = (
    ("valid TOML", "not_toml"),
    ("UTF-8 text", "not_text"),
    ("one file", "one_file"),
    ("a file of at most", "too_large"),
    ("at most 3,000 keys", "too_large"),
    ("tables of two or three levels", "too_deep"),
    ("the name of a shipped scenario", "extends"),
    ("the name of a scenario", "extends"),
    ("low <= central <= high", "order"),
    ("the same sum twice", "sum"),
    ("funding of more than 0", "no_money"),
    ("shares between 0 and 1", "share"),
    ("shares of 0 or more that sum to 1", "shares"),
    ("a known one", "unknown"),
    ("a known key", "unknown"),
    ("values between", "bounds"),
    ("an amount of 0 or more", "negative"),
    ("a table of the scenario that is extended", "remove"),
    ("a list of names of tables", "remove"),
    ("a code of the 81 industries", "industry"),
)


@dataclass(frozen=True)
class Told:
    """One problem as a visitor reads it.

    Attributes
    ----------
    field : where in the file.
    why : in the language of the page.
    detail : what the program says, in English.
    at : the name of the field of the page that it is about; "" for none.
    """

    field: str
    why: str
    detail: str
    at: str = ""


def told(problems: Iterable[Problem], words: Words, *, fields: Sequence[str] = (), closed: bool = False) -> list[Told]:
    """Return problems in the language of the page; the first fifty, for those who sent another kind of file.

    Parameters
    ----------
    problems
        What is wrong.
    words
        Of the page.
    fields
        The names of the fields of the page at which a problem can be said.
    closed
        Whether the page made the sum close: where it still does not, what is set costs too much.
    """
    kinds = [(one, _kind(one)) for one in list(problems)[:MOST]]
    said = [(one, "too_dear" if closed and kind == "sum" else kind) for one, kind in kinds]
    return [Told(one.field, words(f"problem.{kind}"), _detail(one), _at(one.field, fields)) for one, kind in said]


def _at(place: str, fields: Sequence[str]) -> str:
    """Return the first field that holds a place of the file, or is in it."""
    return next((name for name in fields if name.startswith(place) or place.startswith(name)), "")


def _kind(problem: Problem) -> str:
    by_expected = (kind for start, kind in _BY_EXPECTED if problem.expected.startswith(start))
    return _BY_FOUND.get(problem.found) or next(by_expected, "other")


def _detail(problem: Problem) -> str:
    return f"found {problem.found}; expected {problem.expected}. {problem.todo}"
