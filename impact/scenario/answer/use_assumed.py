"""What was assumed of use: every range with its source, and how much the value added of the last year goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from impact.scenario.answer.assumed import DUTCH_SOURCE, LATER, drawn_as
from impact.scenario.answer.assumed import INFLUENCE_OF_USE as INFLUENCE
from impact.scenario.computation.draws import Name
from impact.scenario.computation.influence import influence
from impact.scenario.question.correlations import partners
from impact.scenario.question.ranges import Range
from impact.scenario.question.use import on_use, ranges_of_use
from impact.words.names import Named, called
from impact.words.statements import Statement, in_both, said

if TYPE_CHECKING:
    from impact.scenario.answer.use_drawn import UseFound
    from impact.scenario.question.scenario import Scenario

ASSUMED = [
    *("name", "title_en", "title_nl", "low", "central", "high", "means", "unit", "source", "basis"),
    *LATER,
    INFLUENCE,
    DUTCH_SOURCE,
]
_UNITS = {"opening": "year", "rd_share": "share"}


def use_assumptions_frame(scenario: Scenario, found: UseFound) -> pd.DataFrame:
    """Return every range of use with its source, the most influential first.

    `influence_use_value_added` is the share of the variation of the value added of the last year that goes with it.
    """
    shares = influence(found.draws, found.last)
    rows = [_assumed(scenario, name, limits, shares[name]) for name, limits in ranges_of_use(scenario).items()]
    frame = pd.DataFrame(rows)[ASSUMED].round({INFLUENCE: 4})
    return frame.sort_values(INFLUENCE, ascending=False, kind="stable", na_position="last").reset_index(drop=True)


def _assumed(scenario: Scenario, name: Name, found: Range, share: float) -> dict[str, object]:
    use = scenario.use
    assert use is not None  # its ranges are here
    last = name[-1]
    of_evidence = on_use().get(last) if name[1] == "assumptions" else None
    founded: Any = use.assumptions.get(last, of_evidence) if of_evidence else use
    titles = {f"title_{lang}": text for lang, text in in_both(title_of(scenario, name)).items()}
    return {
        "name": ".".join(name),
        **titles,
        **drawn_as(found, partners(scenario).get(name, {})),
        "unit": of_evidence.unit if of_evidence else _UNITS[name[1]],
        "source": founded.source,
        "basis": founded.basis,
        INFLUENCE: share,
        DUTCH_SOURCE: founded.source_nl or "",
    }


def title_of(scenario: Scenario, name: Name) -> Statement | Named:
    """Return what a range of use is of: an assumption, the opening, or the part of an item that is R&D."""
    if name[1] != "rd_share":
        return called("on_use", name[-1])
    group, _, key = name[-1].partition(".")
    return said("quantity_of_item", item=getattr(scenario, group)[key].title, quantity=called("on_use", "rd_share"))
