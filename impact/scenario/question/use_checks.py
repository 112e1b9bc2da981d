"""What must hold of the table [use]: names that exist, shares that add up, levels and years that can be.

Levels and years are looked at where they are tightest, at the ends of what can be drawn; the number of firms at its
central value, because draws are bounded by the firms that exist.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import product
from typing import Any

from impact import regions
from impact.errors import InputError, suggestion
from impact.scenario.question.definition import Definition, Use
from impact.scenario.question.firms import establishments_of
from impact.scenario.question.use import EVIDENCE_YEAR, FIRST_YEAR, on_use, range_of

Report = Callable[[str, str, str, str], None]


def check_pieces(pieces: dict[str, Any], refused: Collection[str], report: Report) -> None:
    """Report what is wrong with the table [use] by itself and against the items of the scenario.

    Parameters
    ----------
    pieces
        The tables that could be read.
    refused
        The tables that could not.
    report
        Takes field, found, expected and todo.
    """
    use: Use | None = pieces["use"]
    if use is None:
        return
    _check_items(use, pieces, refused, report)
    _check_years(use, pieces, report)
    if _check_names(use, report):
        _check_levels(use, report)


def _check_items(use: Use, pieces: dict[str, Any], refused: Collection[str], report: Report) -> None:
    purchases = list(pieces["spending"])
    if use.support_item not in purchases and f"spending.{use.support_item}" not in refused:
        expected = "the name of a purchase of the scenario, which pays for the support of firms"
        report("use.support_item", repr(use.support_item), expected, suggestion(use.support_item, purchases))
    known = [f"{group}.{name}" for group in ("spending", "staff") for name in pieces[group]]
    for item in use.rd_share:
        if item not in known and item not in refused:
            expected = "an item of the scenario, such as spending.NAME or staff.NAME"
            report(f"use.rd_share.{item}", repr(item), expected, suggestion(item, known))


def _check_years(use: Use, pieces: dict[str, Any], report: Report) -> None:
    if use.last_year < FIRST_YEAR:
        expected = f"{FIRST_YEAR} or later: the last published share of firms that use AI is of {EVIDENCE_YEAR}"
        report("use.last_year", str(use.last_year), expected, "Choose a later year.")
        return
    delay = pieces["assumptions"].get(use.delayed_by)
    sooner, later = delay.ends if delay else (0.0, 0.0)
    first, last = use.opening.ends[0] + sooner, use.opening.ends[1] + later
    if first < EVIDENCE_YEAR or last >= use.last_year + 1:
        found = f"{first:g} to {last:g}" + (", delay included" if delay else "")
        expected = f"years from {EVIDENCE_YEAR}, the last published share of firms that use AI, to {use.last_year}"
        report("use.opening", found, expected, "Correct the opening, or let the results run longer with last_year.")


def _check_names(use: Use, report: Report) -> bool:
    """Report assumptions that are not known or cannot be, and return whether there are none."""
    wrong = False
    for name, stated in use.assumptions.items():
        known = on_use().get(name)
        field = f"use.assumptions.{name}"
        if known is None:
            report(field, "a name that is not an assumption on use", "a known one", suggestion(name, list(on_use())))
        elif stated.lowest < known.least or stated.high > known.most:
            found = f"{stated.lowest:g} to {stated.high:g}"
            report(field, found, f"{known.unit} between {known.least:g} and {known.most:g}", "Correct the numbers.")
        else:
            continue
        wrong = True
    return not wrong


def _check_levels(use: Use, report: Report) -> None:
    """Report a ceiling that today's level has reached, and a total that smaller and larger firms do not make."""
    lowest = _ends(use, "adoption_ceiling")[0]
    larger = _ends(use, "adoption_larger_firms_2025")
    smaller = list(_of_smaller_firms(use))
    if min(smaller) <= 0 or max(smaller) >= 1:
        found = f"smaller firms of which {100 * min(smaller):.1f} to {100 * max(smaller):.1f} % use AI"
        expected = "a share between 0 and 100 % of smaller firms, so that with the larger ones they make the total"
        todo = "Correct adoption_share_2025, adoption_larger_firms_2025 or larger_firms_share."
        report("use.assumptions.adoption_share_2025", found, expected, todo)
        return
    today = max(larger[1], *smaller)
    if lowest <= today:
        found = f"{lowest:g}, where up to {today:.4g} of a class of firms use AI in {EVIDENCE_YEAR}"
        report("use.assumptions.adoption_ceiling", found, f"a ceiling above {today:.4g}", "Raise its lowest value.")


