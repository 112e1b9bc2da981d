"""What synthetic difference-in-differences (Arkhangelsky et al. 2021) and synthetic control share: fits and placebos.

Both weigh the donors so that they move as the treated units did before; synthetic difference-in-differences also
weighs the years, allows a constant gap, and shrinks the weights towards equality. Placebos give every donor (or
random sets of donors) the treatment in turn, with the penalty of the real fit kept.

Whoever plays the treated is no donor meanwhile, so a placebo has fewer donors than the real fit and does worse by that
alone. The test therefore lays every placebo beside the treated fitted to the donors of that placebo (both are left out,
as in Lei and Sudijono 2024): the two could change places if nothing had happened. The treated never serve as donors, so
an effect moves no placebo, and intervals are exact inversions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from impact.effects.design.alternatives import require_usable
from impact.effects.design.announcement import without_reaction
from impact.effects.design.assignments import TIE, common_clean_periods, contiguous_blocks, random_sets
from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.results import Floats, Ints, NotIdentified, NotIdentifiedError
from impact.errors import InputError, Problem
from impact.parallel import answers
from impact.words.statements import said

FEWEST_CLEAN = 2  # periods before treatment, to see anything move; better ten
_MOST_SETS, _MOST_NUMBERS = 256, 2_000_000  # that are fitted together: what they need stays within some tens of MB
EXACT = 0.01  # of the noise of a year: a fit this close is one of few years by many donors


@dataclass(frozen=True, eq=False)
class Synthetic:
    """A synthetic comparison.

    `gap` (T,) is the treated mean less the weighted donors, `estimate` its weighted contrast, `unit_weights` (N0,)
    and `time_weights` (T0,) sum to one, `pre_rmspe` is the root mean square of the gap before treatment. `left_out` is
    the same in years left out of the fit, of a method that may meet every year it is fitted to; None of others.
    """

    estimate: float
    gap: Floats
    unit_weights: Floats
    time_weights: Floats
    intercept: bool
    left_out: float | None = None

    @property
    def yardstick(self) -> float:
        """What the scaled test divides by: the misfit before treatment, of years left out where there are such."""
        return self.pre_rmspe if self.left_out is None else self.left_out

    @property
    def pre_rmspe(self) -> float:
        """Root mean square gap before treatment, about its mean when a constant gap is allowed."""
        before = self.gap[: len(self.time_weights)]
        return float(np.sqrt(np.mean((before - (before.mean() if self.intercept else 0.0)) ** 2)))

    @property
    def rmspe_ratio(self) -> float:
        """Root mean square gap after treatment over that before (Abadie, Diamond and Hainmueller 2010).

        Over no gap at all it is infinite, and nothing over nothing is zero: a twin that stays one.
        """
        after = self.gap[len(self.time_weights) :] - (self.gap @ self._before if self.intercept else 0.0)
        rmspe = float(np.sqrt(np.mean(after**2)))
        if self.pre_rmspe == 0.0:
            return np.inf if rmspe > 0.0 else 0.0
        return rmspe / self.pre_rmspe

    @property
    def path(self) -> Floats:
        """The gap less its weighted mean before treatment (T,)."""
        return self.gap - self.gap @ self._before

    @property
    def _before(self) -> Floats:
        after = np.zeros(len(self.gap) - len(self.time_weights))
        return np.concatenate([self.time_weights, after])


@dataclass(frozen=True)
class Solver:
    """Fits a comparison to donors (N0, T) and a target (T,), of whose periods so many come first and are clean.

    Attributes
    ----------
    one : fits one.
    many : fits many of one size together, (B, N0, T) and (B, T), to the same figures; None does so one by one.
    """

    one: Callable[[Floats, Floats, int], Synthetic]
    many: Callable[[Floats, Floats, int], list[Synthetic]] | None = None

    def __call__(self, donors: Floats, target: Floats, before: int) -> Synthetic:
        """Return one comparison."""
        return self.one(donors, target, before)

    def each(self, donors: Floats, targets: Floats, before: int) -> list[Synthetic]:
        """Return the comparison of every target (B, T) with its donors (B, N0, T)."""
        if self.many is not None:
            return self.many(donors, targets, before)
        return [self.one(rest, target, before) for rest, target in zip(donors, targets, strict=True)]


def prepared(block: Block, estimator: Estimator) -> Block:
    """Return the block less the announcement window; refuse what `require_usable` does.

    Raises
    ------
    NotIdentifiedError
        With one clean year, which says nothing about how anything moves.
    """
    require_fittable(block, estimator)
    return without_reaction(block)


def require_fittable(block: Block, estimator: Estimator) -> None:
    """Raise when the block is none that weights can be fitted to, at whatever dates."""
    require_usable(block, estimator)
    if common_clean_periods(block) < FEWEST_CLEAN:
        possible = (said("earlier_years"), said("shorter_anticipation") if block.anticipation else said("use_did"))
        raise NotIdentifiedError(NotIdentified(said("one_clean_year"), possible))


def noise(block: Block) -> float:
    """Return the standard deviation of the first differences of the donors before treatment."""
    before = block.outcome[~block.treated][:, block.clean[block.treated].all(axis=0)]
    return float(np.diff(before, axis=1).std(ddof=1)) if before.shape[1] > 2 else float(np.diff(before, axis=1).std())


def did_solver() -> Solver:
    """Return plain difference-in-differences as a comparison with equal weights."""
    return Solver(_did)


def _did(donors: Floats, target: Floats, before: int) -> Synthetic:
    gap = target - donors.mean(axis=0)
    equal, years = np.full(len(donors), 1 / len(donors)), np.full(before, 1 / before)
    return Synthetic(float(gap[before:].mean() - gap[:before].mean()), gap, equal, years, intercept=True)


def fit(block: Block, solver: Solver) -> Synthetic:
    """Return the synthetic comparison of the treated units' mean."""
    return solver(*parts(block))


