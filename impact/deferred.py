"""Names that a room fetches when they are first asked for, so that importing the room costs nothing.

Drawing, estimating and simulating need libraries that take seconds to import; `impact --help` and `impact check` need
none of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def deferred(room: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a room: `homes` gives, for each name, the module of the room that holds it.

    A home that begins with `impact.` is a module of another room, whose name this one shows as well.

    The room's `dir()` shows the names too, for those who complete them in a notebook.
    """

    def fetch(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        home = homes[name]
        return getattr(import_module(home if home.startswith("impact.") else f"{room}.{home}"), name)

    face = sys.modules[room]
    vars(face)["__dir__"] = lambda: sorted({*vars(face), *homes})
    return fetch
