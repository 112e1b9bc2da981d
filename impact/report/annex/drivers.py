"""What drives each headline of a scenario, as the annex says it; how that is measured stands with the drivers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from impact.report.scenario.drivers import MATTERS, tables
from impact.words.names import called
from impact.words.statements import in_language

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult
    from impact.scenario.drivers.of_result import Driven
    from impact.words.texts import Words

NAMED = 3  # of each headline
NET = "net_regional.jobs"


def table(found: Sequence[Driven], result: ScenarioResult, words: Words) -> list[dict[str, Any]]:
    """Return a table for each headline, under its name and unit.

    Parameters
    ----------
    found
        What `drivers_of` says of the result.
    result
        What a scenario leads to.
    words
        The texts of the annex, with those of publications on a scenario.
    """
    return tables(found, result.scenario, words)


def first(found: Sequence[Driven], words: Words) -> tuple[str, str]:
    """Return the assumption that net jobs of the region depend on most, and its share in per cent; "" where unknown.

    Parameters
    ----------
    found
        What `drivers_of` says of the result.
    words
        The texts of the annex, with those of publications on a scenario.
    """
    named = [_weightiest(one, words) for one in found if one.headline.name == NET]
    return named[0][0] if named and named[0] else ("", "")


def heaviest(found: Sequence[Driven], words: Words) -> list[str]:
    """Return a sentence a headline: the assumptions that it depends on most; nothing where that is not known.

    Parameters
    ----------
    found
        What `drivers_of` says of the result.
    words
        The texts of the annex, with those of publications on a scenario.
    """
    return [_heaviest(one, words) for one in found]


def _heaviest(one: Driven, words: Words) -> str:
    headline = called("headline", one.headline.name).spoken(words.lang)
    named = [words("drivers.item", name=name, share=share) for name, share in _weightiest(one, words)[:NAMED]]
    if not named:
        return words("drivers.none", headline=headline)
    return words("drivers.most", headline=headline, items="; ".join(named))


def _weightiest(one: Driven, words: Words) -> list[tuple[str, str]]:
    """Return what a headline depends on, the most first, each with its share in per cent."""
    known = one.rows[one.rows["share"] >= MATTERS] if len(one.rows) else one.rows
    titles = (in_language(one.titles[name], words.lang) for name in known["input"])
    return [(title, words.number(100 * float(share), 0)) for title, share in zip(titles, known["share"], strict=True)]
