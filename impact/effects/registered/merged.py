"""Counts of municipalities of one's own on the boundaries of one year: what merged since is summed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from impact.effects.registered.region_names import FiguresError
from impact.effects.registered.series import HARMONISED, Source
from impact.effects.registered.written_figures import quoted
from impact.errors import InputError, Problem
from impact.regions import harmonise, history
from impact.regions.codes import names
from impact.statuses import WEAKEST_FIRST, weakness

DIVIDED = "was divided over"  # of a municipality whose parts went to several


def on_boundaries(table: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Return figures on the boundaries that their design states, or as they are where it states none.

    Parameters
    ----------
    table
        Columns region (GM codes), year, value (counts), status, and perhaps sector.
    source
        Where they stand and on the boundaries of which year they are wanted.

    Raises
    ------
    FiguresError
        When it is not known where a figure belongs: a municipality that was divided, a merger of which a part is
        missing, a year before the mergers that are known, a code of no municipality.
    """
    if not source.harmonise_to:
        return table
    known = table.assign(status=table["status"].map(lambda status: WEAKEST_FIRST[weakness(status)]))
    try:
        return harmonise(known, source.harmonise_to, kind="count")
    except InputError as error:
        raise FiguresError(_of_file(problem, source) for problem in error.problems) from error


def changed(units: Iterable[str], years: tuple[int, int]) -> bool:
    """Return whether any of these municipalities came or went in these years, by a merger."""
    first, last = years
    return any(
        first < year <= last for unit in units if unit in names() for year in history.span(unit) if year is not None
    )


def _of_file(problem: Problem, source: Source) -> Problem:
    """Return what is wrong as a fault of the file, with what its design can do about it."""
    field = problem.field if problem.field in (HARMONISED, "year") else "region"
    if DIVIDED in problem.found:
        gone = re.findall(r"GM\d{4}", problem.found)[:1]
        return replace(problem, file=source.file, field=field, todo=f"State skip = {quoted((*source.skip, *gone))}.")
    return replace(problem, file=source.file, field=field)
