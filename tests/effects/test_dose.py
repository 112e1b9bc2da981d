"""Dose: against another package of Callaway, Goodman-Bacon and Sant'Anna, by brute force, and what is refused."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.effects import Design, Dose, Effect, NotIdentified, estimate
from impact.errors import InputError

WHY = "the money was divided by lot"


def doses_panel(treated=30, units=80, years=2, seed=0, noise=1.0):
    """Return a panel in which the effect is half the dose, and the dose of each treated unit."""
    rng = np.random.default_rng(seed)
    dose = {i: float(d) for i, d in enumerate(rng.uniform(1, 6, treated))}
    y = rng.normal(size=(units, 1)) + noise * rng.normal(size=(units, years))
    y[:treated, years // 2 :] += 0.5 * np.array(list(dose.values()))[:, None]
    frame = pd.DataFrame(
        {"unit": np.repeat(np.arange(units), years), "year": np.tile(np.arange(2010, 2010 + years), units)}
    )
    return frame.assign(y=y.reshape(-1)), dose


def doses_design(dose, years=2, **how):
    first = dict.fromkeys(dose, 2010 + years // 2)
    return Design("y", "unit", "year", first, dose=Dose(dose, **{"strong_parallel_trends": WHY, **how}))


@pytest.mark.parametrize(("curve", "degree"), [("line", 1), ("quadratic", 2), ("cubic", 3)])
def test_effect_slope_and_curve_are_those_of_diff_diff(peer, curve, degree):
    panel, dose = doses_panel(seed=degree)
    treated = panel["unit"].isin(list(dose))
    wide = panel.assign(dose=panel["unit"].map(dose).fillna(0.0), first=np.where(treated, 2011, 0))
    grid = np.sort(list(dose.values()))[[3, 15, 27]]
    theirs = peer("diff_diff").ContinuousDiD(degree=degree, dvals=grid).fit(
        wide, outcome="y", unit="unit", time="year", first_treat="first", dose="dose"
    )  # fmt: skip
    design = doses_design(dose, curve=curve)
    level = estimate(panel, design, estimator="dose_effect", inference="cr2")
    slope = estimate(panel, design, estimator="dose_response", inference="analytic")
    assert level.estimate == pytest.approx(theirs.overall_att, rel=1e-9)
    assert slope.estimate == pytest.approx(theirs.overall_acrt, rel=1e-8)
    at = np.polynomial.Polynomial.fit(slope.response["dose"], slope.response["estimate"], degree)
    assert at(grid) == pytest.approx(theirs.dose_response_att.effects, rel=1e-7)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), treated=st.integers(4, 12), years=st.integers(4, 9))
def test_the_slope_of_a_line_is_least_squares_on_changes_and_does_not_ask_for_the_controls(seed, treated, years):
    panel, dose = doses_panel(treated, treated + 6, years, seed)
    found = estimate(panel, doses_design(dose, years), estimator="dose_response", inference="permutation", draws=99)
    wide = panel.pivot_table(index="unit", columns="year", values="y")
    change = wide.loc[:, 2010 + years // 2 :].mean(axis=1) - wide.loc[:, : 2009 + years // 2].mean(axis=1)
    ours = change.loc[list(dose)]
    fitted = sm.OLS(ours.to_numpy(), sm.add_constant(np.array(list(dose.values())))).fit()
    assert found.estimate == pytest.approx(fitted.params[1], rel=1e-8)
    assert found.path.loc[found.path["period"] >= 0, "estimate"].notna().all()
    level = estimate(panel, doses_design(dose, years), estimator="dose_effect", inference="permutation", draws=99)
    plain = estimate(panel, doses_design(dose, years), estimator="did", inference="permutation", draws=99)
    assert level.estimate == pytest.approx(plain.estimate, rel=1e-9)
    assert level.p_value == plain.p_value
    assert level.details["per_dose"] == pytest.approx(level.estimate / np.mean(list(dose.values())))
    assert level.response["estimate"].mean() == pytest.approx(level.estimate)


def test_the_error_of_the_slope_is_hc3():
    panel, dose = doses_panel()
    found = estimate(panel, doses_design(dose), estimator="dose_response", inference="analytic")
    wide = panel.pivot_table(index="unit", columns="year", values="y")
    change = (wide[2011] - wide[2010]).loc[list(dose)]
    fitted = sm.OLS(change.to_numpy(), sm.add_constant(np.array(list(dose.values())))).fit(cov_type="HC3")
    assert found.std_error == pytest.approx(fitted.bse[1], rel=1e-9)


def test_every_dose_goes_to_every_unit_in_turn():
    """Brute force: two treated of seven, each ordered pair of other units, the mean effect of the treated taken out."""
    panel, dose = doses_panel(2, 7, 8, seed=5)
    found = estimate(panel, doses_design(dose, 8), estimator="dose_response", inference="permutation", level=0.9)
    wide = panel.pivot_table(index="unit", columns="year", values="y")
    change = (wide.loc[:, 2014:].mean(axis=1) - wide.loc[:, :2013].mean(axis=1)).to_numpy().copy()
    change[:2] -= change[:2].mean() - change[2:].mean()
    a, b = dose.values()
    slopes = [(change[j] - change[i]) / (b - a) for i in range(7) for j in range(7) if i != j]
    assert found.smallest_p == pytest.approx(2 / 42)
    actual = abs(change[1] - change[0]) / (b - a)
    assert found.p_value == pytest.approx(np.mean(np.abs(slopes) >= actual * (1 - 1e-9)))


def test_the_interval_holds_what_the_test_does_not_reject():
    panel, dose = doses_panel(5, 30, 12, seed=3)
    design = doses_design(dose, 12)
    found = estimate(panel, design, estimator="dose_response", draws=999)
    for slope, inside in ((found.interval[0] - 0.01, False), (found.interval[0] + 0.01, True)):
        moved = panel["unit"].map(dose).fillna(0) * (panel["year"] >= 2016) * slope
        shifted = estimate(panel.assign(y=panel["y"] - moved), design, estimator="dose_response", draws=999)
        assert (shifted.p_value > 0.05) == inside


def test_without_the_stated_assumption_the_slope_is_refused_and_the_advice_holds():
    panel, dose = doses_panel()
    design = doses_design(dose, strong_parallel_trends="")
    none = estimate(panel, design, estimator="dose_response")
    assert isinstance(none, NotIdentified)
    assert none.reason.code == "doses_not_comparable"
    assert [said.code for said in none.what_is_possible] == ["state_strong_trends", "use_dose_effect"]
    assert isinstance(estimate(panel, design, estimator="dose_effect"), Effect)
    stated = estimate(panel, doses_design(dose), estimator="dose_response")
    assert WHY in next(said for said in stated.caveats if said.code == "strong_trends_stated")


def test_faults_of_a_dose_are_named_at_once():
    with pytest.raises(InputError) as refused:
        Dose({"a": 0.0, "b": 2.0}, curve="spline")
    assert {p.field for p in refused.value.problems} == {"dose.amounts", "dose.curve"}
    panel, dose = doses_panel(6, 20)
    for amounts, words in (({0: 1.0}, "no dose for 5 treated units"), ({**dose, 19: 1.0}, "1 units that are not")):
        design = Design("y", "unit", "year", dict.fromkeys(dose, 2011), dose=Dose(amounts))
        with pytest.raises(InputError, match=words):
            estimate(panel, design, estimator="dose_effect")
    with pytest.raises(InputError, match="use did"):
        estimate(panel, Design("y", "unit", "year", dict.fromkeys(dose, 2011)), estimator="dose_effect")


@pytest.mark.parametrize(
    ("doses", "curve", "advice"), [(1, "line", None), (2, "quadratic", "line"), (3, "cubic", "quadratic")]
)
def test_a_curve_asks_for_more_doses_than_it_has_bends_and_the_advice_holds(doses, curve, advice):
    panel, dose = doses_panel(6, 20)
    dose = {unit: float(1 + i % doses) for i, unit in enumerate(dose)}
    with pytest.raises(InputError, match="different doses") as refused:
        estimate(panel, doses_design(dose, curve=curve), estimator="dose_response", inference="permutation")
    assert (advice is None) == ("curve =" not in refused.value.problems[0].todo)
    if advice:
        assert f"curve = '{advice}'" in refused.value.problems[0].todo
        simpler = doses_design(dose, curve=advice)
        assert isinstance(estimate(panel, simpler, estimator="dose_response", inference="permutation"), Effect)
    assert isinstance(estimate(panel, doses_design(dose), estimator="dose_effect", inference="permutation"), Effect)


def test_the_error_of_each_dose_is_that_of_a_unit_less_the_mean_of_the_others():
    panel, dose = doses_panel(2, 60, 12, seed=9, noise=0.5)
    found = estimate(panel, doses_design(dose, 12), estimator="dose_effect", inference="permutation")
    wide = panel.pivot_table(index="unit", columns="year", values="y")
    change = (wide.loc[:, 2016:].mean(axis=1) - wide.loc[:, :2015].mean(axis=1)).to_numpy()[2:]
    expected = change.std() * np.sqrt(1 + 1 / 58)
    assert found.response["std_error"].to_numpy() == pytest.approx([expected, expected], rel=0.05)
    level = panel.assign(y=panel["y"] + 100.0 * (panel["year"] >= 2016))
    again = estimate(level, doses_design(dose, 12), estimator="dose_effect", inference="permutation")
    assert again.response["std_error"].tolist() == pytest.approx(found.response["std_error"].tolist())
