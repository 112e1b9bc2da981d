"""A table of effects from a csv: the shipped one, or a user's own with the signs of a Dutch spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from impact import datapackage
from impact.errors import InputError, Problem, suggestion
from impact.inputs import MAX_BYTES
from impact.productivity.synthesis.columns import COLUMNS, NUMBERS, REQUIRED
from impact.productivity.synthesis.faults import row_problems, set_problems
from impact.productivity.synthesis.studies import Studies

Row = dict[str, str]
LINE = "line"
"""The column that holds the line of the file, until the table is checked."""

_SHIPPED = "data/evidence/effects.csv"
_POINT = re.compile(r"[-+]?\d*\.?\d+([eE][-+]?\d+)?", re.ASCII)
_COMMA = re.compile(r"[-+]?\d*,?\d+([eE][-+]?\d+)?", re.ASCII)


def shipped_studies() -> Studies:
    """Return the studies that come with the package.

    Raises
    ------
    SnapshotError
        The file is not the one that its data package describes.
    """
    return Studies(_shipped().table.copy(), _SHIPPED)


@cache  # every outcome asks whether its shipped studies may stand in a range
def _shipped() -> Studies:
    return _studies(datapackage.read("evidence", "effects").decode("utf-8"), _SHIPPED)


def read_studies(path: str | Path) -> Studies:
    """Return the studies in a csv of the user's own.

    Parameters
    ----------
    path
        A csv in UTF-8: a header row with the names of `impact.productivity.synthesis.columns`, one row a study and
        outcome. Between commas numbers have a decimal point; between semicolons or tabs a decimal comma, or a point if
        no number there has a comma. Needed are study, outcome and unit, an estimate or a range, and, for pooling, a
        std_error or an interval (lower, upper, level); other columns may be left out.

    Raises
    ------
    InputError
        With every problem found: a file that cannot be read, columns that are missing, unknown or there twice, cells
        that are empty, no number or no known word, an error that is zero or negative, an interval that does not hold
        its estimate, a study twice, an outcome in several units.
    """
    return _studies(_text(Path(path)), str(path))


def _text(path: Path) -> str:
    def refused(field: str, found: str, expected: str, todo: str) -> InputError:
        return InputError(Problem(str(path), field, found, expected, todo))

    if not path.is_file():
        found = "a folder" if path.is_dir() else "nothing"
        raise refused("file", found, "a csv file", "Give the path of a csv file.")
    size = path.stat().st_size
    if not 0 < size <= MAX_BYTES:
        raise refused("file", f"{size:,} bytes", f"1 to {MAX_BYTES:,} bytes", "Is it the right file?")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused("file", f"byte {error.start} is not UTF-8", "UTF-8 text", "Save it as CSV UTF-8.") from error


def _studies(text: str, file: str) -> Studies:
    header, rows = _rows(text, file)
    if problems := [*_header_problems(header, file), *_length_problems(header, rows, file)]:
        raise InputError(problems)
    raw = pd.DataFrame([dict(zip(header, row, strict=True)) for _, row in rows], columns=header, dtype=str)
    cells = raw.reindex(columns=list(COLUMNS), fill_value="").assign(**{LINE: [line for line, _ in rows]})
    table, problems = _numbers(cells, file)
    problems += [*row_problems(table, set(map(_line, problems)), file), *set_problems(table, file)]
    if problems:
        raise InputError(sorted(problems, key=_line))
    return Studies(_with_errors(table).drop(columns=LINE), file)


def _line(problem: Problem) -> int:
    return int(re.findall(r"\d+", problem.field)[0])


def _rows(text: str, file: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header and the filled rows with their line; a row that ends in empty cells is cut to the header."""
    delimiter = _delimiter(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        found, todo = f"{error}, near line {reader.line_num}", "Close every quotation mark, and save it as csv."
        raise InputError(Problem(file, "file", found, "a csv file", todo)) from error
    filled = [(line, row) for line, row in lines if any(row)]
    if len(filled) < 2:
        found = "no rows under the header" if filled else "no text"
        raise InputError(Problem(file, "file", found, "a header and one row a study", "Is it the right file?"))
    header = _cut(filled[0][1], 0)
    return header, [(line, _cut(row, len(header))) for line, row in filled[1:]]


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _cut(row: list[str], least: int) -> list[str]:
    """Return a row without the empty cells at its end, but not shorter than the header."""
    last = max((i + 1 for i, cell in enumerate(row) if cell), default=0)
    return row[: max(last, least)] + [""] * (least - len(row))


def _header_problems(header: list[str], file: str) -> Iterator[Problem]:
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield Problem(file, f"line 1, {name}", f"{header.count(name)} such columns", "one", "Keep one of them.")
        if name not in COLUMNS:
            found, expected = f"column {name!r}", f"columns {', '.join(COLUMNS)}"
            yield Problem(file, f"line 1, {name}", found, expected, suggestion(name, list(COLUMNS)))
    if missing := [name for name in REQUIRED if name not in header]:
        found, expected = f"columns {', '.join(header)}", f"{', '.join(missing)} too"
        yield Problem(file, "line 1", found, expected, "Add a column of that name.")
    if "estimate" not in header and not {"lower", "upper"} <= set(header):
        expected = "a column estimate, or columns lower and upper"
        yield Problem(file, "line 1", f"columns {', '.join(header)}", expected, "Add what the studies found.")


def _length_problems(header: list[str], rows: list[tuple[int, list[str]]], file: str) -> Iterator[Problem]:
    for line, row in rows:
        if len(row) > len(header):
            todo = "Put text with a separator in it between quotation marks."
            yield Problem(file, f"line {line}", f"{len(row)} cells", f"{len(header)}, as in the header", todo)


def _numbers(cells: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the table with numbers where they belong, NaN for empty cells, and the cells that are no number."""
    written = cells[list(NUMBERS)]
    comma = bool(written.apply(lambda column: column.str.contains(",", regex=False)).to_numpy().any())
    read = written.map(lambda text: _number(text, comma=comma))
    wrong = np.argwhere((written != "").to_numpy() & ~np.isfinite(read.to_numpy()))
    expected = f"a number with a decimal {'comma' if comma else 'point'}"
    todo = f"Write only the number, as {'0,04' if comma else '0.04'}, alike in the whole file."
    problems = [
        Problem(file, f"line {cells[LINE].iloc[i]}, {NUMBERS[j]}", repr(written.iloc[i, j]), expected, todo)
        for i, j in wrong
    ]
    return cells.assign(**read), problems


def _number(text: str, *, comma: bool) -> float:
    """Return the number that is written, NaN for what is none."""
    return float(text.replace(",", ".")) if (_COMMA if comma else _POINT).fullmatch(text) else np.nan


def _with_errors(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the standard errors that follow from intervals where none is printed."""
    from scipy.stats import norm

    implied = (table["upper"] - table["lower"]) / (2 * norm.isf((1 - table["level"].to_numpy()) / 2))
    return table.assign(std_error=table["std_error"].where(table["std_error"].notna(), implied))
