"""The pages of the region's record: what they quote, what they do not claim, and what the figures cannot give."""

from __future__ import annotations

import datetime
import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from impact.errors import InputError
from impact.panel import panel
from impact.productivity import (
    RegionalRecord,
    accounts_by_sector,
    closures,
    establishments,
    job_shift_share,
    labour_productivity,
    productivity_gap,
    read_studies,
    research,
    shipped_studies,
)
from impact.productivity.record.regional_record import Part
from impact.regions import study_area
from impact.report import build
from impact.report.charts import theme
from impact.report.pages.asked import check
from impact.report.pages.manuscript import Manuscript
from impact.report.pages.publications import publication
from impact.report.record import facts, outcomes, study_figures, tables
from impact.report.record.telling import Account
from impact.words.texts import LANGUAGES, texts
from tests.productivity.synthesis.reference import BCG, BCG_ERRORS

if TYPE_CHECKING:
    pass

RECORD = publication("regional-record")
AREA = "groningen-noord-drenthe"
TODAY = datetime.date(2026, 11, 28)
FIGURES = ("level", "gap_map", "gap", "growth", "growth_map", "jobs", "births", "birth_rate", "research")
OF_STUDIES = ("range-ai-productivity-effect-adopter", "range-local-job-multiplier-extra")
MINUS = "\N{MINUS SIGN}"


