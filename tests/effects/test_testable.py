"""A test that can reject nothing is said to be one before its figures are there."""

import numpy as np
import pytest
from typer.testing import CliRunner

from impact.cli import app
from impact.effects import Design, NotIdentified, estimate, shipped_designs
from impact.effects.design.blocks import read_panel
from impact.effects.estimators import named
from impact.effects.inference.choice import choose
from impact.effects.registered.design_file import DesignFile
from impact.effects.study.design_figures import usable_panels
from impact.effects.study.testable import least_p, untestable

from .conftest import noise_panel

FEW = """
title = "Few"
question = "Q?"
reference = "R"
[[treated]]
name = "north"
title = "A"
first = { CR03 = 2030 }
[[outcomes]]
name = "jobs"
title = "Jobs"
unit = "log points"
numerator = { table = "corop-jobs", sum = { "A-U" = 1 } }
transform = "log"
years = [2010, 2040]
donors = ["CR0*"]
[[tests]]
outcomes = ["jobs"]
treated = ["north"]
estimator = "ESTIMATOR"
level = LEVEL
"""


def design(folder, estimator, level):
    file = folder / "few.toml"
    file.write_text(FEW.replace("ESTIMATOR", estimator).replace("LEVEL", str(level)))
    return file


def said(where):
    """Return what is said of a design beforehand."""
    study = DesignFile.load(where)
    return untestable(study, usable_panels(study))


@pytest.mark.parametrize("estimator", ["did", "synthetic_control", "augmented_synthetic_control", "callaway_santanna"])
def test_nine_areas_are_told_which_level_they_can_reach(tmp_path, estimator):
    """One of nine: p comes no lower than 1/9, which 0.8 allows; the year of the start has not come."""
    (found,) = said(design(tmp_path, estimator, 0.95))
    assert (found.code, found.fields["level"], found.fields["total"]) == ("testable_at", 0.8, 9)
    assert found.fields["smallest_p"] == pytest.approx(1 / 9)
    assert not said(design(tmp_path, estimator, 0.8))


def test_the_check_on_the_command_line_says_so(tmp_path):
    shown = CliRunner().invoke(app, ["check", str(design(tmp_path, "did", 0.95))]).output
    assert "can be used" in shown
    assert "Say level = 0.8 in advance, which it can reach" in shown
    assert "level =" not in CliRunner().invoke(app, ["check", str(design(tmp_path, "did", 0.8))]).output


@pytest.mark.parametrize("name", shipped_designs())
def test_shipped_designs_can_be_tested_at_their_level(name):
    assert not said(name)


@pytest.mark.parametrize("units", [4, 9, 12, 17, 25])
@pytest.mark.parametrize("treated", [1, 2])
@pytest.mark.parametrize(
    ("estimator", "inference"),
    [("did", "auto"), ("did", "placebo"), ("did", "permutation"), ("synthetic_did", "auto"), ("imputation", "auto")],
)
def test_what_is_said_beforehand_is_no_more_than_what_comes(units, treated, estimator, inference):
    panel = noise_panel(units)
    asked = Design("y", "unit", "year", dict.fromkeys(range(treated), 2010))
    if units <= 2 * treated:
        return
    block, record = read_panel(panel, asked), named(estimator)
    procedure, _ = choose(block, record, inference)
    least = least_p(block, record, procedure, draws=999)
    result = estimate(panel, asked, estimator=estimator, inference=inference, level=0.5, draws=999)
    came = result.reason.fields["smallest_p"] if isinstance(result, NotIdentified) else result.smallest_p
    assert least <= came + 1e-12
    assert treated > 1 or least == pytest.approx(came)
    assert np.isfinite(came)
