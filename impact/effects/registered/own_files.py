"""Files of figures beside a design, as people keep them: csv, xlsx and parquet, with the habits of Dutch spreadsheets.

Nothing is guessed. A file that is written otherwise than the design says is refused, with the line that would say so.
"""

from __future__ import annotations

import codecs
import csv
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from impact.effects.registered.region_names import FiguresError, with_codes
from impact.effects.registered.series import Layout
from impact.errors import Problem, suggestion

COLUMNS = ("region", "year", "value")
ROWS = 20  # in which the names of columns are looked for
SEPARATORS = {";": '";"', "\t": r'"\t"', "|": '"|"', ",": '","'}
DOTTED = re.compile(r"-?\d{1,3}(\.\d{3})+")  # of which the dots may part thousands
BOTH = re.compile(r"-?\d{1,3}(\.\d{3})*,\d+")  # 1.234,5
PERIOD = re.compile(r"(\d{4})JJ00")  # how StatLine writes a whole year


def read(folder: Path, layout: Layout) -> pd.DataFrame:
    """Return a file with its columns under our names; codes stay text, names of regions become codes where asked.

    Parameters
    ----------
    folder
        Where the file stands.
    layout
        How it is written.

    Raises
    ------
    FiguresError
        When it is not there, is no file of this kind, or is written otherwise than stated.
    """
    path = folder / layout.file
    if not path.is_file():
        todo = f"Put the file in {folder}, or correct the name."
        raise FiguresError(Problem(layout.file, "file", "nothing there", "a file of figures beside the design", todo))
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        found, todo = f"a file that ends in {path.suffix or 'nothing'}", "Save it as xlsx or csv (UTF-8)."
        raise FiguresError(Problem(layout.file, "file", found, f"one of {', '.join(_READERS)}", todo))
    raw = reader(path, layout)
    ours = {theirs: name for name, theirs in layout.columns.model_dump().items()}
    taken = [c for c in raw.columns if c in ours or c not in ours.values()]  # a name of ours belongs to what is named
    frame = raw[taken].rename(columns=ours)
    if lacking := [column for column in COLUMNS if column not in frame.columns]:
        raise FiguresError(_missing(column, frame, layout, path) for column in lacking)
    return with_codes(_with_years(frame), layout)


def _csv(path: Path, layout: Layout) -> pd.DataFrame:
    text = [layout.columns.region, layout.columns.sector, layout.columns.status]
    how: dict[str, Any] = {
        "sep": layout.separator,
        "encoding": _encoding(layout.encoding),
        "skiprows": layout.header - 1,
        "keep_default_na": False,
        "na_values": ["", *layout.missing],
    }
    try:
        frame = pd.read_csv(
            path, dtype=dict.fromkeys(text, str), decimal=layout.decimal, thousands=layout.thousands or None, **how
        )
        if not layout.sure and layout.columns.value in frame.columns:
            _refuse_doubt(pd.read_csv(path, dtype=str, usecols=[layout.columns.value], **how).iloc[:, 0], layout)
    except UnicodeDecodeError as error:
        todo = 'State its encoding, such as encoding = "cp1252".'
        found = f"byte {error.object[error.start]:#04x}"
        raise FiguresError(Problem(layout.file, "encoding", found, f"{layout.encoding} text", todo)) from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise FiguresError(_unparsed(path, layout, str(error).strip())) from error
    return pd.DataFrame(frame)


def _refuse_doubt(written: pd.Series[str], layout: Layout) -> None:
    """Refuse dots that may part thousands or decimals where the design says neither: one is 1,000 times off."""
    dotted = [text for text in written.dropna() if "." in text]
    if dotted and all(DOTTED.fullmatch(text.strip()) for text in dotted):
        found = f"figures such as {dotted[0]!r} in column {layout.columns.value!r}"
        todo = 'State thousands = "." if the dot parts thousands, or decimal = "." if it parts decimals.'
        raise FiguresError(Problem(layout.file, "value", found, "a stated sign", todo))


def _xlsx(path: Path, layout: Layout) -> pd.DataFrame:
    with warnings.catch_warnings(), _Book(path, layout) as book:
        warnings.simplefilter("ignore")  # of styles and extensions, which are no figures
        sheet = _sheet(layout, [str(name) for name in book.sheet_names])
        frame = book.parse(
            sheet,
            header=layout.header - 1,
            dtype=dict.fromkeys([layout.columns.region, layout.columns.sector, layout.columns.status], str),
            keep_default_na=False,
            na_values=["", *layout.missing],
        )
    frame = frame.dropna(how="all").rename(columns=lambda name: str(name).strip())
    value = layout.columns.value
    if value in frame.columns and not pd.api.types.is_numeric_dtype(frame[value]):
        frame[value] = _as_numbers(frame[value], layout)
    return frame


