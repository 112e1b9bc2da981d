"""The command `impact accuracy`: score methods without a survey on a table of regions whose trade is known."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from impact.commands.options import Language, Out, spoken
from impact.errors import InputError, Problem, suggestion

if TYPE_CHECKING:
    from impact.inputoutput import IOTable, RegionalTruth, Trial

_DELTA, _LEVEL = "delta", "level"


def accuracy_command(
    table: Annotated[
        Path | None,
        typer.Argument(help="A region's table, or one with labels region | sector; Scotland when left out."),
    ] = None,
    nation: Annotated[
        Path | None, typer.Option("--nation", help="The table of the nation, beside that of one region.")
    ] = None,
    method: Annotated[
        str, typer.Option("--method", help="slq, cilq, rlq, flq, aflq, capped, logistic or nation; all when left out.")
    ] = "",
    delta: Annotated[
        float | None, typer.Option("--delta", help="Of flq or aflq; the one that fits best when left out.")
    ] = None,
    level: Annotated[
        float | None, typer.Option("--level", help="Of capped or logistic; the one that fits best when left out.")
    ] = None,
    out: Out = None,
    lang: Language = "en",
) -> None:
    """Show how wrong methods without a survey are on regions of which it is known what they buy from themselves."""
    trials, language = _trials(method, delta, level), spoken(lang)
    from impact.inputoutput import scores
    from impact.report.screens.accuracy import accuracy_screen
    from impact.report.screens.files import rows_line
    from impact.scenario.ledger.tables import check_csv, write_csv

    if out is not None:
        check_csv(out)
    found = scores(_truths(table, nation), trials)
    typer.echo(accuracy_screen(found, language))
    if out is not None:
        write_csv(found.by_sector, out)
        typer.echo(rows_line(out, len(found.by_sector), language))


def _trials(method: str, delta: float | None, level: float | None) -> tuple[Trial, ...]:
    """Return what is to be tried: everything, or one method with its delta or level; refuses what says nothing."""
    from impact.inputoutput.regional.purchase_shares import ShareMethod
    from impact.inputoutput.regional.quotients import Method
    from impact.inputoutput.regional.scores import NATION, OPTIONS, TRIALS, Trial

    given = {name: value for name, value in ((_DELTA, delta), (_LEVEL, level)) if value is not None}
    known: dict[str, Any] = {name: name for name in (NATION, *get_args(Method), *get_args(ShareMethod))}
    if method and method not in known:
        todo = suggestion(method, list(known))
        raise InputError(Problem("option", "--method", repr(method), "a method, or none for all", todo))
    needs = OPTIONS.get(method)
    judged = (
        _out_of_range(method, name, value) if name == needs else _without_role(name, value, method)
        for name, value in given.items()
    )
    if problems := [problem for problem in judged if problem is not None]:
        raise InputError(problems)
    return (Trial(known[method], given.get(needs or "")),) if method else TRIALS


def _without_role(name: str, value: float, method: str) -> Problem:
    of = {_DELTA: "flq or aflq", _LEVEL: "capped or logistic"}[name]
    found = f"{value:g} beside {method or 'no method'}"
    return Problem("option", f"--{name}", found, f"{name} with {of}", f"Choose --method {of}, or leave it out.")


def _out_of_range(method: str, name: str, value: float) -> Problem | None:
    whole = method == "logistic"
    inside = math.isfinite(value) and (whole or 0 <= value < 1 or (name == _LEVEL and value == 1))
    expected = "a number" if whole else "0 to 1" if name == _LEVEL else "0 to less than 1"
    return None if inside else Problem("option", f"--{name}", f"{value:g}", expected, "Write 0.25, for instance.")


def _truths(table: Path | None, nation: Path | None) -> tuple[RegionalTruth, ...]:
    from impact.inputoutput import regional_truths, scotland

    if table is None:
        if nation is not None:
            todo = "Name the table of the region first."
            raise InputError(Problem("option", "--nation", str(nation), "a nation beside a region", todo))
        return (scotland(),)
    of_region, of_nation = _read(table), None if nation is None else _read(nation)
    try:
        return regional_truths(of_region, of_nation, name=table.stem)
    except InputError:
        raise
    except ValueError as error:
        expected = "a region and its nation: the same sectors in one order, the same unit, deliveries at home"
        todo = "Bring both to one list of sectors; is the first the region, and --nation the nation?"
        raise InputError(Problem(str(table), "region", str(error), expected, todo)) from error


def _read(path: Path) -> IOTable:
    from impact.inputoutput import read_table

    try:
        return read_table(path, year=0, unit="", prices="", source=str(path))
    except InputError:
        raise
    except ValueError as error:
        expected = "a table whose rows and columns balance"
        todo = "Give flows, final demand and primary inputs (imports among these), all in one unit."
        raise InputError(Problem(str(path), "table", str(error), expected, todo)) from error
