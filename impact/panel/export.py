"""The panel as a file: csv, parquet or xlsx; what a reader has to know goes along where a file has room for it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from impact import files
from impact.panel.cautions import cautions
from impact.panel.names import in_words, language
from impact.panel.schema import COLUMNS, KEYS
from impact.spreadsheets import MOMENT, TEXT_STAYS, write_csv
from impact.words.languages import LANGUAGES, Lang
from impact.words.names import called, groups

_WIDEST = 300  # pixels of a column in a spreadsheet
_LETTERS = 110  # and the letters on one line of the sheet with what to know
READ_ME = "read-me"  # that sheet
_SHEET = "panel"  # that of the figures
_FOR_PROGRAMS = ".parquet"
_DATATYPES = {"year": "integer", "value": "double"}  # the other columns are texts


def export(frame: pd.DataFrame, path: str | Path, lang: str = "en") -> Path:
    """Write a panel to a file by the ending of its name, whole or not at all; returns the path.

    A text that a spreadsheet would take for a formula (it begins with = + - @) is written as text. In Dutch the heads,
    units and statuses of csv and xlsx are Dutch (`in_words`); parquet is for programs, and keeps the names.

    Sources, what each status means, and what to know before the figures are used (`cautions`) go along: on a sheet of
    their own in xlsx, under the key "impact" in the metadata of parquet, and beside a csv file in one called
    `NAME.csv-metadata.json`, which tells tools what the columns hold (CSV on the Web, W3C 2015).

    Raises
    ------
    InputError
        An ending other than .csv, .parquet and .xlsx, a folder, or a folder that does not exist or cannot be written;
        a language other than "en" and "nl".
    """
    path = Path(path)
    check_path(path)
    spoken = language(lang)
    known = _to_know(frame, spoken)
    with files.replaced_file(path) as whole:
        _WRITERS[path.suffix](frame if path.suffix == _FOR_PROGRAMS else in_words(frame, spoken), whole, known)
        if path.suffix == ".csv":
            with files.replaced_file(described_in(path)) as beside:
                beside.write_text(_description(frame, path.name, known, spoken), encoding="utf-8")
    return path


def described_in(path: Path) -> Path:
    """Return the file that describes a csv file, where tools for CSV on the Web look for it.

    Parameters
    ----------
    path : path
        The csv file.
    """
    return path.with_name(f"{path.name}-metadata.json")


def _description(frame: pd.DataFrame, name: str, known: Mapping[str, list[str]], lang: Lang) -> str:
    """Return what a csv file holds: its columns with their heads and types, and what to know.

    https://www.w3.org/TR/tabular-metadata/ gives the form.
    """
    columns = [
        {
            "name": str(column),
            "titles": {lang: str(head)},
            "dc:description": {lang: _meaning(str(column), lang)},
            "datatype": _DATATYPES.get(str(column), "string"),
        }
        for column, head in zip(frame, in_words(frame, lang), strict=True)
    ]
    content = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": lang}],
        "url": name,
        "dialect": {"encoding": "utf-8", "header": True},
        "tableSchema": {"columns": columns, "primaryKey": [*KEYS, "variable"]},
        "notes": [{"@type": "Note", "heading": heading, "lines": lines} for heading, lines in known.items()],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def check_path(path: Path) -> None:
    """Refuse a file that could not be written in the end, or that is not ours; raises InputError, before the work."""
    files.check(path, _WRITERS, _is_ours, "panel")


def _is_ours(path: Path) -> bool:
    """Return whether an earlier run wrote a file: by the names of its columns, its sheets or what is said in it."""
    if path.suffix == ".csv":
        heads = {in_words(pd.DataFrame(columns=COLUMNS), lang).to_csv(index=False).strip() for lang in LANGUAGES}
        with path.open(encoding="utf-8", errors="replace") as lines:
            return lines.readline().startswith(tuple(heads))
    content = path.read_bytes()
    if path.suffix == _FOR_PROGRAMS:
        return b"impact" in content[-100_000:] and content.startswith(b"PAR1")
    try:
        with zipfile.ZipFile(path) as inside:
            sheets = inside.read("xl/workbook.xml").decode("utf-8", errors="replace")
    except (zipfile.BadZipFile, KeyError):
        return False
    return all(f'name="{name}"' in sheets for name in (_SHEET, READ_ME))


def _to_know(frame: pd.DataFrame, lang: Lang) -> dict[str, list[str]]:
    """Return what stands beside the figures, by heading."""
    sources = frame[["source", "vintage"]].drop_duplicates().itertuples(index=False, name=None)
    statuses = sorted(frame["status"].unique())
    known = {
        "sources": [f"{source}; {vintage}" for source, vintage in sources],
        "status": [f"{status or '-'}: {called('status_meaning', status).spoken(lang)}" for status in statuses],
        "cautions": cautions(frame, lang),
    }
    return {called("beside_figures", what).spoken(lang): lines for what, lines in known.items()}


def _meaning(column: str, lang: Lang) -> str:
    known = groups()["column_meaning"].get(column)
    return known.spoken(lang) if known else ""


def _csv(frame: pd.DataFrame, path: Path, known: Mapping[str, list[str]]) -> None:
    write_csv(frame, path)


def _parquet(frame: pd.DataFrame, path: Path, known: Mapping[str, list[str]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    kept = table.schema.metadata or {}
    about = json.dumps(known, ensure_ascii=False).encode("utf-8")
    pq.write_table(table.replace_schema_metadata({**kept, b"impact": about}), path, compression="zstd")


def _xlsx(frame: pd.DataFrame, path: Path, known: Mapping[str, list[str]]) -> None:
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": TEXT_STAYS}) as book:
        book.book.set_properties({"created": MOMENT})
        frame.to_excel(book, sheet_name=_SHEET, index=False)
        sheet = book.sheets[_SHEET]
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
        sheet.autofit(max_width=_WIDEST)
        about = book.book.add_worksheet(READ_ME)
        wrapped = book.book.add_format({"text_wrap": True, "valign": "top"})
        about.set_column(1, 1, _LETTERS, wrapped)
        lines = [(heading, text) for heading, texts in known.items() for text in texts]
        for row, (heading, text) in enumerate(lines):
            about.write_string(row, 0, heading)
            about.write_string(row, 1, text)


_WRITERS = {".csv": _csv, ".parquet": _parquet, ".xlsx": _xlsx}
