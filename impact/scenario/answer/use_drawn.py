"""What is read of use in every draw: each measure of each concept, and what must hold of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from impact.productivity.use.accounts import Channel
from impact.productivity.use.audit import Check, audit, audit_accounts
from impact.scenario.answer.statistics import ALL
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.use_measures import (
    ADOPTION,
    BIRTHS,
    FIRMS,
    PRIVATE_RD,
    PRODUCTIVITY,
    VALUE_ADDED,
    Concept,
    UseMeasure,
)

if TYPE_CHECKING:
    from impact.scenario.computation.use import UseOutcome


@dataclass(frozen=True)
class DrawnOfUse:
    """The draws of one measure of one concept, (draws, years, regions)."""

    concept: Concept
    measure: UseMeasure
    regions: tuple[str, ...]
    draws: Array


@dataclass(frozen=True)
class UseFound:
    """What is read of use, of all draws.

    Attributes
    ----------
    years : of use.
    value_added : of the study area without any effect, MEUR a year.
    drawn : every measure of every concept.
    checks : what must hold, at its worst.
    last, firms, nothing : (draws,) value added of the last year, firms of ten or more workers, whether there is no
        effect.
    draws : of the ranges of use.
    """

    years: list[int]
    value_added: float
    drawn: tuple[DrawnOfUse, ...]
    checks: tuple[Check, ...]
    last: Array
    firms: Array
    nothing: NDArray[np.bool_]
    draws: Draws


def found_of(outcome: UseOutcome, *, areas: bool = True) -> UseFound:
    """Return what is read of an outcome: of the study area, and of each of its areas unless that is not asked."""
    effects = outcome.effects
    ones = drawn_of_use(outcome)
    return UseFound(
        years=[int(year) for year in effects.years],
        value_added=float(outcome.value_added.sum()),
        drawn=tuple(ones if areas else map(_of_all_areas, ones)),
        checks=(
            *audit(effects, outcome.ceiling),
            *audit_accounts(channels(outcome), joint_value_added(outcome)),
        ),
        last=effects.value_added[:, -1].sum(axis=1),
        firms=outcome.firms.sum(axis=1),
        nothing=effects.nothing,
        draws=outcome.draws,
    )


def _of_all_areas(one: DrawnOfUse) -> DrawnOfUse:
    return replace(one, regions=one.regions[:1], draws=one.draws[:, :, :1].copy())


def joined(parts: Iterable[UseFound], draws: Draws) -> UseFound:
    """Return what is read of all draws, from what is read of one block of draws after the other.

    Parameters
    ----------
    parts
        In the order of the draws; each is let go once it is read.
    draws
        All of them.
    """
    whole, at = None, 0
    for part in parts:
        whole = whole or _room_for(part, draws)
        here = slice(at, at + len(part.last))
        for one, drawn in zip(whole.drawn, part.drawn, strict=True):
            one.draws[here] = drawn.draws
        whole.last[here], whole.firms[here], whole.nothing[here] = part.last, part.firms, part.nothing
        pairs = zip(whole.checks, part.checks, strict=True)
        worst = tuple(replace(found, value=max(found.value, other.value)) for found, other in pairs)
        whole, at = replace(whole, checks=worst), here.stop
    assert whole is not None  # there is a draw
    return whole


def _room_for(part: UseFound, draws: Draws) -> UseFound:
    """Return what is read of so many draws, with nothing in it yet but the checks of the first block."""
    drawn = tuple(replace(one, draws=np.empty((draws.count, *one.draws.shape[1:]))) for one in part.drawn)
    count = draws.count
    return replace(
        part,
        drawn=drawn,
        last=np.empty(count),
        firms=np.empty(count),
        nothing=np.empty(count, dtype=np.bool_),
        draws=draws,
    )


def drawn_of_use(outcome: UseOutcome) -> Iterator[DrawnOfUse]:
    """Yield the draws of every measure of every concept of use, in the order of the frame."""
    effects = outcome.effects
    without = effects.adoption_without[:, :, None]
    firms = outcome.firms[:, None, :]
    yield DrawnOfUse(Concept.WITHOUT, ADOPTION, (ALL,), 100 * without)
    yield _summed(Concept.WITHOUT, FIRMS, outcome, without * firms)
    of_all = effects.firms_using_ai.sum(axis=2) / firms.sum(axis=2)
    by_area = np.divide(effects.firms_using_ai, firms, out=np.zeros_like(effects.firms_using_ai), where=firms > 0)
    yield DrawnOfUse(Concept.USE, ADOPTION, (ALL, *effects.areas), 100 * _beside(of_all, by_area))
    yield _rate(Concept.USE, outcome, effects.value_added, effects.productivity)
    yield _summed(Concept.USE, VALUE_ADDED, outcome, effects.value_added)
    yield _summed(Concept.USE, FIRMS, outcome, effects.firms_using_ai)
    yield _summed(Concept.USE, BIRTHS, outcome, effects.births)
    yield _summed(Concept.USE, PRIVATE_RD, outcome, effects.private_rd)
    yield _rate(Concept.AGGLOMERATION, outcome, outcome.density_value_added, outcome.density)
    yield _summed(Concept.AGGLOMERATION, VALUE_ADDED, outcome, outcome.density_value_added)
    yield DrawnOfUse(Concept.SPENDING, VALUE_ADDED, (ALL,), outcome.spending_value_added[:, :, None])
    yield DrawnOfUse(Concept.JOINT, VALUE_ADDED, (ALL,), joint_value_added(outcome)[:, :, None])


def _beside(whole: Array, areas: Array) -> Array:
    return np.concatenate([whole[:, :, None], areas], axis=2)


def _summed(concept: Concept, measure: UseMeasure, outcome: UseOutcome, amounts: Array) -> DrawnOfUse:
    return DrawnOfUse(concept, measure, (ALL, *outcome.effects.areas), _beside(amounts.sum(axis=2), amounts))


def _rate(concept: Concept, outcome: UseOutcome, amounts: Array, log_points: Array) -> DrawnOfUse:
    of_all = amounts.sum(axis=2) / outcome.value_added.sum()
    found = 100 * _beside(of_all, np.expm1(log_points))
    return DrawnOfUse(concept, PRODUCTIVITY, (ALL, *outcome.effects.areas), found)


def channels(outcome: UseOutcome) -> dict[str, Array]:
    """Return value added by channel, each run alone, MEUR, (draws, years)."""
    return {
        Channel.SPENDING: outcome.spending_value_added,
        Channel.USE: outcome.effects.value_added.sum(axis=2),
        Channel.AGGLOMERATION: outcome.density_value_added.sum(axis=2),
    }


def joint_value_added(outcome: UseOutcome) -> Array:
    """Return the value added of the three accounts together, each once, MEUR, (draws, years).

    Area by area, and not by `joint`, so that the check on their sum has something to find.
    """
    supply = outcome.effects.value_added + outcome.density_value_added
    return np.asarray(outcome.spending_value_added + supply.sum(axis=2))