def parts(block: Block) -> tuple[Floats, Floats, int]:
    """Return the donors (N0, T), the mean of the treated (T,), and how many periods lie before treatment."""
    before = int(block.clean[block.treated][0].sum())
    return block.outcome[~block.treated], block.outcome[block.treated].mean(axis=0), before


def placebos(block: Block, solver: Solver, *, draws: int, seed: int) -> list[Synthetic]:
    """Return the comparison with donors in the place of the treated: every set of as many, or `draws` random ones.

    With `block.neighbours` the sets are contiguous blocks. The treated units are never donors of a placebo.
    """
    donors, _, before = parts(block)
    return _on_others(_OnOthers(solver, donors, None, before), _sets(block, draws, seed))


def treated_beside(block: Block, solver: Solver, *, draws: int, seed: int) -> list[Synthetic]:
    """Return the comparison of the treated with the donors of each placebo, in the order of `placebos`."""
    return _on_others(_OnOthers(solver, *parts(block)), _sets(block, draws, seed))


def _on_others(work: _OnOthers, sets: Ints) -> list[Synthetic]:
    """Return the comparisons for every set of donors that plays the treated (B, N1), many sets at a time."""
    size = max(1, min(_MOST_SETS, _MOST_NUMBERS // len(work.donors) ** 2))
    pieces = [sets[at : at + size] for at in range(0, len(sets), size)]
    return [fit for piece in answers(work, pieces, brief=True) for fit in piece]


@dataclass(frozen=True, eq=False)
class _OnOthers:
    """Comparisons on the donors that are left when some play the treated: of those, or of `target` where given."""

    solver: Solver
    donors: Floats
    target: Floats | None
    before: int

    def __call__(self, sets: Ints) -> list[Synthetic]:
        every = np.arange(len(self.donors))
        left = np.array([np.delete(every, chosen) for chosen in sets])
        played = self.donors[sets].mean(axis=1) if self.target is None else np.tile(self.target, (len(sets), 1))
        return self.solver.each(self.donors[left], played, self.before)


def _sets(block: Block, draws: int, seed: int) -> Ints:
    """Return which donors play the treated (B, N1)."""
    treated = np.flatnonzero(block.treated)
    if block.neighbours and len(treated) > 1:
        return _untreated_blocks(block, treated)
    return placebo_sets(int((~block.treated).sum()), len(treated), draws, seed)


def _untreated_blocks(block: Block, treated: Ints) -> Ints:
    """Return the contiguous blocks as large as that of the treated, without any of it: places among donors (B, N1)."""
    others = contiguous_blocks(block.neighbours, treated)[1:]
    apart = others[~np.isin(others, treated).any(axis=1)]
    if not len(apart):
        found = f"no other {len(treated)} units that adjoin each other"
        todo = "Leave neighbours out, or add donors that adjoin."
        raise InputError(Problem("design", "neighbours", found, "other blocks as large as that of the treated", todo))
    place = np.cumsum(~block.treated) - 1
    return np.asarray(place[apart])


def placebo_sets(donors: int, treated: int, draws: int, seed: int) -> Ints:
    """Return which donors play the treated (B, n1): every set where there are at most `draws`, else random ones."""
    require_donors(donors, treated)
    if treated == 1 or comb(donors, treated) <= draws:
        return np.array(list(combinations(range(donors), treated)), dtype=np.int64)
    return random_sets(donors, treated, draws, seed)


def require_donors(donors: int, treated: int) -> None:
    """Raise when there are too few donors for some of them to play the treated and others to be compared with."""
    if donors <= treated:
        found, expected = f"{donors} donors", f"more than the {treated} treated units, which placebos stand in for"
        raise InputError(Problem("design", "donors", found, expected, "Add donors, or treat one unit at a time."))


def exact_fits(fits: Sequence[Synthetic], sd: float) -> int:
    """Return how many fits before treatment leave less than a hundredth of the yearly noise `sd`.

    A statistic over such a fit is as large as the arithmetic lets it be: it ranks the fit, not the effect.
    """
    return sum(fit.yardstick <= EXACT * sd for fit in fits)


def left_out_error(missed: Callable[[int], float], before: int) -> float:
    """Return the root mean square of what is missed of each of the years before, fitted to the others."""
    return float(np.sqrt(np.mean([missed(t) ** 2 for t in range(before)])))


@dataclass(frozen=True, eq=False)
class PlaceboTest:
    """The estimate among its placebos, each over its scale (ones, or the fit before treatment).

    `placebos` and `scales` (B,) belong to the donors in the place of the treated, `beside` and `beside_scales` (B,) to
    the treated on the same donors.
    """

    estimate: float
    scale: float
    placebos: Floats
    scales: Floats
    beside: Floats
    beside_scales: Floats

    @property
    def reach(self) -> Floats:
        """How far from an effect the treated may be to be no further out than each placebo (B,)."""
        return np.asarray(np.abs(self.placebos) / self.scales * self.beside_scales)

    @property
    def smallest_p(self) -> float:
        """The smallest p-value with this many placebos."""
        return 1.0 / (1 + len(self.placebos))

    @property
    def p_value(self) -> float:
        """Share of placebos at least as far out as the treated on the same donors, the treated counted among them."""
        further = (self.reach >= np.abs(self.beside) * (1 - TIE)).sum()
        return float((1 + further) / (1 + len(self.placebos)))

    @property
    def std_error(self) -> float:
        """Standard deviation of the placebos on the scale of the estimate."""
        return float(self.scale * np.std(self.placebos / self.scales))

    def interval(self, level: float) -> tuple[float, float]:
        """Return the hull of the estimate and the constant effects that are not rejected.

        An effect is as far from the treated as a placebo or less within `reach` of `beside`; it is rejected where
        fewer placebos say so than the level asks.
        """
        needed = int(np.floor((1 - level) * (1 + len(self.placebos)) + 1e-9))
        if needed < 1:
            return -np.inf, np.inf
        low, high = np.sort(self.beside - self.reach), np.sort(self.beside + self.reach)
        ends = np.concatenate([low, high])
        near = TIE * float(np.median(self.reach))
        holding = np.searchsorted(low, ends + near, side="right") - np.searchsorted(high, ends - near, side="left")
        kept = np.append(ends[holding >= needed], self.estimate)
        return float(kept.min()), float(kept.max())
