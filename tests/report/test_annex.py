"""The technical annex: every figure that it prints is that of a result, a frozen record or the shipped backtest."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from impact import bundle
from impact.errors import InputError
from impact.report import build
from impact.report.annex import drivers, tables
from impact.report.annex.publication import gathered, manuscript
from impact.report.pages.publications import publication
from impact.scenario import ScenarioResult
from impact.scenario.drivers.of_result import drivers_of
from impact.words.texts import LANGUAGES, texts

if TYPE_CHECKING:
    pass

ANNEX = publication("technical-annex")
MINUS = "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def pages(annex_pages: Path) -> Path:
    return annex_pages


def said(pages: Path, lang: str) -> str:
    """Return the text of a page without its tags."""
    source = (pages / f"report-{lang}.html").read_text(encoding="utf-8")
    body = re.sub(r"<(style|svg).*?</\1>", " ", source, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_forecasts_are_those_printed_in_the_guide_to_the_ledger() -> None:
    """docs/ledger.md, `What it would have been worth`, the rows of the average."""
    words = ANNEX.words("en")
    rows = {(row[0], row[1]): row[2:] for row in tables.forecasts(words)}
    assert rows["Jobs by area and sector", "2015"] == ["3,118", "42", "80", f"{MINUS}3", "+3"]
    assert rows["Jobs by area and sector", "2019"] == ["1,742", "57", "91", "+15", f"{MINUS}2"]
    assert rows["Jobs by area and section", "2019"] == ["2,425", "60", "91", "+12", "+7"]
    assert rows["New establishments", "2015"] == ["340", "43", "94", f"{MINUS}18", "+9"]


def test_designs_stand_with_the_checksum_of_what_was_frozen() -> None:
    frozen = json.loads(bundle.data("designs", "ai-fabriek-ex-ante.frozen.json").read_text(encoding="utf-8"))
    rows = {row[0]["under"]: row[1:] for row in tables.designs(ANNEX.words("nl")) if isinstance(row[0], dict)}
    assert rows["ai-fabriek-ex-ante"][-1] == frozen["checksum"][:12]
    assert rows["ai-fabriek-ex-ante"][:2] == [str(len(frozen["design"][k])) for k in ("outcomes", "tests")]
    assert rows["ai-fabriek-ex-ante"][2] == "zoals vastgelegd op 24 november 2026"
    assert rows["eemshaven-2016"][2] == "niet vastgelegd"


def test_drivers_are_those_of_the_result(baseline_result: ScenarioResult) -> None:
    words = manuscript(baseline_result, ANNEX, "en").words
    found = drivers_of(baseline_result)
    frame = baseline_result.assumptions.sort_values("influence_net_regional_jobs", ascending=False)
    title, share = frame["title_en"].iloc[0], f"{100 * frame['influence_net_regional_jobs'].iloc[0]:.0f}"
    assert drivers.first(found, words) == (title, share)
    (net,) = [line for line in drivers.heaviest(found, words) if line.startswith("Net work")]
    assert net.startswith(f"Net work in the region: {title} ({share} per cent)")


def test_an_outcome_without_a_range_has_nothing_that_drives_it(
    baseline_result: ScenarioResult, fixed: ScenarioResult
) -> None:
    words = manuscript(baseline_result, ANNEX, "nl").words
    found = drivers_of(fixed)
    assert drivers.first(found, words) == ("", "")
    assert drivers.heaviest(found, words) == []
    assert drivers.table(found, fixed, words) == []
    told = manuscript(fixed, ANNEX, "nl")
    assert told.choices["summary.driver"] == "summary.drivers_unknown"


def test_the_summary_counts_what_the_tables_hold(pages: Path, baseline_result: ScenarioResult) -> None:
    text = said(pages, "en")
    guessed = int(baseline_result.assumptions["basis"].eq("assumption").sum())
    assert f"rests on {len(baseline_result.assumptions)} assumptions" in text
    assert f"For {guessed} of them no source gives the value" in text
    assert f"Of the {len(baseline_result.checks)} checks {int(baseline_result.checks['passed'].sum())} hold." in text


def test_every_assumption_and_check_is_in_the_annex(pages: Path, baseline_result: ScenarioResult) -> None:
    text = said(pages, "nl")
    for title in baseline_result.assumptions["title_nl"]:
        assert " ".join(title.split()) in text, title
    told = manuscript(baseline_result, ANNEX, "nl").content
    assert len(told["tables"]["checks"]) == len(baseline_result.checks)


def test_a_check_that_fails_is_said(baseline_result: ScenarioResult) -> None:
    checks = baseline_result.checks
    wrong = replace(baseline_result, checks=checks.assign(passed=[False, *checks["passed"].iloc[1:]]))
    told = manuscript(wrong, ANNEX, "en")
    assert told.choices["checks.result"] == "checks.some"
    assert told.quoted["held"] == str(len(checks) - 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_is_archivable_and_accessible(pages: Path, lang: str, peer: Callable[[str], ModuleType]) -> None:
    catalog = peer("pypdf").PdfReader(pages / f"report-{lang}.pdf").trailer["/Root"]
    metadata = catalog["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2<" in metadata
    assert "<pdfuaid:part>1<" in metadata


def test_a_second_build_gives_the_same_bytes(pages: Path, baseline_result: ScenarioResult, tmp_path: Path) -> None:
    for path in build("technical-annex", "en", tmp_path / "again", baseline_result):
        if path.name != "report.json":  # it lists the files of one language here
            assert path.read_bytes() == (pages / path.name).read_bytes(), path.name


@pytest.mark.parametrize("name", sorted(texts("annex")))
def test_both_languages_ask_for_the_same_values(name: str) -> None:
    asked = {lang: ANNEX.words(lang).needs(name) for lang in LANGUAGES}
    assert asked["nl"] == asked["en"]


def test_what_the_annex_refers_to_in_the_documents_is_there() -> None:
    for told in texts("annex").values():
        for number in re.findall(r"decisions/(\d{4})", told["en"]):
            assert list(Path("docs/decisions").glob(f"{number}-*.md")), number


def test_an_annex_to_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="one that technical-annex is on"):
        gathered(ANNEX, None)
