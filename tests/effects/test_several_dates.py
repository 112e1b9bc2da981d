"""Synthetic methods with several dates: printed by the Stata package, by a peer, and cohort by cohort by hand."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from impact.effects import Design, Effect, NotIdentified, estimate
from impact.effects.design.blocks import read_panel
from impact.effects.estimators import by_cohort, named, synthetic_did
from impact.effects.estimators.synthetic import Synthetic
from impact.errors import InputError

from .conftest import noise_panel

DATES = {0: 2006, 1: 2009, 2: 2009, 3: 2011}
METHODS = ("synthetic_did", "synthetic_control")
# Shares of women in parliament and quotas, 1990 to 2015: the effect of each cohort as `sdid` of Stata prints it
# (Clarke, Pailanir, Athey and Imbens 2023: 8.0341), the treated countries and the years of each.
QUOTAS = [
    (2000, 8.3888685, 1, 16),
    (2002, 6.9677465, 2, 14),
    (2003, 13.952256, 2, 13),
    (2005, -3.4505431, 1, 11),
    (2010, 2.7490355, 1, 6),
    (2012, 21.762716, 1, 4),
    (2013, -0.82032354, 1, 3),
]


def walks(units=24, years=14, seed=3):
    """Return random walks around a common trend."""
    return noise_panel(units, years, seed=seed).assign(y=lambda d: d["y"] + 0.3 * (d["year"] - 2000))


def test_cohorts_are_summed_up_as_the_stata_package_prints_it():
    first = np.array([date for date, _, n, _ in QUOTAS for _ in range(n)] + [np.inf] * 110)
    panel = pd.DataFrame({"unit": np.repeat(np.arange(119), 26), "year": np.tile(np.arange(1990, 2016), 119)})
    panel = panel.assign(y=np.random.default_rng(1).normal(size=len(panel)))
    design = Design("y", "unit", "year", {i: int(date) for i, date in enumerate(first) if np.isfinite(date)})
    parts = by_cohort.cohorts(read_panel(panel, design), synthetic_did.solver)
    weights = [0.170213, 0.297872, 0.276596, 0.117021, 0.063830, 0.042553, 0.031915]
    assert [c.share for c in parts] == pytest.approx(weights, abs=5e-7)
    assert [(c.date, c.n, len(c.event) - c.before) for c in parts] == [(date, n, years) for date, _, n, years in QUOTAS]
    printed = [
        Synthetic(effect, np.zeros(26), np.full(110, 1 / 110), np.full(c.before, 1 / c.before), intercept=True)
        for c, (_, effect, _, _) in zip(parts, QUOTAS, strict=True)
    ]
    assert by_cohort.Summed(parts, printed).estimate == pytest.approx(8.034102, abs=5e-7)


@pytest.mark.parametrize(("method", "theirs"), [("synthetic_did", "synthdid"), ("synthetic_control", "sc")])
@pytest.mark.parametrize("seed", [3, 4])
def test_against_a_peer(method, theirs, seed, peer):
    """Its steps, told to go on longer, still stop early: what is exact stands in the test by hand."""
    panel = walks(seed=seed).assign(d=lambda d: d["year"] >= d["unit"].map(DATES).fillna(9999))
    found = estimate(panel, Design("y", "unit", "year", DATES), estimator=method, draws=99)
    columns = {"unit": "unit", "time": "year", "outcome": "y", "treatment": "d"}
    other = peer("synthdid.staggered").staggered_synthdid_estimate(
        panel, estimator=theirs, min_decrease=1e-9, max_iter=20_000, **columns
    )
    near = 2e-3 if method == "synthetic_did" else 0.04
    assert found.estimate == pytest.approx(other.att, abs=near)
    assert found.cohorts["estimate"].tolist() == pytest.approx(other.by_cohort["tau"].tolist(), abs=near)
    assert found.cohorts["weight"].tolist() == pytest.approx(other.by_cohort["weight"].tolist(), abs=1e-12)


def least(H, f):
    """Return the weights of another solver: at least nought, one in all."""
    n = len(f)
    start = np.full(n, 1 / n)
    return minimize(
        lambda w: w @ H @ w / 2 - f @ w,
        start,
        jac=lambda w: H @ w - f,
        method="SLSQP",
        bounds=[(0, 1)] * n,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": np.ones_like},
        options={"maxiter": 2000, "ftol": 1e-15},
    ).x


def by_hand(y, cohort, treated, donors, method):
    """Return the estimate of one cohort that is treated from column `cohort` on (Arkhangelsky et al. 2021)."""
    pre, target = y[donors][:, :cohort], y[treated].mean(axis=0)
    after = y.shape[1] - cohort
    sigma = np.diff(pre, axis=1).std(ddof=1)
    if method == "synthetic_control":
        omega = least(pre @ pre.T, pre @ target[:cohort])
        return (target - omega @ y[donors])[cohort:].mean()
    zeta = (len(treated) * after) ** 0.25 * sigma
    flat = pre - pre.mean(axis=1, keepdims=True)
    goal = target[:cohort] - target[:cohort].mean()
    omega = least(flat @ flat.T + cohort * zeta**2 * np.eye(len(donors)), flat @ goal)
    years = (pre - pre.mean(axis=0)).T
    later = y[donors][:, cohort:].mean(axis=1)
    time = least(years @ years.T + len(donors) * (1e-6 * sigma) ** 2 * np.eye(cohort), years @ (later - later.mean()))
    gap = target - omega @ y[donors]
    return gap[cohort:].mean() - time @ gap[:cohort]


@pytest.mark.parametrize("method", METHODS)
def test_every_cohort_by_hand(method):
    panel = walks(units=14, years=14, seed=7)
    y = panel.pivot_table(index="unit", columns="year", values="y").to_numpy()
    found = estimate(panel, Design("y", "unit", "year", DATES), estimator=method, draws=99)
    donors = list(range(4, 14))
    dates = {date: [u for u, d in DATES.items() if d == date] for date in sorted(set(DATES.values()))}
    each = [by_hand(y, date - 2000, units, donors, method) for date, units in dates.items()]
    cells = np.array([len(units) * (2014 - date) for date, units in dates.items()])
    assert found.cohorts["estimate"].tolist() == pytest.approx(each, abs=2e-5)
    assert found.estimate == pytest.approx(each @ cells / cells.sum(), abs=2e-5)


@pytest.mark.parametrize("method", METHODS)
def test_the_path_weighted_by_treated_units_is_the_estimate(method):
    found = estimate(walks(), Design("y", "unit", "year", DATES, anticipation=1), estimator=method, draws=99)
    after = found.path[found.path["period"] >= 0]
    units = [sum(date + e < 2014 for date in DATES.values()) for e in after["period"]]
    assert np.average(after["estimate"], weights=units) == pytest.approx(found.estimate)
    assert -1 not in set(found.path["period"])
    assert found.unit_weights.sum() == pytest.approx(1)
    assert found.time_weights is None
    assert found.cohorts["years_before"].tolist() == [5, 8, 10]


@pytest.mark.parametrize("method", METHODS)
def test_with_one_date_the_cohort_is_the_estimate(method):
    design = Design("y", "unit", "year", dict.fromkeys(range(2), 2009))
    known = estimate(walks(), design, estimator=method, draws=99)
    summed = by_cohort.fit(by_cohort.cohorts(read_panel(walks(), design), named(method).solver))
    assert summed.estimate == known.estimate
    assert summed.pre_rmspe == pytest.approx(known.details["pre_rmspe"])
    assert summed.path.tolist() == pytest.approx(known.path["estimate"].tolist())
    assert summed.cohorts[0].share == 1
    assert known.cohorts is None


def test_unit_effects_and_a_common_trend_do_not_matter_to_synthetic_did():
    panel, design = walks(), Design("y", "unit", "year", DATES)
    known = estimate(panel, design, estimator="synthetic_did", draws=99)
    moved = panel.assign(y=panel["y"] + 5 * np.sin(panel["unit"]) + 0.7 * panel["year"])
    found = estimate(moved, design, estimator="synthetic_did", draws=99)
    assert found.estimate == pytest.approx(known.estimate)
    assert found.p_value == known.p_value


@pytest.mark.parametrize("inference", ["scaled_permutation", "placebo"])
def test_every_way_to_give_donors_the_dates_is_a_placebo(inference):
    """Eight donors, two cohorts: each ordered pair of donors takes the two dates, on the donors that are left."""
    panel, dates = walks(units=10, years=10, seed=2), {0: 2005, 1: 2007}
    found = estimate(
        panel, Design("y", "unit", "year", dates), estimator="synthetic_did", inference=inference, level=0.9
    )
    assert found.smallest_p == pytest.approx(1 / (1 + 8 * 7))
    assert len(found.distribution) == 8 * 7
    parts = by_cohort.cohorts(read_panel(panel, Design("y", "unit", "year", dates)), synthetic_did.solver)
    ours = [c.solve(c.donors, c.target, c.before) for c in parts]
    scale = np.sqrt(sum((c.share * f.pre_rmspe) ** 2 for c, f in zip(parts, ours, strict=True)))
    assert found.details["pre_rmspe"] == pytest.approx(scale)
    further = 0
    for pair in permutations(range(8), 2):
        left = [d for d in range(8) if d not in pair]
        played = [c.solve(c.donors[left], c.donors[i], c.before) for c, i in zip(parts, pair, strict=True)]
        beside = [c.solve(c.donors[left], c.target, c.before) for c in parts]
        size = []
        for fits in (played, beside):
            total = sum(c.share * f.estimate for c, f in zip(parts, fits, strict=True))
            scale = sum((c.share * f.pre_rmspe) ** 2 for c, f in zip(parts, fits, strict=True)) ** 0.5
            size.append(abs(total) / (scale if inference == "scaled_permutation" else 1))
        further += size[0] >= size[1]
    assert found.p_value == pytest.approx((1 + further) / 57)


@pytest.mark.parametrize("method", METHODS)
def test_a_large_effect_is_found_and_covered(method):
    panel = walks(units=40)
    for unit, date in DATES.items():
        panel.loc[(panel["unit"] == unit) & (panel["year"] >= date), "y"] += 200.0
    found = estimate(panel, Design("y", "unit", "year", DATES), estimator=method, draws=199)
    assert found.p_value == pytest.approx(1 / 200)
    low, high = found.interval
    assert low < 200 < high
    assert {c.code for c in found.caveats} >= {"parallel", "few_treated"}


@pytest.mark.parametrize("method", METHODS)
def test_every_unit_treated_at_some_time_identifies_nothing(method):
    dates = {unit: 2006 + unit % 3 for unit in range(24)}
    found = estimate(walks(), Design("y", "unit", "year", dates), estimator=method)
    assert isinstance(found, NotIdentified)
    assert found.reason.code == "all_treated"


@pytest.mark.parametrize("method", METHODS)
def test_the_first_cohort_needs_two_clean_years(method):
    found = estimate(walks(), Design("y", "unit", "year", {0: 2001, 1: 2008}), estimator=method)
    assert isinstance(found, NotIdentified)
    assert found.reason.code == "one_clean_year"
    kept = estimate(walks(), Design("y", "unit", "year", {0: 2002, 1: 2008}), estimator=method, draws=99)
    assert (kept.inference, isinstance(kept, Effect)) == ("placebo", True)


def test_neighbours_move_as_one_block_at_one_date_alone():
    beside = {u: ((u - 1) % 24, (u + 1) % 24) for u in range(24)}
    design = Design("y", "unit", "year", {0: 2006, 1: 2008}, neighbours=beside)
    with pytest.raises(InputError, match="neighbours: found treated units with 2 dates"):
        estimate(walks(), design, estimator="synthetic_did")


def test_more_donors_than_treated_units_are_asked_for():
    dates = {u: 2006 + u % 2 for u in range(12)}
    with pytest.raises(InputError, match="donors: found 12 donors; expected more than the 12 treated units"):
        estimate(walks(), Design("y", "unit", "year", dates), estimator="synthetic_did")
