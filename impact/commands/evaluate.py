"""The command `impact evaluate`: carry out a registered study, or freeze what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from impact import folders
from impact.commands.options import Language, spoken
from impact.commands.work_options import Backend, Scheduler, WorkerCount, work


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
    from impact.report.study.carried_out import expected
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
    predicted, name, of_use = expected(study, scenario)
    with work(backend, scheduler, workers):
        found = evaluate_design(study, predicted=predicted, predicted_by=name, expectations=of_use)
    typer.echo(evaluation_screen(found, language))
    if out is not None:
        typer.echo(in_language(said("study_written", out=str(found.save(out)), count=len(found.findings)), language))
