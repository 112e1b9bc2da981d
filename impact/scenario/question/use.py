"""The assumptions on use of a scenario: those it states, and for the rest those of the evidence.

This module reads the table of evidence and nothing else, so that checking a scenario needs no numerical library.
"""

from __future__ import annotations

from impact.productivity.use.assumptions import UseAssumption, use_assumptions
from impact.scenario.question.definition import Definition, StatedOfUse, Use
from impact.scenario.question.ranges import Limits, Range

EVIDENCE_YEAR = 2025
"""The year of the last published share of firms that use AI: what came before is in the path without the facility."""

FIRST_YEAR = EVIDENCE_YEAR + 1

_OF_ANOTHER_CURVE = ("adoption_innovation", "adoption_imitation")  # a scenario follows the logistic curve, not Bass

Name = tuple[str, ...]


class RangeOfUse(Range):
    """A range of an assumption on use, and what its values can be at all."""

    least: float
    most: float

    @property
    def possible(self) -> Limits:
        """As the table of evidence says."""
        return self.least, self.most


def on_use() -> dict[str, UseAssumption]:
    """Return the assumptions that a scenario with a table [use] rests on, by name."""
    return {name: known for name, known in use_assumptions().items() if name not in _OF_ANOTHER_CURVE}


def range_of(use: Use, name: str) -> RangeOfUse:
    """Return the range of an assumption: the scenario's own, or that of the evidence.

    Parameters
    ----------
    use
        The table of the scenario.
    name
        One of `on_use`.
    """
    known, stated = on_use()[name], use.assumptions.get(name)
    found: StatedOfUse | UseAssumption = known if stated is None else stated
    drawn = {} if stated is None else {"means": stated.means, "shape": stated.shape, "nothing": stated.nothing}
    values = {"low": found.low, "central": found.central, "high": found.high}
    return RangeOfUse.model_validate(values | drawn | {"least": known.least, "most": known.most})


def ranges_of_use(scenario: Definition) -> dict[Name, Range]:
    """Return every range of the table [use] by its place; nothing without one."""
    use = scenario.use
    if use is None:
        return {}
    found: dict[Name, Range] = {("use", "opening"): use.opening}
    found |= {("use", "rd_share", item): share for item, share in use.rd_share.items()}
    return found | {("use", "assumptions", name): range_of(use, name) for name in on_use()}
