"""A stated decision: options, what each pays per unit of a headline, and what it costs.

Knowing more is worth something only to somebody who must choose, so without a decision there is no value of
information. What a labour year is worth is for the reader to state: no value travels with this package.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from impact.errors import InputError, Problem, suggestion
from impact.inputs import StrictTable, model_problems, read_toml
from impact.scenario.drivers.headlines import ALL, headlines_of
from impact.scenario.question.definition import Text
from impact.scenario.question.ranges import Finite
from impact.scenario.question.scenario import Scenario

Spoken = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Option(StrictTable):
    """One thing that can be chosen.

    `fixed` is what it pays in any case, negative what it costs; `per_unit` what it pays for each unit of a headline, by
    name. `scenario` is the scenario whose headlines these are, the one that is asked about if not given.
    """

    title: Text
    fixed: Finite = 0.0
    per_unit: dict[str, Finite] = Field(default_factory=dict)
    scenario: Spoken | None = None


class Decision(StrictTable):
    """A choice between options, and where its values come from; payoffs in one unit, such as MEUR."""

    title: Text
    unit: Spoken
    source: Spoken
    options: dict[str, Option]

    @classmethod
    def load(cls, path: str | Path) -> Decision:
        """Return the decision in a TOML file.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        InputError
            With every problem of the file: fewer than two options, an option without a payoff anywhere, headlines that
            are not known.
        """
        tables = read_toml(Path(path))
        try:
            found = cls.model_validate(tables)
        except ValidationError as error:
            raise InputError(model_problems(str(path), "", cls, error)) from error
        if problems := list(_problems(str(path), found)):
            raise InputError(problems)
        return found

    @property
    def scenarios(self) -> list[str]:
        """The other scenarios that options are about, each once."""
        return list(dict.fromkeys(o.scenario for o in self.options.values() if o.scenario is not None))


def _problems(file: str, decision: Decision) -> Iterator[Problem]:
    options = decision.options
    if len(options) < 2:
        todo = "Add one; not to do it is an option too: [options.no-go] with a title."
        yield Problem(file, "options", ", ".join(options) or "none", "two options or more", todo)
    if not any(option.per_unit for option in options.values()):
        todo = 'Say what a unit of a headline is worth: [options.NAME.per_unit] with "net_regional.jobs" = ...'
        yield Problem(file, "options", "no payoff that hangs on an outcome", "a payoff per unit of a headline", todo)
    for name, option in options.items():
        for headline in option.per_unit:
            if headline not in ALL:
                field = f"options.{name}.per_unit"
                yield Problem(file, field, repr(headline), "a headline", suggestion(headline, list(ALL)))


def require_headlines(decision: Decision, scenarios: dict[str | None, Scenario]) -> None:
    """Refuse a decision that asks a scenario for headlines that it does not have.

    Parameters
    ----------
    decision
        Whose options ask.
    scenarios
        By the name that options give; None is the one that is asked about.

    Raises
    ------
    InputError
        With each headline of use that is asked of a scenario without a table [use].
    """
    problems = [
        Problem("decision", f"options.{name}.per_unit", repr(headline), f"a headline of {scenario.name}", _without(has))
        for name, option in decision.options.items()
        for scenario in [scenarios[option.scenario]]
        for has in [[one.name for one in headlines_of(scenario)]]
        for headline in option.per_unit
        if headline not in has
    ]
    if problems:
        raise InputError(problems)


def _without(has: list[str]) -> str:
    return f"The scenario has no table [use]. Choose one of: {', '.join(has)}."