def page(folder: Path, lang: str) -> str:
    """Return the text of a page without its tags."""
    source = (folder / f"report-{lang}.html").read_text(encoding="utf-8")
    body = re.sub(r"<(style|svg).*?</\1>", " ", source, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture(scope="module")
def english(region_record: RegionalRecord) -> Account:
    return Account(region_record, shipped_studies(), RECORD.words("en"))


def test_what_is_written(record_report: Path, region_record: RegionalRecord) -> None:
    found = {path.relative_to(record_report).as_posix() for path in record_report.rglob("*") if path.is_file()}
    names = (*FIGURES, *OF_STUDIES)
    pictures = {f"figures/{name}-{lang}.{e}" for name in names for lang in LANGUAGES for e in ("csv", "svg", "png")}
    pages = {f"report-{lang}.{ending}" for lang in LANGUAGES for ending in ("html", "pdf")}
    assert found == pages | pictures | {"report.json"}
    described = json.loads((record_report / "report.json").read_text(encoding="utf-8"))
    assert described["area"] == AREA
    assert described["tables"] == {name: record.sha256 for name, record in region_record.tables.items()}


def test_a_second_build_gives_the_same_bytes(
    record_report: Path, region_record: RegionalRecord, tmp_path: Path
) -> None:
    for path in build("regional-record", "en", tmp_path / "again", region_record):
        if path.name != "report.json":  # it lists the files of one language here
            assert path.read_bytes() == (record_report / path.relative_to(tmp_path / "again")).read_bytes(), path.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_is_archivable_and_accessible(
    record_report: Path, lang: str, peer: Callable[[str], ModuleType]
) -> None:
    catalog = peer("pypdf").PdfReader(record_report / f"report-{lang}.pdf").trailer["/Root"]
    assert catalog["/Lang"] == lang
    metadata = catalog["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2<" in metadata
    assert "<pdfuaid:part>1<" in metadata


def test_no_picture_is_wider_than_a_page(record_report: Path) -> None:
    widths = {path.name: theme.width(path.read_text(encoding="utf-8")) for path in record_report.glob("figures/*.svg")}
    assert max(widths.values()) <= 680, widths


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_and_table_says_its_years(record_report: Path, lang: str) -> None:
    source = (record_report / f"report-{lang}.html").read_text(encoding="utf-8")
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", source, flags=re.DOTALL)
    without = [caption for caption in captions if not re.search(r"\b20[0-9]{2}\b", caption)]
    assert len(captions) == len(FIGURES) + len(OF_STUDIES) + 10
    assert len(without) == 1  # the list of sources: each line there has its own


@pytest.mark.parametrize("name", sorted(RECORD.words("nl").texts))
def test_both_languages_ask_for_the_same_values(name: str) -> None:
    asked = {lang: RECORD.words(lang).needs(name) for lang in LANGUAGES}
    assert asked["nl"] == asked["en"]


def test_the_pages_quote_the_figures_of_the_record(record_report: Path) -> None:
    """Levels and gaps as `labour_productivity` gives them; jobs as printed in docs/productivity.md."""
    level = labour_productivity("area", 2023, prices="current", area=AREA).set_index("measure")["value"]
    text = page(record_report, "nl")
    assert f"in het gebied {level['level']:.1f} duizend euro".replace(".", ",") in text
    assert f"Dat is {-level['gap']:.0f} procent lager dan in Nederland" in text
    for part in ("was het +21,2 duizend", "komt daar +2,7 duizend bij", f"overblijft, is {MINUS}0,7 duizend"):
        assert part in text
    assert f"is het deel van de groepen +3,5 en wat overblijft {MINUS}1,4 duizend" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_difference_is_called_no_effect_and_an_account_no_explanation(record_report: Path, lang: str) -> None:
    text = page(record_report, lang)
    told = {
        "nl": ("is geen effect van iets", "geen verklaring", "zeggen deze cijfers niet", "is geen groei of daling"),
        "en": ("is no effect of anything", "not an explanation", "these figures do not say", "is no rise or fall"),
    }
    for sentence in told[lang]:
        assert sentence in text, sentence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_caution_of_the_figures_is_printed(record_report: Path, region_record: RegionalRecord, lang: str) -> None:
    text = page(record_report, lang)
    words = RECORD.words(lang)
    shown = set(Part) - {
        Part.LEFT_OUT,
        Part.JOB_GROWTH_BY_TEN,
    }  # the first is a sentence; the second says what others say
    for part in shown:
        for statement in {one for told in region_record[part]["cautions"] for one in told}:
            assert words.said(statement) in text, (part, statement.code)


def test_the_parts_of_a_change_add_up_in_the_table_as_they_are_printed(english: Account) -> None:
    *parts, total = [[number(cell) for cell in row[1:]] for row in tables.methods(english)]
    for column, printed in zip(zip(*parts, strict=True), total, strict=True):
        assert sum(column) == pytest.approx(printed, abs=0.11)  # each of the parts and the sum was rounded
    change = english.jobs()["change"].sum()
    assert total[:2] == pytest.approx([round(change, 1)] * 2)
    assert facts.facts(english, "")["jobs_gap"] == "0.000"


def number(cell: object) -> float:
    """Return the number in a cell, zero for the mark of nothing."""
    return 0.0 if cell == "–" else float(str(cell).replace(MINUS, "-"))


def test_a_part_that_does_not_add_up_would_be_printed(english: Account) -> None:
    frame = english.record[Part.JOB_GROWTH]
    wrong = frame.assign(mix=frame["mix"].where(frame.index != 3, frame["mix"] + 0.5))
    off = replace(english.record, frames={**english.record.frames, Part.JOB_GROWTH: wrong})
    assert facts.facts(replace(english, record=off), "")["jobs_gap"] == "0.500"


def test_what_the_pages_say_cannot_be_had_is_refused_by_the_functions() -> None:
    """Each point of "What these figures cannot say" is true as long as this is refused."""
    refused = (
        lambda: accounts_by_sector(AREA, 2022, data="snapshot"),
        lambda: productivity_gap(["CR03"], 2022),
        lambda: labour_productivity("area", (2014, 2021), prices=2021, area=AREA),
        lambda: job_shift_share(AREA, by=["A", "B", "C", "D", "E", "F", "G-I", "J", "K", "L", "M-N", "O-Q", "R-U"]),
        lambda: closures("area", area=AREA, data="snapshot"),
        lambda: establishments("area", area="PV29"),
        lambda: research(["CR03"]),
        lambda: research(["PV20"], (2017, 2020)),
    )
    for ask in refused:
        with pytest.raises(InputError):
            ask()
    assert "labour_years" not in set(panel("employed")["variable"])


def test_the_table_of_studies_says_of_each_whether_it_may_count(english: Account) -> None:
    told = outcomes.outcomes(english)
    rows = outcomes.found_table(told)
    by_study = {row[-3]: row[-1] for row in rows}
    assert by_study["Hyperion"] == "no: contested"
    assert by_study["Aldasoro et al. 2026"] == "yes"
    assert sum(row[0]["rows"] for row in rows if isinstance(row[0], dict)) == len(rows) == len(english.studies.table)
    usable = {str(row[0]).split(" (")[0]: row[1:] for row in outcomes.usable_table(told)}
    assert usable["Productivity of a firm that takes up AI"] == ["0", "0.04", "0.1", "elicited"]
    assert usable["Profit of projects on supercomputers"] == ["–", "–", "–", "nothing that may count"]


def test_every_shipped_outcome_has_a_name_in_both_languages(english: Account) -> None:
    for lang in LANGUAGES:
        words = RECORD.words(lang)
        assert all(
            words.known(f"{group}.{o}") for o in english.studies.outcomes for group in ("outcome", "effect_unit")
        )


def test_a_province_stands_in_the_table_of_research_with_the_break_between(english: Account) -> None:
    rows = {row[0]: row[1:] for row in tables.research(english)}
    assert list(rows)[:2] == ["Groningen", "Drenthe"]
    assert rows["Groningen"] == ["343", "539 (provisional)"]
    assert rows["Zeeland"] == ["–", "65 (provisional)"]


def test_studies_that_print_their_errors_are_pooled_and_drawn(english: Account, tmp_path: Path) -> None:
    studies = read_studies(_own_studies(tmp_path))
    told = outcomes.outcomes(replace(english, studies=studies))
    drawn = {one.name: one for one in study_figures.illustrations(told)}
    assert list(drawn) == ["forest-vaccine", "leave-one-out-vaccine", "funnel-vaccine"]
    assert f"Together: {MINUS}0.71" in drawn["forest-vaccine"].alt  # metafor: -0.7145
    assert all(one.table is not None and "13 studies" in one.alt + one.caption for one in drawn.values())
    assert outcomes.usable_table(told)[0][-1] == "computed from studies"


def test_few_studies_are_pooled_with_what_must_be_known_of_them(english: Account, tmp_path: Path) -> None:
    file = _own_studies(tmp_path)
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(lines[:3]), encoding="utf-8")
    told = outcomes.outcomes(replace(english, studies=read_studies(file)))
    assert [one.name for one in study_figures.illustrations(told)] == ["forest-vaccine"]  # of two none can be left out
    cautions = " ".join(outcomes.cautions(english, told))
    assert "With fewer than 5" in cautions
    assert "With two studies there is no test" in cautions
    assert outcomes.usable_table(told)[0][-1] == "nothing that may count"  # nobody elicited a range of it


def _own_studies(folder: Path) -> Path:
    effects = enumerate(zip(BCG, BCG_ERRORS, strict=True))
    rows = [f"Trial {at},vaccine,{effect},{error},log risk ratio,yes" for at, (effect, error) in effects]
    file = folder / "own.csv"
    file.write_text("\n".join(["study,outcome,estimate,std_error,unit,regional_prior", *rows]), encoding="utf-8")
    return file


def test_what_the_kind_says_fits_every_area() -> None:
    named = [name for name, text in texts("record").items() if re.search(r"Groningen|Drenthe|AI-fabriek", str(text))]
    assert not named


def test_an_area_with_fewer_figures_is_told_so(zeeland_record: RegionalRecord, english: Account) -> None:
    zeeland = replace(english, record=zeeland_record)
    assert facts.choices(zeeland)["firms.stock"] == "firms.stock_unknown"
    assert tables.tables(zeeland)["stock"] == []
    quoted = facts.facts(zeeland, "")
    assert quoted["highest_name"] == "Zeeuwsch-Vlaanderen"
    assert quoted["research_by_province"].startswith("Zeeland ")
    assert RECORD.words("en").needs("firms.stock_known") - set(quoted)


def test_the_template_asks_for_nothing_that_an_area_with_fewer_figures_does_not_give(
    zeeland_record: RegionalRecord, english: Account
) -> None:
    """The caption of a table that was left out was asked for all the same, and nothing could be built."""
    zeeland = replace(english, record=zeeland_record)
    without = {part: frame for part, frame in zeeland_record.frames.items() if part is not Part.GAP_BY_SECTOR}
    for account in (zeeland, replace(zeeland, record=replace(zeeland_record, frames=without))):
        said = Manuscript(RECORD.words("en"), "", TODAY, facts.facts(account, ""), tuple, {}, facts.choices(account))
        check(RECORD, said)


DESCRIPTION = """
made_of = "record"
title = { nl = "Zeeland in cijfers", en = "Zeeland in figures" }
area = "PV29"
date = 2026-11-28
studies = "own.csv"
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"PV29"', '"nij-begun"', r"area: found nij-begun, which holds only a part of Noord-Drenthe"),
        ('"PV29"', '"Zeeeland"', r"area: found .*Zeeeland"),
        ("date = 2026-11-28", "", r"date: found nothing"),
        ('"own.csv"', '"gone.csv"', None),
    ],
)
def test_a_record_that_cannot_be_made_is_refused(
    tmp_path: Path, zeeland_record: RegionalRecord, old: str, new: str, said: str | None
) -> None:
    own = _own_studies(tmp_path).parent
    (own / "publication.toml").write_text(DESCRIPTION.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=said or r"gone\.csv: file: found nothing"):
        build(own, "en", own / "out", zeeland_record)
    assert not (own / "out").exists()


def test_an_area_of_one_part_has_no_sentence_on_its_parts(english: Account) -> None:
    alone = replace(english, record=replace(english.record, area=study_area("CR03")))
    assert facts.choices(alone)["summary.areas"] == ""
    assert [row[0] for row in tables.areas(alone)] == ["The whole area", "Netherlands"]
    assert [row[0] for row in tables.jobs(alone)] == ["The whole area"]


def test_maps_draw_the_border_of_the_area_on_the_country_wide_and_narrow(record_report: Path) -> None:
    source = (record_report / "report-en.html").read_text(encoding="utf-8")
    assert source.count("Thick line: Groningen and Noord-Drenthe") == 2 * 2
    drawing = (record_report / "figures" / "gap_map-en.svg").read_text(encoding="utf-8")
    assert drawing.count('stroke-width="1.6"') == 1


def test_names_of_groups_stand_above_their_figures_on_a_narrow_screen(record_report: Path) -> None:
    source = (record_report / "report-nl.html").read_text(encoding="utf-8")
    assert source.count("columns-6 named") == 1  # that of the jobs; years stand beside their figures
    assert "columns-6" in source.replace("columns-6 named", "")
