"""How many jobs an area has in each of the ten sector groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.panel.schema import PREFIXES
from impact.panel.series import Source
from impact.panel.variables import variable
from impact.regions import StudyArea
from impact.sources import snapshot
from impact.sources.provenance import Record
from impact.words.statements import Statement, said

TABLE = "83582NED"  # jobs by region, where they are pulled
UNPLACED = "CR99"  # jobs that CBS could not place in an area
COROP_JOBS = "corop-jobs"  # the same in the snapshot, by ten groups
ESTABLISHMENTS = "municipal-establishments"
# The ten groups in the national table of jobs by SBI (83583NED).
_NATIONAL_KEYS = {
    "301000": "A",
    "300002": "B-E",
    "350000": "F",
    "300006": "G-I",
    "391600": "J",
    "396300": "K",
    "402000": "L",
    "300010": "M-N",
    "300012": "O-Q",
    "300014": "R-U",
}
# Establishments of agriculture and of government, education and care are published together.
_ESTABLISHMENT_GROUP = {"A": "A+O-Q", "O-Q": "A+O-Q"}
_ROUNDING = 0.5  # thousand jobs: half a last digit for each of the ten groups that a total is compared with
_APPORTION_FROM = 2015  # before, O-Q is not among the establishments


@dataclass(frozen=True)
class Activity:
    """Employee jobs of one area in one December.

    `jobs` is in thousand jobs, indexed by the ten sector groups; `notes` say what was derived, apportioned and left
    out; `records` where the figures come from.
    """

    jobs: pd.Series[float]
    region: str
    year: int
    notes: tuple[Statement, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True)
class PulledJobs:
    """Pulled employee jobs of the regions of one area in one December, in thousand.

    `published` is (regions, every sector of the table), `groups` (regions, ten groups) with what was derived, which
    `notes` name; `record` says where the figures come from.
    """

    published: pd.DataFrame
    groups: pd.DataFrame
    year: int
    notes: tuple[Statement, ...]
    record: Record

    def activity(self, name: str) -> Activity:
        """Return the jobs of all regions together, by group."""
        jobs = self.groups.sum().reindex(_groups()).rename("jobs")
        return Activity(jobs, name, self.year, (EMPLOYEES, *self.notes), (self.record,))


EMPLOYEES = said("employee_jobs")


def snapshot_jobs(area: StudyArea | str | Sequence[str], year: int, source: Source) -> Activity:
    """Return the jobs of a study area by sector group, in thousand, from the snapshot.

    COROP areas are added up, and of one that is only partly inside each group is apportioned by the establishments of
    the municipalities inside (81575NED); a note says so. A group that is not published is derived from the total when
    it is the only one missing.

    Raises
    ------
    InputError
        No figures for the year; more than one group not published; no municipal establishments to apportion by.
    """
    place = regions.study_area(area)
    listed = ", ".join(place.corops)
    records = [source.record(COROP_JOBS, f"{listed}; December {year}; ten sector groups")]
    jobs, notes = pd.Series(0.0, index=_groups(), name="jobs"), [EMPLOYEES]
    published = jobs_by_corop(year, source)
    for corop in place.corops:
        found, derived = _by_group(published.T[corop], corop, year, COROP_JOBS)
        jobs += found * share_inside(place, corop, year)
        notes += derived
    for corop, outside in place.left_out.items():
        notes.append(apportioned(corop, outside, year))
        records.append(source.record(ESTABLISHMENTS, f"{corop}; 1 January {year}; sector groups"))
    return Activity(jobs, place.name, year, tuple(notes), tuple(records))


def snapshot_national_jobs(year: int, source: Source) -> Activity:
    """Return the jobs of the Netherlands by sector group, in thousand; the denominator that goes with `snapshot_jobs`.

    To 2019 from the national table (83583NED); later the sum of all COROP areas and the jobs without a region, which
    equals it wherever everything is published.
    """
    national = snapshot.table("national-jobs", year=year, size_class="total", sbi=list(_NATIONAL_KEYS))
    if len(national):
        jobs = national.set_index(national["sbi"].map(_NATIONAL_KEYS))["value"]
        record = source.record("national-jobs", f"December {year}; all firm sizes; ten sector groups")
    else:
        jobs = _published(year, source).groupby("sector")["value"].sum(skipna=False)
        record = source.record(COROP_JOBS, f"all areas and {UNPLACED}; December {year}; ten sector groups")
    jobs = jobs.reindex(_groups()).rename("jobs")
    if missing := list(jobs.index[jobs.isna()]):
        raise _refusal(f"NL {year}: {', '.join(missing)} not published in some region", COROP_JOBS)
    return Activity(jobs, "NL", year, (EMPLOYEES,), (record,))


def jobs_by_corop(year: int, source: Source) -> pd.DataFrame:
    """Return thousand jobs by COROP area as published: (40 areas, sectors of the table), NaN where not published.

    Jobs that CBS could not place in an area are left out; an InputError names the years that there are.
    """
    rows = _published(year, source)
    wide = rows.pivot_table(index="region", columns="sector", values="value", dropna=False)
    return wide.drop(index=UNPLACED, errors="ignore")


def _groups() -> pd.Index:
    return pd.Index(sectors.codes("a10"), name="sector")


def _published(year: int, source: Source) -> pd.DataFrame:
    """Return the jobs of one December by COROP area and sector, those that could not be placed among them."""
    every = source.series("jobs", "corop")
    rows = every[every["year"] == year]
    if rows.empty:
        expected = f"a year from {every['year'].min()} to {every['year'].max()}"
        table = next(iter(source.tables(variable("jobs"), "corop")))
        raise InputError(Problem(table, "year", str(year), expected, "Choose a year within the table."))
    return rows


def _by_group(
    published: pd.Series[float], region: str, year: int, table: str
) -> tuple[pd.Series[float], list[Statement]]:
    """Return the ten groups of one region, one of them derived from the total where it is the only one missing."""
    jobs = published.reindex(_groups())
    missing = list(jobs.index[jobs.isna()])
    if not missing:
        return jobs, []
    rest = round(published.get(sectors.TOTAL, float("nan")) - jobs.sum(), 1)
    if len(missing) > 1 or not rest >= -_ROUNDING:
        raise _refusal(f"{region} {year}: {', '.join(missing)} not published", table)
    jobs[missing[0]] = max(rest, 0.0)
    return jobs, [_derived(region, missing[0], year)]


def pulled_jobs(place: StudyArea, year: int, source: Source) -> PulledJobs:
    """Return the pulled jobs of an area: of its COROP areas where it is made of whole ones, else its municipalities."""
    if place.complete_corops:
        return _pulled("corop", place.corops, year, source)
    return _pulled("gemeente", place.municipalities, year, source)


def pulled_national_jobs(year: int, source: Source) -> PulledJobs:
    """Return the pulled jobs of the nation, as one region."""
    return _pulled("land", (PREFIXES["land"],), year, source)


def _pulled(level: str, members: Sequence[str], year: int, source: Source) -> PulledJobs:
    record = source.record(TABLE, f"{', '.join(members)}; December {year}; sections and groups of SBI")
    found = source.series("jobs", level, tables=[TABLE], years=(year, year))
    if absent := [region for region in members if region not in set(found["region"])]:
        seen, todo = f"no jobs of {', '.join(absent)} in {year}", f"Choose another year, or run `impact pull {TABLE}`."
        raise InputError(Problem(TABLE, "year", seen, "jobs of the whole area", todo))
    table = found.pivot_table(index="sector", columns="region", values="value", aggfunc="first", dropna=False)
    groups = {region: _by_group(table[region], region, year, TABLE) for region in members}
    notes = tuple(note for _, derived in groups.values() for note in derived)
    by_group = pd.DataFrame({region: jobs for region, (jobs, _) in groups.items()}).T
    return PulledJobs(table[list(members)].T, by_group, year, notes, record)


def _refusal(found: str, table: str) -> InputError:
    expected = "at most one group that is not published, which then follows from the total"
    todo = "Choose another year: 2019-2024 are complete." if table == COROP_JOBS else "Choose another year or area."
    return InputError(Problem(table, "status", found, expected, todo))


def share_inside(place: StudyArea, corop: str, year: int) -> pd.Series[float] | float:
    """Return which part of a COROP area's establishments is in a study area, by ten groups; 1 of a whole one."""
    if corop not in place.left_out:
        return 1.0
    members = regions.members(corop)
    found = snapshot.table(ESTABLISHMENTS, region=list(members), year=year)
    if year < _APPORTION_FROM or set(found["region"]) != set(members):
        absent = ", ".join(sorted(set(members) - set(found["region"]))) or "government, education and care"
        expected = "establishments of every municipality and sector group, to apportion by"
        todo = f"Take whole COROP areas, or a later year ({corop} is only partly inside {place.name})."
        raise InputError(Problem(ESTABLISHMENTS, "year", f"{year} without {absent}", expected, todo))
    inside = found[found["region"].isin(place.municipalities)]
    shares = (inside.groupby("sector")["value"].sum() / found.groupby("sector")["value"].sum()).loc[
        [_ESTABLISHMENT_GROUP.get(g, g) for g in _groups()]
    ]
    return shares.set_axis(_groups())


def _derived(region: str, group: str, year: int) -> Statement:
    return said("derived_jobs", region=region, year=year, group=group)


def apportioned(corop: str, outside: Sequence[str], year: int) -> Statement:
    """Return the remark that the jobs of a COROP area were apportioned by establishments."""
    names = [regions.name(code) for code in outside]
    return said("apportioned_jobs", corop=regions.name(corop), outside=names, year=year)
