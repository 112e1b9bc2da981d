"""How often intervals of pooled effects hold the truth, in sets of studies with a known effect; writes a table.

Run: `python benchmarks/synthesis_coverage.py [SETS]` from the root (ten minutes for 10,000). Writes
docs/synthesis-coverage.csv: the share of sets whose 95 % interval holds the mean effect, whose prediction interval
holds the effect in one more population, and whose profile interval holds the variance between studies.

Errors of studies are known and drawn anew for every set. Alike: they differ by a quarter on the logarithm, two thirds
of the studies within a factor 1.3 of the middle one; mixed: by a half, a factor 1.6; one large: mixed, and one study
ten times as precise as the middle one. The variance between studies is none, a third of a middle study's own (I2 about
a quarter), or three times it (three quarters).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

from impact.productivity.synthesis.heterogeneity import Method, q_profile
from impact.productivity.synthesis.pooling import INTERVALS, IntervalKind, pool

STUDIES = (3, 5, 10, 30)
HETEROGENEITY = {"none": 0.0, "small": 1 / 3, "large": 3.0}
SIZES = {"alike": 0.25, "mixed": 0.5, "one large": 0.5}  # standard deviation of the logarithm of the errors
METHODS: tuple[Method, ...] = ("reml", "pm", "dl", "fixed")
LEVEL, EFFECT, ERROR = 0.95, 0.04, 0.02  # the order of the effect of AI on its adopters

Row = tuple[int, str, str, str, str, str, str, str, str, int]
HEADER = (
    "studies",
    "heterogeneity",
    "sizes",
    "method",
    "interval",
    "mean_covered",
    "prediction_covered",
    "tau2_covered",
    "length",
    "sets",
)


def errors(rng: np.random.Generator, sets: int, k: int, sizes: str) -> np.ndarray:
    """Return the standard errors of the studies, one row a set."""
    found = ERROR * np.exp(SIZES[sizes] * rng.standard_normal((sets, k)))
    if sizes == "one large":
        found[:, 0] = ERROR / 10
    return found


def share(held: np.ndarray) -> str:
    """Return a share as it is written in the table."""
    return f"{held.mean():.3f}"


def holds(ends: tuple[np.ndarray, np.ndarray] | None, truth: np.ndarray | float) -> str:
    """Return how often intervals hold the truth; empty where there are none."""
    return "" if ends is None else share((ends[0] <= truth) & (truth <= ends[1]))


def ways() -> Iterator[tuple[Method, IntervalKind]]:
    """Yield methods with their intervals; the pivotal one is the same by every method."""
    for method, kind in product(METHODS, INTERVALS.values()):
        if kind.name != "pivotal" or method == "reml":
            yield method, kind


def rows(sets: int) -> Iterator[Row]:
    """Yield the rows of the table."""
    for k, (heterogeneity, ratio), sizes in product(STUDIES, HETEROGENEITY.items(), SIZES):
        rng = np.random.default_rng(20261128)
        se, tau2 = errors(rng, sets, k, sizes), ratio * ERROR**2
        y = EFFECT + np.sqrt(tau2) * rng.standard_normal((sets, k)) + se * rng.standard_normal((sets, k))
        another = EFFECT + np.sqrt(tau2) * rng.standard_normal(sets)
        profile = holds(q_profile(y, se**2, LEVEL), tau2)
        for method, kind in ways():
            pooled = pool(y, se**2, method)
            low, high = kind.confidence(y, se**2, pooled, LEVEL)
            predicted = "" if method == "fixed" else holds(kind.prediction(y, se**2, pooled, LEVEL), another)
            mean, length = holds((low, high), EFFECT), f"{np.median(high - low):.4f}"
            yield k, heterogeneity, sizes, method, kind.name, mean, predicted, profile, length, sets


def main(sets: int) -> None:
    """Simulate, print and write the table."""
    table = []
    for row in rows(sets):
        table.append(row)
        print(*row, sep="\t", flush=True)
    out = Path(__file__).resolve().parents[1] / "docs" / "synthesis-coverage.csv"
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(table)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
