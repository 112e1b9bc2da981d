"""Group-time effects summed up: simple, by group, by time since treatment, by calendar time.

Callaway and Sant'Anna (2021), section 3. The weights are cohort shares, which are estimated too; their influence is
part of the errors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.clusters import gathered, groups
from impact.effects.design.identification import nothing_compared
from impact.effects.design.options import Aggregate
from impact.effects.design.results import Bools, Floats
from impact.effects.estimators.group_time import GroupTime


@dataclass(frozen=True, eq=False)
class Aggregated:
    """An overall effect and its parts.

    `period` (E,), `estimate` (E,) and `influence` (N, E) of the parts; `overall` and `overall_influence` (N,) of
    their sum; `part_weights` (E, P) of the group-time effects in each part and `weights` (P,) in the overall.
    """

    period: Floats
    estimate: Floats
    influence: Floats
    overall: float
    overall_influence: Floats
    part_weights: Floats
    weights: Floats

    @property
    def std_error(self) -> float:
        """Standard error of the overall effect."""
        return float(np.linalg.norm(self.overall_influence) / len(self.overall_influence))

    @property
    def covariance(self) -> Floats:
        """Covariance of the parts (E, E)."""
        return np.asarray(self.influence.T @ self.influence / len(self.influence) ** 2)


def aggregate_effects(effects: GroupTime, block: Block, kind: Aggregate) -> Aggregated:
    """Return group-time effects summed up in one of four ways.

    Raises
    ------
    NotIdentifiedError
        When none of them lies after treatment.
    """
    if kind not in get_args(Aggregate):
        raise ValueError(f"aggregate is {kind!r}; choose one of {', '.join(get_args(Aggregate))}.")
    share = _Shares(effects, block)
    after = effects.time >= effects.cohort
    if not after.any():
        raise nothing_compared()
    return _WAYS[kind](effects, share, after)


def by_cluster(summed: Aggregated, block: Block) -> Aggregated:
    """Return the same effects with the influence of units summed within the clusters above them, G of them.

    With few clusters their sums are larger than they look: the variance is taken G / (G - 1) times.
    """
    if block.clusters is None:
        return summed
    number = int(groups(block).max()) + 1
    larger = np.sqrt(number / (number - 1))
    influence, overall = (
        larger * gathered(part, block.clusters) for part in (summed.influence, summed.overall_influence)
    )
    return replace(summed, influence=influence, overall_influence=overall)


class _Shares:
    """Cohort shares behind the group-time effects, and how every unit moves them."""

    def __init__(self, effects: GroupTime, block: Block) -> None:
        w = block.weights / block.weights.mean()
        self.member = w[:, None] * (block.first[:, None] == effects.cohort[None, :])  # (N, P)
        self.share = self.member.mean(axis=0)
        self.effects = effects

    def mean(self, cells: Bools) -> tuple[float, Floats, Floats]:
        """Return the share-weighted mean of some cells, its influence, and the weights of all cells."""
        effects, total = self.effects, self.share[cells].sum()
        weights = np.where(cells, self.share / total, 0.0)
        estimate = float(weights @ effects.estimate)
        moved = (self.member[:, cells] - self.share[cells]) / total
        drift = moved @ effects.estimate[cells] - moved.sum(axis=1) * estimate
        return estimate, effects.influence @ weights + drift, weights


def _simple(effects: GroupTime, share: _Shares, after: Bools) -> Aggregated:
    estimate, influence, weights = share.mean(after)
    period = effects.time - effects.cohort
    every = np.eye(len(period))
    return Aggregated(period, effects.estimate, effects.influence, estimate, influence, every, weights)


def _dynamic(effects: GroupTime, share: _Shares, after: Bools) -> Aggregated:
    event = effects.time - effects.cohort
    return _mean_of_parts(np.unique(event), lambda e: share.mean(event == e), lambda e: e >= 0)


def _calendar(effects: GroupTime, share: _Shares, after: Bools) -> Aggregated:
    years = np.unique(effects.time[after]).astype(float)
    return _mean_of_parts(years, lambda t: share.mean(after & (effects.time == t)), lambda t: True)


def _mean_of_parts(
    periods: Floats, part: Callable[[float], tuple[float, Floats, Floats]], counts: Callable[[float], bool]
) -> Aggregated:
    parts = [part(p) for p in periods]
    estimate = np.array([p[0] for p in parts])
    influence = np.column_stack([p[1] for p in parts])
    weights = np.stack([p[2] for p in parts])
    mine = np.array([counts(p) for p in periods]) / sum(counts(p) for p in periods)
    return Aggregated(periods, estimate, influence, float(mine @ estimate), influence @ mine, weights, mine @ weights)


def _group(effects: GroupTime, share: _Shares, after: Bools) -> Aggregated:
    groups = np.unique(effects.cohort[after])
    cells = np.array([after & (effects.cohort == g) for g in groups], dtype=float)
    within = cells / cells.sum(axis=1, keepdims=True)  # (G, P): a group's periods count alike
    estimate, influence = within @ effects.estimate, effects.influence @ within.T
    first = [int(np.flatnonzero(effects.cohort == g)[0]) for g in groups]
    pg, member = share.share[first], share.member[:, first]
    weights = pg / pg.sum()
    overall = float(weights @ estimate)
    moved = (member - pg) / pg.sum()
    drift = moved @ estimate - moved.sum(axis=1) * overall
    return Aggregated(groups, estimate, influence, overall, influence @ weights + drift, within, weights @ within)


_WAYS = {"simple": _simple, "dynamic": _dynamic, "calendar": _calendar, "group": _group}


def event_time_weights(effects: GroupTime, block: Block) -> tuple[Floats, Floats]:
    """Return the event times (E,) and the weights of the group-time effects at each (E, P), by cohort shares."""
    share, event = _Shares(effects, block), effects.time - effects.cohort
    periods = np.unique(event)
    return periods, np.stack([share.mean(event == e)[2] for e in periods])


def cell_weights(effects: GroupTime, block: Block, weights: Floats) -> Floats:
    """Return the weight of every cell of the outcome (N, T) in a sum of group-time effects, without covariates."""
    out = np.zeros(block.outcome.shape)
    column = {int(t): k for k, t in enumerate(block.times)}
    for k in np.flatnonzero(weights):
        treated, controls = block.first == effects.cohort[k], effects.controls[k]
        contrast = treated / treated.sum() - controls / controls.sum()
        out[:, column[int(effects.time[k])]] += weights[k] * contrast
        out[:, column[int(effects.base[k])]] -= weights[k] * contrast
    return out
