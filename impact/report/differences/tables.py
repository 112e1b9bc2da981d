"""The tables of a comparison's page: concepts and measures, years, areas and what use does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.report.differences import rows
from impact.report.differences.telling import of_a_hundred, signed
from impact.report.pages.source_table import Row
from impact.scenario.answer.where import place
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.computation.measures import MEASURES
from impact.words.names import called
from impact.words.statements import in_language
from impact.words.texts import Words
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.scenario import Comparison
    from impact.scenario.answer.comparison import Difference

_JOBS = "jobs"


def headlines(comparison: Comparison, name: str, words: Words) -> list[Row]:
    """Return a row a measure: gross and net with their range, and how often net has the sign of its mean."""
    found: list[Row] = []
    for measure in MEASURES:
        gross, net = (comparison.over_years(name, concept, measure) for concept in HEADLINES)
        share = of_a_hundred(net.same_sign, words.lang) if comparison.ranged else words("document.nothing")
        found.append([_measure(measure, words), *(ranged(comparison, one, words) for one in (gross, net)), share])
    return found


def years(comparison: Comparison, name: str, words: Words) -> list[Row]:
    """Return a row a year: labour years, gross and net, with their range."""
    frame = comparison.table
    known = frame.loc[(frame["scenario"] == name) & frame["year"].notna(), "year"].unique()
    return [
        [str(year), *(ranged(comparison, comparison.in_year(name, one, _JOBS, int(year)), words) for one in HEADLINES)]
        for year in sorted(known)
    ]


def areas(comparison: Comparison, name: str, words: Words) -> list[Row]:
    """Return a row an area: labour years, gross and net, with their range; a mark where net is not computed."""
    return [
        [
            in_language(place(code), words.lang),
            *(ranged(comparison, comparison.in_area(name, code, one, _JOBS), words) for one in HEADLINES),
        ]
        for code in rows.areas(comparison, name)
    ]


def of_use(comparison: Comparison, name: str, words: Words) -> list[Row]:
    """Return a row a measure of use, in the last year that both scenarios have."""
    return [
        [
            called("use_difference", row.measure.name).spoken(words.lang),
            str(row.year),
            ranged(comparison, row.difference, words, row.decimals),
        ]
        for row in rows.of_use(comparison, name)
    ]


def ranged(comparison: Comparison, found: Difference | None, words: Words, decimals: int | None = None) -> str:
    """Return the mean of a difference and between which figures nine in ten draws lie; a mark where there is none."""
    if found is None:
        return words("document.nothing")
    mean = signed(found.mean, words.lang, decimals)
    if not comparison.ranged:
        return mean
    low, high = (signed(end, words.lang, decimals) for end in (found.low, found.high))
    return words("number.ranged", mean=mean, span=words("number.span", low=low, high=high))


def _measure(measure: str, words: Words) -> str:
    return f"{words(f'measure.{measure}')}, {unit(MEASURES[measure].unit).column.spoken(words.lang)}"
