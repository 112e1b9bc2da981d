"""Every number on the pages of the studies is followed back to a cell, or worked out again of cells.

What is worked out is worked out here by the formula that the pages state: per cents of logs, paths as an index,
quantiles of reassignments. What is left is declared by figure, with what it is: one that nobody accounts for fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact.effects import Effect, Evaluation
from impact.report.pages.publications import publication
from impact.report.study.pages import StudyPages
from impact.words.texts import LANGUAGES
from tests.report.conftest import STUDIES
from tests.report.followed import Cells, Ledger, Written, numbers, page_of, typed
from tests.report.test_every_number import EDITION, moved_and_found

TIMES = "how many times smaller what is expected is than what could be found, in two digits"
COUNT = "a count of years, series or placebo dates"
MOST = "how many times the most that the measure could do"
TREND = "what a trend that is missed half of the time would give"
BY_CHANCE = "estimates under 0.05 by chance: a twentieth of those that were made"
SMALLEST = "the smallest p: one over the draws"
PRINTED = "a figure that the design or a check gives with these digits"
ELSEWHERE: Mapping[str, Mapping[float, str]] = {
    "ai-fabriek-ex-ante": {
        **dict.fromkeys((16.0, 45.0, 56.0, 460.0, 980.0, 1300.0, 1400.0), TIMES),
        **dict.fromkeys((9.0, 11.0, 12.0, 15.0), COUNT),
    },
    "eemshaven-2016": {
        **{1 / 18: SMALLEST, 1 / 16: SMALLEST, 21 / 20: BY_CHANCE},
        **dict.fromkeys((5.2230320735342755, 8.106801220767618), MOST),
        **dict.fromkeys((7.920092572092689,), TREND),
        **dict.fromkeys((2.2, 2.5, 3.4, 3.5, 4.5, 5.4, 8.7), PRINTED),
    },
    "european-facilities": {10 / 20: BY_CHANCE, 7.670156504410435: TREND, 0.2773: PRINTED, 0.001: PRINTED},
}
"""Figures that are made of several cells in ways that tests of their own work out."""


def effects_of(evaluation: Evaluation) -> Iterator[Effect]:
    """Yield every effect in an evaluation."""
    todo, seen = [evaluation], set()
    while todo:
        thing = todo.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, Effect):
            yield thing
        todo += getattr(thing, "__dict__", {}).values() if not isinstance(thing, pd.DataFrame) else ()
        todo += thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list | tuple) else ()


def of_study(evaluation: Evaluation, cells: Cells) -> list[np.ndarray]:
    """Return what pages of a study show of logs and paths: per cents, an index, and quantiles of reassignments."""
    logs = np.concatenate([one[np.isfinite(one) & (np.abs(one) < 20)] for one in cells.found])
    found = [100 * np.expm1(logs), 100 * np.expm1(-logs)]
    for effect in effects_of(evaluation):
        if effect.fitted is not None:
            paths = effect.fitted[["treated", "synthetic"]].to_numpy(dtype=float)
            found.append(100 * np.exp(paths - paths[0, 0]))
        if effect.distribution is not None:
            found.append(np.quantile(100 * np.expm1(effect.distribution), (0.025, 0.5, 0.975)))
    return found


@pytest.fixture(scope="module")
def ledgers(
    evaluations: dict[str, Evaluation], built: dict[str, Path], written: dict[str, Written]
) -> dict[str, tuple[Ledger, Cells]]:
    found = {}
    for name, evaluation in evaluations.items():
        cells = Cells().of(evaluation, StudyPages.of(evaluation.study))
        found[name] = (Ledger.of(written[name], cells, of_study(evaluation, cells)), cells)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", STUDIES)
def test_every_number_of_a_study_is_a_cell_or_worked_out_again(
    ledgers: dict[str, tuple[Ledger, Cells]], built: dict[str, Path], name: str, lang: str
) -> None:
    ledger, cells = ledgers[name]
    said = numbers(" ".join(cells.texts)) | typed(publication("study").words(lang)) | {EDITION}
    left = ledger.unfounded(page_of(built[name] / f"report-{lang}.html"), said)
    accounted = np.array([*ELSEWHERE[name]])
    strange = {
        text: figures
        for text, figures in left.items()
        if not (figures or text.isdigit())
        or not all(np.isclose(accounted, one, rtol=1e-9).any() for one in figures or [float(text)])
    }
    assert strange == {}


@pytest.mark.parametrize("name", STUDIES)
def test_a_figure_of_a_study_that_is_off_by_a_millionth_is_found_out(
    ledgers: dict[str, tuple[Ledger, Cells]], built: dict[str, Path], name: str
) -> None:
    assert moved_and_found(ledgers[name][0], built[name] / "report-en.html") < 0.002
