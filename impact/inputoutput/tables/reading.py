"""A table of the user's own: a matrix in a csv or a workbook, or one cell a row; all that is wrong in one pass.

In a matrix the header row and the label column are found by what they have in common: the sectors stand in both. Rows
that are not columns are primary inputs, columns that are not rows final demand. Totals are left out by name. A row
whose label ends in (-) is printed positive and lowers costs, as CBS prints subsidies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.errors import InputError, Problem
from impact.inputoutput.tables.cells import Grid, cells, figure, label
from impact.inputoutput.tables.labels import listed
from impact.inputoutput.tables.lines import refuse_sums, refuse_two_spellings
from impact.inputoutput.tables.table import IOTable

TOTALS = ("output", "productie", "uses", "gap", "intermediate")
"""Names of totals, beside everything that begins with total or totaal."""
_A_TOTAL = re.compile(r"tota(a?)l\b")
_LOWERS = re.compile(r"\s*\([-–−]\)\s*$")
_FILL = "Write a number, without separators of thousands; 0 is a number."
_NAMELESS = ("figures without a label", "a label", "Name them, or leave them out.")


def read_table(
    path: str | Path,
    *,
    year: int,
    unit: str,
    prices: str,
    source: str,
    sheet: str | None = None,
    leave_out: Collection[str] = (),
    tolerance: float = 1e-3,
) -> IOTable:
    """Return the table in a user's csv or xlsx.

    Parameters
    ----------
    path
        A csv (between commas, or between semicolons or tabs, in these cases also with decimal commas) or an xlsx.
        Either a matrix with labels, or columns `row column value`. Labels that are all written `a | b` are pairs of
        region and sector. The workbook of CBS has a reader of its own, `read_cbs_workbook`.
    year, unit, prices, source
        What the figures are; a file does not say so by itself.
    sheet
        Of a workbook; left out, the first.
    leave_out
        Rows and columns that are totals under other names than `TOTALS` and those that begin with total or totaal;
        compared without regard to capitals. A labelled row or column without any figure is left out too, unless it is
        a sector: a heading, or a remark under the table.
    tolerance
        As in `IOTable`.

    Raises
    ------
    InputError
        With every problem found: a cell that is not a number or empty, a label twice, a sector with different names in
        its row and its column, no labels in common, a row or column that is the sum of others, or a file that cannot be
        read.
    ValueError
        The cells are fine and the table does not balance; the message carries the diagnosis, and names the lines that
        were left out as totals.
    """
    grid = cells(path, sheet)
    problems: list[Problem] = []
    by_cell = {label(c).lower() for c in grid[0]} >= {"row", "column", "value"}
    if by_cell:
        grid, problems = _spread(grid, str(path))
    totals = {*TOTALS, *(name.lower() for name in leave_out)}
    matrix = _matrix(grid, totals, str(path), problems)
    refuse_sums(matrix, str(path))
    refuse_two_spellings(matrix, str(path), nothing_is_empty=by_cell)
    sectors = [name for name in matrix.index if name in set(matrix.columns)]
    inputs = [name for name in matrix.index if name not in set(sectors)]
    finals = [name for name in matrix.columns if name not in set(sectors)]
    labels, categories = unpaired(pd.Index(sectors)), unpaired(pd.Index(finals))
    bought = _bought(matrix.loc[inputs, finals], str(path)).set_axis(categories, axis=1)
    with _naming_totals(grid, totals):
        return IOTable(
            matrix.loc[sectors, sectors].set_axis(labels).set_axis(labels, axis=1),
            matrix.loc[sectors, finals].set_axis(labels).set_axis(categories, axis=1),
            matrix.loc[inputs, sectors].set_axis(labels, axis=1),
            year=year,
            unit=unit,
            prices=prices,
            source=source,
            final_primary_inputs=bought if bought.notna().to_numpy().any() else pd.DataFrame(),
            tolerance=tolerance,
        )


@contextmanager
def _naming_totals(grid: Grid, totals: set[str]) -> Iterator[None]:
    """Add to the diagnosis of a table that does not balance what was left out of it by name."""
    try:
        yield
    except ValueError as error:
        texts = dict.fromkeys(label(cell) for row in grid for cell in row if _is_text(cell))
        left = [text for text in texts if not text.startswith("=") and not _kept(text, totals, _is_text)]
        if not left:
            raise
        raise ValueError(f"{error} Left out as totals: {listed(left, 10)}; rename what is none.") from error


def _bought(corner: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return what final demand buys of primary inputs; a row without any figure there is not bought by it.

    Without one figure in the corner, the file does not say what imports and taxes are in final demand.

    Raises
    ------
    InputError
        A row has some of its figures there and lacks others.
    """
    filled = corner.notna()
    missing = [
        Problem(file, f"({row}, {column})", "an empty cell beside filled ones", "a number", _FILL)
        for row in corner.index[filled.any(axis=1)]
        for column in corner.columns[~filled.loc[row]]
    ]
    if missing:
        raise InputError(missing)
    return corner.fillna(0.0) if filled.to_numpy().any() else corner


