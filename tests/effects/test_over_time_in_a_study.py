"""Design files take the tests over time, and synthetic control by area with its sets of weights."""

import json
import re

import numpy as np
import pytest

from impact.effects import DesignFile, Effect, evaluate
from impact.errors import InputError
from impact.report.charts.effects import event_study
from impact.report.screens.evaluation import evaluation_screen

from .conftest import noise_panel
from .test_design_file import SMALL

OWN_DATES = SMALL.replace("{ A = 2010 }", "{ A = 2010, B05 = 2012 }")


def figures(name):
    """Return logarithms of figures for the small study: area A and 19 others, 2000-2024."""
    panel = noise_panel(20, 25).rename(columns={"unit": "region", "y": "value"})
    return panel.assign(region=panel["region"].map(lambda u: "A" if u == 0 else f"B{u:02d}"), status="")


def carried_out(tmp_path, text):
    path = tmp_path / "study.toml"
    path.write_text(text.replace("2014", "2024"))
    return evaluate(path, tables=figures)


@pytest.mark.parametrize(
    ("test", "inference"),
    [
        ('estimator = "synthetic_control"\ninference = "conformal"', "conformal"),
        ('estimator = "synthetic_did"\ninference = "conformal"', "conformal"),
        ('estimator = "did"\ninference = "conformal"', "conformal"),
        ('estimator = "synthetic_control"\ninference = "prediction_interval"', "prediction_interval"),
        ('estimator = "synthetic_control_by_unit"\nconstraint = "ridge"', "prediction_interval"),
    ],
)
def test_a_registered_test_over_time(tmp_path, test, inference):
    found = carried_out(tmp_path, SMALL + f"{test}\ndraws = 99\n")
    (finding,) = found.findings
    assert isinstance(finding.result, Effect)
    assert finding.result.inference == inference
    assert {"lower", "upper", "p_value"} <= set(finding.result.path.columns)
    assert inference in evaluation_screen(found)


def test_areas_with_their_own_dates(tmp_path):
    found = carried_out(tmp_path, OWN_DATES + 'estimator = "synthetic_control_by_unit"\ndraws = 99\n')
    assert found.findings[0].result.n_treated == 2


def test_the_path_can_be_drawn_where_single_years_have_no_end(tmp_path):
    text = SMALL.replace("A = 2010", "A = 2017") + 'estimator = "did"\ninference = "conformal"\n'
    effect = carried_out(tmp_path, text).findings[0].result
    assert np.isinf(effect.path["upper"]).any()
    drawn = event_study(effect, lang="en", title="t", unit="jobs", source="s").to_json()
    assert not re.search(r"Infinity", drawn)
    assert json.loads(drawn)


def test_other_tests_of_the_same_estimate_are_shown_beside_it(tmp_path):
    text = (
        SMALL + 'estimator = "synthetic_control"\ninference = "conformal"\ndraws = 99\nchecks = ["other_inference"]\n'
    )
    table = carried_out(tmp_path, text).findings[0].checks["other_inference"]
    assert table.index.tolist() == ["scaled_permutation", "placebo", "conformal", "prediction_interval"]
    assert table["p_value"].notna().all()


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ('estimator = "synthetic_control"\nconstraint = "lasso"', "use synthetic_control_by_unit"),
        ('estimator = "imputation"\ninference = "conformal"', "one that goes with imputation"),
        ('estimator = "synthetic_control_by_unit"\nconstraint = "elastic"', "constraint"),
    ],
)
def test_what_does_not_go_together_is_refused_before_figures_are_seen(tmp_path, test, words):
    path = tmp_path / "study.toml"
    path.write_text(SMALL + test + "\n")
    with pytest.raises(InputError, match=words):
        DesignFile.load(path)
