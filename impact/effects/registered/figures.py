"""The figures that a study reads, in one form: the snapshot, tables handed over, files beside the design."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from numbers import Real
from pathlib import Path

import numpy as np
import pandas as pd

from impact.effects.design.results import Bools
from impact.effects.registered import own_files
from impact.effects.registered.design_file import DesignFile
from impact.effects.registered.own_files import COLUMNS
from impact.effects.registered.region_names import FiguresError
from impact.effects.registered.series import Layout, Source
from impact.effects.registered.written_figures import A_YEAR, NAMED, advice, quoted
from impact.errors import InputError, Problem, suggestion
from impact.sources import snapshot
from impact.sources.provenance import Record

Tables = Callable[[str], pd.DataFrame]  # a table by its name


def study_figures(study: DesignFile, tables: Tables | None = None) -> Tables:
    """Return what gives the figures of a series by its key: region, year, value, status, and other columns as they are.

    Each table and file is read once.

    Parameters
    ----------
    study
        The design, which says how its files are written; they stand beside its own.
    tables
        Returns a table by name, with columns region, year and value, and perhaps sector and status; the snapshot
        if None.
    """
    layouts = {part.key: part.layout for outcome in study.outcomes for part in outcome.sources if part.file}

    def figures(key: str) -> pd.DataFrame:
        if key in layouts:
            return _tidy(own_files.read(study.folder, layouts[key]), layouts[key])
        return _tidy(_table(key, tables), Layout(key))

    kept = cache(figures)
    return lambda key: kept(key).copy(deep=False)  # copied when it is written to


def _table(name: str, tables: Tables | None) -> pd.DataFrame:
    try:
        return (tables or snapshot.table)(name)
    except (InputError, KeyError) as error:
        todo = suggestion(name, snapshot.names()) if tables is None else "Hand it over, or name one that is."
        if tables is None and Path(name).suffix:
            todo = f'For a file beside the design write file = "{name}".'
        raise FiguresError(Problem(name, "table", repr(name), "a table of figures", todo)) from error


def file_record(source: Source, folder: Path) -> Record:
    """Return where the figures of a file come from, as its design says, with the checksum of the file."""
    sha256 = hashlib.sha256((folder / source.file).read_bytes()).hexdigest()
    said = source.source or source.file
    return Record(source.file, source.file, said, url="", licence="", credit=said, vintage="", sha256=sha256)


def figures_checksum(figures: pd.DataFrame, until: int) -> str:
    """Return the SHA-256 of the figures up to a year, whatever the order of rows and columns."""
    kept = figures.loc[figures["year"] <= until, sorted(figures.columns)]
    text = kept.sort_values(list(kept.columns), key=lambda column: column.astype(str)).to_csv(index=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _tidy(frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Return figures with whole years, numbers as floats and a status; a fault is named with its column and file."""
    frame = frame.infer_objects()
    if missing := [column for column in COLUMNS if column not in frame.columns]:
        raise FiguresError(_missing(column, frame, layout) for column in missing)
    problems = [*_region_problems(frame, layout), *_year_problems(frame, layout), *_value_problems(frame, layout)]
    if problems:
        raise FiguresError(problems)
    return frame.assign(
        region=frame["region"].astype(str),
        year=frame["year"].astype(np.int64),
        value=frame["value"].to_numpy(dtype=float, na_value=np.nan),
        status=frame["status"].fillna("").astype(str) if "status" in frame else "",
    )


def _missing(column: str, frame: pd.DataFrame, layout: Layout) -> Problem:
    columns, written = [str(c) for c in frame.columns], getattr(layout.columns, column)
    found, expected = f"columns {', '.join(columns)}", f"column {written!r} in {layout.file}"
    todo = f'{suggestion(written, columns)} A file may name it: columns = {{ {column} = "..." }}.'
    return Problem(layout.file, column, found, expected, todo)


def _region_problems(frame: pd.DataFrame, layout: Layout) -> Iterator[Problem]:
    without = frame[frame["region"].isna()]
    if len(without):
        found = f"rows without a region in column {layout.columns.region!r} of {layout.file}"
        filled = without["value"].notna().any()  # below a cell that is merged over the years of a region
        todo = "Write the region in every row, in the place of merged cells too." if filled else "Take these rows out."
        yield Problem(layout.file, "region", found, "a code in every row", todo)


def _year_problems(frame: pd.DataFrame, layout: Layout) -> Iterator[Problem]:
    years = frame["year"]
    whole = _whole(years)
    if not whole.all():
        at = int(np.flatnonzero(~whole)[0])
        first = years.iloc[at]
        found = f"{repr(first) if isinstance(first, str) else first} in column {layout.columns.year!r} of {layout.file}"
        todo = A_YEAR
        if layout.file and pd.isna(first):
            notes = frame.loc[years.isna(), "region"].dropna().astype(str).unique()[:NAMED]
            todo = f"State skip = {quoted((*layout.skip, *notes))}, for rows that are no region."
        yield Problem(layout.file, "year", found, "whole years as numbers", todo)


def _whole(years: pd.Series) -> Bools:
    """Return which of these years are whole numbers; text is none, whatever stands in it."""
    if _is_number(years):
        numbers = years.to_numpy(dtype=float, na_value=np.nan)
    else:
        plain = [year if isinstance(year, Real) and not isinstance(year, bool) else np.nan for year in years]
        numbers = np.array(plain, dtype=float)
    return np.asarray(np.isfinite(numbers) & (numbers == np.floor(numbers)))


def _value_problems(frame: pd.DataFrame, layout: Layout) -> Iterator[Problem]:
    values, where = frame["value"], f"in column {layout.columns.value!r} of {layout.file}"
    if not _is_number(values):
        text = values.dropna()
        wrong = text[pd.to_numeric(text, errors="coerce").isna()]
        wrong = wrong if len(wrong) else text
        first = wrong.iloc[0] if len(wrong) else ""
        todo = advice([str(cell) for cell in wrong], layout)
        yield Problem(layout.file, "value", f"text such as {first!r} {where}", "numbers", todo)
    elif np.isinf(values.to_numpy(dtype=float, na_value=np.nan)).any():
        yield Problem(layout.file, "value", f"infinite values {where}", "finite numbers", "Leave these cells empty.")


def _is_number(column: pd.Series) -> bool:
    kinds = pd.api.types
    number = kinds.is_numeric_dtype(column) and not kinds.is_complex_dtype(column)
    return number and not kinds.is_bool_dtype(column)
