"""The commands: parse, call, show what was made. Heavy rooms are imported by the command that needs them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from impact.errors import InputError, Problem

app = typer.Typer(
    name="impact",
    help="Regional economic impact of the AI-fabriek in Groningen and Noord-Drenthe.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

BASELINE = "ai-fabriek-baseline"

Question = Annotated[str, typer.Argument(help="A scenario file, or the name of a shipped one.", metavar="SCENARIO")]
DrawCount = Annotated[int, typer.Option("--draws", help="Random draws of everything that is assumed.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same figures.")]
Data = Annotated[str, typer.Option("--data", help="Where figures come from: snapshot.")]


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an error arose.")] = False,
) -> None:
    global _debug
    _debug = debug


_debug = False


@app.command()
def run(
    scenario: Question = BASELINE,
    draws: DrawCount = 1000,
    seed: Seed = 0,
    data: Data = "snapshot",
    out: Annotated[Path | None, typer.Option("--out", help="Write the result to this folder.")] = None,
) -> None:
    """Run a scenario with its uncertainty and show the figures a person wants first."""
    from impact.report.screen import result_screen
    from impact.scenario import Scenario
    from impact.scenario import run as run_scenario

    result = run_scenario(Scenario.load(scenario), draws=draws, seed=seed, data=data)
    typer.echo(result_screen(result))
    if out is not None:
        result.save(out)
        typer.echo(f"Written to {out}: {len(result.impacts):,} figures, {len(result.totals):,} sums.")


@app.command()
def report(
    name: Annotated[str, typer.Argument(help="The publication.")] = "ai-fabriek",
    scenario: Annotated[str, typer.Option("--scenario", help="A scenario file or shipped name.")] = BASELINE,
    result: Annotated[
        Path | None, typer.Option("--result", help="A result folder of impact run, instead of --scenario.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="nl or en; both when left out.")] = None,
    out: Annotated[Path, typer.Option("--out", help="The folder to write.")] = Path("build/report"),
) -> None:
    """Build a publication as HTML and PDF."""
    from impact.report import build
    from impact.scenario import Scenario, ScenarioResult
    from impact.scenario import run as run_scenario

    found = ScenarioResult.load(result) if result is not None else run_scenario(Scenario.load(scenario))
    made = build(name, lang, out, found)
    for path in made:
        typer.echo(f"{path}  {path.stat().st_size / 1000:,.0f} kB")


@app.command()
def check(file: Annotated[str, typer.Argument(help="A scenario file, or the name of a shipped one.")]) -> None:
    """Say whether an input file can be used, and list everything that is wrong with it."""
    from impact.scenario import Scenario

    found = Scenario.load(file)
    parts = f"{len(found.spending)} purchases, {len(found.staff)} groups of staff, {len(found.assumptions)} assumptions"
    money = f"{found.budget:,.1f} MEUR from {len(found.funding)} sources"
    typer.echo(f"{found.name} can be used: {money}, {parts}, {found.years[0]} to {found.years[-1]}.")


@app.command()
def status(
    csv: Annotated[bool, typer.Option("--csv", help="Print everything that is known of each table, as csv.")] = False,
) -> None:
    """List the bundled figures: table, vintage, rows, licence, and whether each file is what was published."""
    from impact.report.screen import status_screen
    from impact.sources import snapshot

    tables = snapshot.status()
    typer.echo(tables.to_csv(index=False, lineterminator="\n") if csv else status_screen(tables))
    if problems := snapshot.verify():
        raise InputError(problems)


def main() -> None:
    """Run a command; exit 0 when done, 1 when it failed, 2 when the input was wrong."""
    try:
        app()
    except InputError as error:
        _stop(_listed(error), 2, error)
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        _stop(f"{type(error).__name__}: {error}\nRun again with --debug to see where in the code.", 1, error)


def _listed(error: InputError) -> str:
    return "\n".join(_shown(problem) for problem in error.problems)


def _shown(problem: Problem) -> str:
    lines = (("found", problem.found), ("expected", problem.expected), ("to do", problem.todo))
    return "\n".join([f"{problem.file}: {problem.field}", *(f"  {label:9} {text}" for label, text in lines)])


def _stop(message: str, code: int, error: Exception) -> None:
    if _debug:
        raise error
    typer.echo(message, err=True)
    sys.exit(code)
