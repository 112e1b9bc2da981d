"""What scpi_pkg or pysyncon make of a panel, for effects_intervals.py; runs in an environment that has them.

`peer_intervals.py scpi|pysyncon PANEL.csv START GIVEN`, the last in JSON; the last line that is printed is JSON too.
The door of scpi_pkg 4.0.0 fails on pandas 3, so its simulation is called by itself, on the weights that it would find.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
import warnings

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
OPTIONS = {"maxiter": 1000, "ftol": 1e-12}  # of its solver, for p-values that are those of the minimum


def scpi(panel: pd.DataFrame, start: int, given: dict[str, list[float]]) -> dict[str, object]:
    """Return quantiles of how far predictions may move with the weights, and the seconds of some draws."""
    from scpi_pkg.funs import scpi_in

    wide = panel.pivot_table(index="year", columns="unit", values="y").drop(columns="u00")
    before, after = wide.loc[wide.index < start].to_numpy(), wide.loc[wide.index >= start]
    periods, donors = before.shape
    noise = np.array(given["noise"])
    root = before.T * noise / periods  # of Sigma: the same distribution as its square root

    def run(sims: int) -> np.ndarray:
        np.random.seed(1)  # noqa: NPY002, it draws from there
        padded = np.zeros((donors, donors))
        padded[:, :periods] = root
        sizes = ({"u": donors}, {"u": 0}, 1, True, True, "L1", 1, {"u": 1.0}, {"u": None}, "==", given["least"])
        Q = before.T @ before / periods
        return scpi_in(sims, np.array(given["weights"]), padded, Q, after, *sizes, 1, True, False)

    began = time.perf_counter()
    run(given["draws"])
    seconds = time.perf_counter() - began
    found = run(999)
    lower = np.nanquantile(found[:, : len(after)], given["tail"], axis=0)
    upper = np.nanquantile(found[:, len(after) :], 1 - given["tail"], axis=0)
    return {"lower": lower.tolist(), "upper": upper.tolist(), "seconds": seconds}


def pysyncon(panel: pd.DataFrame, start: int, given: dict[str, list[float]]) -> dict[str, object]:
    """Return conformal p-values of no effect by period, and the seconds of its intervals by period at 90 %."""
    from pysyncon.base import BaseSynth, VanillaOptimMixin
    from pysyncon.inference import ConformalInference

    class Outcomes(BaseSynth, VanillaOptimMixin):
        """Its weights and solver, on outcomes alone."""

        def fit(self, Z0: pd.DataFrame, Z1: pd.Series) -> None:
            self.W, _ = self.w_optimize(np.eye(len(Z0)), Z0.to_numpy(), Z1.to_numpy(), qp_options=OPTIONS)

    wide = panel.pivot_table(index="year", columns="unit", values="y")
    target, donors = wide["u00"], wide.drop(columns="u00")
    before, after = [y for y in wide.index if y < start], [y for y in wide.index if y >= start]
    control = Outcomes()
    control.fit(donors.loc[before], target.loc[before])
    began = time.perf_counter()
    how = {"pre_periods": before, "post_periods": after, "max_iter": 500, "tol": 0.01, "verbose": False}
    ConformalInference().confidence_intervals(0.1, control, donors, target, **how)
    seconds = time.perf_counter() - began
    p_values = []
    for year in after:
        rows = [*before, year]
        control.fit(donors.loc[rows], target.loc[rows])
        off = control._gaps(donors.loc[rows], target.loc[rows]).abs()
        p_values.append(float((off >= off.loc[year]).mean()))
    return {"p_values": p_values, "seconds": seconds}


if __name__ == "__main__":
    work = {"scpi": scpi, "pysyncon": pysyncon}[sys.argv[1]]
    with contextlib.redirect_stdout(io.StringIO()):
        answer = work(pd.read_csv(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4]))
    print(json.dumps(answer))
