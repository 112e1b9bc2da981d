"""What may be wrong with effects and errors that are handed to a function, named by argument and place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from impact.errors import InputError, Problem, suggestion

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_SHOWN = 5  # places named of each fault
_APART = 1e5  # largest over smallest error: beyond it the digits of a float no longer tell the weights apart


def method_problems(function: str, method: object, known: Iterable[str], field: str = "method") -> Iterator[Problem]:
    """Yield the problem of a name that is not one of those known."""
    names = list(known)
    if method not in names:
        yield Problem(function, field, repr(method), f"one of {', '.join(names)}", suggestion(str(method), names))


def level_problems(function: str, level: object) -> Iterator[Problem]:
    """Yield the problem of a level that is no share between zero and one."""
    number = isinstance(level, (int, float)) and not isinstance(level, bool)
    if not (number and 0 < float(level) < 1):  # type: ignore[arg-type]
        yield Problem(function, "level", repr(level), "a share between 0 and 1", "Write 0.95 for 95 %.")


def numbers(function: str, field: str, values: object) -> Floats:
    """Return an argument as an array of floats.

    Raises
    ------
    InputError
        Something in it is no number.
    """
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise InputError(Problem(function, field, str(error), "numbers", "Take out what is none.")) from error


def pair_problems(function: str, effects: Floats, std_errors: Floats) -> list[Problem]:
    """Return what is wrong with effects and errors of one shape: numbers that are not finite, errors not above zero."""
    found = (
        ("effects", effects, ~np.isfinite(effects), "finite numbers", "Leave the study out, or correct its effect."),
        (
            "std_errors",
            std_errors,
            ~np.isfinite(std_errors),
            "finite numbers",
            "Leave the study out, or derive its error from the interval that it prints.",
        ),
        (
            "std_errors",
            std_errors,
            np.isfinite(std_errors) & (std_errors <= 0),
            "standard errors above zero",
            "No study is without error: look it up, or leave the study out.",
        ),
    )
    problems = [
        Problem(function, _places(field, wrong), _values(values, wrong), expected, todo)
        for field, values, wrong, expected, todo in found
        if wrong.any()
    ]
    return problems or list(_apart(function, std_errors))


def _apart(function: str, std_errors: Floats) -> Iterator[Problem]:
    least, most = float(np.min(std_errors)), float(np.max(std_errors))
    if most > _APART * least:
        expected, todo = f"errors within a factor of {_APART:,.0f}", "Put all studies in one unit."
        yield Problem(function, "std_errors", f"{least:g} to {most:g}", expected, todo)


def _places(field: str, wrong: Bools) -> str:
    """Return the first places of a fault, and how many more there are."""
    places = [", ".join(map(str, place)) for place in np.argwhere(wrong)]
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    return "; ".join(f"{field}[{place}]" for place in places[:_SHOWN]) + more


def _values(values: Floats, wrong: Bools) -> str:
    return ", ".join(f"{value:g}" for value in values[wrong][:_SHOWN])
