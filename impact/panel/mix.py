"""Jobs of an area by industry, as fine as the pulled table of jobs allows.

The embedded figures know ten groups, inside which the national mix has to be assumed. 83582NED has the 81 industries of
the national accounts where nothing is suppressed; where something is, only the rest of its group follows the nation.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.panel.activity import Activity, Note, national_jobs, regional_jobs
from impact.panel.live import store_of
from impact.panel.regional import panel
from impact.regions import StudyArea
from impact.sources.store import Store

# No employees in the table of jobs: imputed rents, households as employers, goods and services n.e.c.
_WITHOUT_JOBS = ("L68A", "T97", "X")


def industry_jobs(area: StudyArea | str | Sequence[str], year: int, data: str | Path | Store = "live") -> Activity:
    """Return the jobs of an area by the 81 industries, in thousand; the sum of each group is that of `regional_jobs`.

    An industry that is published for every part of the area keeps its jobs, but for the rounding between industries and
    group. What is left of a group goes to its other industries in proportion to the nation; a note says how much of
    all jobs that is.

    Raises
    ------
    InputError
        What `regional_jobs` refuses, or industries that the table does not have for the nation.
    """
    place = area if isinstance(area, StudyArea) else regions.study_area(area)
    groups = regional_jobs(place, year, data)
    whole = place.complete_corops
    level, members = ("corop", place.corops) if whole else ("gemeente", place.municipalities)
    published = _by_industry(level, members, year, data)
    nation = _by_industry("land", ("NL",), year, data)
    if gone := [i for i in nation.index[nation.isna()] if i not in _WITHOUT_JOBS]:
        found = f"no national jobs of {', '.join(gone)} in {year}"
        raise InputError(Problem("83582NED", "sector", found, "jobs of every industry", "Choose another year."))
    jobs, estimated = _filled(published, nation, groups.jobs)
    share = estimated / groups.jobs.sum()
    return Activity(jobs, place.name, year, (*groups.notes, _estimated(share)), groups.records)


def national_industry_jobs(year: int, data: str | Path | Store = "live") -> Activity:
    """Return the jobs of the nation by the 81 industries, in thousand, scaled to the groups of `national_jobs`."""
    groups = national_jobs(year, data)
    nation = _by_industry("land", ("NL",), year, data)
    jobs, _ = _filled(nation, nation, groups.jobs)
    return Activity(jobs, "NL", year, groups.notes, groups.records)


def _by_industry(level: str, members: Sequence[str], year: int, data: str | Path | Store) -> pd.Series[float]:
    """Return published jobs summed over the members; missing where one of them is, or where the class is not there."""
    frame = panel("jobs", level=level, data=store_of(data), years=(year, year))
    inside = frame[frame["region"].isin(members)]
    table = inside.pivot_table(index="region", columns="sector", values="value", aggfunc="first", dropna=False)
    summed = table.reindex(list(members)).sum(skipna=False)
    return pd.Series({i: _classes(i, summed) for i in sectors.codes("cbs81")}, dtype=float).rename_axis("sector")


def _classes(industry: str, published: pd.Series[float]) -> float:
    """Return the jobs of the SBI divisions that an industry is named after ("E37-39": 37, 38 and 39)."""
    if industry in _WITHOUT_JOBS:
        return 0.0
    divisions = industry.rstrip("AB")[1:]
    if divisions in published:
        return float(published[divisions])
    first, _, last = divisions.partition("-")
    singles = [f"{n:02d}" for n in range(int(first), int(last or first) + 1)]
    return float(published.reindex(singles).sum(skipna=False))


def _filled(
    published: pd.Series[float], nation: pd.Series[float], groups: pd.Series[float]
) -> tuple[pd.Series[float], float]:
    jobs, estimated = published.fillna(0.0), 0.0
    group_of = sectors.grouping("a10").reindex(jobs.index)
    for group, total in groups.items():
        inside = group_of == group
        missing = inside & published.isna() & (nation > 0)
        rest = max(total - jobs[inside].sum(), 0.0)
        if missing.any():
            jobs[missing] = rest * nation[missing] / nation[missing].sum()
            estimated += rest
        known = jobs[inside].sum()
        # Rounding leaves a few hundred jobs between a group and its industries.
        jobs[inside] = jobs[inside] * (total / known) if known > 0 else jobs[inside]
    return jobs.rename("jobs"), estimated


def _estimated(share: float) -> Note:
    percent = round(100 * share)
    return Note(
        "estimated-mix",
        f"{percent} % of the jobs are in industries that CBS keeps secret here; inside a group they follow the nation.",
        f"{percent} % van de banen zit in takken die CBS hier geheim houdt; binnen een groep volgen die het land.",
    )
