"""A design frozen before figures are seen, and whether what is run later is still what was frozen."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from impact.effects.design_file import DesignFile, locate
from impact.effects.statements import Statement, said


def freeze(where: str | Path, *, today: date) -> Path:
    """Write what a design says, its checksum and the date beside it; return that file.

    Raises
    ------
    FileExistsError
        When the design was frozen before: a frozen design is not frozen again.
    """
    path = locate(where)
    study = DesignFile.load(where)
    frozen = path.with_suffix(".frozen.json")
    record = {"frozen_on": today.isoformat(), "checksum": study.checksum, "design": json.loads(study.canonical)}
    with frozen.open("x", encoding="utf-8") as file:
        file.write(json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    return frozen


def frozen_status(where: str | Path) -> Statement:
    """Return whether a design is what was frozen: "not frozen", "as frozen on DATE", or what changed since."""
    frozen = locate(where).with_suffix(".frozen.json")
    if not frozen.is_file():
        return said("not_frozen")
    record = json.loads(frozen.read_text(encoding="utf-8"))
    study = DesignFile.load(where)
    if record["checksum"] == study.checksum:
        return said("as_frozen", date=record["frozen_on"])
    now, then = json.loads(study.canonical), record["design"]
    changed = [key for key in now if now[key] != then.get(key)]
    if not changed:
        return said("record_changed", date=record["frozen_on"])
    return said("changed_since", date=record["frozen_on"], what=", ".join(changed))
