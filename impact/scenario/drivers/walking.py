"""What the model answers while inputs become known one after the other, for Shapley effects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.scenario.computation.draws import Array, Name
from impact.scenario.drivers.designs import Design
from impact.scenario.drivers.evaluation import Model, in_batches
from impact.scenario.drivers.headlines import OF_SPENDING, headlines_of
from impact.scenario.drivers.inputs import ERRORS, Input, Space, drawn_at
from impact.scenario.drivers.shapley import Order, known_after, mixed_in_order, orders, shapley_effects
from impact.scenario.question import correlations

SHARES = 6  # decimals of shares in tables
SEED_APART = 1
"""Added to the seed: orders have luck of their own."""


@dataclass(frozen=True)
class _Walk:
    """From sample B to sample A, one quantity after the other.

    Attributes
    ----------
    model : what is asked.
    space : where quantities lie along the cube.
    design : the two samples.
    names : the quantities.
    order : (n, names) in which they become known in each row.
    """

    model: Model
    space: Space
    design: Design
    names: tuple[Name, ...]
    order: Order

    def points(self, steps: int) -> Array:
        """Return where the model is asked after some steps, correlations included, (n, width)."""
        known, columns = known_after(self.order, steps), self.space.columns
        found = self.design.b.copy()
        for at, name in enumerate(self.names):
            found[:, columns[name]] = np.where(known[:, [at]], self.design.a[:, columns[name]], found[:, columns[name]])
        alone = {name: found[:, columns[name].start] for name in self.names if name != ERRORS}
        for name, mixed in mixed_in_order(alone, self._ranks, self.order, self.names).items():
            found[:, columns[name].start] = mixed
        return found

    @property
    def _ranks(self) -> dict[tuple[Name, Name], float]:
        """Correlations between quantities that are drawn."""
        stated = correlations.ranks(self.model.scenario)
        return {pair: rank for pair, rank in stated.items() if set(pair) <= set(self.names)}

    def asked(self, steps: int) -> NDArray[np.bool_]:
        """Return in which rows a step may change spending, (n,); after none it is not known in any."""
        if not steps:
            return np.ones(len(self.order), dtype=bool)
        of_use = {member for one in self.space.inputs if one.of_use_alone for member in one.members}
        return np.array([name not in of_use for name in self.names])[self.order[:, steps - 1]]

    def answers(self) -> Array:
        """Return every headline after every step, (names + 1, n, headlines)."""
        model, spending = self.model, len(OF_SPENDING)
        solved = in_batches(model, (drawn_at(model.scenario, self.space, p, mixed=True) for p in self._solved()))
        found = np.empty((len(self.names) + 1, len(self.order), len(headlines_of(model.scenario))))
        at = 0
        for steps in range(len(found)):
            rows = self.asked(steps)
            found[steps, rows] = solved[at : at + rows.sum()]
            at += rows.sum()
            if not rows.all():
                found[steps, ~rows, :spending] = found[steps - 1, ~rows, :spending]
                drawn = drawn_at(model.scenario, self.space, self.points(steps)[~rows], mixed=True)
                found[steps, ~rows, spending:] = model.of_use(drawn)
        return found

    def _solved(self) -> Iterator[Array]:
        return (self.points(steps)[rows] for steps in range(len(self.names) + 1) if (rows := self.asked(steps)).any())


def shapley_table(model: Model, space: Space, design: Design, seed: int) -> pd.DataFrame:
    """Return the Shapley effects of every quantity on every headline, each by itself, whatever is moved together.

    Parameters
    ----------
    model
        What is asked.
    space
        Of its inputs.
    design
        The two samples.
    seed
        Of the orders in which quantities become known.

    Returns
    -------
    DataFrame
        One row per headline and quantity: headline, input, shapley (share of the variance; those of a headline add up
        to 1), std_error, told (whether two standard errors and more lie between it and nothing).
    """
    names = tuple(dict.fromkeys(member for one in space.inputs for member in one.members))
    walk = _Walk(model, space, design, names, orders(len(design.a), len(names), seed + SEED_APART))
    found = shapley_effects(walk.answers(), walk.order)
    headlines = headlines_of(model.scenario)
    columns = {
        "headline": np.repeat([h.name for h in headlines], len(names)),
        "input": np.tile([Input((name,)).name for name in names], len(headlines)),
        "shapley": np.round(found.share.T.ravel(), SHARES) + 0.0,
        "std_error": np.round(found.error.T.ravel(), SHARES),
    }
    return pd.DataFrame(columns).assign(told=(found.share > 2 * found.error).T.ravel())


def asked_in_all(space: Space, n: int) -> int:
    """Return how often the model of all areas is asked: from B on, once for each quantity that enters spending."""
    return n * (1 + sum(len(one.members) for one in space.inputs if not one.of_use_alone))
