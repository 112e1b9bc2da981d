"""Publications are found; what is wrong with one is said before anything is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from impact import bundle
from impact.effects.registered.design_file import shipped_designs
from impact.errors import InputError
from impact.report import build
from impact.report.pages import publications as found
from impact.report.pages.publications import asked_for, everything, on_scenario, publication, publications
from impact.scenario import Scenario, ScenarioResult, run
from impact.words.texts import LANGUAGES

DESCRIPTION = """
made_of = "scenario"
title = { nl = "Het kenniscentrum en het werk in {area}", en = "The knowledge centre and jobs in {area}" }
scenario = "centre.toml"
sector = "M-N"

[facility]
name = { nl = "het kenniscentrum", en = "the knowledge centre" }
without = { nl = "zonder kenniscentrum", en = "without the knowledge centre" }
"""
TEXTS = """
[summary]
what = { nl = "Een centrum in {area}.", en = "A centre in {area}." }
use = { nl = "Gebruik telt niet mee.", en = "Use is not counted." }
"""
SCENARIO = """
extends = "ai-fabriek-baseline"
study_area = "PV29"
title = { nl = "Kenniscentrum", en = "Knowledge centre" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return _folder(tmp_path / "centre")


def _folder(where: Path) -> Path:
    where.mkdir()
    for name, text in (("publication.toml", DESCRIPTION), ("texts.toml", TEXTS), ("centre.toml", SCENARIO)):
        (where / name).write_text(text, encoding="utf-8")
    return where


def _changed(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_what_has_a_description_is_a_publication() -> None:
    described = {path.parent.name for path in bundle.reports().glob("*/publication.toml")}
    assert set(publications()) == described >= {"ai-fabriek", "regional-record", "study"}
    assert everything() == [
        "ai-fabriek",
        "backcast-eemshaven",
        "kwartaalbericht",
        "regional-monitor",
        "regional-record",
        "technical-annex",
        *shipped_designs(),
    ]  # of the pages of a study or a comparison it has to be said of which
    for name in publications():
        assert publication(name).template.is_file()
        kinds = ("scenario", "study", "record", "differences", "backcast", "monitor", "letter", "annex")
        assert publication(name).kind in kinds


def test_a_name_stands_for_a_publication_and_what_it_is_made_of(folder: Path) -> None:
    assert [(one.name, source) for one, source in map(asked_for, ("ai-fabriek", "eemshaven-2016"))] == [
        ("ai-fabriek", "ai-fabriek-baseline"),
        ("study", "eemshaven-2016"),
    ]
    mine, source = asked_for(str(folder))
    assert (mine.name, source) == ("centre", str(folder / "centre.toml"))


def test_a_result_has_the_publication_of_its_scenario_or_of_the_one_it_extends(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline, mine = Scenario.load("ai-fabriek-baseline"), Scenario.load(folder / "centre.toml")
    assert on_scenario(baseline, otherwise="ai-fabriek-baseline").name == "ai-fabriek"
    assert on_scenario(mine, otherwise="ai-fabriek-baseline").name == "ai-fabriek"
    _changed(folder / "publication.toml", '"centre.toml"', '"centre"')  # as one that is shipped
    monkeypatch.setattr(found, "publications", lambda: ["ai-fabriek", str(folder)])
    monkeypatch.setattr(found, "publication", lambda where: publication(where))
    assert on_scenario(mine, otherwise="ai-fabriek-baseline").name == "centre"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "publication.toml",
            '"scenario"',
            '"a survey"',
            r"made_of: found 'a survey'; expected one of scenario, study, record, differences, backcast, monitor",
        ),
        ("publication.toml", 'made_of = "scenario"', "", r"made_of: found nothing"),
        ("publication.toml", "sector =", "sektor =", r"sektor: found a key that is not known.*Did you mean 'sector'"),
        ("publication.toml", '"M-N"', '"62"', r"sector: found '62'; expected one of A, B-E"),
        ("publication.toml", '{ nl = "zonder kenniscentrum", en =', "{ en =", r"facility.without.nl: found nothing"),
        ("publication.toml", "title =", "# title =", r"title: found nothing; expected a value"),
        (
            "texts.toml",
            ', en = "A centre in {area}."',
            "",
            r"summary.what: found one in nl; expected a text in",
        ),
        ("texts.toml", "[summary]", "summary = 3\n[more]", r"summary: found 3; expected a text"),
        ("texts.toml", "[summary]", "[summary", r"texts.toml: file: found .*; expected valid TOML"),
    ],
)
def test_a_bad_description_is_refused(folder: Path, file: str, old: str, new: str, said: str) -> None:
    _changed(folder / file, old, new)
    with pytest.raises(InputError, match=f"(?s){said}"):
        publication(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("texts.toml", "use =", "usage =", None),
        ("texts.toml", "what =", "whatever =", r"texts.toml: summary.what: found nothing; expected a text: .*template"),
        ("texts.toml", "in {area}", "in {aera}", r"summary.what: found \{aera\}; .*Did you mean 'area'"),
        (
            "template.typ",
            "",
            '#import "look.typ": *\n#publication({ picture("map") })',
            r"template.typ: template: found ",
        ),
        ("template.typ", "", '#import "look.typ": *\n#publication({ t("no.such") })', r"no.such: found nothing"),
    ],
)
def test_a_publication_that_cannot_be_built_leaves_nothing(
    folder: Path, baseline_result: ScenarioResult, tmp_path: Path, file: str, old: str, new: str, said: str | None
) -> None:
    path = folder / file
    path.touch()
    path.write_text(path.read_text(encoding="utf-8").replace(old, new) if old else new, encoding="utf-8")
    with pytest.raises(InputError, match=said or r"template.typ: template: found .*summary.use"):
        build(folder, "en", tmp_path / "out", baseline_result)
    assert not (tmp_path / "out").exists()


