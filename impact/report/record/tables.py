"""The tables of a record: lists of rows, each cell a text as it is shown."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from impact import regions
from impact.productivity.record.innovation import WATCHED
from impact.productivity.record.measures import Measure
from impact.productivity.record.parts_of_growth import PARTS
from impact.productivity.record.places import NATION
from impact.productivity.record.regional_record import CLASSIC, ESTEBAN_MARQUILLAS, TABLES, Part
from impact.report.charts.values import figure
from impact.report.pages.source_table import Row, source_rows
from impact.report.record.telling import Account, breaks_of, mean_growth, of_measure, signed, summed
from impact.words.names import called

SPENDING = "rd_expenditure"
PROVISIONAL = "provisional"


class ResearchYears(NamedTuple):
    """Years of the figures on research: the first, the last before the break, the first after it, the last."""

    first: int
    before: int
    broken: int
    last: int


def tables(account: Account) -> dict[str, list[Row]]:
    """Return every table of the pages but those of studies: name -> rows, the head left to the template."""
    frames = account.record.frames
    return {
        "areas": areas(account),
        "real": real(account),
        "by_sector": by_sector(account) if Part.GAP_BY_SECTOR in frames else [],
        "jobs": jobs(account),
        "methods": methods(account),
        "stock": stock(account) if Part.ESTABLISHMENTS in frames else [],
        "research": research(account),
        "sources": source_rows(account.record.tables, account.words),
    }


def areas(account: Account) -> list[Row]:
    """Return a row an area: level and gap in the last year, gap in the first, and growth a year in between."""
    first, last = account.years
    return [_area(account, code, first, last) for code in (*account.parts, account.area, NATION)]


def _area(account: Account, code: str, first: int, last: int) -> Row:
    words = account.words
    levels, gaps = (account.productivity(measure, code) for measure in (Measure.LEVEL, Measure.GAP))
    against = [words("document.nothing")] * 2 if code == NATION else [signed(gaps[y], words, 0) for y in (first, last)]
    growth = account.productivity(Measure.INDEX, code)[last]  # across a break there is none
    grown = words.number(mean_growth(levels), 1) if pd.notna(growth) else words("document.nothing")
    return [account.place(code), words.number(levels[last], 1), *against, grown]


def real(account: Account) -> list[Row]:
    """Return a row a way to take prices out: its years, growth a year in area and nation, and the difference."""
    rows: list[Row] = []
    for name, frame in account.record[Part.REAL_GROWTH].groupby("deflator", sort=False):
        levels = {code: of_measure(frame, Measure.LEVEL, code) for code in (account.area, NATION)}
        own, nation = (mean_growth(one) for one in levels.values())
        years = levels[NATION].index
        span = account.words("real.years", first=years[0], last=years[-1])
        cells = [account.words.number(own, 1), account.words.number(nation, 1), signed(own - nation, account.words, 1)]
        rows.append([account.words(f"real.{name}"), span, *cells])
    return rows


def by_sector(account: Account) -> list[Row]:
    """Return a row a group of sectors: value added per job and share of jobs, in the Netherlands and in the area."""
    words = account.words
    columns = ["sector", "productivity_first", "productivity_second", "share_first", "share_second"]
    rows = account.record[Part.GAP_BY_SECTOR][columns].itertuples(index=False, name=None)
    return [
        [account.sector(sector), *(words.number(value, 0) for value in (nation, area, 100 * of_nation, 100 * of_area))]
        for sector, nation, area, of_nation, of_area in rows
    ]


def jobs(account: Account) -> list[Row]:
    """Return a row an area: the change in jobs and its parts by the classic account, over all groups."""
    frame = account.record[Part.JOB_GROWTH]
    codes = [str(code) for code in frame["region"].unique() if code != account.area] if account.parts else []
    return [_jobs(account, code) for code in (*codes, account.area)]


def _jobs(account: Account, code: str) -> Row:
    whole = summed(account.jobs(code))
    return [account.place(code), *(signed(whole[name], account.words, 1) for name in ("change", *PARTS[CLASSIC]))]


def methods(account: Account) -> list[Row]:
    """Return a row a part of the change of all jobs, and their sum: by three accounts of it, a column each."""
    finest = (account.jobs(), account.jobs(method=ESTEBAN_MARQUILLAS))
    accounts = [summed(parts) for parts in (*finest, account.record[Part.JOB_GROWTH_BY_TEN])]
    nothing = account.words("document.nothing")
    rows: list[Row] = [
        [
            account.words(f"part.{part}"),
            *(signed(whole[part], account.words, 1) if part in whole else nothing for whole in accounts),
        ]
        for part in PARTS[ESTEBAN_MARQUILLAS]
    ]
    sums = [sum(whole.get(part, 0.0) for part in PARTS[ESTEBAN_MARQUILLAS]) for whole in accounts]
    return [*rows, [account.words("part.total"), *(signed(one, account.words, 1) for one in sums)]]


def stock(account: Account) -> list[Row]:
    """Return a row an area: establishments in each group that is watched, and their share of all, in the last year."""
    frame = account.record[Part.ESTABLISHMENTS]
    last = frame[frame["year"].eq(frame["year"].max())].set_index(["region", "indicator", "sector"])["value"]
    decimals = {"establishments": 0, "share": 1}
    return [
        [
            account.place(code),
            *(
                account.words.number(last[code, name, sector], decimals[name])
                for sector in WATCHED
                for name in decimals
            ),
        ]
        for code in dict.fromkeys([*account.parts, account.area])
    ]


def research(account: Account) -> list[Row]:
    """Return a row a province, those of the area first: spending on research before the break and in the last year."""
    frame = spending(account)
    inside = provinces(account)
    cells = {
        (str(region), int(year)): _spent(account, value, str(status))
        for region, year, value, status in frame[["region", "year", "value", "status"]].itertuples(
            index=False, name=None
        )
    }
    years = research_years(account)
    nothing = account.words("document.nothing")
    return [
        [regions.name(code), *(cells.get((code, year), nothing) for year in (years.before, years.last))]
        for code in [*inside, *(code for code in regions.codes("provincie") if code not in inside)]
    ]


def spending(account: Account) -> pd.DataFrame:
    """Return spending on research of all provinces."""
    frame = account.record[Part.RESEARCH]
    return frame[frame["region"].isin(regions.codes("provincie")) & frame["indicator"].eq(SPENDING)]


def research_years(account: Account) -> ResearchYears:
    """Return the first year of the figures on research, the break, the last year before it, and the last of all."""
    years = sorted({int(year) for year in spending(account)["year"]})
    (broken,) = breaks_of(TABLES[Part.RESEARCH][0])
    return ResearchYears(years[0], max(year for year in years if year < broken), broken, years[-1])


def provinces(account: Account) -> list[str]:
    """Return the provinces that the area lies in."""
    inside = set(account.record.area.municipalities)
    return [code for code in regions.codes("provincie") if inside & set(regions.members(code))]


def _spent(account: Account, value: float, status: str) -> str:
    written = figure(value, account.words, 0)
    return f"{written} ({called('status', status).spoken(account.words.lang)})" if status == PROVISIONAL else written
