"""10,000 draws of regional multipliers, 38 groups, beside a bare batched solve and a loop over quadrium.

python benchmarks/inputoutput_draws.py
"""

from __future__ import annotations

import statistics
import time

import numpy as np
from quadrium.diagnostics import leontief_inverse, output_multipliers
from quadrium.regionalise import regionalise

from impact.inputoutput import corop_activity, national_table, regional_multipliers, technical_coefficients
from impact.inputoutput.regional.quotients import flq_coefficients, flq_lambda, slq

DRAWS, RUNS, QUADRIUM_DRAWS = 10_000, 7, 200
AREA = ["CR01", "CR02", "CR03", "CR07"]


def seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    table = national_table(2019, "a38")
    jobs = corop_activity(2019, "a38")
    national = table.output
    regional = (jobs.loc[AREA].sum() / jobs.sum()) * national
    A = technical_coefficients(table)
    deltas = np.random.default_rng(0).uniform(0.1, 0.35, DRAWS)
    lam = flq_lambda(float(regional.sum() / national.sum()), deltas)
    local = flq_coefficients(A.to_numpy(), slq(regional, national).to_numpy(), lam)
    systems, ones = np.eye(len(A)) - local.swapaxes(1, 2), np.ones((DRAWS, len(A), 1))

    def bare():
        np.linalg.solve(systems, ones)

    def drawn(error):
        return regional_multipliers(table, regional, national, delta=(0.1, 0.35), coefficient_error=error, draws=DRAWS)

    def quadrium():
        for delta in deltas[:QUADRIUM_DRAWS]:
            with np.errstate(all="ignore"):
                found = regionalise(A.to_numpy(), regional.to_numpy(), national.to_numpy(), method="FLQ", delta=delta)
            output_multipliers(leontief_inverse(found.A)[0])

    for work in (bare, lambda: drawn(0.1)):
        work()
    # All contenders in turn, so that whatever else the machine does falls on all alike.
    runs = [[seconds(work) for work in (bare, lambda: drawn(0.1), lambda: drawn(0.0), quadrium)] for _ in range(RUNS)]
    bare_, both, delta_only, loop = (statistics.median(column) for column in zip(*runs, strict=True))
    scale = DRAWS / QUADRIUM_DRAWS
    print(f"bare batched solve of the systems     {bare_:.3f} s")
    print(f"delta drawn                           {delta_only:.3f} s")
    print(f"delta and every coefficient drawn     {both:.3f} s")
    print(f"loop over quadrium                    {loop * scale:.1f} s, from {QUADRIUM_DRAWS} of the draws")
    print(f"ours / bare: {statistics.median(r[1] / r[0] for r in runs):.2f} (target at most 1.5)")
    print(f"quadrium / ours: {statistics.median(r[3] * scale / r[1] for r in runs):.0f} x (target at least 50)")


if __name__ == "__main__":
    main()
