"""The guide says what was measured: its table is that of the simulation, and its sentences hold for it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from impact.errors import InputError
from impact.productivity import meta_analysis, regional_prior, shipped_studies
from impact.productivity.synthesis.pooling import INTERVALS

DOCS = Path(__file__).parents[3] / "docs"
COVERAGE = pd.read_csv(DOCS / "synthesis-coverage.csv")
REML = COVERAGE[COVERAGE["method"] == "reml"].set_index(["studies", "heterogeneity", "sizes", "interval"])
GUIDE = (DOCS / "productivity.md").read_text(encoding="utf-8")


def held(interval: str, column: str = "mean_covered", **where: object) -> pd.Series:
    rows = REML.xs(interval, level="interval").reset_index()
    chosen = pd.Series(True, rows.index)
    for name, values in where.items():
        chosen &= rows[name].isin(values)
    return rows.loc[chosen, column]


def test_the_table_of_the_guide_is_that_of_the_simulation():
    rows = [
        re.split(r"\s*\|\s*", line.strip("| \n")) for line in GUIDE.splitlines() if re.match(r"\| (3|5|10|30) \|", line)
    ]
    assert len(rows) == 36
    mean, prediction = "mean_covered", "prediction_covered"
    columns = [(kind, mean) for kind in ("hartung_knapp", "hartung_knapp_modified", "wald", "pivotal")]
    columns += [(kind, prediction) for kind in ("hartung_knapp", "wald", "pivotal")]
    for studies, heterogeneity, sizes, *figures in rows:
        found = [REML.loc[(int(studies), heterogeneity, sizes, kind), column] for kind, column in columns]
        assert [float(figure.strip("*")) for figure in figures] == found


def test_the_default_holds_93_to_97_per_cent_from_five_studies_on():
    assert held("hartung_knapp", studies=(5, 10, 30), sizes=("alike", "mixed")).between(0.93, 0.97).all()


def test_where_it_does_not_the_guide_says_so():
    some = {"studies": (5, 10, 30), "heterogeneity": ("small", "large")}
    beside_one_large = held("hartung_knapp", sizes=("one large",), **some)
    assert (round(beside_one_large.min(), 2), round(beside_one_large.max(), 2)) == (0.75, 0.95)
    predicted = held("hartung_knapp", "prediction_covered", sizes=("alike", "mixed"), **some)
    assert (round(predicted.min(), 2), round(predicted.max(), 2)) == (0.84, 0.94)


def test_the_prediction_of_a_prior_holds_what_it_says_wherever_effects_differ():
    predicted = held("pivotal", "prediction_covered", heterogeneity=("small", "large"))
    assert predicted.between(0.93, 0.985).all()


@pytest.mark.parametrize("kind", list(INTERVALS))
def test_the_guide_names_every_interval(kind):
    assert f'interval="{kind}"' in GUIDE


def test_the_example_of_the_guide_does_what_it_says():
    outcome = "ai_productivity_effect_adopter"
    with pytest.raises(InputError, match="std_error: found none for Aldasoro et al. 2026"):
        shipped_studies().of(outcome).synthesis()
    assert regional_prior(outcome).by == "elicited"
    assert meta_analysis([0.1, 0.2, 0.4], [0.1, 0.1, 0.2]).k == 3
