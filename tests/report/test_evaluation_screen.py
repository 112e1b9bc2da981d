"""The screen of an evaluation: no number where nothing is identified."""

import re

from impact.effects import evaluate
from impact.report.screens.evaluation import evaluation_screen

FEW = """
title = "Few"
question = "Q?"
reference = "R"
[[treated]]
name = "cr03"
title = "A"
first = { CR03 = 2018 }
[[outcomes]]
name = "jobs"
title = "Jobs"
unit = "log points"
numerator = { table = "corop-jobs", sum = { "A-U" = 1 } }
transform = "log"
years = [2010, 2024]
donors = ["CR0*"]
[[tests]]
outcomes = ["jobs"]
treated = ["cr03"]
estimator = "synthetic_did"
"""


def test_before_the_facility_opens():
    text = evaluation_screen(evaluate("ai-fabriek-ex-ante", predicted={("jobs", "cr03"): 0.002}, predicted_by="mine"))
    assert "as frozen on" in text
    assert len(re.findall("^  [a-z0-9-]+, [a-z_]+: no estimate", text, re.M)) == 18
    assert not re.search(r"p = 0", text)
    assert "Treatment starts in 2026 and the panel ends in 2024" in text
    assert text.count("expected 0.002") == 2  # by two methods, for Overig Groningen alone
    assert "effect of scenario mine" in text
    assert "the most that it can be" in " ".join(text.split())
    assert "could find" in text
    assert max(map(len, text.splitlines())) < 140


def test_what_use_could_do_stands_beside_what_could_be_found(evaluations):
    text = " ".join(evaluation_screen(evaluations["ai-fabriek-ex-ante"]).split())
    found = re.findall(
        r"expected of use, with a chance of nothing of (\d\d)%: ([\d.e-]+) in 20\d\d, nine in ten draws 0 to", text
    )
    assert len(found) == 5  # births in J for both definitions, productivity for both and by two methods for one
    assert all(0 < float(mean) < 0.1 for _, mean in found)
    assert len(re.findall("expected of spending: ", text)) == 3


def test_effects_carry_interval_and_p(evaluated):
    text = evaluation_screen(evaluated("european-facilities"))
    assert re.search(r"data-centres, imputation: [+-][\d.e-]+ \[[+-]", text)
    assert "scaled_permutation" in text
    assert re.search(r"p = 0\.\d{3}, adjusted 0\.\d{3}", text)
    assert "97% with untreated units" in text
    assert max(map(len, text.splitlines())) < 140


def test_a_comparison_without_a_test_is_said_in_words(tmp_path):
    """Nine areas: no test at 5 %, but the weights, the gap, and the level at which there could be one."""
    design = tmp_path / "few.toml"
    design.write_text(FEW)
    text = " ".join(evaluation_screen(evaluate(design)).split())
    assert "cr03, synthetic_did: no estimate a comparison without a verdict: " in text
    assert re.search(r"[+-]0\.\d+ on average over the 7 periods after; before treatment 0\.\d+ off", text)
    assert re.search(r"0\.\d+ in years left out of the fit; beside CR\d\d 0\.\d\d, CR\d\d 0\.\d\d", text)
    assert "effect" not in text
    assert "a lower level, said in advance: level=0.8" in text
    assert "p = 0" not in text
