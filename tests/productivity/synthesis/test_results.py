"""What comes with a synthesis: cautions by code, the frames of its charts, the test for small studies."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact.productivity import SmallStudyTest, meta_analysis
from impact.words.statements import Statement, in_language, said

NAMES = ["north", "east", "south", "west", "centre", "coast"]
EFFECTS = pd.Series([0.10, 0.30, 0.35, 0.65, 0.45, 0.15], NAMES)
ERRORS = pd.Series([0.10, 0.12, 0.18, 0.30, 0.20, 0.15], NAMES)


def codes(found):
    return {one.code for one in found.cautions}


def test_studies_keep_their_names():
    found = meta_analysis(EFFECTS, ERRORS)
    assert list(found.weights.index) == list(found.effects.index) == list(found.std_errors.index) == NAMES
    assert list(found.leave_one_out().index) == NAMES
    assert list(meta_analysis(EFFECTS.to_numpy(), ERRORS.tolist()).weights.index) == [1, 2, 3, 4, 5, 6]


def test_four_studies_are_few_and_five_are_not():
    four, five = (meta_analysis(EFFECTS[:k], ERRORS[:k]) for k in (4, 5))
    assert four.says("few_studies")
    assert not five.says("few_studies")
    fields = next(one.fields for one in four.cautions if one.code == "few_studies")
    assert dict(fields) == {"k": 4, "fewest": 5}


def test_one_common_effect_leaves_nothing_to_predict():
    found = meta_analysis(EFFECTS, ERRORS, method="fixed")
    assert found.prediction is None
    assert found.prediction_variant == ""
    assert codes(found) == {"no_prediction_common_effect"}
    assert list(found.forest()["row"]) == ["study"] * 6 + ["pooled"]


def test_studies_that_contradict_a_common_effect_are_named():
    found = meta_analysis([0.0, 1.0, 2.0, 3.0, 4.0], [0.1] * 5, method="fixed")
    assert found.says("common_effect_contradicted")
    assert found.q == pytest.approx(1000.0)
    assert found.q_p_value < 1e-200
    assert found.i2 == pytest.approx(1 - 4 / 1000)


def test_two_studies_have_a_prediction_by_their_spread_alone():
    by_model = meta_analysis([0.0, 1.0], [0.1, 0.1], interval="wald")
    assert by_model.prediction is None
    assert codes(by_model) == {"few_studies", "no_prediction_few_studies"}
    assert meta_analysis([0.0, 1.0], [0.1, 0.1]).prediction is not None


def test_studies_closer_than_chance_give_no_variance_and_a_narrow_interval():
    found = meta_analysis([0.1, 0.1001, 0.0999, 0.1, 0.1], [0.1] * 5)
    assert codes(found) == {"closer_than_chance", "narrower_than_wald"}
    assert found.tau2_interval == (0.0, 0.0)
    modified = meta_analysis([0.1, 0.1001, 0.0999, 0.1, 0.1], [0.1] * 5, interval="hartung_knapp_modified")
    assert modified.std_error == modified.wald_std_error
    assert not modified.says("narrower_than_wald")


def test_a_study_that_outweighs_the_others_is_named_where_the_interval_does_not_hold_for_it():
    errors = ERRORS.where(ERRORS.index != "south", 0.01)
    found = meta_analysis(EFFECTS, errors)
    (one,) = (one for one in found.cautions if one.code == "one_precise_study")
    assert one.fields["study"] == "south"
    assert one.fields["share"] == pytest.approx(0.9756, abs=1e-4)
    assert not meta_analysis(EFFECTS, errors, interval="pivotal").says("one_precise_study")
    assert not meta_analysis(EFFECTS, ERRORS).says("one_precise_study")


def test_intervals_name_their_variant():
    variants = {
        kind: (found.interval_variant, found.prediction_variant, found.tau2_interval_variant)
        for kind in ("hartung_knapp", "hartung_knapp_modified", "wald", "pivotal")
        for found in [meta_analysis(EFFECTS, ERRORS, interval=kind)]
    }
    assert variants == {
        "hartung_knapp": ("hartung_knapp_plain_t(k-1)", "hartung_knapp_plain_t(k-1)", "q_profile"),
        "hartung_knapp_modified": ("hartung_knapp_modified_t(k-1)", "hartung_knapp_modified_t(k-1)", "q_profile"),
        "wald": ("wald_normal", "higgins_thompson_spiegelhalter_t(k-2)", "q_profile"),
        "pivotal": ("pivotal", "pivotal", "q_profile"),
    }


def test_a_higher_level_gives_wider_intervals():
    wide, narrow = (meta_analysis(EFFECTS, ERRORS, level=level) for level in (0.95, 0.8))
    for name in ("interval", "prediction", "tau2_interval"):
        assert getattr(wide, name)[0] <= getattr(narrow, name)[0]
        assert getattr(wide, name)[1] > getattr(narrow, name)[1]


def test_the_forest_has_studies_then_the_pooled_effect_then_the_prediction():
    found = meta_analysis(EFFECTS, ERRORS)
    forest = found.forest()
    assert list(forest.columns) == ["row", "study", "estimate", "lower", "upper", "weight"]
    assert list(forest["row"]) == ["study"] * 6 + ["pooled", "prediction"]
    assert list(forest["study"][:6]) == NAMES
    first = forest.iloc[0]
    assert (first["lower"], first["upper"]) == pytest.approx((0.1 - 0.19599640, 0.1 + 0.19599640))
    assert forest["weight"][:6].sum() == pytest.approx(1.0)
    assert tuple(forest.iloc[6][["estimate", "lower", "upper"]]) == (found.mean, *found.interval)
    assert tuple(forest.iloc[7][["estimate", "lower", "upper"]]) == (found.mean, *found.prediction)
    assert forest["weight"][6:].isna().all()


def test_the_sides_of_the_funnel_stand_around_the_pooled_effect():
    found = meta_analysis(EFFECTS, ERRORS)
    funnel = found.funnel()
    assert list(funnel.columns) == ["study", "estimate", "std_error", "lower", "upper"]
    np.testing.assert_allclose((funnel["lower"] + funnel["upper"]) / 2, found.mean)
    np.testing.assert_allclose((funnel["upper"] - funnel["lower"]) / funnel["std_error"], 2 * 1.959964, rtol=1e-6)


def test_small_studies_with_larger_effects_are_seen():
    errors = np.linspace(0.05, 0.5, 12)
    wobble = np.tile([0.5, -0.5], 6) * errors
    found = meta_analysis(0.1 + 2 * errors + wobble, errors).small_study_test()
    assert isinstance(found, SmallStudyTest)
    assert found.slope == pytest.approx(2.0, abs=0.3)
    assert found.limit == pytest.approx(0.1, abs=0.05)
    assert found.p_value < 0.001
    assert found.cautions == ()
    assert found.degrees_of_freedom == 10


def test_a_test_with_few_studies_says_so():
    found = meta_analysis(EFFECTS, ERRORS).small_study_test()
    assert codes(found) == {"few_for_small_study_test"}


@pytest.mark.parametrize(
    ("effects", "errors", "code"),
    [
        ([0.1, 0.4], [0.1, 0.2], "no_small_study_test_two_studies"),
        ([0.1, 0.4, 0.2], [0.1, 0.1, 0.1], "no_small_study_test_equal_errors"),
    ],
)
def test_a_test_that_cannot_be_done_says_why(effects, errors, code):
    found = meta_analysis(effects, errors).small_study_test()
    assert isinstance(found, Statement)
    assert found.code == code


def test_studies_on_a_straight_line_give_no_infinite_warning():
    errors = np.array([0.1, 0.2, 0.3, 0.4])
    found = meta_analysis(2 * errors, errors).small_study_test()
    assert isinstance(found, SmallStudyTest)
    assert found.slope == pytest.approx(2.0)
    assert found.p_value < 1e-10


def test_a_caution_is_said_in_either_language():
    (few, *_) = meta_analysis(EFFECTS[:3], ERRORS[:3]).cautions
    assert few == said("few_studies", k=3, fewest=5)
    assert in_language(few, "nl").startswith("Aantal studies: 3. Met minder dan 5 ")
    precise = meta_analysis(EFFECTS, ERRORS.where(ERRORS.index != "south", 0.01)).cautions[-1]
    assert in_language(precise, "nl").startswith("Eén studie, south, heeft 98% van alle precisie")


def test_a_synthesis_is_one_line_to_read():
    """By hand: variance 0.16 of the effects, 0.01 of each; 0.16 / 3 of the mean; 12.706 for t(1), 7.378 and 0.0506."""
    assert str(meta_analysis([0.1, 0.5, 0.9], [0.1, 0.1, 0.1], interval="wald")) == (
        "0.5 [0.04737, 0.9526] (95%), wald_normal; prediction [-5.23, 6.23], higgins_thompson_spiegelhalter_t(k-2); "
        "tau2 0.15 [0.03337, 6.31], I2 94%; k = 3, reml; few_studies"
    )
    assert "prediction" not in str(meta_analysis(EFFECTS, ERRORS, method="fixed")).partition(";")[0]


def test_results_do_not_change():
    found = meta_analysis(EFFECTS, ERRORS)
    with pytest.raises(AttributeError):
        found.mean = 0.0
    EFFECTS_BEFORE = EFFECTS.copy()
    found.effects.iloc[0] = 99.0
    pd.testing.assert_series_equal(EFFECTS, EFFECTS_BEFORE)


def test_effects_of_very_unequal_precision_are_pooled():
    errors = [1e-3, 90.0]
    for method in ("reml", "pm", "dl", "fixed"):
        found = meta_analysis([0.1, 50.0], errors, method=method)
        assert found.tau2 == 0.0
        assert found.mean == pytest.approx(0.1, abs=1e-6)
