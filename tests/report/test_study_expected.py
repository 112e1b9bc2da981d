"""What a scenario expects of use beside what the study could find: on the pages, in the guide, where it is silent."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from impact.effects import DesignFile, Evaluation
from impact.effects.study.expectations import Expectations
from impact.report.pages.publications import publication
from impact.report.study import expected
from impact.report.study.pages import StudyPages
from impact.report.study.publication import manuscript
from impact.report.study.telling import Account
from impact.scenario import Scenario, run, use_expectations
from impact.words.texts import Lang

GUIDE = Path(__file__).parents[2] / "docs" / "productivity.md"
STUDY = publication("study")


@pytest.fixture(scope="module")
def baseline_by_default(evaluations: dict[str, Evaluation], baseline: Scenario) -> Evaluation:
    """The study beside what `impact report` runs: the baseline with 1,000 draws."""
    study = DesignFile.load("ai-fabriek-ex-ante")
    found = use_expectations(run(baseline), {t.name: tuple(t.first) for t in study.treated}, study.outcomes)
    return replace(evaluations["ai-fabriek-ex-ante"], expectations=found)


def account(evaluation: Evaluation, lang: Lang = "en") -> Account:
    return Account(evaluation, StudyPages.beside(evaluation.file, evaluation.study), STUDY.words(lang))


def asked(evaluation: Evaluation) -> Expectations:
    assert evaluation.expectations is not None
    return evaluation.expectations


def test_the_guide_says_what_the_pages_say(baseline_by_default: Evaluation) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    told = account(baseline_by_default)
    groups = expected.expected(told)
    assert [len(group["rows"]) for group in groups] == [4, 4]
    for group in groups:
        for row in group["rows"]:
            assert f"| {' | '.join(map(str, row))} |" in text
    quoted, prose = expected.quoted(told), " ".join(text.split())
    assert (
        "{least} to {most} times as small, and at the high end of the range still at least {least_high} times".format(
            **quoted
        )
        in prose
    )
    assert "put at {firm} ({firm_low} to {firm_high}), of which {of_area} is left in the area".format(**quoted) in prose


def test_every_expectation_lies_far_below_what_the_design_could_find(evaluations: dict[str, Evaluation]) -> None:
    """Also at the high end: a design on areas cannot see it, and the page says so and which design on firms could."""
    told = account(evaluations["ai-fabriek-ex-ante"])
    found = [(expected.finding_of(told, row), row) for row in asked(told.evaluation).rows]
    assert {row.measure for finding, row in found if finding is None} == {"private_rd"}
    for finding, row in found:
        if finding is not None:
            assert finding.detectable is not None
            assert row.low <= row.mean <= row.high < finding.detectable.for_treated / expected.FAR
    assert expected.conclusion(told) == "expected.below"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "nl",
            (" procent kans op helemaal niets", "ver onder wat deze opzet kan vinden", "door loting wordt verdeeld"),
        ),
        ("en", ("puts the chance of nothing at all at ", "far below what this design can find", "given out by lot")),
    ],
)
def test_the_pages_say_it_in_either_language(
    evaluations: dict[str, Evaluation], lang: Lang, words: tuple[str, ...]
) -> None:
    made = manuscript(evaluations["ai-fabriek-ex-ante"], STUDY, lang)
    texts = " ".join(made.texts()[name] for name in ("expected.text", "expected.conclusion_line", "expected.firms"))
    for part in words:
        assert part in texts
    rows = [row for group in made.content["expected"] for row in group["rows"]]
    assert not any(re.search("0[.,]000", str(cell)) for row in rows for cell in row), "nothing in a draw is 0"


def test_what_is_nearly_to_be_seen_is_not_said_to_lie_far_below(evaluations: dict[str, Evaluation]) -> None:
    seen = evaluations["ai-fabriek-ex-ante"]
    rows = tuple(replace(row, mean=100 * row.mean, high=100 * row.high) for row in asked(seen).rows)
    told = account(replace(seen, expectations=replace(asked(seen), rows=rows)))
    assert expected.conclusion(told) == "expected.not_all_below"


def test_a_study_without_a_scenario_has_no_such_section(evaluations: dict[str, Evaluation]) -> None:
    silent = replace(evaluations["ai-fabriek-ex-ante"], expectations=None)
    made = manuscript(silent, STUDY, "nl")
    assert made.content["expected"] == []
    assert made.texts()["expected.conclusion_line"] == ""
