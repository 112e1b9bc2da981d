"""An effect that fades with distance: against the two-way regression, by brute force, and what is refused."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.effects import Design, Effect, Exposure, NotIdentified, estimate
from impact.errors import InputError

START = 2016


def mapped(units=30, years=10, treated=(0,), seed=0, effect=0.0, around=0.0, half_distance=20.0, size=100.0):
    """Return a panel of random walks on a square, with an effect that halves, and where the units lie."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, size, (units, 2))
    distance = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))[list(treated)].min(axis=0)
    share = np.where(np.isin(np.arange(units), treated), 0.0, 2.0 ** (-distance / half_distance))
    y = 0.3 * rng.standard_normal((units, years)).cumsum(axis=1) + rng.standard_normal((units, 1))
    after = np.arange(2010, 2010 + years) >= START
    y += np.outer(around * share, after) + np.outer(effect * np.isin(np.arange(units), treated), after)
    panel = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), years),
            "year": np.tile(np.arange(2010, 2010 + years), units),
            "y": y.reshape(-1),
        }
    )
    return panel, {i: (float(x), float(z)) for i, (x, z) in enumerate(places)}


def spread_out(places, treated=(0,), half_distance=20.0, **how):
    exposure = Exposure(places, **({"half_distance": half_distance} if half_distance else {}), **how)
    return Design("y", "unit", "year", dict.fromkeys(treated, START), exposure=exposure)


def exposures(places, treated, half_distance):
    where = np.array(list(places.values()))
    to = np.hypot(*(where[:, None] - where[list(treated)][None]).transpose(2, 0, 1)).min(axis=1)
    found = 2.0 ** (-to / half_distance)
    found[list(treated)] = 0.0
    return found


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), treated=st.integers(1, 4), half_distance=st.floats(15, 40))
def test_both_effects_are_those_of_the_two_way_regression(seed, treated, half_distance):
    who = tuple(range(treated))
    panel, places = mapped(treated=who, seed=seed)
    design = spread_out(places, who, half_distance)
    share = exposures(places, who, half_distance)
    after = (panel["year"] >= START).to_numpy()
    X = pd.get_dummies(panel[["unit", "year"]].astype(str), drop_first=True).astype(float)
    X.insert(0, "direct", panel["unit"].isin(who).to_numpy() * after)
    X.insert(1, "around", share[panel["unit"]] * after)
    fitted = sm.OLS(panel["y"].to_numpy(), sm.add_constant(X)).fit().params
    for estimator, ours in (("spatial_did", "direct"), ("spatial_gradient", "around")):
        found = estimate(panel, design, estimator=estimator, inference="permutation", draws=99)
        assert found.estimate == pytest.approx(fitted[ours], rel=1e-7, abs=1e-9)
        assert found.details == pytest.approx({"direct": fitted["direct"], "gradient": fitted["around"]}, rel=1e-7)


def test_the_exposure_is_measured_again_from_every_placebo_place():
    """Brute force: every unit in the place of the treated in turn, the direct effect under no gradient taken out."""
    panel, places = mapped(seed=4, around=0.4, effect=1.0)
    found = estimate(panel, spread_out(places), estimator="spatial_gradient", inference="permutation")
    wide = panel.pivot_table(index="unit", columns="year", values="y")
    change = (wide.loc[:, START:].mean(axis=1) - wide.loc[:, : START - 1].mean(axis=1)).to_numpy().copy()
    change[0] = change[1:].mean()
    slopes = []
    for place in range(len(change)):
        others = np.delete(np.arange(len(change)), place)
        share = exposures(places, (place,), 20.0)[others]
        slopes.append(np.polyfit(share, change[others], 1)[0])
    assert found.estimate == pytest.approx(slopes[0])
    assert found.p_value == pytest.approx(np.mean(np.abs(slopes) >= abs(slopes[0]) * (1 - 1e-9)))
    assert found.smallest_p == pytest.approx(1 / 30)


def test_what_was_put_in_comes_out():
    panel, places = mapped(units=120, seed=2, effect=2.0, around=1.5)
    direct, around = (
        estimate(panel, spread_out(places), estimator=f"spatial_{which}") for which in ("did", "gradient")
    )
    assert direct.interval[0] < 2.0 < direct.interval[1]
    assert around.interval[0] < 1.5 < around.interval[1]
    assert around.p_value < 0.05
    plain = estimate(panel, spread_out(places), estimator="did")
    assert plain.estimate < direct.estimate  # by what arrives at the mean control
    before = around.path[around.path["period"] < 0]
    assert (before["lower"] < 0).all()
    assert (before["upper"] > 0).all()
    assert around.response["estimate"].tolist() == pytest.approx((around.estimate * around.response["share"]).tolist())
    assert around.response["distance"].is_monotonic_increasing


