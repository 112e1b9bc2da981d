"""Jobs of an area by industry, as fine as CBS publishes them.

The snapshot knows ten groups, inside which the national mix has to be assumed. 83582NED, when it is pulled, has
the sections A to S: each is taken as published. It has nothing below them, so inside a section the 81 industries follow
the nation (83583NED, 124 classes). A section that is not published takes what is left of its group of ten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.panel.activity import Activity, PulledJobs, pulled_jobs, pulled_national_jobs
from impact.panel.schema import PREFIXES
from impact.panel.series import Source
from impact.panel.variables import variable
from impact.regions import StudyArea
from impact.sources import snapshot
from impact.sources.provenance import Record
from impact.sources.tidy import sector_code
from impact.words.numbers import edition
from impact.words.statements import Statement, said

CLASSES = "83583NED"
_SNAPSHOT = "national-jobs"  # the same table in the snapshot, years to 2019
# No employees in the tables of jobs: imputed rents, households as employers, goods and services n.e.c.
_WITHOUT_JOBS = ("L68A", "T97", "X")


@dataclass(frozen=True)
class NationalMix:
    """Employee jobs of the nation in one December by the 81 industries, in thousand, and where they come from."""

    jobs: pd.Series[float]
    record: Record
    year: int


def industry_jobs(area: StudyArea | str | Sequence[str], year: int, source: Source) -> Activity:
    """Return the jobs of an area by the 81 industries, in thousand.

    A section that is published for a region keeps its jobs. Where one is not, what is left of its group of ten
    goes to the sections that are missing, in proportion to the nation. Inside a section the
    industries follow the nation. Notes say both, with the share of all jobs that is in sections not published.

    Raises
    ------
    InputError
        What `pulled_jobs` and `national_mix` refuse, or jobs in a group for which the nation has none.
    """
    place = regions.study_area(area)
    return _by_industry(pulled_jobs(place, year, source), place.name, national_mix(year, source))


def national_industry_jobs(year: int, source: Source) -> Activity:
    """Return the jobs of the nation by the 81 industries, in thousand: sections of 83582NED, mix of 83583NED."""
    return _by_industry(pulled_national_jobs(year, source), PREFIXES["land"], national_mix(year, source))


def national_mix(year: int, source: Source) -> NationalMix:
    """Return the jobs of the nation by industry (83583NED): from the store where it is pulled, else from the snapshot.

    Raises
    ------
    InputError
        The table is not pulled and the snapshot does not have the year; an industry has no figure.
    """
    classes, record = _national_classes(year, source)
    jobs = pd.Series({i: _jobs_of(i, classes) for i in sectors.codes("cbs81")}, dtype=float).rename_axis("sector")
    if gone := list(jobs.index[jobs.isna()]):
        found = f"no national jobs of {', '.join(gone)} in {year}"
        raise InputError(Problem(CLASSES, "sector", found, "jobs of every industry", "Choose another year."))
    return NationalMix(jobs, record, year)


def _national_classes(year: int, source: Source) -> tuple[pd.Series[float], Record]:
    """Return the national jobs by the code of their SBI class, sections and sums among them."""
    selection = f"NL; December {year}; all sizes of firms; classes of SBI"
    if CLASSES in source.tables(variable("jobs"), "land"):
        pulled = source.series("jobs", "land", tables=[CLASSES], years=(year, year))
        return pulled.set_index("sector")["value"], source.record(CLASSES, selection)
    held = snapshot.table(_SNAPSHOT, year=year, size_class="total")
    if held.empty:
        found, expected = f"no {CLASSES} in {source.place}, and the jobs of the snapshot end before {year}", "this year"
        raise InputError(Problem("store", "table", found, expected, f"Run `impact pull {CLASSES}`."))
    codes = [sector_code(key, title) for key, title in zip(held["sbi"], held["title"], strict=True)]
    return held.set_index(pd.Index(codes))["value"], snapshot.record(_SNAPSHOT, selection)


def _jobs_of(industry: str, classes: pd.Series[float]) -> float:
    """Return the jobs of the SBI divisions that an industry is named after ("E37-39": 37, 38 and 39)."""
    if industry in _WITHOUT_JOBS:
        return 0.0
    divisions = industry.rstrip("AB")[1:]
    if divisions in classes:
        return float(classes[divisions])
    first, _, last = divisions.partition("-")
    singles = [f"{n:02d}" for n in range(int(first), int(last or first) + 1)]
    return float(classes.reindex(singles).sum(skipna=False))


def _by_industry(pulled: PulledJobs, name: str, mix: NationalMix) -> Activity:
    section = sectors.grouping("section")
    weights = mix.jobs.groupby(section).sum()
    published = pulled.published.reindex(columns=sectors.codes("section"))
    by_region = {r: _filled(published.loc[r], pulled.groups.loc[r], weights) for r in published.index}
    filled = pd.DataFrame(by_region).T
    of_section = section.map(filled.sum() / weights)  # thousand jobs of the area for each of the nation
    jobs = (mix.jobs * of_section.fillna(0.0)).reindex(sectors.codes("cbs81")).rename("jobs")
    estimated = filled.where(published[filled.columns].isna()).sum().sum()
    share = float(estimated / jobs.sum()) if estimated else 0.0
    groups = pulled.activity(name)
    notes = (*groups.notes, *_notes(pulled.year, mix.record, share))
    return Activity(jobs, name, pulled.year, notes, (*groups.records, mix.record))


def _filled(published: pd.Series[float], groups: pd.Series[float], weights: pd.Series[float]) -> pd.Series[float]:
    """Return the jobs of one region by section: as published, else a share of what is left of its group."""
    _check_known(published, groups, weights)
    jobs = published.reindex(weights.index[weights > 0])
    group_of = section_groups().reindex(jobs.index)
    for group, total in groups.items():
        inside = group_of == group
        missing = jobs.index[inside & jobs.isna()]
        # Published figures are rounded: together they may exceed their sum by a few hundred jobs.
        rest = max(total - jobs[inside].sum(), 0.0)
        jobs[missing] = rest * weights[missing] / weights[missing].sum()
    return jobs


def _check_known(published: pd.Series[float], groups: pd.Series[float], weights: pd.Series[float]) -> None:
    """Refuse jobs for which the nation has no industries: they would be lost."""
    known = weights.index[weights > 0]
    within = set(section_groups().reindex(known))
    lost = [s for s, jobs in published.items() if jobs > 0 and s not in known]
    lost += [group for group, jobs in groups.items() if jobs > 0 and group not in within]
    if lost:
        found = f"no national jobs inside {', '.join(map(str, lost))}"
        raise InputError(Problem(CLASSES, "sector", found, "jobs of every group", "Choose another year."))


def section_groups() -> pd.Series[str]:
    """Return the group of ten of each section; T is in R-U, X in none."""
    section, group = sectors.grouping("section"), sectors.grouping("a10")
    return group.groupby(section.reindex(group.index)).first()


def _notes(year: int, mix: Record, estimated: float) -> Iterator[Statement]:
    yield said("national_mix", year=year, source=mix.source, edition=edition(mix.vintage))
    yield said("estimated_mix", percent=100 * estimated)
