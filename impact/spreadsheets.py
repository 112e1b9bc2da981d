"""Cells that stay what they are when a spreadsheet opens a file, and files that are the same on any day."""

from __future__ import annotations

import datetime

import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a text begins that a spreadsheet takes for a formula
TEXT_STAYS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MOMENT = datetime.datetime(2000, 1, 1)  # of making, in every workbook: the clock would make each another file


def guarded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame for a csv file: a text that looks like a formula has an apostrophe before it, and is read as text.

    Parameters
    ----------
    frame : DataFrame
        Any columns.
    """
    texts = {name: _guarded(frame[name]) for name in map(str, frame) if pd.api.types.is_string_dtype(frame[name])}
    return frame.assign(**texts)


def _guarded(column: pd.Series[str]) -> pd.Series[str]:
    return column.where(~column.str.startswith(FORMULA).fillna(False).astype(bool), "'" + column)
