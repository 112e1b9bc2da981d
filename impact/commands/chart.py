"""The command `impact chart`: parse, call, show what was made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from impact.errors import InputError, Problem

if TYPE_CHECKING:
    from impact.report.gallery.picture import ChartPicture
    from impact.words.languages import Lang


def chart_command(
    name: Annotated[str, typer.Argument(help="A chart by its name; without one they are listed.")] = "",
    of: Annotated[
        list[str] | None,
        typer.Option(
            "--of",
            help="What it is drawn of: a result folder, a design, studies, an area; the option again for more.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="A file ending in .svg, .png, .pdf, .html or .csv.")] = None,
    outcome: Annotated[str, typer.Option("--outcome", help="Of a design or of studies: which outcome.")] = "",
    treated: Annotated[str, typer.Option("--treated", help="Of a design: which definition of the treated.")] = "",
    estimator: Annotated[str, typer.Option("--estimator", help="Of a design: which method.")] = "",
    sector: Annotated[str, typer.Option("--sector", help="Of euro-flow: what is bought, such as F41.")] = "",
    size: Annotated[str, typer.Option("--size", help="page, slide (16:9) or phone.")] = "page",
    title: Annotated[str, typer.Option("--title", help="A title of your own.")] = "",
    lang: Annotated[str, typer.Option("--lang", help="nl or en.")] = "nl",
) -> None:
    """Draw a chart of a result, a study, a region or a ledger that can be published, or write the figures in it."""
    from impact.report.gallery.registry import named
    from impact.report.screens.charts import charts_screen
    from impact.words.texts import chart_words

    spoken = chart_words(lang).lang
    if not name and out is not None:
        raise InputError(Problem("chart", "name", "nothing", "a chart to write", "`impact chart` lists them."))
    if not name:
        typer.echo(charts_screen(spoken))
        return
    found = named(name)
    if out is None:
        todo = f"Name one, such as --out {name}.svg."
        raise InputError(Problem("option", "--out", "nothing", "a file to write", todo))
    from impact.report.gallery.named import Asked
    from impact.report.gallery.needs import given
    from impact.report.gallery.picture import CHART, ChartPicture
    from impact.report.pages import picture_files
    from impact.report.pages.picture import check_size, one_line

    check_size(size)
    picture_files.check_path(CHART, out)
    chosen = {"outcome": outcome, "treated": treated, "estimator": estimator, "sector": sector}
    asked = Asked(spoken, {option: text for option, text in chosen.items() if text})
    found.check(asked)
    drawn = ChartPicture(found.draw(given(found, of or ()), asked), spoken, size, one_line(title))
    picture_files.write(CHART, drawn, out)
    typer.echo(_made(drawn, out, spoken))


def _made(picture: ChartPicture, out: Path, lang: Lang) -> str:
    from impact.report.screens.files import kilobytes
    from impact.words.statements import in_language, said

    about = {"path": str(out), "title": picture.title, "rows": len(picture.values.rows)}
    made = in_language(said("file_chart", size=kilobytes(out), **about), lang)
    return "\n".join([made, picture.subtitle, *picture.foot])
