"""The responses of a scenario: solved once, and asked at any setting."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from impact.errors import InputError, Problem
from impact.panel.figures import SNAPSHOT, figures_of
from impact.panel.figures import Figures as Known
from impact.scenario.answer.in_municipalities import in_municipalities
from impact.scenario.computation.blocks import AT_ONCE, each_block
from impact.scenario.computation.draws import Draws, drawn, luck, quantiles
from impact.scenario.computation.economy import economy_of
from impact.scenario.computation.set_in_motion import unit_circulation
from impact.scenario.computation.solved import Solved, prepared
from impact.scenario.keeping import Keep, too_many
from impact.scenario.question.all_ranges import ranges
from impact.scenario.question.changing import Values, changed
from impact.scenario.question.scenario import Scenario
from impact.scenario.responses.figures import Figures, Places
from impact.scenario.responses.settings import check_same_economy, free
from impact.scenario.responses.units import Units, joined, units_of

_HELD = 4  # blocks at a time
_STUDY_AREA = "study area"


@dataclass(frozen=True, eq=False, repr=False)
class Responses:
    """What a unit of everything in a scenario sets in motion, per draw.

    Attributes
    ----------
    scenario : the scenario that was solved.
    draws : everything that was drawn of it, but for the errors of the economy.
    seed : where the draws start.
    places : effects of units in each of the study area's areas, in all of them, and in the country.
    ground : the solved economy, and what can be bought in it.
    """

    scenario: Scenario
    draws: Draws
    seed: int
    places: Places
    ground: Solved

    @property
    def free(self) -> tuple[str, ...]:
        """The places in the file of everything that can be set; a range also by its keys (`.low`).

        Not among them, so that they ask for new responses: the assumptions of the economy (own supply, what households
        spend and buy at home, where people live), products, places, sectors, the study area, correlations, new items,
        and [use], of which the figures are not linear.
        """
        return free(self.scenario)

    def at(self, values: Values) -> Figures:
        """Return the figures of every draw at other values: those of a run of `Scenario.with_values(values)`.

        Parameters
        ----------
        values
            By the place in the file, as in `Scenario.with_values`; {} for the scenario as it is.

        Raises
        ------
        InputError
            A place that there is not or that is not free, a value that cannot be, or a plan that cannot be paid.
        """
        return self.of(changed(self.scenario, values))

    def of(self, scenario: Scenario) -> Figures:
        """Return the figures of every draw of another scenario in the same economy, such as one that was changed.

        Parameters
        ----------
        scenario
            A checked scenario that differs in what is free alone.

        Raises
        ------
        InputError
            It differs in something else.
        """
        check_same_economy(self.scenario, scenario)
        return Figures(scenario, self._drawn_of(scenario), self.places, self.ground)

    def _drawn_of(self, scenario: Scenario) -> Draws:
        """Return the draws of a scenario with the same luck; those of ranges that are the same are kept."""
        before, now = ranges(self.scenario), ranges(scenario)
        anew = [name for name, limits in now.items() if limits != before.get(name)]
        if not anew:
            return self.draws
        of = luck(scenario, anew, self.draws.count, self.seed)
        values = {name: quantiles(now[name], of[name]) if name in of else self.draws[name] for name in now}
        return Draws(values, self.draws.count)


def responses(
    scenario: Scenario,
    *,
    draws: int = 1000,
    seed: int = 0,
    data: str | Path | Known = SNAPSHOT,
    municipalities: bool = False,
) -> Responses:
    """Return what a unit of everything in a scenario sets in motion, per draw: the random draws of `run`.

    Parameters
    ----------
    scenario
        The question.
    draws
        How many, 1 to 20,000.
    seed
        As in `run`: the same seed has the same draws.
    data
        As in `run`.
    municipalities
        Whether effects in the municipalities of the study area are kept too, where they can be told.

    Raises
    ------
    InputError
        An option is out of range, or the store lacks a table or a year that is needed.
    """
    problems = too_many(draws, Keep.EVERYTHING)
    if seed < 0:
        problems.append(Problem("option", "--seed", str(seed), "a whole number of 0 or more", "Choose another seed."))
    if problems:
        raise InputError(problems)
    figures = figures_of(data)
    ground = prepared(scenario, economy_of(scenario, figures))
    whole = drawn(scenario, draws, seed)
    below = in_municipalities(scenario, ground.economy, ground.by_sector, figures).counted if municipalities else None
    counted = [ground.inside, ground.nation, *([] if below is None else [below])]

    def units(here: slice) -> list[Units]:
        circulation, vectors = unit_circulation(whole.part(here), ground), len(ground.orders.names)
        return [units_of(each, circulation, vectors) for each in counted]

    parts = [found for _, found in each_block(units, draws, size=AT_ONCE, held=_HELD)]
    areas, nation, *finer = (joined(of_place) for of_place in zip(*parts, strict=True))
    places = Places(areas, areas.summed(_STUDY_AREA), nation, *finer)
    return Responses(scenario, Draws(whole.values, draws), seed, places, ground)
