"""The quarterly letter: what its files may say, what changed between two of them, and sentences made of the numbers."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from impact import bundle
from impact.errors import InputError
from impact.report import build
from impact.report.letter import facts, telling
from impact.report.letter.issue import Expectations, Issue, Letter, read_letter
from impact.report.letter.periods import Period, Span, in_words, moved, period
from impact.report.letter.publication import Told, gathered
from impact.report.letter.telling import Account
from impact.report.pages.descriptions import OnLetter
from impact.report.pages.publications import publication
from impact.scenario import ScenarioResult
from impact.scenario.answer import outlook
from impact.words.numbers import number
from impact.words.texts import LANGUAGES, Lang, texts

if TYPE_CHECKING:
    pass

LETTER = publication("kwartaalbericht")
ISSUES = ("2025-Q3", "2025-Q4", "2026-Q4")


def about() -> OnLetter:
    """Return the description of the shipped letter."""
    assert isinstance(LETTER.about, OnLetter)
    return LETTER.about


def account(name: str, lang: Lang = "en") -> Account:
    """Return a shipped letter in a language."""
    return Account(read_letter(LETTER.folder / f"{name}.toml", about()), about(), LETTER.words(lang))


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Return a folder with the shipped letters, to change."""
    for name in ISSUES:
        text = (LETTER.folder / f"{name}.toml").read_text(encoding="utf-8")
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def changed(folder: Path, old: str, new: str, name: str = "2026-Q4") -> Path:
    """Return the file of a letter with a text in it replaced."""
    file = folder / f"{name}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def pages(letter_pages: Path) -> Path:
    return letter_pages


