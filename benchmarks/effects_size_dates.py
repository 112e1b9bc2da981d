"""How often the tests for several dates, phases, triple differences and clusters above the unit reject a true null.

A part of `effects_size.py`, which writes the table. Errors as there; clusters share half of the variance of a year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from effects_size_replications import Tests, rejections

from impact.effects.design.blocks import Block
from impact.effects.design.options import Options
from impact.effects.design.procedures import PLACEBO, SCALED_PERMUTATION
from impact.effects.estimators import by_cohort, named
from impact.effects.estimators.controls import controls_by_unit
from impact.effects.estimators.did import two_way_fixed_effects
from impact.effects.inference import cluster, prediction, wild
from impact.effects.inference.dated_placebos import summed_test
from impact.effects.inference.permutation import pre_period_sd, reassign
from impact.effects.inference.phases import phase_effects
from impact.effects.inference.significance import infer

AFTER, DRAWS, PLACEBOS, YEARS = 5, 399, 199, 15
DATED = {"2 of 22 at 2 dates": (22, (7, 10)), "4 of 40 at 4 dates": (40, (7, 8, 10, 11))}
CLUSTERED = {"5 of 12 clusters": (12, 5), "8 of 20 clusters": (20, 8), "10 of 40 clusters": (40, 10)}
IN_A_CLUSTER = 6
ROUGH = 0.2  # of the replications, where each takes a second
LATER = 8  # prediction intervals need a longer history: fifteen years before the first date
BY_DATE = ("synthetic_did", "synthetic_control")

Panel = Callable[[np.random.Generator], Block]
Row = tuple[str, str, str, str, int]


def autoregressive(rng: np.random.Generator, sd: np.ndarray, years: int) -> np.ndarray:
    """Return stationary errors with autocorrelation 0.6, one row a unit."""
    e = rng.standard_normal((len(sd), years))
    y = e.copy()
    for t in range(1, years):
        y[:, t] = 0.6 * y[:, t - 1] + 0.8 * e[:, t]
    return y * sd[:, None]


def panel_of(y: np.ndarray, first: np.ndarray) -> Block:
    """Return a checked panel of these outcomes and dates."""
    n, years = y.shape
    empty, times = np.empty((n, years, 0)), np.arange(years, dtype=np.int64)
    return Block(y, tuple(range(n)), times, first, 0, np.ones(n), None, empty, {}, ())


def noise_of(rng: np.random.Generator, units: int, treated: int, noise: float) -> np.ndarray:
    """Return the standard deviation of each unit's year, the treated first."""
    sd = np.exp(0.3 * rng.standard_normal(units))
    sd[:treated] = noise
    return sd


def dated(units: int, dates: tuple[int, ...], noise: float) -> Panel:
    """Return how to draw a panel with treated units at several dates."""

    def draw(rng: np.random.Generator) -> Block:
        first = np.full(units, np.inf)
        first[: len(dates)] = dates
        return panel_of(autoregressive(rng, noise_of(rng, units, len(dates), noise), max(dates) + AFTER), first)

    return draw


def one_date(units: int, treated: int, noise: float, **also: object) -> Panel:
    """Return how to draw a panel with one date."""

    def draw(rng: np.random.Generator) -> Block:
        first = np.where(np.arange(units) < treated, float(YEARS), np.inf)
        y = autoregressive(rng, noise_of(rng, units, treated, noise), YEARS + AFTER)
        return replace(panel_of(y, first), **also)

    return draw


def less_another_group(units: int, treated: int, noise: float) -> Panel:
    """Return how to draw the gap between two groups of the same units, which share shocks that fall away."""
    draw = one_date(units, treated, noise)

    def gap(rng: np.random.Generator) -> Block:
        ours, theirs = draw(rng), draw(rng)
        return replace(ours, outcome=ours.outcome - theirs.outcome)

    return gap


def clustered(number: int, treated: int) -> Panel:
    """Return how to draw units in clusters that share half of the variance of a year; whole clusters are treated."""

    def draw(rng: np.random.Generator) -> Block:
        units = number * IN_A_CLUSTER
        member = np.repeat(np.arange(number), IN_A_CLUSTER)
        own, common = (autoregressive(rng, np.full(n, np.sqrt(0.5)), YEARS + AFTER) for n in (units, number))
        first = np.where(member < treated, float(YEARS), np.inf)
        return replace(panel_of(own + common[member], first), clusters=member)

    return draw


def of_dates(block: Block, seed: int, *, name: str) -> Iterator[tuple[str, float]]:
    """Yield the tests of a weighted comparison by cohort, both on the same placebos."""
    solver = named(name).solver
    assert solver is not None
    parts = by_cohort.cohorts(block, solver)
    others, beside = zip(*by_cohort.placebos(parts, by_cohort.placebo_dates(block, PLACEBOS, seed)), strict=True)
    for procedure in (SCALED_PERMUTATION, PLACEBO):
        test = summed_test(by_cohort.fit(parts), others, beside, scaled=procedure.own_noise)
        yield f"{name.replace('_', ' ')} by cohort, {procedure.name.replace('_', ' ')}", test.p_value


