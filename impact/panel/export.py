"""The panel as a file: csv, parquet or xlsx."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from impact.errors import InputError, Problem

_WIDEST = 300  # pixels of a column in a spreadsheet
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a frame to a file by the ending of its name, whole or not at all; returns the path.

    A text that a spreadsheet would take for a formula (it begins with = + - @) is written as text.

    Raises
    ------
    InputError
        An ending other than .csv, .parquet and .xlsx, a folder, or a folder that does not exist or cannot be written.
    """
    path = Path(path)
    check_path(path)
    whole = _unfinished(path)
    try:
        _WRITERS[path.suffix](frame, whole)
        whole.replace(path)
    finally:
        whole.unlink(missing_ok=True)
    return path


def check_path(path: Path) -> None:
    """Refuse a file that could not be written in the end, before the work for it is done; raises InputError."""
    if path.suffix not in _WRITERS or path.is_dir() or not path.parent.is_dir():
        expected = f"a file ending in {', '.join(_WRITERS)} in a folder that exists"
        raise InputError(Problem(str(path), "out", repr(path.name), expected, "Give another name with --out."))
    trial = _unfinished(path)
    try:
        trial.touch()
        trial.unlink()
    except OSError as error:
        expected = "a folder that can be written"
        todo = "Nothing was written. Choose another place with --out."
        raise InputError(Problem(str(path), "out", error.strerror or str(error), expected, todo)) from error


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")


def _csv(frame: pd.DataFrame, path: Path) -> None:
    # An apostrophe is what makes a spreadsheet read a cell as text.
    texts = {c: frame[c].where(~frame[c].str.startswith(_FORMULA), "'" + frame[c]) for c in _texts(frame)}
    frame.assign(**texts).to_csv(path, index=False, lineterminator="\n")


def _parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, index=False, compression="zstd")


def _xlsx(frame: pd.DataFrame, path: Path) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        frame.to_excel(book, sheet_name="panel", index=False)
        sheet = book.sheets["panel"]
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
        sheet.autofit(max_width=_WIDEST)


_WRITERS = {".csv": _csv, ".parquet": _parquet, ".xlsx": _xlsx}


def _texts(frame: pd.DataFrame) -> list[str]:
    return [str(c) for c in frame if pd.api.types.is_string_dtype(frame[c])]
