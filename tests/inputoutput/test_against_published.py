"""Tables that others published with their results, carried here with their source; none of them is ours.

Facts are taken over, no code. A tolerance is half the last printed digit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from impact.inputoutput import (
    IOTable,
    allocation_coefficients,
    ghosh_inverse,
    leontief_inverse,
    linkages,
    location_quotients,
    multipliers,
    spillovers,
    technical_coefficients,
)


def close(found: Any, printed: Any, digits: int) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), printed, rtol=0, atol=0.5 * 10**-digits + 1e-12)


# Germany 1995, six groups


GERMANY = pd.Index(["agriculture", "manufacturing", "construction", "trade", "business services", "other services"])


@pytest.fixture(scope="module")
def germany() -> IOTable:
    """Eurostat Manual of Supply, Use and Input-Output Tables (2008), table 15.4, as in the R package iotables.

    Million euro; jobs in thousands. The column total of manufacturing is 46 above its row total as printed.
    """
    Z = [
        [1131, 25480, 1, 607, 710, 762],
        [7930, 304584, 64167, 41082, 11981, 30360],
        [426, 7334, 3875, 5296, 23457, 9155],
        [3559, 72717, 14190, 74399, 10835, 21008],
        [3637, 96115, 31027, 65755, 193176, 34223],
        [1552, 14986, 1747, 11225, 15058, 22070],
    ]
    final = {
        "households": [8500, 197792, 3457, 269663, 214757, 119504],
        "government": [16, 8588, 742, 13492, 10061, 317251],
        "investment": [2975, 91692, 191715, 14155, 30124, 3483],
        "inventories": [-6, 7559, 0, 0, 0, 0],
        "exports": [3734, 313711, 149, 46045, 13612, 2042],
    }
    inputs = {
        "imports": [2927, 156703, 13427, 21943, 13371, 13772],
        "net taxes on products": [1084, 6505, 1548, 8349, 8473, 12551],
        "compensation of employees": [9382, 296464, 78819, 214450, 124810, 272975],
        "other net taxes": [-2012, 1457, 963, 2748, 5946, -8602],
        "fixed capital": [7871, 63769, 5860, 41100, 98610, 49260],
        "net surplus": [6423, 33332, 29982, 53109, 186060, 51384],
    }
    others = {
        "gva": [21664, 395022, 115624, 311407, 415426, 365017],
        "jobs": [1096, 8381, 3236, 9251, 4258, 10206],
    }
    return IOTable(
        pd.DataFrame(Z, GERMANY, GERMANY, dtype=float),
        pd.DataFrame(final, GERMANY, dtype=float),
        pd.DataFrame(inputs, GERMANY, dtype=float).T,
        year=1995,
        unit="MEUR",
        prices="current",
        source="Eurostat Manual (2008), table 15.4",
        satellites=pd.DataFrame(others, GERMANY, dtype=float).T,
        satellite_units={"gva": "MEUR", "jobs": "1000 jobs"},
    )


def test_the_multipliers_of_the_eurostat_manual(germany: IOTable) -> None:
    close(multipliers(germany), [1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782], 4)
    close(multipliers(germany, "gva"), [0.8450, 0.7647, 0.8615, 0.9019, 0.9393, 0.9199], 4)
    close(multipliers(germany, "jobs"), [0.0326, 0.0162, 0.0207, 0.0237, 0.0112, 0.0242], 4)
    close(germany.totals("gva") / germany.output, [0.4934, 0.3659, 0.4708, 0.5766, 0.5999, 0.7172], 4)


def test_the_supply_side_of_the_eurostat_manual(germany: IOTable) -> None:
    ghosh = ghosh_inverse(allocation_coefficients(germany))
    close(ghosh["agriculture"], [1.0339, 0.0118, 0.0037, 0.0103, 0.0117, 0.0043], 4)


# The Netherlands, six groups


DUTCH = pd.Index(["agriculture", "mining", "manufacturing", "utilities", "construction", "services"])


@pytest.fixture(scope="module")
def netherlands() -> IOTable:
    """Beutel (2012), input-output table of the Netherlands for the SPICOSA project, as in the R package iotables.

    That package calls it 2000, its file 2006. Million euro.
    """
    Z = [
        [2731, 3, 8260, 36, 59, 615],
        [4, 282, 2013, 3979, 188, 60],
        [3322, 291, 40218, 480, 8004, 16999],
        [983, 53, 2400, 4395, 85, 3458],
        [121, 70, 565, 135, 14103, 9509],
        [2884, 1078, 28400, 1404, 9339, 106994],
    ]
    final = {
        "households": [962, 28, 16896, 6184, 405, 126180],
        "government": [62, 0, 2340, 14, 530, 87409],
        "investment": [567, 210, 8573, 439, 33974, 16752],
        "exports": [8568, 5528, 113777, 238, 832, 55512],
    }
    used = {
        "imports": [1779, 1029, 71117, 1878, 7572, 33964],
        "net taxes on products": [129, 67, 497, 706, 249, 8651],
        "value added": [9910, 9419, 57430, 5236, 20645, 255703],
    }
    wages = pd.DataFrame([[2336, 520, 35083, 1629, 14339, 151784]], ["wages"], DUTCH, dtype=float)
    return IOTable(
        pd.DataFrame(Z, DUTCH, DUTCH, dtype=float),
        pd.DataFrame(final, DUTCH, dtype=float),
        pd.DataFrame(used, DUTCH, dtype=float).T,
        year=2000,
        unit="MEUR",
        prices="current",
        source="Beutel (2012), SPICOSA",
        satellites=wages,
    )


def test_the_wage_multipliers_of_the_dutch_table(netherlands: IOTable) -> None:
    close(multipliers(netherlands, "wages", per="own"), [2.466, 2.333, 1.840, 2.372, 1.953, 1.417], 3)


def test_the_wage_multipliers_with_households_of_the_dutch_table(netherlands: IOTable) -> None:
    """Their household coefficients are printed to two decimals, so the results agree to a thousandth of themselves."""
    spent = pd.Series([0, 0, 0.08, 0.03, 0, 0.59], DUTCH)
    found = multipliers(
        netherlands, "wages", kind="type2", wages=netherlands.totals("wages"), households=spent, per="own"
    )
    np.testing.assert_allclose(found, [3.6377, 3.4423, 2.7144, 3.4996, 2.8813, 2.0907], rtol=1e-3)


# Two regions of two sectors


@pytest.fixture(scope="module")
def two_regions() -> IOTable:
    """The test table of the R package fio (albersonmiranda/fio, tests of `miom`); output 100, 120, 80, 110."""
    labels = pd.MultiIndex.from_product([["R1", "R2"], ["S1", "S2"]], names=["region", "sector"])
    Z = pd.DataFrame([[10, 5, 2, 1], [8, 15, 3, 2], [1, 2, 12, 4], [2, 3, 6, 18]], labels, labels, dtype=float)
    x = pd.Series([100.0, 120.0, 80.0, 110.0], labels)
    facts = {"year": 2020, "unit": "MEUR", "prices": "current", "source": "fio, tests of miom"}
    return IOTable(Z, (x - Z.sum(axis=1)).rename("final"), (x - Z.sum()).rename("value_added"), **facts)


def test_what_stays_and_what_spills_over_in_the_table_of_fio(two_regions: IOTable) -> None:
    close(multipliers(two_regions), [1.267907, 1.266659, 1.384098, 1.297148], 6)
    first, second = (spillovers(two_regions, [region]).loc[region] for region in ("R1", "R2"))
    close(first[["intra", "feedback"]].sum(axis=1), [1.22012815, 1.20396888], 8)
    close(second[["intra", "feedback"]].sum(axis=1), [1.29126007, 1.25367608], 8)
    close(first["rest"], [0.04777924, 0.06268995], 8)
    close(second["rest"], [0.09283816, 0.04347194], 8)


def test_dispersion_in_the_table_of_fio(two_regions: IOTable) -> None:
    found = linkages(two_regions)
    close(found["backward"], [0.9723566, 0.9713991, 1.0614632, 0.9947812], 7)
    close(found["forward_demand"], [0.9374830, 1.0260900, 0.9786355, 1.0577915], 7)


# Two regions of three sectors, two kinds of emission


SMALL = pd.MultiIndex.from_product([["reg1", "reg2"], ["sector1", "sector2", "sector3"]], names=["region", "sector"])
EMITTED = pd.DataFrame([[20, 1, 42, 4, 20, 5], [5, 4, 11, 8, 2, 10]], ["ext_type_1", "ext_type_2"], SMALL, dtype=float)


@pytest.fixture(scope="module")
def pymrio_small() -> IOTable:
    """The small table of the tests of pymrio (IndEcol/pymrio, `tests/test_math.py`)."""
    Z = [
        [10, 5, 1, 6, 5, 7],
        [0, 2, 0, 0, 5, 3],
        [10, 3, 20, 4, 2, 0],
        [5, 0, 0, 1, 10, 9],
        [0, 10, 1, 0, 20, 1],
        [5, 0, 0, 1, 10, 10],
    ]
    Y = [[14, 3], [2.5, 2.5], [13, 6], [5, 20], [10, 10], [3, 10]]
    to = pd.MultiIndex.from_product([["reg1", "reg2"], ["final demand"]], names=["region", "category"])
    cells = pd.DataFrame(Z, SMALL, SMALL, dtype=float)
    x = pd.Series([51.0, 15, 58, 50, 52, 39], SMALL)
    return IOTable(
        cells,
        pd.DataFrame(Y, SMALL, to, dtype=float),
        (x - cells.sum()).rename("value_added"),
        year=2020,
        unit="MEUR",
        prices="current",
        source="pymrio, test_math",
        satellites=EMITTED,
    )


def test_coefficients_and_inverses_of_the_small_table_of_pymrio(pymrio_small: IOTable) -> None:
    A, B = technical_coefficients(pymrio_small), allocation_coefficients(pymrio_small)
    close(pymrio_small.output, [51, 15, 58, 50, 52, 39], 12)
    close(A.loc[("reg1", "sector3")], [0.19607843, 0.2, 0.34482759, 0.08, 0.03846154, 0], 8)
    close(B.loc[("reg1", "sector3")], [0.17241379, 0.05172414, 0.34482759, 0.06896552, 0.03448276, 0], 8)
    printed = [1.3387146304736708, 0.9689762471208287, 0.05036622549592462, 0.17820960407435948, 0.5752019383714646]
    close(leontief_inverse(A).iloc[0, :5], printed, 12)
    close(ghosh_inverse(B).iloc[4], [0.04316348, 0.44208094, 0.05866155, 0.01404088, 1.95452858, 0.18081884], 8)


def test_emissions_and_footprints_of_the_small_table_of_pymrio(pymrio_small: IOTable) -> None:
    M = pd.DataFrame({name: multipliers(pymrio_small, name) for name in EMITTED.index}).T
    first = [0.896638324101429, 1.7965474933011258, 1.1666796580507097]
    first += [0.3013124703668342, 1.4371886818255364, 0.7177624711634629]
    close(M.loc["ext_type_1"], first, 12)
    second = [0.3004620527704837, 0.9052387706892087, 0.311411003349379]
    second += [0.23778766312079253, 0.5331560745059157, 0.6031791628984159]
    close(M.loc["ext_type_2"], second, 12)
    footprints = [14.059498889254174, 18.863255551508175, 17.32012296814962]
    footprints += [8.71616437964097, 18.863255551508175, 14.17770265993889]
    # A region's footprint of a sector is what its own final demand for that product, from wherever, brings along.
    asked = pymrio_small.final_demand.droplevel("category", axis=1)
    per_sector = asked.mul(M.loc["ext_type_1"], axis=0).groupby(level="sector").sum()
    close(per_sector.to_numpy().T.ravel(), footprints, 12)


# A location quotient


def test_the_location_quotient_of_farhauer_and_kroell() -> None:
    """Farhauer and Kröll (2013), the example of `locq` in the R package REAT: 1,714 of 79,006 jobs."""
    region = pd.Series([1714.0, 79006 - 1714.0], ["the industry", "all others"])
    nation = pd.Series([879213.0, 15593224 - 879213.0], region.index)
    close(location_quotients(region, nation)["the industry"], 0.3847623, 7)
