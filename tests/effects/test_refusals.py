"""What is refused, and that the words say why and what to do."""

import numpy as np
import pandas as pd
import pytest

from impact.effects import (
    Design,
    Effect,
    NotIdentified,
    bacon_decomposition,
    estimate,
    minimum_detectable_effect,
    other_inference,
    placebo_in_space,
    pre_trends,
    romano_wolf,
)
from impact.effects.design.blocks import read_panel
from impact.effects.estimators.group_time import group_time_effects
from impact.errors import InputError

from .conftest import noise_panel

DESIGN = Design("y", "unit", "year", {3: 2010})


def changed(column, value, rows=slice(5, 6)):
    panel = noise_panel().astype({"y": object if isinstance(value, str) else float})
    panel.loc[panel.index[rows], column] = value
    return panel


@pytest.mark.parametrize(
    ("panel", "words"),
    [
        (pd.concat([noise_panel(), noise_panel().head(1)]), "1 duplicates, first"),
        (noise_panel().assign(year=lambda d: d["year"].astype(str)), "str values, first '2000' in row 0.*whole years"),
        (noise_panel().assign(year=lambda d: d["year"].astype("Int64").where(d.index != 7)), "1 rows, first row 7"),
        (changed("y", np.inf), "infinite values"),
        (changed("y", np.nan), "1 missing cells"),
        (noise_panel().assign(y="many"), "expected numbers"),
        (noise_panel().assign(y=4.0), "the constant 4.0"),
        (noise_panel().query("unit == 3"), "one unit"),
        (noise_panel().query("year == 2003"), "one period"),
        (noise_panel().head(0), "an empty panel"),
        (noise_panel().drop(columns="y"), "no such column"),
        (noise_panel().query("unit != 3"), "unit 3"),
        (noise_panel().query("year >= 2010"), "treated in every period from 2010"),
        (changed("y", np.nan, slice(0, 15)), "no value at all for"),
    ],
)
def test_bad_panels(panel, words):
    with pytest.raises(InputError, match=words):
        estimate(panel, DESIGN, estimator="did")


def test_every_fault_is_named_at_once():
    panel = noise_panel().assign(y=np.inf, year=lambda d: d["year"] + 0.5)
    with pytest.raises(InputError) as caught:
        estimate(panel, Design("y", "unit", "year", {99: 2010}), estimator="did")
    assert [p.field for p in caught.value.problems] == ["y", "year", "first_treated"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"first_treated": {}}, "no treated unit"),
        ({"first_treated": {3: "2010"}}, "a whole year"),
        ({"first_treated": {3: 2010}, "donors": (3, 4)}, r"treated units \[3\]"),
        ({"first_treated": {3: 2010}, "exclude": (3,)}, "controls only"),
        ({"first_treated": {3: 2010}, "anticipation": -1}, "0 or more"),
    ],
)
def test_designs_that_contradict_themselves(options, words):
    with pytest.raises(InputError, match=words):
        Design("y", "unit", "year", **options)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (-1.0, "negative or missing values"),
        (0.0, "zero, negative or missing values"),
        (np.where(np.arange(600) < 15, 0.0, 1.0), "zero, negative or missing values"),
        (np.where(np.arange(600) < 1, np.nan, 1.0), "zero, negative or missing values"),
        (np.arange(600) + 1.0, "values that change over time"),
    ],
)
def test_weights(values, words):
    panel = noise_panel().assign(w=values)
    with pytest.raises(InputError, match=words):
        estimate(panel, Design("y", "unit", "year", {3: 2010}, weights="w"), estimator="did")


@pytest.mark.parametrize("inference", ["cr1", "cr2", "cr3", "wild_cluster", "wild_cluster_webb"])
@pytest.mark.parametrize("treated", [1, 4])
def test_clustered_errors_with_few_treated_units(inference, treated):
    design = Design("y", "unit", "year", dict.fromkeys(range(treated), 2010))
    fewest = 8 if inference == "cr1" else 5
    with pytest.raises(InputError, match=f"at least {fewest} treated units and 5 controls.*scaled_permutation"):
        estimate(noise_panel(), design, estimator="did", inference=inference)


@pytest.mark.parametrize("estimator", ["event_study", "callaway_santanna", "imputation", "sun_abraham"])
def test_analytic_errors_with_few_treated_units(estimator):
    seven = Design("y", "unit", "year", dict.fromkeys(range(7), 2010))
    for design in (DESIGN, seven):
        with pytest.raises(InputError, match="at least 8 treated units and 5 controls"):
            estimate(noise_panel(), design, estimator=estimator, inference="analytic")


