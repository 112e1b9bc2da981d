"""Files of figures beside a design, as people keep them: csv, xlsx and parquet, with the habits of Dutch spreadsheets.

Nothing is guessed. A file that is written otherwise than the design says is refused, with the line that would say so.
"""

from __future__ import annotations

import codecs
import csv
import warnings
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from impact.effects.registered.region_names import FiguresError, with_codes
from impact.effects.registered.series import Layout
from impact.effects.registered.written_figures import A_YEAR, ONE_YEAR, YEAR, even, in_doubt, numbers, year_and_status
from impact.errors import Problem, suggestion
from impact.inputs import first_unshown

COLUMNS = ("region", "year", "value")
ROWS = 20  # in which the names of columns are looked for
SEPARATORS = {";": '";"', "\t": r'"\t"', "|": '"|"', ",": '","'}
FEWEST = 3  # columns with a year for a name that show that years stand side by side
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # how Windows marks what it calls Unicode text


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
    raw = _kept(reader(path, layout), layout)
    _refuse_unshown(raw, layout)
    _refuse_twice(raw, layout)
    if layout.wide:
        raw = _long(raw, layout, path)
    ours = {theirs: name for name, theirs in layout.columns.model_dump().items()}
    taken = [c for c in raw.columns if c in ours or c not in ours.values()]  # a name of ours belongs to what is named
    frame = raw[taken].rename(columns=ours)
    if lacking := [column for column in COLUMNS if column not in frame.columns]:
        raise FiguresError(_missing(column, frame, layout, path) for column in lacking)
    if not pd.api.types.is_numeric_dtype(frame["value"]):
        frame = frame.assign(value=numbers(frame["value"], layout))
    return with_codes(_with_years(frame), layout)


def _refuse_unshown(frame: pd.DataFrame, layout: Layout) -> None:
    """Refuse signs that no chart or document can show, in names of columns and in cells."""
    found = {
        str(name): sign
        for place, name in enumerate(frame)
        for text in (str(name), *_texts(frame.iloc[:, place]))
        if (sign := first_unshown(text))
    }
    if found:
        expected, todo = "letters, digits and signs that can be shown", "Take it out of the file."
        raise FiguresError(Problem(layout.file, repr(name), sign, expected, todo) for name, sign in found.items())


def _texts(column: pd.Series) -> list[str]:
    """Return what stands in a column besides numbers, each once."""
    if pd.api.types.is_numeric_dtype(column):
        return []
    return [cell for cell in column.unique() if isinstance(cell, str)]


def _csv(path: Path, layout: Layout) -> pd.DataFrame:
    text = [layout.columns.region, layout.columns.sector, layout.columns.status]
    how: dict[str, Any] = {
        "sep": layout.separator,
        "encoding": _encoding(layout.encoding),
        "skiprows": layout.header - 1,
        "keep_default_na": False,
        "na_values": ["", *layout.missing],
    }
    value = layout.columns.value
    try:
        if layout.wide:
            frame = pd.DataFrame(pd.read_csv(path, dtype=str, **how))
            _refuse_doubt([text for name in _years_across(frame) for text in frame[name].dropna()], layout)
            return frame
        kinds = dict.fromkeys(text, str)
        frame = pd.read_csv(path, dtype=kinds, decimal=layout.decimal, thousands=layout.thousands or None, **how)
        if value in frame.columns:
            written = pd.read_csv(path, dtype=str, usecols=[value], **how).iloc[:, 0]
            _refuse_doubt(list(written.dropna()), layout)
    except UnicodeDecodeError as error:
        coded = "utf-16" if path.read_bytes()[:2] in UTF16 else "cp1252"
        todo = f'State its encoding, such as encoding = "{coded}".'
        found = f"byte {error.object[error.start]:#04x}"
        raise FiguresError(Problem(layout.file, "encoding", found, f"{layout.encoding} text", todo)) from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise FiguresError(_unparsed(path, layout, str(error).strip())) from error
    return pd.DataFrame(frame).dropna(how="all")


def _refuse_doubt(written: Sequence[str], layout: Layout) -> None:
    """Refuse dots that may part thousands or decimals where the design says neither: one is 1,000 times off."""
    if not layout.sure and (figure := in_doubt(written)):
        found = f"figures such as {figure!r} in column {layout.columns.value!r}"
        todo = 'State thousands = "." if the dot parts thousands, or decimal = "." if it parts decimals.'
        raise FiguresError(Problem(layout.file, "value", found, "a stated sign", todo))


def _refuse_twice(frame: pd.DataFrame, layout: Layout) -> None:
    """Refuse a column that is asked for and stands there twice: pandas names the second anew, and it would be lost."""
    asked = [*layout.columns.model_dump().values(), *(_years_across(frame) if layout.wide else [])]
    columns = set(map(str, frame.columns))
    if twice := [str(name) for name in asked if str(name) in columns and f"{name}.1" in columns]:
        found = f"column {twice[0]!r} twice" + (f", and {len(twice) - 1} others" if len(twice) > 1 else "")
        todo = "Keep one of the two, or give the other another name."
        raise FiguresError(Problem(layout.file, "columns", found, "one column of a name", todo))


