"""The command `impact export`: parse, call, show what was made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from impact.commands.options import Area, Data, Language, Sectors, Years, span, spoken
from impact.commands.page_file import write_page
from impact.errors import InputError, Problem

if TYPE_CHECKING:
    from impact.report.exports.content import Export
    from impact.words.languages import Lang

WORKBOOK, PAGE = ".xlsx", ".html"


What = Annotated[
    list[str],
    typer.Argument(
        help="Variables of the panel, such as jobs; the folder of a result that impact run wrote; or, for a page, "
        "scenarios."
    ),
]
Out = Annotated[
    Path,
    typer.Option(
        "--out", help="A file ending in .xlsx for a workbook, in .html for a page, or a folder for a data package."
    ),
]
Level = Annotated[str, typer.Option("--level", help="gemeente, corop (when left out), provincie, landsdeel or land.")]
Who = Annotated[
    Path | None,
    typer.Option("--publisher", help="Who publishes it, as TOML: a data package then has DCAT-AP-NL too."),
]
DrawCount = Annotated[int | None, typer.Option("--draws", help="Of a page: how many random draws, 500 when left out.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Of a page: where the draws start, 0 when left out.")]


def export_command(
    what: What,
    out: Out,
    level: Level = "",
    years: Years = "",
    area: Area = None,
    sector: Sectors = None,
    data: Data = "snapshot",
    lang: Language = "en",
    publisher: Who = None,
    draws: DrawCount = None,
    seed: Seed = None,
) -> None:
    """Export figures or a result as a workbook or a data package, with sources; or scenarios as a page with sliders."""
    from impact import folders
    from impact.report.exports.package import MARK, write_package
    from impact.report.exports.publisher import Publisher
    from impact.report.exports.workbook import check_workbook, write_workbook

    language = spoken(lang)
    if out.suffix == PAGE:
        given = {"--level": level, "--years": years, "--area": area, "--sector": sector, "--publisher": publisher}
        typer.echo(write_page(what, out, language, draws=draws, seed=seed, data=data, given=given))
        return
    _refuse_draws(draws, seed)
    _check_kind(out, publisher)
    who = Publisher.load(publisher) if publisher else None
    if out.suffix == WORKBOOK:
        check_workbook(out)
    else:
        folders.check(out, MARK)
    export = _asked(what, language, level=level, years=years, area=area, sector=sector, data=data)
    if out.suffix == WORKBOOK:
        write_workbook(export, out, language)
    else:
        write_package(export, out, language, who)
    typer.echo(_made(export, out, language))


def _refuse_draws(draws: int | None, seed: int | None) -> None:
    """Say of options of a page that nothing else has draws."""
    for option, value in (("--draws", draws), ("--seed", seed)):
        if value is not None:
            todo = f"Leave it out, or write a page: --out page{PAGE}."
            raise InputError(Problem("option", option, str(value), "a page of scenarios", todo))


def _check_kind(out: Path, publisher: Path | None) -> None:
    """Refuse a file of another kind, and a publisher where there is no place for one."""
    if out.suffix and out.suffix != WORKBOOK and not out.is_dir():
        todo = (
            f"Give a name ending in {WORKBOOK}, in {PAGE} for a page of scenarios, or without an ending for a folder."
        )
        raise InputError(Problem("option", "--out", repr(out.name), f"a {WORKBOOK} or {PAGE} file, or a folder", todo))
    if publisher and out.suffix == WORKBOOK:
        todo = "Leave it out, or export to a folder."
        raise InputError(Problem("option", "--publisher", str(publisher), "a data package to describe", todo))


def _asked(
    what: list[str],
    lang: Lang,
    *,
    level: str,
    years: str,
    area: list[str] | None,
    sector: list[str] | None,
    data: str,
) -> Export:
    """Return the result in a folder, or the variables that are named."""
    if len(what) == 1 and Path(what[0]).is_dir():
        given = {"--level": level, "--years": years, "--area": area, "--sector": sector}
        if more := [option for option, value in given.items() if value]:
            todo = "Leave it out: a result is exported as a whole."
            raise InputError(Problem("option", more[0], "a result", "variables of the panel", todo))
        return _of_result(Path(what[0]), lang)
    _refuse_scenarios(what)
    from impact.panel import panel
    from impact.panel.figures import figures_of
    from impact.report.exports.of_panel import export_of_panel

    source = figures_of(data)
    figures = panel(
        what,
        level=level or "corop",
        years=span(years),
        area=area[0] if area and len(area) == 1 else area,
        sectors=sector or (),
        data=source,
    )
    return export_of_panel(figures, source, lang)


def _refuse_scenarios(what: list[str]) -> None:
    """Say of a scenario that its result is what can be exported."""
    from impact.scenario import shipped_scenarios

    for name in what:
        if name in shipped_scenarios() or name.endswith(".toml"):
            todo = f"impact run {name} --out result, then impact export result; or --out page{PAGE} for a page of it."
            raise InputError(Problem("export", "what", f"the scenario {name}", "variables, or a result folder", todo))


def _of_result(folder: Path, lang: Lang) -> Export:
    from impact.report.exports.of_result import export_of_result
    from impact.scenario import ScenarioResult

    return export_of_result(ScenarioResult.load(folder), lang)


def _made(export: Export, out: Path, lang: Lang) -> str:
    from impact.report.exports.telling import cautions
    from impact.words.statements import in_language, said

    tables = [said("file_rows", name=table.title, rows=len(table.frame)) for table in export.tables]
    counts = {"sources": len(export.records), "cautions": len(cautions(export, lang))}
    return in_language(said("file_export", path=str(out), tables=tables, **counts), lang)
