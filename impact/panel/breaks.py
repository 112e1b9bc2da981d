"""Where a series stands on another footing than the year before: a border that moved, a group that was made anew.

The known breaks are records in `data/concordances/series-breaks.csv`; municipalities that took in others and kept their
code follow from the mergers. The first year on the new footing has the status "break", as Eurostat marks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

import pandas as pd

from impact.panel.series import bases
from impact.panel.variables import variable
from impact.regions import history
from impact.regions.codes import concordance, names
from impact.sources import snapshot
from impact.statuses import OBSERVED
from impact.words.names import Name, name_of
from impact.words.statements import Statement, in_both, said

BREAK = "break"  # the status of the first year on another footing
EVERY = "*"
AND = "+"  # between the areas of a sum
_OF_THE_DAY = frozenset(["81575NED", "83582NED", "83631NED", "83635NED"])  # municipalities as they were in each year
_OF_ONE_TABLE = ["variable", "source", "vintage"]  # rows that are alike in these are of the same tables
Kind = Literal["boundary", "definition", "vintage", "merger"]


@dataclass(frozen=True)
class Break:
    """One break.

    Attributes
    ----------
    name : unlike that of any other.
    kind : "boundary" (areas whose sum stays what it was), "merger" (a municipality that took in others), "definition"
        (figures that no sum puts on one footing), or "vintage" (years of two editions of a table).
    series : tables of the snapshot, by name, and tables of CBS, by number, that have it.
    regions, sectors : codes that are concerned; "*" for all.
    year : the first year on the new footing.
    reason : what happened.
    """

    name: str
    kind: Kind
    series: frozenset[str]
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    year: int
    reason: Name | Statement

    @property
    def reasons(self) -> Mapping[str, str]:
        """What happened, by language."""
        return in_both(self.reason)

    def lies_between(self, before: int, after: int) -> bool:
        """Return whether two years stand on either side of the break."""
        return before < self.year <= after

    def is_in(self, frame: pd.DataFrame) -> bool:
        """Return whether a panel has figures of a series with the break, be it of other regions or sectors."""
        return bool(_of(frame, self.series).any())

    def concerns(self, frame: pd.DataFrame) -> pd.Series[bool]:
        """Return which rows of a panel are of a series that has the break, whatever their year."""
        return _of(frame, self.series) & _among(frame["region"], self.regions) & _among(frame["sector"], self.sectors)


@cache
def breaks() -> tuple[Break, ...]:
    """Return all known breaks."""
    return (*map(_read, concordance("series-breaks")), *_mergers())


def marked(frame: pd.DataFrame, *, harmonised: bool = False) -> pd.DataFrame:
    """Return a panel with the status "break" on the first figure after each break that its years cross.

    A figure that is provisional or estimated stays so: `crossed` and `change` know of its break without the mark. Not
    so a merger, of which the mark is all there is: municipal counts that are harmonised stand on the boundaries of one
    year, and have none. Years of two vintages are each as published, and are not marked.
    """
    status = frame["status"]
    plain, observed = status.eq(""), status.isin(OBSERVED)
    unmarked = {"vintage", "merger"} if harmonised else {"vintage"}
    near = [one for one in _near(frame) if one.kind not in unmarked and frame["year"].eq(one.year).any()]
    if not near:
        return frame.assign(status=status)
    series = [frame[column] for column in ("variable", "region", "sector")]
    first = frame.groupby(series)["year"].transform("min")
    for one in near:
        can_be = observed if one.kind == "merger" else plain
        hit = can_be & (frame["year"] == one.year) & (first < one.year) & one.concerns(frame)
        status = status.mask(hit, BREAK)
    return frame.assign(status=status)


def crossed(frame: pd.DataFrame) -> Iterator[tuple[Break, pd.DataFrame]]:
    """Yield the breaks that the years of a panel cross, each with the rows that it concerns.

    A merger counts where its year is marked: counts that were harmonised are not.
    """
    for one in _near(frame):
        rows = frame[one.concerns(frame)]
        if len(rows) and one.lies_between(rows["year"].min(), rows["year"].max()) and _is_there(one, rows):
            yield one, rows


def together(crossing: Sequence[Break]) -> list[tuple[str, ...]]:
    """Return the areas of one level whose sum no border between the years divides: over several breaks if need be."""
    groups: list[set[str]] = []
    for one in crossing:
        levels = {code[:2] for code in one.regions} if one.kind == "boundary" else set()
        for level in sorted(levels):
            joined = {code for code in one.regions if code.startswith(level)}
            touching = [group for group in groups if group & joined]
            groups = [group for group in groups if group not in touching] + [joined.union(*touching)]
    return [tuple(sorted(group)) for group in groups]


def tables(frame: pd.DataFrame) -> list[str]:
    """Return the tables of the snapshot that the figures of a panel come from."""
    return list(dict.fromkeys(name for key in _keys(frame) for name in _tables(*key)))


def _near(frame: pd.DataFrame) -> list[Break]:
    """Return the breaks that can concern rows of a panel: of its series, its regions and its sectors.

    A panel has a handful of all of them; asking each one row by row would take most of the time of a map.
    """
    series = {name for key in _keys(frame) for name in (*key[1].split(), *_tables(*key))}
    regions, sectors = ({EVERY, *frame[column].unique()} for column in ("region", "sector"))
    return [one for one in breaks() if series & one.series and regions & {*one.regions} and sectors & {*one.sectors}]


def _is_there(one: Break, rows: pd.DataFrame) -> bool:
    return one.kind != "merger" or bool(rows.loc[rows["year"] == one.year, "status"].eq(BREAK).any())


def _read(row: Mapping[str, str]) -> Break:
    kind = cast("Kind", row["kind"])
    series, regions, sectors = (tuple(row[field].split()) for field in ("series", "regions", "sectors"))
    reason = name_of(lambda lang: row[f"reason_{lang}"])
    return Break(row["name"], kind, frozenset(series), regions, sectors, int(row["year"]), reason)


def _mergers() -> Iterator[Break]:
    """Yield the municipalities that took in others, or a part of them, and kept their code."""
    for year in history.changes(0, 9999):
        for new, former in sorted(history.predecessors(year).items()):
            if new in former and len(former) > 1:
                others = said("took_in", others=[names()[old] for old in sorted(former - {new})])
                yield Break(f"{new}-{year}", "merger", _OF_THE_DAY, (new,), (EVERY,), year, others)


def _among(codes: pd.Series[str], wanted: tuple[str, ...]) -> pd.Series[bool]:
    return codes.notna() if EVERY in wanted else codes.isin(wanted)


def _of(frame: pd.DataFrame, series: frozenset[str]) -> pd.Series[bool]:
    """Return which rows come from one of the series: a table of the snapshot by name, a table of CBS by number."""
    keys = _keys(frame)
    having = [key for key in keys if series & {*key[1].split(), *_tables(*key)}]
    some = 0 < len(having) < len(keys)
    rows = pd.MultiIndex.from_frame(frame[_OF_ONE_TABLE]).isin(having) if some else bool(having)
    return pd.Series(rows, index=frame.index, dtype=bool)


def _keys(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    distinct = frame[_OF_ONE_TABLE].drop_duplicates()
    return list(distinct.itertuples(index=False, name=None))


@cache
def _tables(name: str, source: str, vintage: str) -> tuple[str, ...]:
    """Return the tables of the snapshot behind a variable; for a ratio, those it is divided by as well."""
    above, *below = bases(variable(name))
    found = [o for o in above.snapshot if _is_from(o.table, o.source, source, vintage)]
    generations = {(o.generation, o.level) for o in found}
    under = [o for one in below for o in one.snapshot if (o.generation, o.level) in generations]
    return tuple(dict.fromkeys(o.table for o in (*found, *under)))


def _is_from(table: str, stated: str, source: str, vintage: str) -> bool:
    record = snapshot.record(table)
    return (stated or record.source) == source and record.vintage == vintage
