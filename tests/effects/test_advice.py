"""What a refusal advises is not refused in turn, and what others write for "never" or "one year" is understood."""

import re

import numpy as np
import pandas as pd
import pytest

from impact.effects import Design, Effect, NotIdentified, estimate
from impact.errors import InputError

from .conftest import noise_panel

ONE = {"GM0001": 2008}


def municipalities(units=25, years=15):
    """Return a noise panel of municipalities by code."""
    return noise_panel(units, years).assign(unit=lambda d: "GM" + (d["unit"] + 1).astype(str).str.zfill(4))


def without(panel, *cells):
    """Return the panel less the rows of some units and years."""
    rows = pd.MultiIndex.from_frame(panel[["unit", "year"]]).isin(cells)
    return panel[~rows]


def refusal(panel, design, **how):
    """Return the problem that stands in the way of an estimate."""
    with pytest.raises(InputError) as refused:
        estimate(panel, design, **{"draws": 199, **how})
    assert len(refused.value.problems) == 1
    return refused.value.problems[0]


@pytest.mark.parametrize("estimator", ["did", "event_study", "synthetic_did", "imputation", "callaway_santanna"])
@pytest.mark.parametrize("inference", ["auto", "scaled_permutation"])
def test_a_missing_cell_beside_one_treated_unit_is_named_and_can_be_left_out(estimator, inference):
    panel = without(municipalities(), ("GM0007", 2003))
    problem = refusal(panel, Design("y", "unit", "year", ONE), estimator=estimator, inference=inference)
    assert "1 missing cells (GM0007 2003)" in problem.found
    assert problem.todo.replace(", and use 'auto'", "") == "Exclude these units, or leave out these years."
    for kept in (panel[panel["unit"] != "GM0007"], panel[panel["year"] != 2003]):
        assert isinstance(estimate(kept, Design("y", "unit", "year", ONE), estimator=estimator, draws=199), Effect)


def test_the_only_treated_unit_is_not_to_be_left_out():
    panel = without(municipalities(), ("GM0001", 2003))
    problem = refusal(panel, Design("y", "unit", "year", ONE), estimator="imputation")
    assert problem.todo == "Leave out these years."


def test_with_many_treated_units_a_gap_may_stay():
    many = {f"GM{i:04d}": 2008 for i in range(1, 10)}
    panel = without(municipalities(), ("GM0020", 2003))
    problem = refusal(panel, Design("y", "unit", "year", many), estimator="did")
    assert problem.todo.endswith("or use callaway_santanna or imputation with 'analytic' (which carries a warning).")
    for estimator in ("imputation", "callaway_santanna"):
        found = estimate(panel, Design("y", "unit", "year", many), estimator=estimator, inference="analytic")
        assert isinstance(found, Effect)


def test_a_gap_may_not_stay_where_cohorts_are_too_small_for_errors_of_their_own():
    design = Design("y", "unit", "year", {f"GM{i:04d}": 2005 + i % 4 for i in range(1, 10)})
    panel = without(municipalities(), ("GM0020", 2003))
    assert refusal(panel, design, estimator="did").todo == "Exclude these units, or leave out these years."
    refused = refusal(panel, design, estimator="callaway_santanna", inference="analytic")
    assert refused.found == "analytic with 9 treated units at 4 dates"


def test_thin_cohorts_matter_to_errors_that_are_measured_inside_them_alone():
    design = Design("y", "unit", "year", {i: 2004 + i % 4 for i in range(24)})
    chosen = {
        name: estimate(noise_panel(60, 12), design, estimator=name, draws=199).inference
        for name in ("did", "callaway_santanna", "imputation")
    }
    assert chosen == {"did": "cr2", "callaway_santanna": "scaled_permutation", "imputation": "scaled_permutation"}


@pytest.mark.parametrize("inference", ["auto", "permutation", "analytic"])
def test_several_dates_are_in_the_way_before_any_test_is(inference):
    """The advice was another test, or no weights, and then came the refusal of the dates."""
    panel = municipalities().assign(w=lambda d: 1.0 + d["unit"].str[2:].astype(int))
    design = Design("y", "unit", "year", {"GM0001": 2006, "GM0002": 2008}, weights="w")
    for estimator in ("event_study", "lee_wooldridge"):
        problem = refusal(panel, design, estimator=estimator, inference=inference)
        assert problem.found == "dates 2006, 2008"
        assert "the cohorts one by one" in problem.todo or "use callaway_santanna" in problem.todo


