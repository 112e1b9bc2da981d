"""The command `impact map`: parse, call, show what was made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from impact.map_order import MapOrder, bounds_or_name, map_written, years_of
from impact.options import Data, Language, spoken
from impact.report.maps.style import MapStyle


def map_command(
    variable: Annotated[
        str,
        typer.Argument(
            help="A variable of the panel, such as jobs; of a result: jobs, value_added or output; or a design file, "
            "for the figures of its outcome."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="A file ending in .svg, .png, .pdf, .html, .gpkg or .csv.")],
    level: Annotated[
        str, typer.Option("--level", help="gemeente, corop (when left out) or provincie; a design has its own.")
    ] = "",
    year: Annotated[int, typer.Option("--year", help="The year; the last one with figures when left out.")] = 0,
    years: Annotated[str, typer.Option("--years", help="A small map for each, such as 2015,2020,2024.")] = "",
    region: Annotated[
        list[str] | None,
        typer.Option("--region", help="Zoom in: a study area (nij-begun), or a code; the option again for each code."),
    ] = None,
    sector: Annotated[str, typer.Option("--sector", help="A sector, such as J or M-N; else all together.")] = "",
    per: Annotated[
        str,
        typer.Option(
            "--per",
            help="Divide by this variable: population, jobs; the variable itself for a share. A result by COROP area "
            "is shown per 1,000 jobs; nothing gives its amounts.",
        ),
    ] = "",
    change_from: Annotated[int, typer.Option("--change-from", help="Show the change since this year, in %.")] = 0,
    index: Annotated[int, typer.Option("--index", help="Show an index, in which this year is 100.")] = 0,
    classes: Annotated[
        str, typer.Option("--classes", help="quantile, equal or natural; or the bounds, such as 10,20,50.")
    ] = "quantile",
    count: Annotated[int, typer.Option("--count", help="How many classes, 2 to 9.")] = 5,
    around: Annotated[
        str, typer.Option("--around", help="Two colours on either side of zero, or of the figure of the nation.")
    ] = "zero",
    size: Annotated[str, typer.Option("--size", help="page, slide (16:9) or phone.")] = "page",
    title: Annotated[str, typer.Option("--title", help="A title of your own.")] = "",
    result: Annotated[
        Path | None, typer.Option("--result", help="Show what a scenario leads to: the folder that impact run wrote.")
    ] = None,
    concept: Annotated[
        str, typer.Option("--concept", help="Of a result: gross, net_regional, or another of its concepts.")
    ] = "",
    outcome: Annotated[
        str, typer.Option("--outcome", help="Of a design file: which outcome; the one it puts first when left out.")
    ] = "",
    data: Data = "snapshot",
    lang: Language = "nl",
) -> None:
    """Draw a map of a variable or of a result by region that can be published, or write the figures that it draws."""
    style = MapStyle(bounds_or_name(classes), count, around, size, title)
    when, where = years_of(year, years), tuple(region or ())
    figures = (sector, per, change_from, index)
    order = MapOrder(variable, level, when, where, *figures, result=result, concept=concept, outcome=outcome, data=data)
    typer.echo(map_written(order, style, out, spoken(lang)))
