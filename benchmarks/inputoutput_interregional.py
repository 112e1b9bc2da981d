"""The Dutch table of 40 areas and 81 industries: building it, and five multipliers and one impact, beside the peers.

Each contender runs in a process of its own, so that its peak memory is its own; the table is built once and read from
disk as a plain array, so that only the work is timed.

    python benchmarks/inputoutput_interregional.py
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

DECAY = 2.0
SATELLITES = ("value_added", "compensation", "jobs", "imports")


def best_of(work, times=3):
    results = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        results.append(time.perf_counter() - start)
    return min(results)


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def loaded(folder):
    from impact.inputoutput import IOTable

    labels = pd.MultiIndex.from_frame(pd.read_csv(folder / "labels.csv", dtype=str))
    frames = {name: np.load(folder / f"{name}.npy") for name in ("Z", "f", "v", "s")}
    Z = pd.DataFrame(frames["Z"], index=labels, columns=labels, copy=False)
    satellites = pd.DataFrame(frames["s"], index=list(SATELLITES), columns=labels)
    return IOTable(
        Z,
        pd.Series(frames["f"], index=labels),
        pd.Series(frames["v"], index=labels),
        satellites=satellites,
        year=2019,
        unit="MEUR",
        prices="current",
        source="benchmark",
    )


def shock(labels):
    return pd.Series({label: 1.0 for label in labels[labels.get_level_values(0) == "CR03"][40:60]})


def asked(table):
    from impact.inputoutput import impacts, multipliers

    for satellite in (None, *SATELLITES):
        multipliers(table, satellite)
    impacts(type1(table), shock(table.labels))


def type1(table):
    """Return the model without households, as the peers have none."""
    from dataclasses import replace

    from impact.inputoutput import table_model

    return replace(table_model(table), wages=pd.DataFrame(), consumption=pd.DataFrame())


def ours(folder):
    """Time the table as `interregional_table` makes it; building counts in the memory and not in the time."""
    table = built()
    before = peak_mb()
    return {"seconds": best_of(lambda: asked(table)), "before_mb": before, "peak_mb": peak_mb()}


def ours_plain(folder):
    """Time the same matrix as a table of unknown making."""
    table = loaded(folder)
    before = peak_mb()
    return {"seconds": best_of(lambda: asked(table)), "before_mb": before, "peak_mb": peak_mb()}


def bare(folder):
    """Time LU of the same system and its six solves, with nothing around them."""
    from scipy.linalg import lu_factor, lu_solve

    table = loaded(folder)
    x = table.output.to_numpy()
    A = table.transactions.to_numpy() / np.where(x == 0, 1.0, x)
    right = np.column_stack([np.ones_like(x), (table.satellites.to_numpy() / np.where(x == 0, 1.0, x)).T])
    demand = shock(table.labels).reindex(table.labels, fill_value=0.0).to_numpy()
    before = peak_mb()

    def work():
        lu = lu_factor(np.eye(len(x)) - A, check_finite=False)
        lu_solve(lu, right, trans=1, check_finite=False)
        lu_solve(lu, demand, check_finite=False)

    return {"seconds": best_of(work), "before_mb": before, "peak_mb": peak_mb()}


def pymrio_all(folder):
    import warnings

    import pymrio

    warnings.simplefilter("ignore")
    table = loaded(folder)
    labels = table.labels
    Y = table.final_demand.set_axis(pd.MultiIndex.from_tuples([("CR01", "all")], names=["region", "category"]), axis=1)
    before = peak_mb()

    def work():
        system = pymrio.IOSystem(Z=table.transactions.rename_axis(index=["region", "sector"]), Y=Y)
        system.inputs = pymrio.Extension("inputs", F=table.satellites)
        system.calc_all()
        system.L @ shock(labels).reindex(labels, fill_value=0.0)

    return {"seconds": best_of(work, times=1), "before_mb": before, "peak_mb": peak_mb()}


def build():
    """Time building and balancing against the number of regions."""
    from impact.inputoutput import corop_activity, corop_distances, interregional_table, national_table

    national, activity, distance = national_table(2019, "cbs81"), corop_activity(2019, "cbs81"), corop_distances()
    rows = {}
    for regions in (5, 10, 20, 40):
        codes = list(distance.index[:regions])
        parts = activity.loc[codes], distance.loc[codes, codes]
        # Small sets of areas may lack a sector that the nation has: give it to all alike.
        parts = (parts[0].where(parts[0].sum() > 0, 1.0), parts[1])
        rows[regions] = best_of(lambda parts=parts: interregional_table(national, *parts, decay=DECAY), times=2)
    table = interregional_table(national, activity, distance, decay=DECAY)
    sums = table.checks().set_index("check")["value"].filter(like="add up")
    return {"seconds": rows, "peak_mb": peak_mb(), "worst_cell": float(sums.max())}


def built():
    from impact.inputoutput import corop_activity, corop_distances, interregional_table, national_table

    return interregional_table(
        national_table(2019, "cbs81"), corop_activity(2019, "cbs81"), corop_distances(), decay=DECAY
    )


def prepare(folder):
    table = built()
    table.labels.to_frame(index=False).to_csv(folder / "labels.csv", index=False)
    np.save(folder / "Z.npy", table.transactions.to_numpy())
    np.save(folder / "f.npy", table.final_demand.to_numpy().sum(axis=1))
    np.save(folder / "v.npy", table.primary_inputs.to_numpy().sum(axis=0))
    np.save(folder / "s.npy", table.satellites.loc[list(SATELLITES)].to_numpy())


def main():
    if len(sys.argv) == 3:
        contender, folder = sys.argv[1], Path(sys.argv[2])
        print(json.dumps(globals()[contender]() if contender == "build" else globals()[contender](folder)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        found = {}
        for contender in ("build", "bare", "ours", "ours_plain", "pymrio_all"):
            out = subprocess.run(
                [sys.executable, __file__, contender, name], capture_output=True, text=True, check=True
            ).stdout
            found[contender] = json.loads(out.splitlines()[-1])
    built_ = found["build"]
    print(f"building and balancing, seconds by number of regions: {built_['seconds']}")
    print(f"  peak {built_['peak_mb']:,.0f} MB, worst cell against the nation {built_['worst_cell']:.1e}")
    for contender in ("bare", "ours", "ours_plain", "pymrio_all"):
        r = found[contender]
        print(f"{contender:12s} {r['seconds']:6.3f} s  peak {r['peak_mb']:6,.0f} MB (before {r['before_mb']:,.0f} MB)")
    bare_, peer = found["bare"], found["pymrio_all"]
    for name in ("ours", "ours_plain"):
        r = found[name]
        print(f"{name} / bare LU: {r['seconds'] / bare_['seconds']:.2f} (target at most 1.3)")
        print(f"pymrio / {name}: {peer['seconds'] / r['seconds']:.1f} x (target at least 3)")
        print(f"memory {name} / pymrio: {r['peak_mb'] / peer['peak_mb']:.2f} (target at most 0.60)")


if __name__ == "__main__":
    main()
