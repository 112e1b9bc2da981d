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

from impact.effects.design_figures import usable_design
from impact.effects.design_file import DesignFile, locate
from impact.effects.statements import Statement, said
from impact.effects.study_panel import Tables
from impact.errors import InputError, Problem
from impact.nesting import read_json


@dataclass(frozen=True)
class Registration:
    """Whether a design is what was frozen, and the checksum of what was: of the record, or of the design itself.

    It is of the design where there is no record, or one that is no longer what was written.
    """

    status: Statement
    checksum: str


def freeze(where: str | Path, *, today: date, tables: Tables | None = None) -> Path:
    """Write what a design says with the date, and a checksum of both, beside it; return that file.

    Parameters
    ----------
    where
        A design file, or the name of a shipped one.
    today
        The date that is written.
    tables
        Returns a table of figures by name; the embedded snapshot if None.

    Raises
    ------
    InputError
        When the design cannot be carried out on the figures, or was frozen before: a frozen design is not frozen again.
    """
    design = usable_design(where, tables)
    frozen = locate(where).with_suffix(".frozen.json")
    record = {"frozen_on": today.isoformat(), "design": design.model_dump(mode="json")}
    try:
        with frozen.open("x", encoding="utf-8") as file:
            whole = {**record, "checksum": checksum(record)}
            file.write(json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    except FileExistsError as error:
        found = registration(where).status
        todo = "A frozen design is not frozen again: give a design that differs a file of its own."
        raise InputError(Problem(str(frozen), "file", str(found), "a design not frozen before", todo)) from error
    return frozen


def frozen_status(where: str | Path) -> Statement:
    """Return whether a design is what was frozen: "not frozen", "as frozen on DATE", or what changed since."""
    return registration(where).status


def registration(where: str | Path) -> Registration:
    """Return how a design stands to the record beside it.

    The design is as frozen when it says all that the record says and keeps to the defaults elsewhere, so that a
    record outlives keys that are added to design files later.
    """
    study, frozen = DesignFile.load(where), locate(where).with_suffix(".frozen.json")
    own = checksum(study.model_dump(mode="json"))
    if not frozen.is_file():
        return Registration(said("not_frozen"), own)
    record = _record(frozen)
    if record is None:
        return Registration(said("record_changed"), own)
    on, printed = record["frozen_on"], record["checksum"]
    changed = tuple(differences(record["design"], study))
    status = said("changed_since", date=on, what=", ".join(changed)) if changed else said("as_frozen", date=on)
    return Registration(status, printed)


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