@pytest.mark.parametrize("inference", ["conley_taber", "ferman_pinto"])
def test_noise_drawn_from_few_controls(inference):
    """Four treated among twenty-four: such tests reject true nulls more than twice as often as they say."""
    panel = noise_panel(24).assign(people=1000.0)
    four = Design("y", "unit", "year", dict.fromkeys(range(4), 2010), size="people")
    with pytest.raises(InputError, match="4 treated units and 20 controls.*9 controls for every treated unit"):
        estimate(panel, four, estimator="did", inference=inference)
    table = other_inference(panel, four, draws=99)
    assert table.loc[inference, "refused"].code == "needs_controls"


@pytest.mark.parametrize(
    ("treated", "estimator", "inference", "code"),
    [
        (1, "did", "permutation", "equally_noisy"),
        (1, "did", "conley_taber", "equally_noisy"),
        (1, "did", "placebo", "equally_noisy"),
        (1, "synthetic_did", "placebo", "equally_noisy"),
        (1, "did", "ferman_pinto", "few_for_sizes"),
        (8, "did", "cr1", "few_for_analytic"),
        (8, "event_study", "analytic", "few_for_analytic"),
        (8, "callaway_santanna", "analytic", "few_for_analytic"),
        (8, "imputation", "analytic", "few_for_analytic"),
        (8, "sun_abraham", "analytic", "few_for_analytic"),
    ],
)
def test_an_inference_asked_for_by_name_carries_its_warning(treated, estimator, inference, code):
    design = Design("y", "unit", "year", dict.fromkeys(range(treated), 2010), size="people")
    panel = noise_panel().assign(people=1000.0)
    effect = estimate(panel, design, estimator=estimator, inference=inference, draws=199)
    assert code in [caveat.code for caveat in effect.caveats]


@pytest.mark.parametrize("estimator", ["callaway_santanna", "imputation", "sun_abraham"])
def test_thin_cohorts_are_reassigned_or_refused(estimator):
    """Twenty-four at four dates are six a date: errors from inside cohorts reject 8 % of true nulls and more."""
    design = Design("y", "unit", "year", {u: 2006 + u % 4 for u in range(24)})
    panel = noise_panel(60)
    if estimator == "sun_abraham":
        with pytest.raises(InputError, match="24 treated units at 4 dates.*needs 8 treated units a date or more"):
            estimate(panel, design, estimator=estimator)
    else:
        assert estimate(panel, design, estimator=estimator, draws=199).inference == "scaled_permutation"
    named = estimate(panel, design, estimator=estimator, inference="analytic")
    assert "few_for_analytic" in [caveat.code for caveat in named.caveats]


@pytest.mark.parametrize("treated", [8, 19, 20])
def test_errors_that_over_reject_are_never_chosen(treated):
    """From 20 treated units on `cr1` and `analytic` hold their size; below, only who asks for them gets them."""
    design = Design("y", "unit", "year", dict.fromkeys(range(treated), 2010))
    panel = noise_panel()
    if treated == 20:
        assert estimate(panel, design, estimator="sun_abraham").inference == "analytic"
        return
    with pytest.raises(InputError, match=f"found {treated} treated units.*Use 'analytic' .which carries a warning"):
        estimate(panel, design, estimator="sun_abraham")


@pytest.mark.parametrize("inference", ["scaled_permutation", "cr2", "cr3", "wild_cluster"])
def test_tests_that_hold_their_size_carry_no_warning(inference):
    design = Design("y", "unit", "year", dict.fromkeys(range(8), 2010))
    effect = estimate(noise_panel(), design, estimator="did", inference=inference, draws=199)
    assert {c.code for c in effect.caveats} <= {"parallel", "random_reassignments"}


@pytest.mark.parametrize("estimator", ["callaway_santanna", "imputation", "sun_abraham"])
def test_errors_inside_cohorts_of_one(estimator):
    """Ten treated units at eight dates: such errors reject a third of true nulls."""
    dates = dict(enumerate([2005, 2006, 2007, 2008, 2009, 2010, 2011, 2012, 2012, 2007]))
    with pytest.raises(InputError, match="10 treated units at 8 dates.*needs 3 treated units a date"):
        estimate(noise_panel(), Design("y", "unit", "year", dates), estimator=estimator, inference="analytic")
    three = {u: 2006 + 2 * (u % 3) for u in range(9)}
    assert isinstance(
        estimate(noise_panel(), Design("y", "unit", "year", three), estimator=estimator, inference="analytic"), Effect
    )


