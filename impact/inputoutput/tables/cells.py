"""The cells of a file as they are written there: a csv or a sheet of a workbook, nothing guessed.

Text stays text in a workbook, also where it looks like a figure. In a csv all is text: what can only be one figure
becomes it and keeps how it was written, since 01 may be a label; 1.700 between semicolons or tabs may be two and stays
text. A formula whose value a workbook does not hold is there as it is written, =A1+B1.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pandas as pd

from impact.errors import InputError, Problem
from impact.inputoutput.tables.labels import listed

Grid = list[list[object]]

_MOST_BYTES = 50_000_000
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(\.\d{3})+")
_WITH_COMMA = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+),\d+")
_WITH_POINT = re.compile(r"[-+]?\d+\.\d+")


class Written(float):
    """A figure read from text, which remembers how it was written."""

    text: str


def cells(path: str | Path, sheet: str | None) -> Grid:
    """Return the cells of a csv, or of a sheet of a workbook (the first when none is named), without empty rows.

    Raises
    ------
    InputError
        The file cannot be read, has no such sheet, or is empty.
    """
    grid = _workbook(path, sheet) if Path(path).suffix.lower() in (".xlsx", ".xlsm") else _delimited(path)
    filled = [row for row in grid if any(cell is not None and str(cell).strip() for cell in row)]
    if not filled:
        raise InputError(Problem(str(path), "file", "no cells", "a table", "Choose another file or sheet."))
    width = max(map(len, filled))
    return [[*row, *[None] * (width - len(row))] for row in filled]


def text_of(path: str | Path) -> str:
    """Return a file as text; a missing, empty, huge or non-UTF-8 file or a folder raises InputError."""
    file = Path(path)
    if not file.is_file():
        found = "a folder" if file.is_dir() else "nothing"
        raise InputError(Problem(str(path), "file", found, "a file", "Give the path of a csv or xlsx file."))
    size = file.stat().st_size
    if not 0 < size <= _MOST_BYTES:
        expected = f"1 to {_MOST_BYTES:,} bytes"
        raise InputError(Problem(str(path), "file", f"{size:,} bytes", expected, "Is it the right file?"))
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        todo = "Save it as CSV UTF-8."
        raise InputError(Problem(str(path), "encoding", f"byte {error.start} is not UTF-8", "UTF-8", todo)) from error


@contextmanager
def opened(path: str | Path) -> Iterator[pd.ExcelFile]:
    """Give a workbook to read from, and close it; a missing file or one of another kind raises InputError."""
    if not Path(path).is_file():
        raise InputError(Problem(str(path), "file", "nothing", "an xlsx file", "Check the path."))
    try:
        book = pd.ExcelFile(path, engine="openpyxl")
    except (zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise InputError(Problem(str(path), "file", str(error)[:80], "an xlsx workbook", "Save it as xlsx.")) from error
    with book:
        yield book


def cells_of(book: pd.ExcelFile, sheet: str) -> Grid:
    """Return the cells of a sheet as they are, by row and column from A1 on; an empty cell is an empty text."""
    # Without dtype and na_filter pandas reads text as numbers and "n/a" as nothing.
    cells = pd.read_excel(book, sheet_name=sheet, header=None, dtype=object, na_filter=False)
    grid: Grid = cells.to_numpy().tolist()
    return grid


def figure(cell: object) -> float | None:
    """Return a cell that holds a figure, None for any other."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) < float("inf"):
        return float(cell)
    return None


def label(cell: object) -> str:
    """Return a cell as a label: its text, blanks as one space; empty for an empty cell."""
    if cell is None:
        return ""
    return re.sub(r"\s+", " ", cell.text if isinstance(cell, Written) else str(cell)).strip()


def _workbook(path: str | Path, sheet: str | None) -> Grid:
    with opened(path) as book:
        names = [str(name) for name in book.sheet_names]
        if sheet is not None and sheet not in names:
            expected = f"one of {listed(names, 20)}"
            raise InputError(Problem(str(path), "sheet", repr(sheet), expected, "Choose one of these."))
        return _with_bare_formulas(cells_of(book, sheet or names[0]), path, sheet or names[0])


_BARE_FORMULA = re.compile(rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")


def _with_bare_formulas(grid: Grid, path: str | Path, sheet: str) -> Grid:
    """Return the cells with formulas in the place of the values that the workbook does not hold.

    A program that writes workbooks writes formulas without values; a spreadsheet fills them in when it saves.
    """
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if not any(_BARE_FORMULA.search(parts.read(name)) for name in sheets):
            return grid
    with pd.ExcelFile(path, engine="openpyxl", engine_kwargs={"data_only": False}) as book:
        for row, written in zip(grid, cells_of(book, sheet), strict=False):
            for j, text in enumerate(written[: len(row)]):
                if row[j] in (None, "") and isinstance(text, str) and text.startswith("="):
                    row[j] = text
    return grid


def _delimited(path: str | Path) -> Grid:
    text = text_of(path)
    first = next(line for line in [*filter(str.strip, text.split("\n")), ""])
    delimiter = max(",;\t", key=first.count)
    # Between commas a comma cannot be a decimal one; between semicolons or tabs it can.
    ambiguous = delimiter != ","
    rows = list(csv.reader(StringIO(text), delimiter=delimiter))
    stripped = [[cell.strip() for cell in row] for row in rows]
    decimal_comma = ambiguous and _decimal_comma(cell for row in stripped for cell in row)
    return [[_parsed(cell, ambiguous, decimal_comma) for cell in row] for row in stripped]


def _decimal_comma(texts: Iterable[str]) -> bool:
    """Return whether figures have a decimal comma: most of those that can only be one or the other do.

    Only whole cells count: a comma in a label or a remark says nothing. The few that are written otherwise stay text,
    and are refused where a figure is expected.
    """
    commas = points = 0
    for text in texts:
        commas += _WITH_COMMA.fullmatch(text) is not None
        points += _WITH_POINT.fullmatch(text) is not None and _THOUSANDS.fullmatch(text) is None
    return commas > points


def _parsed(text: str, ambiguous: bool, decimal_comma: bool) -> object:
    grouped = _THOUSANDS.fullmatch(text) is not None
    if grouped and ambiguous and not decimal_comma:
        return text
    if decimal_comma and "." in text and not grouped and not _WITH_COMMA.fullmatch(text):
        return text
    plain = text.replace(".", "").replace(",", ".") if decimal_comma else text
    try:
        number = Written(plain)
    except ValueError:
        return text
    number.text = text
    return number
