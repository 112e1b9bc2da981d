"""Printed numbers of Miller and Blair, Input-Output Analysis (2009), chapters 2, 3, 6 and 12."""

import numpy as np
import pandas as pd
import pytest

from impact.inputoutput import (
    allocation_coefficients,
    close_households,
    ghosh_inverse,
    impacts,
    leontief_inverse,
    multipliers,
    technical_coefficients,
)

LABELS = pd.Index(["1", "2"])
WAGES = pd.Series([300.0, 500.0], index=LABELS)
# Households spend 50 and 400 of 1,000 on the two sectors and 50 on each other's services.
CONSUMPTION = pd.Series([0.05, 0.40], index=LABELS)
OWN = 0.05


def close(found, printed, digits=4):
    np.testing.assert_allclose(np.asarray(found, dtype=float), printed, rtol=0, atol=0.5 * 10**-digits)


def test_r1_coefficients_and_inverse(small):
    A = technical_coefficients(small)
    close(A, [[0.15, 0.25], [0.20, 0.05]])
    close(leontief_inverse(A), [[1.2541, 0.3300], [0.2640, 1.1221]])
    close(multipliers(small), [1.5182, 1.4521])


def test_r1_new_demand(small):
    found = impacts(small, pd.Series([600.0, 1500.0], index=LABELS))
    close((found.direct + found.indirect)["demand"], [1247.5248, 1841.5842])


def test_r1_supply_side(small):
    B = allocation_coefficients(small)
    close(B, [[0.15, 0.5], [0.1, 0.05]])
    close(ghosh_inverse(B), [[1.2541, 0.6601], [0.1320, 1.1221]])


def test_r2_households_in_the_matrix(small):
    closed = close_households(technical_coefficients(small), WAGES / small.output, CONSUMPTION, own=OWN)
    close(closed, [[0.15, 0.25, 0.05], [0.20, 0.05, 0.40], [0.30, 0.25, 0.05]])
    L = leontief_inverse(closed)
    close(L, [[1.3651, 0.4253, 0.2509], [0.5273, 1.3481, 0.5954], [0.5698, 0.4890, 1.2885]])
    close(L.sum().iloc[:2], [2.4623, 2.2624])


def test_r2_type_two_multipliers(small):
    # What households pay each other raises spending per euro earned from industries by 1 / (1 - own).
    closure = {"wages": WAGES, "households": CONSUMPTION / (1 - OWN), "kind": "type2"}
    close(multipliers(small, **closure), [1.8924, 1.7733])
    close(multipliers(small, WAGES), [0.4422, 0.3795])
    income = multipliers(small, WAGES, **closure)
    close(income * 1 / (1 - OWN), [0.5698, 0.4890])
    close(income / (1 - OWN) / (WAGES / small.output), [1.8995, 1.9562])
    close(multipliers(small, WAGES) / (WAGES / small.output), [1.4741, 1.5182])


def test_r3_regional_supply_shares(small):
    regional = technical_coefficients(small).mul([0.8, 0.6], axis=0)
    close(regional, [[0.12, 0.20], [0.12, 0.03]])
    L = leontief_inverse(regional)
    close(L, [[1.1692, 0.2411], [0.1446, 1.0608]])
    close(L @ np.array([600.0, 1500.0]), [1063.163, 1677.917], digits=3)


def test_r9_inverse():
    A = pd.DataFrame([[0.2, 0.1], [0.4, 0.2]])
    close(leontief_inverse(A), [[1.3333, 0.1667], [0.6667, 1.3333]])


def test_household_row_counts_only_when_asked(small):
    closure = {"wages": WAGES, "households": CONSUMPTION, "kind": "type2"}
    with_row = multipliers(small, truncated=False, **closure)
    assert with_row.to_numpy() == pytest.approx(
        (multipliers(small, **closure) + multipliers(small, WAGES, **closure)).to_numpy()
    )
