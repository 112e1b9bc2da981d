"""The texts of publications in Dutch and English: one table of texts each."""

from __future__ import annotations

import datetime
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from impact import bundle
from impact.errors import InputError, Problem
from impact.words.languages import LANGUAGES, Lang
from impact.words.numbers import date_in_words, exact, listed, number
from impact.words.statements import Statement, in_language

__all__ = ["LANGUAGES", "Lang", "Words", "chart_words", "exact", "number", "texts", "within_sentence", "words"]

_CHARTS = "charts"  # the folder of the texts that charts and maps carry in every publication
_HOUSE = "house"  # and that of the words that every publication shares


@dataclass(frozen=True)
class Words:
    """The texts of one publication in one language; `words("answer.net", ...)` fills in a text.

    Attributes
    ----------
    lang : language of everything that comes out.
    texts : dotted name -> language -> text, with `{name}` where a value goes.
    """

    lang: Lang
    texts: Mapping[str, Mapping[str, str]]

    def __call__(self, name: str, /, **values: object) -> str:
        """Return one text with its values filled in; raises KeyError for a text that is not in the table."""
        return self.texts[name][self.lang].format(**values)

    def choose(self, pair: Mapping[str, str]) -> str:
        """Return the text of this language out of a pair that a scenario gives in both."""
        return pair[self.lang]

    def known(self, name: str, **values: object) -> str | None:
        """Return a text with its values filled in, or None when the table has no translation of it.

        Raises
        ------
        ValueError
            When the text asks for a value that is not given: what stands between braces may not reach a reader.
        """
        if name not in self.texts:
            return None
        if lacking := sorted(self.needs(name) - set(values)):
            raise ValueError(f"{name} asks for {', '.join(lacking)}: give its values, or ask for another text.")
        return self(name, **values)

    def filled(self, values: Mapping[str, object]) -> dict[str, str]:
        """Return every text that needs no other values than these, filled in."""
        return {name: self(name, **values) for name in self.texts if self.needs(name) <= set(values)}

    def needs(self, name: str) -> set[str]:
        """Return the names of the values that a text needs."""
        return {field for _, field, _, _ in Formatter().parse(self.texts[name][self.lang]) if field}

    def number(self, value: float, decimals: int | None = None, error: float = 0.0) -> str:
        """Return a number as this language writes it; without `decimals` whole from 10 on, one decimal below.

        Digits that the standard error of the number does not let stand are left out.
        """
        return number(value, self.lang, decimals, error)

    def p_value(self, value: float) -> str:
        """Return a p-value in three decimals; one that rounds to zero is said to be smaller than what is shown."""
        return self.number(value, 3) if value >= 0.0005 else f"< {self.number(0.001, 3)}"

    def p_is(self, value: float) -> str:
        """Return how large a p-value is, to follow the letter p: `= 0.030` or `< 0.001`."""
        written = self.p_value(value)
        return written if written.startswith("<") else f"= {written}"

    def span(self, low: float, high: float, decimals: int | None = None, error: float = 0.0) -> str:
        """Return `low to high` in this language, or that they are not known (NaN); `error` is that of each end."""
        if math.isnan(low) or math.isnan(high):
            return self("number.unknown")
        ends = {"low": self.number(low, decimals, error), "high": self.number(high, decimals, error)}
        return self("number.span", **ends)

    def listed(self, items: Sequence[str]) -> str:
        """Return items as this language lists them: `a, b and c`."""
        return listed(items, self.lang)

    def said(self, statement: Statement, **written: str) -> str:
        """Return what a room says in this language; `written` are fields that are texts already."""
        return in_language(statement, self.lang, **written)

    def date(self, day: datetime.date) -> str:
        """Return a date in words: 24 november 2026."""
        return date_in_words(day, self.lang)


def within_sentence(name: str) -> str:
    """Return a name as it stands inside a sentence: a capital at the start of a word that has more of them stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() or name[1:2].isspace() else name


def words(publication: str, lang: str) -> Words:
    """Return the texts of a publication, with those that all share and those that charts and maps carry.

    Raises
    ------
    InputError
        When the language is neither `nl` nor `en`.
    """
    for known in LANGUAGES:
        if lang == known:
            return Words(known, texts(_CHARTS) | texts(_HOUSE) | texts(publication))
    raise InputError(Problem("--lang", "language", repr(lang), "nl or en", "Choose one, or leave it out for both."))


def chart_words(lang: str) -> Words:
    """Return the texts that charts and maps carry, without those of a publication."""
    return words(_CHARTS, lang)


@cache
def texts(folder: str) -> dict[str, dict[str, str]]:
    """Return the table of texts in `reports/<folder>/texts.toml`, by dotted name and language."""
    return _flat(tomllib.loads(bundle.reports(folder, "texts.toml").read_text(encoding="utf-8")))


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for key, value in table.items():
        if set(value) == set(LANGUAGES):
            found[prefix + key] = dict(value)
        else:
            found |= _flat(value, f"{prefix}{key}.")
    return found
