"""Jobs by section in every COROP area: as published, and where a cell is not, what is left of its larger group.

CBS publishes 28 groups by area; some cells of mining, energy and water (B, D, E) are blank. What a larger group has
more than its published parts is left for the blanks. It is spread so that rows meet what is left in each area and
columns what is left in the nation, in proportion to the nation (RAS): mining then stands where mining can be, and no
longer in every area with industry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.panel import activity
from impact.panel.activity import Activity
from impact.panel.industry_mix import CLASSES, NationalMix, national_mix, section_groups
from impact.panel.series import Source
from impact.regions import StudyArea
from impact.sources import snapshot
from impact.sources.provenance import Record
from impact.words.numbers import edition
from impact.words.statements import Statement, said

TABLE = "corop-jobs-by-section"
GROUPS: Mapping[str, tuple[str, ...]] = {
    "B-E": ("B", "C", "D", "E"),
    "G-I": ("G", "H", "I"),
    "M-N": ("M", "N"),
    "O-Q": ("O", "P", "Q"),
    "R-U": ("R", "S"),
}
"""Larger groups of the table whose sections may be blank, and these; T and U are in none of its sections."""
ALONE = ("A", "F", "J", "K", "L")
"""Sections that stand in the table as groups of their own."""
_ROUNDS, _PRECISION = 2_000, 1e-10


@dataclass(frozen=True)
class SectionJobs:
    """Employee jobs by section in every COROP area in one December, in thousand.

    Attributes
    ----------
    jobs : (40 areas, sections A to S); the nation is their sum, without the jobs that have no area.
    filled : (40, sections) true where a cell is not published and stands at what is left of its group.
    unplaced : thousand jobs of the nation that have no area.
    mix : (81,) jobs of the nation by industry, by which a section is shared out among its industries.
    year : of the December.
    notes : what was filled, left out and shared out.
    records : where the figures come from.
    """

    jobs: pd.DataFrame
    filled: pd.DataFrame
    unplaced: float
    mix: pd.Series[float]
    year: int
    notes: tuple[Statement, ...]
    records: tuple[Record, ...]

    @property
    def filled_cells(self) -> tuple[tuple[str, str], ...]:
        """The area and section of every cell that is not published."""
        rows, columns = self.filled.to_numpy().nonzero()
        return tuple(zip(self.filled.index[rows], self.filled.columns[columns], strict=True))

    def by_sector(self, level: sectors.Level) -> pd.DataFrame:
        """Return thousand jobs by sector of a level, (40, sectors); inside a section the national mix.

        Imputed rents (L68A), households as employers (T) and goods and services n.e.c. (X) have none. Every other
        sector adds up: the sum of an area is that of its sections.
        """
        return shared_out(self.jobs, self.mix, level)


def sections_by_corop(year: int, source: Source, table: str, mix_year: int) -> SectionJobs:
    """Return the jobs of every COROP area by section.

    Parameters
    ----------
    year
        Of the December.
    source
        Where they are read from.
    table
        The table that has them by the 28 groups of SBI.
    mix_year
        The year of the nation's jobs by industry, in proportion to which blank cells are filled and sections shared
        out.

    Raises
    ------
    InputError
        The table does not have the year or one of the forty areas, a group of it is blank, the nation's industries are
        not known in `mix_year`, or it has no jobs in a section.
    """
    rows = source.series("jobs", "corop", tables=[table], years=(year, year))
    mix = national_mix(mix_year, source)
    every = rows.pivot_table(index="region", columns="sector", values="value", dropna=False)
    placed = _of_all_areas(every, table)
    by_section = mix.jobs.groupby(sectors.grouping("section")).sum()
    jobs = jobs_by_section(placed, _placed_nation(placed, by_section), table)
    _require_industries(jobs, by_section)
    filled = placed[jobs.columns].isna()
    unplaced = float(every[sectors.TOTAL].reindex([activity.UNPLACED]).sum())
    record = source.record(table, f"all COROP areas; December {year}; sections and groups of SBI")
    notes = (activity.EMPLOYEES, *_notes(jobs, filled, unplaced, mix))
    return SectionJobs(jobs, filled, unplaced, mix.jobs, year, notes, (record, mix.record))


def snapshot_sections(year: int, source: Source) -> SectionJobs:
    """Return the jobs by section of the snapshot; from 2020 with the national mix of 2019, the last that it has."""
    last = int(snapshot.table("national-jobs", size_class="total")["year"].max())
    return sections_by_corop(year, source, TABLE, min(year, last))


def area_jobs(area: StudyArea | str | Sequence[str], sections: SectionJobs) -> Activity:
    """Return the jobs of a study area by section, in thousand.

    COROP areas are added up; of one that is only partly inside, each section is apportioned by the establishments of
    its group of ten in the municipalities inside, and a note says so.

    Parameters
    ----------
    area
        A study area, its name or its codes.
    sections
        Jobs of every COROP area.

    Raises
    ------
    InputError
        No such area; no municipal establishments to apportion by.
    """
    place = regions.study_area(area)
    group = section_groups().reindex(sections.jobs.columns)
    inside = {corop: _inside(place, corop, sections.year, group) for corop in place.corops}
    jobs = sum((sections.jobs.loc[corop] * share for corop, share in inside.items()), pd.Series(0.0, group.index))
    apart = place.left_out.items()
    notes = [activity.apportioned(corop, outside, sections.year) for corop, outside in apart]
    keys = [snapshot.record(activity.ESTABLISHMENTS, f"{corop}; 1 January {sections.year}") for corop, _ in apart]
    found = pd.Series(jobs, name="jobs").rename_axis("sector")
    return Activity(found, place.name, sections.year, (*sections.notes, *notes), (*sections.records, *keys))


def shared_out(jobs: pd.DataFrame, mix: pd.Series[float], level: sectors.Level) -> pd.DataFrame:
    """Return jobs by sector of a level, (areas, sectors), of jobs by section; inside a section as `mix` has them.

    Parameters
    ----------
    jobs
        (areas, sections A to S).
    mix
        (81,) jobs of the nation by industry.
    level
        The level of what comes back.
    """
    section = sectors.grouping("section").reindex(mix.index)
    within = (mix / mix.groupby(section).transform("sum")).fillna(0.0)
    by_industry = jobs.reindex(columns=section.to_numpy(), fill_value=0.0).set_axis(mix.index, axis=1) * within
    group = sectors.grouping(level).reindex(mix.index)
    summed = by_industry.T.groupby(group).sum().T
    return summed.reindex(columns=sectors.codes(level)).rename_axis(columns=level)


def _inside(place: StudyArea, corop: str, year: int, group: pd.Series[str]) -> pd.Series[float] | float:
    share = activity.share_inside(place, corop, year)
    return share if isinstance(share, float) else group.map(share)


def _of_all_areas(every: pd.DataFrame, table: str) -> pd.DataFrame:
    codes = regions.codes("corop")
    if absent := [code for code in codes if code not in every.index]:
        found = f"no jobs of {', '.join(absent[:5])}{' ...' if len(absent) > 5 else ''}"
        raise InputError(Problem(table, "region", found, "all forty COROP areas", f"Pull {table} for every region."))
    return every.loc[codes]


def _placed_nation(placed: pd.DataFrame, mix: pd.Series[float]) -> pd.Series[float]:
    """Return jobs of all areas together by group and section; blank sections share what is left as in the nation."""
    whole = placed.sum(skipna=False)
    for group, parts in GROUPS.items():
        sections = list(parts)
        blank = [section for section in sections if np.isnan(whole[section])]
        left = max(whole[group] - whole[sections].sum(), 0.0)
        whole[blank] = left * mix[blank] / mix[blank].sum()
    return whole


def _require_industries(jobs: pd.DataFrame, mix: pd.Series[float]) -> None:
    lost = [str(section) for section in jobs if jobs[section].sum() > 0 and not mix.get(section, 0.0) > 0]
    if lost:
        found = f"no national jobs inside {', '.join(lost)}"
        raise InputError(Problem(CLASSES, "sector", found, "jobs of every section", "Choose another year."))


def _notes(jobs: pd.DataFrame, filled: pd.DataFrame, unplaced: float, mix: NationalMix) -> Iterator[Statement]:
    where = [str(section) for section in filled if filled[section].any()]
    share = 100 * float(jobs.where(filled).sum().sum() / jobs.sum().sum())
    yield said("national_mix", year=mix.year, source=mix.record.source, edition=edition(mix.record.vintage))
    if where:
        yield said("filled_sections", cells=int(filled.sum().sum()), sections=where, percent=share)
    if unplaced:
        yield said("unplaced_jobs", jobs=unplaced, percent=100 * unplaced / (jobs.sum().sum() + unplaced))


def jobs_by_section(published: pd.DataFrame, nation: pd.Series[float], table: str = TABLE) -> pd.DataFrame:
    """Return jobs by section in every area, thousand, (areas, sections A to S).

    Parameters
    ----------
    published
        (areas, groups) thousand jobs of one year as published, NaN where a cell is not; sections and their larger
        groups.
    nation
        (groups,) the same of the whole country, complete in its sections.
    table
        What messages call the figures.

    Raises
    ------
    InputError
        A larger group is blank in an area, or a section of `ALONE`: nothing says what it could be.
    """
    _require_known(published, nation, table)
    found = published[list(ALONE)].copy()
    for group, sections in GROUPS.items():
        found = found.join(_filled(published, nation, group, list(sections)))
    return found[sorted(found.columns)]


def _require_known(published: pd.DataFrame, nation: pd.Series[float], table: str) -> None:
    needed = [*ALONE, *GROUPS]
    sections = [section for group in GROUPS.values() for section in group]
    areas, groups = np.nonzero(published[needed].isna().to_numpy())
    blank = [f"{published.index[int(area)]} {needed[int(group)]}" for area, group in zip(areas, groups, strict=True)]
    blank += [f"the nation {group}" for group in (*needed, *sections) if np.isnan(nation[group])]
    if blank:
        found = f"no figure for {', '.join(blank[:5])}{' ...' if len(blank) > 5 else ''}"
        expected = "every group of the table whose sections are to be filled"
        todo = "Choose a year in which they are published, such as 2019."
        raise InputError(Problem(table, "jobs", found, expected, todo))


def _filled(published: pd.DataFrame, nation: pd.Series[float], group: str, sections: list[str]) -> pd.DataFrame:
    """Return the sections of one group: published cells stay, blanks share what is left."""
    cells = published[sections]
    blank = cells.isna().to_numpy()
    if not blank.any():
        return cells
    known = cells.fillna(0.0)
    # Roundings to hundreds of jobs can leave a little less than nothing.
    rows = (published[group] - known.sum(axis=1)).clip(lower=0.0).to_numpy()
    columns = (nation[sections] - known.sum()).clip(lower=0.0).to_numpy()
    left = _spread(blank, rows * blank.any(axis=1), columns * blank.any(axis=0))
    return known + pd.DataFrame(left, index=cells.index, columns=cells.columns)


def _spread(blank: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return amounts in the blank cells that meet the rows, in the columns' proportions as nearly as they allow.

    Rows and columns of rounded figures do not add up alike: the columns are scaled to the rows, and rows come last.
    """
    if rows.sum() == 0 or columns.sum() == 0:
        return np.asarray(blank * (rows / np.maximum(blank.sum(axis=1), 1))[:, None])
    target = columns * rows.sum() / columns.sum()
    cells = blank * np.maximum(columns, 1e-9)
    for _ in range(_ROUNDS):
        before = cells
        cells = cells * _ratio(target, cells.sum(axis=0))
        cells = cells * _ratio(rows, cells.sum(axis=1))[:, None]
        if np.abs(cells - before).max() < _PRECISION:
            break
    return np.asarray(cells)


def _ratio(wanted: np.ndarray, have: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(wanted, have, out=np.zeros_like(have), where=have > 0))
