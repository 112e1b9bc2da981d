"""Figures that stand in the prose of a design or its pages, worked out again from the figures that travel with it."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from io import StringIO

import pytest

from impact import bundle
from impact.effects import Evaluation
from impact.effects.registered.design_file import DesignFile
from impact.report.study.pages import StudyPages, StudyWords
from impact.sources import snapshot
from impact.words.texts import LANGUAGES, Lang, number

STUDIES = ("ai-fabriek-ex-ante", "eemshaven-2016", "european-facilities")
DIRECT = 350  # jobs at the data centre at most, from the list of events
AROUND = 3  # times as many with those at suppliers
PER_CENT = re.compile(r"\d+(?:[.,]\d+)?(?: (?:tot|to) \d+(?:[.,]\d+)?|-\d+(?:[.,]\d+)?)? ?(?:%|procent\b|per cent\b)")
OF_WHAT = {"employed-j": 1, "jobs-j": 1, "employed": AROUND, "jobs": AROUND}


def _prose(name: str, lang: Lang) -> list[str]:
    study, pages = DesignFile.load(name), StudyPages.of(name)
    said = StudyWords(study, pages, lang)
    notes = [said.note(o.name) for o in study.outcomes]
    return [
        said.question,
        said.reference,
        *said.limits,
        *said.reasons,
        *notes,
        *(getattr(c, lang) for c in pages.cautions),
    ]


def _people(outcome: str) -> float:
    """Return the jobs or persons in CR03 in 2015 to which a note compares the data centre."""
    table = "corop-jobs" if outcome.startswith("jobs") else "corop-employment-by-group"
    sector = "J" if outcome.endswith("-j") else "A-U"
    return 1000 * float(snapshot.table(table, region="CR03", year=2015, sector=sector)["value"].squeeze())


def _investments() -> list[float]:
    """Return first investments as percentages of the product of the region in the year of opening."""
    text = bundle.data("events", "large-computing-facilities.csv").read_text(encoding="utf-8")
    regions = {unit for treated in DesignFile.load("european-facilities").treated for unit in treated.first}
    product = snapshot.table("eu-nuts3-gdp", unit="MIO_EUR").set_index(["region", "year"])["value"]
    return [
        100 * float(e["first_investment_meur"]) / product[e["region"], int(e["opened_year"])]
        for e in csv.DictReader(StringIO(text))
        if e["region"] in regions and e["first_investment_meur"] and e["opened_year"]
    ]


def _worked_out(name: str, lang: Lang) -> Iterator[str]:
    """Return every percentage in the prose of a study, as the figures give it, in order of appearance."""
    if name == "eemshaven-2016":
        smallest, largest = (100 * people / _people("jobs") for people in (250, DIRECT))
        yield _spread(smallest, largest, lang)
        for outcome in ("employed-j", "employed", "jobs-j", "jobs"):
            share = 100 * OF_WHAT[outcome] * DIRECT / _people(outcome)
            yield _per_cent(f"{share:.2g}", lang)
    if name == "european-facilities":
        yield _spread(min(_investments()), max(_investments()), lang)


def _spread(low: float, high: float, lang: Lang) -> str:
    between = {"nl": " tot ", "en": "-"}[lang]
    return _per_cent(f"{low:.1g}{between}{high:.1g}", lang)


def _per_cent(written: str, lang: Lang) -> str:
    return f"{written.replace('.', ',')} procent" if lang == "nl" else f"{written} %"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", STUDIES)
def test_every_percentage_in_the_prose_is_the_one_that_the_figures_give(name: str, lang: Lang) -> None:
    typed = [found for text in _prose(name, lang) for found in PER_CENT.findall(text)]
    assert typed == list(_worked_out(name, lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("outcome", OF_WHAT)
def test_a_note_names_the_people_of_the_year_that_it_compares_with(outcome: str, lang: Lang) -> None:
    note = StudyWords(DesignFile.load("eemshaven-2016"), StudyPages.of("eemshaven-2016"), lang).note(outcome)
    assert f" {number(_people(outcome), lang, 0)} " in note
    assert f"{DIRECT} " in note


@pytest.mark.parametrize("outcome", OF_WHAT)
def test_the_most_that_the_measure_could_do_is_in_the_unit_of_the_outcome(outcome: str) -> None:
    plausible = DesignFile.load("eemshaven-2016").outcome(outcome).plausible
    assert plausible is not None
    assert plausible == pytest.approx(math.log1p(OF_WHAT[outcome] * DIRECT / _people(outcome)), rel=2e-4)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_gas_in_the_prose_is_gas_in_the_list_of_shocks(lang: Lang) -> None:
    text = bundle.data("events", "northern-shocks.csv").read_text(encoding="utf-8")
    gas = {row["shock"]: row["value"] for row in csv.DictReader(StringIO(text))}
    prose = " ".join(_prose("eemshaven-2016", lang))
    for year in (2013, 2016):
        assert number(float(gas[f"gas_{year}"]), lang, 1) in prose


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_number_of_regions_in_a_title_is_the_number_in_the_design(lang: Lang) -> None:
    study = DesignFile.load("european-facilities")
    sizes = {treated.name: len(treated.first) for treated in study.treated}
    written = {"nl": {10: "tien", 12: "twaalf"}, "en": {10: "ten", 12: "twelve"}}[lang]
    said = StudyWords(study, StudyPages.of("european-facilities"), lang)
    assert written[sizes["data-centres"]] in said.treated("data-centres").lower()
    assert written[sizes["from-building"]] in said.treated("from-building").lower()
    least, most = written[min(sizes.values())], written[max(sizes.values())]
    assert re.search(rf"{least} (?:tot|to) {most}", " ".join(said.limits))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_placebo_dates_in_a_note_are_those_that_the_check_finds(
    evaluations: dict[str, Evaluation], lang: Lang
) -> None:
    name = "ai-fabriek-ex-ante"
    (found,) = (
        f.said["placebo_in_time"].fields
        for f in evaluations[name].findings
        if (f.outcome.name, f.treated.name, f.test.estimator) == ("births-j", "cr03", "did")
    )
    note = StudyWords(DesignFile.load(name), StudyPages.of(name), lang).note("births-j")
    assert re.search(rf"\b{found['found']} (?:van de|of) {found['n']} ", note)
