"""Tables to and from files that other tools read: csv, parquet and pymrio's folder.

csv and parquet hold one cell a row (`block row column value`, cells of zero left out) with what the figures are, and
the order of the labels, in a first comment line or in the schema's metadata. A pair of region and sector is written
`region | sector`. pymrio's folder holds `Z`, `Y` and one extension with primary inputs and satellites; it has no word
for year, prices and source, so these stand in the description of its `metadata.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from impact.errors import InputError, Problem
from impact.inputoutput.tables.cells import text_of
from impact.inputoutput.tables.labels import listed
from impact.inputoutput.tables.reading import pair, unpaired
from impact.inputoutput.tables.table import IOTable

BLOCKS = ("transactions", "final_demand", "primary_inputs", "final_primary_inputs", "satellites")
_FACTS = ("year", "unit", "prices", "source")
_MARK = "# impact input-output table "
_EXTENSION = "inputs"
_SATELLITE = "satellite: "


def write_csv(table: IOTable, path: str | Path) -> None:
    """Write a table as csv, one cell a row, with what the figures are in the first line."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        file.write(_MARK + json.dumps(_facts(table), ensure_ascii=False) + "\n")
        tidy(table).to_csv(file, index=False, lineterminator="\n")


def read_csv(path: str | Path) -> IOTable:
    """Return the table that `write_csv` wrote; for a user's own csv see `read_table`.

    Raises
    ------
    InputError
        The file is not one of these, or what was changed in it left the table out of balance.
    """
    text = text_of(path)
    first, _, rest = text.partition("\n")
    if not first.startswith(_MARK):
        todo = "Read a csv of your own with read_table."
        raise InputError(Problem(str(path), "first line", first[:60], f"{_MARK.strip()} {{...}}", todo))
    with _whole(path, "a whole file of write_csv", "Write it again, or read a csv of your own with read_table."):
        cells = pd.read_csv(StringIO(rest), dtype={"block": str, "row": str, "column": str}, keep_default_na=False)
        facts = json.loads(first.removeprefix(_MARK))
        return _table(cells.astype({"value": float}), facts, str(path))


def write_parquet(table: IOTable, path: str | Path) -> None:
    """Write a table as parquet (zstd), one cell a row, with what the figures are in the schema's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pa.Table.from_pandas(tidy(table), preserve_index=False)
    arrow = arrow.replace_schema_metadata({"impact": json.dumps(_facts(table), ensure_ascii=False)})
    pq.write_table(arrow, path, compression="zstd")


def read_parquet(path: str | Path) -> IOTable:
    """Return the table that `write_parquet` wrote.

    Raises
    ------
    InputError
        The file is not one of these, or damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        arrow = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as error:
        todo = "Write one with write_parquet."
        raise InputError(Problem(str(path), "file", str(error)[:80], "a parquet file", todo)) from error
    facts = (arrow.schema.metadata or {}).get(b"impact")
    if facts is None:
        todo = "Write one with write_parquet."
        raise InputError(Problem(str(path), "metadata", "none of ours", "an `impact` entry", todo))
    with _whole(path, "a whole file of write_parquet", "Write it again."):
        return _table(arrow.to_pandas(), json.loads(facts), str(path))


def write_pymrio(table: IOTable, folder: str | Path) -> None:
    """Write a table as a folder that `pymrio.load_all` reads; a table of one economy gets the region `region`.

    Levels are named as pymrio names them, `region`, `sector` and `category`, whatever they are called in the table.
    What the folder has no word for is left out: the printed output, and the tolerance.
    """
    root = Path(folder)
    (root / _EXTENSION).mkdir(parents=True, exist_ok=True)
    table = _with_region(table)
    inputs = pd.concat([table.primary_inputs, table.satellites.rename(lambda name: _SATELLITE + name)])
    finals = table.final_primary_inputs.reindex(index=inputs.index, columns=table.final_demand.columns, fill_value=0.0)
    units = [table.satellite_units.get(name.removeprefix(_SATELLITE), table.unit) for name in inputs.index]
    frames = {
        root / "Z.txt": table.transactions,
        root / "Y.txt": table.final_demand,
        root / "unit.txt": pd.DataFrame({"unit": table.unit}, index=table.labels),
        root / _EXTENSION / "F.txt": inputs.rename_axis("stressor"),
        root / _EXTENSION / "F_Y.txt": finals.rename_axis("stressor"),
        root / _EXTENSION / "unit.txt": pd.DataFrame({"unit": units}, index=inputs.index.rename("stressor")),
    }
    for path, frame in frames.items():
        frame.to_csv(path, sep="\t", lineterminator="\n")
    _write_json(root / "file_parameters.json", _parameters(["Z", "Y"], 2, "IOSystem"))
    parameters = _parameters(["F", "F_Y"], 1, "Extension") | {"name": _EXTENSION}
    _write_json(root / _EXTENSION / "file_parameters.json", parameters)
    description = json.dumps({name: getattr(table, name) for name in _FACTS}, ensure_ascii=False)
    about: dict[str, Any] = {"description": description, "name": "IO", "system": None, "version": None, "history": []}
    _write_json(root / "metadata.json", about)