@pytest.mark.parametrize("estimator", ["spatial_did", "spatial_gradient"])
def test_the_interval_holds_what_the_test_does_not_reject(estimator):
    panel, places = mapped(units=40, seed=7)
    design = spread_out(places)
    found = estimate(panel, design, estimator=estimator)
    share = exposures(places, (0,), 20.0)
    share = np.eye(40)[0] if estimator == "spatial_did" else share + share[1:].mean() * np.eye(40)[0]
    after = (panel["year"] >= START).to_numpy()
    for end, inward in zip(found.interval, (1, -1), strict=True):
        for step, inside in ((0.01 * inward, True), (-0.01 * inward, False)):
            moved = panel.assign(y=panel["y"] - (end + step) * share[panel["unit"]] * after)
            assert (estimate(moved, design, estimator=estimator).p_value > 0.05) == inside


def test_the_statement_says_what_is_assumed():
    panel, places = mapped()
    half = estimate(panel, spread_out(places), estimator="spatial_did")
    ends = estimate(panel, spread_out(places, half_distance=None, reach=60.0), estimator="spatial_did")
    assert {"fades_by_half", "parallel_near_and_far"} <= {said.code for said in half.caveats}
    assert "fades_to_nothing" in {said.code for said in ends.caveats}


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"half_distance": 0.2}, "no unit is near enough"),
        ({"half_distance": 5000.0}, "no unit is far enough"),
        ({"half_distance": None, "reach": 0.5}, "no unit is near enough"),
        ({"half_distance": None, "reach": 4000.0}, "no unit is far enough"),
    ],
)
def test_a_distance_by_which_nobody_or_everybody_is_exposed_is_refused_and_the_advice_holds(how, words):
    panel, places = mapped()
    with pytest.raises(InputError, match=words) as refused:
        estimate(panel, spread_out(places, **how), estimator="spatial_gradient")
    advised = float(refused.value.problems[0].todo.split()[1])
    stated = {name: advised for name, value in how.items() if value is not None}
    followed = estimate(panel, spread_out(places, **{"half_distance": None, **stated}), estimator="spatial_gradient")
    assert isinstance(followed, Effect | NotIdentified)


def test_units_that_are_all_alike_near_cannot_show_a_gradient_and_did_can_do_without():
    panel, _ = mapped(units=4)
    places = {0: (0.0, 0.0), 1: (5.0, 0.0), 2: (0.0, 5.0), 3: (-5.0, 0.0)}
    with pytest.raises(InputError, match="Use did"):
        estimate(panel, spread_out(places), estimator="spatial_did", level=0.7)
    assert isinstance(estimate(panel, spread_out(places), estimator="did", level=0.7), Effect)


def test_faults_of_an_exposure_are_named_at_once():
    with pytest.raises(InputError) as refused:
        Exposure({"a": (1.0, float("nan"))}, half_distance=-3.0)
    assert {p.field for p in refused.value.problems} == {"exposure.half_distance", "exposure.places"}
    for how in ({}, {"half_distance": 3.0, "reach": 4.0}):
        with pytest.raises(InputError, match="one of the two"):
            Exposure({"a": (1.0, 2.0)}, **how)
    panel, places = mapped()
    del places[5]
    with pytest.raises(InputError, match="no place for 1 units, first 5"):
        estimate(panel, spread_out(places), estimator="spatial_did")
    with pytest.raises(InputError, match="[Uu]se did"):
        estimate(panel, Design("y", "unit", "year", {0: START}), estimator="spatial_did")


def test_with_twelve_places_the_answer_says_which_level_could_be_tested():
    panel, places = mapped(units=12, seed=1)
    none = estimate(panel, spread_out(places), estimator="spatial_gradient")
    assert isinstance(none, NotIdentified)
    assert none.testable_level is not None
    again = estimate(panel, spread_out(places), estimator="spatial_gradient", level=none.testable_level)
    assert isinstance(again, Effect)


@pytest.mark.parametrize("inference", ["scaled_permutation", "permutation"])
def test_around_one_treated_unit_its_own_figures_do_not_count(inference):
    """A calm or a noisy treated unit, with or without an effect on itself: what is around it is tested alike."""
    panel, places = mapped(seed=8)
    known = estimate(panel, spread_out(places), estimator="spatial_gradient", inference=inference)
    noise = np.random.default_rng(1).normal(0, 9, len(panel))
    wild = panel.assign(y=panel["y"].where(panel["unit"] != 0, noise))
    found = estimate(wild, spread_out(places), estimator="spatial_gradient", inference=inference)
    assert found.estimate == pytest.approx(known.estimate)
    assert found.p_value == known.p_value
