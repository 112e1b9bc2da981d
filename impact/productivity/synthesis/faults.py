"""What may be wrong with a table of effects, row by row and between rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

import numpy as np
import pandas as pd

from impact.errors import Problem, suggestion
from impact.productivity.synthesis.columns import BARS, COLUMNS, REQUIRED

Row = Any  # a row of the table, by the name of its column
Fault = tuple[str, str, str, str]  # column, found, expected, what to do

_LOPSIDED = 0.1  # of an interval's length: its middle may lie so far from the estimate, for what rounding does
_AGREE = (0.8, 1.25)  # a printed error over the one that the printed interval implies


def row_problems(table: pd.DataFrame, unread: Collection[int], file: str) -> Iterator[Problem]:
    """Yield what is wrong within rows, named by line and column; not the figures of lines where one is unread."""
    for row in table.itertuples(index=False):
        for check in _OF_TEXT if row.line in unread else (*_OF_TEXT, *_OF_FIGURES):
            for column, found, expected, todo in check(row):
                yield Problem(file, f"line {row.line}, {column}", found, expected, todo)


def set_problems(table: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Yield what is wrong between rows: a study twice, an outcome in several units."""
    named = table[(table["study"] != "") & (table["outcome"] != "")]
    yield from _twice(named, file)
    for outcome, rows in named[named["unit"] != ""].groupby("outcome", sort=False):
        yield from _units(str(outcome), rows, file)


def _twice(named: pd.DataFrame, file: str) -> Iterator[Problem]:
    first = {(str(row.study), str(row.outcome)): str(row.line) for row in named[::-1].itertuples()}
    for row in named[named.duplicated(["study", "outcome"])].itertuples():
        study, outcome = str(row.study), str(row.outcome)
        found = f"{study} again for {outcome}, as in line {first[(study, outcome)]}"
        todo = "Keep one estimate of a study, or name parts apart that share no data."
        yield Problem(file, f"line {row.line}, study", found, "each study once for an outcome", todo)


def _units(outcome: str, rows: pd.DataFrame, file: str) -> Iterator[Problem]:
    unit, line = rows["unit"].iloc[0], rows["line"].iloc[0]
    for row in rows[rows["unit"] != unit].itertuples():
        expected = f"{unit}, the unit of {outcome} in line {line}"
        todo = "Convert estimate and error to that unit, or call it another outcome."
        yield Problem(file, f"line {row.line}, unit", str(row.unit), expected, todo)


def _empty(row: Row) -> Iterator[Fault]:
    for name in REQUIRED:
        if not getattr(row, name):
            yield name, "an empty cell", f"the {name}", "Fill it in, or take the row out."


def _words(row: Row) -> Iterator[Fault]:
    for column in COLUMNS.values():
        word = getattr(row, column.name)
        if column.words and word and word not in column.words:
            yield column.name, repr(word), f"one of {', '.join(column.words)}", suggestion(word, column.words)


def _no_reason(row: Row) -> Iterator[Fault]:
    if row.regional_prior in BARS and not row.reason:
        yield "reason", "an empty cell", f"why it is {row.regional_prior}", "Say it in a few words."


def _no_figure(row: Row) -> Iterator[Fault]:
    if np.isnan([row.estimate, row.lower, row.upper]).all():
        yield "estimate", "an empty cell", "an estimate, or a range", "Fill it in, or take the row out."


def _error(row: Row) -> Iterator[Fault]:
    if row.std_error <= 0:
        todo = "Look it up, or leave the cell empty: the study is then shown and not pooled."
        yield "std_error", f"{row.std_error:g}", "a number above zero", todo
    if not np.isnan(row.std_error) and np.isnan(row.estimate):
        yield "estimate", "an empty cell beside a standard error", "an estimate", "Fill it in."


def _level(row: Row) -> Iterator[Fault]:
    if np.isnan(row.level):
        return
    if not 0 < row.level < 1:
        yield "level", f"{row.level:g}", "a share between 0 and 1", "Write 0.95 for 95 %."
    if np.isnan([row.lower, row.upper]).any():
        yield "level", f"{row.level:g} without an interval", "both ends of the interval", "Fill in lower and upper."


def _interval(row: Row) -> Iterator[Fault]:
    if np.isnan(row.lower) != np.isnan(row.upper):
        column = "lower" if np.isnan(row.lower) else "upper"
        yield column, "an empty cell", "both ends, or neither", "Fill it in, or empty the other end."
    elif row.lower > row.upper or (row.lower == row.upper and not np.isnan(row.level)):
        yield "lower", f"{row.lower:g} to {row.upper:g}", "a lower end below the upper one", "Correct the ends."
    elif row.estimate < row.lower or row.estimate > row.upper:
        expected = f"an interval that holds its estimate {row.estimate:g}"
        todo = "Correct them; they must be in one unit, a ratio and its interval both as logarithms."
        yield "lower", f"{row.lower:g} to {row.upper:g}", expected, todo
    elif _ends_usable(row):
        yield from _unlike(row)


def _ends_usable(row: Row) -> bool:
    return not np.isnan([row.lower, row.upper, row.level, row.estimate]).any() and 0 < row.level < 1


def _unlike(row: Row) -> Iterator[Fault]:
    """Yield an interval from which no standard error follows, or another one than is printed."""
    from scipy.stats import norm

    length = row.upper - row.lower
    if abs((row.lower + row.upper) / 2 - row.estimate) > _LOPSIDED * length:
        todo = "Take logarithms of a ratio and its interval; else give std_error and leave level empty."
        yield "lower", f"{row.lower:g} to {row.upper:g}", f"an interval around its estimate {row.estimate:g}", todo
    implied = length / (2 * norm.isf((1 - row.level) / 2))
    if row.std_error > 0 and not _AGREE[0] <= row.std_error / implied <= _AGREE[1]:
        found = f"{row.std_error:g} beside {row.lower:g} to {row.upper:g}"
        todo = "Correct one of the two, or leave the interval out."
        yield "std_error", found, f"about {implied:.3g}, as the interval says", todo


_Checks = tuple[Callable[[Row], Iterator[Fault]], ...]
_OF_TEXT: _Checks = (_empty, _words, _no_reason)
_OF_FIGURES: _Checks = (_no_figure, _error, _level, _interval)
