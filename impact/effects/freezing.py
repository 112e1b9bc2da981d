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

from impact.effects.design_file import DesignFile, locate
from impact.effects.statements import Statement, said


@dataclass(frozen=True)
class Registration:
    """Whether a design is what was frozen, and the checksum of what was: of the record, or of the design itself."""

    status: Statement
    checksum: str


def freeze(where: str | Path, *, today: date) -> Path:
    """Write what a design says with the date, and a checksum of both, beside it; return that file.

    Raises
    ------
    FileExistsError
        When the design was frozen before: a frozen design is not frozen again.
    """
    path = locate(where)
    frozen = path.with_suffix(".frozen.json")
    record = {"frozen_on": today.isoformat(), "design": DesignFile.load(where).model_dump(mode="json")}
    with frozen.open("x", encoding="utf-8") as file:
        whole = {**record, "checksum": checksum(record)}
        file.write(json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
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
    if not frozen.is_file():
        return Registration(said("not_frozen"), checksum(study.model_dump(mode="json")))
    record = json.loads(frozen.read_text(encoding="utf-8"))
    on, printed = record.get("frozen_on", "no date"), record.pop("checksum", "")
    if checksum(record) != printed:
        return Registration(said("record_changed", date=on), printed)
    changed = tuple(differences(record["design"], study))
    status = said("changed_since", date=on, what=", ".join(changed)) if changed else said("as_frozen", date=on)
    return Registration(status, printed)


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
