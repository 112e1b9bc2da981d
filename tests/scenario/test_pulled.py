"""What pulled figures change is said with each figure on its own side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from impact.panel.figures import figures_of
from impact.scenario import Scenario
from impact.scenario.answer.pulled import comparison
from impact.scenario.computation.economy import economy_of
from impact.scenario.computation.measures import MEASURES
from impact.words.statements import in_language


def test_pulled_and_bundled_figures_keep_their_sides(baseline: Scenario) -> None:
    bundled = economy_of(baseline, figures_of())
    at = bundled.industries.index("P85")
    slq = bundled.slq.copy()
    slq[at] = 9.0
    jobs = bundled.areas.jobs.copy()
    rest = np.setdiff1d(np.arange(40), bundled.areas.inside)
    jobs[rest] *= 19 * jobs[bundled.areas.inside].sum() / jobs[rest].sum()  # the study area has 5 % of all
    pulled = replace(bundled, areas=replace(bundled.areas, slq=slq, jobs=jobs))
    means = {"gross": 1234.0, "net_regional": 200.0}
    outcome, instead = (
        {concept: np.full((2, len(MEASURES)), mean + more) for concept, mean in means.items()} for more in (0, 1000)
    )
    figures, notes = comparison(pulled, bundled, outcome, instead)
    assert figures["jobs_mean"]["gross"] == {"pulled": 1234.0, "bundled": 2234.0}
    share, quotients, means_said = (in_language(note, "nl") for note in notes)
    assert f"5,00 procent van de banen in Nederland, en {100 * bundled.size:.2f}".replace(".", ",") in share
    was = f"{bundled.slq[at]:.2f}".replace(".", ",")
    assert f"Onderwijs 9,00 (meegeleverd {was})" in quotients
    assert "bruto 1.234 en netto 200 arbeidsjaren in de regio" in means_said
    assert means_said.endswith("gelijk is, 2.234 en 1.200.")