def _of_smaller_firms(use: Use) -> Iterator[float]:
    """Return the share of smaller firms that use AI today, at each end of what makes it."""
    for part in _ends(use, "larger_firms_share"):
        if part >= 1:
            yield 1.0
            continue
        for total, of_larger in product(_ends(use, "adoption_share_2025"), _ends(use, "adoption_larger_firms_2025")):
            yield (total - part * of_larger) / (1 - part)


def _ends(use: Use, name: str) -> tuple[float, float]:
    return range_of(use, name).ends


def check(scenario: Definition, report: Report) -> None:
    """Report what is wrong with the table [use] against the study area: where firms are, and how many."""
    if scenario.use is None:
        return
    try:
        corops = regions.study_area(scenario.study_area).corops
    except InputError:  # what is wrong with the area has been said
        return
    shares = scenario.use.allocation
    if shares is not None and (outside := [code for code in shares if code not in corops]):
        expected = f"COROP areas of the study area: {', '.join(corops)}"
        report("use.allocation", ", ".join(outside), expected, suggestion(outside[0], list(corops)))
    elif not _too_many_a_year(scenario, scenario.use, report):
        _check_firms(scenario, scenario.use, corops, report)


def _too_many_a_year(scenario: Definition, use: Use, report: Report) -> bool:
    """Report that more firms are supported in a year than there are in the whole area, whatever the money pays for."""
    a_year = _central(use, "firms_supported")
    there = sum(establishments_of(scenario.study_area).values()) * _central(use, "firms_of_ten_workers_share")
    if a_year <= there:
        return False
    expected = f"no more than the {there:,.0f} firms with 10 or more workers that exist in the study area"
    todo = 'State fewer in [use.assumptions.firms_supported], or leave use out: remove = ["use"].'
    report("use.assumptions.firms_supported", f"{a_year:,.0f} firms a year", expected, todo)
    return True


def _check_firms(scenario: Definition, use: Use, corops: Collection[str], report: Report) -> None:
    """Report where more firms are supported than exist, with everything at its central value; draws are bounded."""
    asked_of_all = firms_supported(scenario, use)
    exist = establishments_of(scenario.study_area)
    shares = use.allocation or {code: count / sum(exist.values()) for code, count in exist.items()}
    of_ten = _central(use, "firms_of_ten_workers_share")
    larger, supported = _central(use, "larger_firms_share"), _central(use, "larger_firms_supported_share")
    classes = (("with 10 to 49 workers", 1 - supported, 1 - larger), ("with 50 or more workers", supported, larger))
    for code, (title, support, firms) in product(shares, classes):
        asked, there = asked_of_all * shares[code] * support, exist[code] * of_ten * firms
        if asked > there:
            found = f"{asked:,.0f} firms {title} in {code}"
            expected = f"no more than the {there:,.0f} that exist there"
            todo = 'State fewer in [use.assumptions.firms_supported], or leave use out: remove = ["use"].'
            report("use.assumptions.firms_supported", found, expected, todo)
            return


def firms_supported(scenario: Definition, use: Use) -> float:
    """Return how many firms are supported in all years together, with everything at its central value.

    Parameters
    ----------
    scenario
        With its purchases.
    use
        Its table [use].
    """
    item, a_year = scenario.spending[use.support_item], _central(use, "firms_supported")
    paid = item.amount.central / _central(use, "cost_per_firm_supported")
    open_parts = {y: min(max(y + 1 - use.opening.central, 0.0), 1.0) for y in item.years}
    return sum(min(a_year * open_parts[year], paid * share) for year, share in item.years.items())


def _central(use: Use, name: str) -> float:
    return range_of(use, name).central
