"""Prediction intervals of synthetic controls: closed forms, averages, what they are an inversion of, and refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from impact.effects import Design, Effect, estimate, prediction_intervals
from impact.effects.design.blocks import read_panel
from impact.effects.design.procedures import PREDICTION
from impact.effects.estimators.controls import controls_by_unit
from impact.effects.inference import prediction
from impact.errors import InputError

from .conftest import noise_panel

OWN_DATES = {0: 2013, 1: 2011, 2: 2013}
ENDS = ["lower", "upper"]


def control(seed=0, units=12, **design):
    """Return the control of unit 0 of a noise panel, treated from 2012."""
    panel = noise_panel(units, 16, seed=seed)
    return controls_by_unit(read_panel(panel, Design("y", "unit", "year", {0: 2012}, **design)), "simplex")[0]


@pytest.fixture(scope="module")
def several():
    """Three units with their own dates beside seventeen, a year of announcement, effects of nothing."""
    design = Design("y", "unit", "year", OWN_DATES, anticipation=1)
    return prediction_intervals(noise_panel(20, 17, seed=4), design, draws=199)


def test_two_donors_have_a_closed_form():
    """The weight of one may move by 2 z'e / z'z from w, no further than 0 and 1: z the difference of the donors."""
    panel = noise_panel(3, 16, seed=5)
    wide = panel.pivot_table(index="year", columns="unit", values="y")
    panel.loc[panel["unit"] == 0, "y"] = (
        0.5 * (wide[1] + wide[2]) + np.random.default_rng(1).normal(size=16)
    ).to_numpy()
    one = controls_by_unit(read_panel(panel, Design("y", "unit", "year", {0: 2012})), "simplex")[0]
    found = prediction.predicted(one, draws=199, seed=(7,))
    z, w = (wide[1] - wide[2]).to_numpy(), one.fit.weights[0]
    assert prediction.tightness(one) < min(w, 1 - w)
    residuals = one.gap[:12]
    hc1 = np.sqrt(12 / (12 - 1)) * np.abs(residuals - residuals.mean())
    noise = np.random.default_rng((7,)).standard_normal((199, 12)) * hc1
    free = 2 * noise @ z[:12] / (z[:12] @ z[:12])
    up, down = np.clip(free, 0, 1 - w), np.clip(free, -w, 0)
    for k, ahead in enumerate([*z[12:], z[12:].mean()]):
        assert found.above[:, k] == pytest.approx(np.maximum(up * ahead, down * ahead), abs=1e-6)
        assert found.below[:, k] == pytest.approx(-np.minimum(up * ahead, down * ahead), abs=1e-6)


def test_left_out_periods_are_predicted_without_themselves():
    one = control()
    errors = one.left_out()
    donors, target = one.donors[:12], one.target[:12]
    kept = np.arange(12) != 4
    weights = prediction_weights(donors[kept], target[kept])
    assert errors[4] == pytest.approx(target[4] - donors[4] @ weights, abs=1e-5)
    assert np.abs(errors).mean() > np.abs(one.gap[:12]).mean()


def prediction_weights(donors, target):
    """Return weights on a simplex by scipy's general algorithm."""
    from scipy.optimize import minimize

    n = donors.shape[1]
    sums = {"type": "eq", "fun": lambda w: w.sum() - 1}
    best = minimize(
        lambda w: ((target - donors @ w) ** 2).sum(), np.full(n, 1 / n), bounds=[(0, 1)] * n, constraints=[sums],
        method="SLSQP", options={"ftol": 1e-15, "maxiter": 1000},
    )  # fmt: skip
    return best.x


def test_the_second_type_of_tightness_by_hand():
    one = control()
    donors, residuals = one.donors[:12], one.gap[:12]
    sd = donors.std(axis=0, ddof=1)
    present = (one.fit.weights > 1e-6).sum()
    by_hand = residuals.std() * sd.max() / sd.min() ** 2 * np.sqrt(np.log(11) * present * np.log(12) / 12)
    assert prediction.tightness(one) == pytest.approx(min(by_hand, 0.2))


