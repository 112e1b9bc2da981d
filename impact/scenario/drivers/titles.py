"""What inputs are called, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from impact.scenario.answer.assumed import title_of as title_of_spending
from impact.scenario.computation.draws import CHANCE
from impact.scenario.drivers.inputs import ERRORS, Input, space_of
from impact.scenario.question.scenario import Scenario
from impact.words.names import Named, called
from impact.words.statements import said


def title_of(scenario: Scenario, one: Input) -> Named:
    """Return what an input is called; of several that are moved together, each of them.

    Parameters
    ----------
    scenario
        Whose input it is.
    one
        The input.
    """
    if len(one.members) > 1:
        return said("moved_together", inputs=[title_of(scenario, Input((member,))) for member in one.members])
    (name,) = one.members
    if name in (ERRORS, CHANCE):
        return called("input", "_".join(name))
    if name[0] == "use":
        from impact.scenario.answer.use_assumed import title_of as title_of_use  # brings the models of use along

        return title_of_use(scenario, name)
    return title_of_spending(scenario, name)


def title_in(scenarios: Iterable[Scenario], one: Input) -> Named:
    """Return what an input is called in the first of some scenarios that has all of it.

    Parameters
    ----------
    scenarios
        In which to look.
    one
        The input.
    """
    for scenario in scenarios:
        if set(one.members) <= {member for known in space_of([scenario]).inputs for member in known.members}:
            return title_of(scenario, one)
    return said("moved_together", inputs=[".".join(member) for member in one.members])
