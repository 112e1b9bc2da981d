"""The commands: parse, call, show what was made. Heavy rooms are imported by the command that needs them."""

from __future__ import annotations

import atexit
import gc
import shlex
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact import folders
from impact.commands.accuracy import accuracy_command
from impact.commands.chart import chart_command
from impact.commands.compare import compare
from impact.commands.evaluate import evaluate_command
from impact.commands.export import export_command
from impact.commands.ledger import ledger
from impact.commands.map import map_command
from impact.commands.options import BASELINE, Area, Data, Language, Sampling, Sectors, Years, span, spoken
from impact.commands.page import page_command
from impact.commands.report import report_command, stop_unless_checks_hold
from impact.commands.sensitivity import sensitivity
from impact.commands.work_options import INTERRUPTED, Backend, Resume, Scheduler, WorkerCount, work
from impact.errors import REFUSALS, InputError, Problem, UnreadableError
from impact.parallel import working

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult
    from impact.words.languages import Lang

app = typer.Typer(
    name="impact",
    help="Regional economic impact of the AI-fabriek in Groningen and Noord-Drenthe.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(ledger)

_COUNTED = {"payers": "funding", "purchases": "spending", "staff": "staff", "assumptions": "assumptions"}

Question = Annotated[str, typer.Argument(help="A scenario file, or the name of a shipped one.", metavar="SCENARIO")]
DrawCount = Annotated[int, typer.Option("--draws", help="Random draws of everything that is assumed.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same figures.")]


Catalogue = Annotated[
    Path | None,
    typer.Option("--catalogue", help="A file that describes tables of your own; else $IMPACT_CATALOGUE."),
]


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an error arose.")] = False,
) -> None:
    global _debug
    _debug = debug


_debug = False
_SELDOM = 50_000
"""How many more objects there are before Python looks for cycles among them: imports alone make it look 300 times."""


@app.command()
def run(
    scenario: Question = BASELINE,
    draws: DrawCount = 1000,
    seed: Seed = 0,
    data: Data = "snapshot",
    sampling: Sampling = "random",
    out: Annotated[Path | None, typer.Option("--out", help="Write the result to this folder.")] = None,
    totals: Annotated[
        bool, typer.Option("--totals", help="Only totals, no areas and sectors: for up to 200,000 draws.")
    ] = False,
    lang: Language = "en",
    backend: Backend = "threads",
    scheduler: Scheduler = None,
    workers: WorkerCount = None,
    resume: Resume = None,
) -> None:
    """Run a scenario with its uncertainty and show the figures a person wants first; exit 1 when a check fails."""
    from impact.report.screens.screen import result_screen
    from impact.scenario import Scenario
    from impact.scenario import run as run_scenario
    from impact.scenario.identity import identity
    from impact.scenario.keeping import Keep

    language = spoken(lang)
    if out is not None:
        folders.check(out)
    keep = Keep.TOTALS if totals else Keep.SUMS if out is None else Keep.EVERYTHING  # what a screen shows
    options: dict[str, Any] = {"draws": draws, "seed": seed, "data": data, "sampling": sampling, "keep": keep}
    asked = Scenario.load(scenario)
    with work(backend, scheduler, workers, question=lambda: identity(asked, **options), out=out, resume=resume):
        result = run_scenario(asked, **options)
        typer.echo(result_screen(result, language))
        _save(result, out, language)
    stop_unless_checks_hold(result, language)


def _save(result: ScenarioResult, out: Path | None, language: Lang) -> None:
    from impact.words.statements import in_language, said

    if out is not None:
        reported = (out / folders.REPORT).is_dir()
        result.save(out)
        of_use = "" if result.use is None else in_language(said("screen_written_use", count=len(result.use)), language)
        counts = {"figures": 0 if result.cells is None else len(result.cells), "sums": len(result.totals)}
        typer.echo(in_language(said("screen_written", out=str(out), use=of_use, **counts), language))
        if reported and not (out / folders.REPORT).is_dir():
            typer.echo(in_language(said("screen_report_gone", out=str(out)), language))


