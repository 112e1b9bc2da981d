"""Figures of a store of pulled tables."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from impact import sectors
from impact.errors import InputError, Problem
from impact.panel import industry_mix, regional_accounts, sections
from impact.panel.activity import TABLE, Activity, jobs_by_corop
from impact.panel.regional_accounts import RelativeAccounts
from impact.panel.schema import check, prefix
from impact.panel.sections import SectionJobs
from impact.panel.series import rows_of
from impact.panel.variables import SectorSum, Sum, Variable
from impact.regions import StudyArea
from impact.sources import catalogue
from impact.sources.description import Column, find, measure_names
from impact.sources.provenance import Record
from impact.sources.store import Store, Vintage

_DECEMBER = "MM12"
_OF_THE_NATION = "land"  # the only level of a table without a dimension of regions


def store_of(data: str | Path | Store | None) -> Store:
    """Return the store that `data` names: a folder, a Store itself, or that of the user (None)."""
    if data is None or isinstance(data, Store):
        return data or Store()
    todo = "Use snapshot, live, or the folder of a store made by `impact pull`."
    if not Path(data).is_dir():
        raise InputError(Problem("panel", "data", repr(str(data)), "snapshot, live or a folder", todo))
    if not Store(data).tables():
        found = f"{str(data)!r}, in which nothing was pulled"
        raise InputError(Problem("panel", "data", found, "the folder of a store", todo))
    return Store(data)


class PulledFigures:
    """Reads figures from a store; a table is read and checked once, in the vintage that is current then.

    `name` is "live" for the store of the user, "store" for another.
    """

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name, self.place = store, name, str(store.root)
        self._vintages: dict[str, Vintage | None] = {}
        self._frames: dict[str, pd.DataFrame] = {}

    def parts(self, of: Sum) -> SectorSum:
        """Return the sectors that a sum is made of here."""
        return of.pulled

    def default(self, having: Mapping[str, str]) -> str:
        """Return the table to take when none is named: one that no other has succeeded."""
        return next((t for t in having if not catalogue.table(t).successor), next(iter(having)))

    def tables(self, wanted: Variable, level: str) -> dict[str, str]:
        """Return the pulled tables that have a variable at a level, with their generation."""
        found = {}
        for name, table in catalogue.tables().items():
            has = any(m.variable == wanted.name for m in table.measures) and level in table.levels
            if has and self.current(name):
                found[name] = table.generation or name
        return found

    def read(self, wanted: Variable, level: str, table: str) -> pd.DataFrame:
        """Return the rows of a variable from one pulled table."""
        vintage = self.vintage(table)
        measure = next(m for m in catalogue.table(table).measures if m.variable == wanted.name)
        title = title_of(measure, vintage)
        _check_places(vintage, catalogue.table(table))
        frame = self.frame(table)
        if catalogue.table(table).levels == (_OF_THE_NATION,):
            frame = frame.assign(region="NL")
        frame = frame[(frame["measure"] == title) & frame["region"].str.startswith(prefix(level))]
        if "period" in frame:
            frame = frame[frame["period"].str.endswith(yearly(catalogue.table(table)))]
        _check_dimensions(frame, table)
        return frame.assign(
            region=frame["region"].replace("NL01", "NL"),
            variable=wanted.name,
            unit=measure.unit,
            year=frame["year"].astype("int64"),
            source=f"CBS StatLine {table}",
            vintage=vintage.record["modified"],
            sector=frame.get("sector", sectors.TOTAL),
        )

    def vintages(self) -> tuple[tuple[str, str], ...]:
        """Return the tables that were pulled, each with the name of its vintage that is current now."""
        asked = dict.fromkeys([*self.store.tables(), *catalogue.tables()])  # what stands in the place of one is damage
        held = ((table, self.current(table)) for table in asked)
        return tuple((table, vintage.folder.name) for table, vintage in held if vintage)

    def hold(self, vintages: Mapping[str, str]) -> None:
        """Look at these vintages from now on, by the name of their table, and at no table besides."""
        self._vintages = dict.fromkeys([*catalogue.tables(), *vintages])
        for table, name in vintages.items():
            self._vintages[table] = self._vintage(table, name)

    def _vintage(self, table: str, name: str) -> Vintage:
        there = next((one for one in self.store.vintages(table) if one.folder.name == name), None)
        if there is None:
            todo = "Pull it again with `impact pull`, and open anew what was using it."
            raise InputError(Problem("store", "vintage", f"no {table}/{name} any more", "what was there before", todo))
        return there

    def current(self, table: str) -> Vintage | None:
        """Return what was pulled last of a table when it was first asked for, or None."""
        if table not in self._vintages:
            self._vintages[table] = self.store.current(table)
        return self._vintages[table]

    def vintage(self, table: str) -> Vintage:
        """Return what was pulled of a table, or raise InputError: the store has none of it."""
        found = self.current(table)
        if found is None:
            todo = f"Run `impact pull {table}`, or use snapshot."
            raise InputError(Problem("store", "table", f"no {table} in {self.place}", "the table to be pulled", todo))
        return found

    def record(self, table: str, selection: str = "") -> Record:
        """Return where a table comes from; `selection` says which part of it was used."""
        return self.vintage(table).origin(selection)

    def frame(self, table: str) -> pd.DataFrame:
        """Return the whole table as it was pulled, codes and titles as texts; a frame of the caller's own."""
        if table not in self._frames:
            frame = pd.read_parquet(io.BytesIO(self.vintage(table).read()))
            words = {c: "str" for c in frame if isinstance(frame[c].dtype, pd.CategoricalDtype)}
            self._frames[table] = frame.astype(words)
        return self._frames[table].copy(deep=False)  # copied when it is written to

    def series(
        self, name: str, level: str, *, tables: Sequence[str] = (), years: tuple[int, int] | None = None
    ) -> pd.DataFrame:
        """Return the rows of one variable at one level from one table, checked against `schema`."""
        return check(rows_of(name, level, self, tables, years))

    def jobs(self, area: StudyArea | str | Sequence[str], year: int) -> Activity:
        """Return the jobs of an area by the 81 industries, in thousand."""
        return industry_mix.industry_jobs(area, year, self)

    def national_jobs(self, year: int) -> Activity:
        """Return the jobs of the nation by the 81 industries, in thousand."""
        return industry_mix.national_industry_jobs(year, self)

    def accounts(self, area: StudyArea | str | Sequence[str], year: int) -> RelativeAccounts:
        """Return how an area produces against the nation, by group of industries."""
        return regional_accounts.relative_accounts(area, year, self)

    def jobs_by_corop(self, year: int) -> pd.DataFrame:
        """Return thousand jobs by COROP area and sector as published, (40, sectors of the table)."""
        return jobs_by_corop(year, self)

    def sections_by_corop(self, year: int) -> SectionJobs:
        """Return thousand jobs by section in every COROP area, (40, sections), as published or filled."""
        return sections.sections_by_corop(year, self, TABLE, year)


