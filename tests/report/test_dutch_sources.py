"""Where a figure comes from is said in Dutch on Dutch pages; what is left in English is marked and announced."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typst

from impact import bundle, datapackage
from impact.folders import checksum_of
from impact.report.pages.manuscript import Manuscript
from impact.report.pages.publications import publication
from impact.report.pages.source_table import source_rows
from impact.report.scenario.publication import manuscript
from impact.scenario import Scenario, ScenarioResult, run, shipped_scenarios
from impact.sources import snapshot

AI_FABRIEK = publication("ai-fabriek")
DECIMAL_POINT = re.compile(r"\d\.(?!\d{3}\b)\d")  # a point before three figures parts thousands
ENGLISH = re.compile(r"\b(the|and|from|with|none|by|year|share|letter|published|million|per cent|May|June|October)\b")


def seconds(made: Manuscript) -> Iterator[dict[str, Any]]:
    """Yield the cells with a second text: what stands under an amount or an assumption, and where tables come from."""
    groups = [group["rows"] for group in made.content["assumptions"]]
    for rows in [*made.content["tables"].values(), *groups]:
        yield from (cell for row in rows for cell in row if isinstance(cell, dict))


def dutch(result: ScenarioResult) -> Manuscript:
    return manuscript(result, AI_FABRIEK, "nl")


@pytest.mark.parametrize("name", shipped_scenarios())
def test_no_source_on_a_dutch_page_is_in_english(name: str) -> None:
    made = dutch(run(Scenario.load(name), draws=2))
    found = list(seconds(made))
    assert len(found) >= 40
    assert {cell["lang"] for cell in found} == {"nl"}
    assert made.content["references_lang"] == "nl"
    assert made.texts()["money.english"] == ""
    for text in [*(cell["under"] for cell in found), *made.content["references"]]:
        assert text
        assert not DECIMAL_POINT.search(text), text
        assert not ENGLISH.search(text), text


def test_the_finished_page_has_no_english_left(report: Path) -> None:
    page = (report / "report-nl.html").read_text(encoding="utf-8")
    assert 'lang="en"' not in page
    assert "Bronvermeldingen" not in page
    assert "Kamerbrief van 13 oktober 2025, via security.nl 908961: 'bijna 70 miljoen', 69 tot 70" in page
    assert "bijna 70" not in (report / "report-en.html").read_text(encoding="utf-8")


def test_english_pages_give_sources_as_before(baseline_result: ScenarioResult) -> None:
    made = manuscript(baseline_result, AI_FABRIEK, "en")
    assert all("lang" not in cell for cell in seconds(made))
    first = made.content["tables"]["funding"][0][0]
    assert first["under"] == baseline_result.scenario.funding["rijk"].source
    assert made.content["references"] == list(baseline_result.scenario.references)
    assert made.texts()["money.english"] == "Sources are given as in the data file."


OWN = 'extends = "ai-fabriek-baseline"\n'
LEFT = {
    "funding": '[funding.rijk]\nsource = "Budget of 2027"\n',
    "spending": '[spending.building]\nsource = "Budget of 2027"\n',
    "staff": '[staff.operations]\nsource = "Budget of 2027"\n',
    "assumptions": '[assumptions.own_supply_level]\nsource = "Budget of 2027"\n',
    "alternative use": '[alternative_use]\nsource = "Budget of 2027"\n',
    "references": 'references = ["Budget of 2027"]\n',
}


@pytest.mark.parametrize("where", LEFT)
def test_one_source_that_is_left_in_english_is_announced(tmp_path: Path, where: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(OWN + LEFT[where], encoding="utf-8")
    made = dutch(run(Scenario.load(file), draws=2))
    left = [cell["under"] for cell in seconds(made) if cell.get("lang") != "nl"]
    assert all(text.startswith("Budget of 2027") for text in left)
    assert bool(left) == (where != "references")
    assert made.content["references_lang"] == ("en" if where == "references" else "nl")
    assert made.texts()["money.english"].startswith("Bronvermeldingen zonder Nederlandse")


def test_a_result_of_before_there_were_dutch_sources_shows_english_ones(
    baseline_result: ScenarioResult, tmp_path: Path
) -> None:
    folder = baseline_result.save(tmp_path / "old")
    _without_dutch(folder)
    old = ScenarioResult.load(folder)
    assert set(old.assumptions["source_nl"]) == {""}
    same = [column for column in old.assumptions if column != "source_nl"]
    pd.testing.assert_frame_equal(old.assumptions[same], baseline_result.assumptions[same])
    made = dutch(old)
    under = [cell for cell in seconds(made) if "url" not in cell]
    assert all("lang" not in cell for cell in under)
    assert made.content["tables"]["funding"][0][0]["under"] == old.scenario.funding["rijk"].source
    assert made.texts()["money.english"]


def _without_dutch(folder: Path) -> None:
    """Take from a saved result what an earlier version did not write."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["sha256"]
    for name in ("assumptions.csv", "use_assumptions.csv"):
        table = folder / name
        pd.read_csv(table, keep_default_na=False).drop(columns="source_nl").to_csv(table, index=False)
        manifest["files"][name] = _checksum(table)
    manifest["definition"] = _pruned(manifest["definition"])
    text = json.dumps({**manifest, "sha256": checksum_of(manifest)})
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _checksum(file: Path) -> str:
    import hashlib

    return hashlib.sha256(file.read_bytes()).hexdigest()