def test_clustered_errors_with_few_controls():
    design = Design("y", "unit", "year", dict.fromkeys(range(36), 2010))
    with pytest.raises(InputError, match="36 treated units and 4 controls"):
        estimate(noise_panel(), design, estimator="did", inference="cr2")


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        ({"estimator": "dod"}, "Did you mean 'did'"),
        ({"estimator": "did", "inference": "perm"}, "one that goes with did"),
        ({"estimator": "did", "inference": "analytic"}, "one that goes with did"),
        ({"estimator": "did", "inference": "ferman_pinto"}, "without sizes"),
        ({"estimator": "did", "aggregate": "group"}, "none with did"),
        ({"estimator": "imputation", "aggregate": "groups"}, "Did you mean 'group'"),
        ({"estimator": "did", "level": 95}, "a coverage such as 0.95"),
        ({"estimator": "did", "draws": 10}, "at least 99"),
        ({"estimator": "did", "draws": 999.5}, "at least 99"),
        ({"estimator": "did", "bands": "wide"}, "pointwise or uniform"),
        ({"estimator": "callaway_santanna", "control_group": "never_treated"}, "expected never or not_yet"),
        ({"estimator": "callaway_santanna", "method": "regression"}, "reg or ipw or dr"),
        ({"estimator": "did", "detrend": True}, "none with did"),
        ({"estimator": "imputation", "control_group": "not_yet"}, "none with imputation"),
        ({"estimator": "event_study", "method": "ipw"}, "none with event_study"),
        ({"estimator": "synthetic_did", "universal_base": True}, "none with synthetic_did"),
    ],
)
def test_options(keywords, words):
    with pytest.raises(InputError, match=words):
        estimate(noise_panel(), DESIGN, **keywords)


@pytest.mark.parametrize("wrong", [{"estimator": "dod"}, {"estimator": "did", "inference": "permutations"}])
def test_a_misspelt_name_is_found_before_there_is_anything_to_estimate(wrong):
    with pytest.raises(InputError, match="Did you mean"):
        estimate(noise_panel(), Design("y", "unit", "year", {3: 2030}), **wrong)


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        ({"estimator": "dod"}, "Did you mean 'did'"),
        ({"aggregate": "group"}, "none with did"),
        ({"estimator": "imputation", "aggregate": "groups"}, "Did you mean 'group'"),
        ({"control_group": "never_treated"}, "never"),
        ({"level": 0.95}, "the size of the test"),
        ({"window": 0}, "1 period or more"),
    ],
)
def test_options_of_pre_trends(keywords, words):
    with pytest.raises(ValueError, match=words):
        pre_trends(noise_panel(), DESIGN, draws=99, **keywords)


def test_scaled_permutation_needs_years_before():
    design = Design("y", "unit", "year", {3: 2002})
    with pytest.raises(InputError, match="2 clean years"):
        estimate(noise_panel(), design, estimator="did", inference="scaled_permutation")
    effect = estimate(noise_panel(), design, estimator="did")
    assert effect.inference == "permutation"
    assert any("equally noisy" in c for c in effect.caveats)


ALL = ["did", "event_study", "imputation", "sun_abraham", "synthetic_did", "synthetic_control", "lee_wooldridge"]


@pytest.mark.parametrize("estimator", ALL)
def test_covariates_that_would_not_be_looked_at(estimator):
    panel = noise_panel().assign(x=lambda d: d["unit"] % 3)
    design = Design("y", "unit", "year", dict.fromkeys(range(8), 2010), covariates=("x",))
    with pytest.raises(InputError, match=f"none with {estimator}"):
        estimate(panel, design, estimator=estimator)


@pytest.mark.parametrize(
    "call",
    [
        lambda p, d: estimate(p, d, estimator="synthetic_did"),
        lambda p, d: estimate(p, d, estimator="synthetic_control"),
        lambda p, d: minimum_detectable_effect(p, d),
        lambda p, d: placebo_in_space(p, d),
        lambda p, d: romano_wolf(p, {"y": d}),
    ],
)
def test_weights_that_would_not_be_looked_at(call):
    panel = noise_panel().assign(w=lambda d: 1.0 + d["unit"])
    with pytest.raises(InputError, match="different weights|scaled_permutation with weights"):
        call(panel, Design("y", "unit", "year", {3: 2010}, weights="w"))


