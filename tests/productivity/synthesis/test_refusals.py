"""What `meta_analysis`, `pooled_draws` and their methods refuse, in words that name the place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact.errors import InputError
from impact.productivity import meta_analysis, pooled_draws

GOOD = ([0.1, 0.2, 0.3], [0.1, 0.1, 0.2])


def problems(call, *args, **options):
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return caught.value.problems


@pytest.mark.parametrize(
    ("effects", "errors", "words"),
    [
        ([0.1, 0.2], [0.1, 0.0], r"std_errors\[1\]: found 0; expected standard errors above zero"),
        ([0.1, 0.2], [-0.1, 0.3], r"std_errors\[0\]: found -0.1"),
        ([0.1, np.nan], [0.1, 0.3], r"effects\[1\]: found nan; expected finite numbers"),
        ([0.1, 0.2], [0.1, np.inf], r"std_errors\[1\]: found inf; expected finite numbers"),
        ([0.1, 0.2], [1e-4, 90.0], "std_errors: found 0.0001 to 90; expected errors within a factor of 100,000"),
        ([[0.1, 0.2]], [0.1, 0.2], r"effects: found shape \(1, 2\); expected one row of numbers"),
        ([0.1, "many"], [0.1, 0.2], "effects: found could not convert string to float: 'many'; expected numbers"),
        ([0.1, 0.2], [0.1, None], "std_errors.*expected finite numbers"),
        ([0.1], [0.1], "found one study; expected two studies or more"),
        ([], [], "found no study"),
        ([0.1, 0.2, 0.3], [0.1, 0.3], "found 2 errors of 3 effects"),
        (
            pd.Series([0.1, 0.2], ["a", "a"]),
            pd.Series([0.1, 0.2], ["a", "a"]),
            "found a more than once; expected each study once",
        ),
        (
            pd.Series([0.1, 0.2], ["a", "b"]),
            pd.Series([0.1, 0.2], ["b", "a"]),
            r"found \['b', 'a'\] and \['a', 'b'\]; expected the studies of effects in their order",
        ),
    ],
)
def test_studies_that_cannot_be_pooled(effects, errors, words):
    with pytest.raises(InputError, match=f"meta_analysis: .*{words}"):
        meta_analysis(effects, errors)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "remle"}, "method: found 'remle'; expected one of reml, pm, dl, fixed. Did you mean 'reml'"),
        ({"interval": "t"}, "interval: found 't'; expected one of hartung_knapp, hartung_knapp_modified, wald"),
        ({"method": "fixed", "interval": "pivotal"}, "interval: found 'pivotal'; expected an interval for one common"),
        ({"level": 95}, "level: found 95; expected a share between 0 and 1. Write 0.95"),
        ({"level": True}, "level: found True"),
        ({"level": "0.9"}, "level: found '0.9'"),
    ],
)
def test_options_that_do_not_exist(options, words):
    with pytest.raises(InputError, match=words):
        meta_analysis(*GOOD, **options)


def test_all_faults_come_at_once():
    found = problems(meta_analysis, [0.1], [0.1, 0.2], method="x", interval="y", level=2)
    assert [p.field for p in found] == ["method", "interval", "level", "std_errors", "effects"]
    found = problems(meta_analysis, [np.nan, 0.2, np.inf], [0.0, -1, np.nan])
    assert [p.field for p in found] == ["effects[0]; effects[2]", "std_errors[2]", "std_errors[0]; std_errors[1]"]


def test_many_faults_of_a_kind_are_counted():
    (found,) = problems(meta_analysis, np.zeros(9), np.zeros(9))
    assert found.field.endswith("std_errors[4] and 4 more")


@pytest.mark.parametrize(
    ("effects", "errors", "options", "words"),
    [
        (np.zeros(3), np.ones(3), {}, r"effects: found shape \(3,\); expected \(draws, studies\)"),
        (np.zeros((4, 1)), np.ones((4, 1)), {}, r"effects: found shape \(4, 1\); expected \(draws, studies\), two"),
        ([["a", 1]], np.ones(2), {}, "effects: found could not convert"),
        (np.zeros((4, 3)), np.ones(4), {}, r"std_errors: found shape \(4,\); expected \(4, 3\) or \(3,\)"),
        (np.zeros((4, 3)), np.array([1, 0, 1]), {}, r"std_errors\[0, 1\]; std_errors\[1, 1\].*above zero"),
        (np.full((4, 3), np.nan), np.ones(3), {}, r"effects\[0, 0\].*and 7 more: found nan"),
        (np.zeros((4, 3)), np.ones(3), {"method": "ml"}, "method: found 'ml'"),
    ],
)
def test_draws_that_cannot_be_pooled(effects, errors, options, words):
    with pytest.raises(InputError, match=f"pooled_draws: .*{words}"):
        pooled_draws(effects, errors, **options)


def test_nothing_can_be_left_out_of_two_studies():
    with pytest.raises(InputError, match="leave_one_out: effects: found two studies; expected three"):
        meta_analysis([0.1, 0.2], [0.1, 0.2]).leave_one_out()


def test_the_small_study_test_knows_two_models():
    with pytest.raises(InputError, match="model: found 'begg'; expected one of egger, random_effects"):
        meta_analysis(*GOOD).small_study_test("begg")
