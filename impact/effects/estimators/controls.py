"""Treated series, each with the donors that stand for it and the weights that were fitted before it was treated."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.options import Constraint
from impact.effects.design.results import Bools, Floats, Ints
from impact.effects.estimators.weight_sets import Weights, fitted, on_simplex


@dataclass(frozen=True, eq=False)
class Control:
    """A treated series and its synthetic control.

    `date` is its first treated period, `target` (T,) its outcome in the periods `times` (T,) that are not of
    announcement, `donors` (T, n), `before` and `after` (T,) which of these are clean and treated, `fit` the weights.
    """

    unit: Hashable
    date: int
    times: Ints
    target: Floats
    donors: Floats
    before: Bools
    after: Bools
    fit: Weights

    @property
    def gap(self) -> Floats:
        """The treated less its synthetic control (T,)."""
        return np.asarray(self.target - self.donors @ self.fit.weights)

    def left_out(self) -> Floats:
        """Return what is left of each clean period when weights are fitted to all others (T0,).

        The residuals of the fit itself are smaller than the error of a period to come: with as many donors as periods
        they are next to nothing.
        """
        donors, target = self.donors[self.before], self.target[self.before]
        kept = ~np.eye(len(target), dtype=bool)
        weights = (fitted(self.fit.constraint, donors[k], target[k]).weights for k in kept)
        return np.array([y - x @ w for y, x, w in zip(target, donors, weights, strict=True)])


def control_of_mean(block: Block, weights: Floats) -> Control:
    """Return the mean of treated units of one date beside the donors, with weights on a simplex that are known (n,)."""
    first = int(np.flatnonzero(block.treated)[0])
    return _control(block, "mean", block.outcome[block.treated].mean(axis=0), first, lambda *_: on_simplex(weights))


def controls_by_unit(block: Block, constraint: Constraint) -> tuple[Control, ...]:
    """Return every treated unit, from its own date, beside the units that are never treated."""
    return tuple(
        _control(block, block.units[i], block.outcome[i], int(i), partial(fitted, constraint))
        for i in np.flatnonzero(block.treated)
    )


def _control(
    block: Block, unit: Hashable, target: Floats, row: int, fit: Callable[[Floats, Floats], Weights]
) -> Control:
    seen = block.clean[row] | block.exposed[row]
    before, donors = block.clean[row][seen], block.outcome[~block.treated][:, seen].T
    return Control(
        unit=unit,
        date=int(block.first[row]),
        times=block.times[seen],
        target=target[seen],
        donors=donors,
        before=before,
        after=block.exposed[row][seen],
        fit=fit(donors[before], target[seen][before]),
    )
