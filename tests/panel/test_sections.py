"""Jobs by section in every area: published cells stay, blanks share what is left, and mining stands where it can be."""

import numpy as np
import pandas as pd
import pytest

from impact.errors import InputError
from impact.inputoutput import national_table
from impact.panel.sections import jobs_by_section
from impact.sources import snapshot


@pytest.fixture(scope="module")
def published():
    rows = snapshot.table("corop-jobs-by-section").query("year == 2019 and region != 'CR99'")
    return rows.pivot_table(index="region", columns="sector", values="value", dropna=False)


@pytest.fixture(scope="module")
def nation(published):
    whole = national_table(2019, "section").totals("jobs") / 1000
    return published.sum().where(~published.isna().any(), whole.reindex(published.columns))


@pytest.fixture(scope="module")
def found(published, nation):
    return jobs_by_section(published, nation)


def test_published_cells_stay(published, found):
    known = published[found.columns]
    pd.testing.assert_frame_equal(found.where(known.notna()), known)


def test_every_area_has_all_its_jobs(published, found):
    larger = found[["B", "C", "D", "E"]].sum(axis=1)
    blank = published[["B", "C", "D", "E"]].isna().any(axis=1)
    np.testing.assert_allclose(larger[blank], published["B-E"][blank], rtol=0, atol=1e-9)
    np.testing.assert_allclose(larger, published["B-E"], rtol=0, atol=0.15)  # published parts are rounded
    np.testing.assert_allclose(found.sum(axis=1), published["A-U"], rtol=0, atol=0.6)


def test_what_is_left_of_the_nation_is_nearly_met(found, nation):
    np.testing.assert_allclose(found[["B", "D", "E"]].sum(), nation[["B", "D", "E"]], rtol=0.03)
    assert (found >= 0).all().all()


def test_mining_stands_in_no_area_that_is_published_without_it(published, found):
    without = published.index[published["B"] == 0]
    assert {"CR09", "CR24", "CR40"} <= set(without)
    assert (found.loc[without, "B"] == 0).all()
    # By the ten groups alone every area had its part of mining: Zuidoost-Noord-Brabant 9 %.
    assert found.loc["CR36", "B"] / found["B"].sum() < 0.03


def test_a_table_without_blanks_is_itself(published, nation):
    full = published.fillna(0.0)
    pd.testing.assert_frame_equal(jobs_by_section(full, nation), full[sorted(jobs_by_section(full, nation).columns)])


def test_two_blanks_share_in_proportion_to_the_nation(nation):
    cells = {group: 10.0 for group in nation.index} | {"B-E": 20.0, "B": np.nan, "D": np.nan, "C": 16.0, "E": 1.0}
    one = pd.DataFrame([cells], index=["CR01"])
    whole = pd.Series(dict.fromkeys(nation.index, 10.0) | {"B": 3.0, "D": 9.0, "E": 1.0, "C": 16.0})
    found = jobs_by_section(one, whole)
    np.testing.assert_allclose(found.loc["CR01", ["B", "D"]], [0.75, 2.25], rtol=1e-9)


def test_a_blank_group_is_refused(published, nation):
    gap = published.copy()
    gap.loc["CR05", "B-E"] = np.nan
    gap.loc["CR07", "J"] = np.nan
    with pytest.raises(InputError, match=r"no figure for CR05 B-E, CR07 J") as error:
        jobs_by_section(gap, nation)
    assert "Choose a year in which they are published" in str(error.value)
