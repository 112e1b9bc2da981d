"""pyfixest's clustered errors, timed in an environment of its own: it asks for 57 packages that nothing here needs.

`effects_speed.py` starts this script with `.venv-peers/bin/python` (laid by `make .venv-peers`) and gives it the panel:

    .venv-peers/bin/python benchmarks/peer_pyfixest.py panel.csv CRV3 TIMES

Prints a json object: `seconds` of the fastest of TIMES + 1 calls, the first of which compiles, `estimate`, and
`std_error` without its factors for small samples.
"""

from __future__ import annotations

import json
import sys
import time

import pandas as pd
import pyfixest


def main() -> None:
    """Fit the two-way fixed effects model as often as asked, and print the fastest."""
    path, kind, times = sys.argv[1:]
    frame = pd.read_csv(path).eval("d = treated * post")
    plain = pyfixest.ssc(k_adj=False, G_adj=False)
    seconds = []
    for _ in range(int(times) + 1):
        start = time.perf_counter()
        fit = pyfixest.feols("y ~ d | unit + year", frame, vcov={kind: "unit"}, ssc=plain)
        found = {"estimate": float(fit.coef()["d"]), "std_error": float(fit.se()["d"])}
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": min(seconds), **found}))


if __name__ == "__main__":
    main()