def pair(label: object) -> str:
    """Return a label as text: `region | sector` for a pair."""
    return " | ".join(map(str, label)) if isinstance(label, tuple) else str(label)


def unpaired(labels: pd.Index) -> pd.Index:
    """Return labels of which all are written `a | b` as pairs, and others as they are."""
    if not len(labels) or not labels.str.contains(" | ", regex=False).all():
        return labels
    return pd.MultiIndex.from_tuples([tuple(label.split(" | ", 1)) for label in labels])


def _spread(grid: Grid, file: str) -> tuple[Grid, list[Problem]]:
    """Return cells given one a row as a matrix, and what is wrong with them as such."""
    header = [label(c).lower() for c in grid[0]]
    at = [header.index(name) for name in ("row", "column", "value")]
    entries = [(label(row[at[0]]), label(row[at[1]]), row[at[2]]) for row in grid[1:]]
    placed: dict[tuple[str, str], object] = {}
    problems = []
    for row, column, value in entries:
        if (row, column) in placed:
            problems.append(Problem(file, f"({row}, {column})", "two values", "one", "Keep one of them."))
        elif value in (None, ""):
            problems.append(Problem(file, f"({row}, {column})", "an empty cell", "a number", _FILL))
        # A fault is named once: a cell that is wrong here passes further on.
        placed[row, column] = 0.0 if value in (None, "") else value
    rows, columns = list(dict.fromkeys(e[0] for e in entries)), list(dict.fromkeys(e[1] for e in entries))
    # A combination that the file does not name is no flow.
    return [["", *columns], *([r, *(placed.get((r, c), 0.0) for c in columns)] for r in rows)], problems


def _matrix(grid: Grid, totals: set[str], file: str, problems: list[Problem]) -> pd.DataFrame:
    """Return the cells by label, or raise the problems given and those found here in one."""
    corner = _corner(grid, totals)
    if corner is None:
        expected = "sectors as labels of rows and of columns, the same spelling in both"
        none = Problem(file, "labels", "none that rows and columns have in common", expected, "Add them.")
        raise InputError([*problems, none])
    header, label_column, named = corner
    if _two_headers(grid, header, label_column):
        raise InputError([*problems, Problem(file, "labels", *_TWO_HEADERS)])
    top = [(j, cell) for j, cell in enumerate(grid[header]) if j > label_column]
    side = [(i, row[label_column]) for i, row in enumerate(grid) if i > header]
    across = [(j, label(cell)) for j, cell in top if _kept(cell, totals, named)]
    down = [(i, label(cell)) for i, cell in side if _kept(cell, totals, named)]
    down, across = _with_figures(grid, down, across)
    values, wrong = _values(grid, down, across, file)
    rows, columns = [name for _, name in down], [name for _, name in across]
    problems = [*problems, *_label_problems(rows, columns, file), *wrong]
    for i, cell in side:
        if not named(cell) and any(figure(grid[i][j]) is not None for j, _ in across):
            problems.append(Problem(file, f"row {i + 1}, empty rows not counted", *_NAMELESS))
    for j, cell in top:
        if not named(cell) and any(figure(grid[i][j]) is not None for i, _ in down):
            problems.append(Problem(file, f"column {j + 1}", *_NAMELESS))
    if problems:
        raise InputError(problems)
    return _signed(pd.DataFrame(values, index=rows, columns=columns))


