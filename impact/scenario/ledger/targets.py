"""What can be forecast: figures that are published again and again, one record each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from impact import sectors
from impact.errors import InputError, Problem, suggestion


@dataclass(frozen=True)
class Target:
    """A series that will be published.

    Attributes
    ----------
    name : as users and files write it.
    variable : of the panel; empty where the panel has no series of it, so that a forecast has to be given.
    table : the embedded table with it, where the variable has several; empty for the default one.
    grouping : the level of `impact.sectors` of which it has every code; empty for none.
    also : sectors besides; with neither, every row of the table.
    step : the unit in which figures are printed (0.1 thousand jobs, 5 establishments): nothing is known finer.
    unit : what a value counts.
    """

    name: str
    variable: str
    table: str
    grouping: sectors.Level | None
    also: tuple[str, ...]
    step: float
    unit: str

    @property
    def sectors(self) -> tuple[str, ...]:
        """The sectors that are wanted, in the order of the national accounts; none where all are."""
        return (*(sectors.codes(self.grouping) if self.grouping else ()), *self.also)

    @property
    def decimals(self) -> int:
        """How many decimals a draw is kept with: two places finer than the figures are printed."""
        return 2 - math.floor(math.log10(self.step))


TARGETS = (
    Target("jobs", "jobs", "corop-jobs", "a10", (sectors.TOTAL,), 0.1, "thousand jobs"),
    Target("jobs_by_section", "jobs", "corop-jobs-by-section", "section", (), 0.1, "thousand jobs"),
    Target("births", "births", "", None, ("J",), 5.0, "establishments"),
    Target("value_added", "value_added_without_mining", "", None, (), 1.0, "MEUR"),
    Target("ai_use", "", "", None, (), 0.1, "% of firms with 10 or more workers"),
)
JOBS = ("jobs", "jobs_by_section")  # what a scenario has an expectation of
WITH_HISTORY = tuple(target.name for target in TARGETS if target.variable)


def target(name: str) -> Target:
    """Return a target by its name; raises InputError with the nearest names."""
    found = {one.name: one for one in TARGETS}
    if name not in found:
        expected = "a series that is published"
        raise InputError(Problem("forecast", "target", repr(name), expected, suggestion(name, list(found))))
    return found[name]


def chosen(names: str | Sequence[str]) -> tuple[Target, ...]:
    """Return targets by their names, every one with past figures where none is named.

    Raises
    ------
    InputError
        A name that is not known, or a target without past figures to forecast from.
    """
    wanted = tuple(map(target, [names] if isinstance(names, str) else names or WITH_HISTORY))
    for one in wanted:
        if not one.variable:
            found, expected = f"{one.name}, of which there is no series of years", f"one of {', '.join(WITH_HISTORY)}"
            todo = "Leave it out, or register draws of your own: impact.scenario.ledger.given_forecast."
            raise InputError(Problem("forecast", "target", found, expected, todo))
    return wanted
