"""A table of the user's own: a matrix in a csv or a workbook, or one cell a row; all that is wrong in one pass.

In a matrix the header row and the label column are found by what they have in common: the sectors stand in both. Rows
that are not columns are primary inputs, columns that are not rows final demand. Totals are left out by name. A row
whose label ends in (-) is printed positive and lowers costs, as CBS prints subsidies.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from impact.errors import InputError, Problem
from impact.inputoutput.labels import listed
from impact.inputoutput.table import IOTable

Grid = list[list[object]]

TOTALS = ("total", "totaal", "output", "uses", "gap", "intermediate")
_LOWERS = re.compile(r"\s*\([-–−]\)\s*$")
_MOST_BYTES = 50_000_000


def read_table(
    path: str | Path,
    *,
    year: int,
    unit: str,
    prices: str,
    source: str,
    sheet: str | None = None,
    leave_out: Collection[str] = TOTALS,
    tolerance: float = 1e-3,
) -> IOTable:
    """Return the table in a user's csv or xlsx.

    Parameters
    ----------
    path
        A csv (comma or semicolon, in the latter case with decimal commas) or an xlsx. Either a matrix with labels, or
        columns `row column value`.
    year, unit, prices, source
        What the figures are; a file does not say so by itself.
    sheet
        Of a workbook; left out, the first.
    leave_out
        Rows and columns that are totals, compared without regard to capitals.
    tolerance
        As in `IOTable`.

    Raises
    ------
    InputError
        With every problem found: a cell that is not a number or empty, a label twice, a sector that is a row and no
        column, no labels in common, or a file that cannot be read.
    ValueError
        The cells are fine and the table does not balance; the message carries the diagnosis.
    """
    grid = _workbook(path, sheet) if Path(path).suffix.lower() in (".xlsx", ".xlsm") else _delimited(path)
    if {str(c).strip().lower() for c in grid[0]} >= {"row", "column", "value"}:
        grid = _spread(grid, str(path))
    cells = _matrix(grid, {name.lower() for name in leave_out}, str(path))
    sectors = [label for label in cells.index if label in set(cells.columns)]
    inputs = [label for label in cells.index if label not in set(sectors)]
    finals = [label for label in cells.columns if label not in set(sectors)]
    return IOTable(
        cells.loc[sectors, sectors],
        cells.loc[sectors, finals],
        cells.loc[inputs, sectors],
        year=year,
        unit=unit,
        prices=prices,
        source=source,
        final_primary_inputs=cells.loc[inputs, finals],
        tolerance=tolerance,
    )


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


def pair(label: object) -> str:
    """Return a label as text: `region | sector` for a pair."""
    return " | ".join(map(str, label)) if isinstance(label, tuple) else str(label)


def unpaired(labels: pd.Index) -> pd.Index:
    """Return labels of which all are written `a | b` as pairs, and others as they are."""
    if not len(labels) or not labels.str.contains(" | ", regex=False).all():
        return labels
    return pd.MultiIndex.from_tuples([tuple(label.split(" | ", 1)) for label in labels])


def _delimited(path: str | Path) -> Grid:
    text = text_of(path)
    semicolons = text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",")
    rows = csv.reader(StringIO(text), delimiter=";" if semicolons else ",")
    return [[_number(cell, decimal_comma=semicolons) for cell in row] for row in rows if any(c.strip() for c in row)]


def _number(cell: str, *, decimal_comma: bool) -> object:
    text = cell.strip()
    plain = text.replace(".", "").replace(",", ".") if decimal_comma and "," in text else text
    try:
        return float(plain)
    except ValueError:
        return text


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


def _workbook(path: str | Path, sheet: str | None) -> Grid:
    with opened(path) as book:
        names = [str(name) for name in book.sheet_names]
        if sheet is not None and sheet not in names:
            expected = f"one of {listed(names, 20)}"
            raise InputError(Problem(str(path), "sheet", repr(sheet), expected, "Choose one of these."))
        grid = cells_of(book, sheet or names[0])
    filled: Grid = [row for row in grid if any(c not in (None, "") for c in row)]
    if not filled:
        raise InputError(Problem(str(path), "sheet", "no cells", "a table", "Choose another sheet."))
    return filled


def _spread(grid: Grid, file: str) -> Grid:
    """Return cells given one a row as a matrix."""
    header = [str(c).strip().lower() for c in grid[0]]
    at = [header.index(name) for name in ("row", "column", "value")]
    cells = [(str(row[at[0]]), str(row[at[1]]), row[at[2]]) for row in grid[1:]]
    rows, columns = list(dict.fromkeys(c[0] for c in cells)), list(dict.fromkeys(c[1] for c in cells))
    placed: dict[tuple[str, str], object] = {}
    twice = [
        Problem(file, f"({r}, {c})", "two values", "one", "Keep one of them.")
        for r, c, value in cells
        if placed.setdefault((r, c), value) is not value
    ]
    if twice:
        raise InputError(twice)
    # A combination that the file does not name is no flow.
    return [["", *columns], *([r, *(placed.get((r, c), 0.0) for c in columns)] for r in rows)]


def _matrix(grid: Grid, totals: set[str], file: str) -> pd.DataFrame:
    width = max(map(len, grid))
    grid = [[*row, *[None] * (width - len(row))] for row in grid]
    header, label_column = _corner(grid, file)
    across = [(j, _label(c)) for j, c in enumerate(grid[header]) if j > label_column and _kept(c, totals)]
    down = [
        (i, _label(row[label_column])) for i, row in enumerate(grid) if i > header and _kept(row[label_column], totals)
    ]
    rows, columns = [label for _, label in down], [label for _, label in across]
    problems = _label_problems(rows, columns, file)
    values = np.zeros((len(down), len(across)))
    for a, (i, row) in enumerate(down):
        for b, (j, column) in enumerate(across):
            cell = grid[i][j]
            if isinstance(cell, (int, float)) and np.isfinite(cell):
                values[a, b] = cell
            elif cell not in (None, "") or row in columns or column in rows:
                # Between primary inputs and final demand an empty cell is one that the layout does not have.
                found = "an empty cell" if cell in (None, "") else repr(cell)
                problems.append(Problem(file, f"({row}, {column})", found, "a number", "Fill it in; 0 is a number."))
    if problems:
        raise InputError(problems)
    return _signed(pd.DataFrame(values, index=rows, columns=columns))


def _corner(grid: Grid, file: str) -> tuple[int, int]:
    """Return the header row and the label column: the pair that has most labels in common."""
    common = {
        (i, j): len(_words(grid[i][j + 1 :]) & _words([row[j] for row in grid[i + 1 :]]))
        for i in range(min(50, len(grid)))
        for j in range(min(10, len(grid[0])))
    }
    best = max(common, key=lambda place: common[place])
    if common[best] == 0:
        expected = "sectors as labels of rows and of columns, the same spelling in both"
        raise InputError(Problem(file, "labels", "none that rows and columns have in common", expected, "Add them."))
    return best


def _label_problems(rows: Sequence[str], columns: Sequence[str], file: str) -> list[Problem]:
    problems = [
        Problem(file, f"{kind} {label!r}", "the label twice", "each label once", "Rename one of them.")
        for kind, labels in (("row", rows), ("column", columns))
        for label in sorted({x for x in labels if labels.count(x) > 1})
    ]
    sectors = [label for label in rows if label in set(columns)]
    in_columns = [label for label in columns if label in set(rows)]
    if sectors != in_columns:
        todo = "Put the sectors in one order."
        problems.append(Problem(file, "order", "sectors in another order in rows than in columns", "one order", todo))
    if len(sectors) == len(rows):
        problems.append(Problem(file, "rows", "sectors only", "rows of primary inputs as well", "Add value added."))
    if len(sectors) == len(columns):
        todo = "Add final demand."
        problems.append(Problem(file, "columns", "sectors only", "columns of final demand as well", todo))
    return problems


def _signed(cells: pd.DataFrame) -> pd.DataFrame:
    lowers = [bool(_LOWERS.search(label)) for label in cells.index]
    signs = np.where(lowers, -1.0, 1.0)
    return cells.mul(signs, axis=0).set_axis([_LOWERS.sub("", label) for label in cells.index])


def _words(cells: Sequence[object]) -> set[str]:
    return {_label(c) for c in cells if isinstance(c, str) and c.strip()}


def _kept(cell: object, totals: set[str]) -> bool:
    return isinstance(cell, str) and bool(cell.strip()) and _label(cell).lower() not in totals


def _label(cell: object) -> str:
    return re.sub(r"\s+", " ", str(cell)).strip()
