"""Jobs by study area and sector group, and value added without mining."""

from __future__ import annotations

import pandas as pd
import pytest

from impact import regions, sectors
from impact.errors import InputError
from impact.panel.figures import figures_of
from impact.sources import snapshot

SNAPSHOT = figures_of()


def test_corop_areas_are_added_up() -> None:
    found = SNAPSHOT.jobs("groningen-noord-drenthe", 2019)
    table = snapshot.table("corop-jobs", year=2019, region=["CR01", "CR02", "CR03", "CR07"])
    expected = table[table["sector"] != "A-U"].groupby("sector")["value"].sum()
    assert found.jobs.to_dict() == pytest.approx(expected.to_dict())
    assert list(found.jobs.index) == sectors.codes("a10")
    assert found.jobs.sum() == pytest.approx(46.5 + 15.8 + 205.7 + 76.7, abs=0.4)  # the published totals
    assert (found.region, found.year) == ("groningen-noord-drenthe", 2019)
    assert [r.table for r in found.records] == ["corop-jobs"]


def test_nij_begun_takes_three_municipalities_of_noord_drenthe_and_says_so() -> None:
    found = SNAPSHOT.jobs("nij-begun", 2019)
    whole = SNAPSHOT.jobs("groningen", 2019)
    # Construction, 1 January 2019: 230 + 280 + 225 of 1,430 establishments; 2.8 thousand jobs in CR07.
    assert found.jobs["F"] - whole.jobs["F"] == pytest.approx(2.8 * 735 / 1430)
    # Agriculture goes with government, education and care: 800 + 725 + 920 of 4,725 establishments.
    assert found.jobs["A"] - whole.jobs["A"] == pytest.approx(0.8 * 2445 / 4725)
    notes = {n.code: n for n in found.notes}
    assert "Assen and Midden-Drenthe left out" in notes["apportioned_jobs"].en
    assert "An establishment is not a job" in notes["apportioned_jobs"].en
    assert "zonder Assen en Midden-Drenthe" in notes["apportioned_jobs"].nl
    assert [r.table for r in found.records] == ["corop-jobs", "municipal-establishments"]
    assert "apportioned_jobs" not in {n.code for n in whole.notes}


def test_parts_of_a_corop_area_add_up_to_it() -> None:
    inside = SNAPSHOT.jobs(["GM1680", "GM1699", "GM1730"], 2022).jobs
    outside = SNAPSHOT.jobs(["GM0106", "GM1731"], 2022).jobs
    pd.testing.assert_series_equal(inside + outside, SNAPSHOT.jobs("CR07", 2022).jobs)


@pytest.mark.parametrize("year", [2015, 2019, 2020, 2024])
def test_nation_holds_all_regions(year: int) -> None:
    national = SNAPSHOT.national_jobs(year)
    published = snapshot.table("corop-jobs", year=year).groupby("sector")["value"].sum()
    assert (national.jobs - published[national.jobs.index]).max() < 25  # what is not published before 2019
    if year >= 2019:
        assert (national.jobs - published[national.jobs.index]).abs().max() < 0.65


def test_group_that_is_not_published_is_derived_only_when_it_is_the_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    table = snapshot.table("corop-jobs", year=2019)
    secret = table["region"].eq("CR03") & table["sector"].eq("F")
    monkeypatch.setattr(snapshot, "table", lambda name, **_: table.assign(value=table["value"].mask(secret)))
    found = SNAPSHOT.jobs("CR03", 2019)
    assert found.jobs["F"] == pytest.approx(6.4, abs=0.3)
    assert any(n.code == "derived_jobs" and "F is not published" in n.en for n in found.notes)


@pytest.mark.parametrize(("total", "rest"), [(199.0, 0.0), (198.7, 0.0), (198.4, None), (199.3, 0.3)])
def test_rest_of_a_total_is_nothing_where_rounding_makes_it_less(
    monkeypatch: pytest.MonkeyPatch, total: float, rest: float | None
) -> None:
    """Published groups may exceed their total by rounding; 22.1 nine times is 198.9 and a bit in floating point."""
    rows = [("CR03", 2019, group, 22.1 if group != "K" else float("nan")) for group in sectors.codes("a10")]
    table = pd.DataFrame([*rows, ("CR03", 2019, "A-U", total - 0.1)], columns=["region", "year", "sector", "value"])
    table = table.assign(status="")
    monkeypatch.setattr(snapshot, "table", lambda *_, **__: table)
    if rest is None:
        with pytest.raises(InputError, match="CR03 2019: K not published"):
            SNAPSHOT.jobs("CR03", 2019)
    else:
        assert SNAPSHOT.jobs("CR03", 2019).jobs["K"] == pytest.approx(rest)


@pytest.mark.parametrize(
    ("area", "year", "message"),
    [
        ("CR01", 2017, "CR01 2017: B-E, G-I, L, O-Q not published"),
        ("CR01", 1999, "found 1999; expected a year from 2010 to 2024"),
        (["GM1952"], 2015, "2015 without GM1952"),
        (["GM1730"], 2013, "2013 without government, education and care"),
        (["GM0363"], 2019, "GM0363"),
    ],
)
def test_what_cannot_be_known_is_refused(area: str, year: int, message: str) -> None:
    with pytest.raises(InputError, match=message):
        SNAPSHOT.jobs(area, year)
    with pytest.raises(InputError, match="found 1999"):
        SNAPSHOT.national_jobs(1999)


def test_every_study_area_has_jobs_in_every_complete_year() -> None:
    for area in regions.study_areas():
        for year in range(2019, 2025):
            assert SNAPSHOT.jobs(area, year).jobs.between(0, 400).all()
