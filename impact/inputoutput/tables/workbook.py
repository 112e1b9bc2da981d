"""A table as a workbook whose balance is live: change a cell, and output, uses and the gap follow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from impact.errors import InputError, Problem
from impact.inputoutput.tables.cells import Grid, cells_of, opened
from impact.inputoutput.tables.labels import listed
from impact.inputoutput.tables.reading import pair, read_table
from impact.inputoutput.tables.table import IOTable

_MOST_SECTORS = 500
_FACTS = ("year", "unit", "prices", "source")


def write_xlsx(table: IOTable, path: str | Path) -> None:
    """Write a table as xlsx: sheets `table`, `checks`, `satellites` and `about`.

    In `table` output is a formula over a row, uses one over a column, and `gap` is uses less output; `checks` shows the
    largest gap. `read_xlsx` reads the file back.

    Raises
    ------
    ValueError
        More than 500 sectors: a spreadsheet is no place for such a table, write parquet.
    """
    if len(table.labels) > _MOST_SECTORS:
        raise ValueError(f"{len(table.labels)} sectors in a workbook; write parquet above {_MOST_SECTORS}")
    sheets = {
        "table": _cells(table),
        "checks": _checks(table),
        "satellites": _satellites(table),
        "about": [[name, getattr(table, name)] for name in _FACTS],
    }
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name, grid in sheets.items():
            width = max(map(len, grid))
            rectangle = [[*row, *[None] * (width - len(row))] for row in grid]
            # A cell of text that starts with = is stored as a formula.
            pd.DataFrame(rectangle, dtype=object).to_excel(book, sheet_name=name, header=False, index=False)


def read_xlsx(path: str | Path) -> IOTable:
    """Return the table that `write_xlsx` wrote, with what was changed in it since.

    Raises
    ------
    InputError
        The workbook is not one of these, or as `read_table`.
    ValueError
        The changes left the table out of balance.
    """
    with opened(path) as book:
        missing = [name for name in ("table", "satellites", "about") if name not in book.sheet_names]
        if missing:
            todo = "Read a workbook of your own with read_table."
            raise InputError(Problem(str(path), "sheets", f"no {listed(missing)}", "a file of write_xlsx", todo))
        about, rows = cells_of(book, "about"), cells_of(book, "satellites")[1:]
    said = {str(row[0]): str(row[1]) for row in about}
    year, unit, prices, source = (said[name] for name in _FACTS)
    table = read_table(path, sheet="table", year=int(year), unit=unit, prices=prices, source=source)
    if not rows:
        return table
    width = 2 + len(table.labels)
    values = pd.DataFrame([row[2:width] for row in rows], index=[str(row[0]) for row in rows], columns=table.labels)
    units = {str(row[0]): str(row[1]) for row in rows}
    return replace(table, satellites=values.astype(float), satellite_units=units)


def column_letters(position: int) -> str:
    """Return the letters of a spreadsheet column, counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _cells(table: IOTable) -> Grid:
    n, categories = len(table.labels), len(table.final_demand.columns)
    last, output = column_letters(1 + n + categories), column_letters(2 + n + categories)
    grid: Grid = [["", *map(pair, table.labels), *map(pair, table.final_demand.columns), "output"]]
    for i, label in enumerate(table.labels):
        cells = [*table.transactions.iloc[i], *table.final_demand.iloc[i]]
        grid.append([pair(label), *cells, f"=SUM(B{i + 2}:{last}{i + 2})"])
    # A category that the block does not name buys nothing of the inputs it names; an input it does not name is unknown.
    finals = table.final_primary_inputs.reindex(columns=table.final_demand.columns, fill_value=0.0)
    finals = finals.reindex(index=table.primary_inputs.index)
    known = finals.astype(object).where(finals.notna(), None)
    grid += [[str(name), *table.primary_inputs.loc[name], *known.loc[name]] for name in table.primary_inputs.index]
    bottom = len(grid)
    columns = [column_letters(2 + j) for j in range(n)]
    grid.append(["uses", *(f"=SUM({c}2:{c}{bottom})" for c in columns)])
    grid.append(["gap", *(f"={c}{bottom + 1}-{output}{2 + j}" for j, c in enumerate(columns))])
    return grid


def _checks(table: IOTable) -> Grid:
    row = 3 + len(table.labels) + len(table.primary_inputs)
    area = f"table!B{row}:{column_letters(1 + len(table.labels))}{row}"
    return [
        ["largest gap between uses and output", f"=MAX(MAX({area}),-MIN({area}))", table.unit],
        ["balanced to half a unit", '=IF(B1<0.5,"yes","no")', None],
    ]


def _satellites(table: IOTable) -> Grid:
    rows = [
        [str(name), table.satellite_units.get(str(name), ""), *table.satellites.loc[name]]
        for name in table.satellites.index
    ]
    return [["satellite", "unit", *map(pair, table.labels)], *rows]
