"""What drives each headline of a scenario, as the annex shows it: the one place that knows how that is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.report.scenario import tables
from impact.scenario.computation.influence import QUOTED, column

if TYPE_CHECKING:
    import pandas as pd

    from impact.report.pages.source_table import Row
    from impact.scenario import ScenarioResult
    from impact.words.texts import Words

NAMED = 3  # of each headline
NET = ("net_regional", "jobs")


def table(result: ScenarioResult, words: Words) -> list[Row]:
    """Return a row an assumption that matters to any headline: its share of the variation of each, in per cent.

    Parameters
    ----------
    result
        What a scenario leads to.
    words
        The texts of the annex, with those of publications on a scenario.
    """
    return tables.influence(result, words)


def first(result: ScenarioResult, words: Words) -> tuple[str, str]:
    """Return the assumption that net jobs of the region depend on most, and its share in per cent; "" where unknown.

    Parameters
    ----------
    result
        What a scenario leads to.
    words
        The texts of the annex, with those of publications on a scenario.
    """
    known = _known(result, column(*NET)) if result.ranged else result.assumptions.iloc[:0]
    if known.empty:
        return "", ""
    row = known.iloc[0]
    return str(row[f"title_{words.lang}"]), words.number(100 * float(row[column(*NET)]), 0)


def heaviest(result: ScenarioResult, words: Words) -> list[str]:
    """Return a sentence a headline: the assumptions that it depends on most; nothing where that is not known.

    Parameters
    ----------
    result
        What a scenario leads to.
    words
        The texts of the annex, with those of publications on a scenario.
    """
    if not result.ranged:
        return []
    return [_heaviest(result, concept, measure, words) for concept, measure in QUOTED]


def _heaviest(result: ScenarioResult, concept: str, measure: str, words: Words) -> str:
    name = column(concept, measure)
    known = _known(result, name).head(NAMED)
    named = [
        words("drivers.item", name=row[f"title_{words.lang}"], share=words.number(100 * row[name], 0))
        for row in known.to_dict("records")
    ]
    headline = words(f"influence.{concept}_{measure}")
    if not named:
        return words("drivers.none", headline=headline)
    return words("drivers.most", headline=headline, items="; ".join(named))


def _known(result: ScenarioResult, name: str) -> pd.DataFrame:
    """Return the assumptions that matter to a headline, by the name of its column, the weightiest first."""
    known = result.assumptions[result.assumptions[name] >= max(tables.MATTERS, result.noise)]
    return known.sort_values(name, ascending=False, kind="stable")
