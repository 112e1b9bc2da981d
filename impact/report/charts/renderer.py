"""The program that draws, with the fonts that travel with the package and none of the machine.

Left to itself it prefers the fonts of the machine: a picture would hang on which those are, and where one has the name
of ours, its file is opened for every letter that is measured, which takes two thirds of the time of a drawing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from impact import bundle

_FONTS_OF = "FONTCONFIG_FILE"  # where a program on Linux looks which fonts there are
_BREAKS = re.compile(r"[\\\n\r\x0b\x0c\x85\u2028\u2029]")
_one_at_a_time = Lock()


def fonts() -> Path:
    """Return the folder with the fonts of pictures and documents."""
    return bundle.reports("fonts")


@cache
def renderer() -> Any:
    """Return the module `vl_convert`, which knows no fonts but ours and its own copy of them."""
    import vl_convert

    with _one_at_a_time, _told(_FONTS_OF, str(fonts() / "none" / "fonts.conf")):
        vl_convert.register_font_directory(str(fonts()))  # it reads which fonts there are now, and never again
    return vl_convert


def without_sentences(specification: dict[str, Any]) -> dict[str, Any]:
    """Return a chart whose marks are not described one by one where a title would break that description.

    Vega-Lite writes titles into expressions as they are, and a backslash or the end of a line ends such a text. Our
    drawings are read out as one picture, so nothing is lost; others are as they were.

    Parameters
    ----------
    specification
        The chart, as Vega-Lite reads it.
    """
    if not any(_BREAKS.search(title) for title in _titles(specification)):
        return specification
    return {**specification, "config": {**specification.get("config", {}), "aria": False}}


def _titles(node: Any) -> Iterator[str]:
    """Yield the titles in a chart; its data have none."""
    if isinstance(node, dict):
        for key, inner in node.items():
            if key == "title" and isinstance(inner, str | list):
                yield from (line for line in ([inner] if isinstance(inner, str) else inner) if isinstance(line, str))
            if key not in ("data", "datasets"):
                yield from _titles(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _titles(inner)


@contextmanager
def _told(name: str, value: str) -> Iterator[None]:
    """Set a variable of the environment, and put it back as it was."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
