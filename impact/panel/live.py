"""Variables of the panel from a store of pulled tables."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from impact import sectors
from impact.errors import InputError, Problem
from impact.panel.levels import prefix
from impact.panel.variables import Difference, Variable
from impact.sources import catalogue, cbs
from impact.sources.store import Store, Vintage
from impact.sources.transport import SourceError

_OF_THE_NATION = "land"  # the only level of a table without a dimension of regions


def store_of(data: str | Path | Store) -> Store:
    """Return the store that `data` names: "live", a folder, or a Store itself."""
    if isinstance(data, Store):
        return data
    if data == "live":
        return Store()
    todo = "Use snapshot, live, or the folder of a store made by `impact pull`."
    if not Path(data).is_dir():
        raise InputError(Problem("panel", "data", repr(str(data)), "snapshot, live or a folder", todo))
    if not Store(data).tables():
        found = f"{str(data)!r}, in which nothing was pulled"
        raise InputError(Problem("panel", "data", found, "the folder of a store", todo))
    return Store(data)


def vintage_of(data: str | Path | Store, table: str) -> Vintage:
    """Return what was pulled of a table, or raise InputError: the store has none of it."""
    store = store_of(data)
    vintage = store.current(table)
    if vintage is None:
        todo = f"Run `impact pull {table}`, or use snapshot."
        raise InputError(Problem("store", "table", f"no {table} in {store.root}", "the table to be pulled", todo))
    return vintage


class Live:
    """Reads variables from a store of pulled tables."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._frames: dict[str, pd.DataFrame] = {}

    def less(self, difference: Difference) -> tuple[str, str]:
        """Return the sector groups to leave out and to add again, to be rid of mining."""
        return difference.live_less, ""

    def default(self, having: Mapping[str, str]) -> str:
        """Return the table to take when none is named: one that no other has succeeded."""
        return next((t for t in having if not catalogue.table(t).successor), next(iter(having)))

    def tables(self, wanted: Variable, level: str) -> dict[str, str]:
        """Return the pulled tables that have a variable at a level, with their generation."""
        found = {}
        for name, table in catalogue.tables().items():
            has = any(m.variable == wanted.name for m in table.measures) and level in table.levels
            if has and self._store.current(name):
                found[name] = table.generation or name
        return found

    def read(self, wanted: Variable, level: str, table: str) -> pd.DataFrame:
        """Return the rows of a variable from one pulled table."""
        vintage = self._store.current(table)
        assert vintage is not None
        measure = next(m for m in catalogue.table(table).measures if m.variable == wanted.name)
        title = _title(measure, vintage)
        frame = self._frame(vintage)
        if catalogue.table(table).levels == (_OF_THE_NATION,):
            frame = frame.assign(region="NL")
        frame = frame[(frame["measure"] == title) & frame["region"].str.startswith(prefix(level))]
        if "period" in frame:
            frame = frame[frame["period"].str.endswith("JJ00")]
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

    def _frame(self, vintage: Vintage) -> pd.DataFrame:
        """Return the whole table of a vintage, checked and read once however many variables are asked of it."""
        key = str(vintage.folder)
        if key not in self._frames:
            frame = pd.read_parquet(io.BytesIO(vintage.read()))
            words = {c: "str" for c in frame if isinstance(frame[c].dtype, pd.CategoricalDtype)}
            self._frames[key] = frame.astype(words)
        return self._frames[key]


def _title(measure: catalogue.Measure, vintage: Vintage) -> str:
    columns = tuple(cbs.Column(**c) for c in vintage.record["columns"])
    found = cbs.find(measure.titles, columns)
    if found is None:
        table, titles = vintage.record["table"], ", ".join(repr(c.title) for c in columns[:15])
        seen = f"no column {measure.titles[0]!r} for {measure.variable}; the table has {titles}"
        raise SourceError(table, seen, "Add the right title to data/catalogue.toml and pull again.")
    return found.title


def _check_dimensions(frame: pd.DataFrame, table: str) -> None:
    keys = [c for c in ("region", "sector", "period") if c in frame]
    if frame.duplicated(keys).any():
        extra = set(frame.columns) - {*keys, "year", "measure", "value", "unit", "status", "text"}
        found = (
            f"{table} has several figures for a region, sector and year (by {', '.join(sorted(extra)) or 'measure'})"
        )
        todo = "Keep one value of that dimension with `only` in data/catalogue.toml."
        raise InputError(Problem("panel", "table", found, "one figure a cell", todo))
