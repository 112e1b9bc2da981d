"""Jobs by region where people live and region where they work: two regions a row, of December, of one level."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from impact.errors import InputError
from impact.panel.commuting import COLUMNS, commuting
from impact.sources import pull
from impact.sources.description import Dimension, column_names, kind_of
from impact.sources.store import Store
from tests.sources.server import FakeTable, Source, serving

TABLE = "85481NED"
DECEMBER = [("2021MM12", "2021 december*", "Definitief"), ("2022MM12", "2022 december*", "Voorlopig")]
YEARS = [("2021JJ00", "2021", "Definitief"), ("2022JJ00", "2022*", "Voorlopig")]
REGIONS = [
    ("NL00  ", "Nederland, Buitenland, Niet in te delen", ""),
    ("NL01  ", "Nederland", ""),
    ("PV20  ", "Groningen (PV)", ""),
    ("CR03  ", "Overig Groningen (CR)", ""),
    ("CR99  ", "Niet in te delen (CR)", ""),
    ("GM0014", "Groningen", ""),
    ("GM1680", "Aa en Hunze", ""),
    ("GM0000", "Zonder gemeente", ""),
    ("GM8888", "Gemeente onbekend", ""),
    ("BL0001", "Buitenland", ""),
]
SIZES = {"NL00": 1000.0, "NL01": 900.0, "PV20": 80.0, "CR03": 60.0, "CR99": 5.0}
SIZES |= {"GM0014": 40.0, "GM1680": 10.0, "GM0000": 3.0, "GM8888": 1.0, "BL0001": 2.0}
Kinds = tuple[str, str]


def figure(keys: tuple[str, ...], _: str) -> str:
    home, work, period = keys
    return f"{SIZES[home] * 1000 + SIZES[work] + (period[3] == '2') / 10:12.1f}"


def table(periods: list[tuple[str, str, str]], kinds: Kinds = ("GeoDimension", "GeoDimension")) -> FakeTable:
    topic = {"Key": "BanenVanWerknemers_1", "Title": "Banen van werknemers", "Unit": "x 1 000", "Decimals": 1}
    return FakeTable(
        TABLE,
        "Werknemersbanen en reisafstand; woon- en werkregio",
        [
            ("WoonregioS", "Woonregio's", kinds[0], REGIONS),
            ("WerkregioS", "Werkregio's", kinds[1], REGIONS),
            ("Perioden", "Perioden", "TimeDimension", periods),
        ],
        [topic, {**topic, "Key": "GemiddeldeReisafstand_2", "Title": "Gemiddelde reisafstand", "Unit": "km"}],
        figure,
    )


Pulled = Callable[..., Store]


@pytest.fixture
def pulled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pulled:
    """Pull one table into a store."""

    def fill(of: FakeTable, api: str = "v3") -> Store:
        store = Store(tmp_path / "store")
        with serving(Source(tables={of.id: of})) as url:
            monkeypatch.setenv("IMPACT_CBS_URL", url)
            report = pull.pull([of.id], store=store, api=api)
        assert report.ok, report.lines[0].note
        return store

    return fill


@pytest.mark.parametrize("api", ["v3", "v4"])
@pytest.mark.parametrize("periods", [DECEMBER, YEARS, [*YEARS, *DECEMBER, ("2022MM11", "2022 november", "")]])
@pytest.mark.parametrize("kinds", [("GeoDimension", "GeoDimension"), ("GeoDimension", "Dimension"), ("GeoDetail",) * 2])
def test_both_regions_and_december_as_the_year(
    pulled: Pulled, periods: list[tuple[str, str, str]], kinds: Kinds, api: str
) -> None:
    store = pulled(table(periods, kinds), api)
    found = commuting("gemeente", data=store).between
    assert list(found.columns) == COLUMNS
    pairs = [(h, w, y) for h in ("GM0014", "GM1680") for w in ("GM0014", "GM1680") for y in (2021, 2022)]
    assert list(found[["home_region", "work_region", "year"]].itertuples(index=False, name=None)) == pairs
    cell = found.set_index(["home_region", "work_region", "year"]).loc[("GM1680", "GM0014", 2022)]
    assert (cell["value"], cell["status"], cell["unit"]) == (10_040.1, "provisional", "thousand jobs")
    assert (cell["variable"], cell["source"]) == ("commuting", "CBS StatLine 85481NED")


def test_what_is_no_region_stands_apart(pulled: Pulled) -> None:
    found = commuting("gemeente", data=pulled(table(DECEMBER)), years=(2022, 2022))
    nowhere, regions = {"GM0000", "GM8888", "BL0001"}, {"GM0014", "GM1680"}
    assert set(found.between["home_region"]) == set(found.between["work_region"]) == regions
    pairs = set(found.elsewhere[["home_region", "work_region"]].itertuples(index=False, name=None))
    every = {(h, w) for h in nowhere | regions for w in nowhere | regions}
    assert pairs == {(h, w) for h, w in every if h in nowhere or w in nowhere}


@pytest.mark.parametrize(
    ("level", "regions", "nowhere"),
    [("corop", {"CR03"}, {"CR99", "BL0001"}), ("provincie", {"PV20"}, {"BL0001"}), ("land", {"NL"}, {"BL0001"})],
)
def test_other_levels(pulled: Pulled, level: str, regions: set[str], nowhere: set[str]) -> None:
    found = commuting(level, data=pulled(table(DECEMBER)))
    assert set(found.between["home_region"]) == set(found.between["work_region"]) == regions
    assert set(found.elsewhere["work_region"]) == nowhere | regions
    assert found.origin.source == "CBS StatLine 85481NED"
    assert "both regions of level" in found.origin.selection


def test_what_cannot_be_given_is_refused(pulled: Pulled, tmp_path: Path) -> None:
    store = pulled(table(DECEMBER))
    with pytest.raises(InputError, match="none for level landsdeel"):
        commuting("landsdeel", data=store)
    with pytest.raises(InputError, match="85481NED: 2021 to 2022"):
        commuting("gemeente", data=store, years=(2010, 2012))
    with pytest.raises(InputError, match="a level of regions"):
        commuting("buurt", data=store)
    with pytest.raises(InputError, match="impact pull 85481NED"):
        commuting("gemeente", data="snapshot")
    with pytest.raises(InputError, match="Run `impact pull 85481NED`"):
        commuting("gemeente", data=Store(tmp_path / "other"))


def test_table_that_became_another_is_refused(pulled: Pulled) -> None:
    of = table(DECEMBER)
    sex = ("Geslacht", "Geslacht", "Dimension", [("3000   ", "Mannen", ""), ("4000   ", "Vrouwen", "")])
    more = replace(of, dimensions=[sex, *of.dimensions], cell=lambda keys, topic: figure(keys[1:], topic))
    with pytest.raises(InputError, match=r"several figures for a pair of regions and year \(by Geslacht\)"):
        commuting("gemeente", data=pulled(more))
    one = replace(of, dimensions=of.dimensions[1:], cell=lambda *_: "1.0", modified="2027-01-01T00:00:00")
    with pytest.raises(InputError, match="home_region and work_region"):
        commuting("gemeente", data=pulled(one))
    renamed = replace(of, topics=[{**of.topics[0], "Title": "Werknemers"}], modified="2028-01-01T00:00:00")
    with pytest.raises(InputError, match="Add the right title to data/catalogue.toml"):
        commuting("gemeente", data=pulled(renamed))


def test_record_keeps_both_dimensions(pulled: Pulled) -> None:
    record = pulled(table(DECEMBER)).current(TABLE).record
    assert set(record["dimensions"]) == {"home_region", "work_region", "period"}
    assert record["selected"] == "periods MM12 or else JJ"
    assert (record["years"], record["provisional"]) == ([2021, 2022], [2022])


def test_two_regions_that_are_called_otherwise_keep_their_keys(pulled: Pulled) -> None:
    of = table(YEARS)
    others = [("RegioVanVertrek", *of.dimensions[0][1:]), ("RegioVanVestiging", *of.dimensions[1][1:])]
    store = pulled(replace(of, dimensions=[*others, of.dimensions[2]]))
    frame = pd.read_parquet(io.BytesIO(store.current(TABLE).read()))
    assert {"RegioVanVertrek", "RegioVanVestiging", "year"} <= set(frame.columns)


def test_every_dimension_has_a_column_of_its_own() -> None:
    def named(*kinds: str) -> list[str]:
        dimensions = tuple(Dimension(f"Key{n}", "x", kind, {}) for n, kind in enumerate(kinds))
        return list(column_names(dimensions).values())

    assert named("region", "period", "sector", "other") == ["region", "period", "sector", "Key3"]
    assert named("period", "period", "sector", "sector", "region") == ["Key0", "Key1", "Key2", "Key3", "region"]


@pytest.mark.parametrize(
    ("key", "named", "kind"),
    [
        ("WijkenEnBuurten", "GeoDetail", "region"),
        ("RegioS", "GeoDimension", "region"),
        ("Perioden", "TimeDimension", "period"),
        ("BedrijfstakkenBranchesSBI2008", "Dimension", "sector"),
        ("WerkregioS", "Dimension", "region"),
        ("Geslacht", "Dimension", "other"),
        ("Geslacht", "None", "other"),
    ],
)
def test_both_services_know_the_same_kinds(key: str, named: str, kind: str) -> None:
    assert kind_of(key, named) == kind
