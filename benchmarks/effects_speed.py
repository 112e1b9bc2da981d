"""The estimators beside diff-diff, moderndid and pyfixest, both sides on the same data in the same run.

Run: `make effects-speed`, which lays pyfixest's environment aside first. Each figure is the best of a few calls, whole
user calls on both sides, the reading of the panel included. Writes docs/effects-speed.csv.
"""

from __future__ import annotations

import csv
import json
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from impact.effects import Design, estimate, honest_bounds

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import diff_diff
    import moderndid

DRAWS = 9999
ROOT = Path(__file__).resolve().parents[1]
ASIDE = ROOT / ".venv-peers" / "bin" / "python"


def panel(units: int, years: int, treated: int, start: int) -> pd.DataFrame:
    """Return random walks with the columns that both sides want."""
    rng = np.random.default_rng(1)
    unit = np.repeat(np.arange(units), years)
    year = np.tile(np.arange(years), units)
    frame = pd.DataFrame({"unit": unit, "year": year, "y": rng.standard_normal((units, years)).cumsum(1).ravel()})
    frame["treated"] = (unit < treated).astype(int)
    return frame.assign(post=(year >= start).astype(int), first=np.where(unit < treated, start, 0))


def design(treated: int, start: int) -> Design:
    """Return the design of such a panel."""
    return Design("y", "unit", "year", dict.fromkeys(range(treated), start))


def best(call: Callable[[], object], times: int) -> float:
    """Return the seconds of the fastest of several calls."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            call()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def permutation(units: int, treated: int) -> tuple[float, float]:
    """Return seconds per reassignment, ours and the peer's."""
    frame = panel(units, 15, treated, 10)
    ours = best(lambda: estimate(frame, design(treated, 10), estimator="did", inference="scaled_permutation"), 5)
    few = 50
    theirs = best(
        lambda: diff_diff.permutation_test(frame, "y", "treated", "post", "unit", n_permutations=few, seed=0), 2
    )
    return ours / DRAWS, theirs / few


def clustered(kind: str) -> tuple[float, float]:
    """Return seconds of one estimate with clustered errors, 342 x 15."""
    frame = panel(342, 15, 15, 10)
    ours = best(lambda: estimate(frame, design(15, 10), estimator="did", inference=kind), 10)
    peer = diff_diff.TwoWayFixedEffects(vcov_type="hc2_bm", cluster="unit")
    return ours, best(lambda: peer.fit(frame, outcome="y", treatment="treated", time="post", unit="unit"), 2)


def jackknifed() -> tuple[float, float]:
    """Return seconds of one estimate with cr3, 342 x 15; the peer is pyfixest's CRV3, which must find the same."""
    frame = panel(342, 15, 15, 10)
    ours = best(lambda: estimate(frame, design(15, 10), estimator="did", inference="cr3"), 10)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel.csv"
        frame.to_csv(path, index=False)
        script = Path(__file__).with_name("peer_pyfixest.py")
        done = subprocess.run([ASIDE, script, path, "CRV3", "3"], check=True, stdout=subprocess.PIPE, text=True)
    peer = json.loads(done.stdout)
    effect = estimate(frame, design(15, 10), estimator="did", inference="cr3")
    np.testing.assert_allclose(effect.estimate, peer["estimate"], rtol=1e-6)
    np.testing.assert_allclose(effect.std_error, peer["std_error"], rtol=1e-6)
    return ours, peer["seconds"]


def wild() -> tuple[float, float]:
    """Return seconds of a wild cluster bootstrap with 9,999 draws and its interval, 342 x 15."""
    frame = panel(342, 15, 15, 10)
    ours = best(lambda: estimate(frame, design(15, 10), estimator="did", inference="wild_cluster"), 3)
    peer = diff_diff.TwoWayFixedEffects(inference="wild_bootstrap", cluster="unit", n_bootstrap=DRAWS, seed=0)
    return ours, best(lambda: peer.fit(frame, outcome="y", treatment="treated", time="post", unit="unit"), 1)


