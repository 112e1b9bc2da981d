"""The figures of a chart as a file: numbers with a point, in the digits that are shown, instead of texts.

The table under a chart says `587 (444 tot 712)`, as people read it; a file has three columns for that, so that a
program can count with them. What is no number in every row of a column stays as it is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import pandas as pd

from impact.report.charts.values import Values
from impact.report.pages.picture import MAKER
from impact.words.numbers import MINUS
from impact.words.texts import Words

_NOTHING = math.nan
_ENDS = ("low", "high")
_MADE_BY = "made_by"

Cells = tuple[float, ...]


def figure_frame(values: Values, words: Words, told: Mapping[str, str]) -> pd.DataFrame:
    """Return the figures of a chart with a column a number, and in every row what has to be known of them.

    Parameters
    ----------
    values : Values
        The table under the chart.
    words : Words
        Those of its language, which say how numbers are written.
    told : mapping
        Columns that are the same in every row, such as the source; who made the file is added.
    """
    columns: dict[str, Sequence[object]] = {}
    for at, name in enumerate(values.head):
        cells = [row[at] for row in values.rows]
        for suffix, column in _columns(cells, words):
            columns[_free(f"{name}{suffix}", columns)] = column
    same = {**told, _MADE_BY: MAKER}
    held = pd.DataFrame({name: pd.Series(list(column), dtype=object) for name, column in columns.items()})
    return held.assign(**{_free(name, columns): text for name, text in same.items()})


def figure_columns(values: Values, words: Words) -> list[int]:
    """Return which columns of a table are figures.

    Parameters
    ----------
    values : Values
        A table.
    words : Words
        Those of its language.
    """
    return [at for at in range(len(values.head)) if _numbers([row[at] for row in values.rows], words) is not None]


def _free(name: str, taken: Mapping[str, object]) -> str:
    """Return a name for a column that no other has."""
    at = 2
    found = name
    while found in taken:
        found, at = f"{name} ({at})", at + 1
    return found


def _columns(cells: list[str], words: Words) -> Iterator[tuple[str, Sequence[object]]]:
    """Return the columns that a column of texts becomes, each with what its name ends in."""
    numbers = _numbers(cells, words)
    if numbers is None:
        yield "", cells
        return
    unit = " (%)" if any(cell.endswith("%") for cell in cells) else ""
    widest = max(numbers, key=len)
    for at, end in enumerate(("", *_ENDS) if len(widest) > 2 else _ENDS if len(widest) == 2 else ("",)):
        named = f": {words(f'column.{end}')}" if end else ""
        yield f"{named}{unit}", [_plain(row[at]) if len(row) > at else "" for row in _as_wide(numbers, len(widest))]


def _as_wide(numbers: list[Cells], width: int) -> Iterator[Cells]:
    for row in numbers:
        yield row if len(row) == width else (*row, *[_NOTHING] * (width - len(row)))


def _plain(value: float) -> object:
    """Return a number as a file has it: a whole one without a point, nothing where there is none."""
    if math.isnan(value):
        return ""
    return int(value) if value == int(value) else value


def _numbers(cells: Sequence[str], words: Words) -> list[Cells] | None:
    """Return the numbers in every cell of a column: one, two ends, or three; None where any cell is no number."""
    found = [_read(cell, words) for cell in cells]
    known = [row for row in found if row is not None]
    some = any(not math.isnan(row[0]) for row in known)
    widths = {len(row) for row in known if not math.isnan(row[0])}
    return known if some and len(known) == len(cells) and (len(widths) == 1 or widths == {1, 3}) else None


def _read(cell: str, words: Words) -> Cells | None:
    if cell in (words("document.nothing"), words("number.unknown"), ""):
        return (_NOTHING,)
    span, ranged = (words.texts[f"number.{name}"][words.lang] for name in ("span", "ranged"))
    for pattern in _patterns(words.lang, span, ranged):
        if match := pattern.fullmatch(cell):
            parts = match.groupdict()
            return tuple(_number(parts[name], words) for name in ("mean", "low", "high") if parts.get(name))
    return None


@lru_cache
def _patterns(lang: str, span: str, ranged: str) -> tuple[re.Pattern[str], ...]:
    """Return how a number, two ends and a number with its ends are written."""
    thousands, point = map(re.escape, _signs(lang))

    def part(name: str) -> str:
        return rf"(?P<{name}>[+{MINUS}]?[0-9][0-9{thousands}]*(?:{point}[0-9]+)?)"

    ends = re.escape(span).replace(r"\{low\}", part("low")).replace(r"\{high\}", part("high"))
    around = re.escape(ranged).replace(r"\{mean\}", part("mean")).replace(r"\{span\}", ends)
    return tuple(map(re.compile, (f"{part('mean')}%?", ends, around)))


def _number(text: str, words: Words) -> float:
    thousands, point = _signs(words.lang)
    return float(text.replace(thousands, "").replace(point, ".").replace(MINUS, "-"))


def _signs(lang: str) -> tuple[str, str]:
    """Return what stands between thousands and before decimals."""
    return (".", ",") if lang == "nl" else (",", ".")