def _kept(frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Return the rows that are not to be skipped, by what stands in the column of regions."""
    region = layout.columns.region
    if not layout.skip or region not in frame.columns:
        return frame
    written = frame[region].map(lambda cell: even(str(cell)))
    out = written.map(lambda text: any(fnmatchcase(text, pattern) for pattern in layout.skip))
    if unknown := [pattern for pattern in layout.skip if not any(fnmatchcase(text, pattern) for text in written)]:
        expected = f"what stands in column {region!r}"
        todo = suggestion(unknown[0], sorted(set(written)))
        raise FiguresError(Problem(layout.file, "skip", repr(unknown[0]), expected, todo))
    return frame[~out]


def _years_across(frame: pd.DataFrame) -> list[Any]:
    """Return the columns that have a year for a name."""
    return [name for name in frame.columns if YEAR.fullmatch(even(str(name)))]


def _hidden_years(frame: pd.DataFrame) -> dict[str, int]:
    """Return the columns that have a year in their name and are not named after it, with that year."""
    found = {str(name): ONE_YEAR.fullmatch(even(str(name))) for name in frame.columns}
    years = set(map(str, _years_across(frame)))
    return {name: int(match[1]) for name, match in found.items() if match and name not in years}


def _long(frame: pd.DataFrame, layout: Layout, path: Path) -> pd.DataFrame:
    """Return a row a region and year of a table whose years stand side by side; a mark behind a year is its status."""
    names, expected = layout.columns, "columns with a year for a name"
    years, hidden = _years_across(frame), _hidden_years(frame)
    if not years:
        found = f"columns {', '.join(map(str, frame.columns))}"
        todo = _otherwise_written(path, layout, []) or "Leave wide out, or state the row of the years: header = 2."
        raise FiguresError(Problem(layout.file, "wide", found, expected, A_YEAR if hidden else todo))
    if lost := [name for name, year in hidden.items() if year not in {year_and_status(name)[0] for name in years}]:
        raise FiguresError(Problem(layout.file, "wide", f"column {lost[0]!r}", expected, A_YEAR))
    others = [name for name in (names.region, names.sector) if name in frame.columns]
    return frame.melt(id_vars=others, value_vars=years, var_name=names.year, value_name=names.value)


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
        above = book.parse(sheet, header=None, nrows=layout.header - 1) if layout.header > 1 else pd.DataFrame()
    frame = frame.set_axis(_named(list(frame.columns), above), axis=1)
    return frame.dropna(how="all")


def _named(columns: Sequence[Any], above: pd.DataFrame) -> list[str]:
    """Return the names of columns; one without a name has the nearest above it, as in cells that are merged."""
    names = []
    for place, name in enumerate(columns):
        higher = above.iloc[:, place].dropna() if place < above.shape[1] else pd.Series(dtype=object)
        merged = str(name).startswith("Unnamed: ") and len(higher)
        names.append(even(str(higher.iloc[-1] if merged else name)))
    return names


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
    if column in {"year", "value"} and len(_years_across(frame)) >= FEWEST:  # any kind of file
        return Problem(layout.file, column, found, expected, "State wide = true.")
    if column in {"year", "value"} and len(_hidden_years(frame)) >= FEWEST:
        return Problem(layout.file, column, found, "years as numbers, below or beside each other", A_YEAR)
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
    """Return how the file is written, if its columns stand behind another separator, on another row, or a year each."""
    wanted = {layout.columns.region, layout.columns.year, layout.columns.value}
    of_workbook = path.suffix.lower() == ".xlsx"
    signs = [layout.separator] if of_workbook else [layout.separator, *SEPARATORS]
    for sign in dict.fromkeys(signs):
        lines = _lines(path, layout, sign)
        for row, cells in enumerate(lines, start=1):
            across = not layout.wide and sum(bool(YEAR.fullmatch(cell)) for cell in cells) >= FEWEST
            if (wanted <= set(cells) or across) and (across or (sign, row) != (layout.separator, layout.header)):
                stated = [] if sign == layout.separator else [f"separator = {SEPARATORS[sign]}"]
                stated += [f"header = {row}"] if row != layout.header else []
                return f"State {' and '.join([*stated, *(['wide = true'] if across else [])])}."
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
    """Return years as numbers as they are known to be written; what is no year stays, to be named.

    A mark says that figures are provisional, where the file has no column of its own for that.
    """
    years = frame["year"]
    if years.dtype.kind in "iuf":
        return frame
    read = [year_and_status(year) for year in years]
    frame = frame.assign(year=pd.Series([year for year, _ in read], index=years.index).infer_objects())
    return frame if "status" in frame else frame.assign(status=[status for _, status in read])
