"""Files that are written: whole or not at all, and never in the place of what somebody else put there.

A file is ours when it says so, in a way that its writer knows. Links are followed, as folders do: what they lead to is
replaced, and the link stays.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from impact.errors import InputError, Problem


def check(path: Path, endings: Collection[str], ours: Callable[[Path], bool], maker: str) -> None:
    """Refuse a file that could not be written in the end, or that somebody else made, before the work for it is done.

    Parameters
    ----------
    path : Path
        The file that is asked for.
    endings : collection of str
        How its name may end.
    ours : function
        Whether a file that is there was written by an earlier run.
    maker : str
        What writes it, as messages name it: a map, a table.

    Raises
    ------
    InputError
        Another ending, a folder, a link that leads nowhere or in a circle, a folder that is not there or cannot be
        written, a file that is not ours.
    """
    with _system_errors(path):
        if path.suffix not in endings or path.is_dir() or not path.parent.is_dir():
            expected = f"a file ending in {', '.join(endings)} in a folder that exists"
            raise InputError(Problem(str(path), "out", repr(path.name), expected, "Give another name with --out."))
        if problem := _hindrance(path, ours, maker):
            raise InputError(problem)
        trial = _unfinished(_target(path))
        trial.touch()
        trial.unlink()


@contextmanager
def replaced_file(path: Path) -> Iterator[Path]:
    """Yield a file to write, and put it in the place of `path` when the block ends without an error.

    Parameters
    ----------
    path : Path
        The file, which was checked.
    """
    target = _target(path)
    fresh = _unfinished(target)
    try:
        yield fresh
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def _hindrance(path: Path, ours: Callable[[Path], bool], maker: str) -> Problem | None:
    expected = f"a new file, or an earlier {maker}"
    todo = "Nothing was written. Move it away, or give another name with --out."
    if path.is_symlink() and not path.exists():
        return Problem(str(path), "out", "a link that leads nowhere", expected, todo)
    if path.exists() and not (path.is_file() and ours(path)):
        return Problem(str(path), "out", f"a file that no earlier {maker} wrote", expected, todo)
    return None


def _target(path: Path) -> Path:
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")


@contextmanager
def _system_errors(path: Path) -> Iterator[None]:
    """Say what the system refuses as a problem with the file."""
    try:
        yield
    except OSError as error:
        todo = "Nothing was written. Choose another place with --out."
        found, expected = error.strerror or str(error), "a folder that can be written"
        raise InputError(Problem(str(path), "out", found, expected, todo)) from error
