"""Which municipalities there were on 1 January of a year, and what became of those that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from impact.regions.codes import concordance, municipalities


@dataclass(frozen=True)
class Known:
    """The first and the last year for which it is known which municipalities there were."""

    first: int
    last: int


_COUNTRY = Known(2015, 2025)
# Landelijke tabel 33 dates no change in Groningen and Drenthe between 2010 and 2018; CBS lists them up to 2026.
_NORTH = Known(2010, 2026)


@cache
def successors(year: int) -> dict[str, tuple[str, ...]]:
    """Return what each municipality that merged or was divided by 1 January of a year became part of."""
    found: dict[str, tuple[str, ...]] = {}
    for row in concordance("municipal-mergers"):
        if int(row["year"]) == year:
            found[row["old"]] = (*found.get(row["old"], ()), row["new"])
    return found


@cache
def predecessors(year: int) -> dict[str, frozenset[str]]:
    """Return the municipalities that went, whole or in part, into each one that was made by 1 January of a year."""
    became = successors(year)
    return {new: frozenset(old for old in became if new in became[old]) for new in set().union(*became.values(), ())}


def divided_over(code: str) -> tuple[str, ...]:
    """Return the municipalities over which one was divided; empty when it went over whole or is still there."""
    became = [successors(year).get(code, ()) for year in changes(0, _COUNTRY.last)]
    return next((new for new in became if len(new) > 1), ())


def changes(after: int, until: int) -> list[int]:
    """Return the years with mergers later than `after`, up to `until`."""
    return [year for year in _years_with_mergers() if after < year <= until]


@cache
def _years_with_mergers() -> tuple[int, ...]:
    return tuple(sorted({int(merger["year"]) for merger in concordance("municipal-mergers")}))


@cache
def municipalities_in(year: int) -> frozenset[str]:
    """Return the municipalities on 1 January of a year: those of 2024, with the mergers since then undone."""
    found = {m["municipality"] for m in municipalities()}
    for change in reversed(changes(year, 2024)):
        found = found - set(predecessors(change)) | set(successors(change))
    return frozenset(found)


def known(code: str) -> Known:
    """Return the years for which the history of a municipality is known; the north is known longer."""
    return _NORTH if code in _north() else _COUNTRY


def reach() -> tuple[int, int]:
    """Return the first and the last year of which anything is known, in the north or in the whole country."""
    return min(_COUNTRY.first, _NORTH.first), max(_COUNTRY.last, _NORTH.last)


def span(code: str) -> tuple[int | None, int | None]:
    """Return the year in which a municipality was made and the one in which it was gone; None where not known."""
    there = [year for year in range(_COUNTRY.first, _COUNTRY.last + 1) if code in municipalities_in(year)]
    return (
        there[0] if there and there[0] > _COUNTRY.first else None,
        there[-1] + 1 if there and there[-1] < _COUNTRY.last else None,
    )


def parts(code: str, year: int, to_year: int) -> Iterator[str]:
    """Return the municipalities of a year that went into one of a later year, whole or in part."""
    found: Iterable[str] = {code}
    for change in reversed(changes(year, to_year)):
        found = {old for new in found for old in predecessors(change).get(new, frozenset({new}))}
    yield from sorted(found)


@cache
def _north() -> frozenset[str]:
    return frozenset(m["municipality"] for m in concordance("municipalities-north"))
