"""A sheet of the CBS input-output workbook: where its figures stand, and all that is wrong with them in one pass.

Nothing is found by its place. The header is the row, the label column the column with most names of industries; every
other row and column is known by its label (`data/concordances/input-output-labels.csv` and the names of the industries,
English or Dutch). Titles, footers, numbering and totals may stand anywhere. What is read is checked against the totals
that CBS prints.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd

from impact import datapackage
from impact import sectors as classification
from impact.errors import Problem, suggestion
from impact.inputoutput.tables.cells import Grid, figure
from impact.inputoutput.tables.labels import listed
from impact.inputoutput.tables.national import LOWER_COSTS
from impact.inputoutput.tables.workbook import column_letters

Axis = Literal["row", "column"]

_SUMS = {"total", "total_industries", "intermediate_consumption", "value_added_basic_prices"}
_SUM_WORDS = ("total", "totaal", "subtotal", "subtotaal")
_CIF_FOB = "cif_fob_correction"
# CBS's tables of 2015 to 2021 add up to the unit; rounded cells of another vintage may leave one or two.
_ROUNDING = 2.0


@dataclass(frozen=True)
class Sheet:
    """One sheet as it stands, with a name for each cell: `figures.xlsx`, `IO-table 2019`, A1 from [0][0]."""

    file: str
    name: str
    grid: Grid

    def at(self, row: int, column: int) -> str:
        """Return the address of a cell: `'IO-table 2019'!C14`."""
        return f"{self.name!r}!{column_letters(column + 1)}{row + 1}"

    def problem(self, field: str, found: str, expected: str, todo: str) -> Problem:
        """Return a problem of this file."""
        return Problem(self.file, field, found, expected, todo)


@dataclass(frozen=True)
class Layout:
    """Where the rows and columns stand: name in the snapshot -> position in the sheet, and the problems of labels."""

    rows: Mapping[str, int]
    columns: Mapping[str, int]
    problems: tuple[Problem, ...]


def printed_figures(sheet: Sheet, labels: Mapping[str, str]) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the figures by row and column as the snapshot names them, and every problem found.

    `labels` says what labels mean that are not known: label -> name of a row or column. With problems the figures are
    of no use.
    """
    corner = _corner(sheet)
    if isinstance(corner, Problem):
        return pd.DataFrame(), [corner]
    names = {*_known("row").values(), *_known("column").values()}
    if strays := sorted({name for name in labels.values() if name not in names}):
        expected = "the name of a row or column of national-input-output"
        return pd.DataFrame(), [
            sheet.problem(f"labels= {name!r}", name, expected, suggestion(name, sorted(names))) for name in strays
        ]
    layout = _layout(sheet, *corner, {_plain(label): name for label, name in labels.items()})
    figures, unread = _figures(sheet, layout)
    problems = [*layout.problems, *_unlabelled(sheet, layout, *corner)]
    # Sums say something only when every row and column is known; a line with a cell that is no figure has none.
    sums = [] if problems else list(_sums(sheet, layout, figures))
    return figures, [*problems, *unread, *sums]


def industries() -> list[str]:
    """Return the 81 industries in the order of the national accounts."""
    return list(classification.grouping("a38").index)


@cache
def _known(axis: Axis) -> Mapping[str, str]:
    """Return label -> name in the snapshot, for everything that can stand on an axis."""
    known = {_plain(code): code for code in industries()}
    for lang in ("en", "nl"):
        known |= {_plain(label): str(code) for code, label in classification.labels("cbs81", lang).items()}
    text = datapackage.read("concordances", "input-output-labels").decode("utf-8")
    return known | {_plain(r["label"]): r["code"] for r in csv.DictReader(text.splitlines()) if r["axis"] == axis}


def _plain(label: object) -> str:
    """Return a label without capitals, signs and footnote marks; the rows that it adds up, (1-81), become (#)."""
    text = re.sub(r"[‐-―−]", "-", str(label)).replace("’", "'").casefold()
    text = re.sub(r"\(\d+-\d+\)", "(#)", text.replace("(-)", " "))
    text = re.sub(r"(\s\d\)|\*)+\s*$", " ", text)
    return re.sub(r"\s+", " ", text).strip()