def said(pages: Path, lang: str) -> str:
    """Return the text of a page without its tags."""
    source = (pages / f"report-{lang}.html").read_text(encoding="utf-8")
    body = re.sub(r"<(style|svg).*?</\1>", " ", source, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [("2027", (2027, 1), (2027, 12)), ("2027-Q4", (2027, 10), (2027, 12)), ("2026-04", (2026, 4), (2026, 4))],
)
def test_a_period_is_a_year_a_quarter_or_a_month(written: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert period(written) == Period(*(year * 12 + month - 1 for year, month in (first, last)))


@pytest.mark.parametrize("written", ["2027-Q5", "2027-13", "early 2027", "1999", "2027-4"])
def test_what_is_no_period_is_refused_with_what_is(written: str) -> None:
    with pytest.raises(ValueError, match="a year, quarter or month such as 2027, 2027-Q4 or 2027-04"):
        period(written)


def test_periods_stand_in_words_as_each_language_writes_them() -> None:
    span = Span(period("2027-Q4"), period("2028-Q1"))
    assert in_words(span, LETTER.words("en")) == "the fourth quarter of 2027 to the first quarter of 2028"
    assert in_words(span, LETTER.words("nl")) == (
        "het vierde kwartaal van 2027 tot en met het eerste kwartaal van 2028"
    )
    assert in_words(Span(period("2026-04"), period("2026-04")), LETTER.words("nl")) == "april 2026"


def test_a_plan_moves_by_the_months_of_its_ends() -> None:
    """Early 2027 became the end of 2027 or early 2028 (letter to parliament of 19 December 2025)."""
    before, after = account("2025-Q3").letter.issue, account("2025-Q4").letter.issue
    spans = [one.progress["supercomputer"].span for one in (before, after)]
    assert spans[0] is not None
    assert spans[1] is not None
    assert moved(spans[0], spans[1]) == (9, 12)


def test_the_letter_of_the_end_of_2025_says_what_changed_since_its_third_quarter() -> None:
    assert telling.changes(account("2025-Q4")) == [
        "Award by the European Union: from started to finished.",
        "Expertise centre is in this letter for the first time.",
        "Supercomputer: the plan was the first quarter of 2027 and is now the fourth quarter of 2027 to the first "
        "quarter of 2028 (9 to 12 months later).",
        "Promised for the first time by the European Union (EuroHPC): 71.0 million euros.",
        "Granted for the first time by the European Union (EuroHPC): 71.0 million euros.",
    ]


def test_a_first_letter_says_that_it_is_the_first(baseline_result: ScenarioResult) -> None:
    first = account("2025-Q3")
    assert first.letter.before is None
    assert telling.changes(first) == []
    chosen = facts.choices(first, baseline_result)
    assert (chosen["changes.text"], chosen["summary.changes"]) == ("changes.first", "summary.first")
    assert "the first letter" in first.words(chosen["changes.text"])


def test_a_time_that_passed_without_word_is_said(baseline_result: ScenarioResult) -> None:
    last = account("2026-Q4")
    assert facts.late(last) == ["expertise-centre"]
    sentences = telling.progress(last)
    assert (
        "Expertise centre: was planned for April 2026. Nothing was found that says whether that was met." in sentences
    )
    assert facts.facts(last, baseline_result)["late_items"] == "expertise centre"
    assert facts.late(account("2025-Q4")) == []


def test_what_is_not_published_is_called_so(pages: Path) -> None:
    text = said(pages, "en")
    assert "paid: not published" in text
    assert "How much is paid is not published." in text
    (total,) = [row for row in telling.financing_table(account("2026-Q4")) if row[0] == "Total"]
    assert total[1:] == ["201.0", "71.0", "not published"]  # 70 + 60 + 71


def test_money_that_comes_to_be_known_is_told_as_a_change(mine: Path) -> None:
    file = changed(mine, "granted = 71.0", "granted = 71.0\npaid = 14.2")
    told = Account(read_letter(file, about()), about(), LETTER.words("en"))
    assert "Paid for the first time by the European Union (EuroHPC): 14.2 million euros." in telling.changes(told)
    (total,) = [row for row in telling.financing_table(told) if row[0] == "Total"]
    assert total[3] == "14.2"


def test_expectations_are_those_of_the_result(pages: Path, baseline_result: ScenarioResult) -> None:
    net = outlook.over_years(baseline_result, "net_regional", "jobs")
    low, high = (number(end, "nl", error=net.end_error) for end in (net.low, net.high))
    shown = f"{number(net.mean, 'nl', error=net.error)} arbeidsjaren bij ({low} tot {high})"
    assert shown in said(pages, "nl")
    kept = json.loads((pages / "report.json").read_text(encoding="utf-8"))["expected"]["net_regional"]
    assert kept == pytest.approx({"low": net.low, "mean": net.mean, "high": net.high})


def test_what_an_earlier_letter_printed_stands_beside_it(baseline_result: ScenarioResult) -> None:
    told = account("2026-Q4")
    assert facts.choices(told, baseline_result)["expected.change"] == "expected.unprinted"
    printed = {"low": 100.0, "mean": 162.0, "high": 251.0}
    kept = Expectations.model_validate({"gross": printed, "net_regional": printed})
    before = told.letter.before
    assert before is not None
    letter = Letter(told.letter.issue, before.model_copy(update={"expected": kept}))
    again = replace(told, letter=letter)
    assert facts.choices(again, baseline_result)["expected.change"] == "expected.changed"
    assert "net 162 (100 to 251)" in again.words("expected.changed", **facts.facts(again, baseline_result))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("date = 2026-11-28", "date = 2026-02-28", r"date: found 2026-02-28; expected a day in 2026-Q4"),
        ('"2026-Q4"', '"Q4 2026"', r"quarter: found 'Q4 2026'; expected a quarter such as 2026-Q4"),
        ('previous = "2025-Q4.toml"', 'previous = "2026-Q3.toml"', r"previous: found '2026-Q3.toml'.*Did you mean"),
        (
            'previous = "2025-Q4.toml"',
            'previous = "2026-Q4.toml"',
            r"previous: found 2026-Q4.toml of 2026-Q4; expected one before",
        ),
        ("[progress.site]", "[progress.sites]", r"progress.sites: found 'sites'.*Did you mean 'site'"),
        ("[financing.eu]", "[financing.europe]", r"financing.europe: found 'europe'"),
        ("granted = 71.0", "granted = 72.0", r"financing.eu.granted: found 72; expected at most 71, promised"),
        ("granted = 71.0", "paid = 3.0", r"financing.eu.paid: found 3 without granted"),
        ("granted = 71.0", "granted = 10.0\npaid = 11.0", r"financing.eu.paid: found 11; expected at most 10, granted"),
        ("amount = 64.1", "amount = 264.1", r"progress: found amounts of 264.1 together; expected at most 201"),
        ("amount = 64.1", "amount = -1", r"progress.supercomputer.amount: found -1"),
        ('planned = "2026-04"', 'planned = "spring"', r"planned: found 'spring'; expected a year, quarter or month"),
        ('["2027-Q4", "2028-Q1"]', '["2028-Q1", "2027-Q4"]', r"expected the first time before the last"),
        ('state = "started"', 'state = "underway"', r"progress.tender.state: found 'underway'"),
    ],
)
def test_a_letter_that_cannot_be_is_refused(mine: Path, old: str, new: str, found: str) -> None:
    file = changed(mine, old, new)
    with pytest.raises(InputError, match=f"(?s){found}"):
        read_letter(file, about())