def synthetic() -> tuple[float, float]:
    """Return seconds of synthetic did with all 39 placebos, 40 x 15."""
    frame = panel(40, 15, 1, 10)
    ours = best(lambda: estimate(frame, design(1, 10), estimator="synthetic_did", inference="placebo"), 10)
    peer = diff_diff.SyntheticDiD(variance_method="placebo", n_bootstrap=39, seed=0)
    names = {"outcome": "y", "treatment": "treated", "unit": "unit", "time": "year"}
    return ours, best(lambda: peer.fit(frame, post_periods=list(range(10, 15)), **names), 10)


def group_time() -> tuple[float, float]:
    """Return seconds of Callaway-Sant'Anna on mpdta, the simple aggregate and its analytic error."""
    frame = moderndid.load_mpdta().to_pandas()
    first = frame.groupby("countyreal")["first.treat"].first()
    ours_design = Design("lemp", "countyreal", "year", {u: int(d) for u, d in first.items() if d > 0})
    ours = best(
        lambda: estimate(frame, ours_design, estimator="callaway_santanna", inference="analytic", aggregate="simple"),
        20,
    )
    peer = diff_diff.CallawaySantAnna()
    names = {"outcome": "lemp", "unit": "countyreal", "time": "year", "first_treat": "first.treat"}
    theirs = best(lambda: peer.fit(frame, **names), 20)
    second = best(
        lambda: moderndid.att_gt(
            moderndid.load_mpdta(), yname="lemp", tname="year", idname="countyreal", gname="first.treat", boot=False
        ),
        5,
    )
    return ours, min(theirs, second)


def event() -> tuple[float, float]:
    """Return seconds of an event study, 3,000 x 20."""
    frame = panel(3000, 20, 1000, 12)
    ours = best(lambda: estimate(frame, design(1000, 12), estimator="event_study", inference="analytic"), 5)
    peer = diff_diff.TwoWayFixedEffects(cluster="unit")
    names = {"outcome": "y", "treatment": "treated", "time": "year", "unit": "unit"}
    return ours, best(
        lambda: peer.fit(frame, event_study=True, post_periods=list(range(12, 20)), reference_period=11, **names), 3
    )


def bounds() -> tuple[float, float]:
    """Return seconds of relative-magnitude bounds at four M; NaN where moderndid lacks its convex solver."""
    rng = np.random.default_rng(0)
    root = rng.standard_normal((7, 7)) / 50
    sigma, beta = root @ root.T + 1e-4 * np.eye(7), np.array([0.0, -0.01, 0.0, 0.0, 0.0, 0.05, 0.07])
    m = [0.5, 1.0, 1.5, 2.0]
    ours = best(lambda: honest_bounds(beta, sigma, pre=5, post=2, restriction="relative_magnitudes", m=m), 5)
    try:
        peer = moderndid.compute_conditional_cs_rm
    except ImportError:
        return ours, float("nan")
    return ours, best(lambda: [peer(beta, sigma, 5, 2, m_bar=bound) for bound in m], 1)


WORK = {
    "reassignment, 4 of 40 x 15, per draw of 9,999": (lambda: permutation(40, 4), 500),
    "reassignment, 15 of 342 x 15, per draw of 9,999": (lambda: permutation(342, 15), 200),
    "cr2 with Bell-McCaffrey, 342 x 15": (lambda: clustered("cr2"), 100),
    "cr3, 342 x 15 (peer: diff-diff's cr2)": (lambda: clustered("cr3"), 100),
    "cr3, 342 x 15 (peer: pyfixest's CRV3)": (jackknifed, 100),
    "wild cluster bootstrap, 9,999 draws, 342 x 15": (wild, 10),
    "synthetic did, all placebos, 40 x 15": (synthetic, 1),
    "Callaway-Sant'Anna, mpdta": (group_time, 1.5),
    "event study, 3,000 x 20": (event, 1),
    "relative-magnitude bounds, four M": (bounds, 20),
}


def main() -> None:
    """Time, print and write the table."""
    rows = []
    for name, (work, target) in WORK.items():
        ours, peer = work()
        rows.append((name, f"{ours:.3g}", f"{peer:.3g}", f"{peer / ours:.3g}", target))
        print(*rows[-1], sep="\t", flush=True)
    out = ROOT / "docs" / "effects-speed.csv"
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["work", "seconds", "peer_seconds", "times_faster", "target"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
