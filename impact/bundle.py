"""Where the files are that travel with the package: figures, concordances, scenarios, report texts."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data(*parts: str) -> Path:
    """Return the path of a bundled data file, in an installed wheel as well as in a checkout."""
    return _root("data").joinpath(*parts)


def reports(*parts: str) -> Path:
    """Return the path of a bundled report file (template, texts, fonts)."""
    return _root("reports").joinpath(*parts)


def _root(folder: str) -> Path:
    inside = _PACKAGE / folder  # a wheel carries the folder inside the package
    return inside if inside.is_dir() else _PACKAGE.parent / folder
