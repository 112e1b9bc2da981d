"""Labour productivity of places: reference figures, a second computation from the files, breaks, prices, refusals."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd
import pytest

from impact import bundle, regions
from impact.errors import InputError
from impact.productivity import labour_productivity
from impact.productivity.record.coverage import COVERAGES, OUTSIDE_INDUSTRY, OUTSIDE_MINING_ENERGY_WATER
from impact.productivity.record.deflators import consumer_prices, value_added_prices
from impact.productivity.record.measures import Measure
from impact.words.statements import Statement

AREA = "groningen-noord-drenthe"
AREAS = ("CR01", "CR02", "CR03", "CR07")
Cells = Mapping[tuple[str, str, int], float]


def codes(cautions: tuple[Statement, ...]) -> set[str]:
    return {one.code for one in cautions}


@pytest.fixture(scope="module")
def corop() -> pd.DataFrame:
    return labour_productivity(prices="current")


@pytest.fixture(scope="module")
def nation() -> pd.DataFrame:
    return labour_productivity("land", prices="current")


def only(frame: pd.DataFrame, measure: Measure) -> pd.Series:
    return frame[frame["measure"] == measure].set_index(["region", "year"])["value"]


@cache
def file(name: str) -> Cells:
    with bundle.data("snapshot", f"{name}.csv").open(encoding="utf-8") as held:
        return {
            (r["region"], r["sector"], int(r["year"])): float(r["value"]) for r in csv.DictReader(held) if r["value"]
        }


@cache
def input_output() -> list[dict[str, str]]:
    with bundle.data("snapshot", "national-input-output.csv").open(encoding="utf-8") as held:
        return [*csv.DictReader(held)]


def by_hand(areas: tuple[str, ...], year: int) -> float:
    """Value added without B, D and E, over all persons, in a loop over the lines of the files."""
    value, persons = file("corop-value-added"), file("corop-employment")
    above = sum(value[a, "A-U", year] - value[a, "B-E", year] + value[a, "C", year] for a in areas)
    return above / sum(persons[a, "A-U", year] for a in areas)


def test_levels_of_2019_are_those_of_the_reference(corop: pd.DataFrame, nation: pd.DataFrame) -> None:
    """Computed from Eurostat nama_10r_3gva and nama_10r_3empers: CR03 64.2, the Netherlands 75.2 thousand euros."""
    assert only(corop, Measure.LEVEL)["CR03", 2019] == pytest.approx(64.2, abs=0.05)
    assert only(nation, Measure.LEVEL)["NL", 2019] == pytest.approx(75.2, abs=0.05)


@pytest.mark.parametrize("year", [2000, 2008, 2014, 2019, 2023])
def test_a_second_computation_from_the_files_agrees(corop: pd.DataFrame, nation: pd.DataFrame, year: int) -> None:
    levels, gaps = only(corop, Measure.LEVEL), only(corop, Measure.GAP)
    everywhere = tuple(regions.codes("corop"))
    for code in (*AREAS, "CR23", "CR40"):
        assert levels[code, year] == pytest.approx(by_hand((code,), year), rel=1e-12)
        assert gaps[code, year] == pytest.approx(
            100 * by_hand((code,), year) / by_hand(everywhere, year) - 100, abs=1e-9
        )
    whole = labour_productivity("area", prices="current", area=AREA)
    assert only(whole, Measure.LEVEL)[AREA, year] == pytest.approx(by_hand(AREAS, year), rel=1e-12)
    assert only(nation, Measure.LEVEL)["NL", year] == pytest.approx(by_hand(everywhere, year), rel=1e-12)


def test_persons_and_value_added_leave_out_the_same_sectors_or_it_is_said() -> None:
    for one in COVERAGES.values():
        matched = {(t.sector, t.sign) for t in one.numerator} == {(t.sector, t.sign) for t in one.denominator}
        assert matched != ("denominator_wider" in codes(one.cautions))
        frame = labour_productivity("area", prices="current", area=AREA, coverage=one.name)
        assert set(frame["sector"]) == {one.sector}
        assert all(set(one.cautions) <= set(found) for found in frame["cautions"])


def test_outside_industry_by_hand() -> None:
    value, persons = file("corop-value-added"), file("corop-employment")
    found = labour_productivity("corop", (2019, 2019), prices="current", area="CR02", coverage=OUTSIDE_INDUSTRY.name)
    above, below = (held["CR02", "A-U", 2019] - held["CR02", "B-E", 2019] for held in (value, persons))
    assert only(found, Measure.LEVEL)["CR02", 2019] == pytest.approx(above / below, rel=1e-12)


def test_the_nation_has_no_gap_and_every_level_has_its_places(nation: pd.DataFrame) -> None:
    assert (only(nation, Measure.GAP) == 0).all()
    assert set(nation["year"]) == set(range(2000, 2024))
    assert set(labour_productivity("provincie", prices="current")["region"]) == set(regions.codes("provincie"))
    assert set(labour_productivity("corop", prices="current", area=AREA)["region"]) == set(AREAS)


def test_the_extra_regional_territory_hardly_matters(nation: pd.DataFrame) -> None:
    """The published nation holds the North Sea, of persons only since 2010: a twentieth of a per cent apart at most."""
    published = [by_hand(("NL",), year) for year in range(2000, 2024)]
    assert only(nation, Measure.LEVEL).to_numpy() == pytest.approx(np.array(published), rel=5e-4)


def test_growth_and_index_are_those_of_the_levels(corop: pd.DataFrame) -> None:
    levels, growth, index = (only(corop, m) for m in (Measure.LEVEL, Measure.GROWTH, Measure.INDEX))
    assert growth["CR03", 2019] == pytest.approx(100 * levels["CR03", 2019] / levels["CR03", 2018] - 100, abs=1e-9)
    assert index["CR03", 2023] == pytest.approx(100 * levels["CR03", 2023] / levels["CR03", 2000], abs=1e-9)
    rebased = labour_productivity("corop", (2015, 2023), prices="current", area="CR03", base=2010)
    assert only(rebased, Measure.INDEX)["CR03", 2015] == pytest.approx(
        100 * levels["CR03", 2015] / levels["CR03", 2010]
    )
    assert not np.isnan(only(rebased, Measure.GROWTH)["CR03", 2015])  # the year before is there, though not asked for


def test_nothing_is_compared_across_the_frisian_break(corop: pd.DataFrame) -> None:
    rows = corop.set_index(["region", "measure", "year"])
    assert (rows.loc[("CR04", "growth", 2014), ["status"]] == "break").all()
    assert np.isnan(rows.loc[("CR04", "growth", 2014), "value"])
    assert np.isnan(rows.loc[("CR04", "index", 2023), "value"])
    assert rows.loc[("CR04", "level", 2014), "status"] == "break"
    assert not np.isnan(rows.loc[("CR04", "level", 2014), "value"])
    assert rows.loc[("CR04", "growth", 2015), "status"] == ""
    province = labour_productivity("provincie", prices="current", area="PV21").set_index(["measure", "year"])
    assert province.loc[("growth", 2014), "status"] == ""  # all three areas are in it
    assert not province["status"].eq("break").any()


def test_an_index_on_one_side_of_the_break_is_there() -> None:
    later = labour_productivity("corop", prices="current", area="CR04", base=2014)
    index = only(later, Measure.INDEX)["CR04"]
    assert index[2014] == 100
    assert index.notna().to_dict() == {year: year >= 2014 for year in range(2000, 2024)}


def test_prices_stand_in_every_unit() -> None:
    current = labour_productivity("area", prices="current", area=AREA)
    grows = current[current["measure"].isin([Measure.GROWTH, Measure.INDEX, Measure.LEVEL])]
    assert grows["unit"].str.endswith("current prices").all()
    assert all("current_prices" in codes(cautions) for cautions in grows["cautions"])
    real = labour_productivity("area", prices=2021, area=AREA)
    assert real[real["measure"] != Measure.GAP]["unit"].str.endswith("prices of 2021").all()
    assert not any("current_prices" in codes(cautions) for cautions in real["cautions"])
    assert any("national_deflator" in codes(cautions) for cautions in real["cautions"])
    of_prices = {"current_prices", "national_deflator", "deflator_of_another_vintage"}
    for frame in (current, real):  # prices are the same above and below in a gap
        assert not any(of_prices & codes(c) for c in frame[frame["measure"] == Measure.GAP]["cautions"])
    with pytest.raises(TypeError, match="prices"):
        labour_productivity("area", area=AREA)  # type: ignore[call-arg]


def test_the_gap_is_the_same_in_all_prices() -> None:
    asked = {"area": AREA, "years": (2018, 2021)}
    gaps = [
        only(labour_productivity("area", **asked, **prices), Measure.GAP)  # type: ignore[arg-type]
        for prices in ({"prices": "current"}, {"prices": 2021}, {"prices": 2019, "deflator": "consumer"})
    ]
    for other in gaps[1:]:
        assert other.to_numpy() == pytest.approx(gaps[0].to_numpy(), abs=1e-10)


def test_real_growth_is_growth_less_prices() -> None:
    cash, real = (labour_productivity("area", (2016, 2021), prices=p, area=AREA) for p in ("current", 2018))  # type: ignore[arg-type]
    rise = value_added_prices(OUTSIDE_MINING_ENERGY_WATER).levels
    ratio = (1 + only(cash, Measure.GROWTH)[AREA] / 100) / (1 + only(real, Measure.GROWTH)[AREA] / 100)
    assert ratio.to_dict() == pytest.approx((rise / rise.shift()).loc[2016:2021].to_dict())
    assert only(real, Measure.LEVEL)[AREA, 2018] == pytest.approx(only(cash, Measure.LEVEL)[AREA, 2018])


def test_the_tables_behind_the_deflator_give_the_printed_growth_of_the_nation() -> None:
    """CBS StatLine 84087NED prints GDP in prices of 2015: 690,008, 705,131 (2016) and 725,657 (2017) million euros."""
    chained = _gdp(2016, "previous") / _gdp(2016, "current") * _gdp(2017, "previous")
    assert (_gdp(2015, "current"), _gdp(2016, "previous")) == (690008, 705131)
    assert chained == pytest.approx(725657, abs=0.5)


def _gdp(year: int, prices: str) -> float:
    with bundle.data("snapshot", "national-input-output.csv").open(encoding="utf-8") as held:
        rows = [
            r for r in csv.DictReader(held) if (r["year"], r["prices"], r["column"]) == (str(year), prices, "total")
        ]
    value = {r["row"]: float(r["value"] or 0) for r in rows}
    added = ("value_added_basic_prices", "import_duties", "other_taxes_on_imports", "taxes_on_domestic_products")
    taken = ("import_subsidies", "subsidies_on_domestic_products")
    return sum(value[row] for row in added) - sum(value.get(row, 0) for row in taken)


def test_price_levels_by_hand() -> None:
    """Value added of all sections but B, D and E, 2016: 614,941 in its own prices, and in those of 2015."""
    rows = [r for r in input_output() if r["row"] == "value_added_basic_prices" and r["year"] == "2016"]
    kept = [r for r in rows if r["column"][0] not in "BDE" and (r["column"][1:2].isdigit() or r["column"] in "LX")]
    current, previous = (sum(float(r["value"]) for r in kept if r["prices"] == p) for p in ("current", "previous"))
    assert current == 614941
    levels = value_added_prices(OUTSIDE_MINING_ENERGY_WATER).levels
    assert (levels[2015], levels[2016]) == (1, pytest.approx(current / previous, rel=1e-12))
    assert consumer_prices(OUTSIDE_INDUSTRY).levels[2020] == pytest.approx(1.026 * 1.013, rel=1e-12)


@pytest.mark.parametrize(("scale", "year"), [(0.01, 2016), (100, 2019)])
def test_the_base_of_own_price_levels_does_not_matter(scale: float, year: int) -> None:
    own = pd.Series({2016: 1.0, 2017: 1.02, 2018: 1.03, 2019: 1.07}, name="an index")
    first, second = (
        labour_productivity("area", prices=year, area="CR03", deflator=own * s)["value"].to_numpy()
        for s in (1.0, scale)
    )
    assert second == pytest.approx(first, rel=1e-10, abs=1e-10, nan_ok=True)


def test_own_price_levels_are_named() -> None:
    own = pd.Series({2018: 98.0, 2019: 100.0}, name="prices of the ministry")
    found = labour_productivity("area", prices=2019, area="CR03", deflator=own)
    level = found[found["measure"] == Measure.LEVEL]
    assert set(level["unit"]) == {"thousand EUR per employed person, own prices of 2019"}
    assert level["source"].str.endswith("prices of the ministry").all()
    assert set(level["year"]) == {2018, 2019}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"prices": "current", "years": (1999, 2010)}, "1999-2010; expected a first and a last year of 2000-2023"),
        ({"prices": "current", "years": (2020, 2024)}, "2000-2023"),
        ({"prices": "current", "years": (2020, 2010)}, "2020-2010"),
        ({"prices": 2021, "years": (2010, 2021)}, "2015-2021; .*current prices there are most|2015-2021"),
        ({"prices": 2023}, "no price level .value-added. of 2023.*2015-2021"),
        ({"prices": "current", "deflator": "consumer"}, "one for current prices; expected none"),
        ({"prices": "real"}, "'current' or a year"),
        ({"prices": 2019, "deflator": "cpi"}, "value-added, consumer"),
        ({"prices": 2019, "deflator": pd.Series({2019: 0.0})}, "levels of 2019"),
        ({"prices": 2019, "deflator": pd.Series({1990: 1.0})}, "price levels of none of the years"),
        ({"prices": 2019, "deflator": pd.Series([1.0, 2.0], [2019, 2019])}, "stand twice"),
        ({"prices": "current", "base": 1995}, "base: found 1995"),
        ({"prices": "current", "level": "gemeente"}, "corop, provincie, area, land"),
        ({"prices": "current", "level": "area"}, "Name the area"),
        ({"prices": "current", "level": "land", "area": AREA}, "Leave the area out"),
        ({"prices": "current", "area": "nij-begun"}, "only a part of Noord-Drenthe"),
        ({"prices": "current", "coverage": "outside-mining"}, "outside-mining-energy-water"),
    ],
)
def test_what_there_is_no_figure_for_is_refused(asked: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        labour_productivity(**asked)  # type: ignore[arg-type]
