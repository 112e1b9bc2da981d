"""Cells that stay what they are when a spreadsheet opens a file, and files that are the same on any day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

# How a text begins that a spreadsheet takes for a formula, or a guarded one.
_TAKEN = re.compile(r"'*[=+\-@\t\r]")
TEXT_STAYS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MOMENT = datetime.datetime(2000, 1, 1)  # of making, in every workbook: the clock would make each another file


def guarded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame for a csv file: a text that looks like a formula has an apostrophe before it, and is read as text.

    One that has apostrophes before such a text gets one more, so that `as_written` gives back what there was. Names of
    columns are texts too.

    Parameters
    ----------
    frame : DataFrame
        Any columns.
    """
    return _changed(frame, plain).set_axis([plain(name) for name in frame.columns], axis=1)


def plain(cell: object) -> object:
    """Return a cell that a spreadsheet reads as text and not as a formula.

    Parameters
    ----------
    cell
        A text, or anything else, which stays as it is.
    """
    return f"'{cell}" if isinstance(cell, str) and _TAKEN.match(cell) else cell


def as_written(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that was read from a csv file of `guarded` texts, without their apostrophes.

    Parameters
    ----------
    frame : DataFrame
        Any columns.
    """
    return _changed(frame, _bare)


def _bare(cell: object) -> object:
    return cell[1:] if isinstance(cell, str) and cell.startswith("'") and _TAKEN.match(cell) else cell


def _changed(frame: pd.DataFrame, change: Callable[[object], object]) -> pd.DataFrame:
    """Return a frame with other texts; columns without any that changes are as they were."""
    found = frame.copy(deep=False)
    for place, kind in enumerate(frame.dtypes):
        if (
            isinstance(kind, pd.CategoricalDtype)
            or pd.api.types.is_object_dtype(kind)
            or isinstance(kind, pd.StringDtype)
        ):
            column = frame.iloc[:, place].astype(object)
            others = {text: new for text in column.unique() if (new := change(text)) is not text}
            if others:
                found.isetitem(place, [others.get(cell, cell) if isinstance(cell, str) else cell for cell in column])
    return found


def write_csv(frame: pd.DataFrame, path: str | Path, *, index: bool = False, float_format: str | None = None) -> None:
    """Write a frame as csv whose texts a spreadsheet reads as text.

    Parameters
    ----------
    frame : DataFrame
        Any columns.
    path : str or Path
        The file.
    index : bool
        Whether the labels of its rows are written too, before the columns.
    float_format : str, optional
        How numbers are written; with all the digits they have when left out.
    """
    found = guarded(frame)
    if index:
        found.index = _labels(found.index)
    found.to_csv(path, index=index, lineterminator="\n", encoding="utf-8", float_format=float_format)


def _labels(index: pd.Index) -> pd.Index:
    if isinstance(index, pd.MultiIndex):
        return index.set_levels([list(_labels(level)) for level in index.levels])
    return index.map(plain) if any(plain(label) is not label for label in index) else index
