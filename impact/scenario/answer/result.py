"""The answer to a scenario, and its folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from impact.errors import InputError, Problem
from impact.scenario.answer import stored
from impact.scenario.answer.by_draw import TotalsByDraw
from impact.scenario.answer.cost import Cost, cost_of
from impact.scenario.answer.figures_by_draw import FiguresByDraw
from impact.scenario.answer.national import NationalBalance
from impact.scenario.answer.statistics import ALL, FEWEST_DRAWS, STATISTICS
from impact.scenario.answer.summary import summary_of
from impact.scenario.computation.influence import column
from impact.scenario.keeping import KEPT, MOST_DRAWS, Keep
from impact.scenario.question.scenario import Scenario

_KEYS = ["concept", "measure", "statistic", "value"]


@dataclass(frozen=True)
class ScenarioResult:
    """What a scenario leads to.

    Attributes
    ----------
    scenario : the question, as it was asked.
    totals : the columns of `impacts` for the sums that people read; `*` in region or sector summed over, no year where
        summed. Below them, under concepts of their own (`gross_by_place`, `deadweight_by_place`,
        `net_national_by_place`), the study area, the rest of its part of the country, the rest of the country and the
        nation side by side, by year, and over all years by stage. Last use, by year, never summed over years: a level
        is not a flow.
    staircase : step, measure, statistic, value, unit: from gross to net, all years and sectors together.
    composition : part, measure, statistic, value, unit: what net regional is made of, the hired people and the rest.
    assumptions : every range that was drawn, with source, basis and its influence on each headline (share of the
        variation that goes with it); last, `source_nl`, the source in Dutch, empty where it is given in English only.
    spent : one row per purchase and group of staff: what the file states (low, central, high) and what is spent after
        the draws were cut to the funding (mean, p05, p50, p95), MEUR of cash.
    checks : accounting identities and what must hold of the outcome: check, where, value, tolerance, passed.
    manifest : sources with checksums, versions, seed, draws, prices.
    cells : the frame `impacts`; None where it was not kept.
    areas : the columns of `totals`, sectors together: every concept in the study area and its areas; gross, deadweight
        and the part in the balance of the country in every other area and in sums of areas: `LD01-rest`, `NL-rest`,
        `NL`, and a COROP area that the study area divides (of `CR07-inside` and `CR07-rest`). All years together by
        stage, each year for all stages; of gross and net in the study area each sector and year as well. None in a
        result of before there were areas, and where only totals were kept.
    municipalities : the columns of `areas` for the municipalities of the study area, apportioned by establishments
        (`computation.municipalities.bearing` says how many digits that bears); None where they cannot be told or
        were not kept.
    by_draw : totals of every draw, for comparisons; None in a result that was saved before they were kept.
    area_draws : figures of areas and of use of every draw, for comparisons; None likewise.
    use : what use of the facility could do, in the columns of `impacts`, by year and COROP area, `*` for all of them;
        concepts `without`, `use`, `agglomeration`, `spending`, `joint`. None where the scenario has no table [use].
    use_municipalities : the same of concept `use` by municipality, apportioned by establishments; None where there is
        no use, where municipalities cannot be told or were not kept.
    use_assumptions : the ranges behind it, with source, basis and influence; None likewise.
    """

    scenario: Scenario
    totals: pd.DataFrame
    staircase: pd.DataFrame
    composition: pd.DataFrame
    assumptions: pd.DataFrame
    spent: pd.DataFrame
    checks: pd.DataFrame
    manifest: dict[str, Any]
    by_draw: TotalsByDraw | None = None
    cells: pd.DataFrame | None = None
    area_draws: FiguresByDraw | None = None
    areas: pd.DataFrame | None = None
    municipalities: pd.DataFrame | None = None
    use: pd.DataFrame | None = None
    use_assumptions: pd.DataFrame | None = None
    use_municipalities: pd.DataFrame | None = None

    @property
    def impacts(self) -> pd.DataFrame:
        """One row per figure, finest cells only: scenario, year, region, sector, measure, stage, concept, ..., unit.

        The columns are scenario, year, region, sector, measure, stage, concept, statistic, value, unit. Money is MEUR
        of the price year, jobs in labour years of employees (full-time jobs during a year). What use could do stands
        below spending, under concepts of its own, sectors together: measures `productivity`, `firms_using_ai`,
        `births_in_j`, `private_rd` and others, each with its unit.

        Raises
        ------
        InputError
            The run did not keep them.
        """
        if self.cells is None:
            found = f"a run that kept {self.manifest.get(KEPT)} only"
            todo = f"Run it without --totals (keep={Keep.EVERYTHING.value!r}), with {MOST_DRAWS:,} draws at most."
            raise InputError(Problem(self.scenario.name, "impacts", found, "a result with its cells", todo))
        return self.cells

    @property
    def left_out(self) -> list[dict[str, str]]:
        """What this result says nothing about, in two languages."""
        return [text.model_dump() for text in self.scenario.left_out]

    @property
    def notes(self) -> list[dict[str, str]]:
        """What a user must know about the regional figures, in two languages."""
        return list(self.manifest["notes"])

    @cached_property
    def drawn(self) -> bool:
        """Whether anything has a range; without one, a single draw says it all."""
        ranged = self.assumptions["low"] < self.assumptions["high"]
        return bool((ranged | ((self.assumptions["nothing"] > 0) & (self.assumptions["high"] > 0))).any())

    @property
    def few_draws(self) -> bool:
        """Whether the draws are too few to say in which range the outcome lies and what it depends on."""
        return self.drawn and bool(self.manifest["draws"] < FEWEST_DRAWS)

    @property
    def ranged(self) -> bool:
        """Whether there is a range in which nine in ten draws lie, and enough draws to know it."""
        return self.drawn and not self.few_draws

    @cached_property
    def cost(self) -> Cost | None:
        """What the spending is and what a labour year costs; None where totals of every draw were not kept."""
        return None if self.by_draw is None else cost_of(self.by_draw, self.manifest["price_year"])

    @property
    def noise(self) -> float:
        """The influence under which nothing can be said with this number of draws, see `influence`."""
        return 4 / float(self.manifest["draws"])

    @property
    def failed_checks(self) -> list[str]:
        """The names of the checks that do not hold: with one of them, no figure of this result can be used."""
        return [str(name) for name in self.checks.loc[~self.checks["passed"], "check"]]

    def summary(self) -> dict[str, Any]:
        """Return sums over years and sectors (mean, p05, p50, p95), what each depends on most, what use could do."""
        return summary_of(self)

    def over_years(self, concept: str, measure: str) -> dict[str, float]:
        """Return the statistics of one concept and measure, all years, sectors and stages together; zeros if none."""
        return {s: self._sums.get((concept, measure, s), 0.0) for s in STATISTICS}

    def in_area(self, region: str, concept: str, measure: str) -> dict[str, float]:
        """Return the statistics of one area, all years, sectors and stages together; empty where there is no figure."""
        return self._areas.get((region, concept, measure), {})

    @cached_property
    def _areas(self) -> dict[tuple[str, str, str], dict[str, float]]:
        if self.areas is None:
            return {}
        together = self.areas["year"].isna() & (self.areas["sector"] == ALL) & (self.areas["stage"] == "total")
        over_years = self.areas[together]
        found: dict[tuple[str, str, str], dict[str, float]] = {}
        for region, *key, statistic, value in over_years[["region", *_KEYS]].itertuples(index=False):
            found.setdefault((region, *key), {})[statistic] = value
        return found

    @cached_property
    def _sums(self) -> dict[tuple[str, str, str], float]:
        over_all = self.totals[
            self.totals["year"].isna() & (self.totals["sector"] == ALL) & (self.totals["stage"] == "total")
        ]
        return {(str(c), str(m), str(s)): float(v) for c, m, s, v in over_all[_KEYS].itertuples(index=False)}

    def national(self, measure: str) -> NationalBalance:
        """Return the balance of demand for the Netherlands of one measure, and whether its sign is known."""
        found = self.over_years("net_national", measure)
        drives = self._drives("net_national", measure)
        return NationalBalance(measure, found["p05"], found["mean"], found["p95"], self.ranged, *drives)

    def _drives(self, concept: str, measure: str) -> tuple[str, float]:
        """Return the name of the assumption with most influence on a headline and its share; money goes by value."""
        name = column(concept, "jobs" if measure == "jobs" else "value_added")
        shares = self.assumptions.set_index("name")[name].dropna()
        if shares.empty or self.few_draws:
            return "", 0.0
        return str(shares.idxmax()), float(shares.max())

    def save(self, folder: str | Path) -> Path:
        """Write the result folder and return its path; an earlier result there is replaced as a whole, or not at all.

        Raises
        ------
        InputError
            When the folder holds anything that an earlier run did not write, or cannot be written.
        """
        return stored.write(self, Path(folder))

    @classmethod
    def load(cls, folder: str | Path) -> ScenarioResult:
        """Return the result in a folder that `save` wrote.

        Raises
        ------
        InputError
            When the folder is no result, or a file in it is not the one that was written (both checksums are named);
            the manifest, which names the others, carries the checksum of its own content.
        """
        return cls(**stored.read(Path(folder)))
