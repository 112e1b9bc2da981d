"""Every number on the finished pages of the report on a scenario is followed back to a cell of what it is made of.

The letter and the pages of municipalities have tests of their own. What stands in drawings is not looked at: their
figures are in the tables under them, which are.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact import regions, sectors
from impact.panel.figures import figures_of
from impact.report.pages.publications import publication
from impact.report.scenario.use import usual_change
from impact.scenario import ScenarioResult
from impact.scenario.computation.areas import NATION
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.drivers.of_result import drivers_of
from impact.words.texts import LANGUAGES
from tests.report.followed import Cells, Ledger, Written, numbers, page_of, typed

YEAR = 2024  # of the jobs that maps divide by
EDITION = "0.1.0"


def jobs_by_area() -> pd.DataFrame:
    """Return the jobs of each area by industry group, in thousands."""
    return figures_of().jobs_by_corop(YEAR).astype(float)


def per_job(result: ScenarioResult) -> list[np.ndarray]:
    """Return what a scenario leads to in each area and in the nation, over its jobs: per 1,000 and in euros per one."""
    frame, jobs = result.areas, jobs_by_area()[sectors.TOTAL]
    assert frame is not None
    below = pd.concat([jobs, pd.Series({NATION: jobs.sum()})])
    known = frame[frame["year"].isna() & frame["region"].isin(below.index)]
    quotient = (known["value"].astype(float) / known["region"].map(below)).to_numpy()
    return [quotient, 1000 * quotient]


def worked_out(result: ScenarioResult) -> list[float]:
    """Return what the report says that is worked out of several cells, worked out again; one has tests of its own."""
    gross, net = (result.over_years(concept, "jobs")["mean"] for concept in HEADLINES)
    corops = list(regions.study_area(result.scenario.study_area).corops)
    in_areas = [result.in_area(code, "gross", "jobs")["mean"] for code in corops]
    jobs = jobs_by_area()
    shares = [100 * rows["J"].sum() / rows[sectors.TOTAL].sum() for rows in (jobs, jobs.loc[corops])]
    years = len(result.scenario.years)
    elsewhere = result.in_area(NATION, "gross", "jobs")["mean"] - sum(in_areas)
    return [gross / years, net / years, 100 * net / gross, elsewhere, *shares, usual_change(result)]


@pytest.fixture(scope="module")
def of_scenario(report: Path, written: dict[str, Written], baseline_result: ScenarioResult) -> tuple[Ledger, Cells]:
    cells = Cells().of(baseline_result, baseline_result.cost, drivers_of(baseline_result), baseline_result.summary())
    besides = [*per_job(baseline_result), worked_out(baseline_result)]
    return Ledger.of(written["ai-fabriek"], cells, besides, pairs=np.unique(jobs_by_area().to_numpy())), cells


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_the_report_is_a_cell_of_the_result(
    of_scenario: tuple[Ledger, Cells], report: Path, lang: str
) -> None:
    ledger, cells = of_scenario
    said = numbers(" ".join(cells.texts)) | typed(publication("ai-fabriek").words(lang)) | {EDITION}
    assert ledger.unfounded(page_of(report / f"report-{lang}.html"), said) == {}


def moved_and_found(ledger: Ledger, page: Path) -> float:
    """Return what part of the figures of a page would be found among the cells if they were off by a millionth."""
    asked = numbers(page_of(page)) & ledger.written.figures.keys()
    figures = [one for text in asked for one in ledger.written.figures[text] if abs(one) > 1e-3]
    return float(np.mean([ledger.is_founded(one * (1 + 1e-6)) for one in figures]))


def test_a_figure_that_is_off_by_a_millionth_is_found_out(of_scenario: tuple[Ledger, Cells], report: Path) -> None:
    assert moved_and_found(of_scenario[0], report / "report-en.html") < 0.002
