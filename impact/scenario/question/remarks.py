"""What must be known about a scenario that can be used: its file, and what its draws spend."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from math import ceil, floor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

from impact import regions
from impact.scenario.question import place_checks
from impact.scenario.question.definition import Extension, Spending, Staff
from impact.scenario.question.room import items, room_as_planned
from impact.scenario.question.scenario import Scenario
from impact.words.names import Name, name_of
from impact.words.statements import Statement, said

FAR_AHEAD = 20
"""Years after the table's year: how industries buy from each other is taken as it was then. Where far begins is a
choice."""
EU_MOST = 0.50
"""What the Union pays at most of buying and running a supercomputer for AI: Regulation (EU) 2024/1732."""


def remarks(scenario: Scenario) -> list[Statement]:
    """Return the remarks on a file: years, money not granted, the EU's share, new names, places outside the area."""
    found = (_past, _far_ahead, _pending, _eu_share, _renamed, _elsewhere)
    return [remark for of in found for remark in of(scenario)]


def on_ranges(scenario: Scenario) -> Iterator[Statement]:
    """Return a remark on ranges whose high value the funding cannot pay when all else goes as planned."""
    tight = [i for i in items(scenario) if not i.fixed and i.high > room_as_planned(scenario, i) + 1e-9]
    if tight:
        yield said("high_cannot_be_paid", items=[item.title for item in tight])


def _money_years(scenario: Scenario) -> Iterator[int]:
    """Return the years in which money can be spent, each item with its own delay."""
    paths = [(item.years, item.delayed_by) for item in scenario.spending.values()]
    paths += [(post.fte, post.delayed_by) for post in scenario.staff.values()]
    for path, delay in paths:
        early, late = scenario.assumptions[delay].ends if delay else (0.0, 0.0)
        for year in (year for year, part in path.items() if part > 0):
            yield from (year + floor(early), year + ceil(late))


def _past(scenario: Scenario) -> Iterator[Statement]:
    years, written = [*_money_years(scenario)], scenario.date.year
    first = min(years)
    if first < written <= max(years):  # where all of it is past, the scenario looks back
        yield said("spent_before_written", first=first, written=written)


def _far_ahead(scenario: Scenario) -> Iterator[Statement]:
    last, table = max(_money_years(scenario)), scenario.table_year
    if last > table + FAR_AHEAD:
        yield said("spent_far_ahead", last=last, years=last - table, table=table)


def _pending(scenario: Scenario) -> Iterator[Statement]:
    waiting = [source for source in scenario.funding.values() if source.status == "pending" and source.amount > 0]
    if waiting:
        share = sum(source.amount for source in waiting) / scenario.budget
        yield said("not_granted", percent=100 * share, sources=[source.title for source in waiting])


def _eu_share(scenario: Scenario) -> Iterator[Statement]:
    share = sum(source.available for source in scenario.funding.values() if source.payer == "eu") / scenario.budget
    if share > EU_MOST + 1e-9:
        yield said("union_pays_more", percent=100 * share, most=100 * EU_MOST)


def _renamed(scenario: Scenario) -> Iterator[Statement]:
    extension = scenario.extension
    for group in ("spending", "staff") if extension else ():
        assert extension is not None
        gone, new = _gone(extension, group), _new(extension, group)
        if gone and new:
            yield said("another_name", new=_names(group, new), gone=_names(group, gone), base=extension.base)


def _elsewhere(scenario: Scenario) -> Iterator[Statement]:
    area = regions.study_area(scenario.study_area)
    placed: list[Spending | Staff] = [*scenario.spending.values(), *scenario.staff.values()]
    for item in placed:
        if codes := place_checks.outside(item, area):
            places = [f"{regions.name(code)} ({code})" for code in codes]
            yield said("place_outside", item=item.title, places=places, area=name_of(area.title))


def _gone(extension: Extension, group: str) -> list[str]:
    return [name.partition(".")[2] for name in extension.removed if name.partition(".")[0] == group]


def _new(extension: Extension, group: str) -> list[str]:
    return [name for at, name in extension.added if at == group]


def _names(group: str, names: list[str]) -> str:
    return ", ".join(f"{group}.{name}" for name in names)


def on_places(scenario: Scenario) -> Iterator[Statement]:
    """Return a note on the items of which the file does not say where they are, which `check` does not ask about."""
    items: list[Spending | Staff] = [*scenario.spending.values(), *scenario.staff.values()]
    unplaced = [item.title for item in items if item.where is None]
    if unplaced:
        yield said("placed_by_jobs", items=unplaced)


def on_what_is_spent(share_cut: float, spent: pd.DataFrame) -> Iterator[Statement]:
    """Return a remark on draws that are cut to the funding, and what is then spent on each item that has a range.

    Parameters
    ----------
    share_cut
        The share of draws that are cut.
    spent
        See `budget.spent_by_item`.
    """
    if share_cut <= 0:
        return
    ranged = spent[spent["low"] < spent["high"]].to_dict("records")
    yield said("cut_to_funding", percent=100 * share_cut, items=[_spent(row) for row in ranged])


def _spent(row: dict[Hashable, Any]) -> Statement:
    title = Name(en=row["title_en"], nl=row["title_nl"])
    return said("spent_on", item=title, mean=row["mean"], low=row["p05"], high=row["p95"], planned=row["central"])
