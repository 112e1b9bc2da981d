"""A design frozen before figures are seen, and whether what is run later is still what was frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from impact.effects.registered.design_file import DesignFile
from impact.effects.registered.figures import Tables, figures_checksum, study_figures
from impact.effects.registered.series import Source
from impact.effects.registered.study_panel import StudyPanels
from impact.effects.study.design_figures import require_figures
from impact.errors import InputError, Problem
from impact.nesting import read_json
from impact.words.statements import Statement, said


@dataclass(frozen=True)
class Registration:
    """Whether a design is what was frozen, and the checksum of what was: of the record, or of the design itself.

    It is of the design where there is no record, or one that is no longer what was written.
    """

    status: Statement
    checksum: str


def freeze(where: str | Path | DesignFile, *, today: date, tables: Tables | None = None) -> Path:
    """Write what a design says with the date, and a checksum of both, beside it; return that file.

    Of tables handed over and of files it keeps a checksum as well: figures of later years may be added to them, but one
    that changes is noticed.

    Parameters
    ----------
    where
        A design file, the name of a shipped one, or a loaded design.
    today
        The date that is written.
    tables
        Returns a table of figures by name; the snapshot if None.

    Raises
    ------
    InputError
        When the design cannot be carried out on the figures, or was frozen before: a frozen design is not frozen again.
    """
    design, own = DesignFile.load(where), tables is not None
    figures = study_figures(design, tables)
    require_figures(design, figures, StudyPanels(design, figures))
    frozen = _record_file(design)
    if frozen is None:
        todo = "Write the design to a file, and freeze that."
        raise InputError(
            Problem("freeze", "design", "a design without a file", "one that was loaded from a file", todo)
        )
    record: dict[str, Any] = {"frozen_on": today.isoformat(), "design": design.model_dump(mode="json")}
    if kept := _kept(design, figures, own=own):
        record["figures"] = kept
    try:
        with frozen.open("x", encoding="utf-8") as file:
            whole = {**record, "checksum": checksum(record)}
            file.write(json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    except FileExistsError as error:
        found = registered_as(design, figures, own=own).status
        todo = "A frozen design is not frozen again: give a design that differs a file of its own."
        raise InputError(Problem(str(frozen), "file", str(found), "a design not frozen before", todo)) from error
    return frozen


def frozen_status(where: str | Path | DesignFile, tables: Tables | None = None) -> Statement:
    """Return whether a design is what was frozen: "not frozen", "as frozen on DATE", or what changed since.

    Files beside the design are looked at too, and tables of its own where they are handed over.
    """
    return registration(where, tables).status


def registration(where: str | Path | DesignFile, tables: Tables | None = None) -> Registration:
    """Return how a design, by its file, shipped name or as it was loaded, stands to the record beside it."""
    study = DesignFile.load(where)
    return registered_as(study, study_figures(study, tables), own=tables is not None)


def registered_as(study: DesignFile, figures: Tables, *, own: bool) -> Registration:
    """Return how a design, and the figures of its own that it was frozen on, stand to the record beside it.

    The design is as frozen when it says all that the record says and keeps to the defaults elsewhere, so that a
    record outlives keys that are added to design files later. `own` says whether tables were handed over.
    """
    frozen, unfrozen = _record_file(study), checksum(study.model_dump(mode="json"))
    if frozen is None or not frozen.is_file():
        return Registration(said("not_frozen"), unfrozen)
    record = _record(frozen)
    if record is None:
        return Registration(said("record_changed"), unfrozen)
    on, printed = record["frozen_on"], record["checksum"]
    changed = [*differences(record["design"], study)] or [
        f"figures of {name}" for name in _changed_figures(study, record.get("figures", {}), figures, own=own)
    ]
    status = said("changed_since", date=on, what=", ".join(changed)) if changed else said("as_frozen", date=on)
    return Registration(status, printed)


def _record_file(study: DesignFile) -> Path | None:
    """Return where the record of a frozen design stands, beside its file."""
    return None if study.file is None else study.file.with_suffix(".frozen.json")


def _changed_figures(study: DesignFile, kept: Mapping[str, Any], figures: Tables, *, own: bool) -> Iterator[str]:
    """Yield what is not what the design was frozen on; tables that are not handed over now are not looked at."""
    parts = _own_parts(study, own=own)
    yield from (name for name, part in parts.items() if name in kept and kept[name] != _sum(figures, part, kept[name]))


def _own_parts(study: DesignFile, *, own: bool) -> dict[str, Source]:
    """Return the files of a study, and its tables where they are handed over, by their key."""
    parts = [part for outcome in study.outcomes for part in outcome.sources if part.file or own]
    return {part.key: part for part in parts}


def _kept(study: DesignFile, figures: Tables, *, own: bool) -> dict[str, dict[str, Any]]:
    """Return the last year and the checksum of the figures that are not of the snapshot."""
    return {name: _sum(figures, part, {}) for name, part in _own_parts(study, own=own).items()}


def _sum(figures: Tables, part: Source, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the checksum of figures up to the year that was kept, or to their last."""
    read = figures(part.key)
    until = int(kept.get("until", read["year"].max()))
    return {"until": until, "sha256": figures_checksum(read, until)}


def _record(frozen: Path) -> dict[str, Any] | None:
    """Return what was written when a design was frozen; None when the file no longer says just that."""
    try:
        record = read_json(frozen)
        written = {name: value for name, value in record.items() if name != "checksum"}
        date.fromisoformat(record["frozen_on"])
        intact = isinstance(record["design"], dict) and checksum(written) == record["checksum"]
    except (ValueError, TypeError, KeyError, AttributeError):  # no JSON, no object, or parts of it missing
        return None
    return record if intact else None


def checksum(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of content as JSON with sorted keys, layout aside."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def differences(then: Any, now: Any, path: str = "") -> Iterator[str]:
    """Yield the path of everything in which a design, or a part of one, is not what a record of it says.

    A key that is not in the record counts when the design moves it from its default; one that only the record has,
    always.
    """
    if isinstance(now, BaseModel) and isinstance(then, dict):
        yield from _different_fields(then, now, f"{path}." if path else "")
    elif isinstance(now, tuple) and isinstance(then, list) and len(now) == len(then):
        for i, (old, new) in enumerate(zip(then, now, strict=True)):
            yield from differences(old, new, f"{path}.{i}")
    elif isinstance(now, tuple | BaseModel) or then != now:
        yield path


def _different_fields(then: Mapping[str, Any], now: BaseModel, prefix: str) -> Iterator[str]:
    fields = type(now).model_fields
    for name, field in fields.items():
        value = getattr(now, name)
        if name in then:
            yield from differences(then[name], value, f"{prefix}{name}")
        elif value != field.get_default(call_default_factory=True):
            yield f"{prefix}{name}"
    yield from (f"{prefix}{name}" for name in then if name not in fields)
