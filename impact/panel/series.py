"""One variable at one level from one table: as it stands there, or as a ratio or a sum of what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Protocol

import pandas as pd

from impact.errors import InputError, Problem
from impact.panel import algebra
from impact.panel.schema import COLUMNS, KEYS, PREFIXES
from impact.panel.variables import Ratio, SectorSum, Sum, Variable, variable
from impact.sources import catalogue
from impact.sources.provenance import Record

_ACCOUNTS_BY_SECTOR = "85925NED"  # what is to be pulled for a sum over sectors


class Source(Protocol):
    """Where variables are read from: the snapshot or a store.

    It is called "snapshot", "live" (the store of the user) or "store" (another).
    """

    @property
    def name(self) -> str:
        """What the manifest of a result calls it."""

    @property
    def place(self) -> str:
        """What messages call it."""

    def tables(self, wanted: Variable, level: str) -> dict[str, str]:
        """Return the tables that have a variable at a level, with their generation."""

    def default(self, having: Mapping[str, str]) -> str:
        """Return the table to take when none is named."""

    def read(self, wanted: Variable, level: str, table: str) -> pd.DataFrame:
        """Return the rows of a variable from one table, with the columns of the panel among them."""

    def parts(self, of: Sum) -> SectorSum:
        """Return the sectors that a sum is made of: pulled tables know finer ones."""

    def record(self, table: str, selection: str = "") -> Record:
        """Return where a table comes from; InputError where it is not there."""

    def series(
        self, name: str, level: str, *, tables: Sequence[str] = (), years: tuple[int, int] | None = None
    ) -> pd.DataFrame:
        """Return the rows of one variable at one level from one table, columns as in `schema.COLUMNS`."""


def bases(wanted: Variable) -> list[Variable]:
    """Return the variables that are read for one: itself, or what it is computed from."""
    if wanted.ratio is not None:
        return [variable(wanted.ratio.numerator), variable(wanted.ratio.denominator)]
    return [variable(wanted.sum.of)] if wanted.sum is not None else [wanted]


def rows_of(
    name: str, level: str, source: Source, chosen: Sequence[str] = (), years: tuple[int, int] | None = None
) -> pd.DataFrame:
    """Return the rows of a variable at a level, columns as in `COLUMNS`; of some years where they are given.

    Raises
    ------
    InputError
        An unknown variable; no table that has it, or a table that has none at this level or in these years.
    """
    return within(filled(variable(name), level, source, chosen), name, level, years)


def filled(wanted: Variable, level: str, source: Source, chosen: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a variable; refuses a table that has none at a level, and says at which it has."""
    rows = series(wanted, level, source, chosen)
    if len(rows):
        return rows
    levels = []
    for other in PREFIXES:
        with suppress(InputError):
            levels += [other] if there(wanted, other, source) and len(series(wanted, other, source, chosen)) else []
    found, expected = f"no {wanted.name} for level {level}", "a level at which the table has figures"
    todo = f"It has them for {', '.join(levels)}." if levels else "Pull the table again: it has no figures at all."
    raise InputError(Problem("panel", "level", found, expected, todo))


def within(rows: pd.DataFrame, name: str, level: str, years: tuple[int, int] | None) -> pd.DataFrame:
    """Return the rows of some years; refuses to return none."""
    first, last = years or (0, 9999)
    if first > last:
        todo = f"Ask for {last}-{first}."
        raise InputError(Problem("panel", "years", f"{first}-{last}", "the first year before the last", todo))
    inside = rows[rows["year"].between(first, last)]
    if inside.empty:
        asked = f" in {first}" if first == last else f" in {first} to {last}" if years else ""
        have = f"{rows['year'].min()} to {rows['year'].max()}"
        tables = " and ".join(rows["source"].unique())
        found, expected = f"no {name} for level {level}{asked}", f"a year of {tables}: {have}"
        todo = "Choose other years, or bring the table up to date with `impact pull`."
        raise InputError(Problem("panel", "years", found, expected, todo))
    return inside


