"""A table of 500,000 observations from loopback to parquet, beside cbsodata's own get_data with pandas, in one run.

Each side runs in a process of its own, so that the peak memory is its own. Run: `python benchmarks/sources_pull.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "sources")]

if TYPE_CHECKING:
    from server import FakeTable, Source

ROWS = 500_000
ROUNDS = 3
TABLE = "83582NED"


def large_table() -> FakeTable:
    from server import FakeTable

    sectors = [("T001081", "A-U Alle economische activiteiten", "")]
    sectors += [(f"{400_000 + n}", f"{n:02d} Bedrijfstak", "") for n in range(1, 100)]
    regions = [(f"GM{n:04d}", f"Gemeente {n}", "") for n in range(ROWS // 100 // 10)]
    periods = [(f"{y}JJ00", str(y), "Definitief") for y in range(2015, 2025)]
    return FakeTable(
        TABLE,
        "Banen van werknemers",
        [
            ("BedrijfstakkenBranchesSBI2008", "Bedrijfstakken", "Dimension", sectors),
            ("RegioS", "Regio's", "GeoDimension", regions),
            ("Perioden", "Perioden", "TimeDimension", periods),
        ],
        [{"Key": "Banen_1", "Title": "Banen van werknemers in december", "Unit": "x 1 000", "Decimals": 1}],
        lambda keys, _: f"{int(keys[1][2:]) / 10:12.1f}" if keys[1] != "GM0007" else "       .",
    )


def ours(folder: str) -> int:
    from impact.sources import pull
    from impact.sources.store import Store

    line = pull.pull([TABLE], store=Store(folder)).lines[0]
    assert line.outcome == "new", line.note
    return line.rows


def peer(folder: str) -> int:
    import cbsodata
    import pandas as pd
    from cbsodata import cbsodata3

    cbsodata3.options.use_https = False
    host = os.environ["IMPACT_CBS_URL"].removeprefix("http://")
    frame = pd.DataFrame(cbsodata.get_data(TABLE, catalog_url=host))
    frame.to_parquet(Path(folder) / "table.parquet")
    return len(frame)


def one(side: str, folder: str) -> None:
    both = ("cbsodata", "pandas", "pyarrow.parquet")  # neither side is timed on its imports
    for module in (*both, "impact.sources.pull") if side == "ours" else both:
        import_module(module)
    before = _peak()
    start = time.perf_counter()
    rows = {"ours": ours, "peer": peer}[side](folder)
    seconds = time.perf_counter() - start
    print(json.dumps({"rows": rows, "seconds": seconds, "peak": _peak(), "before": before}))


def _peak() -> float:
    """Return the peak of this process in MB; `getrusage` would count the parent that it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _warm(source: Source, url: str) -> None:
    """Let the server make its selection once, so that its own work does not count."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "IMPACT_CBS_URL": url, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, __file__, "ours", folder], env=environment, capture_output=True, check=True)
    source.asked.clear()


def main() -> None:
    from server import Source, serving

    source = Source(tables={TABLE: large_table()})
    source.cached[TABLE] = list(source.tables[TABLE].rows())
    best: dict[str, dict[str, float]] = {}
    with serving(source) as url:
        _warm(source, url)
        for _ in range(ROUNDS):
            for side in ("ours", "peer"):
                with tempfile.TemporaryDirectory() as folder:
                    environment = {**os.environ, "IMPACT_CBS_URL": url, "PYTHONPATH": str(ROOT)}
                    command = [sys.executable, __file__, side, folder]
                    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
                found = json.loads(done.stdout)
                if side not in best or found["seconds"] < best[side]["seconds"]:
                    best[side] = found
    for side, found in best.items():
        rate = found["rows"] / found["seconds"]
        added = found["peak"] - found["before"]
        speed = f"{found['rows']:,} rows in {found['seconds']:.2f} s, {rate:,.0f} rows/s"
        print(f"{side:5} {speed}, peak {found['peak']:.0f} MB, {added:.0f} MB above the imports")
    a, b = best["ours"], best["peer"]
    print(f"of the peer: time {a['seconds'] / b['seconds']:.2f}, peak memory {a['peak'] / b['peak']:.2f}")
    second_pull_of_the_catalogue()


def second_pull_of_the_catalogue() -> None:
    """Print what travels when nothing has changed."""
    from dataclasses import replace

    from server import Source, serving

    from impact.sources import catalogue, pull
    from impact.sources.store import Store

    small = large_table()
    small.dimensions = [(*d[:3], d[3][:10]) for d in small.dimensions]
    small.dimensions[1] = (
        *small.dimensions[1][:3],
        [(f"{r:<6}", r, "") for r in ("NL01", "LD01", "PV20", "CR01", "GM0014")],
    )
    measures = {name: table.measures for name, table in catalogue.tables().items()}
    tables = {name: replace(small, id=name, topics=_topics(found)) for name, found in measures.items()}
    with serving(Source(tables=tables)) as url, tempfile.TemporaryDirectory() as folder:
        os.environ["IMPACT_CBS_URL"] = url
        for when in ("first", "second"):
            lines = pull.pull(list(tables), store=Store(folder)).lines
            asked, received = sum(line.requests for line in lines), sum(line.bytes for line in lines)
            print(f"{when} pull of {len(lines)} tables: {asked} requests, {received:,} bytes")


def _topics(measures: tuple[Any, ...]) -> list[dict[str, Any]]:
    known = [(m.titles[0], (m.source_units or ("",))[0]) for m in measures] or [("Aantal", "aantal")]
    return [{"Key": f"K_{n}", "Title": t, "Unit": u, "Decimals": 1} for n, (t, u) in enumerate(known)]


if __name__ == "__main__":
    if len(sys.argv) == 3:
        one(*sys.argv[1:])
    else:
        main()
