"""Effects by distance and by dose in other places, before treatment, and before there is anything to find."""

import numpy as np
import pytest

from impact.effects import (
    Design,
    Dose,
    estimate,
    minimum_detectable_effect,
    placebo_in_space,
    pre_trends,
)
from impact.errors import InputError

from .test_dose import doses_design, doses_panel
from .test_power import autoregressive
from .test_spatial import START, exposures, mapped, spread_out

SPATIAL = ["spatial_did", "spatial_gradient"]


@pytest.mark.parametrize("estimator", [*SPATIAL, "dose_effect"])
def test_placebos_in_space_rank_as_the_test_does(estimator):
    panel, places = mapped(seed=4, effect=1.0, around=0.4)
    design = spread_out(places)
    if estimator == "dose_effect":
        design = Design("y", "unit", "year", {0: START}, dose=Dose({0: 2.0}))
    table = placebo_in_space(panel, design, estimator=estimator)
    effect = estimate(panel, design, estimator=estimator, inference="scaled_permutation")
    rank = int(np.flatnonzero(table["actual"])[0]) + 1
    assert rank / len(table) == pytest.approx(effect.p_value)
    assert table.loc[0, "estimate"] == pytest.approx(effect.estimate)
    assert table.index.is_unique


def test_a_slope_needs_several_treated_units_so_another_place_for_one_says_nothing_of_it():
    panel, dose = doses_panel(treated=1, years=10)
    with pytest.raises(InputError, match=r"dose_response; .* Use (did or dose_effect|dose_effect or did)\."):
        placebo_in_space(panel, doses_design(dose, 10), estimator="dose_response")


def test_all_donors_are_played_where_there_are_more_than_a_hundred():
    panel = autoregressive(120, 8, seed=1)
    design = Design("y", "unit", "year", {0: 2006})
    assert len(placebo_in_space(panel, design, estimator="synthetic_did")) == 120


def test_twins_fit_each_other_whatever_is_left_out():
    panel = autoregressive(30, 8, seed=1)
    panel.loc[panel["unit"] == 5, "y"] = panel.loc[panel["unit"] == 4, "y"].to_numpy()
    design = Design("y", "unit", "year", {0: 2006})
    with pytest.raises(InputError, match=r"exact fits before treatment; .* Use did, or add earlier years\."):
        placebo_in_space(panel, design, estimator="synthetic_control")


@pytest.mark.parametrize("estimator", SPATIAL)
def test_the_path_before_is_that_of_the_estimate_and_its_test_the_same_turned_round(estimator):
    """With two clean years nothing is scaled: a year against the next is the estimate with the date between them."""
    panel, places = mapped(seed=7, treated=(0,))
    design = spread_out(places)
    path = pre_trends(panel, design, estimator=estimator, window=20).path
    whole = estimate(panel, design, estimator=estimator, inference="permutation").path.set_index("period")
    assert path["estimate"].to_dict() == pytest.approx(whole.loc[path.index, "estimate"].to_dict())
    short = panel[panel["year"].isin([START - 2, START - 1, START])]
    row = pre_trends(short, design, estimator=estimator).path.loc[-2]
    turned = short[short["year"] < START].assign(y=lambda d: -d["y"])
    early = Design("y", "unit", "year", {0: START - 1}, exposure=design.exposure)
    other = estimate(turned, early, estimator=estimator, inference="permutation")
    assert row["estimate"] == pytest.approx(other.estimate)
    if estimator == "spatial_did":  # beside the gradient a direct effect is taken out, which no year before has
        assert row["p_value"] == pytest.approx(other.p_value)


@pytest.mark.parametrize("estimator", SPATIAL)
def test_a_trend_of_the_treated_or_around_them_is_found_and_what_it_would_add(estimator):
    panel, places = mapped(seed=2)
    who = panel["unit"] == 0 if estimator == "spatial_did" else exposures(places, (0,), 20.0)[panel["unit"]]
    trend = (panel["year"] - 2010) * who
    loud = panel.assign(y=panel["y"] + 5.0 * trend)
    found = pre_trends(loud, spread_out(places), estimator=estimator)
    assert found.p_value < 0.05 < pre_trends(panel, spread_out(places), estimator=estimator).p_value
    added = [estimate(p, spread_out(places), estimator=estimator).estimate for p in (panel, loud)]
    assert added[1] - added[0] == pytest.approx(5.0 * found.bias / found.slope)


