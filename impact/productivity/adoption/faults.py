"""What may be wrong with a series of adoption, its ceiling and its years, named by argument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from impact.errors import InputError, Problem

Floats = NDArray[np.float64]

_SHOWN = 5  # values named of each fault


def raise_all(problems: Iterable[Problem]) -> None:
    """Raise every problem at once; nothing happens where there is none."""
    found = list(problems)
    if found:
        raise InputError(found)


def floats(function: str, field: str, values: ArrayLike) -> Floats:
    """Return `values` as floats.

    Raises
    ------
    InputError
        They are not numbers, or some are not finite.
    """
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise InputError(
            Problem(function, field, repr(values)[:80], "numbers", "Give numbers without text between them.")
        ) from error
    raise_all(outside(function, field, array, -np.inf, np.inf, "finite numbers"))
    return array


def outside(
    function: str, field: str, values: Floats, least: float, most: float, expected: str | None = None
) -> Iterator[Problem]:
    """Yield the problem of values that are not finite or not from `least` to `most`."""
    wrong = ~(np.isfinite(values) & (values >= least) & (values <= most))
    if wrong.any():
        wanted = expected or f"values from {least:g} to {most:g}"
        yield Problem(function, field, shown(values[wrong]), wanted, "Correct the value, or leave it out.")


def series_problems(function: str, years: Floats, values: Floats, fewest: int, field: str) -> Iterator[Problem]:
    """Yield what is wrong with the years of a series and with how many there are."""
    if years.ndim != 1 or years.shape != values.shape:
        found, expected = f"{years.shape} years and {values.shape} values", "one value a year, each in one row"
        yield Problem(function, "years", found, expected, "Give as many years as values.")
        return
    if len(years) < fewest:
        expected = f"{fewest} or more years"
        yield Problem(
            function, field, f"{len(years)} values", expected, "Add years, or use a curve with fewer unknowns."
        )
    if (np.diff(years) <= 0).any():
        yield Problem(
            function, "years", shown(years), "years that rise, each once", "Sort the series; keep one vintage."
        )


def ceiling_problems(function: str, ceiling: Floats, highest: float, year: float) -> Iterator[Problem]:
    """Yield the problem of ceilings that today's level has reached, or that lie above everybody."""
    if (ceiling <= highest).any():
        found = f"{shown(ceiling[ceiling <= highest])}, at or below the {highest:g} of {year:g}"
        todo = "Raise the ceiling above what is observed."
        yield Problem(function, "ceiling", found, f"a ceiling above {highest:g}", todo)
    if (ceiling > 1).any():
        yield Problem(function, "ceiling", shown(ceiling[ceiling > 1]), "a share of at most 1", "Write 0.85 for 85 %.")


def year_problems(function: str, years: Floats, first: float) -> Iterator[Problem]:
    """Yield the problem of years before the first year of the evidence."""
    if (years < first).any():
        todo = f"Start in {first:g} or later: a curve says nothing of the time before its evidence."
        yield Problem(function, "years", shown(years[years < first]), f"years from {first:g}", todo)


def adding_up_problems(function: str, field: str, shares: Floats, axis: int = -1) -> Iterator[Problem]:
    """Yield the problem of shares that are negative or do not add up to 1."""
    if (shares < 0).any():
        yield Problem(function, field, shown(shares[shares < 0]), "shares of 0 or more", "Correct the share.")
    sums = np.atleast_1d(shares.sum(axis=axis))
    wrong = ~(np.abs(sums - 1) <= 1e-6)
    if wrong.any():
        todo = "Count every class once, the smallest firms too."
        yield Problem(function, field, f"a sum of {shown(sums[wrong])}", "shares that add up to 1", todo)


def shown(values: Sequence[Any] | Floats) -> str:
    """Return the first few values as text, and how many more there are."""
    flat = np.ravel(np.asarray(values, dtype=float))
    more = f" and {len(flat) - _SHOWN} more" if len(flat) > _SHOWN else ""
    return ", ".join(f"{value:g}" for value in flat[:_SHOWN]) + more
