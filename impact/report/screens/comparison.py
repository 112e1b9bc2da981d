"""What the command line shows of a comparison: what differs, with its band, and what the files say otherwise."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from impact.report.differences.telling import bands, how, nation, of_a_hundred, signed
from impact.report.screens.compared_areas import area_lines, use_lines
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.computation.measures import MEASURES
from impact.words.names import called
from impact.words.statements import Statement, in_language, said
from impact.words.texts import Lang, chart_words
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.scenario import Comparison
    from impact.scenario.answer.comparison import Difference

WIDTH = 96
SHOWN = ("value_added", "jobs")
_UNKNOWN = "-"
_LABEL, _FIGURE, _SHARE = 40, 9, 28


def comparison_screen(comparison: Comparison, lang: Lang = "en") -> str:
    """Return a comparison as text in Dutch or English, one screen for each scenario that is compared with the first."""
    return "\n\n".join("\n".join(_screen(comparison, name, lang)) for name in comparison.others)


def _screen(comparison: Comparison, name: str, lang: Lang) -> Iterator[str]:
    of, against = comparison.others[name], comparison.against
    title = in_language(said("compared_with", title=of.scenario.title, other=against.scenario.title), lang)
    yield from (*_lines(title), "=" * min(len(title), WIDTH))
    yield from _wrapped(how(comparison, name), lang)
    yield ""
    yield from _table(comparison, name, lang)
    yield ""
    yield from area_lines(comparison, name, lang)
    yield from use_lines(comparison, name, lang)
    yield from _wrapped(bands(comparison, name), lang)
    yield from _wrapped(nation(comparison, name), lang)
    yield in_language(said("what_the_files_say"), lang)
    for told in comparison.differences[name]:
        yield from _lines(in_language(told, lang), "  - ", "    ")
    yield from _failing(comparison, lang)


def _table(comparison: Comparison, name: str, lang: Lang) -> Iterator[str]:
    words = chart_words(lang)
    columns = [called("comparison_column", key).spoken(lang) for key in ("mean", "same_sign")]
    yield f"{'':{_LABEL}}{'p05':>{_FIGURE}}{columns[0]:>{_FIGURE + 1}}{'p95':>{_FIGURE}}{columns[1]:>{_SHARE}}"
    for concept in HEADLINES:
        yield words(f"concept.{concept}")
        for measure in SHOWN:
            label = f"  {words(f'measure.{measure}')}, {unit(MEASURES[measure].unit).column.spoken(lang)}"
            yield f"{label:{_LABEL}}{_figures(comparison, comparison.over_years(name, concept, measure), lang)}"


def _figures(comparison: Comparison, found: Difference, lang: Lang) -> str:
    low, high, share = (_UNKNOWN,) * 3
    if comparison.ranged:
        low, high = signed(found.low, lang), signed(found.high, lang)
        share = in_language(said("share_of_draws", of=of_a_hundred(found.same_sign, lang)), lang)
    return f"{low:>{_FIGURE}}{signed(found.mean, lang):>{_FIGURE + 1}}{high:>{_FIGURE}}{share:>{_SHARE}}"


def _failing(comparison: Comparison, lang: Lang) -> Iterator[str]:
    for name, result in zip(comparison.names, comparison.results, strict=True):
        if failed := result.failed_checks:
            yield from _wrapped(said("checks_do_not_hold", scenario=name, checks=failed), lang)


def _wrapped(told: Statement, lang: Lang) -> list[str]:
    return _lines(in_language(told, lang))


def _lines(text: str, first: str = "", others: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)
