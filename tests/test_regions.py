"""Codes, study areas, boundaries and mergers, and what each refuses."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import regions
from impact.errors import InputError
from impact.regions import history
from impact.regions.codes import concordance


def test_two_areas_that_are_both_called_noord_drenthe_differ() -> None:
    corop, programme = regions.study_area("groningen-noord-drenthe"), regions.study_area("nij-begun")
    assert corop.corops == programme.corops == ("CR01", "CR02", "CR03", "CR07")
    assert set(corop.municipalities) - set(programme.municipalities) == {"GM0106", "GM1731"}
    assert corop.complete_corops
    assert not programme.complete_corops
    assert programme.left_out == {"CR07": ("GM0106", "GM1731")}
    assert len(programme.municipalities) == 13


def test_province_is_its_corop_areas() -> None:
    assert regions.study_area("groningen").corops == ("CR01", "CR02", "CR03")
    assert set(regions.study_area("PV20").municipalities) == set(regions.study_area("groningen").municipalities)
    assert set(regions.study_area(["CR01", "CR02", "CR03"]).municipalities) == set(regions.members("PV20"))


@pytest.mark.parametrize("area", [*regions.study_areas(), ["CR03", "CR07"]])
def test_area_says_what_it_holds_in_two_languages(area: str) -> None:
    place = regions.study_area(area)
    for lang in ("en", "nl"):
        assert place.title(lang)
        assert place.definition(lang).endswith(".")


@pytest.mark.parametrize(
    ("area", "message"),
    [
        ("nij-begin", "Did you mean 'nij-begun'"),
        ("GM0053", "merged into GM1966 Het Hogeland and GM1969 Westerkwartier"),
        ("?", "Use groningen-noord-drenthe, nij-begun, groningen, groningen-and-most-of-drenthe, or codes"),
        ([], "an empty list"),
        (["CR03", "GM0014"], "codes of one level"),
        (["CR03", "CR03"], "CR03 twice"),
        (["CR03", "CR41", "GM0007"], "'CR41'.*\n.*GM0007.*merged into GM1950 Westerwolde"),
    ],
)
def test_area_that_does_not_exist_is_refused(area: str | list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        regions.study_area(area)


def test_levels_and_years_without_boundaries_are_refused() -> None:
    with pytest.raises(InputError, match="Did you mean 'gemeente'"):
        regions.geometry("gemeenten")
    with pytest.raises(InputError, match="found 2023; expected 2024"):
        regions.geometry("corop", 2023)
    with pytest.raises(ValueError, match="municipalities only"):
        regions.geometry("corop", detail="north")


@pytest.mark.parametrize(("level", "count"), [("gemeente", 342), ("corop", 40), ("provincie", 12)])
def test_boundaries_are_whole_valid_and_named(level: regions.Level, count: int) -> None:
    found = regions.geometry(level)
    assert found.crs.to_epsg() == 28992
    assert list(found.columns) == ["region", "name", "geometry"]
    assert sorted(found["region"]) == regions.codes(level)
    assert len(found) == count
    assert found.is_valid.all()
    assert (found["name"] == found["region"].map(regions.name)).all()


@pytest.mark.parametrize(("level", "key"), [("corop", "corop"), ("provincie", "province")])
def test_levels_nest_exactly(level: regions.Level, key: str) -> None:
    owner = pd.Series({m["municipality"]: m[key] for m in concordance("municipalities-2024")})
    parts = regions.geometry("gemeente").set_index("region")["geometry"]
    union = parts.groupby(owner).agg(lambda shapes: shapely.union_all(shapes.to_numpy()))
    whole = regions.geometry(level).set_index("region")["geometry"]
    assert all(union[code].symmetric_difference(whole[code]).area < 1 for code in whole.index)


def test_fine_boundaries_hold_the_22_northern_municipalities() -> None:
    fine = regions.geometry("gemeente", detail="north")
    assert set(fine["region"]) == {*regions.members("PV20"), *regions.members("PV22")}


COUNTS = pd.DataFrame(
    {
        "region": ["GM0003", "GM0010", "GM0024", "GM1730"],
        "year": 2020,
        "value": [5, 10, 20, 40],
        "unit": "establishments",
        "status": ["", "", "provisional", ""],
    }
)


def test_counts_are_summed_over_a_merger() -> None:
    merged = regions.harmonise(COUNTS, 2024).set_index("region")
    assert merged["value"].to_dict() == {"GM1979": 35, "GM1730": 40}
    assert merged.loc["GM1979", "status"] == "provisional"
    pd.testing.assert_frame_equal(regions.harmonise(COUNTS, 2020), COUNTS)


def test_code_that_survives_its_merger_still_needs_its_parts() -> None:
    groningen = pd.DataFrame({"region": ["GM0014", "GM0017", "GM0009"], "year": 2018, "value": [3.0, 2.0, 1.0]})
    assert regions.harmonise(groningen, 2019, kind="count")["value"].tolist() == [6.0]
    with pytest.raises(InputError, match="GM0014 2018 without GM0009 Ten Boer and GM0017 Haren"):
        regions.harmonise(groningen[:1], 2019, kind="count")


def test_missing_part_makes_the_sum_missing() -> None:
    frame = COUNTS.assign(value=[5.0, float("nan"), 20.0, 40.0], status=["", "suppressed", "provisional", ""])
    merged = regions.harmonise(frame, 2024).set_index("region")
    assert pd.isna(merged.loc["GM1979", "value"])
    assert merged.loc["GM1979", "status"] == "suppressed"


WINSUM = ["GM0005", "GM1651", "GM1663", "GM0053", "GM0015", "GM0022", "GM0025", "GM0056"]


def test_divided_municipality_goes_on_with_stated_shares_only() -> None:
    frame = pd.DataFrame({"region": WINSUM, "year": 2018, "value": 100.0})
    with pytest.raises(InputError, match="GM0053 Winsum, which was divided over GM1966 Het Hogeland and GM1969"):
        regions.harmonise(frame, 2024, kind="count")
    with pytest.raises(InputError, match="add up to 1"):
        regions.harmonise(frame, 2024, kind="count", shares={"GM0053": {"GM1966": 0.6, "GM1969": 0.5}})
    merged = regions.harmonise(frame, 2024, kind="count", shares={"GM0053": {"GM1966": 0.6, "GM1969": 0.4}})
    assert merged.set_index("region")["value"].to_dict() == pytest.approx({"GM1966": 360.0, "GM1969": 440.0})


@pytest.mark.parametrize("unit", ["%", "EUR per inhabitant", "index 2015=100", "MIO_EUR/EUR_HAB"])
def test_rates_are_refused(unit: str) -> None:
    with pytest.raises(InputError, match="rates do not add up"):
        regions.harmonise(COUNTS.assign(unit=unit), 2024)
    with pytest.raises(InputError, match="a rate"):
        regions.harmonise(COUNTS.drop(columns="unit"), 2024, kind="rate")
    with pytest.raises(ValueError, match="counts or rates"):
        regions.harmonise(COUNTS.drop(columns="unit"), 2024)


def test_history_that_is_not_known_is_refused_all_at_once() -> None:
    with pytest.raises(InputError, match="GM0363 2020 without GM0457 Weesp"):
        regions.harmonise(COUNTS.assign(region=["GM0363", "GM0010", "GM0024", "GM0003"]), 2024)
    with pytest.raises(InputError, match="GM0363 Amsterdam to 2026; expected a year up to 2025"):
        regions.harmonise(pd.DataFrame({"region": ["GM0363"], "year": 2024, "value": 1}), 2026, kind="count")
    with pytest.raises(InputError, match="found 2013; expected years from 2015"):
        regions.harmonise(pd.DataFrame({"region": ["GM0363"], "year": 2013, "value": 1}), 2020, kind="count")
    for year in (1900, 2030):
        with pytest.raises(InputError, match=f"harmonise_to: found {year}; expected a year from 2010 to 2026"):
            regions.harmonise(COUNTS, year)
    with pytest.raises(InputError, match="cannot be undone"):
        regions.harmonise(COUNTS, 2019)
    with pytest.raises(ValueError, match="found no value"):
        regions.harmonise(COUNTS.drop(columns="value"), 2024)
    three = pd.DataFrame({"region": ["GM0053", "GM0140", "GM0788"], "year": 2017, "value": 1})
    with pytest.raises(InputError) as caught:
        regions.harmonise(three, 2024, kind="count")
    said = [problem.found for problem in caught.value.problems]
    assert said[0] == "GM0053 Winsum, which was divided over GM1966 Het Hogeland and GM1969 Westerkwartier"
    assert said[1].startswith("GM0140 Littenseradiel, which was divided over GM0080 Leeuwarden, GM1900")
    assert said[2].endswith("GM0757 Boxtel, GM0824 Oisterwijk, GM0855 Tilburg and GM0865 Vught")


# Statistics Netherlands on the municipalities of 1 January, as the news had it: 393 (December 2014), 390 (January
# 2016), 388 (December 2016), 380 (VNG, 2018), 355 (December 2018 and 2019), 352 (December 2020), 345 (December 2021).
PRINTED = {2015: 393, 2016: 390, 2017: 388, 2018: 380, 2019: 355, 2020: 355, 2021: 352, 2022: 345}


@pytest.mark.parametrize(("year", "count"), {**PRINTED, 2023: 342, 2024: 342, 2025: 342}.items())
def test_as_many_municipalities_as_cbs_counts(year: int, count: int) -> None:
    there = history.municipalities_in(year)
    assert len(there) == count
    assert all(regions.name(code) for code in there)


@pytest.mark.parametrize("year", range(2015, 2027))
def test_history_of_the_north_is_that_of_its_own_list(year: int) -> None:
    listed = {m["municipality"]: m["name"] for m in NORTH if int(m["year"]) == year}
    assert set(listed) == history.municipalities_in(year) & {m["municipality"] for m in NORTH}
    assert all(regions.name(code) == name for code, name in listed.items())


def test_rows_of_municipalities_that_were_not_there_are_left_out_when_empty() -> None:
    """CBS prints every code in every year: Eemsdelta in 2020 and Loppersum in 2022 are empty."""
    frame = pd.DataFrame(
        {
            "region": ["GM0003", "GM0010", "GM0024", "GM1979", "GM0003", "GM1979", "GM9999"],
            "year": [2020, 2020, 2020, 2020, 2022, 2022, 2022],
            "value": [5.0, 10.0, 20.0, None, None, 40.0, None],
            "status": ["", "", "", "impossible", "unknown", "", "unknown"],
        }
    )
    merged = regions.harmonise(frame, 2022, kind="count")
    assert list(merged.itertuples(index=False, name=None)) == [("GM1979", 2020, 35.0, ""), ("GM1979", 2022, 40.0, "")]
    filled = frame.assign(value=frame["value"].fillna(1.0), status="")
    with pytest.raises(InputError) as caught:
        regions.harmonise(filled, 2022, kind="count")
    assert [str(problem).split("; ")[0] for problem in caught.value.problems] == [
        "panel: region: found a figure of GM1979 Eemsdelta in 2020",
        "panel: region: found a figure of GM0003 Appingedam in 2022",
        "panel: region: found a figure of GM9999 in 2022",
    ]
    with pytest.raises(InputError, match=r"GM1979 Eemsdelta in 2020; expected .* \(from 2021\)"):
        regions.harmonise(frame.assign(status="suppressed"), 2022, kind="count")


def test_a_chain_of_changes_is_followed() -> None:
    """Groesbeek became Berg en Dal; part of Littenseradiel went to Waadhoeke with three others."""
    frame = pd.DataFrame({"region": ["GM0241"], "year": [2015], "value": [7]})
    assert regions.harmonise(frame, 2025, kind="count")["region"].tolist() == ["GM1945"]
    waadhoeke = pd.DataFrame({"region": ["GM0063", "GM0070", "GM1908", "GM0140"], "year": 2017, "value": 100.0})
    others = pd.DataFrame({"region": ["GM0080", "GM0081", "GM1900"], "year": 2017, "value": 10.0})
    shares = {"GM0140": {"GM0080": 0.3, "GM1900": 0.5, "GM1949": 0.2}}
    merged = regions.harmonise(pd.concat([waadhoeke, others]), 2025, kind="count", shares=shares)
    assert merged.set_index("region")["value"].to_dict() == pytest.approx(
        {"GM1949": 320.0, "GM0080": 50.0, "GM1900": 60.0}
    )


def test_shares_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "shares.csv").write_text("old,new,share\nGM0053,GM1966,0.6\nGM0053,GM1969,0.4\n")
    assert regions.read_shares(tmp_path / "shares.csv") == {"GM0053": {"GM1966": 0.6, "GM1969": 0.4}}
    (tmp_path / "bad.csv").write_text("old,new,share\nGM0053,GM1966,most\n")
    for name in ("bad.csv", "none.csv"):
        with pytest.raises(InputError, match="a csv file with the columns old, new, share"):
            regions.read_shares(tmp_path / name)


DIVIDED = {
    "GM0053": {"GM1966": 0.6, "GM1969": 0.4},
    "GM0140": {"GM0080": 0.3, "GM1900": 0.5, "GM1949": 0.2},
    "GM0788": {"GM0757": 0.1, "GM0824": 0.4, "GM0855": 0.1, "GM0865": 0.4},
}


@pytest.mark.parametrize("year", range(2015, 2026))
def test_the_whole_country_keeps_its_sum(year: int) -> None:
    there = sorted(history.municipalities_in(year))
    frame = pd.DataFrame({"region": there, "year": year, "value": range(1, len(there) + 1)})
    merged = regions.harmonise(frame, 2025, kind="count", shares=DIVIDED)
    assert set(merged["region"]) == set(regions.codes("gemeente"))
    assert merged["value"].sum() == pytest.approx(frame["value"].sum())


NORTH = concordance("municipalities-north")


@settings(max_examples=25, derandomize=True, deadline=None)
@given(
    year=st.integers(2015, 2026),
    values=st.lists(st.integers(0, 10_000), min_size=40, max_size=40),
    share=st.floats(0, 1),
)
def test_harmonising_keeps_the_sum(year: int, values: list[int], share: float) -> None:
    now = sorted(m["municipality"] for m in NORTH if int(m["year"]) == year)
    frame = pd.DataFrame({"region": now, "year": year, "value": values[: len(now)]})
    merged = regions.harmonise(frame, 2026, kind="count", shares={"GM0053": {"GM1966": share, "GM1969": 1 - share}})
    assert merged["value"].sum() == pytest.approx(frame["value"].sum())
    assert set(merged["region"]) == {m["municipality"] for m in NORTH if m["year"] == "2026"}
