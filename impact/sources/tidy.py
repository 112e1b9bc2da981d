"""From the pages of a table to one tidy parquet file: a cell a row, with the reason where it is empty.

Columns: `region`, `sector` (both only where the table has them), `period`, `year`, further dimensions under their own
key (`home_region` and `work_region` in tables of commuting), then `measure` (the title of the column), `value`, `unit`
(as printed by the source) and `status`; `text` where the table has columns of words. Keys have lost their padding. The
four marks of an empty cell stay apart: "unknown" (.), "suppressed" (x), "impossible" (blank) and "nil" (-). None of
them is 0.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from impact.sources.description import Chosen, Column, Description, Dimension, Rows, column_names, measure_names
from impact.sources.transport import Transfer

MARKS = {".": "unknown", "x": "suppressed", "": "impossible", "-": "nil"}
_FLUSH = 200_000  # rows in a row group
_CODE = re.compile(r"(?:[A-U](?:[-+][A-U])*|\d{2}(?:-\d{2})?)(?=\s)")
# The attribute of an observation in OData v4 that says why it has no value.
_ATTRIBUTES = {
    "confidential": "suppressed",
    "secret": "suppressed",
    "impossible": "impossible",
    "nil": "nil",
}


def sector_code(key: str, title: str) -> str:
    """Return the SBI code that opens the title of a sector ("B-E", "62"), or the key of the source where none does."""
    found = _CODE.match(title + " ")
    return found[0] if found else key


class Writer:
    """Writes the rows of a table, page by page, as they come from either dialect."""

    def __init__(self, path: Path, about: Description, chosen: Chosen, transfer: Transfer) -> None:
        self._chosen, self._transfer = chosen, transfer
        called = column_names(about.dimensions)
        self._codes = [_Codes(d, called[d.key]) for d in about.dimensions]
        self._names = measure_names(chosen.columns)
        self._file = pq.ParquetWriter(path, self._schema(), compression="zstd")
        self._waiting: list[pa.Table] = []
        self.rows = 0
        self.years: set[int] = set()
        self.provisional: set[int] = set()

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()
        self._file.close()

    def add(self, rows: Rows) -> None:
        """Write one page: rows with a column for each measure (v3), or with one measure a row (v4)."""
        if not rows:
            return
        dimensions = self._dimensions(rows)
        if "Measure" in rows[0]:
            self._waiting.append(self._long(rows, dimensions))
        else:
            self._waiting += [self._wide(rows, column, dimensions) for column in self._chosen.columns]
        if sum(t.num_rows for t in self._waiting) >= _FLUSH:
            self._flush()

    def _schema(self) -> pa.Schema:
        text = pa.dictionary(pa.int32(), pa.string())
        keys = [c.name for c in self._codes]
        year = [("year", pa.int16())] if "period" in keys else []
        fields = [*((k, text) for k in keys), *year, ("measure", text), ("value", pa.float64())]
        words = [("text", text)] if any(c.words for c in self._chosen.columns) else []
        return pa.schema([*fields, ("unit", text), ("status", text), *words])

    def _dimensions(self, rows: Rows) -> dict[str, pa.Array]:
        found: dict[str, pa.Array] = {}
        for codes in self._codes:
            try:
                found[codes.name] = codes.encode([row[codes.key] for row in rows])
            except KeyError as missing:
                seen = f"{codes.key} {missing.args[0]!r} is not among the codes that the table describes"
                raise self._transfer.error(seen, "The table may be changing; try again later.") from missing
            if codes.name == "period":
                found["year"] = pc.cast(pc.utf8_slice_codeunits(found[codes.name].cast(pa.string()), 0, 4), pa.int16())
                self.years.update(pc.unique(found["year"]).to_pylist())
                found["final"] = codes.final(found[codes.name])
        return found

    def _wide(self, rows: Rows, column: Column, dimensions: dict[str, pa.Array]) -> pa.Table:
        printed = pc.utf8_trim_whitespace(pa.array([_text(row, column.key) for row in rows], pa.string()))
        if column.words:
            nothing = pa.nulls(len(rows), pa.float64())
            return self._table(dimensions, [column] * len(rows), nothing, pa.repeat("", len(rows)), printed)
        empty = pc.is_in(printed, pa.array(list(MARKS)))
        try:
            value = pc.cast(pc.if_else(empty, None, printed), pa.float64())
        except pa.ArrowInvalid as failure:
            seen = f"a cell of {column.title!r} that is neither a number nor one of . x - ({failure})"
            raise self._transfer.error(seen, "Report it; nothing was changed.") from failure
        reason = pc.if_else(empty, pc.replace_with_mask(printed, empty, _reasons(printed.filter(empty))), "")
        return self._table(dimensions, [column] * len(rows), value, reason)

    def _long(self, rows: Rows, dimensions: dict[str, pa.Array]) -> pa.Table:
        by_key = {c.key: c for c in self._chosen.columns}
        columns = [by_key[row["Measure"]] for row in rows]
        # Values come in single precision: 7888.2001953125 is 7888.2.
        numbers = [
            None if v is None else round(v, c.decimals)
            for v, c in zip((r["Value"] for r in rows), columns, strict=True)
        ]
        reasons = [
            "" if r["Value"] is not None else _ATTRIBUTES.get(str(r["ValueAttribute"]).lower(), "unknown") for r in rows
        ]
        words = pa.array([str(row.get("StringValue") or "") for row in rows])
        return self._table(dimensions, columns, pa.array(numbers, pa.float64()), pa.array(reasons), words)

    def _table(
        self, dimensions: dict[str, pa.Array], columns: list[Column], value: Any, reason: Any, words: Any = None
    ) -> pa.Table:
        provisional = pc.and_(pc.is_valid(value), pc.invert(dimensions["final"])) if "final" in dimensions else False
        status = pc.if_else(provisional, "provisional", reason)
        if "year" in dimensions:
            self.provisional.update(pc.unique(dimensions["year"].filter(provisional)).to_pylist())
        cells = {n: a for n, a in dimensions.items() if n != "final"} | {
            "measure": pa.array([self._names[c.key] for c in columns]).dictionary_encode(),
            "value": value,
            "unit": pa.array([c.unit for c in columns]).dictionary_encode(),
            "status": status.dictionary_encode(),
            "text": words if words is not None else pa.repeat("", len(columns)),
        }
        self.rows += len(columns)
        schema = self._file.schema
        return pa.table([cells[n].cast(schema.field(n).type) for n in schema.names], schema=schema)

    def _flush(self) -> None:
        if self._waiting:
            self._file.write_table(pa.concat_tables(self._waiting).unify_dictionaries())
            self._waiting = []


class _Codes:
    """The codes of one dimension: padded keys of the source in, an encoded column out."""

    def __init__(self, dimension: Dimension, name: str) -> None:
        self.key, self.name = dimension.key, name
        keys = list(dimension.titles)
        named = [sector_code(k, dimension.titles[k]) if dimension.kind == "sector" else k for k in keys]
        self._names = pa.array(named, pa.string())
        self._position = {k: i for i, k in enumerate(keys)}
        self._final = pa.array(["voorlopig" not in dimension.statuses.get(k, "").lower() for k in keys])

    def encode(self, raw: list[str]) -> pa.DictionaryArray:
        position = self._position
        indices = pa.array([position[key] if key in position else position[key.strip()] for key in raw], pa.int32())
        return pa.DictionaryArray.from_arrays(indices, self._names)

    def final(self, encoded: pa.DictionaryArray) -> pa.Array:
        return self._final.take(encoded.indices)


def _text(row: dict[str, Any], key: str) -> str:
    cell = row[key]
    return "" if cell is None else str(cell)


def _reasons(marks: pa.Array) -> pa.Array:
    return pa.array([MARKS[m] for m in marks.to_pylist()], pa.string())
