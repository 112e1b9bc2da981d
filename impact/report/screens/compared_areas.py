"""How scenarios differ by area, and in what use does, as lines of the screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from impact.report.differences.rows import areas, of_use
from impact.report.differences.telling import signed
from impact.scenario.answer.where import place
from impact.scenario.computation.concepts import HEADLINES
from impact.words.names import called
from impact.words.statements import in_language, said
from impact.words.texts import Lang, chart_words

if TYPE_CHECKING:
    from impact.scenario import Comparison

_WIDTH, _NAME, _CELL = 96, 36, 10
_UNKNOWN = "-"


def area_lines(comparison: Comparison, name: str, lang: Lang) -> Iterator[str]:
    """Yield by how much labour years differ by area, gross and net; nothing where areas were not kept."""
    shown = areas(comparison, name)
    if not shown:
        return
    words, mean = chart_words(lang), called("comparison_column", "mean").spoken(lang)
    heading = in_language(said("compared_by_area"), lang)
    yield f"{heading:{_NAME}}" + "".join(f"{words(f'concept.{one}'):>{3 * _CELL}}" for one in HEADLINES)
    yield f"{'':{_NAME}}" + "".join(f"{head:>{_CELL}}" for _ in HEADLINES for head in ("p05", mean, "p95"))
    for code in shown:
        label = textwrap.shorten(in_language(place(code), lang), _NAME - 2, placeholder=" ...")
        yield f"{label:{_NAME}}{''.join(_cells(comparison, name, code, one, lang) for one in HEADLINES)}".rstrip()
    yield from textwrap.wrap(in_language(said("compared_net_inside"), lang), _WIDTH)
    yield ""


def use_lines(comparison: Comparison, name: str, lang: Lang) -> Iterator[str]:
    """Yield by how much what use does differs in the last year; nothing where it is not known of both."""
    rows = [*of_use(comparison, name)]
    if not rows:
        return
    yield from textwrap.wrap(in_language(said("compared_in_use", year=rows[0].year), lang), _WIDTH)
    for row in rows:
        label = f"  {called('use_difference', row.measure.name).spoken(lang)}"
        found = row.difference
        ends = [signed(value, lang, row.decimals) for value in (found.low, found.mean, found.high)]
        yield f"{label:{_NAME}}" + "".join(f"{end:>{_CELL}}" for end in ends)
    yield ""


def _cells(comparison: Comparison, name: str, code: str, concept: str, lang: Lang) -> str:
    found = comparison.in_area(name, code, concept, "jobs")
    if found is None:
        return " " * (3 * _CELL)
    low, high = (found.low, found.high) if comparison.ranged else (None, None)
    ends = (low, found.mean, high)
    return "".join(f"{_UNKNOWN if end is None else signed(end, lang):>{_CELL}}" for end in ends)
