"""Where the work lands, as lines of the screen: the study area's areas, the rest of the country, the nation."""

from __future__ import annotations

import textwrap
from math import isnan
from typing import TYPE_CHECKING

from impact.scenario.answer.outlook import Outlook, outlook_of
from impact.scenario.answer.where import place, shown
from impact.words.languages import Lang
from impact.words.names import called
from impact.words.numbers import number
from impact.words.statements import in_language, said

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult

_WIDTH = 96
_NAME, _CELL = 44, 9
_CONCEPTS = ("gross", "net_regional")
_STATISTICS = ("p05", "mean", "p95")


def where_lines(result: ScenarioResult, lang: Lang) -> list[str]:
    """Return the table "where" of the screen, or nothing for a result of before there were areas.

    Parameters
    ----------
    result : ScenarioResult
        What a scenario leads to.
    lang : str
        `nl` or `en`.
    """
    if result.areas is None:
        return []
    heads = [called("screen", concept).spoken(lang) for concept in _CONCEPTS]
    heading = f"{called('screen', 'where').spoken(lang):{_NAME}}" + "".join(f"{c:>{3 * _CELL}}" for c in heads)
    of = {"mean": called("screen", "mean").spoken(lang)}
    under = f"{'':{_NAME}}" + "".join(f"{of.get(s, s):>{_CELL}}" for _ in _CONCEPTS for s in _STATISTICS)
    rows = [_row(result, code, lang) for code in shown(result.areas)]
    said_under = textwrap.fill(in_language(said("screen_where"), lang), _WIDTH)
    return [heading, under, *rows, said_under, ""]


def _row(result: ScenarioResult, code: str, lang: Lang) -> str:
    name = in_language(place(code), lang)
    cells = "".join(_cells(result, code, concept, lang) for concept in _CONCEPTS)
    return f"{textwrap.shorten(name, _NAME - 2, placeholder=' ...'):{_NAME}}{cells}".rstrip()


def _cells(result: ScenarioResult, code: str, concept: str, lang: Lang) -> str:
    found = result.in_area(code, concept, "jobs")
    if not found:
        return " " * (3 * _CELL)
    return "".join(f"{text:>{_CELL}}" for text in ranged(outlook_of(result, found), lang))


def ranged(of: Outlook, lang: Lang) -> tuple[str, str, str]:
    """Return low, mean and high with the digits that stand still; a dash for an end that is not known.

    Parameters
    ----------
    of : Outlook
        The figure.
    lang : str
        `nl` or `en`.
    """
    low, high = ("-" if isnan(end) else number(end, lang, error=of.end_error) for end in (of.low, of.high))
    return low, number(of.mean, lang, error=of.error), high