def test_everything_that_is_wrong_is_said_at_once(mine: Path) -> None:
    changed(mine, "[progress.site]", "[progress.sites]")
    file = changed(mine, "granted = 71.0", "granted = 72.0")
    with pytest.raises(InputError) as refused:
        read_letter(file, about())
    assert len(refused.value.problems) == 2


def test_an_item_of_the_letter_before_may_not_be_left_out(mine: Path) -> None:
    text = (mine / "2026-Q4.toml").read_text(encoding="utf-8")
    without = re.sub(r"\[progress\.expertise-centre\].*?(?=\[)", "", text, flags=re.DOTALL)
    (mine / "2026-Q4.toml").write_text(without, encoding="utf-8")
    with pytest.raises(
        InputError, match=r"progress.expertise-centre: found nothing; expected what 2025-Q4.toml follows"
    ):
        read_letter(mine / "2026-Q4.toml", about())


def test_no_shipped_letter_has_a_figure_without_a_source() -> None:
    for name in ISSUES:
        issue = Issue.model_validate(tomllib.loads((LETTER.folder / f"{name}.toml").read_text(encoding="utf-8")))
        told = [*issue.progress.values(), *issue.financing.values()]
        assert all(re.search(r"20\d\d|EUROHPC", one.source.en) for one in told), name


def test_a_letter_without_an_outcome_is_refused() -> None:
    with pytest.raises(InputError, match="one that expectations come from"):
        gathered(LETTER, None)


def test_a_second_build_gives_the_same_bytes(pages: Path, baseline_result: ScenarioResult, tmp_path: Path) -> None:
    for path in build("kwartaalbericht", "nl", tmp_path / "again", gathered(LETTER, baseline_result)):
        if path.name != "report.json":  # it lists the files of one language here
            assert path.read_bytes() == (pages / path.name).read_bytes(), path.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_is_archivable_and_accessible(pages: Path, lang: str, peer: Callable[[str], ModuleType]) -> None:
    catalog = peer("pypdf").PdfReader(pages / f"report-{lang}.pdf").trailer["/Root"]
    metadata = catalog["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2<" in metadata
    assert "<pdfuaid:part>1<" in metadata


@pytest.mark.parametrize("name", sorted(texts("letter")))
def test_both_languages_ask_for_the_same_values(name: str) -> None:
    asked = {lang: LETTER.words(lang).needs(name) for lang in LANGUAGES}
    assert asked["nl"] == asked["en"]


def test_what_the_kind_says_fits_every_programme() -> None:
    named = [name for name, text in texts("letter").items() if re.search(r"Groningen|Drenthe|EuroHPC", str(text))]
    assert not named
    assert (bundle.reports("letter") / "README.md").is_file()
    assert Told.__doc__
