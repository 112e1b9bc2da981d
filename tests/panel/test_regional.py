"""The panel: one form for the snapshot and for pulled figures, one table for a series."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from impact import regions
from impact.errors import InputError
from impact.panel import activity
from impact.panel.export import check_path, described_in, export
from impact.panel.figures import figures_of
from impact.panel.names import NAMES, named
from impact.panel.regional import COLUMNS, panel
from impact.panel.schema import check
from impact.panel.snapshot_figures import SnapshotFigures
from impact.panel.variables import variables
from impact.regions import study_area
from impact.sources import pull, snapshot
from impact.sources.inventory import inventory
from impact.sources.store import Store
from tests.sources import tables
from tests.sources.holdings import regional_table
from tests.sources.server import Source, serving

SNAPSHOT = [(v.name, o.level) for v in variables().values() for o in v.snapshot]
AREA = [m for c in ("CR01", "CR02", "CR03", "CR07") for m in regions.members(c)]
ACCOUNTS = {"Beloning van werknemers": "mln euro", "Bruto toegevoegde waarde basisprijzen": "mln euro"}
KEY_FIGURES = {"Toegevoegde waarde (bruto, basisprijzen)": "mln euro", "Gewerkte uren totaal": "mln uur"}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    places = ["NL01", "PV20", "CR01", "CR02", "CR03", "CR07"]
    tables = [
        regional_table("83582NED", [*places, *AREA], {"Banen van werknemers in december": "x 1 000"}, by_sector=True),
        regional_table("85925NED", places, ACCOUNTS, by_sector=True),
        regional_table("85924NED", places, KEY_FIGURES, by_sector=False),
        regional_table("84432NED", places, KEY_FIGURES, by_sector=False, factor=0.9),
    ]
    store = Store(tmp_path_factory.mktemp("store"))
    with serving(Source(tables={t.id: t for t in tables})) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_CBS_URL", url)
        report = pull.pull([t.id for t in tables], store=store)
    assert report.ok, report.frame()["note"].tolist()
    return store


@pytest.mark.parametrize(("name", "level"), SNAPSHOT)
def test_every_variable_of_the_snapshot_follows_the_contract(name: str, level: str) -> None:
    frame = panel(name, level=level)
    assert list(frame.columns) == COLUMNS
    assert len(frame)
    assert set(frame["unit"]) == {variables()[name].unit}


def test_value_added_without_mining_rises_where_gas_made_it_fall() -> None:
    """CR03 from 2013 to 2016: -21 % with B-E, +9.6 % without B, D and E (Eurostat, 2026 vintage)."""
    added = panel("value_added").query("region == 'CR03' and sector == 'A-U'").set_index("year")["value"]
    without = panel("value_added_without_mining").query("region == 'CR03'")
    value = without.set_index("year")["value"]
    assert added[2016] / added[2013] - 1 == pytest.approx(-0.21, abs=0.005)
    assert value[2016] / value[2013] - 1 == pytest.approx(0.096, abs=0.0005)
    assert set(without["sector"]) == {"A-U without B, D, E"}
    assert without.set_index("year").loc[2024, "status"] == "not collected"


def test_productivity_takes_both_parts_from_one_generation() -> None:
    """Groningen 2022: 29,211 million euros over 429.9 million hours (CBS 84432NED)."""
    per_hour = panel("productivity_per_hour", level="provincie").query("region == 'PV20' and year == 2022")
    assert per_hour["value"].item() == pytest.approx(29211 / 429.9)
    assert per_hour["status"].item() == "provisional"
    with pytest.raises(InputError, match="both of one generation"):
        panel("productivity_per_hour", level="corop")


def _with_status(monkeypatch: pytest.MonkeyPatch, change: Callable[[str, pd.DataFrame], pd.DataFrame]) -> None:
    """Let figures of the snapshot be read with other values or statuses: `change` gets the variable and its rows."""
    read = SnapshotFigures.read
    changed = lambda self, wanted, *rest: change(wanted.name, read(self, wanted, *rest))  # noqa: E731
    monkeypatch.setattr(SnapshotFigures, "read", changed)


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        ("", "", ""),
        ("", "provisional", "provisional"),
        ("provisional", "", "provisional"),
        ("estimated", "provisional", "estimated"),
        ("provisional", "break", "break"),
    ],
)
def test_ratio_is_no_surer_than_either_part(
    monkeypatch: pytest.MonkeyPatch, above: str, below: str, found: str
) -> None:
    statuses = {"value_added": above, "hours": below}
    _with_status(monkeypatch, lambda name, rows: rows.assign(status=statuses[name]))
    assert set(panel("productivity_per_hour", level="provincie")["status"]) == {found}


def test_ratio_without_a_part_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing denominator beside a provisional numerator, and hours that are zero."""

    def change(name: str, rows: pd.DataFrame) -> pd.DataFrame:
        if name == "value_added":
            return rows.assign(status="provisional")
        gone, none = rows["region"] == "PV20", rows["region"] == "PV22"
        values = rows["value"].mask(gone).mask(none, 0.0)
        return rows.assign(value=values, status=rows["status"].mask(gone, "unknown").mask(none, ""))

    _with_status(monkeypatch, change)
    frame = panel("productivity_per_hour", level="provincie").set_index("region")
    assert set(frame.loc["PV20", "status"]) == {"unknown"}
    assert set(frame.loc["PV22", "status"]) == {"impossible"}
    assert frame.loc[["PV20", "PV22"], "value"].isna().all()
    assert frame.drop(index=["PV20", "PV22"])["value"].notna().all()


