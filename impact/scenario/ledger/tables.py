"""Tables of the ledger as csv: scores and forecasts going out, published figures coming in."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from impact import files, spreadsheets
from impact.errors import InputError, Problem
from impact.scenario.ledger.forecasts import CELL, KEYS
from impact.scenario.ledger.outcomes import SCORED

PUBLISHED = [*KEYS, "value"]
_BANDS = [f"p{level:02d}" for level in range(5, 100, 5)]
_SCORES = ["entry", "scenario", *KEYS, "origin", "method", "status", "value", "vintage", "p50", "crps", "pinball"]
WRITTEN = (
    [*CELL, "p05", "p25", "p50", "p75", "p95"],
    ["entry", *CELL, *_BANDS],
    [*_SCORES, "in50", "in90", "rank"],
    ["target", "origin", "region", "sector", "figures", "method", "crps", "in50", "in90"],
    ["region", "method", "value", "fitted", "sector", "output", "error"],
)
"""The columns of the tables that commands write: forecasts, a ledger, scores, its means, and regions on trial."""


def check_csv(path: Path) -> None:
    """Refuse a file that could not be written in the end, before the work for it is done.

    Parameters
    ----------
    path : Path
        Where a table is to go.

    Raises
    ------
    InputError
        Another ending than .csv, a folder, a folder that is not there or cannot be written, a file that no earlier run
        wrote.
    """
    files.check(path, (".csv",), _is_ours, "table of this command")


def _is_ours(path: Path) -> bool:
    """Return whether an earlier run wrote a file, by the names of all its columns."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        first = lines.readline().strip()
    return first in {",".join(columns) for columns in WRITTEN}


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table whole or not at all.

    Parameters
    ----------
    frame : DataFrame
        The table; numbers are written with the digits they have, ten at most.
    path : Path
        Where it goes.
    """
    with files.replaced_file(path) as fresh:
        spreadsheets.write_csv(frame, fresh, float_format="%.10g")


def read_published(path: str | Path) -> pd.DataFrame:
    """Return published figures that a user has in a csv file.

    Parameters
    ----------
    path : str or Path
        Columns target, region, sector, year and value; or scores that were kept, of which those rows count that are
        scored.

    Returns
    -------
    DataFrame
        These columns.

    Raises
    ------
    InputError
        No such file, no csv, columns that are missing, or years and values that are no numbers.
    """
    frame = _text_table(path)
    if absent := [name for name in PUBLISHED if name not in frame]:
        found, expected = f"no {', '.join(absent)}", ", ".join(PUBLISHED)
        raise InputError(Problem(str(path), "columns", found, expected, "Name the columns so."))
    if "status" in frame:
        frame = frame[frame["status"].eq(SCORED)]
    numbers = frame[["year", "value"]].apply(pd.to_numeric, errors="coerce")
    if problems := [_no_number(path, frame, name, numbers) for name in numbers if numbers[name].isna().any()]:
        raise InputError(problems)
    return frame[PUBLISHED].assign(year=numbers["year"].astype(int), value=numbers["value"].astype(float))


def _text_table(path: str | Path) -> pd.DataFrame:
    """Return a csv file as text; refuses a row that has more or fewer cells than the heading."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            heading, *rows = [row for row in csv.reader(file) if row] or [[]]
    except (OSError, ValueError, csv.Error) as error:
        todo = f"Save a table with the columns {', '.join(PUBLISHED)}."
        raise InputError(Problem(str(path), "file", str(error), "a csv file", todo)) from error
    for number, row in enumerate(rows, start=2):
        if len(row) != len(heading):
            found, expected = f"{len(row)} cells ({','.join(row)})", f"{len(heading)}, as in the heading"
            todo = "Write numbers with a point, not a comma."
            raise InputError(Problem(str(path), f"row {number}", found, expected, todo))
    return pd.DataFrame(rows, columns=heading, dtype=str)


def _no_number(path: str | Path, frame: pd.DataFrame, name: str, numbers: pd.DataFrame) -> Problem:
    row = int(numbers[name].isna().to_numpy().argmax())
    todo = "Write numbers with a point; leave rows without a figure out."
    return Problem(str(path), f"{name}, row {int(frame.index[row]) + 2}", repr(frame[name].iloc[row]), "a number", todo)
