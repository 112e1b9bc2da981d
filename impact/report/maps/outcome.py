"""What a scenario leads to by area: the frames of a result, with what a map has to say of them.

`areas` has the columns of `totals`, with COROP areas and NL in `region`; `municipalities` the same with municipalities,
apportioned. A figure that is zero in every draw has no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact.errors import InputError, Problem
from impact.folders import MARK, SEAL, altered, checksum_of, described
from impact.sources.provenance import Record
from impact.words.names import Name

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult

AREAS, MUNICIPALITIES = "areas", "municipalities"
FRAMES: Mapping[str, str] = {"corop": AREAS, "gemeente": MUNICIPALITIES}
"""The levels of a result, each with its frame."""
_AGAIN = "Make the result again with impact run."


@dataclass(frozen=True)
class Outcome:
    """What a scenario leads to, by area.

    Attributes
    ----------
    frames : for each level (corop, gemeente) that there is the rows of its areas, in the columns of `totals`.
    scenario : the name of the scenario.
    title : its title.
    price_year : money is in the prices of this year.
    draws : how many draws there were.
    sources : the tables that it was computed with.
    place : where it stands, for what is refused: the folder.
    """

    frames: Mapping[str, pd.DataFrame]
    scenario: str
    title: Name
    price_year: int
    draws: int
    sources: tuple[Record, ...] = ()
    place: str = "result"


def outcome_of(folder: str | Path) -> Outcome:
    """Return the outcome by area in a folder that `impact run` wrote.

    Parameters
    ----------
    folder
        With `areas.parquet` or `areas.csv`, and perhaps `municipalities`.

    Raises
    ------
    InputError
        No such folder, one that is no result, files that were changed after they were written, or a result without
        figures by area.
    """
    path = Path(folder)
    manifest = _manifest(path)
    files = _files(path, manifest["files"])
    definition = manifest["definition"]
    return Outcome(
        frames={level: _read(path / name) for level, name in files.items()},
        scenario=str(manifest["scenario"]),
        title=Name(**definition["title"]),
        price_year=int(manifest["price_year"]),
        draws=int(manifest["draws"]),
        sources=tuple(_record(source) for source in manifest["sources"]),
        place=str(path),
    )


def outcome_in(result: ScenarioResult) -> Outcome:
    """Return the outcome by area of a result that is at hand.

    Parameters
    ----------
    result
        What a scenario leads to, with figures by area.

    Raises
    ------
    InputError
        A result of before there were areas.
    """
    held = {level: getattr(result, name) for level, name in FRAMES.items()}
    scenario, manifest = result.scenario, result.manifest
    if held["corop"] is None:
        raise InputError(_without_areas(scenario.name))
    return Outcome(
        frames={level: frame for level, frame in held.items() if frame is not None},
        scenario=scenario.name,
        title=Name(**scenario.title.model_dump()),
        price_year=int(manifest["price_year"]),
        draws=int(manifest["draws"]),
        sources=tuple(_record(source) for source in manifest["sources"]),
        place=scenario.name,
    )


def _without_areas(place: str) -> Problem:
    todo = f"It was made before results were kept by area. {_AGAIN}"
    return Problem(place, AREAS, "a result without figures by area", f"{AREAS}.parquet", todo)


def _manifest(path: Path) -> dict[str, Any]:
    found = described(path)
    if found is None or "definition" not in found:
        expected = f"the folder of a scenario's result, with its {MARK}"
        seen = "no result of a scenario" if path.is_dir() else "no such folder"
        raise InputError(Problem(str(path), "result", seen, expected, "Write one with impact run --out."))
    said = {key: value for key, value in found.items() if key != SEAL}
    if (seen := checksum_of(said)) != found.get(SEAL):
        todo = f"The manifest was changed after it was written. {_AGAIN}"
        raise InputError(Problem(str(path / MARK), SEAL, seen, str(found.get(SEAL)), todo))
    return found


def _files(path: Path, written: Mapping[str, str]) -> dict[str, str]:
    """Return the file of each level, the quicker of two; refuses those that were changed, and a result without any."""
    found = {
        level: next(f"{name}.{ending}" for ending in ("parquet", "csv") if f"{name}.{ending}" in written)
        for level, name in FRAMES.items()
        if {f"{name}.parquet", f"{name}.csv"} & written.keys()
    }
    if "corop" not in found:
        raise InputError(_without_areas(str(path)))
    todo = f"The folder was changed after it was written. {_AGAIN}"
    changed = altered(path, {name: written[name] for name in found.values()})
    if problems := [Problem(str(path / name), SEAL, seen, written[name], todo) for name, seen in changed]:
        raise InputError(problems)
    return found


def _read(file: Path) -> pd.DataFrame:
    if file.suffix == ".parquet":
        return pd.read_parquet(file)
    return pd.read_csv(file, dtype={"year": "Int64"}, keep_default_na=False, na_values={"year": [""]})


def _record(said: Mapping[str, Any]) -> Record:
    """Return the record of a table without its cautions, which are those of figures and not of an outcome."""
    return Record(**{**said, "cautions": ()})