def _named(label: object, axis: Axis, extra: Mapping[str, str]) -> str | None:
    plain = _plain(label)
    known = {**_known(axis), **extra}
    name = known.get(plain) or known.get(plain.removesuffix("(#)").strip())
    if name is None and axis == "row" and plain.startswith("cif/fob"):
        # How CBS names this row is not known to us; there is one row of the kind.
        return _CIF_FOB
    return name


def _corner(sheet: Sheet) -> tuple[int, int] | Problem:
    """Return the header row and the label column, or say that there is no table of industries."""
    names = set(industries())
    known = np.array([[isinstance(c, str) and _known("row").get(_plain(c)) in names for c in r] for r in sheet.grid])
    across = known.sum(axis=1) if known.size else np.zeros(1)
    down = known.sum(axis=0) if known.size else np.zeros(1)
    header, label_column = int(across.argmax()), int(down.argmax())
    if min(across[header], down[label_column]) >= len(names) / 2:
        return header, label_column
    found = f"at most {int(across[header])} names of industries in a row and {int(down[label_column])} in a column"
    todo = "Is it an input-output table of CBS? `read_table` reads one with other sectors."
    return sheet.problem(f"{sheet.name!r}", found, f"the {len(names)} industries of the national accounts", todo)


def _layout(sheet: Sheet, header: int, label_column: int, extra: Mapping[str, str]) -> Layout:
    top = [(j, cell) for j, cell in enumerate(sheet.grid[header]) if j > label_column]
    side = [(i, row[label_column]) for i, row in enumerate(sheet.grid) if i > header]
    turned = sum(isinstance(c, str) and _named(c, "row", {}) in _only("row") for _, c in top)
    if turned > 2:
        todo = "Turn it round: industries that deliver down, users across."
        found = f"{turned} primary inputs, such as imports and wages, at the head of columns"
        return Layout({}, {}, (sheet.problem(f"{sheet.name!r}", found, "users at the head of columns", todo),))
    problems: list[Problem] = []
    columns = _positions(sheet, top, "column", extra, (header, None), problems)
    rows = _positions(sheet, side, "row", extra, (None, label_column), problems)
    return Layout(rows, columns, tuple(problems))


@cache
def _only(axis: Axis) -> frozenset[str]:
    other: Axis = "column" if axis == "row" else "row"
    return frozenset(_known(axis).values()) - frozenset(_known(other).values())


def _positions(
    sheet: Sheet,
    labelled: list[tuple[int, object]],
    axis: Axis,
    extra: Mapping[str, str],
    line: tuple[int | None, int | None],
    problems: list[Problem],
) -> dict[str, int]:
    """Return name -> position of the labels on an axis, and add what is wrong with them to the problems."""
    found: dict[str, int] = {}
    for position, label in labelled:
        if not isinstance(label, str) or not _is_label(label):
            continue
        name = _named(label, axis, extra)
        where = sheet.at(*(position if at is None else at for at in line))
        if name is None and not _plain(label).startswith(_SUM_WORDS) and _numbers(sheet, axis, position):
            todo = f"{suggestion(label, _spelled(axis))} Or say what it is: labels={{{label.strip()!r}: ...}}."
            problems.append(sheet.problem(where, f"the {axis} {label.strip()!r}", "a label that is known", todo))
        elif name in found:
            todo = "Keep one of them."
            problems.append(sheet.problem(where, f"a second {axis} {label.strip()!r}", "each label once", todo))
        elif name is not None:
            found[name] = position
    missing = [name for name in dict.fromkeys(_known(axis).values()) if name not in found and name not in _SUMS]
    missing += ["total"] * ("total" not in found)
    if missing:
        expected = f"a {axis} for each industry, input, use and the total"
        absent = f"no {axis} for {listed(missing, 12)}"
        problems.append(sheet.problem(f"{sheet.name!r}", absent, expected, "Add it, or correct its label."))
    return found


def _spelled(axis: Axis) -> list[str]:
    return [label for label, name in _known(axis).items() if label != name.casefold()]


def _is_label(cell: object) -> bool:
    return isinstance(cell, str) and bool(cell.strip())


def _numbers(sheet: Sheet, axis: Axis, position: int) -> bool:
    line = sheet.grid[position] if axis == "row" else [row[position] for row in sheet.grid]
    return len(_numbers_in(line)) > 1


def _numbers_in(line: Iterable[object]) -> list[float]:
    return [number for cell in line if (number := figure(cell)) is not None]


