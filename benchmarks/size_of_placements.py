"""How often the tests of effects by distance and by dose reject a true null at 5 %; its rows of docs/effects-size.csv.

Run: `python benchmarks/size_of_placements.py [REPLICATIONS]` from the root (some ten minutes for 1,000).

Places are the middles of the forty COROP areas and the municipalities; the effect halves every 30 and 15 kilometres.
Errors follow an autoregression of 0.6, alone or together with what neighbours have in common: a shock that is shared
over distance as exp(-distance / 40 km), half of the variance. Doses are drawn once, from 1 to 5.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from impact import regions
from impact.effects.design.blocks import Block
from impact.effects.design.doses import Dose
from impact.effects.design.exposures import Exposure
from impact.effects.design.options import Options
from impact.effects.design.procedures import ANALYTIC, PERMUTATION, SCALED_PERMUTATION
from impact.effects.estimators import named
from impact.effects.inference.significance import infer

BEFORE, AFTER, DRAWS = 15, 5, 399
NOISE = {"alike": 1.0, "treated large": 0.5, "treated small": 2.0}
MAPS = (("corop", 1, 30.0), ("corop", 3, 30.0), ("gemeente", 1, 15.0))
DOSED = ((40, 4), (40, 10), (342, 25))
SHARED, RANGE = 0.5, 40.0  # of the variance, over kilometres
OUT = Path(__file__).resolve().parents[1] / "docs" / "effects-size.csv"


@cache
def places(level: str) -> np.ndarray:
    """Return the middles of areas in kilometres (N, 2)."""
    middle = regions.geometry(level)["geometry"].centroid
    return np.column_stack([middle.x, middle.y]) / 1000


@cache
def root(level: str) -> np.ndarray:
    """Return what turns independent shocks into shocks that neighbours share (N, N)."""
    where = places(level)
    distance = np.hypot(*(where[:, None] - where[None]).transpose(2, 0, 1))
    return np.linalg.cholesky(np.exp(-distance / RANGE) + 1e-9 * np.eye(len(where)))


def errors(rng: np.random.Generator, sd: np.ndarray, level: str = "") -> np.ndarray:
    """Return stationary errors with autocorrelation 0.6, one row a unit, perhaps half shared with neighbours."""
    e = rng.standard_normal((len(sd), BEFORE + AFTER))
    if level:
        e = np.sqrt(SHARED) * root(level) @ rng.standard_normal(e.shape) + np.sqrt(1 - SHARED) * e
    y = e.copy()
    for t in range(1, y.shape[1]):
        y[:, t] = 0.6 * y[:, t - 1] + 0.8 * e[:, t]
    return y * sd[:, None]


def panel(rng: np.random.Generator, units: int, treated: np.ndarray, noise: float, level: str = "") -> Block:
    """Return a panel without any effect."""
    sd = np.exp(0.3 * rng.standard_normal(units))
    sd[treated] = noise
    first = np.full(units, np.inf)
    first[treated] = BEFORE
    times = np.arange(BEFORE + AFTER, dtype=np.int64)
    y, empty = errors(rng, sd, level), np.empty((units, len(times), 0))
    return Block(y, tuple(range(units)), times, first, 0, np.ones(units), None, empty, {}, ())


def counted(blocks: Iterator[Block], tests: tuple[tuple[str, object], ...]) -> dict[str, float]:
    """Return the share of panels in which each test of an estimator rejects."""
    found: dict[str, list[bool]] = {}
    for seed, block in enumerate(blocks):
        for name, procedure in tests:
            estimator = named(name)
            fit = estimator.fit(block, Options())
            p = infer(block, fit, procedure, level=0.95, draws=DRAWS, seed=seed).p_value
            found.setdefault(f"{name}, {procedure.name.replace('_', ' ')}", []).append(p <= 0.05 + 1e-12)
    return {name: float(np.mean(rejections)) for name, rejections in found.items()}


def on_the_map(replications: int) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield rows of effects by distance."""
    tests = tuple((name, p) for name in ("spatial_did", "spatial_gradient") for p in (SCALED_PERMUTATION, PERMUTATION))
    for level, treated, km in MAPS:
        where = places(level)
        exposure = Exposure({i: tuple(place) for i, place in enumerate(where)}, half_distance=km)
        for noise, sd in NOISE.items():
            for shared in ("", level):
                rng = np.random.default_rng(20261128)
                blocks = (
                    replace(
                        panel(rng, len(where), rng.choice(len(where), treated, replace=False), sd, shared),
                        exposure=exposure,
                    )
                    for _ in range(replications)
                )
                said = f"{noise}, shared" if shared else noise
                for test, share in counted(blocks, tests).items():
                    yield f"{treated} of {len(where)}", said, test, f"{share:.3f}", replications


def by_dose(replications: int) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield rows of effects by dose, with an effect of 1 of whatever dose: the slope is nothing, the level is not."""
    for units, treated in DOSED:
        rng = np.random.default_rng(20261128)
        amounts = {i: float(dose) for i, dose in enumerate(rng.uniform(1, 5, treated))}
        own = (ANALYTIC,) if treated > 8 else ()
        tests = tuple(("dose_response", p) for p in (SCALED_PERMUTATION, PERMUTATION, *own))
        for noise, sd in NOISE.items():
            blocks = (dosed(rng, units, treated, sd, Dose(amounts)) for _ in range(replications))
            for test, share in counted(blocks, tests).items():
                yield f"{treated} of {units}", noise, test, f"{share:.3f}", replications


def dosed(rng: np.random.Generator, units: int, treated: int, sd: float, dose: Dose) -> Block:
    """Return a panel in which every treated unit gains 1 by whatever dose."""
    block = panel(rng, units, np.arange(treated), sd)
    return replace(block, outcome=block.outcome + block.exposed, dose=dose)


def rows(replications: int) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield the rows of the table."""
    yield from on_the_map(replications)
    yield from by_dose(replications)


def main(replications: int) -> None:
    """Simulate, print and write these rows in the place of those of before, at the end of the table."""
    table = []
    for row in rows(replications):
        table.append([*map(str, row)])
        print(*row, sep="\t", flush=True)
    mine = {row[2] for row in table}
    with OUT.open(newline="", encoding="utf-8") as file:
        kept = [row for row in csv.reader(file) if row[2] not in mine]
    with OUT.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([*kept, *table])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
