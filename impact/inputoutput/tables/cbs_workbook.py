"""The workbook of input-output tables that CBS publishes, as a user downloads it: one sheet a year and price.

The layout is that of `83 InputOutput tables 20152021.xlsx` (CBS, National accounts 2021, tables; July 2022). The file
was not at hand when this was written. What is known of it stands in a public course notebook that reads it
(CMLPlatform/advanced_EEIO_course_student_version, IOT_n_national.ipynb): thirteen sheets named like `IO-table 2016 PY
prices` and one `Explanation`; one line above the header, one below it and one column beside the labels that are no
figures, three lines at the foot; English labels with blanks around them, two of them misspelt; subsidies positive with
(–) in the label. The names of the industries are the bundled ones, and Dutch labels the usual terms of the national
accounts: neither was seen in the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from impact.errors import InputError, Problem
from impact.inputoutput.tables.cbs_layout import Sheet, industries, printed_figures
from impact.inputoutput.tables.cells import cells_of, opened
from impact.inputoutput.tables.labels import listed
from impact.inputoutput.tables.national import Level, Prices, printed_table
from impact.inputoutput.tables.table import IOTable
from impact.sources import snapshot

_PREVIOUS = re.compile(r"\bpy\b|previous|voorgaand|vorig", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


class _Named(NamedTuple):
    """What the name of a sheet says: its year, and its prices."""

    sheet: str
    year: int | None
    prices: Prices


class _Chosen(NamedTuple):
    """The sheet that is meant, and what its figures are."""

    sheet: str
    year: int
    prices: Prices


def read_cbs_workbook(
    path: str | Path,
    year: int | None = None,
    sectors: Level = "a38",
    *,
    margins: bool = True,
    prices: Prices | None = None,
    sheet: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> IOTable:
    """Return the Dutch table in a workbook of CBS, made the way `national_table` makes that of the snapshot.

    Parameters
    ----------
    path
        An xlsx in the layout of CBS: a sheet a year and price, 81 industries, million euros.
    year, prices
        Which table; the names of the sheets say what is there. year may be left out when there is only one; prices left
        out are current, or those of the sheet.
    sectors, margins
        As in `national_table`. Jobs are those of the snapshot, for the years that it has.
    sheet
        The sheet itself, where its name says neither year nor prices.
    labels
        What labels mean that are not known: {"label in the file": "name in national-input-output"}.

    Raises
    ------
    InputError
        With every problem found, each with file, sheet and cell: no such sheet or several, rows and columns missing,
        twice or unknown, figures without a label, text or an empty cell for a figure, totals that do not add up, a
        transposed table, another unit.
    """
    with opened(path) as book:
        names = [str(name) for name in book.sheet_names]
        chosen = _chosen(str(path), [_named(name) for name in names], year, prices, sheet)
        cells = Sheet(str(path), chosen.sheet, cells_of(book, chosen.sheet))
    figures, problems = printed_figures(cells, labels or {})
    if not problems:
        problems = _unit(cells, float(figures.loc[industries(), "total"].sum()), chosen.year)
    if problems:
        raise InputError(problems)
    source = f"CBS, input-output table, sheet {chosen.sheet!r} of {Path(path).name}"
    return printed_table(figures, chosen.year, sectors, margins=margins, prices=chosen.prices, source=source)


def _named(sheet: str) -> _Named:
    year = _YEAR.search(sheet)
    return _Named(sheet, int(year[1]) if year else None, "previous" if _PREVIOUS.search(sheet) else "current")


def _chosen(file: str, named: Sequence[_Named], year: int | None, prices: Prices | None, sheet: str | None) -> _Chosen:
    """Return the sheet that is meant; none, several, or one that says another year raises InputError."""
    wanted = prices or "current"
    there = f"sheets {listed([n.sheet for n in named], 40)}"
    if sheet is not None:
        fitting = [n for n in named if n.sheet == sheet]
    else:
        tables = [n for n in named if n.year is not None] or list(named)
        fitting = [n for n in tables if n.year is None or (year in (None, n.year) and n.prices == wanted)]
    if len(fitting) != 1:
        asked = repr(sheet) if sheet is not None else f"{year or 'any year'} in {wanted} prices"
        found = f"{len(fitting)} sheets: {listed([n.sheet for n in fitting])}" if fitting else there
        todo = "Give year= and prices=, or sheet=."
        raise InputError(Problem(file, "sheet", found, f"one sheet for {asked}", todo))
    (one,) = fitting
    known = one.year if year is None else year
    if known is None:
        raise InputError(Problem(file, "year", f"none in the name {one.sheet!r}", "a year", "Give year=."))
    if one.year not in (None, known):
        raise InputError(Problem(file, "sheet", repr(one.sheet), f"a sheet for {known}", "Correct year= or sheet=."))
    if one.year is not None and prices not in (None, one.prices):
        expected, todo = f"a sheet in {prices} prices", "Correct prices= or sheet=."
        raise InputError(Problem(file, "sheet", repr(one.sheet), expected, todo))
    return _Chosen(one.sheet, known, wanted if one.year is None else one.prices)


def _unit(cells: Sheet, output: float, year: int) -> list[Problem]:
    """Return a problem when output is a hundred times off that of the nearest year in the snapshot."""
    totals = snapshot.table("national-input-output", prices="current", row="total", column="total_industries")
    nearest = totals.iloc[(totals["year"].astype(int) - year).abs().argmin()]
    known = float(nearest["value"])
    if known / 100 < output < known * 100:
        return []
    expected = f"about {known:,.0f}, million euros, as in {nearest['year']}"
    todo = "Give the figures in million euros."
    return [cells.problem(f"{cells.name!r}", f"output of {output:,.0f} in all", expected, todo)]
