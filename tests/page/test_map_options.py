"""The form of a map has every option of `impact map`: a test walks them, so that a new one is noticed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from impact.cli import app as commands
from impact.errors import InputError
from impact.page.files.painter import Order, drawn
from impact.page.maps.form import FIELDS, MapForm
from impact.page.maps.lists import lists
from impact.page.maps.of_design import DesignSubject, drawn_designs, series_of
from impact.page.maps.of_scenario import ScenarioSubject, packed, unpacked
from impact.page.maps.origin import Origin
from impact.page.maps.subject import PanelSubject, Subject
from impact.page.pages import words_of
from impact.page.scenarios.form import BASELINE, shipped
from impact.report.maps.outcome import outcome_of
from impact.report.maps.outcome_figures import OutcomeQuestion, outcome_figures
from impact.scenario import ScenarioResult

ELSEWHERE = {
    "--out": "the links to the files, one for each ending",
    "--size": "the rows of the table of files",
    "--lang": "the first part of the address",
}
"""Options of the command that are no fields of the form, with where they are."""


def asked_with_everything(outcome: Subject) -> list[MapForm]:
    """Return forms that between them use every field."""
    jobs = {"variable": "jobs", "sector": "J"}
    design = DesignSubject("ai-fabriek-ex-ante")
    return [
        MapForm(**jobs, per="jobs", region="groningen", count="4", around="nation"),
        MapForm(**jobs, compare="change", base="2018", classes="own", bounds="-2,5; 0; 5"),
        MapForm(**jobs, compare="index", base="2018", classes="natural"),
        MapForm("gemeente", "establishments", codes="GM0014, gm1680", years="2015 2020", title='Een "eigen" kop'),
        MapForm(variable="output", concept="net_national", classes="equal", subject=outcome),
        MapForm("gemeente", "jobs", concept="net_regional", region="nij-begun", subject=outcome),
        MapForm(variable="jobs", per="nothing", years="2027; 2029", subject=outcome),
        MapForm(year="2030", subject=outcome),
        MapForm(subject=design),
        MapForm(variable="births-j", year="2020", subject=design),
    ]


@pytest.fixture(scope="module")
def outcome(baseline_result: ScenarioResult) -> ScenarioSubject:
    """What the baseline leads to, as the page keeps it."""
    return ScenarioSubject((("of", BASELINE),), shipped(BASELINE), 200, unpacked(packed(baseline_result)))


@pytest.fixture(scope="module")
def folder(baseline_result: ScenarioResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return baseline_result.save(tmp_path_factory.mktemp("of") / BASELINE)


def test_every_option_of_the_command_is_on_the_page(outcome: Subject) -> None:
    of_map = typer.main.get_command(commands).commands["map"]  # type: ignore[attr-defined]
    options = {option for one in of_map.params for option in one.opts if option.startswith("--")}
    used = {option for form in asked_with_everything(outcome) for option, given in form.options().items() if given}
    used |= dict(PanelSubject(Origin("live")).command("jobs")[1]).keys()  # drawn in test_pulled_figures.py
    assert options == used | set(ELSEWHERE)
    assert not used & set(ELSEWHERE)


def test_the_forms_of_this_test_use_every_field(outcome: Subject) -> None:
    forms = asked_with_everything(outcome)
    assert [form.wrong() for form in forms] == [[] for _ in forms]
    assert {name for name in FIELDS if any(getattr(form, name) != getattr(MapForm, name) for form in forms)} == {
        *FIELDS
    }


@pytest.mark.parametrize("number", range(10))
def test_the_command_that_the_page_gives_writes_the_file_of_the_page(
    outcome: Subject, folder: Path, tmp_path: Path, number: int
) -> None:
    form = asked_with_everything(outcome)[number]
    told = [form.subject.command(form.name)[0]]
    for option, values in form.options().items():
        told += [part for value in values for part in (option, str(folder) if option == "--result" else value)]
    path = tmp_path / "map.csv"
    result = CliRunner().invoke(commands, ["map", *told, "--lang", "nl", "--out", str(path)])
    assert result.exit_code == 0, result.output
    assert drawn(Order(form, "nl", "page", "csv")) == path.read_bytes()


def test_every_measure_and_concept_of_a_result_can_be_chosen_and_drawn(outcome: ScenarioSubject) -> None:
    for level in outcome.levels:
        frame = outcome.outcome.frames[level]
        there = set(frame[["measure", "concept"]].itertuples(index=False, name=None))
        offered = {(name, one) for name in outcome.variables(level) for one in outcome.concepts(name, level)}
        assert offered == there
        for name, concept in offered:
            form = MapForm(level, name, concept=concept, subject=outcome)
            assert form.picture("nl").table["value"].notna().any(), (level, name, concept)


def test_every_choice_of_a_result_can_be_drawn(outcome: ScenarioSubject) -> None:
    words = words_of("nl")
    for level in outcome.levels:
        form = MapForm(level, subject=outcome)
        for field in ("sector", "per", "region", "year"):
            for value, _ in lists(form, words)[field]:
                chosen = MapForm(level, **{field: value}, subject=outcome)  # type: ignore[arg-type]
                assert chosen.wrong() == [], (level, field, value)
                assert chosen.picture("nl").classes.labels


def test_what_goes_without_saying_may_be_said(outcome: ScenarioSubject) -> None:
    """An address that somebody wrote out gives the same form, command and files as one that leaves it out."""
    for subject in (outcome, PanelSubject(), DesignSubject("ai-fabriek-ex-ante")):
        for level in subject.levels:
            said = {"level": level, "per": subject.usual(level)}
            assert MapForm.read(said, subject) == MapForm.read({"level": level}, subject)
            assert MapForm.read(said, subject).wrong() == []
    assert [outcome.usual(level) for level in ("corop", "gemeente")] == ["jobs", "nothing"]


@pytest.mark.parametrize("name", drawn_designs())
def test_every_outcome_of_a_study_can_be_drawn(name: str) -> None:
    of = DesignSubject(name)
    assert of.variables(of.levels[0])
    for outcome in of.variables(of.levels[0]):
        form = MapForm(variable=outcome, subject=of)
        assert form.wrong() == []
        assert form.picture("en").table["value"].notna().any()


def test_only_studies_of_regions_elsewhere_are_left_out() -> None:
    from impact.effects.registered.design_file import shipped_designs

    assert [name for name in shipped_designs() if series_of(name)] == list(drawn_designs())


def test_industries_of_which_areas_have_no_figures_are_not_offered(outcome: ScenarioSubject, folder: Path) -> None:
    """A result has industries of the study area as a whole: a map by area of one would show zeros that are none."""
    assert outcome.sectors("jobs", "corop") == ("",)
    for years in ((), (2030,)):
        with pytest.raises(InputError, match="Leave --sector out"):
            outcome_figures(outcome_of(folder), OutcomeQuestion(sector="J", years=years))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"years": "2015 twee"}, "years"),
        ({"years": "2015 2015"}, "years"),
        ({"years": "1900"}, "years"),
        ({"years": "2010 2011 2012 2013 2014 2015 2016"}, "years"),
        ({"codes": "GM0014"}, "codes"),  # a municipality on a map of COROP areas
        ({"codes": "CR03", "region": "groningen"}, "codes"),
        ({"concept": "gross"}, "concept"),
    ],
)
def test_what_cannot_be_is_said_of_its_field(given: Mapping[str, str], field: str) -> None:
    assert [one.field for one in MapForm.read(given).wrong()] == [field]


def test_a_title_of_ones_own_is_quoted_in_the_command() -> None:
    assert re.search(r"--title 'Een \"eigen\" kop'", MapForm(title='Een "eigen" kop').command())
