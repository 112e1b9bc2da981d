"""Reassignment tests: what the estimate would have been had other units been treated.

A linear estimate is the sum of cell weights times outcomes, and the weights of a unit depend on its date only. To
reassign is then to hand the weight rows of the treated units to other units, which costs one sum a reassignment.

The scaled test divides every reassigned estimate by the standard error that the units' own pre-period standard
deviations imply, so a calm region is not judged by the noise of small ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from impact.effects.design.assignments import (
    TIE,
    assignments,
    contiguous_blocks,
    count_assignments,
    not_a_block,
    random_sets,
)
from impact.effects.design.blocks import Block
from impact.effects.design.results import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Reassignments:
    """Estimates under every assignment, the actual one first (B + 1,).

    `contrast` is the estimate, `exposure` what one unit of a constant true effect adds to it, `scale` its standard
    error (ones in the unscaled test). `exhaustive` says whether every assignment is there.
    """

    contrast: Floats
    exposure: Floats
    scale: Floats
    possible: float
    exhaustive: bool

    @property
    def statistic(self) -> Floats:
        """Absolute estimate over its scale."""
        return np.asarray(np.abs(self.contrast) / self.scale)

    @property
    def smallest_p(self) -> float:
        """The smallest p-value the test can give.

        Where every assignment is there it is the share that ties with the most extreme: two when half of the units are
        treated at one date, as treated and controls in each other's place only turn the sign.
        """
        if self.exhaustive:
            return float(np.mean(self.statistic >= self.statistic.max() * (1 - TIE)))
        return max(1.0 / self.possible, 1.0 / len(self.contrast))

    def p_value(self, effect: float = 0.0) -> float:
        """Return the share of assignments at least as extreme as the actual one when the effect is `effect`."""
        statistic = np.abs(self.contrast - effect * self.exposure) / self.scale
        return float(np.mean(statistic >= statistic[0] * (1 - TIE)))

    def noise(self, effect: float = 0.0) -> Floats:
        """Return the other estimates, less what an effect adds to them, as if all were as noisy as the actual one."""
        others = self.contrast[1:] - effect * self.exposure[1:]
        return np.asarray(others / self.scale[1:] * self.scale[0])


def pre_period_sd(block: Block) -> Floats:
    """Return each unit's standard deviation over the clean periods common to all, less the period means (N,)."""
    clean = block.clean[block.treated].all(axis=0)
    before = block.outcome[:, clean]
    return np.asarray((before - before.mean(axis=0)).std(axis=1, ddof=1))


def reassign(block: Block, weights: Floats, sd: Floats | None, *, draws: int, seed: int) -> Reassignments:
    """Return a linear estimate under reassigned treatment.

    Every assignment is taken when there are at most `draws` others; else `draws` random ones. With
    `block.neighbours` the treated units move as one contiguous block.

    Parameters
    ----------
    block
        N units; the treated ones and their dates are the actual assignment.
    weights
        Cell weights of the estimate (N, T), equal for units of the same date.
    sd
        Standard deviation of each unit (N,) for the scaled test, None for the unscaled.
    draws, seed
        Number of random reassignments, and where they start.

    Raises
    ------
    InputError
        When there are `block.neighbours` and the treated units are not one block with one date.
    """
    return reassign_each(block, [weights], sd, draws=draws, seed=seed)[0]


def reassign_each(
    block: Block, weights: Iterable[Floats], sd: Floats | None, *, draws: int, seed: int
) -> list[Reassignments]:
    """Return several linear estimates, each by its cell weights, under the same reassignments."""
    treated = np.flatnonzero(block.treated)
    member = np.unique(block.first[treated], return_inverse=True)[1]
    assigned = sets_of(block, treated, member, draws, seed)
    return _reassigned(block, list(weights), sd, member, *assigned)


def _reassigned(
    block: Block, weights: list[Floats], sd: Floats | None, member: Ints, sets: Ints, possible: float, exhaustive: bool
) -> list[Reassignments]:
    """Return K estimates under all assignments (B + 1, n1) at once: one sparse product sums what each unit adds."""
    treated, count = sets[0], len(weights)
    of_cohort = treated[np.unique(member, return_index=True)[1]]
    control = np.stack([w[np.flatnonzero(~block.treated)[0]] for w in weights])  # (K, T)
    rows = np.stack([w[of_cohort] for w in weights])  # (K, cohorts, T)
    taken = (rows - control[:, None, :]).transpose(1, 2, 0)  # (cohorts, T, K): what a unit's weights change by
    centred = block.outcome - block.outcome.mean(axis=1, keepdims=True)
    exposed = block.exposed.astype(float)
    base = [(centred @ control.T).sum(axis=0), (exposed @ control.T).sum(axis=0)]
    gain = [centred @ taken, exposed @ taken]  # (cohorts, N, K)
    if sd is not None:
        squares = (control**2).sum(axis=1)
        base.append((sd**2).sum() * squares)
        gain.append((sd**2)[None, :, None] * ((rows**2).sum(axis=2) - squares[:, None]).T[:, None, :])
    sums = np.ascontiguousarray(_summed(np.concatenate(gain, axis=2), sets, member).T)
    sums += np.concatenate(base)[:, None]
    contrast, exposure = sums[:count], sums[count : 2 * count]
    scale = np.sqrt(sums[2 * count :]) if sd is not None else np.ones_like(contrast)
    parts = zip(contrast, exposure, scale, strict=True)
    return [Reassignments(*part, possible=possible, exhaustive=exhaustive) for part in parts]