def read_pymrio(
    folder: str | Path, *, year: int | None = None, unit: str | None = None, prices: str | None = None
) -> IOTable:
    """Return the table in a pymrio folder; year, unit and prices are needed when `write_pymrio` did not write it.

    Its own extension (`inputs`) holds primary inputs and satellites. Without it, primary inputs are what is left of
    output, as `value_added`, and the rows of all other extensions are satellites, named `extension: row`. What final
    users emit themselves (`F_Y` of such an extension) goes with no output and is not read; `source` says so.

    Parameters
    ----------
    folder
        A folder as pymrio saves it, with Z and Y.
    year
        Of the figures.
    unit
        Of the flows, such as MEUR.
    prices
        `current`, or whatever the source calls them.

    Raises
    ------
    InputError
        The folder lacks Z or Y, a file in it is damaged or missing, nothing says what the figures are, or the table
        does not balance.
    """
    root = Path(folder)
    with _whole(root, "a folder of pymrio's save_all, labels of region and sector", "Save it again with save_all."):
        return _pymrio_table(root, year=year, unit=unit, prices=prices)


def _pymrio_table(root: Path, **given: object) -> IOTable:
    facts = _pymrio_facts(root) | {name: value for name, value in given.items() if value is not None}
    _require_pymrio(root, [name for name in given if name not in facts])
    Z = pd.read_csv(root / "Z.txt", sep="\t", index_col=[0, 1], header=[0, 1], dtype={0: str, 1: str}).astype(float)
    Y = pd.read_csv(root / "Y.txt", sep="\t", index_col=[0, 1], header=[0, 1], dtype={0: str, 1: str}).astype(float)
    inputs, finals, satellites, units = _pymrio_inputs(root, Z, Y)
    return IOTable(
        Z,
        Y,
        inputs,
        year=int(facts["year"]),
        unit=facts["unit"],
        prices=facts["prices"],
        source=facts.get("source", f"pymrio folder {root.name}{_left_out(root)}"),
        satellites=satellites,
        satellite_units=units,
        final_primary_inputs=finals,
    )


