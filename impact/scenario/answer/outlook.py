"""What a result says, figure by figure, as the report quotes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Any

import pandas as pd

from impact.draws.precision import errors_of_band
from impact.scenario.answer.result import ScenarioResult
from impact.scenario.answer.statistics import ALL
from impact.scenario.answer.where import BY_PLACE
from impact.scenario.computation.concepts import PARTS
from impact.words.texts import Words

_ENDS = ("p05", "mean", "p95")


@dataclass(frozen=True)
class Outlook:
    """What is expected of one figure: the mean of all draws, and `low` and `high`, between which nine in ten lie.

    `low` and `high` are NaN when the draws are too few to know. Labour years for jobs, MEUR of the price year for the
    other measures. Means add up over years, sectors and steps, so every page shows means, in texts and figures alike.
    `draws` is how many there were; without it nothing is said of how sure the figures are.
    """

    low: float
    mean: float
    high: float
    draws: int | None = None

    @property
    def direction(self) -> str:
        """`more` or `less` when nine in ten draws agree on the sign, else `unclear`; that too when they are too few."""
        if self.low > 0:
            return "more"
        return "less" if self.high < 0 else "unclear"

    @property
    def error(self) -> float:
        """About the standard error of the mean, had other numbers been drawn; 0 where it is not known."""
        return self._errors[0]

    @property
    def end_error(self) -> float:
        """About the standard error of `low`, and of `high`; 0 where it is not known."""
        return self._errors[1]

    @property
    def _errors(self) -> tuple[float, float]:
        return errors_of_band(self.low, self.high, self.draws) if self.draws else (0.0, 0.0)

    def mean_in(self, words: Words) -> str:
        """Return the mean as a language writes it, with the digits that stand still."""
        return words.number(self.mean, error=self.error)

    def span_in(self, words: Words) -> str:
        """Return `low to high` as a language writes it, with the digits that stand still."""
        return words.span(self.low, self.high, error=self.end_error)


def outlook_of(result: ScenarioResult, found: Mapping[Any, Any]) -> Outlook:
    """Return what is expected of a figure of which the statistics are kept.

    Parameters
    ----------
    result
        Of which it is a figure.
    found
        Its `p05`, `mean` and `p95`, perhaps among other columns of a row.
    """
    low, mean, high = (float(found[s]) for s in _ENDS)
    return Outlook(nan, mean, nan) if result.few_draws else Outlook(low, mean, high, result.manifest["draws"])


def over_years(result: ScenarioResult, concept: str, measure: str) -> Outlook:
    """Return a measure summed over years, sectors and stages; zero when the result has no such row."""
    return outlook_of(result, result.over_years(concept, measure))


def made_of(result: ScenarioResult, measure: str) -> dict[str, Outlook]:
    """Return the parts of net regional, `hired_staff` and `other_work`, all years together."""
    rows = result.composition[result.composition["measure"] == measure]
    values = {(str(p), str(s)): float(v) for p, s, v in rows[["part", "statistic", "value"]].itertuples(index=False)}
    return {part: outlook_of(result, {s: values[part, s] for s in _ENDS}) for part in PARTS}


def by_year(result: ScenarioResult, measure: str, *, stage: str | None = "total") -> pd.DataFrame:
    """Return the sums over sectors by year: concept, year, stage and a column for each statistic."""
    rows = sums(result, measure, stage=stage)
    return _wide(result, rows[rows["year"].notna() & (rows["sector"] == ALL)], ["concept", "year", "stage"])


def by_sector(result: ScenarioResult, measure: str) -> pd.DataFrame:
    """Return the sums over years by sector: concept, sector and a column for each statistic."""
    rows = sums(result, measure, stage="total")
    return _wide(result, rows[rows["year"].isna() & (rows["sector"] != ALL)], ["concept", "sector"])


def steps(result: ScenarioResult, measure: str) -> pd.DataFrame:
    """Return the steps from gross to net of one measure, one row a step, a column for each statistic."""
    rows = result.staircase[result.staircase["measure"] == measure]
    wide = rows.pivot_table(index="step", columns="statistic", values="value").loc[rows["step"].unique()]
    return _known(result, wide)


def sums(result: ScenarioResult, measure: str, *, stage: str | None = None, concept: str | None = None) -> pd.DataFrame:
    """Return the rows of `totals` of one measure, perhaps of one stage and one concept; not those by place."""
    totals = result.totals
    keep = (totals["measure"] == measure) & ~totals["concept"].isin(BY_PLACE.values())
    for column, wanted in (("stage", stage), ("concept", concept)):
        if wanted is not None:
            keep &= totals[column] == wanted
    return totals[keep]


def _wide(result: ScenarioResult, rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    wide = rows.pivot_table(index=keys, columns="statistic", values="value").reset_index().rename_axis(columns=None)
    return _known(result, wide)


def _known(result: ScenarioResult, wide: pd.DataFrame) -> pd.DataFrame:
    """Return figures without their outer quantiles where the draws are too few to know those."""
    return wide.assign(p05=nan, p95=nan) if result.few_draws else wide
