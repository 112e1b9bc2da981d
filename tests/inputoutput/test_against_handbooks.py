"""Printed or recomputed cases of the further methods: many regions, balancing, trade, structure, constraints.

Sources beside each test; case numbers are those of the project's list of reference cases.
"""

import numpy as np
import pandas as pd
import pytest

from impact.inputoutput import (
    IOTable,
    charm_trade,
    gras,
    hypothetical_extraction,
    impacts,
    linkages,
    mixed_model,
    multipliers,
    net_multipliers,
    price_change,
    ras,
    spillovers,
    structural_decomposition,
    supply_demand_pool,
    technical_coefficients,
    upstreamness,
)

TWO = pd.Index(["1", "2"])


def close(found, printed, digits=4):
    np.testing.assert_allclose(np.asarray(found, dtype=float), printed, rtol=0, atol=0.5 * 10**-digits)


@pytest.fixture
def two_regions():
    labels = pd.MultiIndex.from_tuples([("L", "1"), ("L", "2"), ("L", "3"), ("M", "1"), ("M", "2")])
    rows = [
        [150, 500, 50, 25, 75],
        [200, 100, 400, 200, 100],
        [300, 500, 50, 60, 40],
        [75, 100, 60, 200, 250],
        [50, 25, 25, 150, 100],
    ]
    Z = pd.DataFrame(rows, index=labels, columns=labels, dtype=float)
    x = pd.Series([1000.0, 2000.0, 1000.0, 1200.0, 800.0], index=labels)
    facts = {"year": 2009, "unit": "MEUR", "prices": "current", "source": "Miller and Blair (2009), table 3.3"}
    return IOTable(Z, (x - Z.sum(axis=1)).rename("final"), (x - Z.sum()).rename("value_added"), **facts)


def region(table, name):
    """Return one region by itself: what it sells to the others is final demand, what it buys there a primary input."""
    Z = table.transactions.loc[name, name]
    x = table.output[name]
    facts = {"year": table.year, "unit": table.unit, "prices": table.prices, "source": f"{table.source}, {name}"}
    return IOTable(Z, (x - Z.sum(axis=1)).rename("final"), (x - Z.sum()).rename("value_added"), **facts)


def test_r4_two_regions(two_regions):
    found = impacts(two_regions, pd.Series({("L", "1"): 100.0}))
    close(found.total["demand"], [142.3409, 63.4613, 63.8291, 26.7195, 14.6811])
    alone = impacts(region(two_regions, "L"), pd.Series({"1": 100.0}))
    close(alone.total["demand"], [136.5086, 52.7323, 56.9849])
    parts = spillovers(two_regions, ["L"]).loc[("L", "1")]
    close(100 * parts["feedback"], 23.4054)
    close(100 * parts["feedback"] / parts[["intra", "feedback"]].sum(), 8.68, digits=2)
    close(100 * parts["rest"], 41.4006)
    close(100 * parts["intra"], alone.total["demand"].sum(), digits=9)
    close(spillovers(two_regions, ["L"])["total"], multipliers(two_regions)["L"], digits=9)
    ringed = spillovers(two_regions, ["L"], ring=["M"])
    close(100 * ringed.loc[("L", "1"), "ring"], 41.4006)
    assert (ringed["rest"] == 0).all()


def test_r5_ras():
    A = np.array([[0.120, 0.100, 0.049], [0.210, 0.247, 0.265], [0.026, 0.249, 0.145]])
    seed = pd.DataFrame(A * [421, 284, 283])
    found = ras(seed, pd.Series([245.0, 136.0, 159.0]), pd.Series([251.0, 107.0, 182.0]))
    close(found, [[165.2101, 34.6136, 45.1762], [63.5286, 18.7862, 53.6852], [22.2612, 53.6002, 83.1386]])


def test_r6_gras_of_junius_and_oosterhaven():
    seed = pd.DataFrame([[7.0, 3, 5, -3], [2, 9, 8, 0], [-2, 0, 2, 0]])
    found = gras(seed, pd.Series([15.0, 26, -1]), pd.Series([9.0, 16, 17, -2]))
    close(found, [[8.4243, 3.3752, 5.2004, -2.0], [3.0010, 12.6248, 10.3742, 0], [-2.4253, 0, 1.4253, 0]])


def test_gras_without_negatives_is_ras_and_zero_lines_stay():
    seed = pd.DataFrame([[1.0, 2, 0], [3, 4, 0], [0, 0, 0]])
    rows, columns = pd.Series([5.0, 5, 0]), pd.Series([6.0, 4, 0])
    pd.testing.assert_frame_equal(gras(seed, rows, columns), ras(seed, rows, columns), rtol=1e-8)
    one_sign = pd.DataFrame([[1.0, 2.0], [-3.0, -1.0]])
    found = gras(one_sign, pd.Series([4.0, 0.0]), pd.Series([1.0, 3.0]))
    close(found, [[1, 3], [0, 0]], digits=8)