def title_of(measure: catalogue.Measure, vintage: Vintage) -> str:
    """Return what the column is called that a measure is in what was pulled, or raise InputError."""
    columns = tuple(Column(**c) for c in vintage.record["columns"])
    found, names = find(measure.titles, columns), measure_names(columns)
    if found is None:
        table, titles = vintage.record["table"], ", ".join(map(repr, [*names.values()][:15]))
        seen = f"no column {measure.titles[0]!r} for {measure.variable}; the table has {titles}"
        expected, home = "the title of a column that was pulled", catalogue.home(table)
        raise InputError(Problem(home, f"{table}.measures", seen, expected, f"Add the right title to {home}."))
    return names[found.key]


def yearly(table: catalogue.Table) -> tuple[str, ...]:
    """Return how the keys of periods end that stand for a year: Decembers too where the catalogue asks for them."""
    return ("JJ00", _DECEMBER) if _DECEMBER in table.periods else ("JJ00",)


def _check_places(vintage: Vintage, table: catalogue.Table) -> None:
    """Refuse a table that has no years, or not one dimension of regions; figures of the nation need none."""
    held = vintage.record["dimensions"]
    needed = ["period"] if table.levels == (_OF_THE_NATION,) else ["region", "period"]
    if lacking := [name for name in needed if name not in held]:
        found = f"{table.id} by {', '.join(held)}"
        todo = f"Take the measure out of {catalogue.home(table.id)}: the panel has one region and year a row."
        raise InputError(Problem("panel", "table", found, f"one dimension of kind {' and '.join(lacking)}", todo))


def _check_dimensions(frame: pd.DataFrame, table: str) -> None:
    keys = [c for c in ("region", "sector", "period") if c in frame]
    if frame.duplicated(keys).any():
        extra = set(frame.columns) - {*keys, "year", "measure", "value", "unit", "status", "text"}
        found = (
            f"{table} has several figures for a region, sector and year (by {', '.join(sorted(extra)) or 'measure'})"
        )
        todo = f"Keep one value of that dimension with `only` in {catalogue.home(table)}, and pull again."
        raise InputError(Problem("panel", "table", found, "one figure a cell", todo))
