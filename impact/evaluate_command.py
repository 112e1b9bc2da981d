"""The command `impact evaluate`: carry out a registered study, or freeze what it says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from impact import folders
from impact.errors import InputError, Problem
from impact.options import Language, spoken
from impact.work_options import Backend, Scheduler, WorkerCount, work

if TYPE_CHECKING:
    from impact.effects import DesignFile, Evaluation
    from impact.effects.study.expectations import Expectations


def evaluate_command(
    design: Annotated[str, typer.Argument(help="A design file, or the name of a shipped one.", metavar="DESIGN")],
    out: Annotated[Path | None, typer.Option("--out", help="Write findings and checks to this folder.")] = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", help="Show beside it what this scenario expects of the treated areas.")
    ] = None,
    freeze: Annotated[
        bool, typer.Option("--freeze", help="Write what the design says and its checksum beside it, with today's date.")
    ] = False,
    lang: Language = "en",
    backend: Backend = "threads",
    scheduler: Scheduler = None,
    workers: WorkerCount = None,
) -> None:
    """Carry out a registered study: the effect and its checks, or why there is none and what could be detected."""
    import datetime

    from impact.effects import DesignFile
    from impact.effects import evaluate as evaluate_design
    from impact.effects import freeze as freeze_design
    from impact.report.screens.evaluation import evaluation_screen
    from impact.words.statements import in_language, said

    language = spoken(lang)
    if freeze:
        typer.echo(
            in_language(said("study_frozen", file=str(freeze_design(design, today=datetime.date.today()))), language)
        )
        return
    if out is not None:
        folders.check(out)
    study = DesignFile.load(design)
    expected, name, of_use = _expected(study, scenario)
    with work(backend, scheduler, workers):
        found = evaluate_design(study, predicted=expected, predicted_by=name, expectations=of_use)
    typer.echo(evaluation_screen(found, language))
    if out is not None:
        typer.echo(in_language(said("study_written", out=str(found.save(out)), count=len(found.findings)), language))


def _expected(
    study: DesignFile, scenario: str | None
) -> tuple[dict[tuple[str, str], float] | None, str, Expectations | None]:
    """Return what a scenario expects of a study, its name, and that with its range; nothing where none is asked for."""
    from impact.effects.registered import design_file
    from impact.report.study.pages import StudyPages
    from impact.scenario import Scenario, expected_effects, use_expectations
    from impact.scenario import run as run_scenario

    if not scenario:
        return None, "", None
    if study.asked in design_file.shipped_designs() and not StudyPages.of(study).scenario:
        expected = "a study of what the scenario is about"
        raise InputError(Problem("option", "--scenario", f"{scenario} beside {study.asked}", expected, "Leave it out."))
    found = Scenario.load(scenario)
    treated = {t.name: tuple(t.first) for t in study.treated}
    result = run_scenario(found)
    of_use = use_expectations(result, treated, study.outcomes)
    return expected_effects(result, treated, study.outcomes), found.name, of_use


def evaluated(design: str, scenario: str | None) -> Evaluation:
    """Return a study carried out, beside it what the scenario of its pages expects, or another one."""
    from impact.effects import DesignFile
    from impact.effects import evaluate as evaluate_design
    from impact.report.study.pages import StudyPages

    study = DesignFile.load(design)
    expected, name, of_use = _expected(study, scenario or StudyPages.of(study).scenario)
    return evaluate_design(study, predicted=expected, predicted_by=name, expectations=of_use)
