"""Effects that play: sets of units in the place of the treated, each given an effect in turn, in a window of years.

A set counts as found when few enough of the others are as extreme as it is with the effect. What was estimated beside
the effect is taken out of each set first, as the registered test takes it out of the treated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from impact.effects.design.assignments import TIE, contiguous_blocks, random_sets
from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import Places
from impact.effects.design.options import Options
from impact.effects.design.results import Floats, Ints
from impact.effects.estimators.contrasts import handed, in_the_place
from impact.effects.inference.permutation import sets_of

REASSIGNMENTS = 999  # placebo sets when there are too many to take them all
PLAYED = 200  # of them are given the effect in turn
NOBODY: Ints = np.zeros(0, dtype=np.int64)  # whom it matters which of the treated is which


@dataclass(frozen=True, eq=False)
class Played:
    """Sets of units that play the treated (S, count), what units count for then, and the sets that get an effect (P,).

    `actual` are the treated themselves (count,), None where another number of units plays them.
    """

    sets: Ints
    places: Places
    actual: Ints | None

    @classmethod
    def of(cls, block: Block, record: Estimator, count: int, seed: int) -> Played:
        """Return the sets of so many units, all of them or at most `REASSIGNMENTS`."""
        treated = np.flatnonzero(block.treated)
        actual = treated if count == len(treated) else None
        places = _places(block, record, count)
        sets = _placebo_sets(block, count, seed, places.kinds if actual is not None else NOBODY)
        if places.possible is not None:
            sets = sets[places.possible(sets)]
        return cls(sets, places, actual)

    @cached_property
    def with_effect(self) -> Ints:
        """The sets that are given the effect in turn (P,)."""
        return np.unique(np.linspace(0, len(self.sets) - 1, min(len(self.sets), PLAYED)).astype(np.int64))

    @cached_property
    def weights(self) -> Floats:
        """What every unit counts for in the estimate of each set (S, N)."""
        return self.places.of(self.sets)

    @cached_property
    def _effects(self) -> _Effects:
        return _Effects.on(self.places, self.sets[self.with_effect])

    def window(self, before: Floats, after: Floats, *, scaled: bool) -> Window:
        """Return the contrasts of all sets between two windows of years.

        Parameters
        ----------
        before, after : outcomes (N, years).
        scaled : whether contrasts are judged by the units' own noise before.
        """
        change = after.mean(axis=1) - before.mean(axis=1)
        residual = before - before.mean(axis=0)
        variance = residual.var(axis=1, ddof=1) if scaled else np.ones(len(before))
        contrast, scale = self.weights @ change, self._effects.scale(self.weights, variance)
        number = np.arange(len(self.with_effect))
        noise = np.full(len(number), np.nan)
        if self.actual is not None:
            treated = _Effects.on(self.places, self.actual[None, :])
            own = scale[self.with_effect, number % scale.shape[1]]  # one column for all, or one each
            noise = own / treated.scale(treated.weights, variance)[0, 0]
        moved = contrast[:, None] - self._effects.taken_out(self.weights, change)
        return Window(contrast, moved, scale, self.weights @ self._effects.adds.T, self.with_effect, noise)


def _places(block: Block, record: Estimator, count: int) -> Places:
    """Return what units count for when so many of them are treated, in the last of the years at hand."""
    if record.two_way:
        return evenly(len(block.units), count)
    assert record.fit is not None  # it asks for a part of the design
    last = replace(block, first=np.where(block.treated, float(block.times[-1]), np.inf), anticipation=0)
    placement = record.fit(last, Options()).placement
    assert placement is not None  # as above
    return placement.places


def evenly(n: int, count: int) -> Places:
    """Return what each of n units counts for in the mean of so many treated less that of the others."""
    return Places(in_the_place(n, np.full(count, 1 / count)), handed(n, np.ones(count)), NOBODY)


def _placebo_sets(block: Block, count: int, seed: int, kinds: Ints) -> Ints:
    """Return sets of units that play the treated (S, count), in every order where the treated are not alike."""
    n = len(block.units)
    if count == 1:
        return np.arange(n)[:, None]
    treated = np.flatnonzero(block.treated)
    if block.neighbours:
        return contiguous_blocks(block.neighbours, treated)
    if len(np.unique(kinds)) > 1:
        return sets_of(block, treated, kinds, REASSIGNMENTS, seed)[0]
    return np.unique(np.sort(random_sets(n, count, REASSIGNMENTS, seed), axis=1), axis=0)


@dataclass(frozen=True, eq=False)
class Window:
    """Placebo contrasts in one window.

    `contrast` (S,) are those of all sets; `moved` (S, P) the same less what was taken out of each played set, `scale`
    (S, P or 1) their scales, and `overlap` (S, P) what a unit effect on that set adds. `played` (P,) are the sets that
    are given the effect; `noise` (P,) is the scale of each over that of the treated, NaN when sets are not as large.
    """

    contrast: Floats
    moved: Floats
    scale: Floats
    overlap: Floats
    played: Ints
    noise: Floats


@dataclass(frozen=True, eq=False)
class _Effects:
    """Of each of P sets of treated: its own weights, what an effect adds, and who they are, each (P, N).

    `beside` (P, N) are the weights of what is estimated beside the effect, None where nothing is.
    """

    weights: Floats
    adds: Floats
    treated: Floats
    beside: Floats | None

    @classmethod
    def on(cls, places: Places, sets: Ints) -> _Effects:
        """Return them of sets (P, count)."""
        treated = np.zeros((len(sets), places.of(sets[:1]).shape[1]))
        np.put_along_axis(treated, sets, 1.0, axis=1)
        return cls(places.of(sets), places.adds(sets), treated, places.beside and places.beside(sets))

    def scale(self, weights: Floats, variance: Floats) -> Floats:
        """Return the standard error of weights (S, N) when each set is the actual one (S, P), or any set is (S, 1)."""
        square = weights**2
        whole = (square @ variance)[:, None]
        if self.beside is None:
            return np.asarray(np.sqrt(whole))
        gone = variance * self.treated / self.treated.sum(axis=1, keepdims=True)
        return np.asarray(np.sqrt(whole - square @ gone.T))

    def taken_out(self, weights: Floats, change: Floats) -> Floats | float:
        """Return what weights (S, N) lose by what is estimated beside the effect and taken out of each set (S, P)."""
        return 0.0 if self.beside is None else np.asarray(weights @ self.treated.T * (self.beside @ change))


def smallest_found(windows: list[Window], allowed: int, power: float, high: float, *, own_noise: bool = False) -> float:
    """Return the smallest effect that is found in a share of cases, over all windows; infinite where none is.

    Parameters
    ----------
    windows : the windows, with the same sets.
    allowed : so many sets, the played one included, may be as extreme.
    power : the share of cases.
    high : where to begin.
    own_noise : whether the effect of each set is in proportion to its noise, so that it is that on the treated.
    """

    def found(effect: float) -> float:
        return float(np.mean([_rejected(w, effect * w.noise if own_noise else effect, allowed) for w in windows]))

    for _ in range(60):
        if found(high) >= power:
            break
        high *= 2
    else:
        return float("inf")
    low = 0.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if found(middle) >= power else (middle, high)
    return high


def _rejected(window: Window, effect: float | Floats, allowed: int) -> Floats:
    """Return for every played set whether an effect on it would be found (P,); one effect for all, or one each."""
    moved = np.abs(window.moved + effect * window.overlap) / window.scale  # (statistic of r, s)
    own = moved[window.played, np.arange(len(window.played))]
    return np.asarray((moved >= own * (1 - TIE)).sum(axis=0) <= allowed, dtype=float)