def of_units(block: Block, seed: int) -> Iterator[tuple[str, float]]:
    """Yield prediction intervals of weights of its own for every treated unit: of all together, and of each."""
    series = tuple(
        prediction.predicted(control, draws=DRAWS, seed=(seed, number))
        for number, control in enumerate(controls_by_unit(block, "simplex"))
    )
    bound, name = prediction.DEFAULT, "prediction interval by unit"
    overall, by_unit = (
        prediction.Averages(series, rows_of(series), bound).p_value()
        for rows_of in (prediction.overall, prediction.by_unit)
    )
    yield f"{name}, all together", float(overall[0])
    for p in by_unit:
        yield f"{name}, each unit", float(p)


def of_phases(block: Block, seed: int, *, name: str, draws: int) -> Iterator[tuple[str, float]]:
    """Yield the tests of each phase."""
    table = phase_effects(block, named(name), SCALED_PERMUTATION, level=0.95, draws=draws, seed=seed)
    for row in table.itertuples():
        kind = f"added, {row.assumes.replace('_', ' ')}" if row.added else "together"
        yield f"{name.replace('_', ' ')}, {row.phase} phase {kind}, scaled permutation", float(row.p_value)


def of_triple(block: Block, seed: int) -> Iterator[tuple[str, float]]:
    """Yield the default test of a triple difference."""
    weights = two_way_fixed_effects(block).weights
    assert weights is not None
    p = reassign(block, weights, pre_period_sd(block), draws=DRAWS, seed=seed).p_value()
    yield "triple difference, scaled permutation", p


def of_clusters(block: Block, seed: int) -> Iterator[tuple[str, float]]:
    """Yield the errors by cluster, and for comparison CR2 by unit."""
    yield "CR2 by unit", cluster.cr2(replace(block, clusters=None)).p_value
    yield "CR1 by cluster", cluster.cr1(block).p_value
    yield "CR2 by cluster", cluster.cr2(block).p_value
    yield "CR3 by cluster", cluster.cr3(block).p_value
    yield "wild cluster by cluster", wild.wild_cluster(block, draws=DRAWS, seed=seed).p_value()
    for name in ("callaway_santanna", "imputation", "event_study"):
        estimator = named(name)
        assert estimator.fit is not None
        assert estimator.errors is not None
        fit = estimator.fit(block, Options())
        test = infer(block, fit, estimator.errors, level=0.95, draws=DRAWS, seed=seed)
        yield f"{name.replace('_', ' ')}, analytic by cluster", test.p_value


def rejected(panel: Panel, tests: Tests, treated: str, noise: str, replications: int) -> Iterator[Row]:
    """Yield a row of the table for every test of a set-up."""
    rng = np.random.default_rng(20261128)
    found = rejections(tests, (panel(rng) for _ in range(replications)), treated, noise)
    for test, times in found.items():
        yield treated, noise, test, f"{times.mean():.3f}", replications


def rows(replications: int, noises: dict[str, float]) -> Iterator[Row]:
    """Yield the rows of the table, cheap ones first."""
    phases = (("first", YEARS), ("second", YEARS + 2))
    rough = max(1, int(ROUGH * replications))
    for noise, factor in noises.items():
        for units, treated in ((40, 1), (40, 4)):
            who = f"{treated} of {units}"
            phased = one_date(units, treated, factor, phases=phases)
            yield from rejected(phased, partial(of_phases, name="did", draws=DRAWS), who, noise, replications)
            yield from rejected(less_another_group(units, treated, factor), of_triple, who, noise, replications)
    for who, (number, treated) in CLUSTERED.items():
        yield from rejected(clustered(number, treated), of_clusters, who, "half shared", replications)
    yield from dated_rows(rough, noises)
    for noise, factor in noises.items():
        by_phase = partial(of_phases, name="synthetic_did", draws=PLACEBOS)
        phased = one_date(40, 1, factor, phases=phases)
        yield from rejected(phased, by_phase, "1 of 40", noise, replications)


def dated_rows(
    replications: int, noises: dict[str, float], names: Iterable[str] = BY_DATE, *, by_unit: bool = True
) -> Iterator[Row]:
    """Yield the rows of weighted comparisons by cohort, and of prediction intervals with a date of its own a unit."""
    for noise, factor in noises.items():
        for who, (units, dates) in DATED.items():
            panel = dated(units, dates, factor)
            for name in names:
                yield from rejected(panel, partial(of_dates, name=name), who, noise, replications)
            if by_unit:
                later = tuple(date + LATER for date in dates)
                yield from rejected(dated(units, later, factor), of_units, who, noise, replications)
