"""Result folders that are whole or not there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from impact.errors import InputError, Problem

MARK = "manifest.json"


@contextmanager
def replaced_folder(out: Path, mark: str = MARK) -> Iterator[Path]:
    """Yield an empty folder to fill, and put it in the place of `out` once the block has ended without an error.

    Until then the previous content of `out` stays as it was; after an error nothing is left behind.

    Raises
    ------
    InputError
        When `out` is a file, or a folder that holds something else than an earlier result (no file `mark` in it).
    """
    _refuse_foreign(out, mark)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        fresh.chmod(0o755)  # mkdtemp makes a private folder; a result is for others to read
        yield fresh
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, out: Path) -> None:
    if not out.exists():
        fresh.rename(out)
        return
    previous = Path(tempfile.mkdtemp(prefix=f".{out.name}-previous-", dir=out.parent))
    os.replace(out, previous)
    try:
        fresh.rename(out)
    except OSError:
        os.replace(previous, out)
        raise
    shutil.rmtree(previous, ignore_errors=True)


def _refuse_foreign(out: Path, mark: str) -> None:
    expected = "a new folder, or the folder of an earlier result"
    if out.is_dir():
        if any(out.iterdir()) and not (out / mark).is_file():
            todo = f"Nothing was written. It has no {mark}: choose another folder."
            raise InputError(Problem("--out", str(out), "a folder with other things in it", expected, todo))
    elif out.exists():
        raise InputError(Problem("--out", str(out), "a file", expected, "Nothing was written. Choose another name."))
