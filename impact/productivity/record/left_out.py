"""How many work in mining, energy and water: by how much a level over all persons is too low."""

from __future__ import annotations

import pandas as pd

from impact import sectors
from impact.errors import InputError, Problem
from impact.panel import panel
from impact.panel.schema import spanned
from impact.productivity.record.counts import sums, weakest
from impact.productivity.record.places import Area, places
from impact.words.statements import said

COLUMNS = ["region", "sector", "year", "value", "unit", "status", "source", "vintage", "cautions"]
_TABLE = "corop-jobs-by-section"
_INDUSTRY, _MANUFACTURING = "B-E", "C"
_LEFT_OUT = "B+D+E"


def share_left_out(
    level: str = "corop", years: tuple[int, int] | None = None, *, area: Area | None = None
) -> pd.DataFrame:
    """Return jobs in B, D and E in per cent of all jobs of employees, by place and year (2015-2024).

    Productivity outside mining, energy and water stands over all persons (caution `denominator_wider`). If persons are
    spread as jobs are, its level is too low by this share, and the gap to the nation by the difference between shares.

    Parameters
    ----------
    level, area
        As for `labour_productivity`.
    years : (int, int), optional
        First and last.

    Returns
    -------
    DataFrame
        `COLUMNS`. No value, and the status "unknown", where jobs in industry or manufacturing are not published.

    Raises
    ------
    InputError
        Years without figures; places that are not made of COROP areas.
    """
    frame = panel("jobs", tables=_TABLE)
    first, last = spanned(years) or (int(frame["year"].min()), int(frame["year"].max()))
    asked = frame[frame["year"].between(first, last)]
    if asked.empty or not {first, last} <= set(asked["year"]):
        found, expected = f"{first}-{last}", f"years in {frame['year'].min()}-{frame['year'].max()}"
        raise InputError(Problem("share left out", "years", found, expected, "Take years of these."))
    summed = sums(asked[asked["sector"].isin([sectors.TOTAL, _INDUSTRY, _MANUFACTURING])], places(level, area))
    of = {code: rows.set_index(["region", "year"]) for code, rows in summed.groupby("sector")}
    whole = of[sectors.TOTAL]
    value = 100 * (of[_INDUSTRY]["value"] - of[_MANUFACTURING]["value"]) / whole["value"]
    status = pd.concat([one["status"] for one in of.values()], axis=1).agg(weakest, axis=1)
    told = whole.assign(sector=_LEFT_OUT, value=value, unit="% of employee jobs", status=status).reset_index()
    told["cautions"] = pd.Series([(said("employee_jobs"),)] * len(told), index=told.index, dtype=object)
    return told[COLUMNS].sort_values(["region", "year"], ignore_index=True)