def _summed(gain: Floats, sets: Ints, member: Ints) -> Floats:
    """Return the sum over the treated of what each unit adds in its cohort's place (B + 1, K); gain (cohorts, N, K)."""
    cohorts, n, columns = gain.shape
    place = (member[None, :] * n + sets).reshape(-1)
    chosen = (np.ones(place.size), place, np.arange(0, place.size + 1, sets.shape[1]))
    return np.asarray(csr_array(chosen, shape=(len(sets), cohorts * n)) @ gain.reshape(-1, columns))


def sets_of(block: Block, treated: Ints, member: Ints, draws: int, seed: int) -> tuple[Ints, float, bool]:
    """Return treated positions under every assignment (B + 1, n1), actual first; how many exist; whether all are in.

    `member` (n1,) is the cohort of each treated unit.
    """
    n, k = len(block.units), len(treated)
    sizes = np.bincount(member).tolist()
    if block.neighbours and k > 1:
        if len(sizes) > 1:
            raise not_a_block(f"treated units with {len(sizes)} dates", "one common date for a block")
        blocks = contiguous_blocks(block.neighbours, treated)
        return blocks, len(blocks), True
    possible = count_assignments(n, sizes)
    if possible > draws + 1:
        return np.vstack([treated, random_sets(n, k, draws, seed)]), float(min(possible, 10**300)), False
    order = np.argsort(member, kind="stable")
    actual = tuple(treated[order].tolist())
    listed = np.array([s for s in assignments(range(n), sizes) if s != actual], dtype=np.int64).reshape(-1, k)
    return np.vstack([treated, listed[:, np.argsort(order)]]), possible, True


def invert(test: Reassignments, level: float) -> tuple[float, float]:
    """Return the interval of constant effects the test does not reject, exactly.

    Each assignment is at least as extreme as the actual one where a quadratic in the effect is not negative; the
    p-value is a step function with steps at the roots. The hull of the accepted effects is returned.
    """
    shift = test.contrast[1:] - test.contrast[0] * test.exposure[1:]
    slope, ratio = test.exposure[1:], test.scale[1:] / test.scale[0]
    low, high = _roots(shift, slope, ratio)
    steps = _Steps(low, high, np.abs(slope) < ratio * (1 + TIE), len(test.contrast))
    lower, upper = steps.hull(1 - level)
    return test.contrast[0] + lower, test.contrast[0] + upper


def _roots(shift: Floats, slope: Floats, ratio: Floats) -> tuple[Floats, Floats]:
    """Return where |shift - slope x| = ratio |x|, with x the effect less the estimate."""
    same = (np.abs(slope - ratio) < TIE * ratio) & (np.abs(shift) < TIE * np.abs(shift).max(initial=1e-300))
    with np.errstate(divide="ignore", invalid="ignore"):
        plus = shift / np.where(np.abs(slope + ratio) < TIE * ratio, 0.0, slope + ratio)
        minus = shift / np.where(np.abs(slope - ratio) < TIE * ratio, -0.0, slope - ratio)
    low, high = np.fmin(plus, minus), np.fmax(plus, minus)
    return np.where(same, -np.inf, low), np.where(same, np.inf, high)  # drawn again: as extreme at any effect


@dataclass(frozen=True, eq=False)
class _Steps:
    """The p-value as a function of x: intervals [low, high] where `inside`, complements of (low, high) elsewhere."""

    low: Floats
    high: Floats
    inside: Bools
    total: int

    def p_value(self, x: Floats, near: float) -> Floats:
        count = np.ones(len(x))
        for mine, sign in ((self.inside, near), (~self.inside, -near)):
            opened = np.searchsorted(np.sort(self.low[mine]), x + sign, side="right")
            closed = np.searchsorted(np.sort(self.high[mine]), x - sign, side="left")
            count += opened - closed if sign > 0 else mine.sum() - (opened - closed)
        return np.asarray(count / self.total)

    def hull(self, alpha: float) -> tuple[float, float]:
        both = np.concatenate([self.low, self.high, [0.0]])
        roots = np.unique(both[np.isfinite(both)])
        near = TIE * float(np.median(np.abs(roots)))
        beyond = 10 * float(np.abs(roots).max()) + 1
        accepted = roots[self.p_value(roots, near) > alpha + 1e-12]
        left, right = self.p_value(np.array([-beyond, beyond]), near) > alpha + 1e-12
        return (-np.inf if left else float(accepted.min())), (np.inf if right else float(accepted.max()))


def spread(test: Reassignments) -> float:
    """Return the standard error the reassignments imply for the actual estimate, in units of the outcome."""
    others = test.noise()
    return float(np.sqrt(np.mean(others**2))) if len(others) else float("nan")
