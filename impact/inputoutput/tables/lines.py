"""Lines of a user's matrix that are not what they seem: totals among their parts, and one sector under two names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.errors import InputError, Problem

_ROUNDING = 1e-4
_FOOTNOTE = re.compile(r"[\s*†‡]+$|\s+\(?[0-9a-z]\)$|[¹²³⁰⁴-⁹]+$")
_ALIKE = 0.6


def refuse_sums(matrix: pd.DataFrame, file: str) -> None:
    """Raise InputError for lines that are the sum of other lines: totals under a name that is not in `leave_out`.

    Sums of all other lines, of the sectors or of what is none are refused in any table; those of neighbours only where
    the table does not balance as it is, because in a small one they may be chance.
    """
    sectors = [name for name in matrix.index if name in set(matrix.columns)]
    nested = not _balances(matrix, sectors)
    todo = "Name it in leave_out=."
    found = [
        Problem(file, f"{kind} {name!r}", f"the sum of {of}", "no totals", todo)
        for kind, cells in (("row", matrix.T), ("column", matrix))
        for name, of in _sums(cells, sectors, nested)
    ]
    if found:
        raise InputError(found)


def _balances(matrix: pd.DataFrame, sectors: Sequence[str]) -> bool:
    output = matrix.loc[list(sectors)].sum(axis=1).to_numpy()
    used = matrix[list(sectors)].sum(axis=0).to_numpy()
    return bool(np.abs(output - used).sum() <= _ROUNDING * np.abs(output).sum())


def _sums(cells: pd.DataFrame, sectors: Sequence[str], nested: bool) -> Iterator[tuple[str, str]]:
    """Yield the columns that are the sum of other columns where they have figures, and of which."""
    for j, name in enumerate(cells.columns):
        for of, taken in _candidates(cells.columns, j, sectors, nested):
            if taken.sum() > 1 and _is_sum(cells[name], cells.loc[:, taken]):
                yield str(name), of
                break


def _candidates(
    names: pd.Index, j: int, sectors: Sequence[str], nested: bool
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    places = np.arange(len(names))
    inside, others = names.isin(sectors), places != j
    yield "all others", others
    yield "the sectors", others & inside
    yield "the others", others & ~inside
    if nested:
        for first in range(len(names)):  # a run that ends just before it, or begins just after it
            run = (places >= first) & (places < j) if first < j else (places > j) & (places <= first)
            yield f"{names[run][0] if run.any() else ''} to {names[run][-1] if run.any() else ''}", run


def _is_sum(column: pd.Series[float], parts: pd.DataFrame) -> bool:
    filled = column.notna().to_numpy()
    summed = parts[filled].sum(axis=1)
    size = summed.abs().sum()
    return filled.sum() > 1 and size > 0 and (column[filled] - summed).abs().sum() <= _ROUNDING * size


def refuse_two_spellings(matrix: pd.DataFrame, file: str, *, nothing_is_empty: bool) -> None:
    """Raise InputError for a sector whose row and column have different names.

    The row would be a primary input and the column final demand, and the table would balance. They are one sector when
    their names are the same but for capitals, accents, blanks and footnote marks; or when their totals are equal and
    they meet in a filled cell, as no input and demand of different things do, or have names that are alike.
    `nothing_is_empty` says that the file names only the cells that are not zero.
    """
    rows = [name for name in matrix.index if name not in set(matrix.columns)]
    columns = [name for name in matrix.columns if name not in set(matrix.index)]
    todo = "Write it in one way in both, or rename one of them if they are two things."
    found = [
        Problem(file, f"row {row!r}, column {column!r}", why, "one spelling of a sector", todo)
        for row in rows
        for column in columns
        if (why := _one_sector(matrix, row, column, nothing_is_empty))
    ]
    if found:
        raise InputError(found)


def _one_sector(matrix: pd.DataFrame, row: str, column: str, nothing_is_empty: bool) -> str:
    if _folded(row) == _folded(column):
        return "one name but for capitals, blanks or a footnote mark"
    at, beside = matrix.index.get_loc(row), matrix.columns.get_loc(column)
    cells = matrix.to_numpy(dtype=float)
    made, used = float(np.nansum(cells[at])), float(np.nansum(cells[:, beside]))
    if abs(made - used) > _ROUNDING * abs(made) or made == 0:
        return ""
    meeting = float(np.asarray(cells[at, beside]))
    meets = meeting != 0 if nothing_is_empty else not np.isnan(meeting)
    alike = SequenceMatcher(None, _folded(row), _folded(column)).ratio() >= _ALIKE
    return f"the same total, {made:,g}" if meets or alike else ""


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", _FOOTNOTE.sub("", name.strip()))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[\s\-_.,]+", "", letters).casefold()
