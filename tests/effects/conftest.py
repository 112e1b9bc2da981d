"""Panels that the printed numbers belong to, as their packages ship them, and panels of pure noise."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact.effects import Design

PANELS = Path(__file__).parent / "panels"


def printed_panel(name, value):
    """Return a panel of this folder, which has a row a unit and a column a year, in long form."""
    wide = pd.read_csv(PANELS / f"{name}.csv")
    known = [column for column in wide if not column.isdigit()]
    return wide.melt(id_vars=known, var_name="year", value_name=value).astype({"year": int, value: float})


def dated(panel, unit, first):
    dates = panel.groupby(unit)[first].first()
    return {u: int(d) for u, d in dates.items() if d > 0}


@pytest.fixture(scope="session")
def mpdta(peer):
    """County teen employment and minimum wages (Callaway and Sant'Anna 2021)."""
    return peer("moderndid").load_mpdta().to_pandas()


@pytest.fixture(scope="session")
def mpdta_design(mpdta):
    return Design("lemp", "countyreal", "year", dated(mpdta, "countyreal", "first.treat"))


@pytest.fixture(scope="session")
def ehec(peer):
    """Medicaid expansion and insurance by state (Rambachan and Roth 2023)."""
    return peer("moderndid").load_ehec().to_pandas().assign(year=lambda d: d["year"].astype(int))


@pytest.fixture(scope="session")
def ehec_design(ehec):
    return Design("dins", "stfips", "year", dated(ehec, "stfips", "yexp2"))


@pytest.fixture(scope="session")
def proposition99(peer):
    """Cigarette packs by state (Abadie, Diamond and Hainmueller 2010)."""
    return pd.DataFrame(peer("synthdid").load_california_prop99()).astype({"PacksPerCapita": float, "Year": int})


@pytest.fixture(scope="session")
def germany():
    """Gross domestic product a head of 17 countries, thousand dollars (Abadie, Diamond and Hainmueller 2015)."""
    return printed_panel("german-reunification", "gdp").assign(gdp=lambda d: d["gdp"] / 1000)


@pytest.fixture(scope="session")
def quotas():
    """Women in parliament, and the first year of a quota (Bhalotra, Clarke, Gomes and Venkataramani 2023)."""
    return printed_panel("women-in-parliament", "women")


@pytest.fixture(scope="session")
def basque():
    """Gross domestic product a head of 17 Spanish regions, thousand dollars (Abadie and Gardeazabal 2003)."""
    return printed_panel("basque-country", "gdp")


@pytest.fixture(scope="session")
def two_stage_example():
    """The heterogeneous example of did2s, as the means of units of one state and date (Butts and Gardner 2022)."""
    return printed_panel("two-stage-example", "outcome")


@pytest.fixture(scope="session")
def kansas():
    """Log of quarterly product a head of 50 states, quarters numbered on (Ben-Michael, Feller and Rothstein 2021)."""
    long = pd.read_csv(PANELS / "kansas-tax-cuts.csv").melt(id_vars="unit", var_name="quarter", value_name="log_gdp")
    when = pd.PeriodIndex(long["quarter"], freq="Q")
    return long.assign(quarter=4 * when.year + when.quarter - 1)


@pytest.fixture(scope="session")
def california():
    return Design("PacksPerCapita", "State", "Year", {"California": 1989})


def noise_panel(units=40, years=15, seed=0):
    """Return a panel of random walks, integer units from 0, years from 2000."""
    rng = np.random.default_rng(seed)
    y = rng.standard_normal((units, years)).cumsum(axis=1) + 10 * rng.standard_normal((units, 1))
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), years),
            "year": np.tile(np.arange(2000, 2000 + years), units),
            "y": y.reshape(-1),
        }
    )


@pytest.fixture
def walks():
    return noise_panel()


@pytest.fixture(scope="session")
def staggered():
    """Return a noise panel with three cohorts of effects, its design, and the column `first` peers want."""
    panel = noise_panel(60, 10, seed=3)
    dates = {u: 2004 + 2 * (u % 3) for u in range(24)}
    panel["first"] = panel["unit"].map(dates).fillna(0).astype(int)
    panel["x"] = np.random.default_rng(5).standard_normal(60)[panel["unit"]]
    panel["y"] += 0.5 * ((panel["first"] > 0) & (panel["year"] >= panel["first"])) * (panel["year"] - 2003)
    return panel, Design("y", "unit", "year", dates)
