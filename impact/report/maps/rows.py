"""The rows of the panel that a map is made of: one sector, on one map of municipalities, with those of the country."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem, suggestion
from impact.panel.breaks import marked
from impact.panel.breaks import tables as embedded_tables
from impact.panel.series import nowhere, pullable, there
from impact.panel.variables import Variable, variable
from impact.regions import history
from impact.statuses import weakest

if TYPE_CHECKING:
    from impact.panel.figures import Figures
    from impact.regions import Level
    from impact.report.maps.question import MapQuestion
    from impact.sources.provenance import Record

NATION = "NL"
_KEPT = 32  # series that are not read again: of forty areas some 0.3 MB, of municipalities 1.5 MB
BOUNDARIES = 2024  # the year of the municipalities that are drawn
_ALL_SECTORS = (sectors.TOTAL, "sum_groups")  # the total of a table, or the sum of the groups that it has


def rows_of_question(asked: MapQuestion, source: Figures) -> tuple[pd.DataFrame, ...]:
    """Return the rows of the variable, and of what it is divided by if anything: columns as in the panel, all years.

    Raises
    ------
    InputError
        A variable that is not there at the level, and the one command that brings it; a sector that no table has.
    """
    wanted = [variable(name) for name in (asked.variable, asked.per) if name]
    _refuse_absent(wanted, asked.level, source)
    tables = _tables(wanted, asked, source)
    codes = [asked.sector, ""][: len(wanted)]
    parts = zip(wanted, tables, codes, strict=True)
    kept = cast("Hashable", source)  # by which object it is
    return tuple(_rows(one.name, asked.level, kept, table, sector) for one, table, sector in parts)


def last_year(found: Sequence[pd.DataFrame], asked: MapQuestion) -> int:
    """Return the last year in which every one of the frames has figures of regions, after the year compared with."""
    return max(years_there(found), default=asked.base)


def years_there(found: Sequence[pd.DataFrame]) -> list[int]:
    """Return the years in which every one of the frames has figures of regions."""
    regional = [frame[frame["region"].ne(NATION) & frame["value"].notna()] for frame in found]
    return sorted(set.intersection(*({int(year) for year in frame["year"]} for frame in regional)))


def records(found: Sequence[pd.DataFrame], source: Figures) -> tuple[Record, ...]:
    """Return the tables that rows come from."""
    if source.store is None:
        names = [name for frame in found for name in embedded_tables(frame)]
    else:
        names = [text.split()[-1] for frame in found for text in frame["source"].unique()]
    return tuple(source.record(name) for name in dict.fromkeys(names))


def _refuse_absent(wanted: Sequence[Variable], level: str, source: Figures) -> None:
    """Refuse variables that are not there, with one command that brings all of them."""
    absent = [one for one in wanted if not there(one, level, source)]
    if not absent:
        return
    tables = [pullable(one, level) for one in wanted]
    if len(wanted) == 1 or not all(tables):
        raise InputError([nowhere(one, level, source) for one in absent])
    command = f"`impact pull {' '.join(dict.fromkeys(tables))}`"
    todo = f"{command} brings both for level {level}; then ask with --data live."
    found = " and ".join(f"{one.name} for level {level}" for one in absent)
    raise InputError(Problem("map", "variable", found, "variables that tables have at this level", todo))


def _tables(wanted: Sequence[Variable], asked: MapQuestion, source: Figures) -> list[str]:
    """Return the table of each variable: of one generation where two have it, and with the sector that is asked for."""
    having = [source.tables(one, asked.level) for one in wanted]
    first = [_in_order(tables, source) for tables in having]
    if asked.sector and first[0]:
        first[0] = _with_sector(wanted[0], first[0], asked, source)
    alike = ((a, b) for a in first[0] for b in first[-1] if having[0][a] == having[-1][b])
    pair = next(alike, None) if len(wanted) == 2 else None
    return list(pair) if pair else [tables[0] if tables else "" for tables in first]


def _in_order(tables: dict[str, str], source: Figures) -> list[str]:
    return sorted(tables, key=lambda table: table != source.default(tables)) if tables else []


def _with_sector(wanted: Variable, tables: Sequence[str], asked: MapQuestion, source: Figures) -> list[str]:
    """Return the tables that have a sector; refuses one that none has, and says which there are."""
    kept = cast("Hashable", source)
    held = {table: _sectors_in(wanted.name, asked.level, kept, table) for table in tables}
    if having := [table for table in tables if asked.sector in held[table]]:
        return having
    known = sorted(set().union(*held.values()))
    raise InputError(
        Problem("map", "sector", repr(asked.sector), f"a sector of {wanted.name}", suggestion(asked.sector, known))
    )


@lru_cache(maxsize=_KEPT)
def _sectors_in(name: str, level: Level, source: Figures, table: str) -> frozenset[str]:
    return frozenset(source.read(variable(name), level, table)["sector"])


@lru_cache(maxsize=_KEPT)
def _rows(name: str, level: Level, source: Figures, table: str, sector: str) -> pd.DataFrame:
    """Return the rows of a variable; who asks again with the same figures in hand gets those that were found."""
    wanted = variable(name)
    chosen = [table] if table else []
    frame = _of_sector(source.series(name, level, tables=chosen), sector, wanted)
    municipal = level == "gemeente"
    regional = on_todays_map(frame, wanted) if municipal else frame
    nation = _of_nation(frame, wanted, level, source, table)
    both = pd.concat([regional, nation], ignore_index=True)
    known = both.assign(value=both["value"].astype("float64"), year=both["year"].astype("int64"))
    return marked(known, harmonised=municipal and wanted.kind == "count")


def _of_sector(frame: pd.DataFrame, sector: str, wanted: Variable) -> pd.DataFrame:
    """Return the rows of a sector; of all together where none is named, or of the only one that there is."""
    held = list(frame["sector"].unique())
    total = next((code for code in _ALL_SECTORS if code in held), held[0] if len(held) == 1 else "")
    code = sector or total
    if code not in held:
        seen = f"{wanted.name} of {sector or 'all sectors together'}"
        raise InputError(Problem("map", "sector", seen, f"one of {', '.join(held)}", "Choose one with --sector."))
    return frame[frame["sector"] == code]


def on_todays_map(frame: pd.DataFrame, wanted: Variable) -> pd.DataFrame:
    """Return figures of municipalities on the boundaries that are drawn.

    Counts are summed over mergers. A municipality of which a part is not in the source, or was divided, has no figure
    in that year; nor has a rate of one that has another area since.

    Parameters
    ----------
    frame : DataFrame
        Rows of the panel, of municipalities as they were.
    wanted : Variable
        What they are of.
    """
    now = frame[frame["year"] >= BOUNDARIES]
    before = frame[frame["year"] < BOUNDARIES]
    whole = _whole(before, wanted)
    kept = before[[key in whole for key in zip(before["region"], before["year"], strict=True)]]
    moved = regions.harmonise(kept, BOUNDARIES) if wanted.kind == "count" and len(kept) else kept
    return pd.concat([moved[frame.columns], now], ignore_index=True)


def _whole(frame: pd.DataFrame, wanted: Variable) -> set[tuple[str, int]]:
    """Return the municipalities, with their years, that went whole into one of today of which every part is there."""
    found: set[tuple[str, int]] = set()
    today, divided = regions.codes("gemeente"), cache(history.divided_over)
    for year, rows in frame.groupby("year"):
        there_then = set(rows["region"])
        for code in today:
            parts = set(history.parts(code, int(str(year)), BOUNDARIES))
            known = int(str(year)) >= history.known(code).first and not any(map(divided, parts))
            if known and parts <= there_then and (wanted.kind == "count" or parts == {code}):
                found |= {(part, int(str(year))) for part in parts}
    return found


def _of_nation(frame: pd.DataFrame, wanted: Variable, level: Level, source: Figures, table: str) -> pd.DataFrame:
    """Return the rows of the country, as the same source has them or as the sum of all its regions; or none."""
    with suppress(InputError):
        chosen = [table] if table and table in source.tables(wanted, "land") else []
        if chosen or not table:
            land = source.series(wanted.name, "land", tables=chosen)
            return land[land["sector"].isin(frame["sector"])]
    return _summed(frame, level) if wanted.kind == "count" else frame[:0]


def _summed(frame: pd.DataFrame, level: Level) -> pd.DataFrame:
    """Return the sum of all regions of a year, where every one has a figure."""
    needed = {year: _every(level, year) for year in frame["year"].unique()}
    there = [code in needed[year] for code, year in zip(frame["region"], frame["year"], strict=True)]
    held = frame[there].assign(known=frame["value"].notna()).sort_values("year", kind="stable")
    found = held.groupby("year").agg({"value": "sum", "region": "nunique", "status": weakest, "known": "all"})
    summed = held.drop_duplicates("year").set_index("year", drop=False).assign(region=NATION)
    summed = summed.assign(value=found["value"], status=found["status"])
    whole = [found["known"][year] and found["region"][year] == len(needed[year]) for year in found.index]
    return summed.loc[whole, list(frame.columns)]


def _every(level: Level, year: int) -> frozenset[str]:
    """Return the regions of a level that there were in a year."""
    return history.municipalities_in(year) if level == "gemeente" else frozenset(regions.codes(level))
