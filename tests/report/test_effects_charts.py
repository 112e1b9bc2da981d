"""Charts of effects: each is drawn in both languages, and refuses a result it cannot show."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from impact import regions
from impact.effects import Design, estimate, minimum_detectable_effect
from impact.report.charts import effects as effects_charts
from impact.report.charts import study as study_charts
from impact.report.charts import theme

AREAS = [f"CR{i:02d}" for i in range(1, 41)]
WORDS = {"title": "An effect", "source": "Source: noise"}


@pytest.fixture(scope="module")
def panel():
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "unit": np.repeat(AREAS, 14),
            "year": np.tile(np.arange(2010, 2024), 40),
            "y": rng.standard_normal((40, 14)).cumsum(axis=1).ravel(),
        }
    )


DESIGN = Design("y", "unit", "year", {"CR03": 2020})


@pytest.fixture(scope="module")
def effect(panel):
    return estimate(panel, DESIGN, estimator="synthetic_did")


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize(
    "chart",
    [
        effects_charts.event_study,
        effects_charts.treated_against_synthetic,
        effects_charts.permutation_distribution,
    ],
)
def test_an_effect_is_drawn(effect, chart, lang):
    drawing = theme.svg(chart(effect, lang=lang, unit="index", **WORDS))
    assert "An effect" in drawing
    assert "Source: noise" in drawing


def test_years_that_do_not_count_are_no_line(panel):
    """Announced two years before: no figure is drawn in 2018 and 2019, and the comparison does not run through them."""
    announced = estimate(panel, replace(DESIGN, anticipation=2), estimator="synthetic_did")
    chart = effects_charts.treated_against_synthetic(announced, lang="nl", unit="index", **WORDS)
    drawing = theme.svg(chart)
    assert "Grijs: jaren die niet meetellen." in drawing
    paths = re.findall(r'aria-roledescription="line mark"[^>]* d="([^"]*)"', drawing)
    assert [path.count("M") for path in paths] == [2, 2]  # before and after
    plain = effects_charts.treated_against_synthetic(
        estimate(panel, DESIGN, estimator="synthetic_did"), lang="nl", unit="index", **WORDS
    )
    assert "Grijs" not in theme.svg(plain)


def test_distribution_says_p_and_the_smallest_possible(effect):
    drawing = theme.svg(effects_charts.permutation_distribution(effect, lang="nl", unit="index", **WORDS))
    assert "kleinst mogelijke p = 0,025" in drawing


def test_power_curve(panel):
    power = minimum_detectable_effect(panel, Design("y", "unit", "year", {"CR03": 2030}), curve_treated=(3,))
    drawing = theme.svg(effects_charts.power_curve(power, lang="en", unit="index", **WORDS))
    assert "average of all areas (3 treated)" in drawing
    assert "the area itself, with its own noise" in drawing
    few = minimum_detectable_effect(panel[panel["unit"] < "CR13"], Design("y", "unit", "year", {"CR03": 2030}))
    with pytest.raises(ValueError, match="No effect can be found"):
        effects_charts.power_curve(few, lang="en", unit="index", **WORDS)


@pytest.mark.parametrize("numbers", [(), (2, 4, 6), (2, 3, 4, 5, 6, 7, 8, 9)])
def test_every_line_of_a_power_curve_has_a_look_of_its_own(panel, numbers):
    """Five lines shared three colours: the area itself and an average looked alike."""
    power = minimum_detectable_effect(panel, Design("y", "unit", "year", {"CR03": 2030}), curve_treated=numbers)
    lines = effects_charts.power_curve(power, lang="en", unit="index", **WORDS).to_dict()["vconcat"][0]["vconcat"][0]
    colour, shape = (lines["encoding"][channel]["scale"] for channel in ("color", "shape"))
    looks = set(zip(colour["range"], shape["range"], strict=True))
    assert len(looks) == len(colour["domain"]) >= len(numbers)


@pytest.mark.parametrize("series", [3, 5, 9])
def test_every_series_of_a_study_has_a_look_of_its_own(series):
    rows = pd.DataFrame({"outcome": "jobs", "series": [f"definition {at}" for at in range(series)]})
    figures = rows.assign(estimate=0.0, lower=-1.0, upper=1.0, detectable=2.0, expected=0.5)
    for chart in (study_charts.estimates, study_charts.detectable_beside_expected):
        drawn = chart(figures, lang="en", unit="index", **WORDS).to_dict()["vconcat"][0]["vconcat"][0]
        layer = next(layer["encoding"] for layer in drawn["layer"] if "color" in layer["encoding"])
        looks = [layer["color"]["scale"]["range"]]
        looks += [lay["encoding"]["shape"]["scale"]["range"] for lay in drawn["layer"] if "shape" in lay["encoding"]]
        assert len(set(zip(*looks, strict=True))) == series


def test_weights_on_a_map(effect):
    drawing = theme.svg(effects_charts.weights_map(effect, lang="en", year="2010-2019", **WORDS))
    assert "weight in the comparison" in drawing
    assert "no weight, or left out" in drawing
    assert set(effect.unit_weights.index) <= set(regions.codes("corop"))


def test_results_without_what_is_drawn(panel):
    plain = estimate(panel, DESIGN, estimator="lee_wooldridge", inference="analytic")
    with pytest.raises(ValueError, match="no synthetic comparison"):
        effects_charts.treated_against_synthetic(plain, lang="en", unit="index", **WORDS)
    with pytest.raises(ValueError, match="no distribution"):
        effects_charts.permutation_distribution(plain, lang="en", unit="index", **WORDS)
    with pytest.raises(ValueError, match="no donor weights"):
        effects_charts.weights_map(plain, lang="en", year=2020, **WORDS)
