"""`impact ledger`: freeze a forecast, score it when the figures are there, show what is on record."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.commands.options import Data, Language, Out, spoken

if TYPE_CHECKING:
    import pandas as pd

    from impact.scenario import ScenarioResult
    from impact.scenario.ledger import Forecast
    from impact.words.languages import Lang

ledger = typer.Typer(
    name="ledger",
    help="Forecasts on record: freeze one, score it when the figures arrive, show how good they were.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Option("--ledger", help="The file with the record; the first forecast makes it.")]
Head = Annotated[str, typer.Option("--head", help="The checksum that the last line had when it was printed.")]
AddedTo = Annotated[
    str | None,
    typer.Argument(help="A scenario to add on top: file, shipped name or result folder.", metavar="[SCENARIO]"),
]
Origin = Annotated[
    int | None, typer.Option("--origin", help="The last year whose figures are used; the last one if left out.")
]
Horizon = Annotated[int, typer.Option("--horizon", help="How many years after it are forecast.")]
Target = Annotated[
    list[str] | None,
    typer.Option("--target", help="jobs, jobs_by_section, births or value_added; again for each. All if left out."),
]
Area = Annotated[
    list[str] | None, typer.Option("--area", help="A study area, or the option again for each COROP area.")
]
Method = Annotated[str, typer.Option("--method", help="average, random_walk, drift or shift_share.")]
DrawsOfEach = Annotated[int, typer.Option("--draws", help="Draws that stand for each forecast.")]
SeedOfOrder = Annotated[int, typer.Option("--seed", help="Of the order of the draws.")]


@ledger.command()
def register(
    scenario: AddedTo = None,
    file: File = Path("forecasts.jsonl"),
    origin: Origin = None,
    horizon: Horizon = 3,
    target: Target = None,
    area: Area = None,
    method: Method = "average",
    draws: DrawsOfEach = 100,
    seed: SeedOfOrder = 0,
    data: Data = "snapshot",
    out: Out = None,
    lang: Language = "en",
) -> None:
    """Freeze a forecast of figures that will be published as the next line of a ledger."""
    from impact.report.screens.ledger import registered_screen
    from impact.scenario.ledger import Ledger
    from impact.scenario.ledger.tables import check_csv

    language = spoken(lang)
    if out is not None:
        check_csv(out)
    record = Ledger.load(file, new=True)  # refused before the work is done
    how = {"origin": origin, "horizon": horizon, "method": method, "draws": draws, "seed": seed, "data": data}
    made = _forecast(scenario, target, area, how)
    record = record.register(made, today=datetime.date.today())
    typer.echo(registered_screen(record, made, language))
    _write(made.frame(), out, language)


@ledger.command()
def score(
    file: File = Path("forecasts.jsonl"),
    data: Data = "snapshot",
    published: Annotated[
        Path | None,
        typer.Option("--published", help="Figures of your own (csv: target, region, sector, year, value), first."),
    ] = None,
    head: Head = "",
    out: Out = None,
    lang: Language = "en",
) -> None:
    """Score every forecast whose figure is there, beside the naive forecasts of the same day."""
    from impact.report.screens.ledger import scores_screen
    from impact.scenario.ledger import Ledger
    from impact.scenario.ledger.tables import check_csv, read_published

    language = spoken(lang)
    if out is not None:
        check_csv(out)
    record = Ledger.load(file, head=head)
    found = record.score(data=data, published=None if published is None else read_published(published))
    typer.echo(scores_screen(record, found, language))
    _write(found, out, language)


@ledger.command()
def show(
    file: Annotated[
        Path | None, typer.Option("--ledger", help="The file with the record; the shipped backtest if left out.")
    ] = None,
    head: Head = "",
    out: Out = None,
    lang: Language = "en",
) -> None:
    """Verify a ledger and list its entries; without one, show how the forecasts would have done in the past."""
    from impact.report.screens.ledger import backtest_screen, ledger_screen
    from impact.scenario.ledger import Ledger, shipped_backtest
    from impact.scenario.ledger.tables import check_csv

    language = spoken(lang)
    if out is not None:
        check_csv(out)
    if file is None:
        typer.echo(backtest_screen(shipped_backtest(), language))
        _write(shipped_backtest(), out, language)
        return
    record = Ledger.load(file, head=head)
    typer.echo(ledger_screen(record, language))
    _write(record.figures(), out, language)


def _forecast(scenario: str | None, target: list[str] | None, area: list[str] | None, how: dict[str, Any]) -> Forecast:
    from impact.scenario.ledger import forecast, scenario_forecast

    if scenario is None:
        return forecast(target or (), area=_area(area), **how)
    _check_alone(scenario, target, area)
    return scenario_forecast(_result(scenario), **how)


def _area(area: list[str] | None) -> str | list[str] | None:
    return area[0] if area and len(area) == 1 and not area[0].startswith("CR") else area or None


def _check_alone(scenario: str, target: list[str] | None, area: list[str] | None) -> None:
    """Refuse what a scenario decides itself: its study area, and the jobs that it speaks of."""
    from impact.errors import InputError, Problem

    todo = "A scenario says itself for which area, and of jobs alone: leave it out."
    given = {"--target": target, "--area": area}
    problems = [
        Problem("option", name, f"{', '.join(value)} beside {scenario}", "none of its own beside a scenario", todo)
        for name, value in given.items()
        if value
    ]
    if problems:
        raise InputError(problems)


def _result(scenario: str) -> ScenarioResult:
    from impact.scenario import Scenario, ScenarioResult, run

    if Path(scenario).is_dir():
        return ScenarioResult.load(scenario)
    return run(Scenario.load(scenario))


def _write(frame: pd.DataFrame, out: Path | None, lang: Lang) -> None:
    if out is None:
        return
    from impact.report.screens.files import rows_line
    from impact.scenario.ledger.tables import write_csv

    write_csv(frame, out)
    typer.echo(rows_line(out, len(frame), lang))
