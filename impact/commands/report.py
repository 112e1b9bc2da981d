"""The command `impact report`: which publication, made of what, where to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from impact.commands.options import spoken
from impact.commands.report_order import Order, made

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult
    from impact.words.languages import Lang


def report_command(
    name: Annotated[
        str | None,
        typer.Argument(help="A publication (name or folder), or a design (name or file); see --list."),
    ] = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", help="A scenario file or shipped name; else that of the publication.")
    ] = None,
    result: Annotated[
        Path | None, typer.Option("--result", help="A result folder of impact run, instead of --scenario.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="nl or en; both when left out.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The folder to write; else report/ in the result, or under build/.")
    ] = None,
    listed: Annotated[
        bool,
        typer.Option(
            "--list", help="Only list what there is to build; with --result, what takes it has it beside its name."
        ),
    ] = False,
    published: Annotated[
        Path | None,
        typer.Option("--check", help="Only compare what would be built with this folder; exit 1 when a byte differs."),
    ] = None,
) -> None:
    """Build a publication as HTML and PDF, with figures: on a scenario, a registered study, or a region's record."""
    order = Order(name, scenario, result, lang, out)
    language = spoken(lang or "en")
    if listed:
        from impact.report.pages.publications import everything

        typer.echo("\n".join(_with_result(one, result) for one in everything()))
    elif published is not None:
        from impact.commands.published import compare_with

        compare_with(published, out, lambda folder: _built(order.into(folder), language), language)
    else:
        _built(order, language)


def _built(order: Order, lang: Lang) -> None:
    from impact.report.screens.files import files_screen

    done = made(order)
    typer.echo(files_screen(done.files, lang))
    if done.result is not None:
        stop_unless_checks_hold(done.result, lang)


def _with_result(name: str, result: Path | None) -> str:
    """Return what a list says of a publication: its name, and that it takes the result where one is named."""
    from impact.report.pages.descriptions import BESIDE_SCENARIO
    from impact.report.pages.publications import asked_for

    takes = result is not None and asked_for(name)[0].kind in BESIDE_SCENARIO
    return f"{name} --result {result}" if takes else name


def stop_unless_checks_hold(result: ScenarioResult, lang: Lang = "en") -> None:
    """End with 1 where a check of a result does not hold: none of its figures can be used."""
    from impact.words.statements import in_language, said

    if failed := result.failed_checks:
        typer.echo(in_language(said("screen_do_not_use", checks=failed), lang), err=True)
        raise typer.Exit(1)
