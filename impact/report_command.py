"""The command `impact report`: which publication, made of what, where to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from impact import folders
from impact.backcast_command import report_on_backcast
from impact.errors import InputError, Problem
from impact.evaluate_command import evaluated
from impact.options import BASELINE

if TYPE_CHECKING:
    from impact.report.pages.publications import Publication
    from impact.scenario import ScenarioResult
    from impact.words.languages import Lang

BUILT = Path("build")


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
    from impact.report.pages.publications import BACKCAST, RECORD, SCENARIO, STUDY, asked_for, everything

    if published is not None:
        from impact.published import compare_with

        compare_with(published, out, lambda folder: report_command(name, scenario, result, lang, folder, False, None))
        return
    if listed:
        typer.echo("\n".join(_with_result(name, result) for name in everything()))
        return
    chosen, source = asked_for(name) if name else (None, "")
    if chosen is not None and chosen.kind == STUDY:
        _report_on_study(chosen, source, scenario=scenario, result=result, lang=lang, out=out)
    elif chosen is not None and chosen.kind == RECORD:
        _report_on_record(chosen, scenario=scenario, result=result, lang=lang, out=out)
    elif chosen is not None and chosen.kind == BACKCAST:
        report_on_backcast(chosen, source, given={"--scenario": scenario, "--result": result}, lang=lang, out=out)
    elif chosen is not None and chosen.kind != SCENARIO:
        _report_beside_scenario(chosen, scenario=scenario, result=result, lang=lang, out=out)
    else:
        _report_on_scenario(chosen, scenario=scenario, result=result, lang=lang, out=out)


def _with_result(name: str, result: Path | None) -> str:
    """Return what a list says of a publication: its name, and that it takes the result where one is named."""
    from impact.report.pages.publications import BESIDE_SCENARIO, asked_for

    takes = result is not None and asked_for(name)[0].kind in BESIDE_SCENARIO
    return f"{name} --result {result}" if takes else name


def _report_on_study(
    chosen: Publication, design: str, *, scenario: str | None, result: Path | None, lang: str | None, out: Path | None
) -> None:
    from impact.report import build

    if result is not None:
        todo = "Leave --result out: the pages of a study are made from its design."
        raise InputError(Problem("option", "--result", str(result), "no result for a study", todo))
    folder = out or BUILT / "studies" / Path(design).stem
    folders.check(folder, folders.REPORT_MARK)
    _list(build(chosen.folder, lang, folder, evaluated(design, scenario)))


def _report_on_record(
    chosen: Publication, *, scenario: str | None, result: Path | None, lang: str | None, out: Path | None
) -> None:
    from impact.report.pages.publications import OnRecord

    if given := [f"{option} {value}" for option, value in (("--scenario", scenario), ("--result", result)) if value]:
        todo = "Leave it out: a record is made of figures; the area stands in publication.toml."
        raise InputError(Problem("option", given[0].split()[0], " and ".join(given), "neither, for a record", todo))
    assert isinstance(chosen.about, OnRecord)
    folder = out or BUILT / chosen.name
    folders.check(folder, folders.REPORT_MARK)
    from impact.productivity import regional_record
    from impact.report import build

    _list(build(chosen.folder, lang, folder, regional_record(chosen.about.area)))


def _report_beside_scenario(
    chosen: Publication, *, scenario: str | None, result: Path | None, lang: str | None, out: Path | None
) -> None:
    """Build a publication in which the outcome of a scenario is one of the things told."""
    from impact.report.pages.documents import build, writer_of

    folder = out or BUILT / chosen.name
    folders.check(folder, folders.REPORT_MARK)
    about = chosen.about
    writer = writer_of(chosen.kind)
    found = _outcome(scenario or str(getattr(about, "scenario", "")), result)
    _list(build(chosen.folder, lang, folder, writer.gathered(chosen, found)))
    if found is not None:
        stop_unless_checks_hold(found)


def _outcome(scenario: str, result: Path | None) -> ScenarioResult | None:
    """Return a result that is named, or what a scenario leads to; None without either."""
    from impact.scenario import Scenario, ScenarioResult
    from impact.scenario import run as run_scenario

    if result is not None:
        return ScenarioResult.load(result)
    return run_scenario(Scenario.load(scenario)) if scenario else None


def _report_on_scenario(
    chosen: Publication | None, *, scenario: str | None, result: Path | None, lang: str | None, out: Path | None
) -> None:
    """Build a publication on a result; where none is named, that on the scenario of the result, or on the baseline."""
    from impact.report import build
    from impact.report.pages.publications import on_scenario
    from impact.scenario import Scenario, ScenarioResult
    from impact.scenario import run as run_scenario

    if result is not None and scenario is not None:
        both = f"--result {result} and --scenario {scenario}"
        todo = "A result holds its scenario: leave one out."
        raise InputError(Problem("option", "--scenario", both, "one of the two", todo))
    loaded = ScenarioResult.load(result) if result is not None else None
    asked = loaded.scenario if loaded else Scenario.load(scenario or (chosen.source if chosen else BASELINE))
    publication = chosen or on_scenario(asked, otherwise=BASELINE)
    beside = BUILT / (folders.REPORT if publication.source == BASELINE else publication.name)
    folder = out or (result / folders.REPORT if result is not None else beside)
    folders.check(folder, folders.REPORT_MARK)
    found = loaded or run_scenario(asked)
    _list(build(publication.folder, lang, folder, found))
    stop_unless_checks_hold(found)


def _list(made: list[Path]) -> None:
    for path in made:
        typer.echo(f"{path}  {path.stat().st_size / 1000:,.0f} kB")


def stop_unless_checks_hold(result: ScenarioResult, lang: Lang = "en") -> None:
    """End with 1 where a check of a result does not hold: none of its figures can be used."""
    from impact.words.statements import in_language, said

    if failed := result.failed_checks:
        typer.echo(in_language(said("screen_do_not_use", checks=failed), lang), err=True)
        raise typer.Exit(1)
