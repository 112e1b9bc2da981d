"""What the model answers: the headlines of a scenario at any draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.outcome import totals_of
from impact.scenario.computation.use import effects_in
from impact.scenario.drivers.designs import Design
from impact.scenario.drivers.headlines import OF_SPENDING, headlines_of
from impact.scenario.drivers.indices import Answers
from impact.scenario.drivers.inputs import Drawn, Space, drawn_at
from impact.scenario.question.scenario import Scenario

AT_ONCE = 2**15
"""Points that are handed on together: more take memory, fewer the start-up of the model of all areas more often."""


@dataclass(frozen=True, eq=False, repr=False)
class Model:
    """A scenario and the economy it is run in."""

    scenario: Scenario
    economy: Economy

    def headlines(self, drawn: Drawn) -> Array:
        """Return every headline, (draws, headlines), in the order of `headlines_of`."""
        return np.concatenate([self.of_spending(drawn.spending), self.of_use(drawn)], axis=1)

    def of_spending(self, draws: Draws) -> Array:
        """Return the headlines of spending, (draws, headlines of spending)."""
        totals = totals_of(self.scenario, draws, self.economy)
        return np.stack([totals[h.account][:, PLACE[h.measure]] for h in OF_SPENDING], axis=1)

    def of_use(self, drawn: Drawn) -> Array:
        """Return the headlines of use, (draws, headlines of use); none without a table [use]."""
        return headlines_of_use(self.scenario, drawn)


def headlines_of_use(scenario: Scenario, drawn: Drawn) -> Array:
    """Return productivity (%), firms, births and private R&D (MEUR) that use adds, (draws, 4).

    Those of the last year, and R&D of all years; for the study area. Without a table [use] there are none, (draws, 0).
    """
    if scenario.use is None:
        return np.zeros((drawn.spending.count, 0))
    region, effects = effects_in(scenario, drawn.spending, drawn.use, drawn.chance)
    worth = effects.value_added[:, -1].sum(axis=1) / np.asarray(region.value_added).sum()
    counted = (effects.firms_using_ai[:, -1].sum(axis=1), effects.births[:, -1].sum(axis=1))
    return np.stack([100 * worth, *counted, effects.private_rd.sum(axis=(1, 2))], axis=1)


def answers_of(model: Model, space: Space, design: Design) -> Answers:
    """Return what the model answers in a design.

    Inputs that are of use alone leave spending as it is at A: there the model of all areas is not solved again.
    """
    a, b = (_drawn(model, space, points) for points in (design.a, design.b))
    at_a, at_b = np.split(in_batches(model, [a, b]), 2)
    pages = list(zip(space.inputs, design.mixed(space), strict=True))
    solved = in_batches(model, (_drawn(model, space, points) for one, points in pages if not one.of_use_alone))
    anew = iter(solved.reshape(-1, *at_a.shape))
    known = at_a[:, : len(OF_SPENDING)]
    mixed = [
        np.concatenate([known, model.of_use(_drawn(model, space, points))], axis=1) if one.of_use_alone else next(anew)
        for one, points in pages
    ]
    return Answers(at_a, at_b, np.stack(mixed))


def _drawn(model: Model, space: Space, points: Array) -> Drawn:
    return drawn_at(model.scenario, space, points)


def in_batches(model: Model, pages: Iterable[Drawn]) -> Array:
    """Return the headlines of pages of draws below each other, as many pages at a time as go together.

    Parameters
    ----------
    model
        What is asked.
    pages
        Draws; few pages are held at a time.
    """
    found: list[Array] = []
    waiting: list[Drawn] = []
    for page in pages:
        waiting.append(page)
        if sum(one.spending.count for one in waiting) >= AT_ONCE:
            found.append(model.headlines(_joined(waiting)))
            waiting = []
    if waiting:
        found.append(model.headlines(_joined(waiting)))
    return np.concatenate(found) if found else np.zeros((0, len(headlines_of(model.scenario))))


def _joined(pages: Sequence[Drawn]) -> Drawn:
    """Return pages of draws as one."""
    spending = _below([page.spending for page in pages])
    errors = [page.spending.errors for page in pages]
    known = [error for error in errors if error is not None]
    return Drawn(
        spending=replace(spending, errors=np.concatenate(known) if known else None),
        use=_below([page.use for page in pages]),
        chance=np.concatenate([page.chance for page in pages]),
    )


def _below(pages: Sequence[Draws]) -> Draws:
    values = {name: np.concatenate([page.values[name] for page in pages]) for name in pages[0].values}
    return Draws(values, sum(page.count for page in pages))
