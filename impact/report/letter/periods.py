"""When something is planned: a month, a quarter or a year, or from one of these to another."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, NamedTuple

from impact.words.numbers import month as month_name

if TYPE_CHECKING:
    from impact.words.texts import Words

_WRITTEN = re.compile(r"(20[0-9]{2})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
FORMS = "a year, quarter or month such as 2027, 2027-Q4 or 2027-04"


class Period(NamedTuple):
    """One month, quarter or year, by its first and last month, counted from the year 0."""

    first: int
    last: int


class Span(NamedTuple):
    """From one period to another, which may be the same."""

    start: Period
    end: Period

    def is_over(self, day: datetime.date) -> bool:
        """Return whether its last month has passed on a day."""
        return self.end.last < day.year * 12 + day.month - 1


def period(written: str) -> Period:
    """Return a period as it is written: 2027, 2027-Q4 or 2027-04.

    Raises
    ------
    ValueError
        As "expected|found", for anything else.
    """
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError(f"{FORMS}|{written!r}")
    year, quarter, month = found.groups()
    january = int(year) * 12
    if quarter:
        return Period(january + 3 * int(quarter) - 3, january + 3 * int(quarter) - 1)
    return Period(january + int(month) - 1, january + int(month) - 1) if month else Period(january, january + 11)


def in_words(span: Span, words: Words) -> str:
    """Return when something is planned, as it stands in a sentence."""
    start, end = (_named(one, words) for one in span)
    return start if span.start == span.end else words("period.span", start=start, end=end)


def moved(before: Span, after: Span) -> tuple[int, int]:
    """Return by how many months the start and the end of a plan moved; later is positive."""
    return after.start.first - before.start.first, after.end.last - before.end.last


def _named(one: Period, words: Words) -> str:
    year, month = divmod(one.first, 12)
    months = one.last - one.first + 1
    if months == 1:
        return f"{month_name(month + 1, words.lang)} {year}"
    if months == 12:
        return str(year)
    return words("period.quarter", quarter=words(f"quarter.q{month // 3 + 1}"), year=year)
