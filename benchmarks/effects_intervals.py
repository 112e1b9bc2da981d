"""Prediction intervals beside scpi_pkg, and conformal p-values by period beside pysyncon, both sides in one run.

Run: `python benchmarks/effects_intervals.py PYTHON` from the root, where PYTHON is the interpreter of an environment
with scpi-pkg, ecos and pysyncon besides what tests need (installed without dependencies). None of them is locked, as
scpi_pkg is GPL. One thread on both sides. Where both compute the same, they must
agree, or the script stops: what weights may add within the error of 999 draws, conformal p-values exactly.
Writes docs/effects-intervals-speed.csv.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from impact.effects import Design, estimate, prediction_intervals  # noqa: E402
from impact.effects.design.blocks import read_panel  # noqa: E402
from impact.effects.estimators.controls import controls_by_unit  # noqa: E402
from impact.effects.inference import prediction  # noqa: E402

UNITS, YEARS, START, DRAWS = 41, 30, 2025, 200
ROOT = Path(__file__).resolve().parents[1]


def panel(units: int = UNITS) -> pd.DataFrame:
    """Return walks of a treated unit and its donors, of which it is a noisy mean; years from 2000."""
    rng = np.random.default_rng(3)
    donors = rng.standard_normal((YEARS, units - 1)).cumsum(axis=0) + 2 * rng.standard_normal(units - 1) + 20
    treated = donors @ rng.dirichlet(np.full(units - 1, 0.3)) + 0.5 * rng.standard_normal(YEARS)
    values = np.column_stack([treated, donors]).T.reshape(-1)
    unit = np.repeat([f"u{i:02d}" for i in range(units)], YEARS)
    return pd.DataFrame({"unit": unit, "year": np.tile(np.arange(2000, 2000 + YEARS), units), "y": values})


def best(call: Callable[[], object], times: int) -> float:
    """Return the seconds of the fastest of several calls."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def peer(python: str, work: str, units: int, **given: object) -> dict[str, Any]:
    """Return what a peer finds on the panel, and its seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel.csv"
        panel(units).to_csv(path, index=False)
        script = Path(__file__).with_name("peer_intervals.py")
        command = [python, str(script), work, str(path), str(START), json.dumps(given)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def predicted(python: str) -> tuple[float, float]:
    """Return seconds of all of ours with forty donors, five years and 200 draws, and of the peer's simulation alone.

    The quantiles of how far predictions may move must agree within the error of 999 draws.
    """
    frame, design = panel(), Design("y", "unit", "year", {"u00": START})
    ours = best(lambda: prediction_intervals(frame, design, draws=DRAWS), 5)
    (control,) = controls_by_unit(read_panel(frame, design), "simplex")
    weights, tight = control.fit.weights, prediction.tightness(control)
    given = {
        "weights": weights.tolist(),
        "noise": prediction.period_noise(control).tolist(),
        "least": np.where(weights < tight, weights, 0.0).tolist(),
        "draws": DRAWS,
        "tail": 0.0125,
    }
    theirs = peer(python, "scpi", UNITS, **given)
    inside = prediction_intervals(frame, design, draws=999).by_unit_and_time
    width = (inside["in_sample_upper"] - inside["in_sample_lower"]).to_numpy()
    for end, other in (("in_sample_lower", "upper"), ("in_sample_upper", "lower")):
        apart = (inside[end] - inside["effect"]).to_numpy() + np.array(theirs[other])  # theirs of the control itself
        assert (np.abs(apart) < 0.15 * width).all(), (end, apart / width)
    return ours, theirs["seconds"]


def by_period(python: str) -> tuple[float, float]:
    """Return seconds of the conformal test of five years with twenty donors; p-values of no effect must agree."""
    units = 21
    frame, design = panel(units), Design("y", "unit", "year", {"u00": START})

    def call() -> object:
        return estimate(frame, design, estimator="synthetic_control", inference="conformal", level=0.9)

    ours, theirs = best(call, 5), peer(python, "pysyncon", units)
    found = estimate(frame, design, estimator="synthetic_control", inference="conformal", level=0.9)
    assert found.path is not None
    np.testing.assert_allclose(found.path["p_value"].dropna(), theirs["p_values"], atol=1e-9)
    return ours, theirs["seconds"]


WORK: dict[str, tuple[Callable[[str], tuple[float, float]], int]] = {
    "prediction intervals, 40 donors, 5 years, 200 draws (peer: scpi_pkg's simulation)": (predicted, 10),
    "conformal p-values and intervals by period, 20 donors (peer: pysyncon)": (by_period, 50),
}


def main(python: str) -> None:
    """Time, print and write the table."""
    rows = []
    for name, (work, target) in WORK.items():
        ours, theirs = work(python)
        rows.append((name, f"{ours:.3g}", f"{theirs:.3g}", f"{theirs / ours:.3g}", target))
        print(*rows[-1], sep="\t", flush=True)
    with (ROOT / "docs" / "effects-intervals-speed.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["work", "seconds", "peer_seconds", "times_faster", "target"])
        writer.writerows(rows)


if __name__ == "__main__":
    main(sys.argv[1])
