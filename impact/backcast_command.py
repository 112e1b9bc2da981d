"""What `impact report` does for a publication that looks back at a facility: run, carry out the study, build."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from impact import folders
from impact.errors import InputError, Problem

if TYPE_CHECKING:
    from impact.report.pages.publications import Publication

BUILT = Path("build")


def report_on_backcast(
    chosen: Publication, source: str, *, given: Mapping[str, object], lang: str | None, out: Path | None
) -> None:
    """Build it from its own scenario and design; a scenario or result that is given besides is refused."""
    from impact.report.pages.publications import OnBackcast

    for option, value in given.items():
        if value is not None:
            todo = "Leave it out: what is looked back at stands in publication.toml."
            raise InputError(Problem("option", option, str(value), "nothing, for a look back", todo))
    assert isinstance(chosen.about, OnBackcast)
    folder = out or BUILT / chosen.name
    folders.check(folder, folders.REPORT_MARK)
    from impact.effects import DesignFile, evaluate
    from impact.report import build
    from impact.report.backcast.account import Backcast
    from impact.scenario import Scenario, run

    result = run(Scenario.load(source))
    evaluation = evaluate(DesignFile.load(chosen.about.design))
    for path in build(chosen.folder, lang, folder, Backcast(result, evaluation)):
        typer.echo(f"{path}  {path.stat().st_size / 1000:,.0f} kB")
    if failed := result.failed_checks:
        typer.echo(f"Do not use these figures. Checks that fail: {', '.join(failed)}.", err=True)
        raise typer.Exit(1)
