"""The screen of an evaluation: no number where nothing is identified."""

import re

from impact.effects import evaluate
from impact.report.evaluation_screen import evaluation_screen


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


def test_effects_carry_interval_and_p(evaluated):
    text = evaluation_screen(evaluated("european-facilities"))
    assert re.search(r"data-centres, imputation: [+-][\d.e-]+ \[[+-]", text)
    assert "scaled_permutation" in text
    assert re.search(r"p = 0\.\d{3}, adjusted 0\.\d{3}", text)
    assert "97% with untreated units" in text
    assert max(map(len, text.splitlines())) < 140