def test_an_interval_is_the_effect_with_what_weights_and_the_year_may_add():
    """Fitted less true weights are drawn: where they give more, the effect is larger than it seems (section 4)."""
    one = prediction.predicted(control(), draws=399, seed=(0,))
    averages = prediction.Averages((one,), prediction.by_unit_and_time([one]), "location_scale")
    lower, upper = averages.interval(0.9)
    width = np.sqrt(np.mean(one.errors**2)) * stats.t.ppf(0.975, 11)
    for k in range(4):
        assert lower[k] == pytest.approx(one.effect[k] - np.quantile(one.below[:, k], 0.975) - width)
        assert upper[k] == pytest.approx(one.effect[k] + np.quantile(one.above[:, k], 0.975) + width)


@pytest.mark.parametrize(
    ("bound", "low", "high"),
    [
        ("location_scale", -stats.t.ppf(0.975, 3) * np.sqrt(7.5), stats.t.ppf(0.975, 3) * np.sqrt(7.5)),
        ("subgaussian", -np.sqrt(7.5 * 2 * np.log(40)), np.sqrt(7.5 * 2 * np.log(40))),
        ("quantile", -1.775, 3.925),
    ],
)
def test_bounds_of_a_year_to_come(bound, low, high):
    """Errors -2, 1, 3, 4: mean square 30 / 4; a fortieth from each end of four is 0.075 of the first step."""
    found = prediction.OUT_OF_SAMPLE[bound](np.array([1.0, -2, 4, 3]), np.array([0.025]))
    assert (found[0].item(), found[1].item()) == pytest.approx((low, high))


def test_every_unit_has_its_own_periods(several):
    found = several.by_unit_and_time
    assert found.loc[1].index.tolist() == list(range(2011, 2017))
    assert found.loc[0].index.tolist() == found.loc[2].index.tolist() == list(range(2013, 2017))
    assert found.loc[1, "period"].tolist() == list(range(6))
    assert several.weights.shape == (17, 3)
    assert several.weights.sum().to_numpy() == pytest.approx(1)


def test_averages_are_those_of_the_effects(several):
    every = several.by_unit_and_time["effect"]
    assert several.by_unit["effect"].to_numpy() == pytest.approx(every.groupby("unit").mean().to_numpy())
    by_period = several.by_unit_and_time.groupby("period")["effect"].mean()
    assert several.by_period["effect"].to_numpy() == pytest.approx(by_period.to_numpy())
    assert several.by_period.index.tolist() == list(range(6))
    assert several.overall["effect"].item() == pytest.approx(every.mean())


def test_the_weights_alone_are_inside_both_parts_together(several):
    for table in (several.by_unit_and_time, several.by_unit, several.by_period, several.overall):
        assert (table["lower"] < table["in_sample_lower"]).all()
        assert (table["in_sample_lower"] <= table["effect"] + 1e-9).all()
        assert (table["effect"] <= table["in_sample_upper"] + 1e-9).all()
        assert (table["in_sample_upper"] < table["upper"]).all()


def test_of_a_period_that_one_unit_has_the_average_is_that_unit(several):
    """2016 is five years after the start of unit 1 alone."""
    columns = ["effect", *ENDS, "p_value"]
    assert several.by_period.loc[5, columns].tolist() == several.by_unit_and_time.loc[(1, 2016), columns].tolist()


def test_estimate_is_the_overall_average(several):
    design = Design("y", "unit", "year", OWN_DATES, anticipation=1)
    effect = estimate(noise_panel(20, 17, seed=4), design, estimator="synthetic_control_by_unit", draws=199)
    assert effect.inference == PREDICTION.name
    overall = several.overall.iloc[0]
    assert effect.estimate == pytest.approx(overall["effect"])
    assert effect.interval == (overall["lower"], overall["upper"])
    assert effect.p_value == overall["p_value"]
    after = effect.path.set_index("period").loc[0:]
    assert after[ENDS].to_numpy() == pytest.approx(several.by_period[ENDS].to_numpy())


