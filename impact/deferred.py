"""Names that a room fetches when they are first asked for, so that importing the room costs nothing.

Drawing, estimating and simulating need libraries that take seconds to import; `impact --help` and `impact check` need
none of them.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, cast


def face(room: str) -> tuple[Callable[[str], Any], list[str]]:
    """Return the `__getattr__` and the `__all__` of a room that says once, to type checkers, what it shows.

    That is the block `if TYPE_CHECKING:` of its face: each name in it that is imported as itself
    (`from impact.report.charts.maps import choropleth as choropleth`) is public.
    """
    homes = dict(_shown(_source(room)))
    return deferred(room, homes), sorted(homes)


def deferred(room: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a room: `homes` gives, for each name, the module of the room that holds it.

    A home that begins with `impact.` is a module by its whole name.

    The room's `dir()` shows the names too, for those who complete them in a notebook.
    """

    def fetch(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        home = homes[name]
        return getattr(import_module(home if home.startswith("impact.") else f"{room}.{home}"), name)

    shown = sys.modules[room]
    vars(shown)["__dir__"] = lambda: sorted({*vars(shown), *homes})
    return fetch


def _source(room: str) -> str:
    """Return the text of a module that is being imported, from a folder as well as from an archive."""
    return cast("str", vars(sys.modules[room])["__loader__"].get_source(room))


def _shown(source: str) -> Iterator[tuple[str, str]]:
    """Yield each name that a face shows to type checkers, with the module that holds it."""
    for part in ast.parse(source).body:
        if isinstance(part, ast.If) and ast.unparse(part.test) == "TYPE_CHECKING":
            for line in part.body:
                if isinstance(line, ast.ImportFrom) and line.module:
                    yield from ((one.name, line.module) for one in line.names if one.asname == one.name)
