"""Shift-share of the jobs of areas by section: growth since a year, and how much of it is the nation's.

Figures of 83582NED: employee jobs in December, sections of SBI and their sums. A section that is not published for some
area cannot be summed to the nation's, so its group stands for it where that is published: B-E for B, C, D and E.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.panel import Break, breaks, panel
from impact.panel.breaks import AND, together
from impact.panel.schema import spanned
from impact.productivity.record.counts import BREAK, mended, weakest
from impact.productivity.record.jumps import jumps
from impact.productivity.record.parts_of_growth import shift_share
from impact.productivity.record.places import Area, Place, each_sector, study_area
from impact.words.statements import Statement, said

TABLE = "corop-jobs-by-section"
NOT_PLACED = "CR99"  # jobs that CBS could not place in a region: part of the nation
_CBS = "83582NED"
_TREE = ("B-F", "G-N", "O-U", "B-E", "G-I", "M-N", "O-Q", "R-U")  # sums beside the sections, widest first
_FILE = "shift-share of jobs"


def job_shift_share(
    area: Area | None = None,
    years: tuple[int, int] = (2019, 2024),
    *,
    method: str = "classic",
    by: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the parts of the change in employee jobs by area and sector, in thousand; they add up to the change.

    The nation is the forty COROP areas and the jobs that no area has (CR99). Over all of these mix and competitive add
    up to zero.

    Parameters
    ----------
    area : str, list or StudyArea, optional
        A study area as a whole, made of COROP areas. If not given: every COROP area, where areas on either side of a
        border that moved between the years are one ("CR23+CR24").
    years : (int, int)
        The years before and after.
    method : {"classic", "esteban_marquillas"}
        As for `shift_share`.
    by : list, optional
        Sections and groups to go by, which together are all sectors: the finest that are published for every area in
        both years if not given (`published_sectors`).

    Returns
    -------
    DataFrame
        Columns of `shift_share`, with variable, unit, from_year, to_year, status (the weakest of its figures; "break"
        where the source does not explain a jump of the sector in between), source, vintage, cautions.

    Raises
    ------
    InputError
        Years without figures of every area; sectors that overlap or leave a gap, or are not published for some area;
        an area that holds a part of a COROP area, or one side of a border that moved between the years.
    """
    place = None if area is None else study_area(area)
    whole = _jobs()
    chosen = published_sectors(years) if by is None else each_sector(by)
    _check_sectors(chosen)
    before, after = (_cells(whole, year, chosen) for year in _checked(years, whole))
    wanted = _areas(whole, years) if place is None else [Place(place.name, place.regions("corop"))]
    _check_borders(wanted, _borders(whole, years))
    first, last = (pd.DataFrame({p.code: side.loc[[*p.parts]].sum() for p in wanted}).T for side in (before, after))
    parts = shift_share(first, last, before.sum(), after.sum(), method=method)
    return _told(parts, whole, wanted, years)


def published_sectors(years: tuple[int, int]) -> list[str]:
    """Return the finest sections and groups, all sectors together, published for every area in both years.

    Raises
    ------
    InputError
        Years in which not even the widest groups are published everywhere.
    """
    whole = _jobs()
    of_both = whole[whole["year"].isin(_checked(years, whole))]
    full = of_both.groupby("sector")["value"].agg(lambda values: bool(values.notna().all()))
    known = set(full.index[full])
    found = [code for top in ("A", "B-F", "G-N", "O-U") for code in _finest(top, known)]
    if lacking := [code for code in found if code not in known]:
        raise InputError(_unpublished(of_both, lacking))
    return found


def _finest(top: str, known: set[str]) -> list[str]:
    """Return the finest published parts of a group, or the group where some part of it is not published."""
    parts = _parts_of(top)
    finer = [code for part in parts for code in _finest(part, known)]
    return finer if parts and set(finer) <= known else [top]


def _parts_of(group: str) -> list[str]:
    """Return the next finer codes of a group that the table has: groups first, then sections outside of these."""
    if group not in _TREE:
        return []
    inside = set(sectors.industries_within(group))
    groups: list[str] = []
    for code in _TREE[_TREE.index(group) + 1 :]:
        if set(sectors.industries_within(code)) < inside:
            groups.append(code)
    covered = {industry for code in groups for industry in sectors.industries_within(code)}
    sections = [s for s in _sections() if {*sectors.industries_within(s)} <= inside - covered]
    return sorted([*groups, *sections])


def _sections() -> list[str]:
    """Return the sections that have employees in the table: A to S (households as employers and the rest have none)."""
    return [code for code in sectors.codes("section") if code <= "S"]


@cache  # the sectors that are published are asked for first
def _jobs() -> pd.DataFrame:
    """Return the rows of the panel; nobody changes them."""
    return panel("jobs", tables=TABLE)