_TWO_HEADERS = (
    "the same sectors several times, in rows and in columns: a region in one line and a sector in the next?",
    "one header row and one column of labels",
    "Write both in one label, region | sector, in each row and column.",
)


def _two_headers(grid: Grid, header: int, label_column: int) -> bool:
    """Return whether every sector stands several times in rows and in columns, there or one line further on."""
    for i, j in ((header, label_column), (header + 1, label_column + 1)):
        if i < len(grid) and j < len(grid[0]):
            across = [label(cell) for cell in grid[i][j + 1 :] if _is_text(cell)]
            down = [label(row[j]) for row in grid[i + 1 :] if _is_text(row[j])]
            common = set(across) & set(down)
            if common and all(across.count(name) > 1 and down.count(name) > 1 for name in common):
                return True
    return False


Lines = list[tuple[int, str]]


def _with_figures(grid: Grid, down: Lines, across: Lines) -> tuple[Lines, Lines]:
    """Return the rows and columns without those that hold nothing: headings, and remarks under the table."""
    rows, columns = {name for _, name in down}, {name for _, name in across}
    empty = (None, "")
    filled_rows = [(i, n) for i, n in down if n in columns or any(grid[i][j] not in empty for j, _ in across)]
    filled_columns = [(j, n) for j, n in across if n in rows or any(grid[i][j] not in empty for i, _ in down)]
    return filled_rows, filled_columns


def _values(
    grid: Grid, down: Sequence[tuple[int, str]], across: Sequence[tuple[int, str]], file: str
) -> tuple[NDArray[np.float64], list[Problem]]:
    """Return the figures, (rows, columns), and the cells that hold none and should.

    Between primary inputs and final demand a cell may be empty (NaN): the layout does not have it.
    """
    rows, columns = {name for _, name in down}, {name for _, name in across}
    values, problems = np.full((len(down), len(across)), np.nan), []
    for a, (i, row) in enumerate(down):
        for b, (j, column) in enumerate(across):
            cell, number = grid[i][j], figure(grid[i][j])
            if number is not None:
                values[a, b] = number
            elif cell not in (None, "") or row in columns or column in rows:
                problems.append(Problem(file, f"({row}, {column})", *_instead(cell)))
    return values, problems


def _instead(cell: object) -> tuple[str, str, str]:
    """Return what stands where a figure should, what is expected, and what to do."""
    if cell in (None, ""):
        return "an empty cell", "a number", _FILL
    if label(cell).startswith("="):
        todo = "Open the workbook in a spreadsheet program and save it: that fills in the values of formulas."
        return f"a formula without its value ({label(cell)})", "a number", todo
    return repr(label(cell)), "a number", _FILL


def _corner(grid: Grid, totals: set[str]) -> tuple[int, int, Callable[[object], bool]] | None:
    """Return the header row and the label column, which have most labels in common, and what counts as a label.

    Labels are text; only where rows and columns have no text in common may figures be labels: sectors 1, 2, 3. None
    when there is nothing in common.
    """
    for named in (_is_text, _is_filled):
        common = {
            (i, j): len(_names(grid[i][j + 1 :], totals, named) & _names([r[j] for r in grid[i + 1 :]], totals, named))
            for i in range(min(50, len(grid)))
            for j in range(min(10, len(grid[0])))
        }
        best = max(common, key=lambda place: common[place])
        if common[best] > 0:
            return *best, named
    return None


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


def _names(line: Sequence[object], totals: set[str], named: Callable[[object], bool]) -> set[str]:
    return {label(cell) for cell in line if _kept(cell, totals, named)}


def _kept(cell: object, totals: set[str], named: Callable[[object], bool]) -> bool:
    name = label(cell).lower()
    return named(cell) and name not in totals and _A_TOTAL.match(name) is None


def _is_text(cell: object) -> bool:
    return isinstance(cell, str) and bool(cell.strip())


def _is_filled(cell: object) -> bool:
    return bool(label(cell))
