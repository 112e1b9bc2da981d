"""One variable at one level from one table: as it stands there, or as a ratio or a difference of what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from impact.errors import InputError, Problem
from impact.panel.embedded import Embedded
from impact.panel.levels import PREFIXES
from impact.panel.schema import MISSING, OBSERVED
from impact.panel.variables import Difference, Ratio, Variable, variable
from impact.sources import catalogue

if TYPE_CHECKING:
    from impact.sources.store import Store

COLUMNS = ["region", "sector", "year", "variable", "value", "unit", "status", "source", "vintage"]
KEYS = ["region", "sector", "year"]
_ACCOUNTS_BY_SECTOR = "85925NED"  # what is to be pulled for a difference between sectors


class Source(Protocol):
    """Where variables are read from: the embedded figures or a store."""

    def tables(self, wanted: Variable, level: str) -> dict[str, str]:
        """Return the tables that have a variable at a level, with their generation."""

    def default(self, having: Mapping[str, str]) -> str:
        """Return the table to take when none is named."""

    def read(self, wanted: Variable, level: str, table: str) -> pd.DataFrame:
        """Return the rows of a variable from one table, with the columns of the panel among them."""

    def less(self, difference: Difference) -> tuple[str, str]:
        """Return the sector groups to leave out and to add again, to be rid of mining."""


def bases(wanted: Variable) -> list[Variable]:
    """Return the variables that are read for one: itself, or what it is computed from."""
    if wanted.ratio is not None:
        return [variable(wanted.ratio.numerator), variable(wanted.ratio.denominator)]
    return [variable(wanted.difference.of)] if wanted.difference is not None else [wanted]


def source_of(data: str | Path | Store) -> Source:
    """Return where figures are read from: "snapshot", "live", the folder of a store, or a Store."""
    if data == "snapshot":
        return Embedded()
    from impact.panel.live import Live, store_of  # brings the network along, which a snapshot does not need

    return Live(store_of(data))


def series(wanted: Variable, level: str, source: Source, chosen: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a variable at a level, columns as in `COLUMNS`, from one of the chosen tables if any are."""
    if wanted.difference is not None:
        return _difference(wanted, wanted.difference, level, source, chosen)
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
    if wanted.difference is not None:
        of = variable(wanted.difference.of)
        return bool(source.tables(of, level) and _groups(of, _codes(wanted.difference, source), level, source, ()))
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
        by_sector = wanted.difference is None or table.id == _ACCOUNTS_BY_SECTOR
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
    top, bottom = source.read(above, level, pairs[0][0]), source.read(below, level, pairs[0][1])
    joined = top.merge(bottom[[*KEYS, "value", "status"]], on=KEYS, suffixes=("", "_below"))
    nothing = joined["value_below"] == 0
    status = _weaker(joined["status"], joined["status_below"].mask(nothing, "impossible"))
    value = joined["value"] / joined["value_below"].mask(nothing)
    return joined.assign(variable=wanted.name, unit=wanted.unit, value=value, status=status)[COLUMNS]


def _pairs(ratio: Ratio, level: str, source: Source, chosen: Sequence[str]) -> list[tuple[str, str]]:
    """Return the tables of numerator and denominator that are of one generation."""
    over, under = (source.tables(variable(name), level) for name in (ratio.numerator, ratio.denominator))
    return [(a, b) for a in over for b in under if over[a] == under[b] and (not chosen or {a, b} & set(chosen))]


def _weaker(one: pd.Series[str], other: pd.Series[str]) -> pd.Series[str]:
    """Return the status that says least for a figure, row by row: why there is none, else how sure it is."""
    rank = {status: n for n, status in enumerate((*MISSING, *reversed(OBSERVED)))}
    return one.where(one.map(rank) <= other.map(rank), other)


def _difference(wanted: Variable, part: Difference, level: str, source: Source, chosen: Sequence[str]) -> pd.DataFrame:
    less, plus = source.less(part)
    if not source.tables(variable(part.of), level):
        raise InputError(nowhere(wanted, level, source))
    of = _groups(variable(part.of), _codes(part, source), level, source, chosen)
    if not of:
        expected = f"sectors {', '.join(_codes(part, source))}, to leave mining out"
        found = f"no such sectors in {', '.join(source.tables(variable(part.of), level))} for level {level}"
        todo = " ".join(_advice(wanted, level, source)) or "Leave it out."
        raise InputError(Problem("panel", "sector", found, expected, todo))
    total = of[part.total]
    value, status = total["value"], total["status"]
    for code, sign in ((less, -1.0), *([(plus, 1.0)] if plus else [])):
        value = value + sign * of[code]["value"].reindex(total.index)
        status = _weaker(status, of[code]["status"].reindex(total.index).fillna("not collected"))
    named = total.assign(value=value, status=status, variable=wanted.name, unit=wanted.unit)
    return named.assign(sector=f"{part.total} without {'B, D, E' if plus else less}").reset_index()[COLUMNS]


def _groups(
    base: Variable, codes: Sequence[str], level: str, source: Source, chosen: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """Return the rows of each sector group, from the first table that has them all; nothing where none has."""
    first = _one(base, level, source, chosen)
    for table in [first, *(t for t in source.tables(base, level) if t != first and not chosen)]:
        rows = source.read(base, level, table).set_index(["region", "year"])
        of = {code: rows[rows["sector"] == code] for code in codes}
        if not any(found.empty for found in of.values()):
            return of
    return {}


def _codes(part: Difference, source: Source) -> list[str]:
    return [code for code in (part.total, *source.less(part)) if code]