def test_difference_is_no_surer_than_any_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def change(_: str, rows: pd.DataFrame) -> pd.DataFrame:
        mining, industry = rows["sector"] == "B-E", rows["sector"] == "C"
        status = rows["status"].mask(rows["value"].notna(), "").mask(mining & (rows["year"] == 2019), "provisional")
        return rows.assign(status=status.mask(industry & (rows["year"] == 2018), "break"))

    _with_status(monkeypatch, change)
    frame = panel("value_added_without_mining", years=(2017, 2019)).set_index("year")["status"]
    assert [set(frame[year]) for year in (2017, 2018, 2019)] == [{""}, {"break"}, {"provisional"}]


def test_series_of_two_generations_is_refused_with_both_names() -> None:
    with pytest.raises(InputError, match=r"province-accounts \(.*84419NED\) and province-key-figures \(.*84432NED"):
        panel("value_added", level="provincie", tables=["province-accounts", "province-key-figures"])
    chosen = panel("value_added", level="provincie", tables="province-key-figures")
    assert set(chosen["year"]) == {2019, 2022}


def test_pulled_generations_are_never_joined(live: Store) -> None:
    with pytest.raises(InputError, match=r"85924NED \(.*2021\) and 84432NED \(.*2015\)"):
        panel("value_added", level="corop", data=live, tables=["85924NED", "84432NED"])
    newest = panel("value_added", level="corop", data=live)
    assert set(newest["source"]) == {"CBS StatLine 85924NED"}


def test_pulled_figures_leave_out_mining_alone(live: Store) -> None:
    frame = panel("value_added_without_mining", level="corop", data=live, years=(2021, 2021))
    assert set(frame["value"]) == {2 * (100.0 - 20.0)}
    assert set(frame["sector"]) == {"A-U without B"}
    assert set(frame["source"]) == {"CBS StatLine 85925NED"}
    land = panel("productivity_per_hour", level="land", data=live)
    assert list(land["region"].unique()) == ["NL"]


def test_pulled_jobs_of_nij_begun_are_those_of_its_municipalities(live: Store) -> None:
    held = figures_of(live)

    def jobs(area: str, year: int) -> activity.Activity:
        return activity.pulled_jobs(study_area(area), year, held).activity(area)

    found = jobs("nij-begun", 2022)
    assert found.jobs["F"] == pytest.approx(13 * 8.8)
    assert {n.code for n in found.notes} == {"employee_jobs"}
    assert found.records[0].sha256 == live.current("83582NED").record["tidy"]["sha256"]
    assert jobs("groningen", 2022).jobs["F"] == pytest.approx(3 * 8.8)
    assert activity.pulled_national_jobs(2022, held).activity("NL").jobs["F"] == pytest.approx(8.8)
    with pytest.raises(InputError, match=r"no jobs for level corop in 2019; .* 83582NED: 2021 to 2022.*impact pull"):
        jobs("groningen", 2019)


def test_inventory_tells_age_and_successor(live: Store) -> None:
    later = datetime.now(UTC) + timedelta(days=400)
    listed = inventory(live, later).set_index("table")
    assert listed.loc["84432NED", "note"] == "discontinued, see 85924NED; stale: pull again"
    assert listed.loc["85924NED", "years"] == "2021-2022"
    assert set(listed["age"]) == {400} or set(listed["age"]) == {399}
    assert inventory(Store(live.root / "none")).empty


def test_wording_that_the_table_does_not_have_is_reported_with_what_it_has(live: Store) -> None:
    with pytest.raises(
        InputError, match=r"no column 'Bbp \(marktprijzen\)' for gdp; the table has 'Toegevoegde waarde"
    ):
        panel("gdp", level="corop", data=live)


