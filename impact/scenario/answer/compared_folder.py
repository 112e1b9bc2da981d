"""A comparison as a folder: tables as csv, the same tables as sheets of a workbook, and what was compared."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from impact.folders import checksum_of, replaced_folder, seal
from impact.scenario.answer.result import ScenarioResult
from impact.spreadsheets import write_csv

WORKBOOK = "comparison.xlsx"
_WIDEST = 400  # pixels of a column
_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_SHARED = ("draws", "seed", "data", "price_year", "versions")


def save(
    out: Path, frames: Mapping[str, pd.DataFrame], results: Sequence[ScenarioResult], names: Sequence[str]
) -> Path:
    """Write tables by name and the manifest of what was compared; return the folder.

    Parameters
    ----------
    out
        The folder; an earlier comparison there is replaced as a whole, or not at all.
    frames
        The tables, each a csv file and a sheet.
    results
        What was compared, the first one what the others are compared with.
    names
        What each is called.

    Raises
    ------
    InputError
        When the folder holds anything that an earlier run did not write, or cannot be written.
    """
    with replaced_folder(out) as fresh:
        for name, frame in frames.items():
            write_csv(frame, fresh / f"{name}.csv")
        _write_workbook(fresh / WORKBOOK, frames, max(result.scenario.date for result in results))
        seal(fresh, _manifest(results, names))
    return out


def _write_workbook(path: Path, frames: Mapping[str, pd.DataFrame], day: datetime.date) -> None:
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": _TEXT}) as book:
        # That of the youngest question, so that the same comparison is the same file on any day.
        book.book.set_properties({"created": datetime.datetime.combine(day, datetime.time())})
        for name, frame in frames.items():
            frame.to_excel(book, sheet_name=name, index=False)
            sheet = book.sheets[name]
            sheet.freeze_panes(1, 0)
            sheet.autofit(max_width=_WIDEST)


def _manifest(results: Sequence[ScenarioResult], names: Sequence[str]) -> dict[str, Any]:
    compared = [
        {
            "name": name,
            "study_area": result.manifest["study_area"],
            "definition_sha256": checksum_of(result.scenario.model_dump(mode="json")),
        }
        for name, result in zip(names, results, strict=True)
    ]
    shared = {key: results[0].manifest[key] for key in _SHARED}
    return {"compared": compared, "against": names[0], **shared, "sources": results[0].manifest["sources"]}
