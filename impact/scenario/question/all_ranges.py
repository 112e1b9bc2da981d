"""Every range of a scenario by the place where it stands in the file: what can be drawn, and what can be correlated."""

from __future__ import annotations

from impact.scenario.question.definition import Definition
from impact.scenario.question.ranges import Range
from impact.scenario.question.use import ranges_of_use

Name = tuple[str, ...]
"""Where a range stands in the file: `("spending", "housing", "amount")`. A part may hold a dot."""


def ranges(scenario: Definition) -> dict[Name, Range]:
    """Return every range of the spending by its place, in the order of the file.

    Parameters
    ----------
    scenario
        The question.
    """
    found: dict[Name, Range] = {("assumptions", name): a for name, a in scenario.assumptions.items()}
    for name, source in scenario.funding.items():
        if source.deadweight_share is not None:
            found["funding", name, "deadweight_share"] = source.deadweight_share
    for name, item in scenario.spending.items():
        for field in ("amount", "import_share", "regional_share"):
            found["spending", name, field] = getattr(item, field)
    for name, post in scenario.staff.items():
        for field in ("scale", "cost_per_fte", "wage_share", "overhead_regional_share"):
            found["staff", name, field] = getattr(post, field)
    found["alternative_use", "regional_share"] = scenario.alternative_use.regional_share
    return found


def all_ranges(scenario: Definition) -> dict[Name, Range]:
    """Return every range of the spending and of the table [use].

    Parameters
    ----------
    scenario
        The question.
    """
    return {**ranges(scenario), **ranges_of_use(scenario)}


def as_written(name: Name) -> str:
    """Return the place of a range as a file names it: `spending.housing.amount`.

    Parameters
    ----------
    name
        Its place.
    """
    return ".".join(name)
