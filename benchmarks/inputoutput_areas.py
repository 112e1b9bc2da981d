"""Draws of all areas with households, 81 industries, own supply set anew in each: by number of areas, and a dense LU.

What is fixed is solved once, for the demand at hand and for one purchase moved inside of each product and area; a draw
then costs a system of the study area alone. The peer factorises the whole system in every draw (scipy) and solves it
for the same right-hand sides: the vectors of demand and what residents of every area buy. Both run in one process, on
one thread unless told otherwise, and give the same figures.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/inputoutput_areas.py
"""

from __future__ import annotations

import time

import numpy as np
from scipy.linalg import lu_factor, lu_solve

from impact.inputoutput import (
    area_quotients,
    consumption_pattern,
    corop_activity,
    corop_distances,
    interregional_table,
    national_table,
)
from impact.inputoutput.regional.commuting import commuting_shares, with_residents
from impact.inputoutput.regional.households import area_model
from impact.inputoutput.regional.own_supply import own_supply
from impact.panel.figures import figures_of

AREA = ["CR01", "CR02", "CR03", "CR07"]
DEMANDS, YEARS, DRAWS, REPEATS = 12, 5, 40, 5
LEVELS = (0.40, 0.70)


def best_of(work, times=REPEATS):
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def prepared(regions):
    """Return the model of so many areas, the study area among them, and draws of everything that it needs."""
    national, quotients = national_table(2019, "cbs81"), area_quotients(figures_of().sections_by_corop(2019), AREA)
    activity, distance = corop_activity(2019, "cbs81"), corop_distances()
    codes = [*AREA, *activity.index.difference(AREA)][:regions]
    some = activity.loc[codes]
    some = some.where(some.sum() > 0, 1.0)  # small sets may lack a sector that the nation has: give it to all alike
    table = interregional_table(national, some, distance.loc[codes, codes], decay=1.4)
    economy = own_supply(table, AREA)
    rng = np.random.default_rng(0)
    n = len(economy.sectors)
    demand = economy.demand(rng.random((len(AREA), n, DEMANDS)), origin="inside")
    output = national.output.to_numpy()
    per = {name: (national.totals(name) / output).fillna(0.0).to_numpy() for name in ("jobs", "compensation")}
    pattern = consumption_pattern(national).to_numpy()
    sums = np.zeros((regions, regions, n))
    sums[np.arange(regions), np.arange(regions)] = per["jobs"]
    wages = np.tile(per["compensation"], (regions, 1))

    def model_of():  # timed by the caller
        return area_model(own_supply(table, AREA), demand, wages=wages, pattern=pattern / pattern.sum())

    level = rng.uniform(*LEVELS, DRAWS)[:, None]
    own = np.clip(level * np.minimum(quotients.to_numpy(), 1.0), *economy.limits)
    jobs = some.sum(axis=1)
    home = commuting_shares(jobs, jobs, distance.loc[codes, codes], decay=2.4)
    drawn = {
        "own": own,
        "local": own,
        "amounts": rng.random((DRAWS, DEMANDS, YEARS)),
        "spent": np.full(DRAWS, 0.4),
        "residence": with_residents(home, AREA, rng.uniform(0.8, 0.95, DRAWS)),
        "payroll": rng.random((DRAWS, regions, YEARS)),
    }
    return model_of, sums.reshape(regions, -1), drawn


def dense(model, sums, drawn, draw):
    """Return jobs by area of one draw by factorising the whole system, and the same sums."""
    economy, pattern = model.economy, model.pattern
    own = drawn["own"][draw]
    R, n = economy.intensity.shape
    trade = economy.trade.copy()
    trade[:, :, economy.area] = own[:, None, None] * economy.inside + (1 - own)[:, None, None] * economy.outside
    A = np.einsum("irs,ij->risj", trade, economy.technology).reshape(R * n, R * n) * economy.intensity.ravel()
    bought = (trade * pattern[:, None, None]).swapaxes(0, 1).reshape(R * n, R)
    right = np.concatenate([model.demand, bought], axis=1)
    system = np.eye(R * n) - A

    def solve():
        return lu_solve(lu_factor(system, check_finite=False), right, check_finite=False)

    effect = solve()
    k = model.demand.shape[1]
    earned = drawn["residence"][draw] @ np.einsum("rn,rnk->rk", model.wages, effect.reshape(R, n, -1))
    amounts, spent = drawn["amounts"][draw], drawn["spent"][draw]
    income = np.linalg.solve(
        np.eye(R) - spent * earned[:, k:], earned[:, :k] @ amounts + drawn["residence"][draw] @ drawn["payroll"][draw]
    )
    return solve, sums @ (effect[:, :k] @ amounts + spent * effect[:, k:] @ income)


def answered(model, asked, drawn):
    """Return jobs by area of all draws."""
    return model.circulation(**drawn).by_area(asked)


def main():
    print(f"{DEMANDS} vectors of demand, residents of every area, {DRAWS} draws, {YEARS} years; best of {REPEATS}")
    seconds = {}
    for regions in (5, 10, 20, 40):
        model_of, sums, drawn = prepared(regions)
        model = model_of()
        asked = model.asked(sums)
        once = best_of(model_of, 2)
        seconds[regions] = best_of(lambda model=model, asked=asked, drawn=drawn: answered(model, asked, drawn)) / DRAWS
        print(f"{regions:3} areas: {1000 * seconds[regions]:7.2f} ms a draw, {once:6.2f} s once")
    growth = np.log(seconds[40] / seconds[10]) / np.log(4)
    print(f"cost per draw grows with the power {growth:.2f} of the number of areas, 10 to 40 (target at most 2)")
    solve, known = dense(model, sums, drawn, 0)
    found = answered(model, asked, drawn)
    ours = found.direct[0] + found.indirect[0] + found.induced[0]
    apart = np.abs(ours / known - 1).max()
    peer = best_of(solve)
    print(f"dense LU of {model.economy.intensity.size:,} rows, same right-hand sides: {1000 * peer:,.0f} ms a draw")
    print(f"LU / ours: {peer / seconds[40]:.0f} x (target at least 50), figures apart by {apart:.1e}")


if __name__ == "__main__":
    main()
