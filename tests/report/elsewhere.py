"""Files that commands write elsewhere: in another folder, time zone, language of the machine and order of hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PLACES = (
    {"TZ": "UTC", "LANG": "C", "PYTHONHASHSEED": "0"},
    {"TZ": "Pacific/Auckland", "LANG": "nl_NL.UTF-8", "PYTHONHASHSEED": "1"},
)
MANY = """
import sys
from impact.cli import app
for ending in sys.argv[1].split():
    app([*sys.argv[2:], "--out", f"a.{ending}"], standalone_mode=False)
"""


def written_elsewhere(tmp_path: Path, command: Sequence[str], endings: Sequence[str]) -> list[dict[str, bytes]]:
    """Return the files that a command writes in each place, by ending; one process a place writes them all."""
    found = []
    for at, place in enumerate(PLACES):
        folder = tmp_path / str(at)
        folder.mkdir()
        told = [sys.executable, "-c", MANY, " ".join(endings), *command]
        subprocess.run(told, cwd=folder, env=os.environ | place, check=True, capture_output=True)
        found.append({ending: (folder / f"a.{ending}").read_bytes() for ending in endings})
    return found
