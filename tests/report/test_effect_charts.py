"""Charts of an effect for whoever has one: picture, sentence and table, in both languages, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from impact import report
from impact.effects import Design, Dose, Exposure, NotIdentified, estimate, evaluate
from impact.errors import InputError
from impact.report.study import figures, units
from impact.report.study.effect_charts import EffectChart
from impact.words import texts

AREAS = [f"CR{i:02d}" for i in range(1, 41)]
CHARTS = {
    "event": report.event_plot,
    "gap": report.gap_path,
    "weights": report.donor_weights,
    "permutation": report.permutation_plot,
    "response": report.response_plot,
}


@pytest.fixture(scope="module")
def panel():
    rng = np.random.default_rng(0)
    y = 0.02 * rng.standard_normal((40, 14)).cumsum(axis=1)
    return pd.DataFrame({"unit": np.repeat(AREAS, 14), "year": np.tile(np.arange(2010, 2024), 40), "y": y.ravel()})


DESIGN = Design(
    "y",
    "unit",
    "year",
    {"CR03": 2020},
    exposure=Exposure({code: (12.0 * (i % 8), 12.0 * (i // 8)) for i, code in enumerate(AREAS)}, half_distance=15),
)


@pytest.fixture(scope="module")
def synthetic(panel):
    return estimate(panel, DESIGN, estimator="synthetic_did")


@pytest.fixture(scope="module")
def spatial(panel):
    return estimate(panel, DESIGN, estimator="spatial_gradient")


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_is_picture_sentence_and_table(synthetic, spatial, name, lang):
    effect = spatial if name == "response" else synthetic
    how = {} if name == "weights" else {"unit": "log points"}
    drawn = CHARTS[name](effect, lang=lang, source="Source: noise", **how)
    assert isinstance(drawn, EffectChart)
    picture = drawn.svg()
    assert "Source: noise" in picture
    assert drawn.chart.to_dict()["description"] == drawn.alt
    assert len(drawn.table()) >= 3
    assert not any("{" in text for text in (drawn.alt, *drawn.figures.head))
    other = CHARTS[name](effect, lang="en" if lang == "nl" else "nl", source="Source: noise", **how)
    assert other.alt != drawn.alt
    assert other.figures.head != drawn.figures.head


def test_figures_in_the_table_are_those_of_the_effect_in_the_unit_that_people_read(synthetic):
    drawn = report.event_plot(synthetic, lang="en", unit="log points")
    first = synthetic.path.iloc[0]
    assert drawn.table().iloc[0, 0] == f"{first['period']:.0f}".replace("-", "\N{MINUS SIGN}")
    shown = float(drawn.table().iloc[0, 1].replace("\N{MINUS SIGN}", "-"))
    assert shown == pytest.approx(100 * np.expm1(first["estimate"]), abs=0.05)
    assert "%" in drawn.svg()


def test_the_weights_are_named_and_add_up(synthetic):
    table = report.donor_weights(synthetic, lang="en").table()
    assert sum(float(text.rstrip("%")) for text in table.iloc[:, 1]) == pytest.approx(100, abs=1.5)
    assert "Noord-Drenthe" in set(table.iloc[:, 0])


def test_a_gap_runs_over_calendar_years_and_does_not_cross_those_that_do_not_count(panel):
    announced = Design("y", "unit", "year", {"CR03": 2020}, anticipation=2)
    drawn = report.gap_path(estimate(panel, announced, estimator="synthetic_did"), lang="nl")
    layer = drawn.chart.to_dict()
    rows = next(rows for rows in layer["datasets"].values() if "estimate" in rows[0])
    years = {row["at"]: row["estimate"] for row in rows}
    assert set(years) == set(range(2010, 2024))
    assert years[2018] is None
    assert years[2019] is None


def test_where_the_test_cannot_reject_the_comparison_is_drawn_without_a_verdict(panel):
    few = panel[panel["unit"] < "CR13"]
    none = estimate(few, Design("y", "unit", "year", {"CR03": 2020}), estimator="synthetic_did")
    assert isinstance(none, NotIdentified)
    assert "zonder oordeel over toeval" in report.gap_path(none, lang="nl").svg()
    assert report.donor_weights(none, lang="nl").table().shape[0] >= 1
    with pytest.raises(InputError, match="gap_path and donor_weights"):
        report.event_plot(none)


STUDY = """
title = "A study"
question = "Does it?"
reference = "nobody"
[[treated]]
name = "some"
title = "Four areas"
first = { CR01 = 2020, CR02 = 2020, CR03 = 2020, CR04 = 2020 }
[treated.dose]
unit = "100 euros per inhabitant"
amounts = { CR01 = 1.5, CR02 = 2.0, CR03 = 4.5, CR04 = 7.0 }
strong_parallel_trends = "the money was divided by a formula of the age of houses"
[[outcomes]]
name = "jobs"
title = "Jobs"
unit = "jobs"
numerator = { table = "jobs" }
years = [2010, 2023]
donors = ["*"]
[[tests]]
outcomes = ["jobs"]
treated = ["some"]
estimator = "dose_response"
"""


def test_a_finding_knows_its_outcome_its_unit_and_its_dose(tmp_path, panel):
    path = tmp_path / "study.toml"
    path.write_text(STUDY)
    (finding,) = evaluate(path, tables=lambda name: panel.rename(columns={"unit": "region", "y": "value"})).findings
    drawn = report.response_plot(finding, lang="en")
    assert drawn.figures.head[0] == "100 euros per inhabitant"
    assert "Jobs: by dose or distance" in drawn.svg()
    assert report.permutation_plot(finding, lang="nl").figures.head[1] in report.permutation_plot(finding).alt


def test_what_an_effect_does_not_have_is_refused_with_what_does(panel, spatial, synthetic):
    with pytest.raises(InputError, match="weights of donors"):
        report.donor_weights(spatial)
    with pytest.raises(InputError, match="effect by dose or distance"):
        report.response_plot(synthetic)
    dosed = Design(
        "y", "unit", "year", dict.fromkeys(AREAS[:20], 2020), dose=Dose({a: 1.0 + i for i, a in enumerate(AREAS[:20])})
    )
    many = estimate(panel, dosed, estimator="dose_effect", inference="cr2")
    with pytest.raises(InputError, match="distribution of other assignments"):
        report.permutation_plot(many)
    alone = report.response_plot(many, lang="en")
    assert "Line:" not in alone.svg()


@pytest.mark.parametrize(
    ("lang", "low", "high"), [("nl", "geen ondergrens", "geen bovengrens"), ("en", "no lower bound", "no upper bound")]
)
@pytest.mark.parametrize("unit", ["log points", "jobs"])
def test_an_interval_without_end_is_said_in_words_and_drawn_to_the_edge(lang, low, high, unit):
    words = texts.words("study", lang)
    assert units.amount(-np.inf, unit, words) == low
    assert units.amount(np.inf, unit, words) == high
    rows = pd.DataFrame({"estimate": [1.0, 2.0], "lower": [0.0, -np.inf], "upper": [4.0, np.inf]})
    drawn = figures.to_the_edge(rows)
    assert drawn["lower"].tolist() == pytest.approx([0.0, -0.2])
    assert drawn["upper"].tolist() == pytest.approx([4.0, 4.2])
