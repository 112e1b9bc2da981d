"""What the command line shows of a comparison: what differs, with its band, and what the files say otherwise."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from impact import regions
from impact.errors import InputError
from impact.scenario.answer.result import FEWEST_DRAWS
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.computation.measures import MEASURES
from impact.words.names import Named, called, name_of
from impact.words.numbers import formatted, number
from impact.words.statements import Statement, in_language, said
from impact.words.texts import Lang, chart_words
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.scenario import Comparison, ScenarioResult
    from impact.scenario.answer.comparison import Difference

WIDTH = 96
SHOWN = ("value_added", "jobs")
_UNKNOWN = "-"
_LABEL, _FIGURE, _SHARE = 42, 9, 26


def comparison_screen(comparison: Comparison, lang: Lang = "en") -> str:
    """Return a comparison as text in Dutch or English, one screen for each scenario that is compared with the first."""
    return "\n\n".join("\n".join(_screen(comparison, name, lang)) for name in comparison.others)


def _screen(comparison: Comparison, name: str, lang: Lang) -> Iterator[str]:
    of, against = comparison.others[name], comparison.against
    title = in_language(said("compared_with", title=of.scenario.title, other=against.scenario.title), lang)
    yield from (*_lines(title), "=" * min(len(title), WIDTH))
    yield from _wrapped(_how(comparison, name), lang)
    yield ""
    yield from _table(comparison, name, lang)
    yield ""
    yield from _wrapped(_range(comparison, name), lang)
    yield from _wrapped(_nation(comparison, name), lang)
    yield in_language(said("what_the_files_say"), lang)
    for told in comparison.differences[name]:
        yield from _lines(in_language(told, lang), "  - ", "    ")
    yield from _failing(comparison, lang)


def _how(comparison: Comparison, name: str) -> Statement:
    first = comparison.against
    return said(
        "compared_how",
        area=_areas(comparison.others[name], first),
        year=first.scenario.price_year,
        draws=comparison.count,
        seed=first.manifest["seed"],
        name=name,
        against=comparison.names[0],
    )


def _areas(of: ScenarioResult, against: ScenarioResult) -> Named | str:
    here, there = _area(of), _area(against)
    return here if here == there else said("compared_areas", area=here, other=there)


def _area(result: ScenarioResult) -> Named | str:
    try:
        return name_of(regions.study_area(result.scenario.study_area).title)
    except InputError:  # an area that this version does not know
        return str(result.manifest["study_area"])


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
        share = in_language(said("share_of_draws", of=_of_a_hundred(found.same_sign, lang)), lang)
    return f"{low:>{_FIGURE}}{signed(found.mean, lang):>{_FIGURE + 1}}{high:>{_FIGURE}}{share:>{_SHARE}}"


def signed(value: float, lang: Lang) -> str:
    """Return a difference with its sign, in two digits or so; what rounds to zero has none."""
    written = number(value, lang)
    return f"+{written}" if value > 0 and any(digit in "123456789" for digit in written) else written


def _of_a_hundred(share: float, lang: Lang) -> str:
    """Return a share in hundredths; with a decimal where it is not whole, so that 99.7 does not become all."""
    return formatted(100 * share, ".0f" if round(100 * share, 6).is_integer() else ".1f", lang)


def _range(comparison: Comparison, name: str) -> Statement:
    if comparison.over_years(name, "gross", "output").nothing and comparison.over_years(name, "gross", "jobs").nothing:
        return said("no_difference")
    if comparison.few_draws:
        return said("compared_too_few", draws=comparison.count, fewest=FEWEST_DRAWS)
    return said("compared_range") if comparison.drawn else said("compared_without_range")


def _nation(comparison: Comparison, name: str) -> Statement:
    if comparison.over_years(name, "net_national", "jobs").nothing:
        return said("balance_does_not_differ")
    balance = comparison.national(name, "jobs")
    if balance.reason == "no_range":
        return said("balance_differs_without_range")
    if balance.reason == "band":
        return said("balance_differs_by_unknown", low=balance.low, high=balance.high)
    if balance.reason == "assumption":
        driver, percent = _title(comparison, balance.driver), 100 * balance.share
        return said("balance_differs_by_assumption", low=balance.low, high=balance.high, percent=percent, driver=driver)
    return said("balance_differs", mean=balance.mean, low=balance.low, high=balance.high)


def _title(comparison: Comparison, name: str) -> Named | str:
    """Return what an assumption is called, in whichever of the scenarios has it."""
    for result in comparison.results:
        rows = result.assumptions[result.assumptions["name"] == name]
        if len(rows):
            return name_of(lambda lang, row=rows.iloc[0]: str(row[f"title_{lang}"]))  # type: ignore[misc]
    return name


def _failing(comparison: Comparison, lang: Lang) -> Iterator[str]:
    for name, result in zip(comparison.names, comparison.results, strict=True):
        if failed := result.failed_checks:
            yield from _wrapped(said("checks_do_not_hold", scenario=name, checks=failed), lang)


def _wrapped(told: Statement, lang: Lang) -> list[str]:
    return _lines(in_language(told, lang))


def _lines(text: str, first: str = "", others: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)