def test_level_for_which_a_table_has_no_rows_is_told_with_those_it_has(live: Store) -> None:
    with pytest.raises(InputError, match=r"no hours for level landsdeel; .* has them for corop, provincie, land\.$"):
        panel("hours", level="landsdeel", data=live)


def test_an_area_is_the_regions_it_is_made_of(live: Store) -> None:
    assert set(panel("jobs", area="groningen-noord-drenthe")["region"]) == {"CR01", "CR02", "CR03", "CR07"}
    assert set(panel("gdp", level="provincie", area="groningen")["region"]) == {"PV20"}
    assert set(panel("jobs", area=["CR03", "CR07"])["region"]) == {"CR03", "CR07"}
    pulled = panel("jobs", level="gemeente", area="nij-begun", data=live)
    assert set(pulled["region"]) == set(regions.study_area("nij-begun").municipalities)
    whole = panel("establishments", level="gemeente", years=(2019, 2025), harmonise_to=2025)
    part = panel("establishments", level="gemeente", years=(2019, 2025), harmonise_to=2025, area="nij-begun")
    inside = whole["region"].isin(regions.study_area("nij-begun").municipalities)
    pd.testing.assert_frame_equal(part, whole[inside].reset_index(drop=True))


def test_an_area_has_the_municipalities_that_went_into_it() -> None:
    """Eemsdelta was made in 2021 of Appingedam, Delfzijl and Loppersum."""
    area = regions.study_area("nij-begun")
    assert area.municipalities_in(2024) == set(area.municipalities)
    assert area.municipalities_in(2020) == set(area.municipalities) - {"GM1979"} | {"GM0003", "GM0010", "GM0024"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"area": "nij-begun"},
            r"which holds only a part of Noord-Drenthe \(CR07\); .* Take level gemeente",
        ),
        ({"area": "nijbegun"}, "Did you mean 'nij-begun'"),
        ({"area": ["CR03", "GM0014"]}, "codes of one level"),
        ({"names": "employed", "level": "land", "area": "groningen"}, "gemeente, corop, provincie"),
        ({"names": "commuting", "area": "groningen-noord-drenthe"}, "found no commuting of CR0.*every part of"),
    ],
)
def test_an_area_that_the_figures_cannot_give_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        panel(**{"names": "jobs"} | options)


def test_names_stand_after_the_columns_of_the_panel() -> None:
    frame = panel(["jobs", "births", "value_added_without_mining"])
    english = named(frame)
    assert list(english.columns) == [*COLUMNS, *NAMES]
    pd.testing.assert_frame_equal(english[COLUMNS], frame)
    assert not english[NAMES].eq("").any(axis=None)
    region, sector = (english.set_index(c)[f"{c}_name"].to_dict() for c in ("region", "sector"))
    assert (region["CR07"], region["CR99"]) == ("Noord-Drenthe", "not placed in a region")
    assert (sector["F"], sector["A-U"]) == ("Construction", "All industries")
    dutch = named(frame, "nl")
    assert dutch.set_index("sector")["sector_name"]["A+O-Q"].iloc[0] == (
        "Landbouw, bosbouw en visserij; Overheid, onderwijs en zorg"
    )
    assert "Banen van werknemers in december" in set(dutch["variable_name"])
    with pytest.raises(InputError, match="found 'fr'; expected en or nl"):
        named(frame, "fr")


def test_levels_above_the_province_have_names_too() -> None:
    codes = GOOD.head(3).assign(region=["NL", "LD01", "GM9999"])
    assert list(named(codes, "nl")["region_name"]) == ["Nederland", "Noord-Nederland", "niet bij een regio in te delen"]


@pytest.mark.parametrize(
    ("code", "name"),
    [("CR98", "not placed in a region"), ("PV99", "not placed in a region"), ("GM0499", ""), ("GM0198", "")],
)
def test_only_codes_without_a_place_are_called_so(code: str, name: str) -> None:
    """Births have CR98 beside CR99 (83631NED); a municipality of the past is not such a code."""
    assert named(GOOD.head(1).assign(region=code))["region_name"].tolist() == [name]