def test_covariates_are_in_the_way_before_several_dates_are():
    """The advice on the dates was `imputation`, which looks at no covariates."""
    panel = municipalities().assign(x=lambda d: np.sin(d["unit"].str[2:].astype(float)))
    dates = {f"GM{i:04d}": 2006 + 2 * (i % 2) for i in range(1, 10)}
    other = "se callaway_santanna with 'analytic' (which carries a warning)."
    for estimator, way in (("event_study", f"U{other}"), ("synthetic_did", f"Leave the covariates out, or u{other}")):
        problem = refusal(panel, Design("y", "unit", "year", dates, covariates=("x",)), estimator=estimator)
        assert problem.todo == way


@pytest.mark.parametrize("inference", ["auto", "cr2", "scaled_permutation", "conley_taber", "placebo"])
def test_weights_beside_one_treated_unit_can_only_be_left_out(inference):
    panel = municipalities().assign(w=lambda d: 1.0 + d["unit"].str[2:].astype(int))
    problem = refusal(panel, Design("y", "unit", "year", ONE, weights="w"), estimator="did", inference=inference)
    assert problem.todo in (
        "Leave the weights out.",
        "Leave the weights out, and use 'scaled_permutation' (or 'auto').",
    )
    assert isinstance(estimate(panel, Design("y", "unit", "year", ONE), estimator="did"), Effect)


def test_weights_beside_five_treated_units_have_an_error_that_holds():
    panel = municipalities().assign(w=lambda d: 1.0 + d["unit"].str[2:].astype(int))
    design = Design("y", "unit", "year", {f"GM{i:04d}": 2008 for i in range(1, 6)}, weights="w")
    problem = refusal(panel, design, estimator="did", inference="permutation")
    assert problem.todo == "Leave the weights out, or use 'cr2' (or 'auto')."
    assert estimate(panel, design, estimator="did").inference == "cr2"


def test_everything_in_the_way_is_named_at_once():
    panel = without(municipalities(), ("GM0007", 2003))
    panel = panel.assign(w=panel["unit"].str[2:].astype(float), x=np.sin(panel["unit"].str[2:].astype(float)))
    design = Design("y", "unit", "year", ONE, weights="w", covariates=("x",))
    problem = refusal(panel, design, estimator="callaway_santanna")
    assert "weights and 1 missing cells (GM0007 2003) and covariates" in problem.found
    assert "weights out" in problem.todo
    assert "Leave" in problem.todo
    assert "covariates out" in problem.todo


def test_covariates_with_few_treated_units_are_not_sent_to_where_they_are_refused():
    panel = municipalities().assign(x=lambda d: np.sin(d["unit"].str[2:].astype(float)))
    problem = refusal(panel, Design("y", "unit", "year", ONE, covariates=("x",)), estimator="did")
    assert problem.todo == "Leave the covariates out."


# Covariates, in whatever unit


@pytest.fixture(scope="module")
def firms():
    """Return noise of forty units with a lognormal covariate, ten treated in 2013."""
    r = np.random.default_rng(0)
    d = pd.DataFrame([(i, t) for i in range(40) for t in range(2010, 2018)], columns=["g", "t"])
    return d.assign(y=r.normal(size=len(d)), x=d["g"].map(dict(enumerate(r.lognormal(10, 0.4, 40)))))


def with_covariates(panel, *names, method="dr"):
    design = Design("y", "g", "t", dict.fromkeys(range(10), 2013), covariates=names)
    return estimate(panel, design, estimator="callaway_santanna", inference="analytic", method=method)


@pytest.mark.parametrize("method", ["dr", "reg", "ipw"])
@pytest.mark.parametrize("unit", [1e-6, 1e3, 1e6, 1e9])
def test_the_unit_of_a_covariate_does_not_matter(firms, method, unit):
    """In thousands of euros one harmless covariate was "collinear"."""
    known = with_covariates(firms, "x", method=method)
    found = with_covariates(firms.assign(x=firms["x"] * unit + unit), "x", method=method)
    assert found.estimate == pytest.approx(known.estimate, rel=1e-8)
    assert found.std_error == pytest.approx(known.std_error, rel=1e-8)


@pytest.mark.parametrize("method", ["dr", "reg", "ipw"])
@pytest.mark.parametrize("other", [lambda d: 2 * d["x"], lambda d: 3.0, lambda d: d["x"] * 1e6 + 5])
def test_collinear_covariates_are_said_in_words_by_every_method(firms, method, other):
    with pytest.raises(InputError, match="covariates: found covariates that are collinear, or constant"):
        with_covariates(firms.assign(z=other), "x", "z", method=method)


