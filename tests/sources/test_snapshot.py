"""Every bundled file: its checksum, its schema, and the accounting that has to hold in it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from impact import bundle, datapackage, sectors
from impact.errors import InputError
from impact.sources import snapshot

RESOURCES = [
    (package, name) for package in ("snapshot", "concordances", "evidence") for name in datapackage.resources(package)
]
MISSING = {"suppressed", "unknown", "not collected"}


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(bundle.data(), tmp_path / "data")
    monkeypatch.setattr(bundle, "data", lambda *parts: tmp_path.joinpath("data", *parts))
    return tmp_path / "data"


def test_no_bundled_file_differs_from_its_package() -> None:
    assert snapshot.verify() == []


@pytest.mark.parametrize(("package", "name"), RESOURCES)
def test_file_follows_its_schema(package: str, name: str) -> None:
    described = datapackage.resource(package, name)
    schema = described["schema"]
    text = pd.read_csv(io.BytesIO(datapackage.read(package, name)), dtype=str, keep_default_na=False)
    assert list(text.columns) == [f["name"] for f in schema["fields"]]
    assert len(text) == described["rows"]
    assert not text.duplicated(schema["primaryKey"]).any()
    patterns = {"year": r"[12]\d{3}", "integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "string": r"[\s\S]*"}
    for field in schema["fields"]:
        filled = text.loc[text[field["name"]] != "", field["name"]]
        assert filled.str.fullmatch(patterns[field["type"]]).all(), field["name"]
        constraints = field.get("constraints", {})
        assert not constraints.get("required") or len(filled) == len(text), field["name"]
        assert set(text[field["name"]]) <= set(constraints.get("enum", text[field["name"]])), field["name"]


@pytest.mark.parametrize("name", snapshot.names())
def test_table_says_where_it_comes_from_and_why_a_value_is_missing(name: str) -> None:
    record = snapshot.record(name)
    assert all(record[key] for key in ("title", "source", "url", "licence", "credit", "vintage", "sha256", "cautions"))
    assert record["sha256"] == hashlib.sha256(bundle.data("snapshot", f"{name}.csv").read_bytes()).hexdigest()
    assert any("unit" in f for f in record.schema["fields"])
    table = snapshot.table(name)
    if "status" in table:
        assert (table["value"].isna() == table["status"].isin(MISSING)).all()
    else:
        assert table["value"].notna().all()


def test_altered_file_is_refused_with_its_name_and_both_checksums(copy: Path) -> None:
    path = copy / "snapshot" / "corop-jobs.csv"
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(path.read_text(encoding="utf-8").replace("CR01,2010,A,0.4", "CR01,2010,A,0.5"), encoding="utf-8")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(snapshot.SnapshotError, match=rf"snapshot/corop-jobs\.csv.*{found}.*{expected}"):
        snapshot.table("corop-jobs")
    assert not snapshot.status().set_index("table").loc["corop-jobs", "ok"]
    assert [p.file for p in snapshot.verify()] == ["data/snapshot/corop-jobs.csv"]


def test_missing_and_unlisted_files_are_found(copy: Path) -> None:
    (copy / "snapshot" / "commuting.csv").unlink()
    (copy / "geometry" / "other.geojson").write_text("{}", encoding="utf-8")
    assert [(p.file, p.found) for p in snapshot.verify()] == [
        ("data/snapshot/commuting.csv", "nothing"),
        ("data/geometry/other.geojson", "a file without a record"),
    ]


@pytest.mark.parametrize("damage", ["", "[]", '{"resources": [{"name": "corop-jobs", "path": "corop-jobs.csv"}]}'])
def test_package_without_checksums_vouches_for_nothing(copy: Path, damage: str) -> None:
    (copy / "snapshot" / "datapackage.json").write_text(damage, encoding="utf-8")
    with pytest.raises(snapshot.SnapshotError, match=r"snapshot/datapackage\.json: package"):
        snapshot.names()


def test_unknown_table_and_column_suggest_the_nearest() -> None:
    with pytest.raises(InputError, match=r"Did you mean 'corop-jobs'"):
        snapshot.table("corop-job")
    with pytest.raises(ValueError, match=r"no column 'yaer'.*'year'"):
        snapshot.table("corop-jobs", yaer=2019)


def test_filter_equals_filtering_afterwards_and_leaves_the_table_alone() -> None:
    full = snapshot.table("corop-jobs")
    some = snapshot.table("corop-jobs", region=["CR01", "CR03"], year=2019)
    expected = full[full["region"].isin(["CR01", "CR03"]) & (full["year"] == 2019)]
    pd.testing.assert_frame_equal(some, expected.reset_index(drop=True))
    full["value"] = 0.0
    assert snapshot.table("corop-jobs", year=2019)["value"].sum() > 0


def test_status_lists_every_table_and_boundary_file() -> None:
    status = snapshot.status()
    assert status["ok"].all()
    assert set(status["table"]) == {*snapshot.names(), *datapackage.resources("geometry")}
    assert status.set_index("table").loc["national-input-output", "years"] == "2015-2021"


def test_everything_bundled_stays_under_twelve_megabytes() -> None:
    assert sum(p.stat().st_size for p in bundle.data().rglob("*") if p.is_file()) < 12e6


def test_packages_follow_frictionless() -> None:
    for package in datapackage.PACKAGES:
        described = json.loads(bundle.data(package, "datapackage.json").read_text(encoding="utf-8"))
        assert re.fullmatch(r"[a-z0-9._-]+", described["name"])
        for resource in described["resources"]:
            assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
            assert ".." not in resource["path"]
            assert resource["bytes"] == bundle.data(package, resource["path"]).stat().st_size
            assert {"title", "path"} <= set(resource["sources"][0])


@pytest.mark.parametrize("prices", ["current", "previous"])
@pytest.mark.parametrize("year", range(2015, 2022))
def test_input_output_table_closes(year: int, prices: str) -> None:
    io = snapshot.table("national-input-output", year=year, prices=prices)
    if (year, prices) == (2015, "previous"):
        assert io.empty
        return
    cells = io.pivot_table(index="row", columns="column", values="value", aggfunc="sum")
    industries = sectors.codes("cbs81")
    block = cells.loc[industries, industries]
    assert (block.sum() == cells.loc["total_industries", industries]).all()
    assert (block.sum(axis=1) == cells.loc[industries, "total_industries"]).all()
    final = [c for c in cells.columns if c not in {*industries, "total_industries", "total"}]
    assert (cells.loc[industries, ["total_industries", *final]].sum(axis=1) == cells.loc[industries, "total"]).all()
    assert (cells.loc[industries, "total"] == cells.loc["total", industries]).all()


def test_gross_domestic_product_2021_both_ways() -> None:
    """856,356 million euros, as CBS published it, by income and by expenditure."""
    io = snapshot.table("national-input-output", year=2021, prices="current").set_index(["row", "column"])["value"]
    taxes = ["import_duties", "other_taxes_on_imports", "taxes_on_domestic_products"]
    subsidies = ["import_subsidies", "subsidies_on_domestic_products"]
    income = (
        io["value_added_basic_prices", "total"]
        + sum(io[t, "total"] for t in taxes)
        - sum(io[s, "total"] for s in subsidies)
    )
    uses = ["households", "npish", "social_transfers_in_kind", "government_individual_other", "government_collective"]
    uses += ["gross_fixed_capital_formation", "changes_in_inventories", "exports_goods", "exports_services"]
    imports = io["imports_goods", "total"] + io["imports_services", "total"]
    assert income == 856_356
    assert sum(io["total", u] for u in uses) - imports == 856_356


def test_national_jobs_add_up_to_the_total() -> None:
    """Over the industries 8,560.7 thousand in 2019, against a published total of 8,560.5."""
    jobs = snapshot.table("national-jobs", year=2019, size_class="total").set_index("sbi")["value"]
    keys = pd.read_csv(bundle.data("concordances", "sectors.csv"), dtype=str, keep_default_na=False)["sbi_keys"]
    assert sum(jobs[k] for entry in keys for k in entry.split()) == pytest.approx(8560.7, abs=0.05)
    assert jobs["T001081"] == 8560.5


def test_groups_add_up_to_the_total_in_every_region_without_secrets() -> None:
    jobs = snapshot.table("corop-jobs").pivot_table(index=["region", "year"], columns="sector", values="value").dropna()
    assert len(jobs) > 500
    assert (jobs.drop(columns="A-U").sum(axis=1) - jobs["A-U"]).abs().max() < 0.35


SUMS = {
    "A-U": ("A", "B-F", "G-N", "O-U"),
    "B-F": ("B-E", "F"),
    "B-E": ("B", "C", "D", "E"),
    "G-N": ("G-I", "J", "K", "L", "M-N"),
    "G-I": ("G", "H", "I"),
    "M-N": ("M", "N"),
    "O-U": ("O-Q", "R-U"),
    "O-Q": ("O", "P", "Q"),
    "R-U": ("R", "S"),
}


def _jobs_by(table: str) -> pd.DataFrame:
    return snapshot.table(table).pivot_table(index=["region", "year"], columns="sector", values="value", dropna=False)


@pytest.mark.parametrize(("total", "cells"), {"A-U": 402, "B-E": 113, "G-I": 399, "M-N": 406, "O-Q": 345}.items())
def test_sections_of_jobs_add_up_within_rounding(total: str, cells: int) -> None:
    jobs = _jobs_by("corop-jobs-by-section")
    assert set(jobs) == {*SUMS, *(part for parts in SUMS.values() for part in parts)}
    for whole, parts in SUMS.items():
        # Half a last digit for each of the parts, and for the sum.
        assert (jobs[list(parts)].sum(axis=1, skipna=False) - jobs[whole]).abs().max() <= 0.05 * (len(parts) + 1) + 1e-9
    assert jobs[[total, *SUMS[total]]].notna().all(axis=1).sum() == cells


def test_the_ten_groups_are_the_same_in_both_tables_of_jobs() -> None:
    finer, ten = (_jobs_by(f"corop-jobs{part}") for part in ("-by-section", ""))
    both = ten[ten.index.get_level_values("year") >= 2015]
    pd.testing.assert_frame_equal(finer[both.columns], both)
    assert both.size == 4510


@pytest.mark.parametrize("section", ["A", "G", "H", "I", "J", "K", "L", "M", "N", "Q", "R", "S"])
def test_sections_of_jobs_add_up_to_the_nation(section: str) -> None:
    """Of 2019, with the jobs that have no region; the national table is another one (83583NED)."""
    regional = snapshot.table("corop-jobs-by-section", year=2019, sector=section)["value"]
    title = snapshot.table("national-jobs", year=2019, size_class="total")
    national = title[title["title"].str.startswith(f"{section} ")]["value"].item()
    assert regional.sum(skipna=False) == pytest.approx(national, abs=0.65)


def test_regions_add_up_to_the_nation() -> None:
    added = snapshot.table("corop-value-added").query("sector in ['A-U', 'B-E', 'C']")
    nation = added[added["region"] == "NL"].set_index(["sector", "year"])["value"]
    parts = added[added["region"] != "NL"].groupby(["sector", "year"])["value"].sum()
    assert (parts - nation).abs().max() <= 0.5


def test_published_location_quotients_of_2015() -> None:
    """Printed with the register figures of the province: agriculture 1.2643, energy 3.0179, finance 0.5113."""
    jobs = snapshot.table("groningen-jobs-by-section", year=2015)
    by = jobs.set_index(["region", "sector"])["value"]
    quotients = (by["PV20"] / by["PV20"].sum()) / (by["NL"] / by["NL"].sum())
    for sector, printed in {"A": 1.2643, "D": 3.0179, "K": 0.5113, "J": 1.0539}.items():
        assert quotients[sector] == pytest.approx(printed, abs=5e-5)
