"""Exports: what has to be known travels with the figures, hostile text stays text, the same bytes every time."""

from __future__ import annotations

import json
import shutil
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from impact import datapackage
from impact.cli import app
from impact.errors import InputError
from impact.panel import cautions, panel
from impact.panel.export import export as panel_file
from impact.panel.figures import figures_of
from impact.panel.names import in_words
from impact.panel.schema import COLUMNS
from impact.report.exports.content import Export
from impact.report.exports.of_panel import export_of_panel
from impact.report.exports.of_result import export_of_result
from impact.report.exports.package import CATALOGUE, DESCRIPTION, MARK, READ_ME, write_package
from impact.report.exports.publisher import Publisher
from impact.report.exports.workbook import write_workbook
from impact.scenario import ScenarioResult
from impact.spreadsheets import MOMENT
from impact.statuses import MISSING, OBSERVED
from impact.words.names import Name, groups
from impact.words.texts import chart_words
from tests.report.hostile import HOSTILE

AREA = "groningen-noord-drenthe"
Peer = Callable[[str], ModuleType]
PUBLISHED = """
url = "https://data.example.nl/ai-fabriek/"
licence = "CC-BY-4.0"
issued = 2026-11-28
[publisher]
name = "Programma"
uri = "https://identifier.example.nl/organisatie/1"
[contact]
name = "Onderzoek"
email = "onderzoek@example.nl"
"""
# What DCAT-AP-NL 3.0 asks of the classes that are written here, beside what DCAT-AP 3.0 asks (Geonovum, 12 December
# 2024, chapters "Dataset", "Distribution" and "Catalog"): property, fewest, most (0: any number).
PROFILE = {
    "dcat:Catalog": {
        "dct:title": (1, 0),
        "dct:description": (1, 0),
        "dct:publisher": (1, 1),
        "dcat:contactPoint": (1, 1),
        "dcat:dataset": (1, 0),
    },
    "dcat:Dataset": {
        "dct:title": (1, 0),
        "dct:description": (1, 0),
        "dct:accessRights": (1, 1),
        "dcat:contactPoint": (1, 1),
        "dct:creator": (1, 0),
        "dct:identifier": (1, 1),
        "dct:publisher": (1, 1),
        "dcat:theme": (1, 0),
        "dcat:version": (0, 1),
        "adms:status": (0, 1),
    },
    "dcat:Distribution": {
        "dcat:accessURL": (1, 1),
        "dct:license": (1, 1),
        "dcat:downloadURL": (0, 1),
        "dct:format": (0, 1),
        "dcat:byteSize": (0, 1),
    },
    "foaf:Agent": {"foaf:name": (1, 0)},
}


@pytest.fixture(scope="module")
def series() -> pd.DataFrame:
    return panel(["jobs", "establishments"], area=AREA, years=(2015, 2024))


def of_series(series: pd.DataFrame, lang: str) -> Export:
    return export_of_panel(series, figures_of("snapshot"), lang)


@pytest.fixture(scope="module")
def outcome(baseline_result: ScenarioResult) -> ScenarioResult:
    """The baseline with fewer rows by area: every kind of them is there."""
    areas, municipalities = baseline_result.areas, baseline_result.municipalities
    assert areas is not None
    assert municipalities is not None
    few = pd.concat([areas.head(400), areas[areas["region"].isin(["NL", "NL-rest"])].head(400), areas.tail(400)])
    totals = baseline_result.totals.query("year == 2026 or year.isna()").query("sector in ('*', 'J')")
    return replace(baseline_result, totals=totals, areas=few.drop_duplicates(), municipalities=municipalities.head(400))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    path = tmp_path_factory.mktemp("who") / "publisher.toml"
    path.write_text(PUBLISHED, encoding="utf-8")
    return Publisher.load(path)


@pytest.fixture(scope="module")
def packages(
    tmp_path_factory: pytest.TempPathFactory,
    series: pd.DataFrame,
    outcome: ScenarioResult,
    published: Publisher,
) -> dict[str, Path]:
    """Return the folder of a package of series, in Dutch, and of one of a result, in English."""
    place = tmp_path_factory.mktemp("packages")
    write_package(of_series(series, "nl"), place / "series", "nl", published)
    write_package(export_of_result(outcome, "en"), place / "result", "en", published)
    return {"series": place / "series", "result": place / "result"}


