"""Names beside the rows of a chart and in its key, in as many lines as they have."""

from __future__ import annotations

import re
import textwrap

import altair as alt

LINE = 15  # height of a line of a name
LINES = "split(datum.label, '\\n')"
CENTRED = f"{-LINE / 2} * (length({LINES}) - 1)"  # the first line of several stands that much above its row
_HELD = "\N{NON-BREAKING HYPHEN}"  # while lines are broken
_LIMIT = 320  # where a name would be cut off


def lines(name: str, letters: int) -> str:
    """Return a name in lines of at most so many letters; a word ends at a hyphen only where it is longer.

    Parameters
    ----------
    name : str
        On one line.
    letters : int
        Of the longest line.
    """
    held = re.sub(r"\S+", lambda word: _held(word.group(), letters), name)
    return "\n".join(textwrap.wrap(held, letters)).replace(_HELD, "-")


def _held(word: str, letters: int) -> str:
    """Return a word that fits on a line so that it is not broken at its hyphens."""
    return _HELD.join(word.split("-")) if len(word) <= letters else word


def one_line(name: str) -> str:
    """Return a name that was broken into lines on one line."""
    return " ".join(re.sub(r"-\s*[\n|]\s*", "-", name).replace("|", " ").split())


def beside_rows() -> alt.Axis:
    """Return the axis of names beside rows, each in the middle of its row."""
    return alt.Axis(
        title=None,
        ticks=False,
        domain=False,
        labelPadding=8,
        labelLimit=_LIMIT,
        labelExpr=LINES,
        labelLineHeight=LINE,
        labelOffset=alt.ExprRef(CENTRED),
    )
