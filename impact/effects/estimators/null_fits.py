"""Comparisons fitted to every period at once, under a null: what conformal tests shift around the periods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from impact.effects.design.results import Floats
from impact.effects.estimators.simplex_path import path, ridged

NullFit = Callable[[Floats, Floats, Floats], "Lines"]  # of donors (T, n), a target (T,), and what an effect adds (T,)


@dataclass(frozen=True, eq=False)
class Lines:
    """Residuals in the effect c of the null: `constant` + c `slope` (K + 1, T) between the bends `bends` (K,)."""

    bends: Floats
    constant: Floats
    slope: Floats

    def at(self, effects: Floats) -> Floats:
        """Return the residuals for some effects (E, T)."""
        piece = np.searchsorted(self.bends, effects)
        return np.asarray(self.constant[piece] + effects[:, None] * self.slope[piece])


def equal_weights(donors: Floats, target: Floats, added: Floats) -> Lines:
    """Return the residuals of the mean of the donors and a constant gap: difference-in-differences."""
    gap = target - donors.mean(axis=1)
    return Lines(np.empty(0), _centred(gap)[None], -_centred(added)[None])


def simplex(donors: Floats, target: Floats, added: Floats) -> Lines:
    """Return the residuals of weights that are not negative and sum to one: synthetic control."""
    return _weighted(donors, target, added, 0.0)


def centred_simplex(penalty: float) -> NullFit:
    """Return the fit by such weights and a constant gap, where each period adds a penalty on their squares."""

    def fit(donors: Floats, target: Floats, added: Floats) -> Lines:
        return _weighted(donors - donors.mean(axis=0), _centred(target), _centred(added), penalty)

    return fit


def _weighted(donors: Floats, target: Floats, added: Floats, penalty: float) -> Lines:
    apart, goal = donors - donors.mean(axis=1, keepdims=True), target - donors.mean(axis=1)
    H = ridged(apart.T @ apart + len(target) * penalty * np.eye(donors.shape[1]))
    bends, weights = path(H, apart.T @ goal, -(apart.T @ added), int((apart.T @ goal).argmax()))
    known = goal - weights @ apart.T - bends[:, None] * added  # (K, T)
    if len(bends) == 1:
        return Lines(bends, _outer(known, bends, added, [0, 0]), np.stack([-added, -added]))
    slope = np.diff(known, axis=0) / np.diff(bends)[:, None]
    constant = known[:-1] - bends[:-1, None] * slope
    ends = _outer(known, bends, added, [0, -1])
    return Lines(bends, np.vstack([ends[:1], constant, ends[1:]]), np.vstack([-added, slope, -added]))


def _outer(known: Floats, bends: Floats, added: Floats, ends: list[int]) -> Floats:
    """Return the constants beyond the ends, where weights stay and an effect goes into the residuals as it is."""
    return np.stack([known[end] + bends[end] * added for end in ends])


def _centred(series: Floats) -> Floats:
    return np.asarray(series - series.mean())
