"""The innovation record: counts by a second computation, rates within what is known, breaks marked, gaps refused."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from impact import bundle, regions
from impact.errors import InputError
from impact.productivity import birth_rate, births, closures, establishments, research
from impact.sources import pull
from impact.sources.store import Store
from impact.words.statements import Statement, said
from tests.sources.server import FakeTable, Source, serving

AREA = "groningen-noord-drenthe"
AREAS = ("CR01", "CR02", "CR03", "CR07")


@cache
def table(name: str) -> dict[tuple[str, str, int], float]:
    with bundle.data("snapshot", f"{name}.csv").open(encoding="utf-8") as file:
        return {
            (r["region"], r["sector"], int(r["year"])): float(r["value"]) for r in csv.DictReader(file) if r["value"]
        }


def codes(cautions: tuple[Statement, ...]) -> set[str]:
    return {one.code for one in cautions}


def values(frame: pd.DataFrame) -> pd.Series:
    return frame.set_index(["region", "sector", "year"])["value"]


def statuses(frame: pd.DataFrame) -> dict[tuple[str, int], str]:
    return frame.set_index(["sector", "year"])["status"].to_dict()


def test_births_are_those_of_the_file() -> None:
    held = table("corop-firm-births")
    area, corop = values(births("area", area=AREA)), values(births(area=AREA))
    for sector in ("J", "M-N"):
        for year in (2007, 2015, 2025):
            assert corop["CR03", sector, year] == held["CR03", sector, year]
            assert area[AREA, sector, year] == sum(held[code, sector, year] for code in AREAS)
    nation = values(births("land", (2024, 2024), by=["J"]))
    assert nation["NL", "J", 2024] == sum(held[code, "J", 2024] for code in regions.codes("corop"))


def test_births_say_where_a_series_breaks() -> None:
    of_area = statuses(births("area", area=AREA))
    assert of_area["M-N", 2023] == "break"
    assert {status for (sector, year), status in of_area.items() if (sector, year) != ("M-N", 2023)} == {""}
    alone = statuses(births(area="CR01"))
    assert (alone["J", 2018], alone["M-N", 2018]) == ("break", "break")  # Menterwolde goes to CR03
    assert statuses(births("area", area="groningen"))["J", 2018] == ""  # both sides of it are in the province
    care = statuses(births("area", area=AREA, by=["A+O-Q"]))
    assert care["A+O-Q", 2015] == "break"
    assert statuses(births("area", (2015, 2025), area=AREA, by=["A+O-Q"]))["A+O-Q", 2015] == ""


def test_birth_rates_lie_where_births_over_stock_do() -> None:
    """Checked when the two tables were put together: 5.6 to 14.9 per cent in every COROP area and year."""
    rates = birth_rate()
    assert rates["value"].min() == pytest.approx(5.6, abs=0.05)
    assert rates["value"].max() == pytest.approx(14.9, abs=0.05)
    assert len(rates) == 40 * 11
    above, below = table("corop-firm-births"), table("corop-establishments")
    of_area = values(birth_rate("area", area=AREA))
    expected = sum(above[c, "A-U", 2020] for c in AREAS) / sum(below[c, "A-U", 2020] for c in AREAS)
    assert of_area[AREA, "A-U", 2020] == pytest.approx(100 * expected, rel=1e-12)


def test_establishments_and_shares_are_those_of_the_municipalities() -> None:
    held = table("municipal-establishments")
    found = establishments(area="nij-begun")
    count, share = (values(found[found["indicator"] == name]) for name in ("establishments", "share"))
    inside = regions.study_area("nij-begun").municipalities
    for sector in ("J", "M-N"):
        above, below = (sum(held[gm, s, 2025] for gm in inside) for s in (sector, "sum_groups"))
        assert count["nij-begun", sector, 2025] == above
        assert share["nij-begun", sector, 2025] == pytest.approx(100 * above / below, rel=1e-12)
    assert set(found["year"]) == set(range(2021, 2026))  # Eemsdelta is there since 2021


def test_municipalities_add_up_to_the_area_and_nearly_to_the_corop_table() -> None:
    found = establishments("corop", area=AREA, by=["sum_groups"])
    count = values(found[found["indicator"] == "establishments"])
    corop = table("corop-establishments")
    for code in AREAS:
        assert count[code, "sum_groups", 2025] == pytest.approx(corop[code, "A-U", 2025], abs=40)
    parts = values(establishments("gemeente", (2025, 2025), area=AREA, by=["J"]).query("indicator == 'establishments'"))
    assert (
        parts.sum()
        == values(establishments(area=AREA, by=["J"]).query("indicator == 'establishments'"))[AREA, "J", 2025]
    )


def test_the_shift_between_finance_and_business_services_is_marked() -> None:
    """On 1 January 2024 finance falls by two fifths in a year in this area, and business services rise by a seventh."""
    found = establishments(area=AREA, by=["J", "K", "M-N"])
    count = values(found[found["indicator"] == "establishments"])[AREA]
    assert count["K", 2024] / count["K", 2023] < 0.6
    assert count["M-N", 2024] / count["M-N", 2023] > 1.13
    of_share = statuses(found[found["indicator"] == "share"])
    assert (of_share["K", 2024], of_share["M-N", 2024], of_share["J", 2024]) == ("break", "break", "")
    assert all(
        ("not_comparable" in codes(c)) == (s != "J") for s, c in zip(found["sector"], found["cautions"], strict=True)
    )


def test_shares_begin_when_all_groups_are_there() -> None:
    found = establishments("corop", area="CR07")
    assert found[found["indicator"] == "establishments"]["year"].min() == 2007
    assert found[found["indicator"] == "share"]["year"].min() == 2015


def test_a_municipality_that_took_in_others_is_marked() -> None:
    found = establishments("gemeente", area="GM0014").query("indicator == 'establishments' and sector == 'J'")
    assert statuses(found)["J", 2019] == "break"  # Haren and Ten Boer


def test_every_row_has_its_source_status_and_cautions() -> None:
    for frame in (births(area=AREA), birth_rate(area=AREA), establishments(area=AREA), research("PV20")):
        assert frame["source"].str.startswith("CBS StatLine").all()
        assert frame["value"].notna().all()
        assert all(isinstance(cautions, tuple) and cautions for cautions in frame["cautions"])
        assert (frame["unit"] != "").all()
    assert any("zero_may_be_blank" in codes(cautions) for cautions in births()["cautions"])


def test_research_is_that_of_three_tables_with_a_break() -> None:
    """CBS 82352NED, printed: Groningen 539 MEUR and 4,803 labour years in 2016; Drenthe 122 and 1,425."""
    found = research(["PV20", "PV22"]).set_index(["region", "indicator", "year"]).sort_index()
    assert [found.loc[(p, "rd_expenditure", 2016), "value"] for p in ("PV20", "PV22")] == [539, 122]
    assert [found.loc[(p, "rd_labour_years", 2016), "value"] for p in ("PV20", "PV22")] == [4803, 1425]
    rows = found.loc[("PV20", "rd_expenditure")]
    assert rows["status"].to_dict() == {2001: "", 2014: "break", 2015: "", 2016: "provisional"}
    assert rows["source"].to_dict()[2001] == "CBS StatLine 7321slct"
    assert "all_sectors_of_research" in codes(rows["cautions"][2014])
    assert rows["cautions"][2001] == (said("no_successor", last=2016),)
    assert research("PV26", (2014, 2016)).query("indicator == 'rd_expenditure'")["value"].to_list() == [
        1335,
        1325,
        1400,
    ]
    assert research("PV30")["status"].ne("break").all()  # it has no year before


def _closures(keys: tuple[str, ...], topic: str) -> str:
    sector, region, period = keys
    return f"{10 * len(sector) + int(region[-1]) + int(period[:4]) - 2020:12.0f}"


def test_closures_come_from_the_pulled_table(tmp_path: Path) -> None:
    branches = [("391600 ", "J Informatie en communicatie", ""), ("300010 ", "M-N Zakelijke dienstverlening", "")]
    places = [(f"{code}  ", code, "") for code in AREAS]
    years = [("2023JJ00", "2023", "Definitief"), ("2024JJ00", "2024", "Voorlopig")]
    dimensions = [
        ("BedrijfstakkenBranchesSBI2008", "Bedrijfstakken/branches (SBI 2008)", "Dimension", branches),
        ("RegioS", "Regio's", "GeoDimension", places),
        ("Perioden", "Perioden", "TimeDimension", years),
    ]
    topic = {"Key": "Opheffingen_1", "Title": "Opheffingen van vestigingen", "Unit": "aantal", "Decimals": 0}
    served = FakeTable("83635NED", "Vestigingen van bedrijven; opheffingen", dimensions, [topic], _closures)
    store = Store(tmp_path)
    with serving(Source(tables={"83635NED": served})) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_CBS_URL", url)
        assert pull.pull(["83635NED"], store=store).ok
    found = closures("area", area=AREA, data=store)
    # 60 + the last digit of the area + the years since 2020, of areas 1, 2, 3 and 7.
    assert values(found)[AREA, "J", 2023] == 4 * 63 + 13
    assert statuses(found)["J", 2024] == "provisional"
    assert set(found["source"]) == {"CBS StatLine 83635NED"}
    assert set(found["cautions"]) == {(said("rounded_to_five"),)}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: closures(area=AREA, data="snapshot"), "`impact pull 83635NED` fetches them"),
        (lambda: births(years=(2000, 2010)), "years: found 2000; expected years in 2007-2025"),
        (lambda: births(by=["62"]), "expected sectors of CBS StatLine 83631NED"),
        (lambda: births("gemeente"), "corop, provincie, area, land"),
        (lambda: births("area", area="nij-begun"), "only a part of Noord-Drenthe"),
        (lambda: birth_rate(years=(2007, 2010)), "years in 2015-2025"),
        (lambda: establishments(area="CR23"), "no establishments of .*`impact pull 81575NED` has all"),
        (lambda: establishments("corop", (2010, 2025), area=AREA), r"CR02 2021.*expected years in 2021-2025"),
        (lambda: establishments("land", area=AREA), "`impact pull 81578NED` has others"),
        (lambda: establishments("corop", area="nij-begun"), "only a part of Noord-Drenthe"),
        (lambda: research("CR03"), "a province, LD01 or NL.*Below provinces there is none"),
        (lambda: research("PV20", (2017, 2020)), "years with figures: 2001, 2014, 2015, 2016"),
    ],
)
def test_what_there_is_no_figure_for_is_refused(asked: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        asked()  # type: ignore[operator]