def test_r10_extraction_in_three_variants(small):
    for variant, losses in {
        "total": (1210.5263, 2588.2353),
        "backward": (413.1579, 805.8824),
        "forward": (728.9474, 452.9412),
    }.items():
        close([hypothetical_extraction(small, s, variant=variant).loss for s in TWO], losses)
    close([100 * hypothetical_extraction(small, s).share for s in TWO], [40.35, 86.27], digits=2)


def test_r11_linkages(small):
    found = linkages(small)
    close(found["backward"], [1.0222, 0.9778])
    close(found["forward_demand"], [1.0667, 0.9333])
    close(found["forward_supply"], [1.2083, 0.7917])
    assert list(found["key"]) == [True, False]


def test_r12_mixed_model(small):
    found = mixed_model(small, pd.Series({"1": 1500.0}), pd.Series({"2": 1700.0}))
    close(found.output, [1500, 2105.2632])
    close(found.final_demand, [748.6842, 1700])


def test_r13_prices(small):
    close(price_change(small, pd.Series([0.1, 0.0], index=TWO)), [0.1254, 0.0330])


def test_r14_decomposition(small):
    A = np.array([[0.18, 0.22], [0.20, 0.10]])
    f = np.array([400.0, 1800.0])
    x = np.linalg.solve(np.eye(2) - A, f)
    Z = pd.DataFrame(A * x, index=TWO, columns=TWO)
    facts = {"year": 2010, "unit": "MEUR", "prices": "previous", "source": "R14"}
    after = IOTable(Z, pd.Series(f, index=TWO, name="final").to_frame(), pd.Series(x - A.sum(axis=0) * x, TWO), **facts)
    found = structural_decomposition(small, after)
    close(found["total"], [89.3372, 242.0749])
    close(found["technology"], [-6.7885, 113.0862])
    close(found["demand: final"], [96.1257, 128.9887])


def test_r16_charm():
    products = pd.Index(["p", "absent"])
    national = pd.DataFrame(
        {
            "output": [100.0, 0],
            "intermediate_use": [60.0, 0],
            "final_use": [50.0, 0],
            "exports": [30.0, 0],
            "imports": [40.0, 0],
        },
        index=products,
    )
    x, z, d = (pd.Series([v, 0.0], index=products) for v in (8.0, 5.0, 6.0))
    found = charm_trade(national, x, intermediate_use=z, final_use=d)
    close(
        found.loc["p", ["cross_hauling", "volume", "exports", "imports"]], [5.428571, 8.428571, 2.714286, 5.714286], 6
    )
    assert np.isnan(found.loc["absent", "heterogeneity"])
    assert (found.loc["absent"].drop("heterogeneity") == 0).all()


def test_pool_by_hand(small):
    # Demand for 1 is .15 * 100 + .25 * 300 + 60 = 150 against output 100; for 2 it is 35 + 100 against 300.
    A = technical_coefficients(small)
    found = supply_demand_pool(A, pd.Series([100.0, 300.0], TWO), pd.Series([60.0, 100.0], TWO))
    close(found, [[0.15 / 1.5, 0.25 / 1.5], [0.20, 0.05]], digits=12)


def test_upstreamness_by_its_recursion(small):
    # Antras et al. (2012): U_i = 1 + sum_j b_ij U_j with b the shares of i's output that go to j.
    found = upstreamness(small)
    shares = small.transactions.div(small.output, axis=0)
    close(found, 1 + shares @ found, digits=9)
    close(found, [1.2541 + 0.6601, 0.1320 + 1.1221], digits=3)


def test_net_multipliers_add_up(small, dutch):
    # Oosterhaven and Stelder (2002): over all sectors, net multipliers average to one.
    for table in (small, dutch):
        weighted = (net_multipliers(table) * table.output).sum() / table.output.sum()
        assert weighted == pytest.approx(1.0, abs=1e-12)
    jobs = dutch.totals("jobs")
    assert (net_multipliers(dutch, "jobs") * dutch.output).sum() == pytest.approx(jobs.sum())
    # In type II what is bought out of wages is not exogenous, and the same identity holds with any closure.
    for closure in ({}, {"propensity": 0.9}, {"propensity": 0.0}):
        net = net_multipliers(dutch, kind="type2", **closure)
        assert (net * dutch.output).sum() == pytest.approx(dutch.output.sum(), rel=1e-12)
        of_jobs = net_multipliers(dutch, "jobs", kind="type2", **closure)
        assert (of_jobs * dutch.output).sum() == pytest.approx(jobs.sum(), rel=1e-12)
    assert net_multipliers(dutch, kind="type2")["G47"] < 0.6 * multipliers(dutch, kind="type2")["G47"]
    assert net_multipliers(dutch, "jobs").name == "jobs"


def test_jobs_per_job(small):
    wages = pd.Series([300.0, 500.0], index=TWO)
    close(multipliers(small, wages, per="own"), [1.4741, 1.5182])
