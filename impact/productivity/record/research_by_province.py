"""Research and development with own staff, by province: three tables, with a break in 2011, to 2016."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from impact import sectors
from impact.errors import InputError, Problem, suggestion
from impact.panel import breaks
from impact.panel.schema import spanned
from impact.productivity.record.counts import BREAK
from impact.sources import snapshot
from impact.words.statements import said

COLUMNS = ["region", "sector", "year", "indicator", "value", "unit", "status", "source", "vintage", "cautions"]
_TABLE = "province-research-development"
_LATEST = "82352NED"
_FILE = "research and development"


def research(places: Sequence[str] | str | None = None, years: tuple[int, int] | None = None) -> pd.DataFrame:
    """Return expenditure (MEUR) and labour years on research and development with own staff, by region and year.

    Parameters
    ----------
    places : str or list, optional
        Provinces (PV20), the north (LD01, to 2009), the Netherlands (NL, to 2009); all that there are if not given.
    years : (int, int), optional
        First and last year.

    Returns
    -------
    DataFrame
        `COLUMNS`, indicators `rd_expenditure` and `rd_labour_years`; `source` is the table of each row. Years before
        and after 2011 are different statistics: the first figure after it has the status "break" where there is one
        before.

    Raises
    ------
    InputError
        A region without figures (COROP areas have none), or years without any: none came after 2016.
    """
    frame = snapshot.table(_TABLE)
    wanted = sorted(frame["region"].unique()) if places is None else [places] if isinstance(places, str) else [*places]
    first, last = spanned(years) or (int(frame["year"].min()), int(frame["year"].max()))
    _check(frame, wanted, (first, last))
    record = snapshot.record(_TABLE)
    rows = _marked(frame[frame["region"].isin(wanted)])
    rows = rows[rows["year"].between(first, last)].rename(columns={"variable": "indicator"})
    ended = said("no_successor", last=int(frame["year"].max()))
    of_all = said("all_sectors_of_research")
    cautions = [(of_all, ended) if table == _LATEST else (ended,) for table in rows["source_table"]]
    return rows.assign(
        sector=sectors.TOTAL,
        source="CBS StatLine " + rows["source_table"],
        vintage=record.vintage,
        cautions=pd.Series(cautions, index=rows.index, dtype=object),
    )[COLUMNS].sort_values(["indicator", "region", "year"], ignore_index=True)


def _check(frame: pd.DataFrame, wanted: Sequence[str], years: tuple[int, int]) -> None:
    held = sorted(frame["region"].unique())
    problems = []
    for code in wanted:
        if code not in held:
            todo = suggestion(code, held) + " Below provinces there is none; no later table was found."
            problems.append(Problem(_FILE, "region", repr(code), "a province, LD01 or NL", todo))
    of_these = sorted({int(y) for y in frame.loc[frame["region"].isin(wanted) & frame["year"].between(*years), "year"]})
    if not problems and not of_these:
        have = ", ".join(str(y) for y in sorted(frame.loc[frame["region"].isin(wanted), "year"].unique()))
        problems.append(Problem(_FILE, "years", f"{years[0]}-{years[1]}", f"years with figures: {have}", "Take one."))
    if problems:
        raise InputError(problems)


def _marked(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the first figure after each break of the table marked, where it is observed."""
    status = rows["status"].fillna("")
    groups = rows.groupby(["region", "variable"])["year"]
    for year in (one.year for one in breaks() if _TABLE in one.series):
        after = rows["year"].where(rows["year"] >= year)
        next_one = after.groupby([rows["region"], rows["variable"]]).transform("min")
        hit = rows["year"].eq(next_one) & groups.transform("min").lt(year) & status.eq("")
        status = status.mask(hit, BREAK)
    return rows.assign(status=status)
