"""Every number of what is sent along with the report is followed to a cell: the technical annex and the letter.

A count that is written as it is could be any cell of a large result, so only the tables that these pages show are taken
in, and what they count is counted again in a test of its own.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from impact import bundle
from impact.effects.registered.design_file import DesignFile, shipped_designs
from impact.report.letter import publication as letter
from impact.report.letter.publication import Told
from impact.report.pages.publications import publication
from impact.scenario import ScenarioResult
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.drivers.of_result import drivers_of
from impact.scenario.ledger import calibration, shipped_backtest
from impact.words.texts import LANGUAGES
from tests.report import in_hand
from tests.report.followed import Cells, Ledger, Written, numbers, page_of, typed
from tests.report.test_every_number import EDITION, moved_and_found

ANNEX, LETTER = publication("technical-annex"), publication("kwartaalbericht")
SHOWN = "average"  # the method of which the annex shows how it did


# The technical annex


def people_paid(result: ScenarioResult) -> list[float]:
    """Return what staff costs in all years: people and what one costs at their lowest, central and highest."""
    return [
        sum(post.fte.values()) * getattr(post.scale, end) * getattr(post.cost_per_fte, end)
        for post in result.scenario.staff.values()
        for end in ("low", "central", "high")
    ]


@pytest.fixture(scope="module")
def of_annex(baseline_result: ScenarioResult, annex_pages: Path, written: dict[str, Written]) -> tuple[Ledger, Cells]:
    scores = calibration(shipped_backtest(), ["target", "origin"])
    result = (baseline_result.scenario, baseline_result.assumptions, baseline_result.use_assumptions)
    told = (baseline_result.manifest, baseline_result.left_out, baseline_result.checks, drivers_of(baseline_result))
    designs = [DesignFile.load(name) for name in shipped_designs()]
    cells = Cells().of(*result, *told, scores[scores["method"].eq(SHOWN)], designs)
    in_euros = 1e6 * baseline_result.assumptions[["low", "central", "high"]].to_numpy(dtype=float)
    besides = [np.array([baseline_result.scenario.budget, *people_paid(baseline_result)]), in_euros]
    return Ledger.of(written["technical-annex"], cells, besides), cells


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_the_annex_is_a_cell_or_worked_out_again(
    of_annex: tuple[Ledger, Cells], annex_pages: Path, lang: str
) -> None:
    said = numbers(" ".join(of_annex[1].texts)) | typed(ANNEX.words(lang)) | {EDITION}
    assert of_annex[0].unfounded(page_of(annex_pages / f"report-{lang}.html"), said) == {}


def test_a_figure_of_the_annex_that_is_off_is_found_out(of_annex: tuple[Ledger, Cells], annex_pages: Path) -> None:
    assert moved_and_found(of_annex[0], annex_pages / "report-en.html") < 0.002


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_annex_counts_what_there_is(annex_pages: Path, baseline_result: ScenarioResult, lang: str) -> None:
    words, designs, checks = ANNEX.words(lang), shipped_designs(), baseline_result.checks
    frozen = [name for name in designs if bundle.data("designs", f"{name}.frozen.json").is_file()]
    guessed = baseline_result.assumptions["basis"].eq("assumption").sum()
    counted = [
        words("summary.assumptions", assumptions=len(baseline_result.assumptions), guessed=guessed),
        words("summary.checks", checks=len(checks), held=checks["passed"].sum()),
        words("summary.designs", designs=len(designs), frozen=len(frozen)),
    ]
    text = in_hand.said((annex_pages / f"report-{lang}.html").read_text(encoding="utf-8"))
    assert [one for one in counted if one not in text] == []
    caption = words("designs.caption", date=words.date(baseline_result.scenario.date))
    rows = in_hand.tables(annex_pages / f"report-{lang}.html")[caption]
    told = [(str(len(study.outcomes)), str(len(study.tests))) for study in map(DesignFile.load, designs)]
    assert [(row[1], row[2]) for row in rows] == told


# The letter


@pytest.fixture(scope="module")
def told(baseline_result: ScenarioResult) -> Told:
    return letter.gathered(LETTER, baseline_result)


def of_letter(told: Told) -> list[np.ndarray]:
    """Return what is expected over all years; and money: sums over funders, and their part of what is promised."""
    expected = [[*told.result.over_years(concept, "jobs").values()] for concept in HEADLINES]
    funders = told.letter.issue.financing.values()
    sums = np.array([sum(getattr(one, what) or 0.0 for one in funders) for what in ("promised", "granted", "paid")])
    return [np.array(expected), sums, 100 * sums / sums[0]]


@pytest.fixture(scope="module")
def of_the_letter(told: Told, letter_pages: Path, written: dict[str, Written]) -> tuple[Ledger, Cells]:
    result = told.result
    letters = [told.letter, LETTER.about, len(told.letter.issue.progress)]
    cells = Cells().of(*letters, result.manifest["draws"], result.left_out)
    return Ledger.of(written["kwartaalbericht"], cells, of_letter(told)), cells


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_the_letter_is_a_cell_or_worked_out_again(
    of_the_letter: tuple[Ledger, Cells], letter_pages: Path, lang: str
) -> None:
    said = numbers(" ".join(of_the_letter[1].texts)) | typed(LETTER.words(lang)) | {EDITION}
    assert of_the_letter[0].unfounded(page_of(letter_pages / f"report-{lang}.html"), said) == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_letter_counts_what_there_is(letter_pages: Path, told: Told, lang: str) -> None:
    items = told.letter.issue.progress.values()
    finished = [one for one in items if one.state == "finished"]
    counted = LETTER.words(lang)("summary.progress", finished=len(finished), items=len(items))
    assert counted in in_hand.said((letter_pages / f"report-{lang}.html").read_text(encoding="utf-8"))


def test_a_figure_of_the_letter_that_is_off_is_found_out(
    of_the_letter: tuple[Ledger, Cells], letter_pages: Path
) -> None:
    assert moved_and_found(of_the_letter[0], letter_pages / "report-en.html") < 0.002
