"""An export as a workbook: a sheet of what to know first, then each table in long and in wide form, in words."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact import files
from impact.report.exports.content import Export
from impact.report.exports.spoken import spoken, wide
from impact.report.exports.telling import MAKER, read_me
from impact.spreadsheets import MOMENT, TEXT_STAYS
from impact.words.languages import Lang
from impact.words.names import called
from impact.words.statements import in_language, said

if TYPE_CHECKING:
    import xlsxwriter

_WIDEST = 300  # pixels of a column
_LETTERS = 110  # and the letters on one line of the sheet with what to know


def check_workbook(path: Path) -> None:
    """Refuse a file that could not be written in the end, or that somebody else made, before the work is done.

    Parameters
    ----------
    path : path
        The file that is asked for.

    Raises
    ------
    InputError
        A folder that is not there or cannot be written, a file that no earlier export wrote.
    """
    files.check(path, (".xlsx",), _is_ours, "export")


def _is_ours(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as inside:
            return f"<dc:creator>{MAKER}</dc:creator>".encode() in inside.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError, OSError):
        return False


def write_workbook(export: Export, path: Path, lang: Lang) -> None:
    """Write an export as a workbook, whole or not at all: the same bytes on any day.

    Parameters
    ----------
    export : Export
        The export.
    path : path
        The file, which is written anew.
    lang : str
        `nl` or `en`.
    """
    with files.replaced_file(path) as whole:
        _write(export, whole, lang)


def _write(export: Export, path: Path, lang: Lang) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, TEXT_STAYS) as book:
        known = {"title": in_language(export.title, lang), "author": MAKER, "created": MOMENT}
        book.set_properties(known)
        _read_me(book, _to_know(export, lang), lang)
        for name, frame in sheets(export, lang):
            _sheet(book, name, frame)


def sheets(export: Export, lang: Lang) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the sheets with figures, each with its name: every table long where it has that form here, and wide.

    Parameters
    ----------
    export : Export
        The export.
    lang : str
        `nl` or `en`.
    """
    for table in export.tables:
        title = in_language(table.title, lang)
        if not table.spread:
            yield title, spoken(table, lang, export.price_year)
            continue
        if table.long:
            yield f"{title}, {_form('long', lang)}", spoken(table, lang, export.price_year)
        yield f"{title}, {_form('wide', lang)}", wide(table, lang, export.price_year)


def _form(name: str, lang: Lang) -> str:
    return called("export", name).spoken(lang)


def _to_know(export: Export, lang: Lang) -> list[tuple[str, str]]:
    lines = read_me(export, lang)
    if all(table.long for table in export.tables):
        return lines
    elsewhere = in_language(said("export_long_elsewhere"), lang)
    return [*lines, (called("export", "table").spoken(lang), elsewhere)]


def _read_me(book: xlsxwriter.Workbook, lines: list[tuple[str, str]], lang: Lang) -> None:
    sheet = book.add_worksheet(called("export", "read_me").spoken(lang))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, _LETTERS, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, cells in enumerate(lines):
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text)


def _sheet(book: xlsxwriter.Workbook, name: str, frame: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, head in enumerate(frame):
        sheet.write_string(0, column, str(head), bold)
        for row, cell in enumerate(_cells(frame.iloc[:, column]), start=1):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif cell is not None:
                sheet.write_number(row, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    sheet.autofit(max_width=_WIDEST)


def _cells(column: pd.Series[Any]) -> list[Any]:
    """Return numbers and texts as they are, None for what is not there."""
    return [None if pd.isna(cell) else cell for cell in column.tolist()]
