"""The command that says what drives each headline of a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from impact import folders
from impact.commands.options import Data, Language, spoken


def sensitivity(
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the name of a shipped one.")],
    n: Annotated[int, typer.Option("--n", help="Points of each sample, a power of two.")] = 1024,
    seed: Annotated[int, typer.Option("--seed", help="Of the scrambled sequence.")] = 0,
    data: Data = "snapshot",
    decision: Annotated[
        Path | None, typer.Option("--decision", help="A file with options and payoffs, for the value of information.")
    ] = None,
    together: Annotated[
        list[str] | None,
        typer.Option("--together", help="Names of ranges that are moved as one, with commas; again for another set."),
    ] = None,
    shapley: Annotated[
        bool, typer.Option("--shapley", help="Also Shapley effects: a share for each range, correlated or not.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Write the tables to this folder.")] = None,
    lang: Language = "en",
) -> None:
    """Show what drives each headline: shares of variance, tornado, and with a decision what knowing is worth."""
    from impact.report.screens.sensitivity import sensitivity_screen
    from impact.scenario import Decision, Scenario
    from impact.scenario import sensitivity as sensitivity_of
    from impact.words.statements import in_language, said

    chosen = spoken(lang)
    if out is not None:
        folders.check(out)
    found = sensitivity_of(
        Scenario.load(scenario),
        n=n,
        seed=seed,
        data=data,
        decision=None if decision is None else Decision.load(decision),
        together=[[name.strip() for name in names.split(",")] for names in together or ()],
        shapley=shapley,
    )
    typer.echo(sensitivity_screen(found, chosen))
    if out is not None:
        written = said("file_written_indices", path=str(found.save(out)), rows=len(found.indices))
        typer.echo(in_language(written, chosen))
