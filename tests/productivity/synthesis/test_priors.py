"""What may become a prior for a region: pooled with five studies, else the elicited range, and some never."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from impact.errors import InputError
from impact.productivity import ElicitedRange, elicited_range, read_studies, regional_prior, shipped_studies
from impact.productivity.synthesis.priors import _parameters

RANGE = ElicitedRange("jobs", 0.0, 0.1, 0.3, "log points", "assumption", "ours")


@pytest.fixture
def own(tmp_path: Path):
    def studies(k: int, *more: str, unit: str = "log points"):
        rows = [f"S{i},jobs,{0.1 + 0.1 * i:.2f},0.05,{unit},yes," for i in range(k)]
        path = tmp_path / "own.csv"
        path.write_text("\n".join(["study,outcome,estimate,std_error,unit,regional_prior,reason", *rows, *more]))
        return read_studies(path)

    return studies


def codes(prior):
    return [one.code for one in prior.cautions]


def test_five_studies_make_a_prior_that_is_their_prediction(own):
    prior = regional_prior("jobs", own(5))
    pooled = own(5).synthesis(interval="pivotal")
    assert (prior.by, prior.k, prior.unit, prior.elicited) == ("pooled", 5, "log points", None)
    assert prior.central == pooled.mean
    assert (prior.low, prior.high) == pooled.prediction
    assert prior.low < pooled.interval[0]
    assert prior.cautions == pooled.cautions


@pytest.mark.parametrize("k", [0, 1, 2, 4])
def test_fewer_than_five_fall_back_on_the_elicited_range(own, k):
    more = () if k else ("X,jobs,0.2,,log points,yes,",)
    prior = regional_prior("jobs", own(k, *more), elicited=RANGE)
    assert (prior.low, prior.central, prior.high, prior.by, prior.k) == (0.0, 0.1, 0.3, "elicited", k)
    assert codes(prior)[:2] == ["few_studies", "elicited_range"]
    assert dict(prior.cautions[0].fields) == {"k": k, "fewest": 5}
    assert (prior.synthesis is None) == (k < 2)


def test_studies_without_an_error_do_not_count_and_are_named(own):
    prior = regional_prior("jobs", own(4, "X,jobs,0.2,,log points,yes,"), elicited=RANGE)
    assert prior.k == 4
    assert codes(prior)[-1] == "without_standard_error"
    assert dict(prior.cautions[-1].fields) == {"studies": ["X"]}


def test_a_range_in_another_unit_is_refused(own):
    with pytest.raises(InputError, match="elicited: found 'log points'; expected 'per cent', as the studies"):
        regional_prior("jobs", own(3, unit="per cent"), elicited=RANGE)


@pytest.mark.parametrize("ends", [(0.2, 0.1, 0.3), (0.0, 0.1, np.inf), (np.nan, 0.1, 0.3)])
def test_a_range_is_in_order(ends):
    with pytest.raises(InputError, match="elicited range: jobs: found .*expected low <= central <= high"):
        ElicitedRange("jobs", *ends, "log points", "assumption", "ours")


def test_without_a_range_there_is_nothing_to_fall_back_on(own):
    with pytest.raises(InputError, match=r"parameters.csv: parameter: found 'jobs'"):
        regional_prior("jobs", own(3))


def test_one_common_effect_makes_no_prior(own):
    with pytest.raises(InputError, match="method: found 'fixed'; expected a method with variance between studies"):
        regional_prior("jobs", own(6), method="fixed")


@pytest.mark.parametrize(
    ("word", "reason"), [("contested", "a quarrel"), ("national", "a country"), ("upper_bound", "at most")]
)
def test_a_study_that_may_not_is_refused_with_its_reason(own, word, reason):
    more = f"X,jobs,0.2,0.1,log points,{word},{reason}", "Y,jobs,0.2,0.1,log points,,"
    with pytest.raises(InputError) as caught:
        regional_prior("jobs", own(6, *more))
    first, second = caught.value.problems
    assert (first.field, first.found) == ("X, regional_prior", f"{word}: {reason}")
    assert (second.field, second.found) == ("Y, regional_prior", "nothing")
    assert regional_prior("jobs", own(6, *more).admissible()).k == 6  # what the message says to do


@pytest.mark.parametrize(
    ("outcome", "study", "why"),
    [
        ("hpc_roi_hyperion", "Hyperion", "contested: a sample of projects that succeeded"),
        ("archer2_bcr", "ARCHER2", "national: benefits to the whole country"),
        ("local_habit_multiplier", "Groningen@Work", "contested: a habit, challenged by a check of facts in 2018"),
    ],
)
@pytest.mark.parametrize("ask", [regional_prior, elicited_range, lambda name: regional_prior(name, elicited=RANGE)])
def test_numbers_that_drive_no_result_are_no_prior_and_no_range_either(ask, outcome, study, why):
    with pytest.raises(InputError) as caught:
        ask(outcome)
    (problem,) = caught.value.problems
    assert problem.file == "data/evidence/effects.csv"
    assert problem.field == f"{study}, regional_prior"
    assert problem.found.startswith(why)


def test_what_greenstone_found_is_refused_and_stays_the_top_of_a_range():
    with pytest.raises(InputError, match="Greenstone et al. 2010, regional_prior: found upper_bound: Patrick"):
        regional_prior("big_plant_tfp_spillover", shipped_studies())
    prior = regional_prior("big_plant_tfp_spillover")
    assert (prior.low, prior.central, prior.high, prior.by) == (0.0, 0.0, 0.12, "elicited")


def test_no_shipped_study_prints_an_error_so_every_prior_is_elicited():
    shipped = shipped_studies()
    assert shipped.with_std_error().table.empty
    for outcome in shipped.admissible().outcomes:
        prior = regional_prior(outcome)
        row = _parameters()[outcome]
        assert (prior.by, prior.k) == ("elicited", 0)
        assert (prior.low, prior.central, prior.high, prior.unit) == (row.low, row.central, row.high, row.unit)


def test_the_adopters_range_is_that_of_the_evidence():
    prior = regional_prior("ai_productivity_effect_adopter")
    assert (prior.low, prior.central, prior.high) == (0.0, 0.04, 0.1)
    assert "Aldasoro et al. 2026" in str(prior.cautions[-1].fields["studies"])
    assert np.isnan(shipped_studies().of("ai_productivity_effect_adopter").table["std_error"]).all()