def series(wanted: Variable, level: str, source: Source, chosen: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a variable at a level, columns as in `COLUMNS`, from one of the chosen tables if any are."""
    if wanted.sum is not None:
        return _sum(wanted, wanted.sum, level, source, chosen)
    if wanted.ratio is not None:
        return _ratio(wanted, wanted.ratio, level, source, chosen)
    return source.read(wanted, level, _one(wanted, level, source, chosen))[COLUMNS]


def _one(wanted: Variable, level: str, source: Source, chosen: Sequence[str]) -> str:
    """Return the one table to take a variable from."""
    having = source.tables(wanted, level)
    named = {t: having[t] for t in chosen if t in having}
    if len(named) > 1:
        listed = " and ".join(f"{t} ({generation})" for t, generation in named.items())
        todo = "Take one of them; years of the other are not comparable."
        raise InputError(Problem("panel", "tables", f"{wanted.name} from {listed}", "one table for a series", todo))
    if not having:
        raise InputError(nowhere(wanted, level, source))
    return next(iter(named)) if named else source.default(having)


def there(wanted: Variable, level: str, source: Source) -> bool:
    """Return whether a source has a variable at a level, or all that it is computed from."""
    if wanted.ratio is not None:
        return bool(_pairs(wanted.ratio, level, source, ()))
    if wanted.sum is not None:
        of = variable(wanted.sum.of)
        codes = list(source.parts(wanted.sum).weights)
        return bool(source.tables(of, level)) and len(_cells(of, codes, level, source, ())) > 0
    return bool(source.tables(wanted, level))


def nowhere(wanted: Variable, level: str, source: Source) -> Problem:
    """Say that a variable is not there at a level, at which it is, and what can be pulled."""
    found = f"{wanted.name} for level {level}"
    todo = " ".join(_advice(wanted, level, source)) or "Leave it out."
    return Problem("panel", "variable", found, "a variable that some table has at this level", todo)


def _advice(wanted: Variable, level: str, source: Source) -> Iterator[str]:
    """Say what helps; a table without the level does not."""
    elsewhere = [other for other in PREFIXES if other != level and there(wanted, other, source)]
    fetched = {other: table for other in PREFIXES if (table := pullable(wanted, other))}
    if elsewhere:
        yield f"It is there for {', '.join(elsewhere)}."
    if level in fetched:
        yield f"`impact pull {fetched[level]}` fetches it for level {level}; then ask with --data live."
    elif fetched and not elsewhere:
        table = next(iter(fetched.values()))
        levels = ", ".join(other for other, one in fetched.items() if one == table)
        yield f"`impact pull {table}` fetches it for {levels}; then ask for one of these with --data live."


def pullable(wanted: Variable, level: str) -> str:
    """Return the table of the catalogue that has all of a variable at a level, "" where none has."""
    needed = {base.name for base in bases(wanted)}
    for table in catalogue.tables().values():
        by_sector = wanted.sum is None or table.id == _ACCOUNTS_BY_SECTOR
        if (
            by_sector
            and not table.successor
            and level in table.levels
            and needed <= {m.variable for m in table.measures}
        ):
            return table.id
    return ""


def _ratio(wanted: Variable, ratio: Ratio, level: str, source: Source, chosen: Sequence[str]) -> pd.DataFrame:
    above, below = bases(wanted)
    pairs = _pairs(ratio, level, source, chosen)
    if not pairs:
        over, under = (", ".join(source.tables(base, level)) or "no table" for base in (above, below))
        found = f"{above.name} in {over}, {below.name} in {under}"
        expected = f"both of one generation, for {wanted.name} at level {level}"
        todo = " ".join(_advice(wanted, level, source)) or "Leave it out."
        raise InputError(Problem("panel", "variable", found, expected, todo))
    top, bottom = (
        source.read(base, level, name).set_index(KEYS) for base, name in zip((above, below), pairs[0], strict=True)
    )
    quotient = algebra.ratio(top, bottom)
    named = top.loc[quotient.index].assign(variable=wanted.name, unit=wanted.unit)
    return named.assign(value=quotient["value"], status=quotient["status"]).reset_index()[COLUMNS]


def _pairs(ratio: Ratio, level: str, source: Source, chosen: Sequence[str]) -> list[tuple[str, str]]:
    """Return the tables of numerator and denominator that are of one generation."""
    over, under = (source.tables(variable(name), level) for name in (ratio.numerator, ratio.denominator))
    return [(a, b) for a in over for b in under if over[a] == under[b] and (not chosen or {a, b} & set(chosen))]


def _sum(wanted: Variable, of: Sum, level: str, source: Source, chosen: Sequence[str]) -> pd.DataFrame:
    """Return a weighted sum over sectors, with a row wherever the first of them has one."""
    base, parts = variable(of.of), source.parts(of)
    if not source.tables(base, level):
        raise InputError(nowhere(wanted, level, source))
    codes = list(parts.weights)
    cells = _cells(base, codes, level, source, chosen)
    if cells.empty:
        expected = f"sectors {', '.join(codes)}, to leave mining out"
        found = f"no such sectors in {', '.join(source.tables(base, level))} for level {level}"
        todo = " ".join(_advice(wanted, level, source)) or "Leave it out."
        raise InputError(Problem("panel", "sector", found, expected, todo))
    keys = ["region", "year"]
    first = cells[cells["sector"] == codes[0]].set_index(keys)
    summed = algebra.weighted_sum(cells, parts.weights, keys).loc[first.index]
    named = first.assign(variable=wanted.name, unit=wanted.unit, sector=parts.sector)
    return named.assign(value=summed["value"], status=summed["status"]).reset_index()[COLUMNS]


def _cells(base: Variable, codes: Sequence[str], level: str, source: Source, chosen: Sequence[str]) -> pd.DataFrame:
    """Return the rows of some sectors, from the first table that has them all; nothing where none has."""
    first = _one(base, level, source, chosen)
    for table in [first, *(t for t in source.tables(base, level) if t != first and not chosen)]:
        rows = source.read(base, level, table)
        cells = rows[rows["sector"].isin(codes)]
        if set(codes) <= set(cells["sector"]):
            return cells
    return rows[:0]
