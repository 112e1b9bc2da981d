"""The regional monitor: what is written, what its pages quote, and that every figure is one of the panel."""

from __future__ import annotations

import html
import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from impact import regions
from impact.errors import InputError
from impact.panel import panel
from impact.productivity import labour_productivity
from impact.report import build
from impact.report.monitor import facts, tables
from impact.report.monitor.publication import Followed
from impact.report.monitor.regional_monitor import NATION, Indicator, RegionalMonitor, regional_monitor
from impact.report.monitor.telling import Account, file_name, ranked
from impact.report.pages.publications import publication
from impact.scenario import ScenarioResult
from impact.words.numbers import number
from impact.words.texts import LANGUAGES, texts

if TYPE_CHECKING:
    pass

AREA = ["CR02", "CR08"]  # of the monitor of the tests
EEMSDELTA, EMMEN = "GM1979", "GM0114"
MINUS = "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def small(followed: Followed) -> RegionalMonitor:
    return followed.monitor


@pytest.fixture(scope="module")
def pages(monitor_pages: Path) -> Path:
    return monitor_pages


@pytest.fixture(scope="module")
def english(small: RegionalMonitor) -> Account:
    return Account(small, publication("regional-monitor").words("en"))


def said(pages: Path, name: str) -> str:
    """Return the text of a page without its tags."""
    source = (pages / f"{name}.html").read_text(encoding="utf-8")
    body = re.sub(r"<(style|svg).*?</\1>", " ", source, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def establishments(*codes: str, year: int, sector: str = "sum_groups") -> float:
    """Return the establishments of municipalities as the panel has them."""
    frame = panel("establishments", level="gemeente", sectors=sector)
    return float(frame.loc[frame["region"].isin(codes) & frame["year"].eq(year), "value"].sum())


def test_there_is_an_index_and_a_page_for_every_municipality(pages: Path, small: RegionalMonitor) -> None:
    names = ["report", *map(file_name, small.municipalities)]
    assert names == ["report", "borger-odoorn", "coevorden", "eemsdelta", "emmen"]
    documents = {f"{name}-{lang}.{ending}" for name in names for lang in LANGUAGES for ending in ("html", "pdf")}
    drawn = ["count_map", "share_map", "jobs_map", "outcome_map", *(f"path-{name}" for name in names[1:])]
    pictures = {
        f"figures/{name}-{lang}.{ending}" for name in drawn for lang in LANGUAGES for ending in ("csv", "svg", "png")
    }
    found = {path.relative_to(pages).as_posix() for path in pages.rglob("*") if path.is_file()}
    assert found == documents | pictures | {"report.json"}
    assert json.loads((pages / "report.json").read_text(encoding="utf-8"))["scenario"] == "ai-fabriek-baseline"
    assert max(path.stat().st_size for path in pages.glob("*.html")) < 2_000_000
    assert max(path.stat().st_size for path in pages.glob("figures/*.png")) <= 400_000


def test_every_link_to_another_page_leads_somewhere(pages: Path) -> None:
    for page in pages.glob("*.html"):
        linked = re.findall(r'href="([a-z-]+\.html)"', page.read_text(encoding="utf-8"))
        assert linked
        assert all((pages / name).is_file() for name in linked), page.name


def test_the_same_bytes_in_another_folder_time_zone_and_locale(
    pages: Path, two_areas: Path, followed: Followed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("TZ", "Pacific/Kiritimati"), ("LC_ALL", "C"), ("LANG", "C")):
        monkeypatch.setenv(name, value)
    time.tzset()
    monkeypatch.chdir(tmp_path)
    try:
        files = build(two_areas, "nl", tmp_path / "again", followed)
    finally:
        monkeypatch.undo()
        time.tzset()
    for path in files:
        if path.name != "report.json":  # it lists the files of one language here
            assert path.read_bytes() == (pages / path.relative_to(tmp_path / "again")).read_bytes(), path.name
    assert os.environ.get("TZ") != "Pacific/Kiritimati"


@pytest.mark.parametrize("name", ["report-nl", "report-en", "eemsdelta-nl"])
def test_the_pdf_is_archivable_and_accessible(pages: Path, name: str, peer: Callable[[str], ModuleType]) -> None:
    catalog = peer("pypdf").PdfReader(pages / f"{name}.pdf").trailer["/Root"]
    metadata = catalog["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2<" in metadata
    assert "<pdfuaid:part>1<" in metadata


def test_the_page_of_a_municipality_quotes_the_panel(pages: Path) -> None:
    now, then = (establishments(EMMEN, year=year) for year in (2025, 2018))
    every = ("GM0114", "GM0109", "GM1681", EEMSDELTA)
    nation = panel("establishments").groupby("year")["value"].sum()
    text = said(pages, "emmen-en")
    assert f"the municipality of Emmen has {number(now, 'en', 0)} establishments: number 1 of the 4" in text
    share = 100 * now / establishments(*every[:3], year=2025)
    assert f"and {share:.0f} per cent of all establishments in Zuidoost-Drenthe" in text
    assert f"That is {100 * (now / then - 1):.0f} per cent more than in 2018." in text
    assert f"in the Netherlands {100 * (nation[2025] / nation[2018] - 1):.0f} per cent more" in text
    groups = panel("establishments", level="gemeente")
    mine = groups[groups["region"].eq(EMMEN) & groups["year"].eq(2025) & groups["sector"].ne("sum_groups")]
    top = mine.loc[mine["value"].idxmax()]
    assert f"{100 * top['value'] / now:.0f} per cent" in text.partition("Most establishments belong to")[2][:120]
    assert "There are no figures of what a scenario expects here." in text


def test_a_municipality_is_compared_from_its_last_merger_on(small: RegionalMonitor, pages: Path) -> None:
    assert small.path(EEMSDELTA).index[0] == small.since == 2021
    assert small.path(EMMEN).index[0] == 2018  # the year after the last border of an area moved
    grown = 100 * (establishments(EEMSDELTA, year=2025) / establishments(EEMSDELTA, year=2021) - 1)
    assert small.grown(EEMSDELTA, 2021) == pytest.approx(grown)
    assert f"Dat is {grown:.0f} procent meer dan in 2021." in said(pages, "eemsdelta-nl")


def test_a_break_of_a_municipality_begins_its_comparison() -> None:
    whole = regional_monitor(["CR02", "CR03"])
    assert whole.path("GM0014").index[0] == 2019  # Haren and Ten Boer joined Groningen
    assert whole.outcome.empty
    assert whole.scenario == ""


def test_the_figures_of_areas_are_those_of_the_panel(small: RegionalMonitor) -> None:
    jobs = panel("jobs", sectors="A-U")
    mine = jobs[jobs["region"].isin(AREA)].groupby("year")["value"].sum()
    year, value = small.indicator(Indicator.JOBS, small.area.name)
    assert (year, value) == (2024, pytest.approx(mine[2024]))
    assert small.indicator(Indicator.JOB_CHANGE, small.area.name)[1] == pytest.approx(
        100 * (mine[2024] / mine[2019] - 1)
    )
    told = labour_productivity("corop", 2023, prices="current", area=["CR08"]).set_index("measure")["value"]
    assert small.indicator(Indicator.GAP, "CR08") == (2023, pytest.approx(told["gap"]))
    added = panel("value_added", sectors=["A-U", "B-E", "C"])
    of = added[added["region"].eq("CR08") & added["year"].eq(2023)].set_index("sector")["value"]
    assert small.indicator(Indicator.VALUE_ADDED, "CR08")[1] == pytest.approx(of["A-U"] - of["B-E"] + of["C"])
    born = panel("births", sectors="A-U")
    assert small.indicator(Indicator.BIRTHS, NATION)[1] == pytest.approx(
        born[born["year"].eq(2025) & born["region"].isin(regions.codes("corop"))]["value"].sum()
    )


def test_shares_of_groups_add_up_to_all_establishments(small: RegionalMonitor) -> None:
    for place in (*small.area.municipalities, *AREA, small.area.name):
        assert small.shares(place).sum() == pytest.approx(100, abs=0.3)  # groups are rounded to multiples of five
    assert len(small.shares(EMMEN)) == 9


def test_labour_years_are_those_of_the_result_with_one_digit(
    english: Account, baseline_result: ScenarioResult, pages: Path
) -> None:
    frame = baseline_result.municipalities
    assert frame is not None
    rows = frame[
        frame["region"].eq(EEMSDELTA)
        & frame["measure"].eq("jobs")
        & frame["statistic"].eq("mean")
        & frame["stage"].eq("total")
        & frame["year"].isna()
    ].set_index("concept")["value"]
    ((name, gross, net),) = tables.outcome(english)
    assert name == "Eemsdelta"
    assert float(gross) == pytest.approx(rows["gross"], rel=0.5)
    assert float(net.replace(MINUS, "-")) == pytest.approx(rows["net_regional"], rel=0.5)
    assert len(gross.strip("0")) == 1
    assert f"an estimated {gross} labour years gross and {net} net" in said(pages, "eemsdelta-en")


@pytest.mark.parametrize("name", sorted({**texts("monitor"), **texts("house")}))
def test_both_languages_ask_for_the_same_values(name: str) -> None:
    asked = {lang: publication("regional-monitor").words(lang).needs(name) for lang in LANGUAGES}
    assert asked["nl"] == asked["en"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_the_command_that_brings_the_rest(pages: Path, lang: str) -> None:
    for name in ("report", "emmen"):
        assert "impact pull 83582NED 70072ned" in said(pages, f"{name}-{lang}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_colophon_says_who_and_how_to_turn_to_them(pages: Path, lang: str) -> None:
    text = said(pages, f"report-{lang}")
    assert "a test" in text
    assert "monitor@example.org" in text
    assert {"nl": "Toegankelijkheid", "en": "Accessibility"}[lang] in text


def test_the_paper_has_contents_after_a_summary_of_one_page(pages: Path, peer: Callable[[str], ModuleType]) -> None:
    reader = peer("pypdf").PdfReader(pages / "report-en.pdf")
    first, second = (reader.pages[at].extract_text() for at in (0, 1))
    assert "Contents" in first
    assert "In brief" in first
    assert second.lstrip().startswith("The municipalities")


def test_an_area_by_itself_has_nothing_to_stand_beside() -> None:
    with pytest.raises(InputError, match=r"area: found CR02; expected several COROP areas"):
        regional_monitor(["CR02"])


def test_municipalities_without_figures_are_refused() -> None:
    with pytest.raises(InputError):
        regional_monitor(["CR02", "CR09"])


def test_places_are_ranked_from_the_largest() -> None:
    values = pd.Series({"a": 3.0, "b": 5.0, "c": 3.0})
    assert [ranked(values, place) for place in values.index] == [2, 1, 2]


def test_a_monitor_without_a_scenario_says_nothing_of_one(small: RegionalMonitor) -> None:
    without = replace(small, outcome=small.outcome.iloc[:0], scenario="", title={})
    bare = Account(without, publication("regional-monitor").words("nl"))
    assert set(facts.choices(bare).values()) == {""}
    assert facts.choices_of_municipality(bare, EEMSDELTA)["own.outcome"] == "own.outcome_not"
    assert facts.facts(bare, "")["scenario"] == ""
