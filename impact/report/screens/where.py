"""Where the work lands, as lines of the screen: the study area's areas, the rest of the country, the nation."""

from __future__ import annotations

import textwrap
from math import isnan
from typing import TYPE_CHECKING

from impact.scenario.answer.outlook import Outlook, outlook_of
from impact.scenario.answer.where import place, shown
from impact.words.numbers import MINUS
from impact.words.numbers import number as in_words
from impact.words.statements import in_language, said

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult

_WIDTH = 96
_NAME, _CELL = 44, 9
_CONCEPTS = {"gross": "gross", "net_regional": "net region"}
_STATISTICS = ("p05", "mean", "p95")


def where_lines(result: ScenarioResult) -> list[str]:
    """Return the table "where" of the screen, or nothing for a result of before there were areas."""
    if result.areas is None:
        return []
    heading = f"{'Where, in labour years':{_NAME}}" + "".join(f"{c:>{3 * _CELL}}" for c in _CONCEPTS.values())
    under = f"{'':{_NAME}}" + "".join(f"{s:>{_CELL}}" for _ in _CONCEPTS for s in _STATISTICS)
    rows = [_row(result, code) for code in shown(result.areas)]
    said_under = textwrap.fill(in_language(said("where_it_lands"), "en"), _WIDTH)
    return [heading, under, *rows, said_under, ""]


def _row(result: ScenarioResult, code: str) -> str:
    name = in_language(place(code), "en")
    cells = "".join(_cells(result, code, concept) for concept in _CONCEPTS)
    return f"{textwrap.shorten(name, _NAME - 2, placeholder=' ...'):{_NAME}}{cells}".rstrip()


def _cells(result: ScenarioResult, code: str, concept: str) -> str:
    found = result.in_area(code, concept, "jobs")
    if not found:
        return " " * (3 * _CELL)
    return "".join(f"{text:>{_CELL}}" for text in ranged(outlook_of(result, found)))


def ranged(of: Outlook) -> tuple[str, str, str]:
    """Return low, mean and high with the digits that stand still; a dash for an end that is not known."""
    low, high = ("-" if isnan(end) else number(end, of.end_error) for end in (of.low, of.high))
    return low, number(of.mean, of.error), high


def number(value: float, error: float = 0.0) -> str:
    """Return two digits or so, and those that stand still: more would claim a precision that nobody has."""
    return in_words(value, "en", error=error).replace(MINUS, "-")
