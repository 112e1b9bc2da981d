"""The totals of every draw, kept so that results can be compared draw by draw: quantiles cannot be subtracted.

In a result folder they are `draws.parquet`: one row per total and draw, with columns `name`, `measure`, `year` (none
where years are summed), `draw` and `value`. Totals are rounded to multiples of 2⁻²⁰, about one euro or a millionth of
a labour year, so that sums and differences of them are exact in any order. With 1,000 draws and eight years the file
takes 0.9 MB, some 3 bytes a value: the lower half of a rounded number is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from impact.scenario.computation.draws import Array
from impact.scenario.computation.measures import MEASURES
from impact.scenario.computation.totals import Totals

FILE = "draws.parquet"
SPENDING = "spending"
"""The name and the measure of what is paid in each year, MEUR of the price year, the part abroad included."""
_GRAIN = 2.0**20
_KEYS = ("name", "measure", "year")
_KINDS = {"year": "int64"}  # other parts of a key are text
_ROWS = 2**20

Key = tuple[str, str, int | None]
"""What a total is of: concept, step or part; measure; year, None where all years are summed."""


@dataclass(frozen=True)
class TotalsByDraw:
    """Totals of every draw, sectors and stages summed.

    Attributes
    ----------
    drawn : by what they are of, each (draws,): concepts and `spending` by year, steps and parts over all years.
    count : how many draws.
    """

    drawn: Mapping[Key, Array]
    count: int

    def of(self, name: str, measure: str, year: int | None = None) -> Array:
        """Return the draws of one total, (draws,); zero where nothing happens.

        Parameters
        ----------
        name
            A concept or `spending`; over all years also a step or a part.
        measure
            One of the measures; `spending` for itself.
        year
            None for all years together.
        """
        found = self.drawn.get((name, measure, year))
        if found is not None:
            return found
        by_year = [self.drawn[key] for key in self.drawn if key[:2] == (name, measure)] if year is None else []
        return np.sum(by_year, axis=0) if by_year else np.zeros(self.count)

    @property
    def years(self) -> list[int]:
        """The years of the totals, in order."""
        return sorted({year for _, _, year in self.drawn if year is not None})

    @property
    def measures(self) -> list[str]:
        """The measures of the totals, `spending` aside, in the order in which they were kept."""
        return [measure for measure in dict.fromkeys(key[1] for key in self.drawn) if measure != SPENDING]


def totals_by_draw(totals: Totals, spent: Array, years: Sequence[int]) -> TotalsByDraw:
    """Return the totals that a result keeps of every draw; they are rounded where they lie, and `totals` with them.

    Parameters
    ----------
    totals
        Draws of the concepts by year, and of steps and parts; those that are concepts too are kept as concepts.
    spent
        What is paid, (draws, years), MEUR of the price year.
    years
        The years, in the order of the arrays.
    """
    found: dict[Key, Array] = {}
    for name, total in totals.by_year.items():
        for place, measure in enumerate(MEASURES):
            found |= {(name, measure, year): total[:, at, place] for at, year in enumerate(years)}
    for name, step in totals.summed.items():
        if name not in totals.by_year:
            found |= {(name, measure, None): step[:, place] for place, measure in enumerate(MEASURES)}
    found |= {(SPENDING, SPENDING, year): spent[:, at] for at, year in enumerate(years)}
    return TotalsByDraw({key: rounded(values) for key, values in found.items()}, len(spent))


def rounded(values: Array) -> Array:
    """Round values to multiples of 2⁻²⁰ where they stand, of any shape, and return them."""
    values *= _GRAIN
    np.round(values, out=values)
    values /= _GRAIN
    values += 0.0  # turns -0.0 into 0.0
    return values


def write(totals: TotalsByDraw, path: Path) -> None:
    """Write totals as parquet, the same bytes for the same totals."""
    write_keyed(path, _KEYS, totals.drawn, totals.count)


def read(path: Path, count: int) -> TotalsByDraw:
    """Return the totals that `write` wrote of `count` draws."""
    return TotalsByDraw(dict(read_keyed(path, _KEYS, count)), count)


def write_keyed(path: Path, named: Sequence[str], drawn: Mapping[Any, Array], count: int) -> None:
    """Write draws as parquet, a million rows at a time: a column for each part of a key, `draw` and `value`.

    Parameters
    ----------
    path
        The file.
    named
        What the parts of a key are called.
    drawn
        By key, each (draws,).
    count
        How many draws.
    """
    import pyarrow.parquet as pq

    keys = list(drawn)
    each = max(1, _ROWS // count)
    tables = (_table(named, {key: drawn[key] for key in keys[at : at + each]}) for at in range(0, len(keys), each))
    first = next(tables)
    # Bytes of equal weight lie together, so that the empty lower ones take no room.
    encoding = {"draw": "DELTA_BINARY_PACKED", "value": "BYTE_STREAM_SPLIT"}
    options: dict[str, Any] = {"compression": "zstd", "use_dictionary": list(named), "column_encoding": encoding}
    with pq.ParquetWriter(path, first.schema, **options) as file:
        for table in chain([first], tables):
            file.write_table(table)


def _table(named: Sequence[str], drawn: Mapping[Any, Array]) -> Any:
    """Return some draws by key, a row per draw."""
    import pyarrow as pa

    values = list(drawn.values())
    count = len(values[0])
    parts = zip(named, zip(*drawn, strict=True), strict=True)
    columns = {
        **{name: _repeated(part, _KINDS.get(name, "string"), count) for name, part in parts},
        "draw": pa.array(np.tile(np.arange(count, dtype=np.int32), len(values))),
        "value": pa.array(np.concatenate(values)),
    }
    return pa.table(columns)


def read_keyed(path: Path, named: Sequence[str], count: int) -> Iterator[tuple[Any, Array]]:
    """Yield each key and its draws as `write_keyed` wrote them of `count` draws."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    values = table["value"].to_numpy().reshape(-1, count)
    first = table.select(list(named)).take(np.arange(0, len(table), count)).to_pylist()
    for at, row in enumerate(first):
        yield tuple(row.values()), values[at]


def _repeated(keys: Sequence[object], kind: str, count: int) -> Any:
    """Return each key `count` times, kept once and pointed at."""
    import pyarrow as pa

    coded = pa.array(keys, type=pa.type_for_alias(kind)).dictionary_encode(null_encoding="encode")
    places = pa.array(np.repeat(coded.indices.to_numpy(zero_copy_only=False), count))
    return pa.DictionaryArray.from_arrays(places, coded.dictionary).cast(coded.type.value_type)
