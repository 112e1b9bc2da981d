"""Numbers, dates and lists as Dutch and English write them; nothing else in the package does.

Dutch has a comma before decimals and a point between thousands. Both languages have a real minus, not a hyphen.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from contextlib import suppress
from math import floor, log10

from impact.words.languages import Lang
from impact.words.names import Name, called, name_of

MINUS = "\N{MINUS SIGN}"
_WRITTEN = re.compile(r"([1-9]\d?) ([A-Z][a-z]+) (\d{4})")  # a day in English
_TO_DUTCH = str.maketrans(",.", ".,")


def formatted(value: float, spec: str, lang: Lang) -> str:
    """Return a number by a format of Python (`.3f`, `,.1f`, `+.1f`, `.0%`) with the signs of the language."""
    plain = format(value, spec).replace("-", MINUS)
    return plain.translate(_TO_DUTCH) if lang == "nl" else plain


def number(value: float, lang: Lang, decimals: int | None = None, error: float = 0.0) -> str:
    """Return a number in Dutch (1.234,5) or English (1,234.5); more digits than two or so claim a false precision.

    Without `decimals` it is whole from 10 on and has one decimal below. Digits that do not stand still, given the
    standard error of the number, are left out: 551 with an error of 2 is 550. What rounds to zero has no sign.

    Parameters
    ----------
    value
        The number.
    lang
        Of which the signs are.
    decimals
        How many, where the number is sure of them.
    error
        The standard error of the number, in its unit; 0 for one that is sure, or of which none is known.
    """
    places = (0 if abs(value) >= 10 else 1) if decimals is None else decimals
    stable = stable_decimals(error)
    kept = places if stable is None else min(places, stable)
    written = max(kept, 0)
    return formatted(round(float(value), kept) + 0.0, f",.{written}f", lang)  # + 0.0 turns -0.0 into 0.0


def stable_decimals(error: float) -> int | None:
    """Return how many decimals of a figure stand still, -1 for tens; None where all do.

    The last one is the smallest of which one unit is no less than the standard error: with other luck it moves by about
    one, and those before it stand.

    Parameters
    ----------
    error
        The standard error of the figure, 0 or more.
    """
    return floor(-log10(error)) if error > 0 else None


def stable(value: float, error: float) -> float:
    """Return a figure with 0 in place of the digits that do not stand still, as `number` writes it.

    Parameters
    ----------
    value
        The figure.
    error
        Its standard error; 0 where none is known, which keeps all digits.
    """
    decimals = stable_decimals(error)
    return value if decimals is None else round(value, decimals)


def two_digits(value: float, lang: Lang, error: float = 0.0) -> str:
    """Return a number in two digits or so, however small it is: an effect may be a hundredth of a per cent.

    Parameters
    ----------
    value
        The number.
    lang
        Of which the signs are.
    error
        Its standard error, as for `number`.
    """
    if abs(value) >= 1:
        return number(value, lang, error=error)
    return formatted(stable(value, error) + 0.0, ".2g", lang)


def exact(value: float, lang: Lang) -> str:
    """Return a number with all its digits, as an input gives it: 0.005, 64.1, 20."""
    return formatted(value, "g", lang)


def typed(plain: str, lang: Lang) -> str:
    """Return a number with a point, as files and addresses have it, as somebody of a language would type it."""
    return plain.replace(".", ",") if lang == "nl" else plain


def plain(typed: str) -> str:
    """Return what somebody typed as a number with a point and a plain minus; what is no number stays what it is not."""
    return typed.replace("\N{MINUS SIGN}", "-").replace(",", ".").strip()


def listed(items: Sequence[str], lang: Lang) -> str:
    """Return items as a language lists them: `a, b and c`; nothing for no items."""
    *first, last = items or ("",)
    return f"{', '.join(first)} {called('joint', 'and').spoken(lang)} {last}" if first else last


def date_in_words(day: datetime.date, lang: Lang) -> str:
    """Return a date in words: 24 november 2026."""
    return f"{day.day} {month(day.month, lang)} {day.year}"


def edition(vintage: str) -> Name:
    """Return an edition inside a sentence: a day in the words of each language, anything else as its record has it.

    Parameters
    ----------
    vintage
        Of a record: `19 November 2020`, `2026-05-01T02:00:00`, `2025 (years to 2024)`.
    """
    day = _day(vintage)
    return Name(en=vintage, nl=vintage) if day is None else name_of(lambda lang: date_in_words(day, lang))


def _day(text: str) -> datetime.date | None:
    """Return the day that a text names, as computers or as English readers write it; None for any other text."""
    with suppress(ValueError):
        return datetime.datetime.fromisoformat(text).date()
    english = {month(number, "en"): number for number in range(1, 13)}
    if (written := _WRITTEN.fullmatch(text)) and written[2] in english:
        with suppress(ValueError):  # 31 February
            return datetime.date(int(written[3]), english[written[2]], int(written[1]))
    return None


def month(number: int, lang: Lang) -> str:
    """Return the name of a month, 1 to 12."""
    return called("month", str(number)).spoken(lang)
