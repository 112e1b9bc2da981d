"""What the command line says of a file that it wrote."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from impact.words.languages import Lang
from impact.words.statements import in_language, said


def file_line(path: Path, lang: Lang) -> str:
    """Return a file with its size.

    Parameters
    ----------
    path
        The file.
    lang
        `nl` or `en`.
    """
    return in_language(said("file_made", path=str(path), size=kilobytes(path)), lang)


def files_screen(paths: Iterable[Path], lang: Lang) -> str:
    """Return a line a file, each with its size.

    Parameters
    ----------
    paths
        The files.
    lang
        `nl` or `en`.
    """
    return "\n".join(file_line(path, lang) for path in paths)


def kilobytes(path: Path) -> float:
    """Return the size of a file in thousands of bytes."""
    return path.stat().st_size / 1000


def rows_line(path: Path, rows: int, lang: Lang) -> str:
    """Return a file of figures with its number of rows.

    Parameters
    ----------
    path
        The file.
    rows
        How many it has.
    lang
        `nl` or `en`.
    """
    return in_language(said("file_written_rows", path=str(path), rows=rows), lang)
