"""What must hold of the places of an item: areas that exist, each once, shares that add up, people where there is work.

Places outside the study area are allowed: what happens elsewhere is counted there. A remark says so.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import combinations
from math import fsum, isfinite
from typing import Any

from impact import datapackage, regions
from impact.errors import InputError
from impact.regions import StudyArea
from impact.regions.codes import check_each
from impact.scenario.question.definition import Definition, Spending, Staff
from impact.scenario.question.places import Where

Report = Callable[[str, str, str, str], None]

KINDS = ("GM", "CR")
_AREAS = "municipalities (GM) or COROP areas (CR) of 2024"
SUM_TOLERANCE = 1e-6
JOBS = "corop-jobs-by-section"


def check_pieces(pieces: dict[str, Any], report: Report) -> None:
    """Report what is wrong with the places of the items that could be read.

    Parameters
    ----------
    pieces
        The tables that could be read.
    report
        Takes field, found, expected and todo.
    """
    for group in ("spending", "staff"):
        for name, item in pieces[group].items():
            if item.where is not None:
                _check_areas(item.where, f"{group}.{name}.where", report)
                _check_shares(item.where, f"{group}.{name}.where", report)


def check(scenario: Definition, report: Report) -> None:
    """Report staff who work in a sector that has no jobs in the place that is named for them.

    Parameters
    ----------
    scenario
        Of which every table is right by itself.
    report
        Takes field, found, expected and todo.
    """
    for name, post in scenario.staff.items():
        for area in _with_somebody(post.where):
            _check_work(post, area, scenario.table_year, f"staff.{name}.where", report)


def outside(item: Spending | Staff, area: StudyArea) -> tuple[str, ...]:
    """Return the places of an item that do not lie in a study area, or only in part.

    Parameters
    ----------
    item
        With codes that exist.
    area
        The study area.
    """
    inside = set(area.municipalities)
    return tuple(code for code in _with_somebody(item.where) if not set(regions.members(code)) <= inside)


def _with_somebody(where: Where | None) -> tuple[str, ...]:
    """Return the areas in which there is something of an item."""
    if where is None:
        return ()
    return tuple(code for code in where.areas if where.share_of.get(code, 1.0) > 0)


def _check_areas(where: Where, field: str, report: Report) -> None:
    provinces = [code for code in dict.fromkeys(where.areas) if code in regions.codes("provincie")]
    for code in provinces:
        parts = sorted({regions.corop_of(member) for member in regions.members(code)})
        todo = f"Name the COROP areas of the province instead: {', '.join(parts)}."
        report(field, f"{code} ({regions.name(code)})", _AREAS, todo)
    smaller = [code for code in where.areas if code not in provinces]
    try:
        check_each(smaller or where.areas, KINDS)
    except InputError as error:
        for problem in error.problems if smaller or not provinces else ():
            report(field, problem.found, f"{_AREAS}, each once", problem.todo)
    known = [code for code in dict.fromkeys(smaller) if code in (*regions.codes("gemeente"), *regions.codes("corop"))]
    for whole, part in _overlaps(known):
        found = f"{part} ({regions.name(part)}), which lies in {whole} ({regions.name(whole)})"
        report(field, found, "areas that do not overlap", f"Keep one of the two, {whole} or {part}.")


def _overlaps(areas: Sequence[str]) -> Iterator[tuple[str, str]]:
    for one, other in combinations(areas, 2):
        if set(regions.members(one)) & set(regions.members(other)):
            yield (one, other) if one.startswith("CR") else (other, one)


def _check_shares(where: Where, field: str, report: Report) -> None:
    if where.shares is None:
        return
    expected = "shares of 0 or more that sum to 1"
    wrong = {code: share for code, share in where.share_of.items() if not isfinite(share) or share < 0}
    if wrong:
        found = ", ".join(f"{code} = {share:g}" for code, share in wrong.items())
        report(field, found, expected, "Correct the numbers.")
    elif where.shares and abs(fsum(where.shares) - 1) > SUM_TOLERANCE:
        todo = 'Correct the numbers, or give the areas alone, as in where = ["GM0014", "GM0037"].'
        report(field, f"shares that sum to {fsum(where.shares):g}", expected, todo)


def _check_work(post: Staff, area: str, year: int, field: str, report: Report) -> None:
    """Report a place whose COROP area has published that nobody works in the section of the staff."""
    corop = area if area.startswith("CR") else regions.corop_of(area)
    section = post.sector[0]
    jobs = _jobs(year).get((corop, section))
    if jobs is None or jobs > 0:
        return
    having = [code for code in regions.codes("corop") if _jobs(year).get((code, section), 0.0) > 0]
    place = f"{area} ({regions.name(area)})" + ("" if area == corop else f", in {corop}")
    found = f"{place}, where fewer than 50 jobs of section {section} were counted in December {year}"
    expected = f"a place with jobs in the section of {post.sector}, such as one in {', '.join(having[:5])}"
    report(field, found, expected, "Name another place, or the sector that these people work in there.")


@cache
def _jobs(year: int) -> dict[tuple[str, str], float]:
    """Return thousand jobs by COROP area and section where they are published."""
    # Read without the data frame library, so that checking a scenario takes no second of imports.
    rows = csv.DictReader(datapackage.read(datapackage.SNAPSHOT, JOBS).decode("utf-8").splitlines())
    found = (row for row in rows if row["year"] == str(year) and row["value"])
    return {(row["region"], row["sector"]): float(row["value"]) for row in found}
