"""An estimator is declared once: its own module and one line of the list; everything else asks its record."""

import ast
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import impact
from impact.effects.design.options import Options
from impact.effects.design.procedures import AUTO, CONFORMAL, EXACT, PREDICTION, PROCEDURES
from impact.effects.estimators import DEFAULT, ESTIMATORS, every, named
from impact.effects.inference import over_time, significance
from impact.errors import InputError
from impact.report.study.pages import Kind
from impact.words import texts

ROOT = Path(impact.__file__).parent
NAMES = {AUTO, *(procedure.name for procedure in PROCEDURES)}
# Kinds of figure in the pages of a study; two of them are called as an estimator and a test are.
FIGURES = {
    "report/gallery/of_study.py",
    "report/gallery/registry.py",
    "report/study/details.py",
    "report/study/effect_charts.py",
    "report/study/figures.py",
    "report/study/pages.py",
}
# Sentences that advise or explain one estimator by name.
SENTENCES = {
    "effects/design/alternatives.py": {"callaway_santanna", "imputation", "did"},
    "effects/design/parts.py": {"did", "dose_effect"},
    "effects/estimators/dose_response.py": {"dose_effect"},
    "effects/estimators/spatial.py": {"did"},
    "effects/inference/significance.py": {"synthetic_did"},
    "effects/robustness/placebo_in_space.py": {"did"},
    "report/charts/effects.py": {"synthetic_did", "synthetic_control"},
    "words/statements.py": {"callaway_santanna", "did"},
}
# Where a name stands as a name: of a module, or the English verb.
OTHERWISE = {"effects/__init__.py": {"callaway_santanna"}, "effects/estimators/simplex.py": {"did"}}


def constants(file):
    """Yield the texts in a module that are not its documentation."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    said = [node.body[0] for node in ast.walk(tree) if isinstance(node, kinds)]
    documentation = {id(first.value) for first in said if isinstance(first, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def everywhere():
    for file in sorted(ROOT.rglob("*.py")):
        place = file.relative_to(ROOT).as_posix()
        yield from ((place, text) for text in constants(file))


def test_every_estimator_is_declared_in_the_module_of_its_name():
    assert [estimator.name for estimator in every()] == list(ESTIMATORS)
    assert named(DEFAULT) is every()[0]
    with pytest.raises(InputError, match="Did you mean 'did'"):
        named("dit")


def test_no_other_module_spells_the_name_of_an_estimator():
    own = {"effects/estimators/__init__.py"}
    spelt = {
        (place, text)
        for place, text in everywhere()
        if text in ESTIMATORS and place not in own and place != f"effects/estimators/{text}.py"
    }
    kinds_of_figure = {(place, "event_study") for place in FIGURES}
    assert spelt <= kinds_of_figure
    assert "event_study" in Kind.__args__


def test_sentences_name_no_estimator_but_those_that_they_advise():
    for place, text in everywhere():
        named_there = {name for name in ESTIMATORS if text != name and re.search(rf"\b{name}\b", text)}
        own = {Path(place).stem} if place.startswith("effects/estimators/") else set()
        assert named_there <= own | SENTENCES.get(place, set()) | OTHERWISE.get(place, set()), (place, text)


def test_no_other_module_spells_the_name_of_a_test():
    spelt = {(place, text) for place, text in everywhere() if text in NAMES}
    declared = {("effects/design/procedures.py", name) for name in NAMES}
    assert spelt - declared <= {(place, "permutation") for place in FIGURES}


@pytest.mark.parametrize("estimator", every(), ids=ESTIMATORS)
def test_a_record_holds_together(estimator):
    assert (estimator.fit is None) != (estimator.solver is None)
    assert estimator.errors is None or estimator.errors in estimator.inferences
    assert set(estimator.options) <= {field.name for field in fields(Options)}
    assert set(estimator.inferences) <= {*PROCEDURES, EXACT}
    assert estimator.linear or not any(procedure.reassigned for procedure in estimator.inferences if estimator.fit)


def test_every_test_is_carried_out_somewhere():
    assert {*significance.TESTS, *over_time.TESTS} == {*PROCEDURES, EXACT}
    assert set(over_time.TESTS) == {procedure for procedure in PROCEDURES if procedure.over_time}


@pytest.mark.parametrize("estimator", every(), ids=ESTIMATORS)
def test_a_test_over_time_has_what_it_needs(estimator):
    assert (CONFORMAL in estimator.inferences) == (estimator.null_fit is not None)
    assert (PREDICTION in estimator.inferences) == (estimator.controls is not None)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_pages_have_words_for_every_estimator_and_test(lang):
    words = texts.words("study", lang)
    for estimator in every():
        assert words(f"estimator.{estimator.name}")
        assert words(f"estimator_how.{estimator.name}")
    for procedure in PROCEDURES:
        assert words(f"inference.{procedure.name}")
        assert words(f"test_name.{procedure.name}")


def imported_by(code, libraries):
    """Return which of some libraries a piece of code imports."""
    code = f"import sys; {code}; print(sorted({libraries} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    return done.stdout.strip()


def test_names_are_known_without_any_numerical_library():
    code = (
        "from impact.effects.registered.design_file import DesignFile; from impact.effects.estimators import ESTIMATORS"
    )
    assert imported_by(code, {"numpy", "scipy", "pandas", "statsmodels"}) == "[]"


def test_checking_a_design_imports_the_estimators_that_it_names():
    code = (
        "from impact.effects.study.design_figures import usable_design; "
        "from impact.report.study.pages import StudyPages; "
        "StudyPages.of(usable_design('ai-fabriek-ex-ante'))"
    )
    others = {f"impact.effects.estimators.{name}" for name in ("callaway_santanna", "imputation", "sun_abraham")}
    assert imported_by(code, {"scipy.stats", "statsmodels", "altair", *others}) == "[]"
