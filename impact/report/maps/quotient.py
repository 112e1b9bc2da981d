"""The unit of what a map shows: of the variable itself, of one over another, of a change or an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from impact.panel.names import label
from impact.panel.variables import Variable, variable
from impact.words.names import Name, name_of
from impact.words.texts import chart_words, within_sentence
from impact.words.units import Unit, unit

if TYPE_CHECKING:
    from impact.report.maps.question import MapQuestion
    from impact.words.languages import Lang

_MANY = 1000  # counts are given per thousand, money per one


@dataclass(frozen=True)
class Measured:
    """How figures are told.

    Attributes
    ----------
    unit : what they are in.
    times : what they are multiplied by to be so.
    kind : "level", "rate", "change" or "index".
    """

    unit: Name
    times: float = 1.0
    kind: Literal["level", "rate", "change", "index"] = "level"


def measured(asked: MapQuestion, shown: Variable) -> Measured:
    """Return how the figures of a question are told.

    Parameters
    ----------
    asked : MapQuestion
        What is asked.
    shown : Variable
        The variable that is asked for.
    """
    if asked.change_from:
        return Measured(_said("map.unit.change"), kind="change")
    if asked.index:
        return Measured(name_of(lambda lang: chart_words(lang)("map.unit.index", year=asked.index)), kind="index")
    if not asked.per:
        kind: Literal["level", "rate"] = "level" if shown.kind == "count" else "rate"
        return Measured(_after(unit(shown.unit)), kind=kind)
    if asked.per == asked.variable:
        return Measured(_said("map.unit.share", shown), 100.0, "rate")
    return _divided(unit(shown.unit), variable(asked.per))


def per_what(below: Variable, lang: Lang, *, many: bool) -> str:
    """Return how a denominator is called: per inhabitant, or per 1,000 inhabitants.

    Parameters
    ----------
    below : Variable
        What is divided by.
    lang : {"nl", "en"}
        The language.
    many : bool
        Whether it is a thousand of them.
    """
    words = chart_words(lang)
    known = words.known(f"map_{'thousand' if many else 'one'}.{below.name}")
    plain = unit(below.unit)
    name = plain.single.spoken(lang) if plain.single else plain.after.spoken(lang)
    return known or words("map.per_thousand" if many else "map.per_one", what=name)


def money_per(below: Variable, price_year: int) -> Name:
    """Return the unit of money in the prices of a year over a count: euros per job.

    Parameters
    ----------
    below : Variable
        What is divided by.
    price_year : int
        The year of the prices.
    """

    def spoken(lang: Lang) -> str:
        return chart_words(lang)("outcome.money_per", per=per_what(below, lang, many=False), year=price_year)

    return name_of(spoken)


def _divided(above: Unit, below: Variable) -> Measured:
    many = above.prices is None and unit(below.unit).prices is None
    times = above.times / unit(below.unit).times * (_MANY if many else 1)
    if not many and unit(below.unit).prices is not None:  # people per euro are too few to read
        times *= unit(below.unit).times
    single = above.single or above.after
    return Measured(name_of(lambda lang: f"{single.spoken(lang)} {_below(below, lang, many=many)}"), times, "rate")


def _below(below: Variable, lang: Lang, *, many: bool) -> str:
    whole = unit(below.unit)
    if whole.prices is not None:
        return chart_words(lang)("map.per_one", what=whole.after.spoken(lang))
    return per_what(below, lang, many=many)


def _said(text: str, of: Variable | None = None) -> Name:
    def spoken(lang: Lang) -> str:
        what = within_sentence(label(of).spoken(lang)) if of else ""
        return chart_words(lang)(text, what=what)

    return name_of(spoken)


def _after(told: Unit) -> Name:
    return told.after