def _unlabelled(sheet: Sheet, layout: Layout, header: int, label_column: int) -> Iterator[Problem]:
    """Yield the rows and columns of figures that have no label, but for those that number the rows and columns."""
    known = list(layout.columns.values())
    for i, row in enumerate(sheet.grid):
        cells = _numbers_in(row[j] for j in known)
        if i > header and not _is_label(row[label_column]) and cells and not _counts(cells):
            yield sheet.problem(sheet.at(i, label_column), "figures without a label", "a label", "Name the row.")
    for j, label in enumerate(sheet.grid[header]):
        cells = _numbers_in(sheet.grid[i][j] for i in layout.rows.values())
        if j > label_column and not _is_label(label) and cells and not _counts(cells):
            yield sheet.problem(sheet.at(header, j), "figures without a label", "a label", "Name the column.")


def _counts(cells: list[float]) -> bool:
    steps = np.diff(cells)
    return len(cells) > 1 and bool((steps > 0).all()) and bool((steps <= 2).all())


def _figures(sheet: Sheet, layout: Layout) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the figures, 0 where the layout has no cell, and by row the cells (NaN) that hold none and should."""
    inside, problems = set(industries()), []
    values = np.zeros((len(layout.rows), len(layout.columns)))
    for a, (row, i) in enumerate(layout.rows.items()):
        wrong: dict[str, list[int]] = {}
        for b, (column, j) in enumerate(layout.columns.items()):
            cell = sheet.grid[i][j]
            number = figure(cell)
            if number is not None:
                values[a, b] = number
            elif cell not in (None, "") or (row in inside and column in inside):
                # Elsewhere an empty cell is one that the layout does not have: no industry delivers to cif/fob.
                values[a, b] = np.nan
                wrong.setdefault("an empty cell" if cell in (None, "") else repr(cell), []).append(j)
        problems += [_not_a_number(sheet, i, places, found) for found, places in wrong.items()]
    rows, columns = pd.Index(list(layout.rows), name="row"), pd.Index(list(layout.columns), name="column")
    return pd.DataFrame(values, index=rows, columns=columns), problems


def _not_a_number(sheet: Sheet, row: int, places: list[int], found: str) -> Problem:
    others = f" and {len(places) - 1} more in this row" if len(places) > 1 else ""
    todo = "Make it a number; text is never read as one, and a figure that CBS withholds is not a zero."
    return sheet.problem(f"{sheet.at(row, places[0])}{others}", found, "a number", todo)


def _sums(sheet: Sheet, layout: Layout, figures: pd.DataFrame) -> Iterator[Problem]:
    """Yield rows and columns that do not add up to the total printed, and industries that use more than they make."""
    made, used = pd.Series(figures["total"]), pd.Series(figures.loc["total"])
    cells = figures.loc[~figures.index.isin(_SUMS), ~figures.columns.isin(_SUMS)]
    signs = pd.Series(1.0, index=cells.index).where(~cells.index.isin(LOWER_COSTS), -1.0)
    ends = {name: sheet.at(i, layout.columns["total"]) for name, i in layout.rows.items()}
    feet = {name: sheet.at(layout.rows["total"], j) for name, j in layout.columns.items()}
    cut = "A cell was changed, left out or moved."
    for name, found, printed in _apart(cells.sum(axis=1, skipna=False), made):
        yield sheet.problem(ends[name], f"row {name} adds up to {found}", f"{printed} as printed", cut)
    for name, found, printed in _apart(cells.mul(signs, axis=0).sum(skipna=False), used):
        yield sheet.problem(feet[name], f"column {name} adds up to {found}", f"{printed} as printed", cut)
    for name, found, printed in _apart(used[industries()], made):
        where, todo = f"{feet[name]} and {ends[name]}", "Does the column stand under its own head?"
        yield sheet.problem(where, f"{name} uses {found}", f"{printed}, its output", todo)


def _apart(found: pd.Series[float], printed: pd.Series[float]) -> Iterator[tuple[str, str, str]]:
    """Yield name, figure found and figure printed where the two are further apart than rounding."""
    known = printed[found.index]
    apart = (found - known).abs() > np.maximum(_ROUNDING, 1e-6 * known.abs())
    for name in found.index[apart]:
        yield str(name), f"{found.loc[name]:,.0f}", f"{known.loc[name]:,.0f}"