def test_one_unit_apart_is_synthetic_control_itself():
    """More years than donors, so that the weights are one answer."""
    panel, design = noise_panel(9, 18, seed=3), Design("y", "unit", "year", {0: 2014})
    apart, together = (
        estimate(panel, design, estimator=name, inference=PREDICTION.name, draws=199)
        for name in ("synthetic_control_by_unit", "synthetic_control")
    )
    assert apart.estimate == pytest.approx(together.estimate, abs=1e-6)
    assert apart.interval == pytest.approx(together.interval, abs=1e-5)
    assert together.unit_weights.sum() == pytest.approx(1)


@given(seed=st.integers(0, 200))
@settings(max_examples=15)
def test_zero_is_inside_just_when_p_is_above_the_level(seed):
    one = prediction.predicted(control(seed, units=6), draws=99, seed=(seed,))
    averages = prediction.Averages((one,), prediction.by_unit_and_time([one]), "subgaussian")
    p = averages.p_value()
    for level in (0.6, 0.8, 0.9):
        lower, upper = averages.interval(level)
        assert (((lower <= 0) & (upper >= 0)) == (p > 1 - level)).all()
    assert (p >= averages.smallest_p).all()


@pytest.mark.parametrize("constraint", ["simplex", "lasso", "ridge"])
def test_an_effect_moves_the_intervals_and_nothing_else(constraint):
    panel, design = noise_panel(14, 17, seed=2), Design("y", "unit", "year", OWN_DATES)
    added = panel["unit"].isin([0, 1, 2]) & (panel["year"] >= panel["unit"].map(OWN_DATES))
    moved = panel.assign(y=panel["y"] + 3.0 * added)
    before, after = (prediction_intervals(p, design, constraint=constraint, draws=99) for p in (panel, moved))
    columns = ["effect", *ENDS, "in_sample_lower", "in_sample_upper"]
    for name in ("by_unit_and_time", "by_unit", "by_period", "overall"):
        known, found = getattr(before, name)[columns], getattr(after, name)[columns]
        assert found.to_numpy() == pytest.approx(known.to_numpy() + 3)


@pytest.mark.parametrize("constraint", ["simplex", "lasso", "ridge"])
def test_the_unit_of_the_outcome_does_not_matter(constraint):
    panel, design = noise_panel(14, 17, seed=2), Design("y", "unit", "year", OWN_DATES)
    known = prediction_intervals(panel, design, constraint=constraint, draws=99).overall
    found = prediction_intervals(panel.assign(y=panel["y"] * 1000), design, constraint=constraint, draws=99).overall
    assert found[ENDS].to_numpy() == pytest.approx(1000 * known[ENDS].to_numpy(), rel=1e-4)
    assert found["p_value"].item() == pytest.approx(known["p_value"].item(), abs=1e-4)


def test_what_is_kept_is_what_was_asked(several):
    assert (several.level, several.constraint, several.out_of_sample) == (0.95, "simplex", "location_scale")
    design = Design("y", "unit", "year", {0: 2013})
    wider, narrower = (
        prediction_intervals(noise_panel(10, 17), design, out_of_sample=o, level=0.9, draws=99).overall
        for o in ("subgaussian", "location_scale")
    )
    assert wider["upper"].item() > narrower["upper"].item()
    assert wider["in_sample_upper"].item() == narrower["in_sample_upper"].item()


def test_every_option_that_does_not_exist_is_named_at_once():
    with pytest.raises(InputError) as refused:
        prediction_intervals(
            noise_panel(10, 17), Design("y", "unit", "year", {0: 2013}),
            constraint="lassso", out_of_sample="gaussian", level=95, draws=9,
        )  # fmt: skip
    assert [p.field for p in refused.value.problems] == ["constraint", "out_of_sample", "level", "draws"]
    assert "Did you mean 'lasso'" in refused.value.problems[0].todo


