"""How often each test rejects a true null at 5 %, in the set-ups that matter here; writes docs/effects-size.csv.

Run: `python benchmarks/effects_size.py [REPLICATIONS] [PART]` from the root (about two hours for 1,000). A part is
"tests", "dates" or "over-time"; without one all are run. Rows of set-ups that are not run stay as they are.

Errors follow an autoregression of 0.6; fifteen years before treatment (seven where synthetic weights are fitted) and
five after. The treated units are as noisy as the others, half as noisy (a large region), or twice as noisy (a small
one); sizes fit the noise (sd falls with the root of the size) so that Ferman-Pinto has what it asks for. Tests over
time have one treated unit, fifteen years before (prediction intervals) or twenty (conformal: with fewer a single year
cannot be rejected), and also units that walk at random, where no year is like those before.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from effects_size_dates import rows as rows_of_dates

from impact.effects.design.blocks import Block
from impact.effects.estimators import did, named, synthetic, synthetic_control, synthetic_did
from impact.effects.estimators.controls import controls_by_unit
from impact.effects.estimators.did import two_way_fixed_effects
from impact.effects.estimators.synthetic import PlaceboTest, placebos, treated_beside
from impact.effects.inference import cluster, conformal, control_residuals, prediction, wild
from impact.effects.inference.permutation import pre_period_sd, reassign

BEFORE, AFTER, DRAWS = 15, 5, 399
BEFORE_SYNTHETIC, PLACEBOS = 7, 199
SETUPS = ((40, 1), (40, 4), (342, 15))
SYNTHETIC = ((10, 3), (12, 3), (12, 2), (22, 2), (40, 1), (40, 4))
WEIGHTED = ((20, 1), (40, 1), (12, 2))
SOLVED = {
    "synthetic_did": "synthetic did",
    "demeaned_synthetic_control": "demeaned synthetic control",
    "augmented_synthetic_control": "augmented synthetic control",
}
NOISE = {"alike": 1.0, "treated large": 0.5, "treated small": 2.0}
OVER_TIME, WALKS = ((12, 1), (20, 1), (40, 1)), "random walks"
BEFORE_CONFORMAL = 20


def autoregressive(rng: np.random.Generator, sd: np.ndarray, years: int) -> np.ndarray:
    """Return stationary errors with autocorrelation 0.6, one row a unit."""
    e = rng.standard_normal((len(sd), years))
    y = e.copy()
    for t in range(1, y.shape[1]):
        y[:, t] = 0.6 * y[:, t - 1] + 0.8 * e[:, t]
    return y * sd[:, None]


def block(rng: np.random.Generator, units: int, treated: int, noise: float, before: int = BEFORE) -> Block:
    """Return a panel without any effect."""
    sd = np.exp(0.3 * rng.standard_normal(units))
    sd[:treated] = noise
    first = np.full(units, np.inf)
    first[:treated] = before
    y = autoregressive(rng, sd, before + AFTER)
    empty = np.empty((units, y.shape[1], 0))
    times = np.arange(y.shape[1], dtype=np.int64)
    return Block(y, tuple(range(units)), times, first, 0, np.ones(units), 1 / sd**2, empty, {}, ())


def p_values(panel: Block, seed: int) -> Iterator[tuple[str, float]]:
    """Yield the p-value of every test, the refused ones included."""
    fit = two_way_fixed_effects(panel)
    treated = int(panel.treated.sum())
    assert fit.weights is not None
    yield "scaled permutation", reassign(panel, fit.weights, pre_period_sd(panel), draws=DRAWS, seed=seed).p_value()
    yield "permutation", reassign(panel, fit.weights, None, draws=DRAWS, seed=seed).p_value()
    yield "Conley-Taber", control_residuals.conley_taber(panel, fit.estimate, draws=DRAWS, seed=seed).p_value
    yield "Ferman-Pinto", control_residuals.ferman_pinto(panel, fit.estimate, draws=DRAWS, seed=seed).p_value
    yield "CR1", cluster.cr1(panel).p_value
    if treated > 1:
        yield "CR2, Bell-McCaffrey", cluster.cr2(panel).p_value
        yield "CR3", cluster.cr3(panel).p_value
    yield "wild cluster", wild.wild_cluster(panel, draws=DRAWS, seed=seed).p_value()


def synthetic_p_values(panel: Block, seed: int, estimator: str = "synthetic_did") -> Iterator[tuple[str, float]]:
    """Yield the p-values of a weighted comparison, by default and by unscaled placebos, from the same fits."""
    solve = named(estimator).solver
    assert solve is not None
    solver = solve(panel)
    ours = synthetic.fit(panel, solver)
    played, beside = (fits(panel, solver, draws=PLACEBOS, seed=seed) for fits in (placebos, treated_beside))
    for name, scaled in (("scaled permutation", True), ("placebo", False)):
        estimates, scales = zip(*((f.estimate, f.yardstick if scaled else 1.0) for f in (ours, *played)), strict=True)
        others, other_scales = zip(*((f.estimate, f.yardstick if scaled else 1.0) for f in beside), strict=True)
        test = PlaceboTest(estimates[0], scales[0], *map(np.array, (estimates[1:], scales[1:], others, other_scales)))
        yield f"{SOLVED[estimator]}, {name}", test.p_value


def prediction_p_values(panel: Block, seed: int) -> Iterator[tuple[str, float]]:
    """Yield the p-values of prediction intervals, of the mean and of every year, by each bound of a year to come."""
    (control,) = controls_by_unit(panel, "simplex")
    series = (prediction.predicted(control, draws=DRAWS, seed=(seed,)),)
    for bound in prediction.OUT_OF_SAMPLE:
        name = f"prediction interval, {bound.replace('_', '-')}"
        yield name, float(prediction.Averages(series, prediction.overall(series), bound).p_value()[0])
        for p in prediction.Averages(series, prediction.by_unit_and_time(series), bound).p_value():
            yield f"{name}, by year", float(p)


def conformal_p_values(panel: Block, seed: int) -> Iterator[tuple[str, float]]:
    """Yield the p-values of conformal tests of three estimators, of all years together and of every year."""
    after = panel.exposed[panel.treated][0]
    donors, target = panel.outcome[~panel.treated].T, panel.outcome[panel.treated][0]
    for estimator in (synthetic_control.ESTIMATOR, synthetic_did.ESTIMATOR, did.ESTIMATOR):
        assert estimator.null_fit is not None
        refit, name = estimator.null_fit(panel), f"conformal, {estimator.name.replace('_', ' ')}"
        yield name, conformal.joint(refit, donors, target, after).p_value()
        for test in conformal.each_period(refit, donors, target, after):
            yield f"{name}, by year", test.p_value()


def rejected(
    units: int,
    treated: int,
    noise: str,
    replications: int,
    tests: Callable[[Block, int], Iterator[tuple[str, float]]] = p_values,
    before: int = BEFORE,
) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield a row of the table for every test of a set-up."""
    rng = np.random.default_rng(20261124)
    found: dict[str, list[bool]] = {}
    for seed in range(replications):
        panel = block(rng, units, treated, NOISE.get(noise, 1.0), before)
        if noise == WALKS:
            panel = replace(panel, outcome=rng.standard_normal(panel.outcome.shape).cumsum(axis=1))
        for test, p in tests(panel, seed):
            found.setdefault(test, []).append(p <= 0.05 + 1e-12)
    for test, times in found.items():
        yield f"{treated} of {units}", noise, test, f"{np.mean(times):.3f}", replications