def test_a_folder_without_a_description_is_no_publication(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(InputError, match=r"a folder without publication.toml"):
        asked_for(str(tmp_path))
    with pytest.raises(InputError, match=r"the design of a study.*eemshaven-2016"):
        asked_for("study")


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on a facility of another kind in another province, kept in a folder of its own."""
    mine = publication(_folder(tmp_path_factory.mktemp("own") / "centre"))
    out = tmp_path_factory.mktemp("zeeland") / "report"
    build(mine.folder, None, out, run(Scenario.load(mine.source), draws=20))
    return out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_on_another_area_speaks_of_that_area(elsewhere: Path, lang: str) -> None:
    """The map of Zeeland was "in the north", and the programme Nij Begun was said to be about another area."""
    page = (elsewhere / f"report-{lang}.html").read_text(encoding="utf-8")
    said = re.sub(r"<[^>]*>", " ", re.sub(r"<(style|svg|details|nav).*?</\1>", " ", page, flags=re.DOTALL))
    told, sources = said.split({"nl": "Waar het geld vandaan komt en", "en": "Where the money comes from and"}[lang])
    sentences = re.sub(r"Groningen (en|and) Noord-Drenthe", "", " ".join(told.split()))  # for which it was written
    for part in (sentences, *re.findall(r'aria-label="([^"]*)"', page)):
        assert not re.search(r"Nij Begun|AI-fabriek|Groningen|in the north|het noorden", part)
    assert {"nl": "de provincie Zeeland", "en": "the province of Zeeland"}[lang] in sentences
    assert {"nl": "de sector zakelijke dienstverlening", "en": "the sector business services"}[lang] in sentences
    assert {"nl": "Het kenniscentrum", "en": "The knowledge centre"}[lang] in sentences
    assert {"nl": "Bedrijven die AI", "en": "Firms that use AI"}[lang] not in sources  # what it does not quote


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_with_an_unfilled_field_reaches_a_page(
    report: Path, built: dict[str, Path], elsewhere: Path, record_report: Path, lang: str
) -> None:
    for folder in (report, elsewhere, record_report, *built.values()):
        page = (folder / f"report-{lang}.html").read_text(encoding="utf-8")
        said = re.sub(r"<style.*?</style>", " ", page, flags=re.DOTALL)
        assert not re.search(r"[{}]", re.sub(r"<[^>]*>", " ", said)), folder
        assert not [text for text in re.findall(r'(?:aria-label|content)="([^"]*)"', said) if re.search(r"[{}]", text)]
