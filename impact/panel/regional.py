"""One tidy panel of regional figures, from the embedded figures or from what was pulled, in the same form.

A variable comes from one table. Figures of two generations (before and after a benchmark revision) are never put in one
series: asking for it is an error that names both tables.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.panel.schema import check
from impact.panel.variables import Difference, Origin, Ratio, Variable, variable
from impact.sources import catalogue, cbs, snapshot
from impact.sources.store import Store, Vintage
from impact.sources.transport import SourceError

COLUMNS = ["region", "sector", "year", "variable", "value", "unit", "status", "source", "vintage"]
_KEYS = ["region", "sector", "year"]
_PREFIX = {**regions.LEVELS, "land": "NL", "landsdeel": "LD"}


def panel(
    names: str | Sequence[str],
    *,
    level: str = "corop",
    data: str | Path | Store = "snapshot",
    tables: str | Sequence[str] = (),
    years: tuple[int, int] | None = None,
    harmonise_to: int | None = None,
) -> pd.DataFrame:
    """Return variables by region, sector and year: columns as in `COLUMNS`, checked against `schema`.

    Parameters
    ----------
    names : str or list
        Variables, such as "jobs" or "value_added_without_mining".
    level : {"gemeente", "corop", "provincie", "landsdeel", "land"}
    data : "snapshot", "live", path or Store
        The embedded figures, the store of the user, or a store elsewhere.
    tables : str or list, optional
        Which table to take where several have a variable.
    years : (int, int), optional
        First and last year.
    harmonise_to : int, optional
        For municipalities: put counts on the boundaries of this year.

    Raises
    ------
    InputError
        An unknown variable or level; no table that has it; tables of two generations.
    """
    if level not in _PREFIX:
        todo = f"Choose one of {', '.join(_PREFIX)}."
        raise InputError(Problem("panel", "level", repr(level), "a level of regions", todo))
    wanted = [names] if isinstance(names, str) else list(names)
    chosen = [tables] if isinstance(tables, str) else list(tables)
    source: _Snapshot | _Live = _Snapshot() if data == "snapshot" else _Live(store_of(data))
    frame = pd.concat([_series(variable(n), level, source, chosen) for n in wanted], ignore_index=True)
    if years is not None:
        frame = frame[frame["year"].between(*years)]
    if harmonise_to is not None:
        frame = regions.harmonise(frame, harmonise_to)
    return check(frame[COLUMNS].sort_values(["variable", *_KEYS], ignore_index=True))


class _Snapshot:
    """Reads variables from the embedded tables."""

    def less(self, difference: Difference) -> tuple[str, str]:
        return difference.less, difference.plus

    def tables(self, wanted: Variable, level: str) -> dict[str, str]:
        return {o.table: o.generation for o in wanted.snapshot if o.level == level}

    def read(self, wanted: Variable, level: str, table: str) -> pd.DataFrame:
        origin = next(o for o in wanted.snapshot if (o.table, o.level) == (table, level))
        frame = snapshot.table(table, **origin.where)
        frame = frame.assign(region=_codes(frame[origin.region], origin))
        record = snapshot.record(table)
        return frame[frame["region"].str.startswith(_PREFIX[level])].assign(
            variable=wanted.name,
            unit=wanted.unit,
            source=origin.source or record.source,
            vintage=record.vintage,
            sector=frame.get("sector", sectors.TOTAL),
        )


class _Live:
    """Reads variables from a store of pulled tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def less(self, difference: Difference) -> tuple[str, str]:
        return difference.live_less, ""

    def tables(self, wanted: Variable, level: str) -> dict[str, str]:
        found = {}
        for name, table in catalogue.tables().items():
            has = any(m.variable == wanted.name for m in table.measures) and level in table.levels
            if has and self._store.current(name):
                found[name] = table.generation or name
        return found

    def read(self, wanted: Variable, level: str, table: str) -> pd.DataFrame:
        vintage = self._store.current(table)
        assert vintage is not None
        measure = next(m for m in catalogue.table(table).measures if m.variable == wanted.name)
        title = _title(measure, vintage)
        frame = pd.read_parquet(io.BytesIO(vintage.read()))
        frame = frame.astype({c: "str" for c in frame if isinstance(frame[c].dtype, pd.CategoricalDtype)})
        frame = frame[(frame["measure"] == title) & frame["region"].str.startswith(_PREFIX[level])]
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


def _series(wanted: Variable, level: str, source: _Snapshot | _Live, chosen: Sequence[str]) -> pd.DataFrame:
    if wanted.difference is not None:
        return _difference(wanted, wanted.difference, level, source, chosen)
    if wanted.ratio is not None:
        return _ratio(wanted, wanted.ratio, level, source, chosen)
    return source.read(wanted, level, _one(wanted, level, source, chosen))[COLUMNS]


