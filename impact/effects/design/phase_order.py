"""Whether the phases of a treatment follow one another, in a design as in a design file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def misordered(phases: Mapping[str, int], dates: tuple[int, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with phases: what was found, what is expected, what to do.

    `phases` are first years by name; `dates` the distinct first years of the treated units.
    """
    firsts = list(phases.values())
    if len(firsts) < 2:
        yield f"{len(firsts)} phase", "two phases or more", "Leave out phases: a treatment of one has none."
    elif len(dates) > 1:
        todo = "Take the dates apart: a design for each."
        yield f"dates {', '.join(map(str, dates))}", "treated units of one date", todo
    elif firsts != sorted(set(firsts)):
        yield f"years {', '.join(map(str, firsts))}", "phases in the order of their years", "Write them in order."
    elif firsts[0] != dates[0]:
        expected = f"a first phase from {dates[0]}, when treatment begins"
        yield f"a first phase from {firsts[0]}", expected, "Let the two begin in the same year."