def _checked(years: tuple[int, int], whole: pd.DataFrame) -> tuple[int, int]:
    """Return the two years, where the jobs that no area has are published in both."""
    totals = whole[whole["sector"].eq(sectors.TOTAL)].groupby("year")["value"].agg(lambda v: bool(v.notna().all()))
    held = [int(year) for year in totals.index[totals]]
    first, last = spanned(years) or (0, 0)
    if first >= last or not {first, last} <= set(held):
        expected = f"two years of {', '.join(map(str, held))}, the first before the last"
        todo = f"Take two of these: in others {NOT_PLACED}, which is part of the nation, is not published."
        raise InputError(Problem(_FILE, "years", f"{first} to {last}", expected, todo))
    return first, last


def _check_sectors(chosen: Sequence[str]) -> None:
    """Refuse sectors that leave a gap, overlap, or do not exist."""
    section = [set(sectors.industries_within(code)) for code in chosen]
    needed = {industry for s in _sections() for industry in sectors.industries_within(s)}
    held = [industry for one in section for industry in one if industry in needed]
    if set(held) != needed or len(held) != len(set(held)) or not all(section):
        found, expected = ", ".join(chosen) or "none", "sections and groups that hold all sectors, each once"
        raise InputError(Problem(_FILE, "by", found, expected, "Leave `by` out to have the finest that are published."))


def _cells(whole: pd.DataFrame, year: int, chosen: list[str]) -> pd.DataFrame:
    """Return the jobs of a year, (areas, sectors), each published."""
    rows = whole[whole["year"].eq(year) & whole["sector"].isin(chosen)]
    cells = rows.pivot_table(index="region", columns="sector", values="value", dropna=False).reindex(columns=chosen)
    if cells.isna().any(axis=None):
        raise InputError(_unpublished(whole[whole["year"].eq(year)], chosen))
    return cells


def _unpublished(rows: pd.DataFrame, chosen: Sequence[str]) -> Problem:
    gaps = rows[rows["sector"].isin(chosen) & rows["value"].isna()]
    named = [f"{r} {s} {y}" for r, s, y in gaps[["region", "sector", "year"]].itertuples(index=False, name=None)]
    more = f" and {len(named) - 8} more" if len(named) > 8 else ""
    found = f"{_CBS} does not publish {', '.join(named[:8]) or ', '.join(chosen)}{more}"
    todo = "Take the group it is in (B-E for B, C, D or E; O-Q for O or P), or leave `by` out."
    return Problem(_FILE, "sector", found, "jobs of every area in both years", todo)


def _borders(whole: pd.DataFrame, years: tuple[int, int]) -> list[Break]:
    return [one for one in breaks() if one.kind == "boundary" and one.lies_between(*years) and one.is_in(whole)]


def _areas(whole: pd.DataFrame, years: tuple[int, int]) -> list[Place]:
    """Return every COROP area; areas on either side of a border that moved are one."""
    joint = [codes for codes in together(_borders(whole, years)) if codes[0].startswith(regions.LEVELS["corop"])]
    apart = [code for code in regions.codes("corop") if not any(code in codes for codes in joint)]
    return [*(Place(code, (code,)) for code in apart), *(Place(AND.join(codes), codes) for codes in joint)]


def _check_borders(wanted: Sequence[Place], borders: Sequence[Break]) -> None:
    problems = []
    for place in wanted:
        for one in borders:
            if set(one.regions) & set(place.parts) and not mended(one, place):
                corops = [code for code in one.regions if code in regions.codes("corop")]
                found = f"{place.code}, one side of a border that moved in {one.year}: {one.reasons['en']}"
                todo = f"Take {' and '.join(corops)} together, or years up to {one.year - 1} or from {one.year} on."
                problems.append(Problem(_FILE, "area", found, "areas on both sides of it", todo))
    if problems:
        raise InputError(problems)


def _told(parts: pd.DataFrame, whole: pd.DataFrame, wanted: Sequence[Place], years: tuple[int, int]) -> pd.DataFrame:
    """Return the parts with what stands beside them."""
    ends = whole[whole["year"].isin(years)]
    members = {place.code: place.parts for place in wanted}
    status = {
        (code, sector): weakest(ends.loc[ends["region"].isin(members[code]) & ends["sector"].eq(sector), "status"])
        for code, sector in parts[["region", "sector"]].itertuples(index=False, name=None)
    }
    beside = [*_beside(parts, status, jumps(whole, *years))]
    return parts.assign(
        variable="jobs",
        unit=whole["unit"].iloc[0],
        from_year=years[0],
        to_year=years[1],
        status=[one for one, _ in beside],
        source=whole["source"].iloc[0],
        vintage=whole["vintage"].iloc[0],
        cautions=pd.Series([cautions for _, cautions in beside], index=parts.index, dtype=object),
    )


def _beside(
    parts: pd.DataFrame, status: dict[tuple[str, str], str], jumping: Mapping[str, tuple[Statement, ...]]
) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    jobs = said("employee_jobs")
    for code, sector in parts[["region", "sector"]].itertuples(index=False, name=None):
        if sector in jumping:
            yield BREAK, (jobs, *jumping[sector])
        else:
            yield status[code, sector], (jobs,)
