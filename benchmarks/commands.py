"""Whole commands: seconds and peak memory, beside a bare interpreter and the bare imports in the same run.

    .venv/bin/python benchmarks/commands.py

Each command and its peer run in turn, after one warm-up; the figures are medians and the ratio is taken pair by pair.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
BARE = [sys.executable, "-c", "pass"]
IMPORTS = [sys.executable, "-c", "import numpy, pandas, pyarrow.parquet"]
IMPACT = [sys.executable, "-m", "impact"]


def measured(command: list[str], folder: Path) -> tuple[float, float]:
    """Return seconds and peak memory (MB) of one run of a command, by the operating system's account of the process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, code, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(code)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} exited with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def compare(title: str, command: list[str], peer: list[str], target: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for warm_up in (command, peer):
            measured(warm_up, folder)
        pairs = [(measured(command, folder), measured(peer, folder)) for _ in range(RUNS)]
    seconds = statistics.median(ours[0] for ours, _ in pairs)
    memory = statistics.median(ours[1] for ours, _ in pairs)
    ratio = statistics.median(ours[0] / theirs[0] for ours, theirs in pairs)
    print(f"| {title} | {seconds:.2f} s | {memory:.0f} MB | {ratio:.3g} | {target} |")


def compare_use() -> None:
    """Compare a scenario with a table [use] with the same scenario without it, both as files."""
    with tempfile.TemporaryDirectory() as name:
        files = {"with": "", "without": 'remove = ["use"]\n'}
        for which, line in files.items():
            text = f'extends = "ai-fabriek-baseline"\n{line}'
            (Path(name) / f"{which}.toml").write_text(text, encoding="utf-8")
        ours, theirs = ([*IMPACT, "run", f"{name}/{which}.toml", "--out", which] for which in files)
        compare("`impact run` with use, 1,000 draws; peer: the same without use", ours, theirs, "at most 1.2 times")


def main() -> None:
    print("| command | median time | peak memory | time against peer | target |")
    print("|---|---|---|---|---|")
    compare("`impact --help`, peer: bare interpreter", [*IMPACT, "--help"], BARE, "< 0.5 s")
    compare("`impact check`, peer: bare interpreter", [*IMPACT, "check", "ai-fabriek-baseline"], BARE, "-")
    run = [*IMPACT, "run", "--draws", "1000", "--out", "result"]
    compare("`impact run`, 1,000 draws; peer: importing pandas and pyarrow", run, IMPORTS, "< 4 s, < 600 MB")
    compare_use()
    report = [*IMPACT, "report", "ai-fabriek", "--out", "report"]
    compare("`impact report`, both languages; peer: importing pandas and pyarrow", report, IMPORTS, "< 60 s, < 600 MB")


if __name__ == "__main__":
    main()