def _one(wanted: Variable, level: str, source: _Snapshot | _Live, chosen: Sequence[str]) -> str:
    """Return the one table to take a variable from."""
    having = source.tables(wanted, level)
    named = {t: having[t] for t in chosen if t in having}
    if len(named) > 1:
        listed = " and ".join(f"{t} ({generation})" for t, generation in named.items())
        todo = "Take one of them; years of the other are not comparable."
        raise InputError(Problem("panel", "tables", f"{wanted.name} from {listed}", "one table for a series", todo))
    if not having:
        raise InputError(_nowhere(wanted, level, source))
    if isinstance(source, _Live) and not named:
        # The newest generation stands last to be superseded: it is the one that names no successor.
        return next((t for t in having if not catalogue.table(t).successor), next(iter(having)))
    return next(iter(named or having))


def _nowhere(wanted: Variable, level: str, source: _Snapshot | _Live) -> Problem:
    elsewhere = [lvl for lvl in _PREFIX if source.tables(wanted, lvl)]
    pullable = [t for t, c in catalogue.tables().items() if any(m.variable == wanted.name for m in c.measures)]
    todo = f"It is there for {', '.join(elsewhere)}." if elsewhere else ""
    if pullable:
        todo = f"{todo} `impact pull {pullable[0]}` fetches it; then ask with --data live.".strip()
    found = f"{wanted.name} for level {level}"
    return Problem("panel", "variable", found, "a variable that some table has at this level", todo or "Leave it out.")


def _ratio(
    wanted: Variable, ratio: Ratio, level: str, source: _Snapshot | _Live, chosen: Sequence[str]
) -> pd.DataFrame:
    above, below = variable(ratio.numerator), variable(ratio.denominator)
    over, under = source.tables(above, level), source.tables(below, level)
    pairs = [(a, b) for a in over for b in under if over[a] == under[b] and (not chosen or {a, b} & set(chosen))]
    if not pairs:
        found = f"{above.name} in {', '.join(over) or 'no table'}, {below.name} in {', '.join(under) or 'no table'}"
        expected = f"both of one generation, for {wanted.name} at level {level}"
        raise InputError(Problem("panel", "variable", found, expected, "Choose another level, or pull 85924NED."))
    top, bottom = source.read(above, level, pairs[0][0]), source.read(below, level, pairs[0][1])
    joined = top.merge(bottom[[*_KEYS, "value", "status"]], on=_KEYS, suffixes=("", "_below"))
    status = joined["status"].where(joined["status"] != "", joined["status_below"])
    return joined.assign(
        variable=wanted.name, unit=wanted.unit, value=joined["value"] / joined["value_below"], status=status
    )[COLUMNS]


def _difference(
    wanted: Variable, part: Difference, level: str, source: _Snapshot | _Live, chosen: Sequence[str]
) -> pd.DataFrame:
    base = variable(part.of)
    less, plus = source.less(part)
    of = _groups(base, [code for code in (part.total, less, plus) if code], level, source, chosen)
    total = of[part.total]
    value = total["value"] - of[less]["value"].reindex(total.index)
    if plus:
        value = value + of[plus]["value"].reindex(total.index)
    missing = of[less]["status"].reindex(total.index).fillna("not collected").where(value.isna())
    status = total["status"].where(value.notna(), missing.replace("", "not collected"))
    named = total.assign(value=value, status=status, variable=wanted.name, unit=wanted.unit)
    return named.assign(sector=f"{part.total} without {'B, D, E' if plus else less}").reset_index()[COLUMNS]


def _groups(
    base: Variable, codes: Sequence[str], level: str, source: _Snapshot | _Live, chosen: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """Return the rows of each sector group, from the first table that has them all."""
    first = _one(base, level, source, chosen)
    for table in [first, *(t for t in source.tables(base, level) if t != first and not chosen)]:
        rows = source.read(base, level, table).set_index(["region", "year"])
        of = {code: rows[rows["sector"] == code] for code in codes}
        if not any(found.empty for found in of.values()):
            return of
    expected = f"sectors {', '.join(codes)}, to leave mining out"
    found = f"no such sectors in {', '.join(source.tables(base, level))} for level {level}"
    raise InputError(Problem("panel", "sector", found, expected, "Choose another level, or pull 85925NED."))


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


def _codes(codes: pd.Series[str], origin: Origin) -> pd.Series[str]:
    if not origin.codes:
        return codes
    known = {row[origin.codes]: row["corop"] for row in regions.codes_of_nuts()}
    return codes.map(known).fillna("")


def store_of(data: str | Path | Store) -> Store:
    """Return the store that `data` names: "live", a folder, or a Store itself."""
    if isinstance(data, Store):
        return data
    if data != "live" and not Path(data).is_dir():
        todo = "Use snapshot, live, or the folder of a store made by `impact pull`."
        raise InputError(Problem("panel", "data", repr(str(data)), "snapshot, live or a folder", todo))
    return Store(None if data == "live" else data)
