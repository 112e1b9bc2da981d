"""The pages of a study: nothing printed that is not identified, nothing left in English, the same bytes twice."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
import pytest

from impact import bundle
from impact.effects import Evaluation
from impact.effects.design.results import Effect, MinimumDetectableEffect, NotIdentified
from impact.errors import InputError
from impact.report import build
from impact.report.charts import theme
from impact.report.pages.manuscript import Illustration
from impact.report.pages.publications import publication
from impact.report.study import units as study_units
from impact.report.study.pages import StudyPages
from impact.report.study.publication import manuscript
from impact.report.study.telling import Account
from impact.words.statements import said
from impact.words.texts import LANGUAGES, Words, texts, words

if TYPE_CHECKING:
    pass

STUDIES = ("ai-fabriek-ex-ante", "eemshaven-2016", "european-facilities")
STUDY = publication("study")
NL, EN = STUDY.words("nl"), STUDY.words("en")


def page(folder: Path, lang: str) -> str:
    """Return the text of a page without its tags."""
    source = (folder / f"report-{lang}.html").read_text(encoding="utf-8")
    body = re.sub(r"<(style|svg).*?</\1>", " ", source, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize("name", STUDIES)
def test_every_page_is_there_in_two_languages_and_two_forms(built: dict[str, Path], name: str) -> None:
    made = {path.name for path in built[name].iterdir()}
    assert made == {
        *(f"report-{lang}.{form}" for lang in LANGUAGES for form in ("html", "pdf")),
        "report.json",
        "figures",
    }
    described = json.loads((built[name] / "report.json").read_text(encoding="utf-8"))
    assert set(described["files"]) == {
        path.relative_to(built[name]).as_posix()
        for path in built[name].rglob("*")
        if path.is_file() and path.name != "report.json"
    }
    assert re.fullmatch(r"[0-9a-f]{64}", described["design"]["checksum"])


def test_a_second_build_gives_the_same_bytes(
    evaluations: dict[str, Evaluation], built: dict[str, Path], tmp_path: Path
) -> None:
    name = "european-facilities"
    for path in build("study", "nl", tmp_path / "again", evaluations[name]):
        if path.name != "report.json":  # it lists the files of one language here
            assert path.read_bytes() == (built[name] / path.relative_to(tmp_path / "again")).read_bytes(), path.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_the_facility_opens_no_effect_is_printed(
    built: dict[str, Path], evaluations: dict[str, Evaluation], lang: str
) -> None:
    text = page(built["ai-fabriek-ex-ante"], lang)
    assert not any(isinstance(f.result, Effect) for f in evaluations["ai-fabriek-ex-ante"].findings)
    assert "p = " not in text
    assert {"nl": "er is nu geen uitkomst te geven", "en": "no outcome can be given now"}[lang] in text
    assert {"nl": "er is nog geen jaar van erna", "en": "there is no year after it"}[lang] in text
    assert {"nl": "zoals vastgelegd op 24 november 2026", "en": "as frozen on 24 November 2026"}[lang] in text


@pytest.mark.parametrize(
    ("study", "frozen", "nl", "en"),
    [
        ("ai-fabriek-ex-ante", ("as_frozen", "2025-11-24"), "voordat er iets te zien was", "before there was anything"),
        ("ai-fabriek-ex-ante", ("as_frozen", "2026-11-24"), "in het jaar van de start", "in the year of the start"),
        ("ai-fabriek-ex-ante", ("as_frozen", "2027-01-02"), "pas vastgelegd na het jaar", "only after the year"),
        ("ai-fabriek-ex-ante", ("not_frozen", ""), "nog niet vastgelegd", "not been frozen yet"),
        ("eemshaven-2016", ("not_frozen", ""), "toen de cijfers er al waren", "when the figures were there already"),
        ("eemshaven-2016", ("as_frozen", "2026-11-24"), "pas vastgelegd na het jaar", "only after the year"),
        ("ai-fabriek-ex-ante", ("changed_since", "2025-11-24"), "veranderd nadat hij", "changed after it was frozen"),
        ("ai-fabriek-ex-ante", ("record_changed", ""), "is niet te controleren", "cannot be checked"),
    ],
)
def test_a_page_says_that_a_design_came_first_only_when_it_did(
    evaluations: dict[str, Evaluation], study: str, frozen: tuple[str, str], nl: str, en: str
) -> None:
    from dataclasses import replace

    code, date = frozen
    fields = {"date": date, "what": "title"} if date else {}
    seen = replace(evaluations[study], frozen=said(code, **fields))
    for lang, words_of in (("nl", nl), ("en", en)):
        sentence = manuscript(seen, STUDY, lang).texts()["summary.when"]
        assert words_of in sentence
        first = {"nl": "voordat er iets te zien was", "en": "before there was anything to see"}[lang]
        assert (first in sentence) == (frozen == ("as_frozen", "2025-11-24"))


def test_what_could_be_found_stands_beside_what_is_expected(
    built: dict[str, Path], evaluations: dict[str, Evaluation]
) -> None:
    text = page(built["ai-fabriek-ex-ante"], "en")
    power = evaluations["ai-fabriek-ex-ante"].findings[0].detectable
    assert power is not None
    found = 100 * np.expm1(power.for_treated)
    assert f"Only a change of {found:.0f}% or more" in text
    assert f"On average over all areas it is {100 * np.expm1(power.value):.0f}%" in text
    assert "+0.080%" in text  # 8e-4 log points
    times = float(f"{found / (100 * np.expm1(8e-4)):.2g}")
    assert f"some {times:,.0f} times less" in text


@pytest.mark.parametrize(("lang", "many"), [("nl", "21 schattingen"), ("en", "21 estimates")])
def test_every_estimate_that_looks_remarkable_is_named_with_a_caution(
    built: dict[str, Path], evaluations: dict[str, Evaluation], lang: str, many: str
) -> None:
    summary = page(built["eemshaven-2016"], lang).split({"nl": "Wat met wat", "en": "What is compared"}[lang])[0]
    assert many in summary
    account = Account(evaluations["eemshaven-2016"], StudyPages.of("eemshaven-2016"), words("study", lang))
    small = [f for f in account.estimated if isinstance(f.result, Effect) and f.result.p_value < 0.05]
    assert len(small) == 2
    for finding in small:
        assert isinstance(finding.result, Effect)
        assert account.amount(finding.result.estimate, finding) in summary
    assert {"nl": "komt dus niet van het datacentrum alleen", "en": "does not come from the data centre alone"}[
        lang
    ] in summary
    assert {"nl": "niveau 3 van 5", "en": "level 3 of 5"}[lang] in summary


@pytest.mark.parametrize("name", STUDIES)
def test_a_dutch_page_says_nothing_in_english(built: dict[str, Path], name: str) -> None:
    text = page(built[name], "nl").split("Bronnen")[0]
    assert not re.findall(r"\b(the|with|there|treated|estimate[sd]?|which|whatever|areas?)\b", text)


@pytest.mark.parametrize("name", STUDIES)
def test_a_dutch_page_names_tests_publishers_files_and_editions_in_dutch(built: dict[str, Path], name: str) -> None:
    text = page(built[name], "nl")
    for foreign in ("analytic", "(cr", "wild_cluster", "European Commission en", ".csv", "impact evaluate", "years to"):
        assert foreign not in text, foreign
    for drawing in (built[name] / "figures").glob("*-nl.svg"):
        svg = drawing.read_text(encoding="utf-8")
        assert "aria-roledescription" not in svg
        assert not re.search(r"(value|which): ", svg)
        assert "European Commission" not in svg


@pytest.mark.parametrize("name", STUDIES)
def test_a_page_has_no_pattern_of_a_design_file(built: dict[str, Path], name: str) -> None:
    for lang in ("nl", "en"):
        assert not re.findall(r"[A-Z?]*[?][?]?[A-Z]+|[A-Z]{2}[0-9]*[*]|[A-Z]{2}[?]", page(built[name], lang))


@pytest.mark.parametrize("name", STUDIES)
def test_every_finding_is_on_the_page_or_has_its_reason(
    built: dict[str, Path], evaluations: dict[str, Evaluation], name: str
) -> None:
    text = page(built[name], "en")
    account = Account(evaluations[name], StudyPages.of(name), EN)
    for finding in account.evaluation.findings:
        if isinstance(finding.result, NotIdentified):
            assert EN.said(finding.result.reason) in text
        else:
            assert account.amount(finding.result.estimate, finding) in text
            assert EN.p_value(finding.result.p_value) in text


@pytest.mark.parametrize("name", STUDIES)
def test_the_pdf_is_archivable_and_accessible(
    built: dict[str, Path], name: str, peer: Callable[[str], ModuleType]
) -> None:
    document = peer("pypdf").PdfReader(built[name] / "report-nl.pdf")
    metadata = document.trailer["/Root"]["/Metadata"].get_data().decode()
    for mark in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert mark in metadata
    assert document.trailer["/Root"]["/Lang"] == "nl"


@pytest.mark.parametrize("name", STUDIES)
def test_pictures_fit_the_page_and_say_what_they_show(built: dict[str, Path], name: str) -> None:
    widths = {path.name: theme.width(path.read_text(encoding="utf-8")) for path in built[name].glob("figures/*.svg")}
    assert max(widths.values()) <= 700, widths
    labels = re.findall(r'<svg role="img" aria-label="([^"]+)"', (built[name] / "report-nl.html").read_text("utf-8"))
    assert len(labels) == len(widths) / 2
    assert all(len(label) > 80 and re.search(r"\d", label) for label in labels)


@pytest.mark.parametrize("name", sorted(texts("study")))
def test_both_languages_ask_for_the_same_values(name: str) -> None:
    assert NL.needs(name) == EN.needs(name)
    assert all(texts("study")[name][lang].strip() for lang in LANGUAGES)


def test_every_text_of_the_template_is_there(evaluations: dict[str, Evaluation]) -> None:
    filled = set(manuscript(evaluations["european-facilities"], STUDY, "nl").texts())
    template = bundle.reports("study", "template.typ").read_text(encoding="utf-8")
    asked = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', template)) - {"look.typ"}
    assert len(asked) > 30
    assert asked <= filled


# Units


def test_a_difference_of_logarithms_is_shown_as_a_relative_change() -> None:
    assert study_units.shown(np.log(1.5), "log points") == pytest.approx(50)
    assert study_units.shown(1.87, "percentage points") == 1.87
    assert study_units.amount(0.0421, "log points", NL) == "+4,3%"
    assert study_units.amount(-0.00008, "log points", EN) == "\N{MINUS SIGN}0.008%"
    assert study_units.amount(1.87, "percentage points", NL, signed=False) == "1,9 procentpunt"


@pytest.mark.parametrize(
    ("unit", "nl", "en"),
    [
        ("MEUR", "+2,5 miljoen euro in lopende prijzen", "+2.5 million euros in current prices"),
        ("thousand jobs", "+2,5 duizend banen", "+2.5 thousand jobs"),
        ("sheep", "+2,5 sheep", "+2.5 sheep"),
        ("% of firms", "+2,5% van de bedrijven", "+2.5% of firms"),
    ],
)
def test_an_effect_stands_apart_from_a_unit_that_is_a_word(unit: str, nl: str, en: str) -> None:
    assert study_units.amount(2.5, unit, NL) == nl
    assert study_units.amount(2.5, unit, EN) == en


@pytest.mark.parametrize("words_of", [NL, EN])
def test_no_unit_of_the_bundled_figures_leaves_braces_or_borrows_a_price_year(words_of: Words) -> None:
    described = json.loads(bundle.data("snapshot", "datapackage.json").read_text(encoding="utf-8"))
    bundled = re.findall(r'"unit": "([^"]+)"', json.dumps(described))
    assert "MEUR" in bundled
    for unit in ("log points", "percentage points", "MIO_EUR", "EUR_HAB", *bundled):
        for text in (study_units.amount(1.0, unit, words_of), study_units.unit_name(unit, words_of)):
            assert "{" not in text
            assert "price" not in text or "current prices" in text


def test_an_effect_is_shown_in_per_cent_and_its_paths_as_an_index() -> None:
    path = pd.DataFrame({"period": [0], "estimate": [np.log(2)], "std_error": [0.1], "lower": [0.0], "upper": [1.0]})
    fitted = pd.DataFrame({"time": [2000, 2001], "treated": np.log([4.0, 8.0]), "synthetic": np.log([4.0, 6.0])})
    effect = Effect(
        np.log(2), 0.1, 0.5, (0.0, np.log(3)), 0.95, path, 1, 9, "synthetic_did", "placebo", 3, (), fitted=fitted,
        distribution=np.log([0.5, 1.0]),
    )  # fmt: skip
    shown = study_units.effect_shown(effect, "log points")
    assert shown.estimate == pytest.approx(100)
    assert shown.interval == pytest.approx((0, 200))
    assert shown.path["estimate"].tolist() == pytest.approx([100])
    assert shown.fitted is not None
    assert shown.fitted["treated"].tolist() == pytest.approx([100, 200])
    assert shown.fitted["synthetic"].tolist() == pytest.approx([100, 150])
    assert shown.distribution == pytest.approx([-50, 0])
    assert study_units.effect_shown(effect, "percentage points") is effect


def test_what_could_be_found_is_shown_in_per_cent() -> None:
    curve = pd.DataFrame({"post_periods": [1, 2], "value": [np.log(1.1), np.inf], "for_treated": [np.log(1.2), np.nan]})
    power = MinimumDetectableEffect(np.log(1.1), 0.1, 0.03, 0.8, 0.05, 1, 1, 9, curve, (), np.log(1.2))
    shown = study_units.power_shown(power, "log points")
    assert shown.value == pytest.approx(10)
    assert shown.for_treated == pytest.approx(20)
    assert shown.curve["value"].tolist() == pytest.approx([10, np.inf])
    assert shown.curve["for_treated"].tolist() == pytest.approx([20, np.nan], nan_ok=True)


# What stands beside a design


def _own(tmp_path: Path, pages: str | None) -> Path:
    """Copy a shipped design, with pages of our own beside it."""
    design = tmp_path / "mine.toml"
    design.write_bytes(bundle.data("designs", "european-facilities.toml").read_bytes())
    if pages is not None:
        (tmp_path / "mine.pages.toml").write_text(pages, encoding="utf-8")
    return design


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        ("autor = 'me'", r"mine\.pages\.toml: autor.*author"),
        ("date = 'soon'", r"mine\.pages\.toml: date"),
        (
            "[[figures]]\nkind = 'event_study'\noutcome = 'gdpp'\ntreated = 'data-centres'",
            r"figures\.0.*gdpp.*Did you mean 'gdp'",
        ),
        (
            "[[figures]]\nkind = 'power'\noutcome = 'gdp'\ntreated = 'data-centres'",
            r"figures\.0.*gdp, data-centres, did.*See \[\[tests\]\]",
        ),
        (
            "[nl]\ntitle='t'\nquestion='q'\nreference='r'\n[nl.treated]\ndata-centres='x'\n[nl.outcomes.gdp]\ntitle='y'",
            r"nl\.treated.*with-supercomputers.*nl\.outcomes.*gdp-per-head.*nl\.limits.*0 texts.*nl\.exclude",
        ),
        ("date = ", r"mine\.pages\.toml: file"),
    ],
)
def test_pages_that_do_not_fit_the_design_are_refused_all_at_once(tmp_path: Path, pages: str, message: str) -> None:
    design = _own(tmp_path, pages)
    with pytest.raises(InputError, match=re.compile(message, re.DOTALL)):
        StudyPages.of(design)


def test_a_design_without_pages_speaks_its_own_language_and_says_so(
    tmp_path: Path, evaluations: dict[str, Evaluation]
) -> None:
    from dataclasses import replace

    mine = replace(evaluations["european-facilities"], file=_own(tmp_path, None))
    made = manuscript(mine, STUDY, "nl")
    assert made.quoted["title"] == "Large computing facilities in Europe, 2003-2021"
    assert made.texts()["design.english_line"].startswith("De woorden van de opzet zelf")
    assert manuscript(mine, STUDY, "en").texts()["design.english_line"] == ""
    assert [i.name.split("-")[0] for i in made.illustrations] == ["estimates", "event_study", "permutation"]


# What the figures say to those who cannot see them


@pytest.fixture(scope="session")
def shown(evaluations: dict[str, Evaluation]) -> dict[str, list[Illustration]]:
    return {name: list(manuscript(evaluation, STUDY, "nl").illustrations) for name, evaluation in evaluations.items()}


@pytest.mark.parametrize("name", STUDIES)
def test_a_figure_says_its_message_in_a_few_sentences_and_without_a_hyphen_for_a_minus(
    shown: dict[str, list[Illustration]], name: str
) -> None:
    for illustration in shown[name]:
        assert len(illustration.alt) < 600 or illustration.name == "areas", illustration.alt
        assert not re.search(r"(?<![\w])-\d", illustration.alt), illustration.alt
        assert "(en)" not in illustration.alt


@pytest.mark.parametrize("name", STUDIES)
def test_the_table_of_a_figure_has_every_figure_that_is_drawn(
    shown: dict[str, list[Illustration]], evaluations: dict[str, Evaluation], name: str
) -> None:
    account = Account(evaluations[name], StudyPages.of(name), NL)
    tables = {illustration.name: illustration.table for illustration in shown[name]}
    for figure in account.pages.figures:
        values = tables[f"{figure.kind}-{figure.outcome}-{figure.treated}-{figure.estimator}"]
        assert values is not None
        assert all(len(row) == len(values.head) and all(row) for row in values.rows)
        (found,) = (
            f
            for f in evaluations[name].findings
            if (f.outcome.name, f.treated.name, f.test.estimator) == (figure.outcome, figure.treated, figure.estimator)
        )
        if figure.kind == "event_study":
            assert isinstance(found.result, Effect)
            periods = found.result.path["period"]
            assert [row[0] for row in values.rows] == [NL.number(at, 0) for at in sorted(periods)]
            assert len(values.head) == 4  # with both ends of the interval
        if figure.kind == "power":
            assert found.detectable is not None
            assert len(values.rows) == found.detectable.curve["post_periods"].nunique()
            assert len(values.head) == 2 + found.detectable.curve["n_treated"].nunique()


def test_a_comparison_that_is_shifted_is_not_said_to_start_at_a_hundred(
    shown: dict[str, list[Illustration]],
) -> None:
    lines = [illustration for illustration in shown["eemshaven-2016"] if illustration.name.startswith("synthetic-")]
    assert len(lines) == 3
    for illustration in lines:
        assert illustration.table is not None
        assert illustration.table.rows[0][1] == "100,0"
        assert illustration.table.rows[0][2] != "100,0"
        assert "2000 = 100" not in illustration.chart.to_json() + illustration.alt + illustration.caption
        drawn = re.sub(r'",\s*"', " ", illustration.chart.to_json())  # a long line may be broken in two
        assert "100 = het gebied in 2000; de vergelijking is verschoven" in drawn
        assert "verschoven" in illustration.alt
        assert "verschoven" in illustration.caption


def test_lines_of_an_outcome_that_is_no_logarithm_are_in_its_own_unit(evaluations: dict[str, Evaluation]) -> None:
    from dataclasses import replace

    whole = evaluations["eemshaven-2016"]
    plain = replace(
        whole,
        findings=tuple(
            replace(f, outcome=f.outcome.model_copy(update={"unit": "MEUR", "transform": "level"}))
            for f in whole.findings
        ),
    )
    for lang, unit in (("nl", "miljoen euro in lopende prijzen"), ("en", "million euros in current prices")):
        made = manuscript(plain, STUDY, lang)
        (lines,) = (i for i in made.illustrations if i.name == "synthetic-value-added-opening-synthetic_did")
        assert unit in lines.alt
        assert "index" not in lines.chart.to_json() + lines.alt
        everything = json.dumps([made.texts(), dict(made.content), lines.alt, lines.caption], ensure_ascii=False)
        assert "{" not in re.sub(r'[{](?=")|[{]}', "", everything)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("NL0*", "codes die beginnen met NL0"),
        ("NL??", "codes van 4 tekens die beginnen met NL"),
        ("??ZZZ", "codes die eindigen op ZZZ"),
        ("NLZ", "NLZ"),
    ],
)
def test_areas_that_are_named_by_a_part_of_their_code_are_said_in_words(pattern: str, said: str) -> None:
    account = Account(cast("Evaluation", None), StudyPages.of("eemshaven-2016"), publication("study").words("nl"))
    assert account.place(pattern) == said
