"""What is said to people: a code with fields, made into words of one language at the very end.

Results carry statements, so that they can be told apart by code and told in another language. The sentences stand in
`sentences/`, one table a room, an entry for each code:

    [no_year_after]
    technical = "Treatment starts in {first} and the panel ends in {last}: there is no year after it."
    nl = "De maatregel begint in {first} en de cijfers lopen tot en met {last}: er is nog geen jaar van erna."
    en = "Treatment starts in {first} and the figures end in {last}: there is no year after it."

To say something new, add an entry and call `said("its_code", field=value)`.

A field may be a number, a text, a date, something with a name in both languages (`Named`), another statement, or a list
of these. What follows the colon says how it is written: a format of Python for numbers (`{n:,}`, `{p:.3f}`), `date` for
a date in words, `and` (a, b and c) or `;` (a; b; c) for a list, which otherwise has commas, and a group of `names.toml`
for a text that has a name there (`{status:status}`).
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from numbers import Integral, Real
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any, NoReturn

from impact.words.languages import LANGUAGES, Lang
from impact.words.names import Named, groups
from impact.words.numbers import date_in_words, formatted, listed

TABLES = Path(__file__).with_name("sentences")
TECHNICAL = "technical"
_OF = {"van": "van", "from": "of"}


class Statement(str):
    """A sentence with its code and the values in it; it does not change.

    As a text it is the sentence for those who ask Python: the technical one, with values as Python writes them, or the
    English one where there is no other. Values are kept as they were given, not yet formatted.
    """

    code: str
    fields: Mapping[str, object]

    def __new__(cls, code: str, values: Mapping[str, object]) -> Statement:
        """Return the sentence of a code, filled in; raises KeyError when one of its languages lacks a value."""
        if lacking := sorted(needs(code) - set(values)):
            raise KeyError(f"{code} asks for {', '.join(lacking)}")
        technical = sentences()[code].get(TECHNICAL)
        self = super().__new__(cls, technical.format_map(values) if technical else _filled(code, values, "en"))
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "fields", MappingProxyType(dict(values)))
        return self

    @property
    def en(self) -> str:
        """What was said in English."""
        return _filled(self.code, self.fields, "en")

    @property
    def nl(self) -> str:
        """What was said in Dutch."""
        return _filled(self.code, self.fields, "nl")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a statement does not change; {name} is part of what was said")

    def __reduce__(self) -> tuple[Callable[..., Statement], tuple[str, dict[str, object]]]:
        return Statement, (self.code, dict(self.fields))


def said(code: str, **values: object) -> Statement:
    """Return a statement by the code of its sentence.

    Raises
    ------
    KeyError
        When there is no such code, or a value of its sentence is missing.
    """
    return Statement(code, values)


def in_language(what: Named, lang: Lang, **written: str) -> str:
    """Return what was said, or what something is called, in Dutch or English.

    Numbers, dates and lists are written as the language writes them.

    Parameters
    ----------
    what
        What was said, or something with a name in both languages.
    lang
        `nl` or `en`.
    **written
        Fields that the caller wrote already, in place of the values of the statement.
    """
    if written and isinstance(what, Statement):
        return _filled(what.code, {**what.fields, **written}, lang)
    return what.nl if lang == "nl" else what.en


def in_both(what: Named) -> dict[str, str]:
    """Return what was said, or what something is called, by language; English first, as the files of a result have."""
    return {"en": in_language(what, "en"), "nl": in_language(what, "nl")}


def needs(code: str) -> frozenset[str]:
    """Return the fields that the sentences of a code ask for, in whichever language."""
    return _needs()[code]


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return every sentence, by code and by language (`technical` beside them).

    Raises
    ------
    ValueError
        When two rooms use one code.
    """
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(TABLES.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        if twice := sorted(found.keys() & table.keys()):
            raise ValueError(f"{path.name} says again what another room says: {', '.join(twice)}. Choose other codes.")
        found |= table
    return found


def fields_of(sentence: str) -> frozenset[str]:
    """Return the names between the braces of a sentence."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


@cache
def _needs() -> Mapping[str, frozenset[str]]:
    return {code: frozenset().union(*map(fields_of, entry.values())) for code, entry in sentences().items()}


class _Writer(Formatter):
    """Fills in a sentence with values as one language writes them."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        return _written(value, format_spec, self.lang)


_WRITERS = {lang: _Writer(lang) for lang in LANGUAGES}


def _filled(code: str, values: Mapping[str, object], lang: Lang) -> str:
    return _without_empty_spans(_WRITERS[lang].vformat(sentences()[code][lang], (), values))


def _written(value: object, spec: str, lang: Lang) -> str:
    """Return one value in a language."""
    if hasattr(value, lang):  # a name, or another statement
        return str(getattr(value, lang))
    if spec == "date" or isinstance(value, datetime.date):
        return date_in_words(value if isinstance(value, datetime.date) else _day(value), lang)
    if isinstance(value, str):
        return _known(value, spec, lang)
    if isinstance(value, Real):
        return formatted(int(value) if isinstance(value, Integral) else float(value), spec, lang)
    if isinstance(value, Sequence):
        return _joined([_written(item, "", lang) for item in value], spec, lang)
    raise TypeError(f"{value!r} cannot be said: it is no number, text, date, name, statement or list of these")


def _day(value: object) -> datetime.date:
    return datetime.date.fromisoformat(str(value))


def _joined(items: Sequence[str], spec: str, lang: Lang) -> str:
    return listed(items, lang) if spec == "and" else f"{spec or ','} ".join(items)


def _known(text: str, group: str, lang: Lang) -> str:
    """Return what a text is called in a group of names; one that is not there stands as it is."""
    name = groups()[group].get(text) if group else None
    return name.spoken(lang) if name else text


def _without_empty_spans(text: str) -> str:
    """Return a text in which what runs from a figure to the same figure is that figure: `2021 to 2021` is 2021."""
    once = re.sub(r"\b(van|from) (\S+) (?:tot|to) \2(?![\w,.]*\d)", lambda m: f"{_OF[m[1]]} {m[2]}", text)
    return re.sub(r"\b(\d{4}) (?:tot en met|to) \1\b", r"\1", once)
