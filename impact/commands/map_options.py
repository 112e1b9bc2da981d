"""The options of `impact map`: what each is called, and what its help says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Variable = Annotated[
    str,
    typer.Argument(
        help="A variable of the panel, such as jobs; of a result: jobs, value_added or output; or a design file, "
        "for the figures of its outcome."
    ),
]
Out = Annotated[Path, typer.Option("--out", help="A file ending in .svg, .png, .pdf, .html, .gpkg or .csv.")]
Level = Annotated[
    str, typer.Option("--level", help="gemeente, corop (when left out) or provincie; a design has its own.")
]
Year = Annotated[int, typer.Option("--year", help="The year; the last one with figures when left out.")]
Years = Annotated[str, typer.Option("--years", help="A small map for each, such as 2015,2020,2024.")]
Region = Annotated[
    list[str] | None,
    typer.Option("--region", help="Zoom in: a study area (nij-begun), or a code; the option again for each code."),
]
Sector = Annotated[str, typer.Option("--sector", help="A sector, such as J or M-N; else all together.")]
Per = Annotated[
    str,
    typer.Option(
        "--per",
        help="Divide by this variable: population, jobs; the variable itself for a share. A result by COROP area "
        "is shown per 1,000 jobs; nothing gives its amounts.",
    ),
]
ChangeFrom = Annotated[int, typer.Option("--change-from", help="Show the change since this year, in %.")]
Index = Annotated[int, typer.Option("--index", help="Show an index, in which this year is 100.")]
Scheme = Annotated[str, typer.Option("--classes", help="quantile, equal or natural; or the bounds, such as 10,20,50.")]
Count = Annotated[int, typer.Option("--count", help="How many classes, 2 to 9.")]
Around = Annotated[
    str, typer.Option("--around", help="Two colours on either side of zero, or of the figure of the nation.")
]
Size = Annotated[str, typer.Option("--size", help="page, slide (16:9) or phone.")]
Title = Annotated[str, typer.Option("--title", help="A title of your own.")]
Result = Annotated[
    Path | None, typer.Option("--result", help="Show what a scenario leads to: the folder that impact run wrote.")
]
Concept = Annotated[
    str, typer.Option("--concept", help="Of a result: gross, net_regional, or another of its concepts.")
]
Outcome = Annotated[
    str, typer.Option("--outcome", help="Of a design file: which outcome; the one it puts first when left out.")
]