class _Book:
    """An open workbook, or the refusal of what is none."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.path, self.layout = path, layout

    def __enter__(self) -> pd.ExcelFile:
        try:
            self.book = pd.ExcelFile(self.path, engine="openpyxl")
        except Exception as error:  # a package of another kind fails in as many ways as there are kinds
            todo = "Save it again as xlsx, or as csv (UTF-8)."
            raise FiguresError(Problem(self.layout.file, "file", "no workbook", "an xlsx file", todo)) from error
        return self.book

    def __exit__(self, *raised: object) -> None:
        self.book.close()


def _sheet(layout: Layout, names: Sequence[str]) -> str:
    """Return the sheet that is stated, or the only one."""
    if layout.sheet in names:
        return layout.sheet
    if not layout.sheet and len(names) == 1:
        return names[0]
    found = repr(layout.sheet) if layout.sheet else f"{len(names)} sheets: {', '.join(names)}"
    known = suggestion(layout.sheet, names) if layout.sheet else f'State which: sheet = "{names[0]}".'
    raise FiguresError(Problem(layout.file, "sheet", found, "one of its sheets", known))


def _as_numbers(column: pd.Series[Any], layout: Layout) -> pd.Series[Any]:
    """Return numbers that were written as text as the design says; as they are where that leaves any text."""

    def number(cell: Any) -> Any:
        if not isinstance(cell, str):
            return cell
        plain = cell.strip().replace(layout.thousands, "") if layout.thousands else cell.strip()
        return float(plain.replace(layout.decimal, "."))

    try:
        return column.map(number, na_action="ignore").astype(float)
    except (TypeError, ValueError):
        return column


def _parquet(path: Path, layout: Layout) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        todo = "Write it again as parquet, or as csv (UTF-8)."
        raise FiguresError(Problem(layout.file, "file", "no parquet", "a parquet file", todo)) from error
    named = frame.reset_index() if any(name is not None for name in frame.index.names) else frame
    region = layout.columns.region
    return named.assign(**{region: named[region].astype("string").astype(object)}) if region in named else named


_READERS: Mapping[str, Callable[[Path, Layout], pd.DataFrame]] = {
    ".csv": _csv,
    ".txt": _csv,
    ".tsv": _csv,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
}


def _encoding(name: str) -> str:
    """Return the codec of an encoding; the mark that Windows puts before UTF-8 is no part of the first column."""
    return "utf-8-sig" if codecs.lookup(name).name == "utf-8" else name


def _missing(column: str, frame: pd.DataFrame, layout: Layout, path: Path) -> Problem:
    """Return which column is not there: by another name, on another line, or hidden behind another separator."""
    columns, written = [str(c) for c in frame.columns], getattr(layout.columns, column)
    found, expected = f"columns {', '.join(columns)}", f"column {written!r} in {layout.file}"
    todo = f'{suggestion(written, columns)} A file may name it: columns = {{ {column} = "..." }}.'
    if path.suffix.lower() != ".parquet":
        todo = _otherwise_written(path, layout, columns) or todo
    return Problem(layout.file, column, found, expected, todo)


def _unparsed(path: Path, layout: Layout, found: str) -> Problem:
    """Return that a csv file cannot be read, and how it may be written."""
    advice = _otherwise_written(path, layout, [])
    todo = 'State its separator, such as separator = ";", and keep one row of column names above the figures.'
    return Problem(layout.file, "file", found, "a csv file", advice or todo)


def _otherwise_written(path: Path, layout: Layout, columns: Sequence[str]) -> str:
    """Return how the file is written, if the names of its columns stand behind another separator or on another row."""
    wanted = {layout.columns.region, layout.columns.year, layout.columns.value}
    of_workbook = path.suffix.lower() == ".xlsx"
    signs = [layout.separator] if of_workbook else [layout.separator, *SEPARATORS]
    for sign in dict.fromkeys(signs):
        lines = _lines(path, layout, sign)
        for row, cells in enumerate(lines, start=1):
            if wanted <= set(cells) and (sign, row) != (layout.separator, layout.header):
                stated = [] if sign == layout.separator else [f"separator = {SEPARATORS[sign]}"]
                return f"State {' and '.join([*stated, *([f'header = {row}'] if row != layout.header else [])])}."
    alone = columns[0] if len(columns) == 1 else ""
    split = next((sign for sign in SEPARATORS if sign in alone and sign != layout.separator), "")
    return (
        f"State separator = {SEPARATORS[split]}; its columns are then {', '.join(alone.split(split))}." if split else ""
    )


def _lines(path: Path, layout: Layout, sign: str) -> list[list[str]]:
    """Return the cells of the first rows of a file, as text; nothing of what cannot be read."""
    if path.suffix.lower() == ".xlsx":
        with warnings.catch_warnings(), _Book(path, layout) as book:
            warnings.simplefilter("ignore")
            top = book.parse(_sheet(layout, [str(name) for name in book.sheet_names]), header=None, nrows=ROWS)
        return [[str(cell).strip() for cell in row] for row in top.itertuples(index=False)]
    with path.open(encoding=_encoding(layout.encoding), errors="replace", newline="") as file:
        return [[cell.strip() for cell in row] for row in islice(csv.reader(file, delimiter=sign), ROWS)]


def _with_years(frame: pd.DataFrame) -> pd.DataFrame:
    """Return whole years that are written as StatLine writes them, 2017JJ00, as numbers."""
    years = frame["year"]
    if years.dtype.kind in "iuf" or not years.map(lambda y: isinstance(y, str) and bool(PERIOD.fullmatch(y))).all():
        return frame
    return frame.assign(year=years.str[:4].astype(int))


def signs(text: str, layout: Layout) -> str:
    """Return how a figure that was read as text may be written, for the advice beside its refusal."""
    plain = text.strip()
    if BOTH.fullmatch(plain) and "." in plain:
        return 'State thousands = "." and decimal = ",".'
    if DOTTED.fullmatch(plain):
        return 'State thousands = ".", or take the dots out.'
    if re.fullmatch(r"-?\d+,\d+", plain) and layout.decimal != ",":
        return 'State decimal = ",".'
    if re.fullmatch(r"-?\d{1,3}( \d{3})+(,\d+)?", plain):
        return 'State thousands = " ".'
    if len(plain) <= 2 and layout.file:
        return f'State missing = ["{plain}"], if that stands for no figure, or leave these cells empty.'
    return 'Read it with its decimal sign (decimal = ","), and leave cells without a figure empty.'
