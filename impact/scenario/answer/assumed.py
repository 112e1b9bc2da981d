"""What a scenario assumes, in words: every range with source and influence, and those that speak of another area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from impact import regions
from impact.errors import InputError
from impact.scenario.computation.draws import Name, ranges
from impact.scenario.computation.influence import QUOTED, column
from impact.scenario.question.all_ranges import as_written
from impact.scenario.question.correlations import partners
from impact.scenario.question.definition import (
    BASES_WEAKEST_FIRST,
    AlternativeUse,
    Assumption,
    Funding,
    Spending,
    Staff,
)
from impact.scenario.question.ranges import Range
from impact.scenario.question.scenario import Scenario
from impact.words.names import Named, called, name_of
from impact.words.statements import Statement, in_both, said

UNITS = {
    "deadweight_share": "share",
    "amount": "MEUR",
    "import_share": "share",
    "regional_share": "share",
    "scale": "ratio",
    "cost_per_fte": "MEUR per year",
    "wage_share": "share",
    "overhead_regional_share": "share",
}
Ranged = Assumption | Funding | Spending | Staff | AlternativeUse
_TOGETHER = ("spending", "staff")  # groups whose ranges are said together
_INFLUENCES = [column(*headline) for headline in QUOTED]
DUTCH_SOURCE = "source_nl"
INFLUENCE_OF_USE = "influence_use_value_added"
"""The column with the source in Dutch, empty where there is none; results of before it was there do not have it."""
_SAID = ["name", "title_en", "title_nl", "low", "central", "high", "means", "unit", "source", "basis"]
LATER: dict[str, str | float] = {"shape": "triangular", "nothing": 0.0, "correlated_with": ""}
"""Columns of how a range is drawn, with what they were for results of before they were there."""
_COLUMNS = [*_SAID, *LATER, *_INFLUENCES, DUTCH_SOURCE]


def assumption_table(scenario: Scenario, influence: Mapping[tuple[str, str], Mapping[Name, float]]) -> pd.DataFrame:
    """Return every range with its source, the weakest basis first and, within a basis, the most influential first.

    Each headline has a column of influence of its own; the order goes by the largest.
    """
    with_others = partners(scenario)
    rows = [
        {
            **_described(scenario, name),
            **drawn_as(r, with_others.get(name, {})),
            **{column(*headline): found[name] for headline, found in influence.items()},
        }
        for name, r in ranges(scenario).items()
    ]
    frame = pd.DataFrame(rows)[_COLUMNS].round(dict.fromkeys(_INFLUENCES, 4))
    weakness = frame["basis"].map(BASES_WEAKEST_FIRST.index)
    order = frame.assign(weakness=weakness, most=frame[_INFLUENCES].max(axis=1)).sort_values(
        ["weakness", "most"], ascending=[True, False], kind="stable", na_position="last"
    )
    return order[_COLUMNS].reset_index(drop=True)


def drawn_as(of: Range, others: Mapping[Name, float]) -> dict[str, object]:
    """Return how a range is drawn, by column; `correlated_with` is `PLACE RANK; PLACE RANK`.

    Parameters
    ----------
    of
        The range.
    others
        Those it has a rank correlation with.
    """
    written = "; ".join(f"{as_written(name)} {rank:g}" for name, rank in others.items())
    values = {"low": of.low, "central": of.central, "high": of.high, "means": of.means}
    return {**values, "shape": of.shape, "nothing": of.nothing, "correlated_with": written}


def _described(scenario: Scenario, name: Name) -> dict[str, str]:
    group, key, *rest = name
    found = _found(scenario, name)
    unit = found.unit if isinstance(found, Assumption) else UNITS[rest[0] if rest else key]
    titles = {f"title_{lang}": text for lang, text in in_both(title_of(scenario, name)).items()}
    sources = {"source": found.source, DUTCH_SOURCE: found.source_nl or ""}
    return {"name": ".".join(name), **titles, "unit": unit, **sources, "basis": found.basis}


def _found(scenario: Scenario, name: Name) -> Assumption | Funding | Spending | Staff | AlternativeUse:
    """Return what a range belongs to."""
    table = getattr(scenario, name[0])
    found: Assumption | Funding | Spending | Staff | AlternativeUse = (
        table[name[1]] if isinstance(table, dict) else table
    )
    return found


def title_of(scenario: Scenario, name: Name) -> Statement | Named:
    """Return what a range is of: the title of an assumption, that of an item with the quantity.

    Parameters
    ----------
    scenario
        The question.
    name
        The place of the range.
    """
    if name[0] == "use":
        return called("on_use", name[-1])
    found = _found(scenario, name)
    if isinstance(found, Assumption):
        return found.title
    return said("quantity_of_item", item=found.title, quantity=called("quantity", name[-1]))


def notes_on_another_area(scenario: Scenario) -> Iterator[Statement]:
    """Return a note on the ranges that were written for another study area and not stated again, for each such area."""
    written_for = scenario.extension.written_for if scenario.extension else ()
    for other in sorted({found.area for found in written_for}):
        names = [found.name for found in written_for if found.area == other]
        keys = ", ".join(sorted({name[-1] for name in names}))
        yield said("of_another_area", area=_area_title(other), ranges=_listed(scenario, names), keys=keys)


def _area_title(name: str) -> str | Named:
    try:
        area = regions.study_area(name.split("+") if "+" in name else name)
    except InputError:  # an area that only the scenario underneath could not be run with
        return name
    return name_of(area.title)


def _listed(scenario: Scenario, names: list[Name]) -> list[Statement | Named]:
    """Return what ranges are about; those of purchases, and of staff, together."""
    found: list[Statement | Named] = []
    for group in _TOGETHER:
        items = getattr(scenario, group)
        ours = [name for name in names if name[0] == group]
        if ours:
            every = len(ours) == len(items)
            which = [called("every_item", group)] if every else [items[key].title for _, key, _ in ours]
            found.append(said("quantity_of_items", quantity=called("quantity", ours[0][-1]), items=which))
    return [*found, *(title_of(scenario, name) for name in names if name[0] not in _TOGETHER)]