def test_a_trend_that_goes_with_the_dose_is_found():
    panel, dose = doses_panel(treated=12, years=10)
    got = panel["unit"].map(dose).fillna(0.0)
    loud = panel.assign(y=panel["y"] + 2.0 * (panel["year"] - 2010) * got)
    assert pre_trends(loud, doses_design(dose, 10), estimator="dose_response", draws=499).p_value < 0.05
    assert pre_trends(panel, doses_design(dose, 10), estimator="dose_response", draws=499).p_value > 0.05


@pytest.mark.parametrize("estimator", SPATIAL)
def test_the_effect_by_distance_is_found_in_the_wanted_share_of_cases(estimator):
    """Give every place in turn the detectable effect, and let `estimate` look for it."""
    panel, places = autoregressive(40, 12, seed=5), mapped(units=40)[1]
    first = Design("y", "unit", "year", {0: 2012}, exposure=spread_out(places).exposure)
    power = minimum_detectable_effect(panel, first, estimator=estimator, post_periods=3, pre_periods=9)
    elsewhere = Design("y", "unit", "year", {0: 2009}, exposure=first.exposure)
    found = []
    for unit in placebo_in_space(panel, elsewhere, estimator=estimator).index:
        reached = np.arange(40) == unit if estimator == "spatial_did" else exposures(places, (unit,), 20.0)
        moved = panel.assign(y=panel["y"] + power.value * reached[panel["unit"]] * (panel["year"] >= 2009))
        design = Design("y", "unit", "year", {unit: 2009}, exposure=first.exposure)
        found.append(estimate(moved, design, estimator=estimator).p_value <= 0.05)
    assert len(found) > 25
    assert np.mean(found) == pytest.approx(0.8, abs=1 / len(found))
    assert power.closed_form > 0
    assert power.for_treated > 0


def test_the_effect_by_dose_is_found_in_the_wanted_share_of_cases():
    panel, dose = autoregressive(30, 12, seed=6), {0: 1.0, 1: 2.0, 2: 4.0}
    power = minimum_detectable_effect(
        panel, Design("y", "unit", "year", dict.fromkeys(dose, 2012), dose=Dose(dose, strong_parallel_trends="drawn")),
        estimator="dose_response", post_periods=3, pre_periods=9, curve_periods=(),
    )  # fmt: skip
    rng, found = np.random.default_rng(0), []
    for _ in range(60):
        doses = dict(zip(rng.choice(30, 3, replace=False).tolist(), dose.values(), strict=True))
        got = panel["unit"].map(doses).fillna(0.0) * (panel["year"] >= 2009)
        design = Design(
            "y", "unit", "year", dict.fromkeys(doses, 2009), dose=Dose(doses, strong_parallel_trends="drawn")
        )
        moved = panel.assign(y=panel["y"] + power.value * got)
        found.append(estimate(moved, design, estimator="dose_response", draws=999).p_value <= 0.05)
    assert np.mean(found) == pytest.approx(0.8, abs=3 * np.sqrt(0.8 * 0.2 / 60))


def test_other_numbers_of_treated_have_other_doses():
    panel, dose = autoregressive(30, 12, seed=6), {0: 1.0, 1: 2.0}
    design = Design("y", "unit", "year", dict.fromkeys(dose, 2012), dose=Dose(dose))
    with pytest.raises(InputError, match=r"curve_treated.* as many doses as treated units. Leave them out\."):
        minimum_detectable_effect(panel, design, estimator="dose_effect", curve_treated=(4,))
    assert minimum_detectable_effect(panel, design, estimator="dose_effect").value > 0