def _pruned(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _pruned(value) for key, value in node.items() if key not in ("source_nl", "references_nl")}
    return node


# The table of figures used


def test_every_table_that_ships_is_described_in_dutch() -> None:
    used = {name: snapshot.record(name) for name in snapshot.names()}
    rows = source_rows(used, AI_FABRIEK.words("nl"))
    assert len(rows) == len(used) + 1
    for title, origin, edition, *_ in rows:
        assert isinstance(title, str)
        assert isinstance(edition, str)
        assert isinstance(origin, dict)
        assert origin["lang"] == "nl"
        assert not ENGLISH.search(f"{title} {origin['under']} {edition}")


def test_what_a_publisher_calls_a_table_is_english_until_someone_says_it_in_dutch() -> None:
    record = dict(snapshot.record("corop-jobs")) | {"source": "CBS StatLine 83582NED + Somebody's register"}
    (row,) = source_rows({"corop-jobs": record}, AI_FABRIEK.words("nl"), boundaries=False)
    assert row[1] == {"text": "", "under": record["source"], "url": record["url"]}


@pytest.mark.parametrize(("lang", "shown"), [("nl", "30 oktober 2026"), ("en", "30 October 2026")])
def test_the_edition_of_a_pulled_table_is_a_date(lang: str, shown: str) -> None:
    record = dict(snapshot.record("corop-jobs")) | {"vintage": "2026-10-30T02:00:00"}
    (row,) = source_rows({"corop-jobs": record}, AI_FABRIEK.words(lang), boundaries=False)
    assert row[2] == shown


def test_dutch_pages_of_studies_have_no_english_left(built: dict[str, Path]) -> None:
    for folder in built.values():
        assert 'lang="en"' not in (folder / "report-nl.html").read_text(encoding="utf-8")


# What is written in the data


@pytest.mark.parametrize("name", ["parameters", "use"])
def test_every_source_of_the_evidence_is_said_in_dutch(name: str) -> None:
    rows = list(csv.DictReader(datapackage.read("evidence", name).decode("utf-8").splitlines()))
    for row in rows:
        assert bool(row["source"]) == bool(row["source_nl"]), row
        assert not DECIMAL_POINT.search(row["source_nl"]), row
        assert not ENGLISH.search(row["source_nl"]), row


def figures_in(text: str) -> list[str]:
    """Return the numbers in a text, decimals after a point; months count as words."""
    return sorted(re.findall(r"\d+(?:\.\d+)?", text))


@pytest.mark.parametrize("name", shipped_scenarios())
def test_the_dutch_words_have_the_figures_of_the_english_ones(name: str) -> None:
    scenario = Scenario.load(name)
    groups = (scenario.funding, scenario.spending, scenario.staff, scenario.assumptions)
    found = [item for group in groups for item in group.values()]
    pairs = [(item.source, item.source_nl) for item in [*found, scenario.reserve, scenario.alternative_use]]
    pairs += zip(scenario.references, scenario.references_nl or (), strict=True)
    for english, translated in pairs:
        assert translated is not None
        assert figures_in(re.sub(r"(?<=\d),(?=\d)", ".", translated)) == figures_in(_spread(english)), translated


def _spread(english: str) -> str:
    """Return a text in which a range and a decimal are written as in Dutch: `2.5-3` is `2.5 to 3`, `.21` is `0.21`."""
    whole = re.sub(r"(?<!\d)\.(?=\d)", "0.", english)
    return re.sub(r"(?<=\d)-(?=\d)", " to ", whole) if "UWV" in english else whole


# The mark on the page


def test_only_a_second_text_in_english_is_marked_as_english(tmp_path: Path) -> None:
    shutil.copy(bundle.reports("house", "look.typ"), tmp_path)
    (tmp_path / "report.json").write_text('{"lang": "nl", "texts": {}, "figures": {}}', encoding="utf-8")
    cells = '#cell((text: "a", under: "eigen", lang: "nl")) #cell((text: "b", under: "own")) #under("van", "nl")'
    (tmp_path / "page.typ").write_text(f'#import "look.typ": *\n{cells} #under("of", "en")', encoding="utf-8")
    compiler = typst.Compiler(tmp_path / "page.typ", root=tmp_path)
    page = compiler.compile_with_warnings(format="html")[0].decode()
    assert re.findall(r'<span[^>]*lang="en"[^>]*>(\w+)</span>', page) == ["own", "of"]
    assert re.findall(r'<span class="under">(\w+)</span>', page) == ["eigen", "van"]
