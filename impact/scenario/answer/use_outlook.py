"""What a result says of use, figure by figure, as screen and report quote it."""

from __future__ import annotations

import pandas as pd

from impact.scenario.answer.outlook import Outlook
from impact.scenario.answer.result import ScenarioResult
from impact.scenario.answer.statistics import ALL, FEWEST_DRAWS
from impact.scenario.computation.use_measures import ADOPTION, PRIVATE_RD, Concept, UseMeasure


def is_known(result: ScenarioResult) -> bool:
    """Return whether the result says anything of use: it was asked, with draws enough to tell nothing from little."""
    return result.use is not None and bool(result.manifest["draws"] >= FEWEST_DRAWS)


def last_year(result: ScenarioResult) -> int:
    """Return the last year of the figures on use."""
    return int(_frame(result)["year"].max())


def of_use(result: ScenarioResult, concept: Concept, measure: UseMeasure, year: int) -> Outlook:
    """Return a figure of the study area in a year.

    Parameters
    ----------
    result
        One that has figures on use.
    concept
        The account, or the world without the facility.
    measure
        What is counted.
    year
        One of the years of use.
    """
    found = by_year(result, concept, measure).loc[[year]]
    low, mean, high = (float(found[at].iloc[0]) for at in ("p05", "mean", "p95"))
    return Outlook(low, mean, high, result.manifest["draws"])


def by_year(result: ScenarioResult, concept: Concept, measure: UseMeasure, region: str = ALL) -> pd.DataFrame:
    """Return the figures of one concept and measure: a row a year, a column for each statistic.

    Parameters
    ----------
    result
        One that has figures on use.
    concept
        The account, or the world without the facility.
    measure
        What is counted.
    region
        A COROP area; the study area as a whole if not given.
    """
    frame = _frame(result)
    asked = (frame["concept"] == str(concept)) & (frame["measure"] == measure.name) & (frame["region"] == region)
    return frame[asked].pivot_table(index="year", columns="statistic", values="value")


def adoption_paths(result: ScenarioResult) -> pd.DataFrame:
    """Return the share of firms that use AI by year, in %: means `without` and `with` the facility, and what it adds.

    `low` and `high` are around the path without it; `added` is a mean, in percentage points, with `added_high` (p95).
    """
    without, added = (by_year(result, concept, ADOPTION) for concept in (Concept.WITHOUT, Concept.USE))
    columns = {
        "without": without["mean"],
        "with": without["mean"] + added["mean"],  # means add up
        "low": without["p05"],
        "high": without["p95"],
        "added": added["mean"],
        "added_high": added["p95"],
    }
    return pd.DataFrame(columns).reset_index()


def private_rd(result: ScenarioResult) -> float:
    """Return the mean of the extra private R&D of all years together, MEUR of the price year."""
    return float(by_year(result, Concept.USE, PRIVATE_RD)["mean"].sum())


def chance_of_nothing(result: ScenarioResult) -> float:
    """Return the mean probability that use changes nothing at all."""
    return float(result.manifest["use"]["probability_of_nothing"])


def _frame(result: ScenarioResult) -> pd.DataFrame:
    if result.use is None:
        raise ValueError(f"scenario {result.scenario.name} has no table [use]: ask is_known first")
    return result.use
