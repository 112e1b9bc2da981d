"""What was compared with what stands on the pages, with a verdict or without one."""

import re

import pytest

from impact.effects import evaluate
from impact.report.pages.publications import publication
from impact.report.study.publication import manuscript

from .test_evaluation_screen import FEW

STUDY = publication("study")


def evaluated(folder, estimator, level=0.95):
    """Return nine areas compared by an estimator."""
    file = folder / "few.toml"
    file.write_text(FEW.replace('"synthetic_did"', f'"{estimator}"\nlevel = {level}'))
    return evaluate(file)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_comparison_without_a_verdict_on_the_pages(tmp_path, lang):
    """Weights, fit and path, and nothing that judges them."""
    made = manuscript(evaluated(tmp_path, "augmented_synthetic_control"), STUDY, lang)
    (line,) = made.content["comparisons"]
    words = {
        "nl": ("zonder oordeel", "weggelaten", "gewichten onder nul", "de zwaarste gewichten: Noord-Friesland (CR04)"),
        "en": ("without a verdict", "left out of", "weights below zero", "the largest weights: Noord-Friesland (CR04)"),
    }[lang]
    for expected in words:
        assert expected in line
    assert not re.search(r"\bp\b|interval|effect", line)
    assert "synthetic-jobs-cr03-augmented_synthetic_control" in made.content["shown"]
    assert not made.content["findings"]
    assert re.search("0[,.]8|80", made.quoted["list"])


def test_a_plain_comparison_without_a_verdict_has_its_gap_alone(tmp_path):
    made = manuscript(evaluated(tmp_path, "did"), STUDY, "en")
    (line,) = made.content["comparisons"]
    assert "without a verdict" in line
    assert "weights" not in line


@pytest.mark.parametrize("estimator", ["synthetic_did", "demeaned_synthetic_control", "augmented_synthetic_control"])
def test_an_estimate_says_what_it_was_compared_with(tmp_path, estimator):
    made = manuscript(evaluated(tmp_path, estimator, 0.8), STUDY, "en")
    (line,) = made.content["comparisons"]
    assert "without a verdict" not in line
    assert "in years left out of the fit" in line
    assert ("below zero" in line) == (estimator == "augmented_synthetic_control")


def test_weights_below_zero_are_in_the_files_and_on_the_map(tmp_path):
    evaluation = evaluated(tmp_path, "augmented_synthetic_control")
    (tmp_path / "few.pages.toml").write_text(
        '[[figures]]\nkind = "weights"\noutcome = "jobs"\ntreated = "cr03"\nestimator = "augmented_synthetic_control"\n'
    )
    made = manuscript(evaluated(tmp_path, "augmented_synthetic_control"), STUDY, "en")
    (weights,) = (figure for figure in made.illustrations if figure.name.startswith("weights"))
    assert any(row[1].startswith("\N{MINUS SIGN}") or row[1].startswith("-") for row in weights.table.rows)
    saved = evaluation.save(tmp_path / "out")
    assert "CR02,-0.3" in (saved / "00-jobs-cr03-augmented_synthetic_control-weights.csv").read_text()
    path = (saved / "00-jobs-cr03-augmented_synthetic_control-path.csv").read_text()
    assert path.startswith("period,estimate\n")
