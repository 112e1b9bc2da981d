"""What stands above a chart of a scenario: the finding where the figures decide it, else what is drawn.

A finding is said of gross and net at once, and not where draws are too few to know how sure it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from impact.scenario.answer import outlook
from impact.scenario.computation.components import STAGES
from impact.scenario.computation.concepts import HEADLINES
from impact.words.texts import Words, within_sentence

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult

_HALF = 0.5


def of_years(result: ScenarioResult, frame: pd.DataFrame, words: Words) -> str:
    """Return the year with the most work where that is one and the same gross and net, else what is drawn.

    Parameters
    ----------
    result
        What a scenario leads to.
    frame
        Its work by concept and year.
    words
        The texts of charts.
    """
    most = {str(rows["year"].iloc[int(rows["mean"].argmax())]) for _, rows in _headlines(frame)}
    if result.few_draws or len(most) != 1:
        return words("jobs_per_year.title")
    return words("jobs_per_year.finding", year=most.pop())


def of_stages(result: ScenarioResult, frame: pd.DataFrame, words: Words) -> str:
    """Return the stage in which more than half of the work arises, gross and net, else what is drawn.

    Parameters
    ----------
    result, words
        As for `of_years`.
    frame
        Work by concept, year and stage.
    """
    most = set()
    for _, rows in _headlines(frame[frame["stage"].isin(STAGES)]):
        by_stage = rows.groupby("stage")["mean"].sum()
        largest = str(by_stage.idxmax())
        most.add(largest if by_stage[largest] > _HALF * by_stage.abs().sum() else "")
    if result.few_draws or len(most) != 1 or most == {""}:
        return words("jobs_by_stage.title")
    return words(f"jobs_by_stage.finding.{most.pop()}")


def of_sectors(result: ScenarioResult, frame: pd.DataFrame, names: pd.Series[str], words: Words) -> str:
    """Return the sector with the most work where that is decided, else what is drawn.

    It is the same gross and net, and gross it stands clear: nine in ten draws of it lie above the mean of every other.

    Parameters
    ----------
    result, words
        As for `of_years`.
    frame
        Work by concept and sector.
    names
        Of sectors.
    """
    ranked = {concept: rows.sort_values("mean", ascending=False, kind="stable") for concept, rows in _headlines(frame)}
    gross, net = (ranked[concept] for concept in HEADLINES)
    low = gross["p05" if result.ranged else "mean"].iloc[0]
    clear = len(gross) == 1 or low > gross["mean"].iloc[1]
    if result.few_draws or not clear or gross["sector"].iloc[0] != net["sector"].iloc[0]:
        return words("jobs_by_sector.title")
    return words("jobs_by_sector.finding", sector=within_sentence(names[str(gross["sector"].iloc[0])]))


def of_steps(result: ScenarioResult, words: Words) -> str:
    """Return how much of the work is left for the region where nine in ten draws agree that any is, or none is.

    Parameters
    ----------
    result, words
        As for `of_years`.
    """
    gross, net = (outlook.over_years(result, concept, "jobs") for concept in HEADLINES)
    if net.direction == "less":
        return words("staircase.finding.less")
    if net.direction == "unclear" or gross.mean <= 0:
        return words("staircase.title")
    return words("staircase.finding.more", share=words.number(100 * net.mean / gross.mean, 0))


def _headlines(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(concept, frame[frame["concept"].eq(concept)]) for concept in HEADLINES]