@pytest.mark.parametrize("method", ["dr", "ipw"])
def test_covariates_that_tell_treated_from_controls(firms, method):
    with pytest.raises(InputError, match="no propensity score converges"):
        with_covariates(firms.assign(z=(firms["g"] < 10) + 0.1 * np.sin(firms["g"])), "z", method=method)


def test_covariates_that_are_nearly_the_same_are_two(firms):
    r = np.random.default_rng(1)
    near = firms["x"] + firms["g"].map(dict(enumerate(r.normal(size=40)))) * 1e-3 * firms["x"].std()
    assert np.isfinite(with_covariates(firms.assign(z=near), "x", "z").estimate)


# Errors that a caller can catch


@pytest.mark.parametrize("estimator", ["synthetic_did", "synthetic_control"])
@pytest.mark.parametrize("inference", ["auto", "placebo"])
def test_synthetic_methods_with_one_clean_year_identify_nothing(estimator, inference):
    found = estimate(
        noise_panel(25, 5), Design("y", "unit", "year", {3: 2001}), estimator=estimator, inference=inference
    )
    assert isinstance(found, NotIdentified)
    assert found.reason.code == "one_clean_year"


def test_placebos_need_more_donors_than_treated_units():
    design = Design("y", "unit", "year", dict.fromkeys(range(3), 2010))
    problem = refusal(noise_panel(6), design, estimator="synthetic_did")
    assert (problem.found, problem.field) == ("3 donors", "donors")


def test_complex_figures_are_no_numbers():
    with pytest.raises(InputError, match="y: found complex128 values; expected numbers"):
        estimate(noise_panel().assign(y=lambda d: d["y"] + 1j), Design("y", "unit", "year", {3: 2010}), estimator="did")


# What others write


@pytest.mark.parametrize(
    "year", [2008.0, np.float64(2008), np.float32(2008), np.int16(2008), pd.Series([2008, None])[0]]
)
def test_a_whole_year_is_one_in_whatever_type(year):
    panel = municipalities()
    known = estimate(panel, Design("y", "unit", "year", ONE), estimator="did")
    design = Design("y", "unit", "year", pd.Series({"GM0001": year}), anticipation=np.float64(0))
    assert design.first_treated == ONE
    assert type(design.first_treated["GM0001"]) is int
    for kind in (float, "Float64", "Int64", "float32"):
        found = estimate(panel.astype({"year": kind}), design, estimator="did")
        assert (found.estimate, found.interval) == (known.estimate, known.interval)


@pytest.mark.parametrize("never", [float("nan"), np.nan, float("inf"), -np.inf, None, pd.NA, pd.NaT])
def test_never_is_to_be_left_out(never):
    with pytest.raises(InputError) as refused:
        Design("y", "unit", "year", {"GM0001": 2008, "GM0002": never, "GM0003": never})
    (problem,) = refused.value.problems
    assert problem.found == "no year for 2 units, first ['GM0002', 'GM0003']"
    assert problem.todo.startswith("Leave out the units that are never treated")


def test_nought_for_never_is_to_be_left_out_too():
    design = Design("y", "unit", "year", {"GM0001": 2008, "GM0002": 0})
    with pytest.raises(InputError, match=re.escape("first_treated[GM0002]: found 0, before the first period 2000")):
        estimate(municipalities(), design, estimator="did")
    periods = municipalities().assign(year=lambda d: d["year"] - 2008)
    assert isinstance(estimate(periods, Design("y", "unit", "year", {"GM0001": 0}), estimator="did"), Effect)


@pytest.mark.parametrize("year", ["2008", 2008.5, True, pd.Timestamp("2008-01-01")])
def test_what_is_no_whole_year(year):
    with pytest.raises(InputError, match="expected a whole year"):
        Design("y", "unit", "year", {"GM0001": year})


@pytest.mark.parametrize("years", [lambda y: y + 0.5, lambda y: y.astype(float).where(y > 2000)])
def test_years_that_are_not_whole(years):
    panel = municipalities().assign(year=lambda d: years(d["year"]))
    with pytest.raises(InputError, match="expected (whole years|a whole year in every row)"):
        estimate(panel, Design("y", "unit", "year", ONE), estimator="did")


