"""What can be done about a refusal, found by trying: every way out that is advised has passed all the checks.

A refusal names what stands in the way first; behind it may stand something else. So the changes that a user can make
are made here on the checked panel, alone and together, and the same checks are asked again. What is advised are the
smallest sets of changes that nothing refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from impact.effects.design.alternatives import IN_A_CLUSTER, require_usable
from impact.effects.design.announcement import without_reaction
from impact.effects.design.assignments import common_clean_periods
from impact.effects.design.blocks import Block
from impact.effects.design.clusters import shared
from impact.effects.design.estimator import Estimator
from impact.effects.design.identification import not_identified
from impact.effects.design.procedures import AUTO, CR2, PLACEBO, Procedure
from impact.effects.design.results import Bools
from impact.effects.estimators import every
from impact.effects.estimators.synthetic import FEWEST_CLEAN
from impact.effects.inference.choice import RefusedInferenceError, choose
from impact.errors import InputError, Problem
from impact.words.statements import Statement

MOST = 4  # ways out that are named
FEWEST_UNITS = 3  # for an error from what they differ by
ADDED = 30  # units or years that are tried where more of them are advised
UNITS_OUT, YEARS_OUT = "exclude these units", "leave out these years"
Answer = tuple[Procedure, tuple[Statement, ...]]
Needs = Callable[[Block, Estimator], object]  # of a method beside `estimate`: raises what it lacks besides


@dataclass(frozen=True)
class Change:
    """Something that a user can do: in words, how much it asks, and what becomes of a panel (one, several, or none)."""

    words: str
    cost: int
    made: Callable[[Block], Sequence[Block]]


@dataclass(frozen=True)
class How:
    """An estimator and a test: `asked` when both were asked for, `other` when not even the estimator was.

    `needs` is what a method beside `estimate` needs besides, which has one test and does not name it.
    """

    estimator: Estimator
    inference: str
    asked: bool = False
    other: bool = False
    needs: Needs | None = None


@dataclass(frozen=True)
class Way:
    """A way out: changes in words, and the estimator and test to use in place of those asked for, where others are."""

    steps: tuple[str, ...]
    estimators: tuple[str, ...]
    test: str

    def __str__(self) -> str:
        used = [part for part in (" or ".join(self.estimators), self.test) if part]
        return ", and ".join([*self.steps, *([f"use {' with '.join(used)}"] if used else [])])


def checked(block: Block, estimator: Estimator, inference: str, *, needs: Needs | None = None) -> Answer:
    """Return the test to use and its caveats; refuse what does not hold, with ways out that are not refused in turn.

    Parameters
    ----------
    block
        A checked panel.
    estimator, inference
        Who estimates, and the name of the test that was asked for.
    needs
        What a method beside `estimate` needs of a panel and an estimator besides, for the test that it has.

    Raises
    ------
    InputError
        When the panel lacks what the estimator needs.
    RefusedInferenceError
        When the test does not hold its size on it.
    """
    try:
        return _passed(block, How(estimator, inference, asked=True, needs=needs))
    except RefusedInferenceError as error:
        raise RefusedInferenceError(_advised(error, block, estimator, inference, needs), error.why) from None
    except InputError as error:
        raise InputError(_advised(error, block, estimator, inference, needs)) from None


def _passed(block: Block, how: How) -> Answer:
    """Return the test that holds; raise when one of the checks is not passed."""
    require_usable(block, how.estimator)
    if how.needs is not None:
        how.needs(block, how.estimator)
    if how.estimator.without_reaction:
        without_reaction(block)
    return choose(block, how.estimator, how.inference, linear=block.covariates.shape[2] == 0)


def _advised(error: InputError, block: Block, estimator: Estimator, inference: str, needs: Needs | None) -> Problem:
    text = ", or ".join(map(str, ways_out(block, estimator, inference, needs)))
    problem = error.problems[0]
    return replace(problem, todo=f"{text[:1].upper()}{text[1:]}.") if text else problem


def ways_out(block: Block, estimator: Estimator, inference: str, needs: Needs | None = None) -> list[Way]:
    """Return the smallest sets of changes that nothing refuses; empty where none was found.

    Parameters
    ----------
    block, estimator, inference, needs
        As `checked` refuses them.
    """
    changes = list(_changes(block))
    hows = list(_hows(block, estimator, inference) if needs is None else _others(estimator, inference, needs))
    if needs is not None and block.treated.sum() > 1:
        changes.append(Change("treat one unit at a time", 2, _one_by_one))
    sets = [chosen for size in range(len(changes) + 1) for chosen in combinations(changes, size)]
    tried = [(cost, chosen, how) for chosen in sets for how in hows if (cost := _cost(chosen, how))]
    found: list[Way] = []
    least = np.inf
    for cost, chosen, how in sorted(tried, key=lambda one: (one[0], not one[2].asked)):
        if cost > least:
            break
        if (way := _way(block, chosen, how)) is not None:
            least = cost
            found.append(way)
    return _together(found)[:MOST]


def _cost(chosen: Sequence[Change], how: How) -> float:
    twice = {UNITS_OUT, YEARS_OUT} <= {change.words for change in chosen}  # both do away with the same gaps
    return np.inf if twice else sum(change.cost for change in chosen) + (not how.asked)


def _way(block: Block, chosen: Sequence[Change], how: How) -> Way | None:
    """Return a set of changes as a way out, or None where something is refused still."""
    blocks: Sequence[Block] = [block]
    for change in chosen:
        blocks = [after for before in blocks for after in change.made(before)]
    try:
        if not blocks or not all(_comparable(changed, how.estimator) for changed in blocks):
            return None
        procedure, caveats = [_passed(changed, how) for changed in blocks][0]
    except InputError:
        return None
    if not all(_carried_out(changed, how, procedure) for changed in blocks):
        return None
    steps = tuple(change.words for change in chosen)
    test = "" if how.asked or how.needs is not None else _test(how, procedure, caveats)
    return Way(steps, (how.estimator.name,) if how.other else (), test)


def _carried_out(block: Block, how: How, procedure: Procedure) -> bool:
    """Return whether a test that holds will not be stopped by what only a fit can tell.

    Fits of a weighted comparison may be exact, which "auto" has an answer to; placebos ask for donors to spare, errors
    from what units differ by for a unit to spare.
    """
    if how.estimator.solver is not None and procedure.own_noise:
        return how.inference == AUTO or how.needs is not None
    if procedure is PLACEBO:
        return 2 * int(block.treated.sum()) < len(block.units)
    return procedure.reassigned or len(block.units) >= FEWEST_UNITS


def _test(how: How, procedure: Procedure, caveats: Sequence[Statement]) -> str:
    if how.inference == AUTO and how.estimator.solver is not None:
        return f"'{AUTO}'"
    if how.inference == AUTO and not how.other:
        return f"'{procedure.name}' (or '{AUTO}')"
    warned = any(caveat.code == "few_for_analytic" for caveat in caveats)
    return f"'{procedure.name}'{' (which carries a warning)' if warned else ''}"


def _together(found: Sequence[Way]) -> list[Way]:
    """Return ways out with those as one that differ in the estimator alone.

    A test that "auto" chooses needs no second naming, and another estimator none where another test will do.
    """
    merged: dict[tuple[tuple[str, ...], str, bool], tuple[str, ...]] = {}
    for way in found:
        key = (way.steps, way.test, bool(way.estimators))
        merged[key] = tuple(dict.fromkeys((*merged.get(key, ()), *way.estimators)))
    ways = [Way(steps, estimators, test) for (steps, test, _), estimators in merged.items()]
    chosen = {(way.steps, way.test.removesuffix(f" (or '{AUTO}')")) for way in ways if way.test.endswith(f"'{AUTO}')")}
    own = {way.steps for way in ways if way.test and not way.estimators}
    return [way for way in ways if (way.steps not in own if way.estimators else (way.steps, way.test) not in chosen)]


def _comparable(block: Block, estimator: Estimator) -> bool:
    """Return whether a changed panel has treated units still, and something to tell of them, now or later."""
    controls, treated = int((~block.treated).sum()), int(block.treated.sum())
    if controls + treated < 2 or not treated:
        return False
    if estimator.solver is not None and (controls <= treated or common_clean_periods(block) < FEWEST_CLEAN):
        return False
    if block.treated.all() and "control_group" in estimator.options:  # it compares with units never treated by default
        return False
    found = not_identified(block)
    return found is None or found.reason.code == "no_year_after"


def _hows(block: Block, estimator: Estimator, inference: str) -> Iterator[How]:
    """Yield the estimator and test asked for, other tests of the estimator, and other estimators with theirs."""
    yield How(estimator, inference, asked=True)
    errors = [] if estimator.errors is None else [estimator.errors]
    own = [AUTO, *(p.name for p in (*errors, CR2) if p in estimator.inferences)]
    yield from (How(estimator, name) for name in dict.fromkeys(own) if name != inference)
    for other in every():
        apart = other.within_cohorts and other.reassignable
        if other.name != estimator.name and (apart or (other.two_way and len(block.cohorts) == 1)):
            names = (AUTO, *(() if other.errors is None else (other.errors.name,)))
            yield from (How(other, name, other=True) for name in names)


def _others(estimator: Estimator, inference: str, needs: Needs) -> Iterator[How]:
    """Yield the estimator asked for, difference-in-differences, and those that ask for no other part of the design."""
    yield How(estimator, inference, asked=True, needs=needs)
    for other in every():
        alike = bool(other.asks) and set(other.asks) <= set(estimator.asks)
        if other.name != estimator.name and inference in other.tests and (other.two_way or alike):
            yield How(other, inference, other=True, needs=needs)


def _changes(block: Block) -> Iterator[Change]:
    """Yield what can be changed in a panel and its design: what is there counts one, what gives something up two.

    What has to be found elsewhere counts most, so that it is advised where nothing else helps.
    """
    if block.weighted:
        yield Change("leave the weights out", 1, lambda b: [replace(b, weights=np.ones(len(b.units)))])
    if not block.balanced:
        yield Change(UNITS_OUT, 1, lambda b: [b.keep(_whole(b, axis=1))])
        yield Change(YEARS_OUT, 1, _without_years)
    if block.covariates.shape[2]:
        yield Change("leave the covariates out", 1, lambda b: [replace(b, covariates=b.covariates[:, :, :0])])
    if shared(block):
        yield Change(IN_A_CLUSTER, 1, lambda b: [b.keep(~b.treated | _first_of_cluster(b))])
    if len(block.cohorts) > 1:
        yield Change("take the cohorts one by one", 1, _cohorts)
    if block.size is None:
        yield Change("name the column in Design(size=...)", 1, lambda b: [replace(b, size=np.ones(len(b.units)))])
    if block.anticipation:
        yield Change("set anticipation to 0", 2, lambda b: [replace(b, anticipation=0)])
    if block.exposure is None:  # units that are added have no place
        yield Change("add units that are never treated", 4, lambda b: [_with_units(b)])
    yield Change("add earlier years", 4, lambda b: [_with_years(b)])


def _whole(block: Block, axis: int) -> Bools:
    """Return the units (axis 1) or periods (axis 0) without a gap."""
    return np.asarray(~np.isnan(block.outcome).any(axis=axis))


def _without_years(block: Block) -> Sequence[Block]:
    seen = _whole(block, axis=0)
    return [block.keep(np.ones(len(block.units), dtype=bool), seen)] if seen.sum() > 1 else []


def _cohorts(block: Block) -> Sequence[Block]:
    return [block.keep((block.first == cohort) | ~block.treated) for cohort in block.cohorts]


def _first_of_cluster(block: Block) -> Bools:
    """Return the first treated unit of each cluster, which stands for their sum (N,)."""
    first = np.zeros(len(block.units), dtype=bool)
    if block.clusters is not None:
        treated = np.flatnonzero(block.treated)
        first[treated[np.unique(block.clusters[treated], return_index=True)[1]]] = True
    return first


def _one_by_one(block: Block) -> Sequence[Block]:
    places = np.flatnonzero(block.treated)
    return [block.keep(~block.treated | (np.arange(len(block.units)) == place)) for place in places]


def _with_units(block: Block) -> Block:
    """Return the block with more units that are never treated; of figures only whether they are there counts here."""
    periods = len(block.times)
    return replace(
        block,
        outcome=np.vstack([block.outcome, np.zeros((ADDED, periods))]),
        units=(*block.units, *((None, i) for i in range(ADDED))),
        first=np.append(block.first, np.full(ADDED, np.inf)),
        weights=np.append(block.weights, np.full(ADDED, block.weights[0])),
        size=None if block.size is None else np.append(block.size, np.full(ADDED, block.size.mean())),
        covariates=np.concatenate([block.covariates, np.zeros((ADDED, periods, block.covariates.shape[2]))]),
        clusters=None
        if block.clusters is None
        else np.append(block.clusters, block.clusters.max() + 1 + np.arange(ADDED)),
    )


def _with_years(block: Block) -> Block:
    """Return the block with more years before its first."""
    n = len(block.units)
    return replace(
        block,
        outcome=np.hstack([np.zeros((n, ADDED)), block.outcome]),
        times=np.append(block.times[0] - np.arange(ADDED, 0, -1), block.times),
        covariates=np.concatenate([np.zeros((n, ADDED, block.covariates.shape[2])), block.covariates], axis=1),
    )
