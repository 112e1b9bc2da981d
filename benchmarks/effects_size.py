"""How often each test rejects a true null at 5 %, in the set-ups that matter here; writes docs/effects-size.csv.

Run: `python benchmarks/effects_size.py [REPLICATIONS] [PART]` from the root (about two hours for 1,000). A part is
"tests", "dates", "by-date" (of the dates only comparisons by cohort and by unit), "synthetic-control" (of all only
that), "weighted" (its three forms, one date) or "over-time"; without one all are run. Rows of set-ups that are not run
stay as they are. With `--backend processes` (or `dask`, see docs/scale.md) replications are made side by side, and with
`--resume FOLDER` a run that was cut off goes on where it was; the numbers are the same.

Errors follow an autoregression of 0.6; fifteen years before treatment (seven where synthetic weights are fitted) and
five after. The treated units are as noisy as the others, half as noisy (a large region), or twice as noisy (a small
one); sizes fit the noise (sd falls with the root of the size) so that Ferman-Pinto has what it asks for. Tests over
time have one treated unit, fifteen years before (prediction intervals) or twenty (conformal: with fewer a single year
cannot be rejected), and also units that walk at random, where no year is like those before.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from effects_size_dates import ROUGH, dated_rows
from effects_size_dates import rows as rows_of_dates
from effects_size_replications import Tests, rejections

from impact.commands.work_options import Backend, Resume, Scheduler, WorkerCount, work
from impact.effects.design.blocks import Block
from impact.effects.estimators import did, named, synthetic, synthetic_control, synthetic_did
from impact.effects.estimators.controls import controls_by_unit
from impact.effects.estimators.did import two_way_fixed_effects
from impact.effects.estimators.synthetic import PlaceboTest, placebos, treated_beside
from impact.effects.inference import cluster, conformal, control_residuals, prediction, wild
from impact.effects.inference.permutation import pre_period_sd, reassign
from impact.parallel import THREADS, working
from impact.parallel.versions import versions_here

BEFORE, AFTER, DRAWS = 15, 5, 399
BEFORE_SYNTHETIC, PLACEBOS = 7, 199
SETUPS = ((40, 1), (40, 4), (342, 15))
SYNTHETIC = ((10, 3), (12, 3), (12, 2), (22, 2), (40, 1), (40, 4))
WEIGHTED = ((20, 1), (40, 1), (12, 2))
SOLVED = {
    "synthetic_did": "synthetic did",
    "synthetic_control": "synthetic control",
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
    tests: Tests = p_values,
    before: int = BEFORE,
) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield a row of the table for every test of a set-up."""
    rng = np.random.default_rng(20261124)

    def panel() -> Block:
        drawn = block(rng, units, treated, NOISE.get(noise, 1.0), before)
        walks = noise == WALKS
        return replace(drawn, outcome=rng.standard_normal(drawn.outcome.shape).cumsum(axis=1)) if walks else drawn

    found = rejections(tests, (panel() for _ in range(replications)), treated, units, noise)
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


def control_rows(replications: int) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield the rows of plain synthetic control, of one date and by cohort."""
    yield from weighted_rows(replications, ["synthetic_control"])
    yield from dated_rows(max(1, int(ROUGH * replications)), NOISE, ["synthetic_control"], by_unit=False)


def over_time_rows(replications: int) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield the rows of the tests over time."""
    for units, treated in OVER_TIME:
        for noise in (*NOISE, WALKS):
            yield from rejected(units, treated, noise, replications, prediction_p_values)
            yield from rejected(units, treated, noise, replications, conformal_p_values, BEFORE_CONFORMAL)


def weighted_rows(
    replications: int, estimators: Iterable[str] = tuple(name for name in SOLVED if name != "synthetic_did")
) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield the rows of the forms of synthetic control, as many years before as synthetic did has."""
    for estimator in estimators:
        tests = partial(synthetic_p_values, estimator=estimator)
        for units, treated in WEIGHTED:
            for noise in NOISE:
                yield from rejected(units, treated, noise, replications, tests, BEFORE_SYNTHETIC)


PARTS = {
    "tests": rows,
    "dates": lambda replications: rows_of_dates(replications, NOISE),
    "by-date": lambda replications: dated_rows(replications, NOISE),
    "over-time": over_time_rows,
    "synthetic-control": control_rows,
    "weighted": weighted_rows,
}
HEAD = ["treated", "noise", "test", "rejected", "replications"]


def main(
    replications: Annotated[int, typer.Argument()] = 1000,
    part: Annotated[str, typer.Argument()] = "",
    backend: Backend = THREADS.name,
    scheduler: Scheduler = None,
    workers: WorkerCount = None,
    resume: Resume = None,
) -> None:
    """Simulate, print and write the table: new rows in the place of those of the same set-up and test, or after all."""
    question = {"replications": replications, "part": part, **versions_here()}
    chosen = work(backend, scheduler, workers, question=lambda: question, resume=resume)
    with chosen, working(progress=True):
        _main(replications, part)


def _main(replications: int, part: str) -> None:
    out = Path(__file__).resolve().parents[1] / "docs" / "effects-size.csv"
    with out.open(newline="", encoding="utf-8") as file:
        table = {tuple(row[:3]): row for row in list(csv.reader(file))[1:]}
    for name in [part] if part else ("tests", "dates", "over-time"):  # the others are parts of these
        for row in PARTS[name](replications):
            table[row[:3]] = [str(cell) for cell in row]
            print(*row, sep="\t", flush=True)
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(table.values())


if __name__ == "__main__":
    typer.run(main)