@contextmanager
def _whole(path: str | Path, expected: str, todo: str) -> Iterator[None]:
    """Turn whatever a damaged or foreign file makes go wrong into an InputError that names it."""
    try:
        yield
    except InputError:
        raise
    except (AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        found = f"{type(error).__name__}: {error}" if not isinstance(error, ValueError) else str(error)
        raise InputError(Problem(str(path), "contents", found, expected, todo)) from error


def tidy(table: IOTable) -> pd.DataFrame:
    """Return a table as one cell a row, `block row column value`; cells of zero are left out."""
    return pd.concat([_cells(name, getattr(table, name)) for name in BLOCKS], ignore_index=True)


def _cells(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    values = frame.to_numpy(dtype=float)
    i, j = values.nonzero()
    rows, columns = (np.array(names, dtype=object) for names in _orders(frame))
    return pd.DataFrame({"block": name, "row": rows[i], "column": columns[j], "value": values[i, j]})


def _facts(table: IOTable) -> dict[str, Any]:
    facts: dict[str, Any] = {name: getattr(table, name) for name in _FACTS}
    orders = {name: _orders(getattr(table, name)) for name in BLOCKS}
    return facts | {"satellite_units": dict(table.satellite_units), "tolerance": table.tolerance, "orders": orders}


def _orders(frame: pd.DataFrame) -> list[list[str]]:
    return [[pair(label) for label in axis] for axis in (frame.index, frame.columns)]


def _table(cells: pd.DataFrame, facts: dict[str, Any], file: str) -> IOTable:
    orders = {name: [pd.Index(labels, dtype=str) for labels in facts["orders"][name]] for name in BLOCKS}
    if problems := _stray(cells, orders, file):
        raise InputError(problems)
    blocks = {name: _block(cells[cells["block"] == name], *orders[name]) for name in BLOCKS}
    return IOTable(
        blocks["transactions"],
        blocks["final_demand"],
        blocks["primary_inputs"],
        **{name: facts[name] for name in _FACTS},
        satellites=blocks["satellites"],
        satellite_units=facts["satellite_units"],
        final_primary_inputs=blocks["final_primary_inputs"],
        tolerance=facts["tolerance"],
    )


def _stray(cells: pd.DataFrame, orders: Mapping[str, list[pd.Index]], file: str) -> list[Problem]:
    """Return a problem for every line that names no cell of the table, or one that was named before."""
    problems = []
    twice = cells.duplicated(["block", "row", "column"])
    for (block, row, column), repeated in zip(cells[["block", "row", "column"]].to_numpy(), twice, strict=True):
        place = f"({block}, {row}, {column})"
        if block not in orders or row not in orders[block][0] or column not in orders[block][1]:
            todo = "Correct its spelling, or the order of the file's first line."
            problems.append(Problem(file, place, "a cell that the first line does not have", "one of its labels", todo))
        elif repeated:
            problems.append(Problem(file, place, "two lines", "one", "Keep one of them."))
    return problems


def _block(cells: pd.DataFrame, down: pd.Index, across: pd.Index) -> pd.DataFrame:
    values = np.zeros((len(down), len(across)))
    i, j = down.get_indexer(pd.Index(cells["row"])), across.get_indexer(pd.Index(cells["column"]))
    values[i, j] = cells["value"]
    return pd.DataFrame(values, index=unpaired(down), columns=unpaired(across))


def _with_region(table: IOTable) -> IOTable:
    """Return a table whose labels and categories are pairs, with the names that pymrio looks for."""

    def lifted(index: pd.Index, name: str) -> pd.MultiIndex:
        if isinstance(index, pd.MultiIndex):
            return index.set_names(["region", name])
        return pd.MultiIndex.from_product([["region"], index], names=["region", name])

    labels, categories = lifted(table.labels, "sector"), lifted(table.final_demand.columns, "category")
    finals = table.final_primary_inputs
    return replace(
        table,
        transactions=table.transactions.set_axis(labels).set_axis(labels, axis=1),
        final_demand=table.final_demand.set_axis(labels).set_axis(categories, axis=1),
        primary_inputs=table.primary_inputs.set_axis(labels, axis=1),
        satellites=table.satellites.set_axis(labels, axis=1),
        final_primary_inputs=finals if finals.empty else finals.set_axis(lifted(finals.columns, "category"), axis=1),
        printed_output=None,
    )


def _require_pymrio(root: Path, unknown: list[str]) -> None:
    missing = [name for name in ("Z.txt", "Y.txt") if not (root / name).is_file()]
    problems = [Problem(str(root), name, "no file", "a pymrio folder", "Save one with save_all.") for name in missing]
    problems += [Problem(str(root), name, "nothing", "what the figures are", f"Give {name}=.") for name in unknown]
    if problems:
        raise InputError(problems)


def _pymrio_facts(root: Path) -> dict[str, Any]:
    if not (root / "metadata.json").is_file():
        return {}
    description = json.loads((root / "metadata.json").read_text(encoding="utf-8")).get("description") or ""
    return dict(json.loads(description)) if description.startswith("{") else {}


def _pymrio_inputs(
    root: Path, Z: pd.DataFrame, Y: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, dict[str, str]]:
    folder = root / _EXTENSION
    if not (folder / "F.txt").is_file():
        left = Z.sum(axis=1) + Y.sum(axis=1) - Z.sum()
        return left.to_frame("value_added").T, pd.DataFrame(), *_extensions(root, Z)
    F, F_Y = (
        pd.read_csv(folder / name, sep="\t", index_col=0, header=[0, 1]).set_axis(like.columns, axis=1).astype(float)
        for name, like in (("F.txt", Z), ("F_Y.txt", Y))
    )
    units = pd.read_csv(folder / "unit.txt", sep="\t", index_col=0)["unit"]
    extra = F.index.str.startswith(_SATELLITE)
    satellites = F[extra].rename(lambda name: str(name).removeprefix(_SATELLITE)).rename_axis("satellite")
    named = {str(name).removeprefix(_SATELLITE): unit for name, unit in units[extra].items()}
    return F[~extra].rename_axis("input"), F_Y[~extra].rename_axis("input"), satellites, named


def _left_out(root: Path) -> str:
    """Return which extensions have emissions of final users, which no satellite of a sector can hold."""
    names = [file.parent.name for file in sorted(root.glob("*/F_Y.txt")) if file.parent.name != _EXTENSION]
    return f", without what final users emit themselves (F_Y of {listed(names)})" if names else ""


def _extensions(root: Path, Z: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the rows of every extension as satellites, (rows, n), with their units."""
    satellites: list[pd.DataFrame] = []
    units: dict[str, str] = {}
    for file in sorted(root.glob("*/F.txt")):
        about = json.loads((file.parent / "file_parameters.json").read_text(encoding="utf-8"))["files"]
        width = int(about["F"]["nr_index_col"])
        F = pd.read_csv(file, sep="\t", index_col=list(range(width)), header=[0, 1])
        names = [f"{file.parent.name}: {pair(row)}" for row in F.index]
        satellites.append(F.set_axis(Z.columns, axis=1).set_axis(names).astype(float))
        unit = pd.read_csv(file.parent / "unit.txt", sep="\t", index_col=list(range(width)))["unit"]
        units |= dict(zip(names, unit.reindex(F.index).astype(str), strict=True))
    return pd.concat(satellites) if satellites else pd.DataFrame(), units


def _parameters(frames: list[str], index_columns: int, system: str) -> dict[str, Any]:
    files = {name: {"name": f"{name}.txt", "nr_index_col": str(index_columns), "nr_header": "2"} for name in frames}
    files["unit"] = {"name": "unit.txt", "nr_index_col": str(index_columns), "nr_header": "1"}
    return {"files": files, "systemtype": system}


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=4, ensure_ascii=False) + "\n", encoding="utf-8")
