"""The line under a chart is made of the records of its tables: another vintage, another line."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from impact import bundle
from impact.panel.figures import figures_of
from impact.regions import study_area
from impact.report import jobs_per_year, sector_share, study_area_map
from impact.report.charts.sources import source_line
from impact.scenario import ScenarioResult
from impact.sources.provenance import Record
from impact.words.texts import Lang, Words, chart_words

EN, NL = chart_words("en"), chart_words("nl")
JOBS = figures_of().record("corop-jobs")
OWN = Record("own.csv", "own.csv", "Regional survey 2025", "", "", "Regional survey 2025", "", "0" * 64)


def foot(drawn: Any) -> str:
    """Return what stands at the foot of a picture."""
    text = drawn.to_dict()["title"]["text"]
    return text if isinstance(text, str) else " ".join(text)


@pytest.fixture
def datapackages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the bundled files, which the package reads instead of its own."""
    shutil.copytree(bundle.data(), tmp_path / "data")
    monkeypatch.setattr(bundle, "data", lambda *parts: tmp_path.joinpath("data", *parts))
    return tmp_path / "data"


def new_vintage(data: Path, package: str, name: str, vintage: str) -> None:
    path = data / package / "datapackage.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    for resource in described["resources"]:
        if resource["name"] == name:
            resource["vintage"] = vintage
    path.write_text(json.dumps(described), encoding="utf-8")


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Source: CBS (Statistics Netherlands), StatLine 83582NED, edition 2025 (years to 2024)."),
        ("nl", "Bron: CBS, StatLine 83582NED, uitgave 2025 (jaren tot en met 2024)."),
    ],
)
def test_map_names_the_table_and_its_edition(lang: Lang, line: str) -> None:
    year = {"en": "Boundaries: © Kadaster / CBS, 2024.", "nl": "Grenzen: © Kadaster / CBS, 2024."}
    assert foot(sector_share("J", 2024, lang=lang)) == f"{line} {year[lang]}"


def test_another_vintage_of_the_table_is_another_line_under_the_map(datapackages: Path) -> None:
    new_vintage(datapackages, "snapshot", "corop-jobs", "2027 (years to 2026)")
    assert "StatLine 83582NED, edition 2027 (years to 2026)." in foot(sector_share("J", 2024, lang="en"))


def test_another_year_of_the_boundaries_is_another_line(datapackages: Path) -> None:
    new_vintage(datapackages, "geometry", "gemeente-2024", "2025")
    new_vintage(datapackages, "concordances", "municipalities-2024", "2026")
    line = "Source: CBS, regional classifications 2026. Boundaries: © Kadaster / CBS, 2025."
    assert foot(study_area_map(study_area("groningen"), lang="en")) == line


def test_charts_of_a_result_name_the_tables_of_its_manifest(baseline_result: ScenarioResult) -> None:
    assert foot(jobs_per_year(baseline_result, lang="nl")) == (
        "Bron: CBS, input-outputtabel 2019, uitgave 2021, voorlopig, vóór de revisie van 2021; banen per regio, "
        "uitgave 2026 (jaren tot en met 2024); eigen berekening, scenario ai-fabriek-baseline."
    )


def test_result_on_pulled_figures_names_the_day_on_which_cbs_changed_them(baseline_result: ScenarioResult) -> None:
    pulled = JOBS.manifest() | {"table": "83582NED", "vintage": "2026-10-30T02:00:00"}
    sources = [s for s in baseline_result.manifest["sources"] if s["table"] != "corop-jobs"]
    live = replace(baseline_result, manifest=baseline_result.manifest | {"sources": [*sources, pulled]})
    assert "; jobs by region, edition 30 October 2026; own" in foot(jobs_per_year(live, lang="en"))
    assert "; banen per regio, uitgave 30 oktober 2026; eigen" in foot(jobs_per_year(live, lang="nl"))


def test_publishers_come_first_each_once_and_then_every_table() -> None:
    added = figures_of().record("corop-value-added")
    assert source_line([JOBS, added, JOBS], EN, after="own calculation") == (
        "Source: CBS (Statistics Netherlands) and Eurostat, StatLine 83582NED, edition 2025 (years to 2024); "
        "nama_10r_3gva, edition 2026 (NUTS 2024); own calculation."
    )
    assert source_line([added], NL) == "Bron: Eurostat en CBS, nama_10r_3gva, uitgave 2026 (NUTS 2024)."


@pytest.mark.parametrize(
    ("words", "named"),
    [(EN, "ARDECO, population by NUTS region in Europe, ed"), (NL, "ARDECO, inwoners per NUTS-regio in Europa, uit")],
)
def test_table_without_a_number_is_named_by_its_title(words: Words, named: str) -> None:
    assert named in source_line([figures_of().record("eu-nuts-population")], words)
    unknown = replace(OWN, credit="Bron: CBS", source="A survey of its own")
    assert source_line([unknown], NL) == "Bron: CBS, A survey of its own."


def test_file_of_ones_own_is_named_as_its_design_says() -> None:
    assert source_line([OWN], EN) == "Source: Regional survey 2025."
    assert source_line([], EN, after="own calculation") == ""


def test_edition_without_words_stands_as_the_record_has_it() -> None:
    assert source_line([replace(JOBS, vintage="a new one")], NL) == "Bron: CBS, StatLine 83582NED, uitgave a new one."
