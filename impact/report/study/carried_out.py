"""A registered study carried out, beside it what a scenario expects of the treated areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.errors import InputError, Problem

if TYPE_CHECKING:
    from impact.effects import DesignFile, Evaluation
    from impact.effects.study.expectations import Expectations

Predicted = dict[tuple[str, str], float]
"""By outcome and treated area, what a scenario expects."""


def carried_out(design: str, scenario: str | None) -> Evaluation:
    """Return a study carried out, beside it what the scenario of its pages expects, or another one."""
    from impact.effects import DesignFile, evaluate
    from impact.report.study.pages import StudyPages

    study = DesignFile.load(design)
    predicted, name, of_use = expected(study, scenario or StudyPages.of(study).scenario)
    return evaluate(study, predicted=predicted, predicted_by=name, expectations=of_use)


def expected(study: DesignFile, scenario: str | None) -> tuple[Predicted | None, str, Expectations | None]:
    """Return what a scenario expects of a study, its name, and that with its range; nothing where none is asked for."""
    from impact.effects.registered import design_file
    from impact.report.study.pages import StudyPages
    from impact.scenario import Scenario, expected_effects, run, use_expectations

    if not scenario:
        return None, "", None
    if study.asked in design_file.shipped_designs() and not StudyPages.of(study).scenario:
        wanted = "a study of what the scenario is about"
        raise InputError(Problem("option", "--scenario", f"{scenario} beside {study.asked}", wanted, "Leave it out."))
    found = Scenario.load(scenario)
    treated = {t.name: tuple(t.first) for t in study.treated}
    result = run(found)
    of_use = use_expectations(result, treated, study.outcomes)
    return expected_effects(result, treated, study.outcomes), found.name, of_use
