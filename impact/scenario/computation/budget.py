"""What draws ask of the funding, what is cut of it, and what is then spent on each item.

Where the items together ask more than the funding, the reserve has gone first and everything with a range is cut by the
same factor. What is spent then differs from the ranges in the table of assumptions, so it has a table of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from impact.scenario.computation.draws import Array, Draws
from impact.scenario.question.room import Item, items
from impact.scenario.question.scenario import Scenario

STATISTICS = {"p05": 0.05, "p50": 0.50, "p95": 0.95}
_COLUMNS = ["item", "title_en", "title_nl", "low", "central", "high", "mean", *STATISTICS, "unit"]
_UNCUT = 1 - 1e-12


def asked(scenario: Scenario, draws: Draws) -> Iterator[tuple[Item, Array]]:
    """Return each item with what it asks in each draw, over all years together, MEUR, (draws,)."""
    for item in items(scenario):
        at = (item.group, item.name)
        if item.group == "spending":
            yield item, draws[*at, "amount"]
        else:
            people = sum(scenario.staff[item.name].fte.values())
            yield item, draws[*at, "scale"] * draws[*at, "cost_per_fte"] * people


def budget_cut(scenario: Scenario, draws: Draws) -> Array:
    """Return the factor, 1 at most, that keeps amounts with a range within the funding, shape (draws,)."""
    fixed = sum(item.central for item in items(scenario) if item.fixed)
    loose = np.zeros(draws.count)
    for item, wanted in asked(scenario, draws):
        if not item.fixed:
            loose += wanted
    room = scenario.budget - fixed
    return np.minimum(1.0, np.divide(room, loose, out=np.ones(draws.count), where=loose > 0))


def share_cut(scenario: Scenario, draws: Draws) -> float:
    """Return the share of draws in which amounts are cut to the funding."""
    return float((budget_cut(scenario, draws) < _UNCUT).mean())


def spent_by_item(scenario: Scenario, draws: Draws) -> pd.DataFrame:
    """Return one row per item: what the file states (low, central, high) and what is spent (mean, p05, p50, p95), MEUR.

    Cash of all years together, the part abroad included.
    """
    cut = budget_cut(scenario, draws)
    rows = [_row(item, wanted * (1.0 if item.fixed else cut)) for item, wanted in asked(scenario, draws)]
    return pd.DataFrame(rows)[_COLUMNS]


def _row(item: Item, spent: Array) -> dict[str, object]:
    stated = {"low": item.low, "central": item.central, "high": item.high}
    found = {name: float(np.quantile(spent, at)) for name, at in STATISTICS.items()}
    words = {"item": item.field, "title_en": item.title.en, "title_nl": item.title.nl}
    return {**words, **stated, "mean": float(spent.mean()), **found, "unit": "MEUR"}
