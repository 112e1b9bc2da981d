"""What is drawn of a scenario, as inputs of its headlines: each by itself, or several that are moved together.

Every range has one place along the unit cube. The errors of own supply, one a product, are moved together as one
input; so is whatever the caller asks to move together, because its members depend on each other. The chance that use
changes nothing at all is an input too: whether it happens, beside how likely that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from impact import sectors
from impact.draws.copula import correlated
from impact.errors import InputError, Problem, suggestion
from impact.scenario.computation.draws import CHANCE, Array, Draws, Name, quantiles, ranges
from impact.scenario.question import correlations
from impact.scenario.question.assumptions import OWN_SUPPLY_ERROR
from impact.scenario.question.ranges import Range
from impact.scenario.question.scenario import Scenario
from impact.scenario.question.use import ranges_of_use

ERRORS: Name = ("errors", "own_supply")
"""The errors of own supply of all products: as many columns as there are products."""
_SMALLEST = 2.0**-53  # of a uniform number of which the normal quantile is asked


@dataclass(frozen=True)
class Input:
    """What is moved as one.

    Attributes
    ----------
    members : the places of its ranges; one unless several are moved together.
    """

    members: tuple[Name, ...]

    @property
    def name(self) -> str:
        """What it is called in files: `staff.operations.scale`; members are joined by `+`."""
        return "+".join(".".join(member) for member in self.members)

    @property
    def alone(self) -> bool:
        """Whether it is one quantity, which has a low and a high end."""
        return len(self.members) == 1 and self.members != (ERRORS,)

    @property
    def of_use_alone(self) -> bool:
        """Whether nothing of it enters spending, so that the model of all areas need not be solved again."""
        return all(member[0] == "use" for member in self.members)


@dataclass(frozen=True)
class Drawn:
    """Draws of everything that one scenario draws.

    Attributes
    ----------
    spending : of the ranges of spending, and the errors of own supply.
    use : of the ranges of use; empty without a table [use].
    chance : (draws,) from 0 to 1, which decides whether there is any effect of use.
    """

    spending: Draws
    use: Draws
    chance: Array


@dataclass(frozen=True)
class Space:
    """Where the inputs of some scenarios lie along the unit cube; ranges of one name lie in one place.

    Attributes
    ----------
    inputs : everything that is drawn.
    columns : of each member, its columns of the cube.
    width : how many columns there are.
    """

    inputs: tuple[Input, ...]
    columns: Mapping[Name, slice]
    width: int

    def of(self, one: Input) -> list[int]:
        """Return the columns of an input."""
        return [at for member in one.members for at in range(*self.columns[member].indices(self.width))]


def space_of(scenarios: Sequence[Scenario], together: Iterable[Sequence[str]] = ()) -> Space:
    """Return the space of everything that is drawn in some scenarios.

    Parameters
    ----------
    scenarios
        Whose ranges are drawn.
    together
        Names of ranges that are moved together, as they stand in files (`assumptions.deadweight_share`).

    Raises
    ------
    InputError
        A name that is no range which is drawn, or that stands in two sets; nothing that is drawn at all.
    """
    names = list(dict.fromkeys(name for scenario in scenarios for name in _drawn_names(scenario)))
    if not names:
        found, expected = "nothing with a range", "a range of at least one quantity"
        todo = "Give what is not known a low and a high value: where nothing varies, nothing drives the outcome."
        raise InputError(Problem(scenarios[0].name, "scenario", found, expected, todo))
    correlated_pairs = [pair for one in scenarios for pair, rank in correlations.ranks(one).items() if rank]
    sets = _hanging_together([*_sets(together, names), *correlated_pairs])
    taken = {name: members for members in sets for name in members}
    inputs = tuple(dict.fromkeys(Input(taken.get(name, (name,))) for name in names))
    widths = [len(sectors.codes("cbs81")) if name == ERRORS else 1 for name in names]
    ends = np.cumsum([0, *widths])
    columns = {name: slice(int(ends[at]), int(ends[at + 1])) for at, name in enumerate(names)}
    return Space(inputs, columns, int(ends[-1]))


def _drawn_names(scenario: Scenario) -> list[Name]:
    """Return the places of everything that varies, in the order of the file."""
    found = ranges(scenario)
    names = [name for name, limits in found.items() if not limits.fixed]
    if found["assumptions", OWN_SUPPLY_ERROR.name].high > 0:
        names.append(ERRORS)
    if scenario.use is not None:
        of_use = ranges_of_use(scenario)
        names += [name for name, limits in of_use.items() if not limits.fixed]
        names += [CHANCE] if of_use["use", "assumptions", "no_effect_probability"].high > 0 else []
    return names


def _sets(together: Iterable[Sequence[str]], names: Sequence[Name]) -> list[tuple[Name, ...]]:
    known = {".".join(name): name for name in names}
    asked = [list(dict.fromkeys(members)) for members in together]
    problems = [
        Problem("option", "--together", name, "a range that is drawn", suggestion(name, list(known)))
        for members in asked
        for name in members
        if name not in known
    ]
    every = [name for members in asked for name in members]
    problems += [
        Problem("option", "--together", f"{name} in two sets", "each name in one set", "Join the sets, or choose one.")
        for name in sorted({name for name in every if every.count(name) > 1})
    ]
    problems += [
        Problem("option", "--together", ", ".join(members), "two names or more", "Name what it moves together with.")
        for members in asked
        if len(members) < 2
    ]
    if problems:
        raise InputError(problems)
    return [tuple(name for text, name in known.items() if text in members) for members in asked]


def _hanging_together(sets: Iterable[tuple[Name, ...]]) -> list[tuple[Name, ...]]:
    """Return sets of names with those that share a name joined: what is correlated is moved as one."""
    found: list[tuple[Name, ...]] = []
    for one in sets:
        touched = [other for other in found if set(other) & set(one)]
        joined = tuple(dict.fromkeys(name for part in (*touched, one) for name in part))
        found = [*(other for other in found if other not in touched), joined]
    return found


def drawn_at(scenario: Scenario, space: Space, uniform: Array, *, mixed: bool = False) -> Drawn:
    """Return the draws of a scenario at points of the unit cube.

    Parameters
    ----------
    scenario
        One of those that the space is of.
    space
        Where each range lies along the cube.
    uniform : (draws, width)
        The points.
    mixed
        Whether the correlations of the file are in them already.
    """
    from scipy.special import ndtri

    count = len(uniform)
    middle = np.full(count, 0.5)
    found = {**ranges(scenario), **ranges_of_use(scenario)}
    alone = {name: uniform[:, space.columns[name]][:, 0] if name in space.columns else middle for name in found}
    at = alone if mixed else correlated(alone, correlations.ranks(scenario))

    def of(found: Mapping[Name, Range]) -> Draws:
        return Draws({name: quantiles(limits, at[name]) for name, limits in found.items()}, count)

    errors = None
    if ERRORS in space.columns:
        errors = ndtri(np.clip(uniform[:, space.columns[ERRORS]], _SMALLEST, 1 - _SMALLEST))
    spending = of(ranges(scenario))
    chance = uniform[:, space.columns[CHANCE]][:, 0] if CHANCE in space.columns else np.ones(count)
    return Drawn(Draws(spending.values, count, errors), of(ranges_of_use(scenario)), chance)


def central(scenario: Scenario, count: int) -> Drawn:
    """Return so many draws with everything at its central value: no error, and use that does change something.

    Parameters
    ----------
    scenario
        Whose ranges these are.
    count
        How many draws.
    """
    spending, use = (
        Draws({name: np.full(count, limits.central) for name, limits in found.items()}, count)
        for found in (ranges(scenario), ranges_of_use(scenario))
    )
    return Drawn(Draws(spending.values, count), use, np.ones(count))


def range_of(scenario: Scenario, name: Name) -> Range:
    """Return the range at a place of the file; the chance of use is a number from 0 to 1."""
    if name == CHANCE:
        return Range(low=0, central=1, high=1)
    return {**ranges(scenario), **ranges_of_use(scenario)}[name]


def moved(scenario: Scenario, one: Input, level: float) -> float:
    """Return the value of an input that is alone at a quantile of its distribution.

    Parameters
    ----------
    scenario
        Whose input it is.
    one
        One quantity.
    level
        From 0 to 1.
    """
    (name,) = one.members
    if name == CHANCE:
        return level
    return float(quantiles(range_of(scenario, name), np.array([level]))[0])
