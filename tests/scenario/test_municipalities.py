"""Results by municipality: shares by establishments, sums that are kept, and no more digits than apportioning bears."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from impact import regions, sectors
from impact.errors import InputError
from impact.inputoutput import area_distances, corop_distances
from impact.panel.figures import figures_of
from impact.panel.snapshot_figures import SnapshotFigures
from impact.scenario.computation.municipalities import (
    apportioned,
    bearing,
    establishments_record,
    municipal_shares,
    note,
    part_of,
)
from impact.sources import snapshot

FIGURES = figures_of()
NORTH = ("CR01", "CR02", "CR03", "CR07")
NOORD_DRENTHE = ["GM0106", "GM1680", "GM1699", "GM1730", "GM1731"]


# Shares, with the establishments that CBS prints (81575NED, 1 January 2019).


def test_a_sector_is_shared_by_the_establishments_of_its_group() -> None:
    found = municipal_shares("CR07", ["J62", "A01", "Q86", "X"], 2019, FIGURES)
    assert list(found.index) == NOORD_DRENTHE
    assert found["J62"].to_list() == pytest.approx([n / 770 for n in (300, 105, 120, 150, 95)])
    together = [n / 4725 for n in (1210, 800, 725, 920, 1070)]  # agriculture, government, education and care
    assert found["A01"].to_list() == pytest.approx(together)
    assert found["Q86"].to_list() == pytest.approx(together)
    assert found["X"].to_list() == pytest.approx([n / 18930 for n in (5685, 2840, 3235, 3660, 3510)])


@pytest.mark.parametrize("area", NORTH)
@pytest.mark.parametrize("level", ["cbs81", "section", "a10"])
def test_shares_of_every_sector_add_up_to_one(area: str, level: sectors.Level) -> None:
    found = municipal_shares(area, sectors.codes(level), 2024, FIGURES)
    assert list(found.columns) == sectors.codes(level)
    assert found.sum().to_list() == pytest.approx([1.0] * len(found.columns), abs=1e-14)
    assert (found > 0).all(axis=None)


def test_an_area_that_is_one_municipality_needs_no_establishments() -> None:
    found = municipal_shares("CR02", ["J62", "X"], 2019, FIGURES)  # Eemsdelta was made in 2021
    pd.testing.assert_frame_equal(
        found, pd.DataFrame(1.0, index=pd.Index(["GM1979"], name="region"), columns=["J62", "X"])
    )


def test_the_part_of_an_area_is_that_of_the_jobs_of_a_study_area() -> None:
    """230 + 280 + 225 of 1,430 establishments in construction, as the panel apportions jobs."""
    found = part_of("CR07", "nij-begun", sectors.codes("a10"), 2019, FIGURES)
    assert found["F"] == pytest.approx(735 / 1430)
    assert found["A"] == found["O-Q"] == pytest.approx(2445 / 4725)
    inside = FIGURES.jobs(["GM1680", "GM1699", "GM1730"], 2019).jobs
    whole = FIGURES.jobs("CR07", 2019).jobs
    pd.testing.assert_series_equal(found, inside / whole, check_names=False)


def test_an_area_that_is_inside_or_outside_has_all_or_nothing() -> None:
    assert part_of("CR03", "nij-begun", ["F"], 2019, FIGURES).to_list() == [1.0]
    assert part_of("CR08", "nij-begun", ["F"], 2019, FIGURES).to_list() == [0.0]
    assert part_of("CR36", ["CR36"], ["F"], 2019, FIGURES).to_list() == [1.0]  # without establishments of the south


class Pulled(SnapshotFigures):
    """The sections of a pulled table, made: twice as many in each next municipality, none in mining, one blank."""

    name, place = "store", "a store"

    def series(
        self, name: str, level: str, *, tables: object = (), years: tuple[int, int] | None = None
    ) -> pd.DataFrame:
        assert (name, level, years) == ("establishments", "gemeente", (2025, 2025))
        counts = {"A-U": 10.0, "B-F": 4.0, "B": 0.0, "C": 2.0, "J": 1.0, "62": 3.0}
        rows = [
            (code, sector, value * (2.0**k if sector == "J" else 1.0))
            for k, code in enumerate(NOORD_DRENTHE)
            for sector, value in counts.items()
        ]
        found = pd.DataFrame(rows, columns=["region", "sector", "value"])
        found.loc[found["region"].eq("GM0106") & found["sector"].eq("C"), "value"] = np.nan
        return found


def test_pulled_figures_take_the_smallest_group_that_is_known_and_not_empty() -> None:
    found = municipal_shares("CR07", ["B06", "C26", "J61", "J62", "P85"], 2025, Pulled())
    assert found["J61"].to_list() == pytest.approx([n / 31 for n in (1, 2, 4, 8, 16)])
    for code in ("B06", "C26", "J62", "P85"):  # B-F, because B is empty and C has a blank; 62; all
        assert found[code].to_list() == pytest.approx([0.2] * 5)


# Apportioning.

SHARES = [municipal_shares(area, sectors.codes("a10"), 2024, FIGURES) for area in NORTH]
MUNICIPALITIES = [code for of_area in SHARES for code in of_area.index]
VALUES = arrays(float, (3, 4, 10), elements=st.floats(-1e4, 1e4, allow_subnormal=False))


@given(values=VALUES)
@settings(max_examples=50)
def test_municipalities_add_up_to_their_area(values: np.ndarray) -> None:
    found = apportioned(values, SHARES)
    assert found.shape == (3, 15, 10)
    for k, of_area in enumerate(SHARES):
        inside = [MUNICIPALITIES.index(code) for code in of_area.index]
        np.testing.assert_allclose(found[:, inside].sum(axis=1), values[:, k], rtol=1e-12, atol=1e-9)


@given(values=VALUES, own=arrays(float, (3, 15, 10), elements=st.floats(0, 10, allow_subnormal=False)))
@settings(max_examples=50)
def test_what_is_in_a_municipality_stays_there_and_the_sums_stay_too(values: np.ndarray, own: np.ndarray) -> None:
    found = apportioned(values, SHARES, own)
    np.testing.assert_allclose(found.sum(axis=1), values.sum(axis=1), rtol=1e-12, atol=1e-8)
    rest = values - np.stack(
        [own[:, [MUNICIPALITIES.index(c) for c in of_area.index]].sum(axis=1) for of_area in SHARES], axis=1
    )
    np.testing.assert_allclose(found - own, apportioned(rest, SHARES), rtol=1e-9, atol=1e-8)


def test_a_purchase_in_a_named_municipality_is_there_alone() -> None:
    """10 in construction in CR07, of which 4 are bought in Assen: 6 are left for 1,430 establishments, 365 in Assen."""
    shares = municipal_shares("CR07", ["F"], 2019, FIGURES)
    own = np.array([[4.0], [0.0], [0.0], [0.0], [0.0]])
    found = apportioned(np.array([[10.0]]), [shares], own)
    assert found[0, 0] == pytest.approx(4 + 6 * 365 / 1430)
    assert found.sum() == pytest.approx(10.0)


def test_the_programme_area_is_the_sum_of_its_municipalities() -> None:
    """Its part of CR07 is an area of its own, apportioned to its three municipalities."""
    values = np.arange(1.0, 41.0).reshape(4, 10)
    corops = ["CR01", "CR02", "CR03", ["GM1680", "GM1699", "GM1730"]]
    shares = [municipal_shares(area, sectors.codes("a10"), 2024, FIGURES) for area in corops]
    labels = [code for of_area in shares for code in of_area.index]
    assert set(labels) == set(regions.study_area("nij-begun").municipalities)
    assert apportioned(values, shares).sum() == pytest.approx(values.sum(), rel=1e-14)


# What apportioning bears.


def test_no_more_digits_than_the_first_that_was_apportioned() -> None:
    values = np.array([12.7, 0.034, -96.0, 0.0, 5.0])
    np.testing.assert_allclose(bearing(values), [10.0, 0.03, -100.0, 0.0, 5.0], rtol=1e-12)
    mixed = bearing(np.array([53.2, 50.0, 0.26]), np.array([3.2, 0.0, 0.01]))
    np.testing.assert_allclose(mixed, [53.0, 50.0, 0.26], rtol=1e-12)


@given(arrays(float, 5, elements=st.floats(-1e6, 1e6, allow_subnormal=False)))
def test_rounding_is_within_half_of_the_first_digit(values: np.ndarray) -> None:
    step = np.array([10.0 ** np.floor(np.log10(abs(v))) if v else 0.0 for v in values])
    assert (np.abs(bearing(values) - values) <= step / 2 * (1 + 1e-9)).all()


def _off_by(years: range) -> np.ndarray:
    """Return the factors between apportioned and published jobs of the four northern areas, by group and year."""
    counted = snapshot.table("municipal-establishments", year=list(years))
    counted = counted.assign(region=counted["region"].map(regions.corop_of))
    groups = {g: "A+O-Q" if g in ("A", "O-Q") else g for g in sectors.codes("a10")}
    found = []
    for year in years:
        by_area = counted[counted["year"] == year].pivot_table("value", "region", "sector", "sum").loc[list(NORTH)]
        jobs = FIGURES.jobs_by_corop(year).loc[list(NORTH)]
        for group, published in groups.items():
            expected = jobs[group].sum() * by_area[published] / by_area[published].sum()
            found += list(np.exp(np.abs(np.log(expected / jobs[group]))))
    return np.array(found)


def test_the_error_that_the_rule_rests_on_is_the_one_measured() -> None:
    off = _off_by(range(2021, 2025))  # Eemsdelta, and with it CR02, is there from 2021
    assert off.size == 160
    assert np.median(off) == pytest.approx(1.2, abs=0.05)
    assert (off > 1.7).mean() == pytest.approx(0.10, abs=0.02)


def test_the_note_says_what_it_is_and_how_far_it_goes() -> None:
    told = note(2024)
    assert "1 January 2024 (CBS 81575NED)" in told.en
    assert "no more than one digit" in told.en
    assert "één cijfer" in told.nl
    record = establishments_record(["CR07"], 2024, FIGURES)
    assert (record.table, record.selection) == ("municipal-establishments", "CR07; 1 January 2024; sector groups")


# Distances between parts.


def test_areas_made_of_all_municipalities_are_as_far_apart_as_corop_areas() -> None:
    whole = area_distances({code: regions.members(code) for code in ("CR01", "CR07", "CR36")})
    pd.testing.assert_frame_equal(whole, corop_distances().loc[whole.index, whole.columns], rtol=1e-6)


def test_parts_of_an_area_are_near_each_other_and_smaller() -> None:
    areas = {"inside": ["GM1680", "GM1699", "GM1730"], "outside": ["GM0106", "GM1731"], "CR07": NOORD_DRENTHE}
    parts = area_distances({label: areas[label] for label in ("inside", "outside")})
    whole = area_distances({"CR07": areas["CR07"]})
    assert list(parts.index) == list(parts.columns) == ["inside", "outside"]
    assert parts.loc["inside", "outside"] == parts.loc["outside", "inside"]
    own = np.diag(parts) ** 2  # two thirds of the radius: areas add up
    assert own.sum() == pytest.approx(whole.iloc[0, 0] ** 2, rel=1e-3)


# What is refused.


@pytest.mark.parametrize(
    ("area", "year", "found"),
    [
        ("groningen", 2019, "no establishments of GM1979 Eemsdelta in 2019;.*there from 2021"),
        ("CR36", 2024, "no establishments of GM0743 Asten.* and others in 2024;.*`impact pull 81575NED`"),
        ("CR07", 2014, "2015 or later"),
        ("CR07", 2031, "a year of municipal-establishments: 2007 to 2025|2007 to 2025"),
        ("DE941", 2024, "an area outside the Netherlands"),
    ],
)
def test_what_has_no_establishments_is_refused(area: str, year: int, found: str) -> None:
    with pytest.raises(InputError, match=found):
        municipal_shares(area, ["F"], year, FIGURES)


def test_a_sector_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError, match="'J99'.*J59"):
        municipal_shares("CR07", ["J99"], 2024, FIGURES)


@pytest.mark.parametrize(
    ("areas", "found"),
    [
        ({}, "none"),
        ({"one": []}, "''"),
        ({"one": ["GM0014"], "other": ["GM0014"]}, "GM0014 twice"),
        ({"one": ["GM0003"]}, "It merged into GM1979"),
        ({"one": ["CR03"]}, "'CR03'; expected a GM code of 2024"),
    ],
)
def test_areas_that_cannot_be_are_refused(areas: dict[str, list[str]], found: str) -> None:
    with pytest.raises(InputError, match=found):
        area_distances(areas)


def test_shapes_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(ValueError, match="values of 3 areas and 10 sectors"):
        apportioned(np.zeros((3, 10)), SHARES)
    with pytest.raises(ValueError, match="the shape"):
        apportioned(np.zeros((4, 10)), SHARES, np.zeros((4, 10)))