@app.command()
def check(
    file: Annotated[str, typer.Argument(help="A scenario or design file, or the name of a shipped one.")],
    lang: Language = "en",
) -> None:
    """Say whether an input file can be used, and list everything that is wrong with it."""
    from impact.effects.registered import design_file
    from impact.scenario import Scenario
    from impact.scenario.question.remarks import on_ranges, remarks
    from impact.words.statements import in_language, said

    language = spoken(lang)
    if design_file.is_design(file):
        from impact.effects.study.design_figures import usable_panels
        from impact.effects.study.testable import untestable
        from impact.report.study.pages import StudyPages

        design = design_file.DesignFile.load(file)
        panels = usable_panels(design)
        StudyPages.of(design)  # what stands beside it has to fit it
        counts = {name: len(getattr(design, name)) for name in ("outcomes", "treated", "tests")}
        typer.echo(in_language(said("screen_design_fits", file=file, **counts), language))
        for remark in untestable(design, panels):
            typer.echo(f"- {in_language(remark, language)}")
        return
    found = Scenario.load(file)
    counts = {name: len(getattr(found, of)) for name, of in _COUNTED.items()}
    years = {"first": found.years[0], "last": found.years[-1]}
    fits = said("screen_scenario_fits", name=found.name, budget=float(found.budget), **counts, **years)
    typer.echo(in_language(fits, language))
    for remark in (*on_ranges(found), *remarks(found)):
        typer.echo(in_language(said("screen_remark", remark=remark), language))


@app.command()
def pull(
    tables: Annotated[list[str] | None, typer.Argument(help="CBS tables, boundaries-YEAR; all if left out.")] = None,
    api: Annotated[str, typer.Option("--api", help="v3, or v4 when v3 no longer has a table.")] = "v3",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would travel.")] = False,
    describe: Annotated[
        bool, typer.Option("--describe", help="Only print what tables hold, as paragraphs for a catalogue of your own.")
    ] = False,
    own: Catalogue = None,
    lang: Language = "en",
) -> None:
    """Pull CBS tables and boundaries into the store ($IMPACT_STORE); the second time only what changed."""
    from impact.report.screens.tables import pull_screen
    from impact.sources import catalogue
    from impact.sources.pull import pull as pull_tables

    language = spoken(lang)
    if describe:
        _describe(tables or [], api)
        return
    with catalogue.beside(own):
        report = pull_tables(tables or (), api=api, dry_run=dry_run, progress=lambda name: typer.echo(name, err=True))
    typer.echo(pull_screen(report.lines, language))
    if report.damaged:
        raise UnreadableError(report.damaged)
    if not report.ok:
        raise typer.Exit(1)


def _describe(tables: list[str], api: str) -> None:
    from impact.sources.paragraph import describe

    if not tables:
        todo = "Name one: `impact pull --describe 83599NED`."
        raise InputError(Problem("option", "--describe", "no table", "the table to describe", todo))
    typer.echo("\n".join([describe(table, api=api) for table in tables]), nl=False)


@app.command()
def panel(
    variable: Annotated[list[str], typer.Option("--variable", help="One or more; the same option again for each.")],
    level: Annotated[str, typer.Option("--level", help="gemeente, corop, provincie, landsdeel or land.")] = "corop",
    years: Years = "",
    data: Data = "snapshot",
    table: Annotated[list[str] | None, typer.Option("--table", help="Which table, where several have it.")] = None,
    harmonise_to: Annotated[
        int | None, typer.Option("--harmonise-to", help="Counts of municipalities on the boundaries of this year.")
    ] = None,
    shares: Annotated[
        Path | None, typer.Option("--shares", help="A csv file (old,new,share) for municipalities that were divided.")
    ] = None,
    area: Area = None,
    sector: Sectors = None,
    lang: Language = "en",
    out: Annotated[Path | None, typer.Option("--out", help="A file ending in .csv, .parquet or .xlsx.")] = None,
    own: Catalogue = None,
) -> None:
    """Show or export regional figures: one row per region, sector, year and variable, with names beside the codes."""
    from impact.panel import cautions, named
    from impact.panel import panel as tidy_panel
    from impact.panel.export import check_path, export
    from impact.panel.names import in_words
    from impact.regions import read_shares
    from impact.report.screens.tables import cautions_screen, panel_screen
    from impact.sources import catalogue

    if out is not None:
        check_path(out)
    with catalogue.beside(own):
        figures = tidy_panel(
            variable,
            level=level,
            data=data,
            tables=table or (),
            years=span(years),
            harmonise_to=harmonise_to,
            shares=read_shares(shares) if shares else None,
            area=area[0] if area and len(area) == 1 else area,
            sectors=sector or (),
        )
        frame = named(figures, lang)
        to_know = cautions_screen(cautions(figures, lang))
    if out is None:
        typer.echo(in_words(frame, lang).to_csv(index=False, lineterminator="\n"), nl=False)
        typer.echo(to_know, nl=False, err=True)  # beside the figures, which may go to a file
        return
    export(frame, out, lang)
    typer.echo(f"{panel_screen(frame, out, spoken(lang))}\n{to_know}", nl=False)


