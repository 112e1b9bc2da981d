"""Seconds of totals in threads and on a dask cluster of two workers on this machine, in turn; same bytes.

Run: `python benchmarks/parallel_door.py [DRAWS] [TIMES]` from the root, on a quiet machine of two processors. Workers
load libraries in their first turn; the smallest of all turns counts. Processor seconds are those of the client with its
scheduler and those of the workers: on a machine with other work they say more than the clock.
"""

from __future__ import annotations

import sys
import time

import dask
import psutil
from distributed import LocalCluster

from impact.panel.figures import figures_of
from impact.parallel import Workers, workers, working
from impact.scenario import Scenario
from impact.scenario.computation.draws import drawn
from impact.scenario.computation.economy import economy_of
from impact.scenario.computation.outcome import only_totals


def processor_seconds() -> tuple[float, float]:
    """Return what this process took, and those that it began."""
    own = psutil.Process()
    return sum(own.cpu_times()[:2]), sum(sum(child.cpu_times()[:2]) for child in own.children(recursive=True))


def main(draws: int, times: int) -> None:
    """Time and print, the smallest of each last."""
    scenario = Scenario.load("ai-fabriek-baseline")
    asked = scenario, drawn(scenario, draws, 0), economy_of(scenario, figures_of())
    best: dict[str, float] = {}
    bytes_of: set[bytes] = set()

    def timed(name: str, chosen: Workers) -> None:
        before, began = processor_seconds(), time.perf_counter()
        with working(workers=chosen):
            bytes_of.add(only_totals(*asked).summed["net_regional"].tobytes())
        seconds = time.perf_counter() - began
        here, there = (after - was for after, was in zip(processor_seconds(), before, strict=True))
        best[name] = min(seconds, best.get(name, seconds))
        print(f"{name}\t{seconds:.1f} s\tprocessor {here:.1f} s here, {there:.1f} s of workers", flush=True)

    environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # without what docs/scale.md says of nannies
    dask.config.config["distributed"]["nanny"]["pre-spawn-environ"] = environment
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0") as cluster:
        for _ in range(times):
            timed("threads", workers("threads", count=2))
            timed("dask", workers("dask", scheduler=cluster.scheduler_address))
    assert len(bytes_of) == 1
    ratio, target = best["dask"] / best["threads"], "target at 100,000 draws: at most 1.25"
    print(f"{draws:,} draws: dask takes {ratio:.2f} times what threads take ({target})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