def test_a_set_of_weights_is_refused_where_nobody_looks_at_it():
    panel, design = noise_panel(10, 17), Design("y", "unit", "year", {0: 2013})
    with pytest.raises(InputError, match="Leave it out, or use synthetic_control_by_unit") as refused:
        estimate(panel, design, estimator="synthetic_control", constraint="lasso")
    assert refused.value.problems[0].field == "constraint"
    assert isinstance(estimate(panel, design, estimator="synthetic_control_by_unit", constraint="lasso"), Effect)


def test_with_fewer_than_five_clean_years_nothing_is_said():
    """Here no other test goes with the estimator: more years, or another estimator, is what helps."""
    design = Design("y", "unit", "year", {0: 2004})
    others = "Use did or callaway_santanna or imputation with 'scaled_permutation'."
    for call, way in (
        (lambda: prediction_intervals(noise_panel(10, 10), design), "Add earlier years."),
        (lambda: estimate(noise_panel(10, 10), design, estimator="synthetic_control_by_unit"), others),
    ):
        with pytest.raises(InputError, match="prediction_interval with 4 clean years") as refused:
            call()
        assert refused.value.problems[0].todo == way


def test_a_twin_is_refused_by_name():
    panel = noise_panel(30, 17)
    panel.loc[panel["unit"] == 0, "y"] = panel.loc[panel["unit"] == 4, "y"].to_numpy()
    with pytest.raises(InputError, match="an exact fit before treatment") as refused:
        prediction_intervals(panel, Design("y", "unit", "year", {0: 2013}))
    assert refused.value.problems[0].todo == "Add earlier years."


def test_weights_gaps_and_covariates_are_refused():
    panel = noise_panel(10, 17).assign(w=lambda d: 1.0 + d["unit"], x=lambda d: np.sin(d["unit"]))
    for design in (
        Design("y", "unit", "year", {0: 2013}, weights="w"),
        Design("y", "unit", "year", {0: 2013}, covariates=("x",)),
    ):
        with pytest.raises(InputError, match="Leave the"):
            prediction_intervals(panel, design)
    with pytest.raises(InputError, match="1 missing cells"):
        prediction_intervals(
            panel[~((panel["unit"] == 3) & (panel["year"] == 2002))], Design("y", "unit", "year", {0: 2013})
        )


def test_row_order_and_labels_do_not_matter():
    panel, design = noise_panel(12, 17), Design("y", "unit", "year", {0: 2013, 1: 2014})
    text = panel.assign(unit=panel["unit"].astype(str)).sample(frac=1, random_state=2)
    known = prediction_intervals(panel, design, draws=99)
    found = prediction_intervals(text, Design("y", "unit", "year", {"0": 2013, "1": 2014}), draws=99)
    pd.testing.assert_frame_equal(found.by_period, known.by_period)


def test_draws_start_where_the_seed_says():
    panel, design = noise_panel(12, 17), Design("y", "unit", "year", {0: 2013})
    one, same, other = (prediction_intervals(panel, design, draws=99, seed=seed).overall for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert one["upper"].item() != other["upper"].item()


def test_with_few_draws_a_high_level_asks_for_more_of_them():
    """Four in a hundred is the least that 99 draws can say."""
    panel, design = noise_panel(12, 17), Design("y", "unit", "year", {0: 2013})
    found = estimate(panel, design, estimator="synthetic_control_by_unit", draws=99, level=0.98)
    assert found.reason.code == "too_few_years"
    assert [possible.code for possible in found.what_is_possible] == ["more_draws", "lower_level"]
    assert isinstance(estimate(panel, design, estimator="synthetic_control_by_unit", draws=999, level=0.98), Effect)
    assert isinstance(estimate(panel, design, estimator="synthetic_control_by_unit", draws=99, level=0.95), Effect)
