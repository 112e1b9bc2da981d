"""A facility looked back at: what was claimed, what the model says of what was published then, what a study finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from impact.effects import Effect
from impact.scenario.answer.outlook import Outlook
from impact.scenario.answer.result import ScenarioResult
from impact.scenario.answer.statistics import STATISTICS, statistics
from impact.scenario.computation.draws import Array
from impact.sources import snapshot

if TYPE_CHECKING:
    from impact.effects import Evaluation, Finding
    from impact.report.pages.descriptions import FindingAsked

NATION = "NL"
_THOUSANDS = 1_000.0


@dataclass(frozen=True)
class Backcast:
    """What the columns are made of.

    Attributes
    ----------
    result : the answer to the scenario file with what was published then.
    evaluation : the registered study, carried out.
    """

    result: ScenarioResult
    evaluation: Evaluation

    def in_country(self, concept: str, measure: str, years: Sequence[int]) -> Array:
        """Return the draws of the country, (draws,), the sum of some years."""
        kept = self.result.area_draws
        assert kept is not None
        return np.asarray(sum(kept.drawn[NATION, concept, measure, year] for year in years))

    def in_area(self, concept: str, measure: str, years: Sequence[int]) -> Array:
        """Return the draws of the study area, (draws,), the sum of some years."""
        kept = self.result.by_draw
        assert kept is not None
        return np.asarray(sum(kept.of(concept, measure, year) for year in years))

    def finding(self, asked: FindingAsked) -> Finding:
        """Return the finding of the study that is asked for.

        Raises
        ------
        ValueError
            The study has none of that outcome, treated and estimator.
        """
        wanted = (asked.outcome, asked.treated, asked.estimator)
        for found in self.evaluation.findings:
            if (found.outcome.name, found.treated.name, found.test.estimator) == wanted:
                return found
        raise ValueError(f"the study has no finding {' '.join(wanted)}: correct publication.toml")

    @cached_property
    def people(self) -> int:
        """The year of the persons that per cents are taken of."""
        return min(min(treated.first.values()) for treated in self.evaluation.study.treated if treated.primary) - 1

    def persons(self, finding: Finding, log_points: float) -> float:
        """Return an effect on the logarithm of persons as persons, by those of the year before the start."""
        numerator = finding.outcome.numerator
        assert numerator is not None
        table = snapshot.table(numerator.table)
        inside = table["region"].isin(finding.treated.first) & table["year"].eq(self.people)
        held = table[inside].set_index("sector")["value"]
        base = sum(float(held[sector]) * weight for sector, weight in numerator.sum.items())
        return float(_THOUSANDS * base * np.expm1(log_points))


def outlook(draws: Array) -> Outlook:
    """Return mean and range of draws, (draws,), with how many they are: that says which digits stand still."""
    found = dict(zip(STATISTICS, statistics(draws), strict=True))
    low, mean, high = (float(found[at]) for at in ("p05", "mean", "p95"))
    return Outlook(low, mean, high, len(draws))


def effect(finding: Finding) -> Effect | None:
    """Return the estimate of a finding; None where nothing is identified."""
    return finding.result if isinstance(finding.result, Effect) else None
