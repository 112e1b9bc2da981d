"""What must be known about a scenario that can be used, in two languages: its file, and what its draws spend."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from math import ceil, floor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

from impact.scenario.question.definition import Extension, Scenario
from impact.scenario.question.room import items, room_as_planned

Remark = dict[str, str]

_DUTCH = str.maketrans(",.", ".,")

FAR_AHEAD = 20
"""Years after the table's year: how industries buy from each other is taken as it was then. Where far begins is a
choice."""
EU_MOST = 0.50
"""What the Union pays at most of buying and running a supercomputer for AI: Regulation (EU) 2024/1732."""


def remarks(scenario: Scenario) -> list[Remark]:
    """Return the remarks on a file: years, money that is not granted, the EU's share, names that are new."""
    found = (_past, _far_ahead, _pending, _eu_share, _renamed)
    return [remark for of in found for remark in of(scenario)]


def on_ranges(scenario: Scenario) -> Iterator[Remark]:
    """Return a remark on ranges whose high value the funding cannot pay when all else goes as planned."""
    tight = [i for i in items(scenario) if not i.fixed and i.high > room_as_planned(scenario, i) + 1e-9]
    if tight:
        yield {
            "en": "The high value cannot be paid unless other items cost less than planned, and is cut to the funding "
            f"where they do not: {'; '.join(i.title.en for i in tight)}.",
            "nl": "De hoge waarde kan alleen worden betaald als andere posten minder kosten dan gepland; anders wordt "
            f"zij op het budget afgekapt: {'; '.join(i.title.nl for i in tight)}.",
        }


def _money_years(scenario: Scenario) -> Iterator[int]:
    """Return the years in which money can be spent, each item with its own delay."""
    paths = [(item.years, item.delayed_by) for item in scenario.spending.values()]
    paths += [(post.fte, post.delayed_by) for post in scenario.staff.values()]
    for path, delay in paths:
        early, late = scenario.assumptions[delay].range.ends if delay else (0.0, 0.0)
        for year in (year for year, part in path.items() if part > 0):
            yield from (year + floor(early), year + ceil(late))


def _past(scenario: Scenario) -> Iterator[Remark]:
    first, written = min(_money_years(scenario)), scenario.date.year
    if first < written:
        yield {
            "en": f"Money is spent from {first} on, before this scenario was written ({written}): use for those years "
            "what was really spent, or correct the years.",
            "nl": f"Er wordt vanaf {first} geld uitgegeven, voordat dit scenario is geschreven ({written}): gebruik "
            "voor die jaren wat echt is uitgegeven, of verbeter de jaren.",
        }


def _far_ahead(scenario: Scenario) -> Iterator[Remark]:
    last, table = max(_money_years(scenario)), scenario.table_year
    if last > table + FAR_AHEAD:
        yield {
            "en": f"Money is spent until {last}, {last - table} years after the table of {table}: the economy is taken "
            "to be as it was then, and nobody knows that so far ahead.",
            "nl": f"Er wordt tot en met {last} geld uitgegeven, {last - table} jaar na de tabel van {table}: de "
            "economie is genomen zoals zij toen was, en zo ver vooruit weet niemand dat.",
        }


def _pending(scenario: Scenario) -> Iterator[Remark]:
    waiting = [source for source in scenario.funding.values() if source.status == "pending" and source.amount > 0]
    if waiting:
        share = sum(source.amount for source in waiting) / scenario.budget
        yield {
            "en": f"Asked for and not granted, yet spent here as if it were, is {100 * share:.0f} % of the money: "
            f"{'; '.join(source.title.en for source in waiting)}. Without it there is another scenario.",
            "nl": f"Gevraagd en niet toegekend, maar hier uitgegeven alsof het er is, is {100 * share:.0f} % van het "
            f"geld: {'; '.join(source.title.nl for source in waiting)}. Zonder dat geld is er een ander scenario.",
        }


def _eu_share(scenario: Scenario) -> Iterator[Remark]:
    share = sum(source.available for source in scenario.funding.values() if source.payer == "eu") / scenario.budget
    if share > EU_MOST + 1e-9:
        yield {
            "en": f"The European Union pays {100 * share:.0f} % of this scenario; of buying and running a "
            f"supercomputer for AI it pays {100 * EU_MOST:.0f} % at most (Regulation (EU) 2024/1732). Name the other "
            "rule that holds, or another payer.",
            "nl": f"De Europese Unie betaalt {100 * share:.0f} % van dit scenario; van de aanschaf en het gebruik van "
            f"een supercomputer voor AI betaalt zij hoogstens {100 * EU_MOST:.0f} % (Verordening (EU) 2024/1732). "
            "Noem de andere regel die geldt, of een andere betaler.",
        }


def _renamed(scenario: Scenario) -> Iterator[Remark]:
    extension = scenario.extension
    for group in ("spending", "staff") if extension else ():
        assert extension is not None
        gone, new = _gone(extension, group), _new(extension, group)
        if gone and new:
            yield {
                "en": f"{_names(group, new)} stands in this file and not in {extension.base}, {_names(group, gone)} "
                "was taken out. If that is one item under another name, keep the name: draws go by name, and the "
                "difference between the two scenarios would hold chance.",
                "nl": f"{_names(group, new)} staat in dit bestand en niet in {extension.base}, {_names(group, gone)} "
                "is weggelaten. Is dat één post onder een andere naam, houd dan de naam: trekkingen gaan per naam, en "
                "anders zit er toeval in het verschil tussen de twee scenario's.",
            }


def _gone(extension: Extension, group: str) -> list[str]:
    return [name.partition(".")[2] for name in extension.removed if name.partition(".")[0] == group]


def _new(extension: Extension, group: str) -> list[str]:
    return [name for at, name in extension.added if at == group]


def _names(group: str, names: list[str]) -> str:
    return ", ".join(f"{group}.{name}" for name in names)


def on_what_is_spent(share_cut: float, spent: pd.DataFrame) -> Iterator[Remark]:
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
    yield {
        "en": f"In {100 * share_cut:.0f} % of the draws the items together ask more than the funding and "
        "all that have a range are cut by the same part. What is spent, on average (nine in ten draws; planned), in "
        "million euros: "
        f"{'; '.join(_spent(row, 'en') for row in ranged)}.",
        "nl": f"In {100 * share_cut:.0f} % van de trekkingen vragen de posten samen meer dan het budget en wordt alles "
        "met een bandbreedte met hetzelfde deel verlaagd. Wat er wordt uitgegeven, gemiddeld (negen van de tien "
        f"trekkingen; gepland), in miljoen euro: {'; '.join(_spent(row, 'nl') for row in ranged)}.",
    }


def _spent(row: dict[Hashable, Any], lang: str) -> str:
    mean, low, high, planned = (f"{row[of]:,.1f}" for of in ("mean", "p05", "p95", "central"))
    if lang == "en":
        return f"{row['title_en']} {mean} ({low} to {high}; {planned})"
    mean, low, high, planned = (text.translate(_DUTCH) for text in (mean, low, high, planned))
    return f"{row['title_nl']} {mean} ({low} tot {high}; {planned})"
