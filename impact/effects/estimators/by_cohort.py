"""Synthetic methods with several dates: a comparison for every cohort, summed up by treated units times periods.

Each date is a problem of its own: its treated units, the units that are never treated, its own years before. The
estimate is the mean of the cohorts' estimates, each weighted by its treated units times its periods under treatment
(Arkhangelsky et al. 2021, appendix A; Clarke, Pailanir, Athey and Imbens 2023, algorithm 2). The path takes cohorts
at the same distance from their own date together, weighted by units, so that its mean over treated unit-periods is
the estimate. A placebo hands the treated units' dates to as many units that are never treated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.effects.design.announcement import without_reaction
from impact.effects.design.assignments import assignments, count_assignments, not_a_block, random_sets
from impact.effects.design.blocks import Block
from impact.effects.design.results import Floats, Ints, NotIdentified, NotIdentifiedError
from impact.effects.estimators.synthetic import Solver, Synthetic, noise, require_donors
from impact.parallel import answers
from impact.words.statements import said


@dataclass(frozen=True, eq=False)
class Cohort:
    """One date: what its `n` treated units did on average, against which donors, and what it weighs.

    `donors` (N0, T) and `target` (T,) are less the announcement years of the cohort, `before` of them clean; `event`
    (T,) is the distance from the date; `share` its part of all treated unit-periods; `noise` that of a year.
    """

    date: int
    n: int
    donors: Floats
    target: Floats
    event: Ints
    before: int
    share: float
    noise: float
    solve: Solver


@dataclass(frozen=True, eq=False)
class Summed:
    """The comparisons of all cohorts, one each, as one."""

    cohorts: Sequence[Cohort]
    fits: Sequence[Synthetic]

    @property
    def estimate(self) -> float:
        """The mean of the cohorts' estimates, weighted by treated unit-periods."""
        return float(sum(c.share * fit.estimate for c, fit in zip(self.cohorts, self.fits, strict=True)))

    @property
    def yardstick(self) -> float:
        """The root mean square that a scaled test divides by, the cohorts' added up as independent errors."""
        squares = [(c.share * fit.yardstick) ** 2 for c, fit in zip(self.cohorts, self.fits, strict=True)]
        return float(np.sqrt(sum(squares)))

    @property
    def pre_rmspe(self) -> float:
        """Root mean square gap before treatment: that of the cohorts added up as errors that are independent."""
        squares = [(c.share * fit.pre_rmspe) ** 2 for c, fit in zip(self.cohorts, self.fits, strict=True)]
        return float(np.sqrt(sum(squares)))

    @property
    def path(self) -> Floats:
        """The gap at every distance from the own date (E,), in the order of `event_times`."""
        events = event_times(self.cohorts)
        gaps, units = np.zeros(len(events)), np.zeros(len(events))
        for c, fit in zip(self.cohorts, self.fits, strict=True):
            at = np.searchsorted(events, c.event)
            gaps[at] += c.n * fit.path
            units[at] += c.n
        return np.asarray(gaps / units)

    @property
    def unit_weights(self) -> Floats:
        """What each donor weighs in the estimate (N0,)."""
        return np.asarray(sum(c.share * fit.unit_weights for c, fit in zip(self.cohorts, self.fits, strict=True)))

    def table(self) -> pd.DataFrame:
        """Return a row a cohort: its date, treated units, years before and after, weight, estimate and fit."""
        rows = [
            (c.date, c.n, c.before, len(c.event) - c.before, c.share, fit.estimate, fit.pre_rmspe)
            for c, fit in zip(self.cohorts, self.fits, strict=True)
        ]
        names = ["cohort", "treated", "years_before", "years_after", "weight", "estimate", "pre_rmspe"]
        return pd.DataFrame(rows, columns=names)


def cohorts(block: Block, solver: Callable[[Block], Solver]) -> tuple[Cohort, ...]:
    """Return the cohorts of a block, in the order of their dates; `solver` makes the solver of each from its part.

    Raises
    ------
    NotIdentifiedError
        When every unit is treated at some time.
    """
    if block.treated.all():
        raise NotIdentifiedError(NotIdentified(said("all_treated"), (said("untreated_units"), said("finer_level"))))
    cells = int(block.exposed.sum())
    return tuple(_cohort(block, date, solver, cells) for date in block.cohorts)


def _cohort(block: Block, date: float, solver: Callable[[Block], Solver], cells: int) -> Cohort:
    own = without_reaction(block.keep(~block.treated | (block.first == date)))
    treated = own.treated
    before, n = int(own.clean[treated][0].sum()), int(treated.sum())
    return Cohort(
        date=int(date),
        n=n,
        donors=own.outcome[~treated],
        target=own.outcome[treated].mean(axis=0),
        event=own.times - int(date),
        before=before,
        share=n * (len(own.times) - before) / cells,
        noise=noise(own),
        solve=solver(own),
    )


def event_times(parts: Sequence[Cohort]) -> Ints:
    """Return the distances from the own date at which any cohort is seen, ascending (E,)."""
    return np.unique(np.concatenate([c.event for c in parts]))


def fit(parts: Sequence[Cohort]) -> Summed:
    """Return the comparisons of the treated."""
    return Summed(parts, [c.solve(c.donors, c.target, c.before) for c in parts])


def placebo_dates(block: Block, draws: int, seed: int) -> Ints:
    """Return which donors take the treated units' dates, cohort after cohort (B, N1): every way, or `draws` at random.

    Raises
    ------
    InputError
        With as few donors as treated units, or when several treated units are to move as one block of neighbours.
    """
    sizes = [int((block.first == date).sum()) for date in block.cohorts]
    donors, treated = int((~block.treated).sum()), sum(sizes)
    if block.neighbours:
        raise not_a_block(f"treated units with {len(sizes)} dates", "one common date for a block")
    require_donors(donors, treated)
    if count_assignments(donors, sizes) <= draws:
        return np.array(list(assignments(range(donors), sizes)), dtype=np.int64)
    return random_sets(donors, treated, draws, seed)


def placebos(parts: Sequence[Cohort], sets: Ints) -> Iterator[tuple[Summed, Summed]]:
    """Yield the donors of each set in the place of the treated, and the treated beside them on the same donors."""
    for played, beside in answers(_PlayedAndBeside(parts), sets, brief=True):
        yield Summed(parts, played), Summed(parts, beside)


@dataclass(frozen=True, eq=False)
class _PlayedAndBeside:
    """The comparisons of every cohort when a set of donors plays the treated, and of the treated beside them."""

    parts: Sequence[Cohort]

    def __call__(self, chosen: Ints) -> tuple[list[Synthetic], list[Synthetic]]:
        ends = np.cumsum([c.n for c in self.parts])[:-1]
        played, beside = [], []
        for c, mine in zip(self.parts, np.split(chosen, ends), strict=True):
            left = np.delete(c.donors, chosen, axis=0)
            played.append(c.solve(left, c.donors[mine].mean(axis=0), c.before))
            beside.append(c.solve(left, c.target, c.before))
        return played, beside