def test_sectors_are_taken_from_the_table_that_has_them(live: Store) -> None:
    services = panel("jobs", sectors=["H", "I"], area="groningen", years=(2024, 2024))
    assert services.set_index(["region", "sector"])["value"].to_dict() == {
        **{("CR01", "H"): 1.5, ("CR01", "I"): 1.9, ("CR02", "H"): 1.6, ("CR02", "I"): 0.6},
        **{("CR03", "H"): 4.8, ("CR03", "I"): 9.7},
    }
    assert panel("jobs", sectors="J")["year"].min() == 2010  # both have it; the first goes further back
    assert set(panel("jobs", sectors="F", data=live)["sector"]) == {"F"}
    assert set(panel("jobs", tables="corop-jobs-by-section")["sector"]) == set(tables.GROUPS_28)
    assert len(panel("value_added_without_mining", sectors="A-U without B, D, E")) == 1000


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sectors": "62"}, "found 62; expected sectors of CBS StatLine 83582NED: A, A-U, B-E"),
        ({"sectors": ["H", "62"]}, "found H, 62; expected"),
        ({"sectors": "H", "tables": "corop-jobs"}, "found H; expected .* another table with --table"),
    ],
)
def test_sector_that_no_table_has_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=f"panel: sector: {message}"):
        panel("jobs", **options)


def test_municipal_counts_on_one_map() -> None:
    frame = panel("establishments", level="gemeente", years=(2019, 2025), harmonise_to=2025)
    assert set(frame.loc[frame["year"] == 2019, "region"]) <= {m for p in ("PV20", "PV22") for m in regions.members(p)}