def read_me(path: Path) -> list[tuple[str, str]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [(str(row[0]), str(row[1])) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize(("lang", "names"), [("nl", ["lees mij", "cijfers, lang", "cijfers, breed"])])
def test_a_workbook_says_first_what_to_know(tmp_path: Path, series: pd.DataFrame, lang: str, names: list[str]) -> None:
    write_workbook(of_series(series, lang), tmp_path / "a.xlsx", "nl")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == names
    told = read_me(tmp_path / "a.xlsx")
    texts = {heading: [text for at, text in told if at == heading] for heading, _ in told}
    assert texts["Licentie"] == ["CC-BY-4.0", "CC-BY-4.0"]
    assert any(text.endswith("CBS StatLine 83582NED") for text in texts["Bron"])
    assert any("Menterwolde gaat van CR01 naar CR03" in text for text in texts["Let op"])
    assert "corop-establishments: De grenzen zijn niet in alle jaren gelijk." in texts["Let op"]
    held = set(series["status"])
    assert len(texts["Status"]) == len(held) == 3
    for code in held:
        assert any(groups()["status_meaning"][code].nl in text for text in texts["Status"])


def test_the_wide_form_has_the_same_figures_and_statuses(tmp_path: Path, series: pd.DataFrame) -> None:
    write_workbook(of_series(series, "en"), tmp_path / "a.xlsx", "en")
    wide = pd.read_excel(tmp_path / "a.xlsx", sheet_name="figures, wide", keep_default_na=False)
    assert len(wide) == len(series) / 10
    checked = 0
    for _, row in wide.iterrows():
        same = series[["region", "sector", "variable"]].eq(row[["region", "sector", "variable"]].to_list()).all(axis=1)
        for found in series[same].itertuples():
            cell = row[str(found.year)]
            assert cell == ("" if pd.isna(found.value) else found.value)
            assert row.get(f"status {found.year}", "") == groups()["status"][found.status].en if found.status else True
            checked += 1
    assert checked == len(series)


def test_a_result_in_dutch_has_no_code_where_a_word_is_due(tmp_path: Path, outcome: ScenarioResult) -> None:
    write_workbook(export_of_result(outcome, "nl"), tmp_path / "r.xlsx", "nl")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx", read_only=True)
    assert book.sheetnames[:3] == ["lees mij", "sommen, lang", "sommen, breed"]
    held = {str(cell) for sheet in book.worksheets[1:] for row in sheet.iter_rows(values_only=True) for cell in row}
    codes = [
        "value_added",
        "net_regional",
        "deadweight",
        "MEUR",
        "official",
        "assumption",
        "press",
        "bounds",
        "total",
        "mean",
        "True",
        "uses",
    ]
    assert not held & {*codes, "True"}
    assert {"toegevoegde waarde", "netto voor het gebied zelf", "miljoen euro, prijzen van 2024", "aanname"} <= held


def test_with_few_draws_only_means_are_exported(outcome: ScenarioResult) -> None:
    few = replace(outcome, manifest={**outcome.manifest, "draws": 20})
    found = export_of_result(few, "nl")
    for table in found.tables:
        if "statistic" in table.frame:
            assert set(table.frame["statistic"]) == {"mean"}
    assert any("alleen gemiddelden staan hier" in text.nl for text in found.cautions)
    assert not any("p05 en p95" in text.nl for text in found.cautions)


def test_a_result_whose_checks_fail_is_not_exported(outcome: ScenarioResult) -> None:
    failing = replace(outcome, checks=outcome.checks.assign(passed=False))
    with pytest.raises(InputError, match="None of its figures can be used"):
        export_of_result(failing, "en")


@pytest.mark.parametrize("name", ["series", "result"])
def test_a_package_is_valid_for_frictionless(packages: dict[str, Path], name: str, peer: Peer) -> None:
    frictionless = peer("frictionless")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it is made of
        report = frictionless.validate(str(packages[name] / DESCRIPTION))
    assert report.valid, report.flatten(["fieldName", "message"])
    assert len(report.tasks) == len(list(packages[name].glob("*.csv")))
    said = json.loads((packages[name] / DESCRIPTION).read_text(encoding="utf-8"))
    assert all(source["licence"] == "CC-BY-4.0" and len(source["sha256"]) == 64 for source in said["sources"])
    assert said["cautions"]


def test_frictionless_notices_a_figure_that_was_changed(packages: dict[str, Path], tmp_path: Path, peer: Peer) -> None:
    frictionless = peer("frictionless")
    copy = shutil.copytree(packages["series"], tmp_path / "copy")
    path = copy / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("11030", "11031", 1), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert not frictionless.validate(str(copy / DESCRIPTION)).valid


def shapes() -> str:
    """Return the counts of the profile as SHACL."""
    prefixes = {
        "sh": "http://www.w3.org/ns/shacl#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "adms": "http://www.w3.org/ns/adms#",
    }
    lines = [f"@prefix {name}: <{address}> ." for name, address in prefixes.items()]
    for of, properties in PROFILE.items():
        counts = [
            f"sh:property [ sh:path {path} ; sh:minCount {fewest} {f'; sh:maxCount {most}' if most else ''} ]"
            for path, (fewest, most) in properties.items()
        ]
        lines.append(f"[] a sh:NodeShape ; sh:targetClass {of} ; {' ; '.join(counts)} .")
    return "\n".join(lines)


@pytest.mark.parametrize("name", ["series", "result"])
def test_the_record_for_a_catalogue_has_what_the_dutch_profile_asks(
    packages: dict[str, Path], name: str, peer: Peer
) -> None:
    rdflib, pyshacl = peer("rdflib"), peer("pyshacl")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = rdflib.Graph().parse(packages[name] / CATALOGUE, format="json-ld")
        rules = rdflib.Graph().parse(data=shapes(), format="turtle")
        holds, _, told = pyshacl.validate(graph, shacl_graph=rules)
        assert holds, told
        dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
        files = {str(file) for file in graph.objects(None, dcat.downloadURL)}
        for path in (dcat.theme, dcat.contactPoint):  # and a record without one is noticed
            found = list(graph.triples((None, path, None)))
            for triple in found:
                graph.remove(triple)
            assert not pyshacl.validate(graph, shacl_graph=rules)[0]
            for triple in found:
                graph.add(triple)
    written = {path.name for path in packages[name].glob("*.csv")}
    assert files == {f"https://data.example.nl/ai-fabriek/{file}" for file in written}


def test_without_a_publisher_there_is_no_record_for_a_catalogue(tmp_path: Path, outcome: ScenarioResult) -> None:
    write_package(export_of_result(outcome, "en"), tmp_path / "p", "en")
    assert not (tmp_path / "p" / CATALOGUE).exists()
    assert "licenses" not in json.loads((tmp_path / "p" / DESCRIPTION).read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_text_stays_text(tmp_path: Path, series: pd.DataFrame, text: str, published: Publisher) -> None:
    first = of_series(series, "en")
    frame = first.tables[0].frame.head(3).assign(source=text, region_name=text)
    hostile = replace(
        first,
        title=Name(en=text, nl=text),
        about=Name(en=text, nl=text),
        cautions=(Name(en=text, nl=text),),
        tables=(replace(first.tables[0], frame=frame),),
    )
    write_workbook(hostile, tmp_path / "a.xlsx", "en")
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
        assert cells
        assert {cell.data_type for cell in cells} == {"s"}
    write_package(hostile, tmp_path / "p", "en", published)
    kept = f"'{text}" if text.startswith("=") else text
    assert set(pd.read_csv(tmp_path / "p" / "figures.csv")["source"]) == {kept}
    told = (tmp_path / "p" / READ_ME).read_text(encoding="utf-8")
    assert "<script" not in told.replace("\\<", "")
    assert "](" not in told.replace("\\]", "")
    assert json.loads((tmp_path / "p" / DESCRIPTION).read_text(encoding="utf-8"))["title"] == text
    assert text in (tmp_path / "p" / CATALOGUE).read_text(encoding="utf-8").replace("\\n", "\n").replace('\\"', '"')


def test_the_same_export_is_the_same_bytes(tmp_path: Path, outcome: ScenarioResult, series: pd.DataFrame) -> None:
    made = []
    for place in ("one", "other folder"):
        folder = tmp_path / place
        folder.mkdir()
        write_workbook(export_of_result(outcome, "nl"), folder / "r.xlsx", "nl")
        write_package(of_series(series, "nl"), folder / "p", "nl")
        panel_file(series, folder / "panel.xlsx", "nl")
        panel_file(series, folder / "panel.csv", "nl")
        made.append({p.relative_to(folder): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()})
    assert made[0] == made[1]
    assert len(made[0]) == 8
    for name in ("r.xlsx", "panel.xlsx"):
        with zipfile.ZipFile(tmp_path / "one" / name) as inside:
            assert {entry.date_time for entry in inside.infolist()} == {(1980, 1, 31, 0, 0, 0)}
        assert openpyxl.load_workbook(tmp_path / "one" / name).properties.created == MOMENT


def test_a_csv_file_has_what_to_know_beside_it(tmp_path: Path, series: pd.DataFrame) -> None:
    path = panel_file(series, tmp_path / "jobs.csv", "nl")
    beside = json.loads((tmp_path / "jobs.csv-metadata.json").read_text(encoding="utf-8"))
    assert beside["url"] == "jobs.csv"
    heads = [column["titles"]["nl"] for column in beside["tableSchema"]["columns"]]
    assert heads == path.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert [column["name"] for column in beside["tableSchema"]["columns"]] == COLUMNS
    told = {note["heading"]: note["lines"] for note in beside["notes"]}
    assert told["Let op"] == cautions(series, "nl")
    assert len(told["Status"]) == 3


def test_a_panel_in_dutch_has_dutch_heads_units_and_statuses(series: pd.DataFrame) -> None:
    told = in_words(series, "nl")
    assert {"regio", "jaar", "waarde", "eenheid", "bron", "uitgave"} <= set(told)
    assert set(told["eenheid"]) == {"duizend banen", "vestigingen"}
    assert set(told["status"]) == {"", "breuk in de reeks", "niet gepubliceerd"}
    pd.testing.assert_frame_equal(in_words(series, "en"), series)


def test_every_status_and_every_caution_of_the_snapshot_has_words_in_both_languages() -> None:
    for code in (*OBSERVED, *MISSING):
        assert groups()["status_meaning"][code].nl
        assert not code or groups()["status"][code].nl
    words = chart_words("nl")
    for name, held in datapackage.resources(datapackage.SNAPSHOT).items():
        for text in held["cautions"]:
            said = words.known(f"caution.{text}")
            assert said, (name, text)
            assert said != text


def impact(*asked: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*asked])
    error = done.exception if isinstance(done.exception, InputError) else ""
    return done.exit_code, f"{done.output}{error}"


def test_the_command_makes_a_workbook_or_a_package(tmp_path: Path) -> None:
    asked = ("export", "jobs", "--area", AREA, "--years", "2024", "--lang", "nl", "--out")
    code, told = impact(*asked, str(tmp_path / "jobs.xlsx"))
    assert code == 0, told
    assert "cijfers 44 rijen; bronnen: 1, waarschuwingen: 6." in told
    assert impact(*asked, str(tmp_path / "jobs.xlsx"))[0] == 0  # an earlier one is ours
    assert impact(*asked, str(tmp_path / "jobs"))[0] == 0
    assert {path.name for path in (tmp_path / "jobs").iterdir()} == {"figures.csv", DESCRIPTION, READ_ME, MARK}


def test_what_somebody_else_made_is_left_alone(tmp_path: Path, outcome: ScenarioResult) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "theirs.xlsx")
    before = (tmp_path / "theirs.xlsx").read_bytes()
    assert "a file that no earlier export wrote" in impact("export", "jobs", "--out", str(tmp_path / "theirs.xlsx"))[1]
    assert (tmp_path / "theirs.xlsx").read_bytes() == before
    folder = outcome.save(tmp_path / "result")
    told = impact("export", "jobs", "--out", str(folder))[1]
    assert "a folder with other things in it" in told
    assert ScenarioResult.load(folder).scenario == outcome.scenario


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("jobs", "--out", "page.pdf"), "a .xlsx or .html file, or a folder"),
        (("jbos", "--out", "a.xlsx"), "Did you mean 'jobs'"),
        (("ai-fabriek-baseline", "--out", "a.xlsx"), "impact run ai-fabriek-baseline --out result, then impact export"),
        (("jobs", "--lang", "de", "--out", "a.xlsx"), "nl or en"),
        (("jobs", "--years", "19", "--out", "a.xlsx"), "a year, or two such as 2015-2024"),
        (("jobs", "--publisher", "p.toml", "--out", "a.xlsx"), "a data package to describe"),
    ],
)
def test_wrong_questions_are_refused(
    asked: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert told in impact("export", *asked)[1]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("onderzoek@", "onderzoek at ", "an address for e-mail"),
        ("https://data", "data", "an address that begins with https://"),
        ('"CC-BY-4.0"', '"mine"', "'CC-BY-4.0' or 'CC0-1.0'"),
        ('name = "Programma"', 'nmae = "Programma"', "Did you mean 'name'"),
        ('name = "Onderzoek"', 'name = " "', "a name"),
    ],
)
def test_a_publisher_that_says_too_little_is_refused(tmp_path: Path, was: str, becomes: str, told: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(PUBLISHED.replace(was, becomes), encoding="utf-8")
    with pytest.raises(InputError, match=told):
        Publisher.load(path)