@app.command()
def status(
    csv: Annotated[bool, typer.Option("--csv", help="Print everything that is known of each table, as csv.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Compute the checksum of every file in the store.")] = False,
    own: Catalogue = None,
    lang: Language = "en",
) -> None:
    """List the figures of the snapshot and the store: table, vintage, rows, licence, age, whether a file is intact."""
    from impact.report.screens.tables import everything_as_csv, status_screen, store_screen
    from impact.sources import catalogue, snapshot
    from impact.sources.inventory import inventory, notes
    from impact.sources.store import Store

    language, store = spoken(lang), Store()
    with catalogue.beside(own):
        bundled, pulled = snapshot.status(), inventory(store)
        screen = f"{status_screen(bundled, language)}\n\n{store_screen(pulled, notes(store), store.root, language)}"
    if csv:
        typer.echo(everything_as_csv(bundled, pulled), nl=False)
    else:
        typer.echo(screen)
    damaged = store.verify() if verify else [problem for found in store.unreadable().values() for problem in found]
    if problems := [*snapshot.verify(), *damaged]:
        raise UnreadableError(problems)


app.command("report")(report_command)
app.command("evaluate")(evaluate_command)
app.command()(compare)
app.command()(sensitivity)
app.command("map")(map_command)
app.command("chart")(chart_command)
app.command("accuracy")(accuracy_command)
app.command("page")(page_command)
app.command("export")(export_command)


def main() -> None:
    """Run a command; exit 0 when done, 1 when it failed, 2 when the input was wrong, 130 when interrupted."""
    signal.signal(signal.SIGTERM, _terminated)
    gc.set_threshold(_SELDOM)
    atexit.register(gc.freeze)  # and none at the end, among all that a command holds
    try:
        with working(progress=True):
            app()
    except REFUSALS as error:
        _stop(_listed(error), 2, error)
    except BrokenPipeError:
        sys.exit(1)
    except KeyboardInterrupt as error:
        _stop("Interrupted; nothing was left half-written.", INTERRUPTED, error)
    except OSError as error:
        if error.filename is None:
            _stop(_failure(error), 1, error)
        _stop(_shown(_out_of_reach(error)), 2, error)
    except Exception as error:
        _stop(_failure(error), 1, error)


def _terminated(number: int, frame: object) -> None:
    """End as after an error, so that what was half-written is taken away."""
    sys.exit(128 + number)


def _failure(error: Exception) -> str:
    if hasattr(error, "todo"):  # a source that failed says itself what was seen and what to do
        return str(error)
    again = shlex.join(["impact", "--debug", *sys.argv[1:]])
    return f"{type(error).__name__}: {error}\nTo see where in the code: {again}"


def _out_of_reach(error: OSError) -> Problem:
    """Return what the system refuses of a file or folder that somebody names."""
    found, todo = error.strerror or str(error), "Correct the name, give the right to use it, or name another."
    return Problem(str(error.filename), "file", found, "a file or folder that can be used", todo)


def _listed(error: InputError | UnreadableError) -> str:
    return "\n".join(_shown(problem) for problem in error.problems)


def _shown(problem: Problem) -> str:
    lines = (("found", problem.found), ("expected", problem.expected), ("to do", problem.todo))
    return "\n".join([f"{problem.file}: {problem.field}", *(f"  {label:9} {text}" for label, text in lines)])


def _stop(message: str, code: int, error: BaseException) -> None:
    if _debug:
        raise error
    typer.echo(message, err=True)
    sys.exit(code)
