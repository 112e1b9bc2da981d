"""What a run takes: bare imports, 1,000 draws, 10,000 draws and 100,000 draws of totals beside each other in one go.

    .venv/bin/python benchmarks/scenario_draws.py [times]

Whole processes by the operating system's account, in turn; medians. Seconds of the processor stand beside those of the
clock: on a machine with other work they are what carries over. The first run of each, which warms up, is left out
where it is repeated.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

IMPORTS = [sys.executable, "-c", "import numpy, pandas, pyarrow.parquet"]
RUN = [sys.executable, "-m", "impact", "run"]
CASES = {
    "importing numpy, pandas, pyarrow": (IMPORTS, ""),
    "`impact run --totals`, 1,000 draws": ([*RUN, "--totals"], "< 3.0 s, < 406 MB"),
    "`impact run`, 1,000 draws": (RUN, "2.5 x imports"),
    "`impact run`, 10,000 draws": ([*RUN, "--draws", "10000"], "< 8 s"),
    "`impact run --totals`, 100,000 draws": ([*RUN, "--totals", "--draws", "100000"], "< 70 s, < 1,000 MB"),
}
QUICK = 10.0
"""Seconds under which a command is repeated."""


def measured(command: list[str]) -> tuple[float, float, float]:
    """Return seconds, seconds of the processor in the program itself, and peak memory (MB) of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, code, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(code)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} exited with {process.returncode}")
    return seconds, usage.ru_utime, usage.ru_maxrss / 1024


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print("| work | time | processor | peak memory | processor against imports | target |")
    print("|---|---|---|---|---|---|")
    imports = None
    for title, (command, target) in CASES.items():
        runs = [measured(command)]
        if runs[0][0] < QUICK:
            runs = [measured(command) for _ in range(times)]
        seconds, processor, memory = (statistics.median(column) for column in zip(*runs, strict=True))
        imports = imports or processor
        ratio = processor / imports
        print(
            f"| {title} | {seconds:.2f} s | {processor:.2f} s | {memory:,.0f} MB | {ratio:.3g} | {target} |", flush=True
        )


if __name__ == "__main__":
    main()
