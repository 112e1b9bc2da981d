"""Correlations between ranges: which places are meant, and whether all of them together are possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from impact.draws.copula import Pair, infeasible
from impact.errors import suggestion
from impact.scenario.question.all_ranges import Name, all_ranges, as_written
from impact.scenario.question.definition import Correlation, Definition
from impact.scenario.question.ranges import Range

Report = Callable[[str, str, str, str], None]


def ranks(scenario: Definition) -> dict[Pair, float]:
    """Return the rank correlation of each pair of ranges that has one, by their places.

    Parameters
    ----------
    scenario
        One of which the correlations were checked.
    """
    return {pair: stated.rank for pair, stated in _stated(scenario).items() if stated.rank != 0}


def partners(scenario: Definition) -> dict[Name, dict[Name, float]]:
    """Return for each range that has correlations the others and the rank correlation with each.

    Parameters
    ----------
    scenario
        One of which the correlations were checked.
    """
    found: dict[Name, dict[Name, float]] = {}
    for (one, other), rank in ranks(scenario).items():
        found.setdefault(one, {})[other] = rank
        found.setdefault(other, {})[one] = rank
    return found


def _stated(scenario: Definition) -> dict[Pair, Correlation]:
    places = {as_written(name): name for name in all_ranges(scenario)} if scenario.correlations else {}
    return {
        (places[first], places[second]): stated
        for stated in scenario.correlations.values()
        for first, second in [stated.between]
    }


def check(scenario: Definition, report: Report) -> None:
    """Report correlations of what is not there or not drawn, pairs that stand twice, and values that are impossible.

    Parameters
    ----------
    scenario
        One of which every table is right by itself.
    report
        Takes field, found, expected and todo.
    """
    known = {as_written(name): found for name, found in all_ranges(scenario).items()} if scenario.correlations else {}
    problems = [*_unknown(scenario, known, report), *_twice(scenario, report)]
    if not any(problems):
        _check_possible(scenario, report)


def _unknown(scenario: Definition, known: Mapping[str, Range], report: Report) -> Iterator[bool]:
    for name, stated in scenario.correlations.items():
        for place in stated.between:
            yield _refused(f"correlations.{name}", place, stated.rank, known, report)


def _refused(field: str, place: str, rank: float, known: Mapping[str, Range], report: Report) -> bool:
    """Report a place that has no range, or one of which nothing is drawn; return whether it is one."""
    gone = f'or take the table out (remove = ["{field}"] where it is inherited).'
    if place not in known:
        ending = [text for text in known if text.endswith(f".{place}")]
        meant = f"Did you mean '{ending[0]}'?" if ending else suggestion(place, list(known))
        report(
            f"{field}.between", repr(place), "the places of two ranges of this scenario", f"{meant} Correct it, {gone}"
        )
        return True
    if known[place].fixed and rank != 0:
        report(f"{field}.between", f"{place!r}, one value", "two ranges that are drawn", f"Give it a range, {gone}")
        return True
    return False


def _twice(scenario: Definition, report: Report) -> Iterator[bool]:
    seen: dict[frozenset[str], str] = {}
    for name, stated in scenario.correlations.items():
        before = seen.setdefault(frozenset(stated.between), name)
        if before != name:
            pair, todo = " and ".join(stated.between), f"Take one of them out; correlations.{before} has it too."
            report(f"correlations.{name}.between", f"{pair} a second time", "each pair once", todo)
            yield True


def _check_possible(scenario: Definition, report: Report) -> None:
    """Report each correlation that the others rule out, with the nearest value that goes with them."""
    fields = {
        pair: f"correlations.{name}.rank" for name, pair in zip(scenario.correlations, _stated(scenario), strict=True)
    }
    for wrong in infeasible(ranks(scenario)):
        pair = " and ".join(map(as_written, wrong.pair))
        expected = f"{wrong.nearest:g} or nearer to what the others leave, for a positive definite matrix"
        found = f"{wrong.rank:g} between {pair}"
        todo = (
            f"Write rank = {wrong.nearest:g}, or change the correlations of these two with others: unstated ones are 0."
        )
        report(fields[wrong.pair], found, expected, todo)
