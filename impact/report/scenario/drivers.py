"""What the report says of what drives each headline: a table for each of them, and a picture of net work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from impact.report.charts.tornado import tornado_of_draws
from impact.report.charts.values import Values, table
from impact.report.pages.manuscript import Illustration
from impact.report.pages.source_table import Row
from impact.scenario.question.use import FIRST_YEAR
from impact.words.names import called
from impact.words.numbers import two_digits
from impact.words.statements import in_language
from impact.words.texts import Words
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.scenario import Scenario, ScenarioResult
    from impact.scenario.drivers.headlines import Headline
    from impact.scenario.drivers.of_result import Driven

MATTERS = 0.03
"""Of the variation of a headline: a quantity with less is left out of its table."""
MOST = 6
"""Quantities in a table at most."""
PLACE = "drivers"
"""The place of the picture in the template."""
DRAWN = "net_regional.jobs"
"""The headline that has a picture."""


def choices(found: Sequence[Driven]) -> dict[str, str]:
    """Return whether the page says what drives the headlines: only where it is known.

    Parameters
    ----------
    found
        What `drivers_of` says of the result.
    """
    return {"influence.text": "influence.text" if found else ""}


def tables(found: Sequence[Driven], scenario: Scenario, words: Words) -> list[dict[str, Any]]:
    """Return a table for each headline, under its name and unit: quantity, share, and the headline at either end.

    Parameters
    ----------
    found
        What `drivers_of` says of the result.
    scenario
        Of which the headlines are.
    words
        Of the publication.
    """
    return [{"caption": _caption(one, scenario, words), "rows": [*_rows(one, words)]} for one in found if len(one.rows)]


def _caption(one: Driven, scenario: Scenario, words: Words) -> str:
    of = unit(one.headline.unit)
    priced = of.in_prices(scenario.price_year) if of.prices else of
    return words(
        "influence.caption",
        headline=called("headline", one.headline.name).spoken(words.lang),
        years=_years(one.headline, scenario, words),
        mean=two_digits(one.mean, words.lang),
        unit=priced.after.spoken(words.lang),
    )


def _years(headline: Headline, scenario: Scenario, words: Words) -> str:
    """Return the years that a headline is of."""
    first, last = scenario.years[0], scenario.years[-1]
    if headline.of_use:
        assert scenario.use is not None  # it has headlines of use
        first, last = FIRST_YEAR, scenario.use.last_year
    return str(last) if headline.last_year else words("influence.years", first=first, last=last)


def _rows(one: Driven, words: Words) -> Iterator[Row]:
    for name, share, low, high in _weightiest(one):
        percent = words("influence.percent", value=words.number(100 * share, 0))
        ends = (two_digits(low, words.lang), two_digits(high, words.lang))
        yield [in_language(one.titles[name], words.lang), percent, *ends]


def _weightiest(one: Driven) -> Iterator[tuple[str, float, float, float]]:
    """Yield the quantities that matter, the first few; the weightiest in any case."""
    for at, row in enumerate(one.rows.head(MOST).itertuples(index=False, name=None)):
        name, share, low, high = row
        if at == 0 or share >= MATTERS:
            yield str(name), share, low, high


def illustrations(
    result: ScenarioResult, found: Sequence[Driven], words: Words, quoted: Mapping[str, str]
) -> Iterator[Illustration]:
    """Yield the tornado of net work; nothing where it is not known, or nothing drives it.

    Parameters
    ----------
    result
        On which the publication is.
    found
        What `drivers_of` says of it.
    words
        Of the publication.
    quoted
        The figures that sentences quote.
    """
    for one in found:
        if one.headline.name == DRAWN and len(one.rows):
            weightiest = [name for name, *_ in _weightiest(one)]
            first = in_language(one.titles[weightiest[0]], words.lang)
            yield Illustration(
                name=PLACE,
                chart=tornado_of_draws(result, one, weightiest, lang=words.lang),
                alt=words("drivers.alt", **{**quoted, "first_driver": first}),
                caption=words("drivers.caption", **quoted),
                table=_values(one, words),
            )


def _values(one: Driven, words: Words) -> Values:
    rows = [
        (in_language(one.titles[name], words.lang), two_digits(low, words.lang), two_digits(high, words.lang))
        for name, _, low, high in _weightiest(one)
    ]
    return table(words, ("input", "where_low", "where_high"), rows)
