"""What must hold between the parts of a scenario: codes that exist, assumptions that are there, sums that agree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from impact import regions, sectors
from impact.errors import InputError, suggestion
from impact.scenario.question import correlations, place_checks, prices, sizes, use_checks
from impact.scenario.question.assumptions import DELAY, FORMER, NEEDED, Needed
from impact.scenario.question.definition import Assumption, Definition, Spending, Staff, Use

Report = Callable[[str, str, str, str], None]

WITHOUT_JOBS = {"L68A": "L68B", "T97": "N81", "X": None}
"""Industries that employ nobody in the figures, with the one that is meant when something is bought."""


def check_pieces(pieces: dict[str, Any], refused: Collection[str], report: Report) -> None:
    """Report what is wrong between the tables that could be read.

    `refused` are the tables that could not (`assumptions.flq_delta`): what is wrong with them has been said, and they
    are not missing.
    """
    _check_sectors(pieces, report)
    _check_delays(pieces, refused, report)
    _check_assumptions(pieces, refused, report)
    place_checks.check_pieces(pieces, report)
    use_checks.check_pieces(pieces, refused, report)


def check(scenario: Definition, report: Report) -> None:
    """Report what is wrong with a scenario of which every table is right by itself."""
    if _check_budget(scenario, report):
        sizes.check_ranges(scenario, report)
        sizes.check_against_area(scenario, report)
    _check_references(scenario, report)
    _check_study_area(scenario, report)
    _check_years(scenario, report)
    place_checks.check(scenario, report)
    use_checks.check(scenario, report)
    correlations.check(scenario, report)


def _items(pieces: dict[str, Any]) -> Iterator[tuple[str, Spending | Staff]]:
    for group in ("spending", "staff"):
        for name, item in pieces[group].items():
            yield f"{group}.{name}", item


def _delayed(pieces: dict[str, Any]) -> Iterator[tuple[str, Spending | Staff | Use]]:
    yield from _items(pieces)
    if pieces["use"] is not None:
        yield "use", pieces["use"]


def _codes(pieces: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for field, item in _items(pieces):
        if isinstance(item, Staff):
            yield f"{field}.sector", item.sector
            yield from ((f"{field}.overhead", code) for code in item.overhead)
        else:
            yield from ((f"{field}.products", code) for code in item.products)
    if pieces["alternative_use"] is not None:
        yield from (("alternative_use.products", code) for code in pieces["alternative_use"].products)


def _check_sectors(pieces: dict[str, Any], report: Report) -> None:
    known = sectors.codes("cbs81")
    for field, code in _codes(pieces):
        if code not in known:
            todo = f"{suggestion(code, known)} All codes: data/concordances/sectors.csv."
            report(field, repr(code), "a code of the 81 industries", todo)
        elif code in WITHOUT_JOBS:
            meant = WITHOUT_JOBS[code]
            todo = f"Use {meant}, or another one." if meant else "Name the industries that are meant."
            report(field, f"{code!r}, in which nobody is employed", "an industry with jobs", todo)


def _check_delays(pieces: dict[str, Any], refused: Collection[str], report: Report) -> None:
    in_years = [name for name, a in pieces["assumptions"].items() if a.unit == "years"]
    for field, item in _delayed(pieces):
        if item.delayed_by not in (None, *in_years) and f"assumptions.{item.delayed_by}" not in refused:
            known = suggestion(str(item.delayed_by), in_years) if in_years else "Add one with unit = 'years'."
            report(f"{field}.delayed_by", repr(item.delayed_by), "the name of an assumption in years", known)


def _check_assumptions(pieces: dict[str, Any], refused: Collection[str], report: Report) -> None:
    given: dict[str, Assumption] = pieces["assumptions"]
    delays = {item.delayed_by for _, item in _delayed(pieces)}
    items_refused = any(field.startswith(("spending.", "staff.", "use")) for field in refused)
    for name in sorted(NEEDED.keys() - given.keys()):
        if f"assumptions.{name}" not in refused:
            report(f"assumptions.{name}", "nothing", "low, central, high, unit, source, basis", "Add this table.")
    for name, assumption in given.items():
        delay = name in delays or (items_refused and assumption.unit == "years")
        needed = NEEDED.get(name, DELAY if delay else None)
        if needed is None:
            todo = FORMER.get(name) or suggestion(name, list(NEEDED))
            report(f"assumptions.{name}", "a name that is not used", "a known one", todo)
        else:
            _check_bounds(f"assumptions.{name}", assumption, needed, report)


def _check_bounds(field: str, assumption: Assumption, needed: Needed, report: Report) -> None:
    if assumption.unit != needed.unit:
        report(f"{field}.unit", repr(assumption.unit), repr(needed.unit), "Use that unit, and numbers that go with it.")
        return
    least, most = needed.bounds
    if assumption.lowest < least or assumption.high > most:
        found = f"{assumption.lowest:g} to {assumption.high:g}"
        report(field, found, f"values between {least:g} and {most:g}", "Correct the numbers.")


def _check_budget(scenario: Definition, report: Report) -> bool:
    """Report sums that do not agree, and return whether they do."""
    bought = sum(item.amount.central for item in scenario.spending.values())
    hired = sum(item.central_cost for item in scenario.staff.values())
    reserve = scenario.reserve.amount
    planned = bought + hired + reserve
    if scenario.budget <= 0:
        todo = "Give one source an amount, with a status other than 'refused'."
        report("funding", "0.00 MEUR that can be spent", "funding of more than 0", todo)
    elif bought + hired <= 0:
        report("spending", "nothing that is bought and nobody who is hired", "an amount above 0", "Add an amount.")
    elif abs(planned - scenario.budget) > sizes.SUM_TOLERANCE:
        found = (
            f"{planned:,.2f} MEUR planned (spending {bought:,.2f}, staff {hired:,.2f}, "
            f"reserve {reserve:,.2f}) and {scenario.budget:,.2f} MEUR of funding"
        )
        gap = scenario.budget - planned
        todo = sizes.slip_of_unit(scenario, gap) or _closing_the_sum(gap, reserve)
        report("spending", found, "the same sum twice (refused funding counts as 0)", todo)
    else:
        return True
    return False


def _closing_the_sum(gap: float, reserve: float) -> str:
    if reserve + gap >= 0:
        return f"Change amounts by {gap:+,.2f} MEUR, for instance reserve.amount to {reserve + gap:,.2f}."
    return f"Lower amounts by {-gap:,.2f} MEUR together, or add funding: the reserve is only {reserve:,.2f}."


def _check_references(scenario: Definition, report: Report) -> None:
    english, dutch = scenario.references, scenario.references_nl
    if dutch is not None and len(dutch) != len(english):
        todo = "Say each reference in Dutch, in the same order, or leave references_nl out."
        report("references_nl", f"{len(dutch)} of them", f"{len(english)}, one for each of references", todo)


def _check_study_area(scenario: Definition, report: Report) -> None:
    try:
        regions.study_area(scenario.study_area)
    except InputError as error:
        for problem in error.problems:
            report("study_area", problem.found, problem.expected, problem.todo)


def _check_years(scenario: Definition, report: Report) -> None:
    known = prices.years()
    if scenario.price_year not in known:
        expected = f"a year with a price index ({known[0]} to {known[-1]})"
        report("price_year", str(scenario.price_year), expected, "Choose one of those.")
    if scenario.money == "cash" and scenario.years[0] < scenario.table_year:
        todo = 'Correct the years, or write amounts in prices of the price year, with money = "constant".'
        report("spending", f"spending in {scenario.years[0]}", f"{scenario.table_year} or later", todo)
