"""Where the gap in productivity to the nation lies: within groups of sectors, or in which groups there are.

Value added by sector and area is there for 2018 alone, and employed persons by sector for no year of the same vintage.
So labour is employee jobs in December, outside industry (B-E), whose value added natural gas sets in this region.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pandas as pd

from impact import sectors
from impact.errors import InputError, Problem
from impact.panel import panel
from impact.productivity.record.parts_of_productivity import LABOUR, VALUE, within_between
from impact.productivity.record.places import Area, each_sector, study_area
from impact.sources import snapshot
from impact.sources.tidy import sector_code
from impact.words.statements import said

YEAR = 2018
GROUPS = ("A", "G-J", "M-N", "O-Q")
_JOBS, _NATIONAL_JOBS = "corop-jobs", "national-jobs"
_INDUSTRY = "B-E"
# What each group is made of in the two tables; the rest of the economy is one group more.
_VALUE_OF = {"A": {"A": 1}, "G-I": {"G-J": 1, "J": -1}, "J": {"J": 1}, "G-J": {"G-J": 1}, "M-N": {"M-N": 1}}
_VALUE_OF |= {"O-Q": {"O-Q": 1}}
_JOBS_OF = {code: {code: 1} for code in ("A", "G-I", "J", "M-N", "O-Q")} | {"G-J": {"G-I": 1, "J": 1}}
_REST = "F+K+L+R-U"
_FILE = "gap by sector"
_LIVE = (
    "`impact pull 85925NED` has value added and labour years by sector, area and year: hand two frames of "
    "`accounts_by_sector` to `within_between`."
)


def productivity_gap(area: Area, year: int = YEAR, *, by: Sequence[str] = GROUPS) -> pd.DataFrame:
    """Return by group of sectors how an area's value added per employee job differs from the nation's.

    Parameters
    ----------
    area : str, list or StudyArea
        A study area as a whole, made of COROP areas.
    year : int
        2018, the only year in which value added is there by sector and area.
    by : list
        Of A, G-I, J, G-J, M-N, O-Q; the others outside industry (F, K, L, R-U) are one group more.

    Returns
    -------
    DataFrame
        Columns of `within_between` (first the nation, second the area) with sector as a column, in thousand euros per
        employee job, current prices; region, year, unit, source, vintage, cautions. The three parts add up over the
        groups to the gap. The last group holds imputed rents, at which nobody works.

    Raises
    ------
    InputError
        Another year; groups that overlap or that there are none of; jobs of a group that are not published, or none.
    """
    place, chosen = study_area(area), each_sector(by)
    _check(year, chosen)
    corops = place.regions("corop")
    value, nation, jobs = _figures(year)
    inside = _published(jobs[jobs["region"].isin(corops)], chosen)
    parts = within_between(
        _state(nation.set_index("sector")["value"], _national_jobs(year), chosen),
        _state(value[value["region"].isin(corops)].groupby("sector")["value"].sum(), inside, chosen),
    ).reset_index()
    cautions = [(said("employee_jobs"), *([said("imputed_rents")] if s == _REST else [])) for s in parts["sector"]]
    return parts.assign(
        region=place.name,
        year=year,
        unit="thousand EUR per employee job, current prices",
        source=f"{value['source'].iloc[0]}; {jobs['source'].iloc[0]}; {snapshot.record(_NATIONAL_JOBS).source}",
        vintage=value["vintage"].iloc[0],
        cautions=pd.Series(cautions, index=parts.index, dtype=object),
    )


@cache  # a record asks for an area and, where something of it is not published, for its parts
def _figures(year: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return value added by area and of the nation, and jobs by area; nobody changes them."""
    value, nation = (panel("value_added", level=level, years=(year, year)) for level in ("corop", "land"))
    return value, nation, panel("jobs", tables=_JOBS, years=(year, year))


def _check(year: int, chosen: Sequence[str]) -> None:
    problems = []
    if year != YEAR:
        found, expected = f"{year}", f"{YEAR}, the only year with value added by sector and area"
        problems.append(Problem(_FILE, "year", found, expected, _LIVE))
    needed = sorted(industry for code in GROUPS for industry in sectors.industries_within(code))
    if sorted(industry for code in chosen for industry in sectors.industries_within(code)) != needed:
        found, expected = ", ".join(chosen) or "none", "A, G-J (or G-I and J), M-N, O-Q"
        problems.append(Problem(_FILE, "by", found, expected, "Take these, each once."))
    if problems:
        raise InputError(problems)


def _published(rows: pd.DataFrame, chosen: Sequence[str]) -> pd.Series[float]:
    """Return the jobs of some areas by sector of the table; refuses where one that is needed is not published."""
    needed = {sectors.TOTAL, _INDUSTRY, *(code for group in chosen for code in _JOBS_OF[group])}
    gaps = rows[rows["sector"].isin(needed) & rows["value"].isna()]
    if len(gaps):
        named = ", ".join(f"{r} {s}" for r, s in gaps[["region", "sector"]].itertuples(index=False, name=None))
        found, expected = f"no jobs published of {named} in {YEAR}", "jobs of every group in every part of the area"
        raise InputError(Problem(_FILE, "area", found, expected, f"Take an area without it, or: {_LIVE}"))
    return rows.groupby("sector")["value"].sum()


def _national_jobs(year: int) -> pd.Series[float]:
    rows = snapshot.table(_NATIONAL_JOBS, year=year, size_class="total")
    codes = [sector_code(key, title) for key, title in zip(rows["sbi"], rows["title"], strict=True)]
    return rows.set_index(pd.Index(codes))["value"]


def _state(value: pd.Series[float], jobs: pd.Series[float], chosen: Sequence[str]) -> pd.DataFrame:
    """Return value added (MEUR) and jobs (thousand) by group, the rest outside industry among them."""
    columns = {
        VALUE: _grouped(value, {group: _VALUE_OF[group] for group in chosen}),
        LABOUR: _grouped(jobs, {group: _JOBS_OF[group] for group in chosen}),
    }
    return pd.DataFrame(columns)


def _grouped(figures: pd.Series[float], made_of: dict[str, dict[str, int]]) -> dict[str, float]:
    found = {group: sum(sign * float(figures[code]) for code, sign in of.items()) for group, of in made_of.items()}
    rest = float(figures[sectors.TOTAL]) - float(figures[_INDUSTRY]) - sum(found.values())
    return found | {_REST: rest}