def rows(replications: int) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield the rows of the table."""
    for units, treated in SETUPS:
        for noise in NOISE:
            yield from rejected(units, treated, noise, replications)
    for units, treated in SYNTHETIC:
        for noise in NOISE:
            yield from rejected(units, treated, noise, replications, synthetic_p_values, BEFORE_SYNTHETIC)
    yield from weighted_rows(replications)


def over_time_rows(replications: int) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield the rows of the tests over time."""
    for units, treated in OVER_TIME:
        for noise in (*NOISE, WALKS):
            yield from rejected(units, treated, noise, replications, prediction_p_values)
            yield from rejected(units, treated, noise, replications, conformal_p_values, BEFORE_CONFORMAL)


def weighted_rows(replications: int) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield the rows of demeaned and augmented synthetic control, as many years before as synthetic did has."""
    for estimator in (name for name in SOLVED if name != "synthetic_did"):
        tests = partial(synthetic_p_values, estimator=estimator)
        for units, treated in WEIGHTED:
            for noise in NOISE:
                yield from rejected(units, treated, noise, replications, tests, BEFORE_SYNTHETIC)


PARTS = {
    "tests": rows,
    "dates": lambda replications: rows_of_dates(replications, NOISE),
    "over-time": over_time_rows,
}
HEAD = ["treated", "noise", "test", "rejected", "replications"]


def main(replications: int, part: str = "") -> None:
    """Simulate, print and write the table: new rows in the place of those of the same set-up and test, or after all."""
    out = Path(__file__).resolve().parents[1] / "docs" / "effects-size.csv"
    with out.open(newline="", encoding="utf-8") as file:
        table = {tuple(row[:3]): row for row in list(csv.reader(file))[1:]}
    for name in [part] if part else PARTS:
        for row in PARTS[name](replications):
            table[row[:3]] = [str(cell) for cell in row]
            print(*row, sep="\t", flush=True)
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(table.values())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2] if len(sys.argv) > 2 else "")