def test_pulled_counts_of_every_code_and_year_come_on_one_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As CBS prints them: Loppersum without a figure after 2020, Eemsdelta without one before; Haaren was divided."""
    old, haaren = ["GM0003", "GM0010", "GM0024"], ["GM0788", "GM0757", "GM0824", "GM0855", "GM0865"]
    codes = [*old, "GM1979", *haaren]
    table = regional_table("83582NED", codes, {"Banen van werknemers in december": "x 1 000"}, by_sector=True)
    periods = [(f"{y}JJ00", str(y), "Definitief") for y in (2020, 2021)]
    gone = {*((code, "2021JJ00") for code in (*old, "GM0788")), ("GM1979", "2020JJ00")}
    source = Source(
        tables={
            "83582NED": replace(
                table,
                dimensions=[*table.dimensions[:2], (*table.dimensions[2][:3], periods)],
                cell=lambda keys, _: "        " if keys[1:] in gone else "     8.0",
            )
        }
    )
    with serving(source) as url:
        monkeypatch.setenv("IMPACT_CBS_URL", url)
        assert pull.pull(["83582NED"], store=Store(tmp_path)).ok
    options = {"level": "gemeente", "data": Store(tmp_path), "harmonise_to": 2025}
    with pytest.raises(InputError, match="GM0788 Haaren, which was divided over GM0757 Boxtel"):
        panel("jobs", **options)
    shares = {"GM0788": {"GM0757": 0.25, "GM0824": 0.25, "GM0855": 0.25, "GM0865": 0.25}}
    frame = panel("jobs", shares=shares, **options).query("sector == 'F'")
    found = frame.set_index(["region", "year"])["value"].to_dict()
    assert found == {("GM1979", 2020): 24.0, ("GM1979", 2021): 8.0} | {
        (code, year): 10.0 if year == 2020 else 8.0 for code in haaren[1:] for year in (2020, 2021)
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"names": "jobs", "harmonise_to": 2025}, "found level corop; expected level gemeente"),
        (
            {"names": "jobs", "years": (1990, 1995)},
            "no jobs for level corop in 1990 to 1995; .* 83582NED: 2010 to 2024",
        ),
        ({"names": "jobs", "years": (2024, 2019)}, "found 2024-2019; .* Ask for 2019-2024"),
        ({"names": ["employed", "jobs"], "years": (2005, 2008)}, "no jobs for level corop in 2005 to 2008"),
        ({"names": "jobs", "tables": "corop-job"}, "found 'corop-job'; .* Did you mean 'corop-jobs'"),
        ({"names": ["jobs", "employed", "jobs"]}, "found jobs twice; expected every variable once"),
        ({"names": "job"}, "Did you mean 'jobs'"),
        ({"names": "jobs", "level": "wijk"}, "gemeente, corop, provincie, land, landsdeel"),
        ({"names": "closures"}, "`impact pull 83635NED` fetches it"),
        ({"names": "jobs", "level": "provincie"}, "It is there for corop"),
        ({"names": "jobs", "data": "yesterday"}, "snapshot, live or a folder"),
        ({"names": "jobs", "data": str(Path(__file__).parent)}, "in which nothing was pulled; expected the folder"),
        (
            {"names": "value_added_without_mining", "level": "provincie"},
            "to leave mining out. It is there for corop, land. `impact pull 85925NED` fetches it for level provincie",
        ),
        ({"names": "value_added_without_mining", "level": "gemeente"}, r"It is there for corop, land\.$"),
        ({"names": "gdp", "level": "gemeente"}, r"It is there for corop, provincie\.$"),
        ({"names": "gdp", "level": "gemeente", "tables": "nuts-gdp"}, r"It is there for corop, provincie\.$"),
        ({"names": "births", "level": "gemeente"}, r"It is there for corop\.$"),
        (
            {"names": "closures", "level": "gemeente"},
            "`impact pull 83635NED` fetches it for corop, provincie, land, landsdeel; then ask for one of these",
        ),
        ({"names": "jobs", "level": "gemeente"}, "It is there for corop. `impact pull 83582NED` fetches it for level"),
        ({"names": "productivity_per_hour", "level": "gemeente"}, r"at level gemeente\. It is there for provincie\.$"),
        ({"names": "productivity_per_hour"}, "It is there for provincie. `impact pull 85924NED` fetches it for level"),
        ({"names": "jobs", "level": "COROP"}, r"Did you mean 'corop'\?"),
        ({"names": "jobs", "level": "Gemeenten"}, r"Did you mean 'gemeente'\?"),
        (
            {"names": "establishments", "level": "gemeente", "harmonise_to": 2025, "years": (2017, 2019)},
            r"GM0014 2017 without GM0009 Ten Boer.*`impact pull 81575NED` fetches all.*--data live\. Or ask for 2019\.",
        ),
        (
            {"names": "establishments", "level": "gemeente", "harmonise_to": 2025, "years": (2017, 2018)},
            r"then ask with --data live\.$",
        ),
    ],
)
def test_what_is_not_there_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        panel(**options)


GOOD = panel("jobs", years=(2019, 2019))


@pytest.mark.parametrize(
    ("breach", "column"),
    [
        ({"value": float("nan")}, "row"),
        ({"status": "secret"}, "status"),
        ({"region": "Groningen"}, "region"),
        ({"unit": ""}, "unit"),
        ({"year": 19}, "year"),
    ],
)
def test_contract_refuses(breach: dict[str, object], column: str) -> None:
    with pytest.raises(InputError, match=f"panel: {column}: "):
        check(GOOD.assign(**breach))
    with pytest.raises(InputError, match="one row a region, sector, year and variable"):
        check(pd.concat([GOOD, GOOD], ignore_index=True))


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_export_reads_back(tmp_path: Path, ending: str) -> None:
    path = export(GOOD, tmp_path / f"panel.{ending}")
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": pd.read_excel}[ending](path)
    assert (read["status"].isna() | (read["status"] == "")).all()  # all of 2019 is observed
    pd.testing.assert_frame_equal(read.drop(columns="status"), GOOD.drop(columns="status"), check_dtype=False)
    beside = [described_in(path)] if ending == "csv" else []
    assert sorted(tmp_path.iterdir()) == [path, *beside]


@pytest.mark.parametrize("text", ["=1+1", "+31", "-2+3", "@SUM(A1)", "\t=1"])
def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, text: str) -> None:
    frame = GOOD.assign(source=text)
    cell = openpyxl.load_workbook(export(frame, tmp_path / "p.xlsx")).active.cell(2, COLUMNS.index("source") + 1)
    assert (cell.value, cell.data_type) == (text, "s")
    written = pd.read_csv(export(frame, tmp_path / "p.csv"))
    assert set(written["source"]) == {f"'{text}"}
    assert GOOD["value"].min() >= 0
    minus = export(GOOD.assign(value=-1.0), tmp_path / "minus.csv")
    assert pd.read_csv(minus)["value"].eq(-1).all()


@pytest.mark.parametrize("name", ["panel.txt", "panel", "none/panel.csv", ""])
def test_export_to_nowhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="a file ending in"):
        export(GOOD, tmp_path / name)


def test_export_to_a_folder_that_cannot_be_written_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "touch", forbidden)
    with pytest.raises(InputError, match="found Permission denied; expected a folder that can be written"):
        check_path(tmp_path / "panel.csv")
    assert list(tmp_path.iterdir()) == []


def test_figures_of_the_snapshot_are_untouched_by_the_panel() -> None:
    assert snapshot.verify() == []


def test_one_year_by_itself_is_that_year() -> None:
    one, both = panel("jobs", level="corop", years=2019), panel("jobs", level="corop", years=(2019, 2019))
    pd.testing.assert_frame_equal(one, both)


@pytest.mark.parametrize("years", ["2019", (2019,), (2015, 2017, 2019), (2015.5, 2019)], ids=str)
def test_years_that_are_no_first_and_last_are_refused(years: object) -> None:
    with pytest.raises(InputError, match="expected a first and a last year"):
        panel("jobs", level="corop", years=years)