@pytest.mark.parametrize("inference", ["conley_taber", "ferman_pinto", "placebo"])
def test_residuals_of_controls_are_those_of_equal_units(inference):
    panel = noise_panel().assign(w=lambda d: 1.0 + d["unit"], s=10.0)
    design = Design("y", "unit", "year", {3: 2010}, weights="w", size="s")
    with pytest.raises(InputError, match=f"{inference} needs units of equal weight"):
        estimate(panel, design, estimator="did", inference=inference)


BALANCED = ["did", "event_study", "synthetic_did", "synthetic_control", "lee_wooldridge"]


@pytest.mark.parametrize("estimator", [*BALANCED, "callaway_santanna", "imputation", "sun_abraham"])
def test_a_missing_cell_is_refused_or_handled(estimator):
    design = Design("y", "unit", "year", dict.fromkeys(range(8), 2010))
    panel = noise_panel().drop(index=[7, 400])
    if estimator in BALANCED:
        with pytest.raises(InputError, match=f"2 missing cells .*{estimator} needs"):
            estimate(panel, design, estimator=estimator)
        return
    with pytest.raises(InputError, match="'analytic'"):  # over-rejects with eight: by name only
        estimate(panel, design, estimator=estimator)
    effect, whole = (estimate(p, design, estimator=estimator, inference="analytic") for p in (panel, noise_panel()))
    assert effect.estimate == pytest.approx(whole.estimate, abs=0.3)


def test_permutation_with_weights_or_covariates():
    panel = noise_panel().assign(w=lambda d: 1.0 + d["unit"], x=lambda d: d["unit"] % 3)
    with pytest.raises(InputError, match="scaled_permutation with weights"):
        estimate(
            panel,
            Design("y", "unit", "year", {3: 2010}, weights="w"),
            estimator="did",
            inference="scaled_permutation",
        )
    with pytest.raises(InputError, match="permutation with covariates"):
        estimate(
            panel,
            Design("y", "unit", "year", {3: 2010}, covariates=("x",)),
            estimator="callaway_santanna",
            inference="permutation",
        )


@pytest.mark.parametrize("estimator", ["event_study", "lee_wooldridge"])
def test_several_dates_where_one_is_needed(estimator):
    design = Design("y", "unit", "year", {3: 2008, 4: 2010})
    with pytest.raises(InputError, match=f"one common date for {estimator}"):
        estimate(noise_panel(), design, estimator=estimator)


def test_announcement_years_that_differ_by_unit():
    design = Design("y", "unit", "year", {3: 2008, 4: 2010}, anticipation=1)
    with pytest.raises(InputError, match="1 with several dates"):
        estimate(noise_panel(), design, estimator="did")


def test_everyone_treated_at_some_time():
    dates = {u: 2006 + 2 * (u % 4) for u in range(40)}
    design = Design("y", "unit", "year", dates)
    with pytest.raises(InputError, match="no unit that is never treated"):
        estimate(noise_panel(), design, estimator="imputation", inference="permutation")
    for estimator in ("imputation", "sun_abraham", "did"):
        assert isinstance(estimate(noise_panel(), design, estimator=estimator), Effect)
    later = estimate(noise_panel(), design, estimator="callaway_santanna", control_group="not_yet")
    assert later.inference == "analytic"
    assert estimate(noise_panel(), design, estimator="callaway_santanna").reason.code == "not_connected"


@pytest.mark.parametrize(
    ("design", "panel", "words"),
    [
        (Design("y", "unit", "year", {3: 2030}), noise_panel(), "there is no year after it"),
        (Design("y", "unit", "year", {3: 2003}, anticipation=3), noise_panel(), "no clean year is left"),
        (Design("y", "unit", "year", {0: 2010, 1: 2010}), noise_panel(2), "nobody stands for"),
        (DESIGN, noise_panel(12), "smallest p-value this test can give is 0.083"),
    ],
)
@pytest.mark.parametrize("estimator", ["did", "imputation", "callaway_santanna"])
def test_not_identified(design, panel, words, estimator):
    result = estimate(panel, design, estimator=estimator)
    assert isinstance(result, NotIdentified)
    assert words in result.reason
    assert result.what_is_possible
    assert "Possible:" in str(result)


