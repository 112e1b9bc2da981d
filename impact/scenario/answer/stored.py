"""The folder of a result: what is written there, and what is looked at before it is believed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd
from pydantic import ValidationError

from impact.errors import InputError, Problem
from impact.folders import MARK, SEAL, altered, checksum_of, replaced_folder, seal
from impact.inputs import model_problems
from impact.nesting import read_json
from impact.scenario.answer import by_draw, figures_by_draw
from impact.scenario.answer.assumed import DUTCH_SOURCE, INFLUENCE_OF_USE, LATER
from impact.scenario.computation.influence import QUOTED, column
from impact.scenario.question.scenario import Scenario
from impact.spreadsheets import as_written, guarded

if TYPE_CHECKING:
    from impact.scenario.answer.result import ScenarioResult

Read = TypeVar("Read")
_PARQUET = {"impacts", "totals", "areas", "municipalities", "use", "use_municipalities"}
_AGAIN = "Make the result again with impact run."


def write(result: ScenarioResult, out: Path) -> Path:
    """Write a result to its folder, as a whole or not at all, and return the folder."""
    with replaced_folder(out) as fresh:
        for name, frame in _frames(result).items():
            _write_csv(frame if name in _PARQUET else guarded(frame), fresh / f"{name}.csv")
            if name in _PARQUET:
                frame.to_parquet(fresh / f"{name}.parquet", compression="zstd", index=False)
        if result.by_draw is not None:
            by_draw.write(result.by_draw, fresh / by_draw.FILE)
        if result.area_draws is not None:
            figures_by_draw.write(result.area_draws, fresh / figures_by_draw.FILE)
        _write_json(result.summary(), fresh / "summary.json")
        seal(fresh, {**result.manifest, "definition": result.scenario.model_dump(mode="json")})
    return out


def read(path: Path) -> dict[str, Any]:
    """Return the fields of the result in a folder, unless a file there is not the one that was written."""
    manifest = _read_manifest(path / MARK)
    written = manifest.pop("files")
    _verify(path, written)
    return {
        "scenario": _definition(path / MARK, manifest.pop("definition")),
        "totals": pd.read_parquet(path / "totals.parquet"),
        "staircase": pd.read_csv(path / "staircase.csv"),
        "composition": pd.read_csv(path / "composition.csv"),
        "assumptions": _assumptions(path / "assumptions.csv"),
        "spent": as_written(pd.read_csv(path / "spent.csv", keep_default_na=False)),
        "checks": as_written(pd.read_csv(path / "checks.csv", keep_default_na=False)),
        "manifest": manifest,
        "by_draw": by_draw.read(path / by_draw.FILE, manifest["draws"]) if by_draw.FILE in written else None,
        "cells": _if_there(path / "impacts.parquet", pd.read_parquet),
        "area_draws": _if_there(
            path / figures_by_draw.FILE, lambda file: figures_by_draw.read(file, manifest["draws"])
        ),
        "areas": _if_there(path / "areas.parquet", pd.read_parquet),
        "municipalities": _if_there(path / "municipalities.parquet", pd.read_parquet),
        "use": _if_there(path / "use.parquet", pd.read_parquet),
        "use_municipalities": _if_there(path / "use_municipalities.parquet", pd.read_parquet),
        "use_assumptions": _if_there(path / "use_assumptions.csv", _assumptions),
    }


def _frames(result: ScenarioResult) -> dict[str, pd.DataFrame]:
    optional = {
        "impacts": result.cells,
        "areas": result.areas,
        "municipalities": result.municipalities,
        "use": result.use,
        "use_assumptions": result.use_assumptions,
        "use_municipalities": result.use_municipalities,
    }
    return {
        "totals": result.totals,
        "staircase": result.staircase,
        "composition": result.composition,
        "assumptions": result.assumptions,
        "spent": result.spent,
        "checks": result.checks,
        **{name: frame for name, frame in optional.items() if frame is not None},
    }


def _assumptions(path: Path) -> pd.DataFrame:
    """Return the ranges in a file; one of before some columns were there gets them as they would have been."""
    missing = {name: [""] for name in (*(column(*headline) for headline in QUOTED), INFLUENCE_OF_USE)}
    frame = as_written(pd.read_csv(path, keep_default_na=False, na_values=missing))
    later: dict[str, str | float] = {DUTCH_SOURCE: "", **LATER}
    return frame.assign(**{name: usual for name, usual in later.items() if name not in frame}).astype(
        {"nothing": float}
    )


def _if_there(path: Path, read: Callable[[Path], Read]) -> Read | None:
    """Return what is in a file that only some results have."""
    return read(path) if path.is_file() else None


def _read_manifest(path: Path) -> dict[str, Any]:
    """Return the content of a manifest; refuse one of something else, and one that was changed after it was written."""
    if not path.is_file():
        todo = "Make one with: impact run --out DIR."
        raise InputError(Problem(str(path.parent), "folder", f"no {MARK}", "the folder of a result", todo))
    try:
        content = read_json(path)
    except ValueError as error:  # no UTF-8, or no JSON
        raise InputError(
            Problem(str(path), "file", f"no JSON ({error})", "the manifest of a result", _AGAIN)
        ) from error
    if not isinstance(content, dict) or not {"definition", "files", SEAL} <= content.keys():
        found, expected = "no definition, files and sha256", "the manifest of a scenario's result"
        raise InputError(Problem(str(path), "file", found, expected, _AGAIN))
    recorded = content.pop(SEAL)
    if (found := checksum_of(content)) != recorded:
        todo = f"The manifest was changed after it was written. {_AGAIN}"
        raise InputError(Problem(str(path), SEAL, found, str(recorded), todo))
    return content


def _definition(path: Path, definition: Any) -> Scenario:
    try:
        return Scenario.model_validate(definition)
    except ValidationError as error:  # written by a version that knew other keys
        raise InputError(model_problems(str(path), "definition", Scenario, error)) from error


def _verify(folder: Path, files: dict[str, str]) -> None:
    todo = f"The folder was changed after it was written. {_AGAIN}"
    problems = [Problem(str(folder / name), "sha256", seen, files[name], todo) for name, seen in altered(folder, files)]
    if problems:
        raise InputError(problems)


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    import pyarrow as pa
    from pyarrow import csv

    table = pa.Table.from_pandas(frame, preserve_index=False)
    csv.write_csv(table, path, csv.WriteOptions(quoting_style="needed"))


def _write_json(content: dict[str, Any], path: Path) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
