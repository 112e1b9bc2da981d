"""The figures that each have their own drivers: those that people quote of spending, and of use of the facility."""

from __future__ import annotations

from dataclasses import dataclass

from impact.scenario.computation.concepts import CONCEPTS
from impact.scenario.computation.influence import QUOTED
from impact.scenario.computation.measures import MEASURES
from impact.scenario.computation.use_measures import BIRTHS, FIRMS, PRIVATE_RD, PRODUCTIVITY, Concept
from impact.scenario.question.scenario import Scenario


@dataclass(frozen=True)
class Headline:
    """One figure that people quote.

    Attributes
    ----------
    account : a concept of spending, or that of use.
    measure : what is counted.
    unit : of its values; MEUR is of the price year.
    last_year : whether it is that of the last year of use; else of all years together.
    """

    account: str
    measure: str
    unit: str
    last_year: bool = False

    @property
    def name(self) -> str:
        """What it is called in files: `net_regional.jobs`."""
        return f"{self.account}.{self.measure}"

    @property
    def of_use(self) -> bool:
        """Whether it is of use of the facility: of the account that a scenario has with a table [use]."""
        return self.account == Concept.USE

    @property
    def national(self) -> bool:
        """Whether it is of the country; else of the study area."""
        return not self.of_use and CONCEPTS[self.account].national


OF_SPENDING = tuple(Headline(concept, measure, MEASURES[measure].unit) for concept, measure in QUOTED)
OF_USE = (
    *(Headline(Concept.USE, of.name, of.unit, last_year=True) for of in (PRODUCTIVITY, FIRMS, BIRTHS)),
    Headline(Concept.USE, PRIVATE_RD.name, PRIVATE_RD.unit),  # ends with the spending: the last year has none
)
ALL = {headline.name: headline for headline in (*OF_SPENDING, *OF_USE)}
"""Every headline by name."""


def headlines_of(scenario: Scenario) -> tuple[Headline, ...]:
    """Return the headlines that a scenario has: those of use only with a table [use]."""
    return OF_SPENDING if scenario.use is None else (*OF_SPENDING, *OF_USE)