def test_twelve_provinces_can_be_tested_at_a_level_said_in_advance():
    assert isinstance(estimate(noise_panel(12), DESIGN, estimator="did", level=0.9), Effect)


def test_units_treated_after_the_panel_ends_are_named():
    effect = estimate(noise_panel(), Design("y", "unit", "year", {3: 2010, 8: 2031}), estimator="did")
    assert effect.n_control == 38
    assert any("treated after the last year" in c for c in effect.caveats)


def test_status_of_cells_becomes_a_caveat():
    panel = noise_panel().assign(status=lambda d: np.where(d["year"] == 2014, "provisional", ""))
    effect = estimate(panel, DESIGN, estimator="did")
    assert any("40 cells are marked 'provisional'" in c and "2014-2014" in c for c in effect.caveats)


def test_bacon_takes_no_weights():
    panel = noise_panel().assign(w=lambda d: 1.0 + d["unit"])
    with pytest.raises(InputError, match="expected none with bacon_decomposition. Leave the weights out"):
        bacon_decomposition(panel, Design("y", "unit", "year", {3: 2010}, weights="w"))


@pytest.mark.parametrize("treated", [1, 19])
@pytest.mark.parametrize("estimator", ["did", "event_study", "callaway_santanna", "imputation", "lee_wooldridge"])
def test_one_against_many_either_way(estimator, treated):
    """With one unit on either side the smallest p is one in twenty, and the path borrows the spread of the many."""
    design = Design("y", "unit", "year", dict.fromkeys(range(treated), 2008))
    effect = estimate(noise_panel(20), design, estimator=estimator)
    assert effect.smallest_p == 1 / 20
    assert effect.inference == "scaled_permutation"


def test_synthetic_methods_with_two_clean_years_use_unscaled_placebos():
    effect = estimate(noise_panel(), Design("y", "unit", "year", {3: 2002}), estimator="synthetic_did")
    assert effect.inference == "placebo"
    with pytest.raises(InputError, match="1 clean years"):
        estimate(
            noise_panel(),
            Design("y", "unit", "year", {3: 2001}),
            estimator="synthetic_did",
            inference="scaled_permutation",
        )


def test_options_of_group_time_effects():
    block = read_panel(noise_panel(), DESIGN)
    for option in ({"control": "never_treated"}, {"method": "regression"}):
        with pytest.raises(ValueError, match="Did you mean|Choose one of"):
            group_time_effects(block, **option)


def test_covariates_that_are_missing_before_treatment():
    """Eight of ten treated units fell out of every comparison, and the effect still said ten."""
    design = Design("y", "unit", "year", dict.fromkeys(range(10), 2010), covariates=("x",))
    whole = noise_panel().assign(x=lambda d: np.sin(d["unit"]))
    gone = whole.assign(x=whole["x"].where(whole["unit"] > 7))
    with pytest.raises(InputError, match="no value before treatment for 8 units, first"):
        estimate(gone, design, estimator="callaway_santanna")
    later = whole.assign(x=whole["x"].where(whole["year"] < 2010))  # what comes after is never looked at
    found, known = (estimate(p, design, estimator="callaway_santanna", inference="analytic") for p in (later, whole))
    assert found.estimate == known.estimate


@pytest.mark.parametrize("draws", [0, -5, 98, 999.5, None])
@pytest.mark.parametrize(
    "call",
    [
        lambda n: romano_wolf(noise_panel(), {"y": DESIGN}, draws=n),
        lambda n: pre_trends(noise_panel(), DESIGN, draws=n),
        lambda n: estimate(noise_panel(), DESIGN, estimator="did", draws=n),
    ],
)
def test_so_few_draws_say_nothing(call, draws):
    with pytest.raises(InputError, match="a whole number, at least 99"):
        call(draws)


def test_dates_may_come_as_a_series_and_numbers_from_numpy():
    """What a pivot of the user's own panel gives."""
    theirs = Design("y", "unit", "year", pd.Series({3: np.int64(2010)}), anticipation=np.int64(1))
    plain = Design("y", "unit", "year", {3: 2010}, anticipation=1)
    found, known = (estimate(noise_panel(), d, estimator="did", draws=99) for d in (theirs, plain))
    assert (found.estimate, found.p_value) == (known.estimate, known.p_value)