# Years that nobody has


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ((2003,), ["1 periods between 2000 and 2014 without a figure for any unit (2003)"]),
        ((2003, 2004), ["2 periods between 2000 and 2014 without a figure for any unit (2003, 2004)"]),
        ((2008,), ["(2008)", "the first treated period 2008 has no figure: what is seen of it begins in 2009"]),
        (tuple(range(2001, 2014, 2)), ["(2001, 2003, 2005, 2007, 2009 ...)"]),
        ((2000, 2014), []),
    ],
)
@pytest.mark.parametrize("estimator", ["did", "imputation", "synthetic_did"])
def test_years_without_any_figure_are_named(gone, said, estimator):
    panel = municipalities().query("year not in @gone")
    found = estimate(panel, Design("y", "unit", "year", ONE), estimator=estimator)
    caveats = [c for c in found.caveats if c.code in ("periods_without", "date_not_seen")]
    assert len(caveats) == len(said)
    for caveat, words in zip(caveats, said, strict=True):
        assert words in caveat


# One number, one interval


@pytest.mark.parametrize(
    ("estimator", "inference"),
    [
        ("synthetic_did", "auto"),
        ("synthetic_control", "placebo"),
        ("event_study", "auto"),
        ("imputation", "auto"),
        ("callaway_santanna", "auto"),
        ("event_study", "analytic"),
    ],
)
def test_with_one_year_after_the_bar_is_the_interval(estimator, inference):
    treated = range(9) if inference == "analytic" else range(1)
    design = Design("y", "unit", "year", dict.fromkeys(treated, 2014))
    found = estimate(noise_panel(), design, estimator=estimator, inference=inference)
    last = found.path.iloc[-1]
    assert last["estimate"] == pytest.approx(found.estimate)
    assert (last["lower"], last["upper"]) == found.interval


# A comparison without a verdict


@pytest.mark.parametrize(
    ("units", "asked", "level"), [(17, 0.95, 0.9), (12, 0.95, 0.9), (6, 0.9, 0.8), (40, 0.99, 0.95), (2, 0.9, None)]
)
def test_a_test_that_cannot_reject_says_at_which_level_it_could(units, asked, level):
    panel, design = noise_panel(units), Design("y", "unit", "year", {0: 2010})
    found = estimate(panel, design, estimator="did", level=asked)
    assert isinstance(found, NotIdentified)
    assert found.testable_level == level
    if level is None:
        assert "lower_level" not in [possible.code for possible in found.what_is_possible]
        return
    assert f"level={level:g}" in str(found)
    assert isinstance(estimate(panel, design, estimator="did", level=level), Effect)


WEIGHTED = ["synthetic_control", "synthetic_did", "demeaned_synthetic_control", "augmented_synthetic_control"]


@pytest.mark.parametrize("estimator", WEIGHTED)
def test_weights_and_paths_are_there_without_a_verdict(estimator):
    panel, design = noise_panel(12), Design("y", "unit", "year", {0: 2010})
    found, known = (estimate(panel, design, estimator=estimator, level=level) for level in (0.95, 0.9))
    assert isinstance(found, NotIdentified)
    assert not hasattr(found, "p_value")
    assert not hasattr(found, "interval")
    pd.testing.assert_series_equal(found.unit_weights, known.unit_weights)
    pd.testing.assert_series_equal(found.time_weights, known.time_weights)
    pd.testing.assert_frame_equal(found.fitted, known.fitted)
    pd.testing.assert_frame_equal(found.path, known.path[["period", "estimate"]])
    judging = {"rmspe_ratio", "rmspe_rank_p"}
    assert judging <= set(known.details)
    assert found.details == {name: value for name, value in known.details.items() if name not in judging}


def test_the_path_of_a_regression_is_there_without_a_verdict():
    found = estimate(noise_panel(12), Design("y", "unit", "year", {0: 2010}), estimator="did")
    assert list(found.path.columns) == ["period", "estimate"]
    assert found.unit_weights is None
    assert hash(found) == hash(found)
    assert found == estimate(noise_panel(12), Design("y", "unit", "year", {0: 2010}), estimator="did")


def test_without_a_unit_that_is_never_treated_the_other_controls_are_named():
    """All treated, and none left untouched: the default control group has nobody in it."""
    dates = {u: 2006 + 2 * (u % 4) for u in range(40)}
    found = estimate(noise_panel(), Design("y", "unit", "year", dates), estimator="callaway_santanna")
    assert "control_group='not_yet'" in str(found)
