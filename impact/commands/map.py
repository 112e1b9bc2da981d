"""The command `impact map`: parse, call, show what was made."""

from __future__ import annotations

import typer

from impact.commands import map_options as asked
from impact.commands.map_order import MapOrder, bounds_or_name, map_written, years_of
from impact.commands.options import Data, Language, spoken
from impact.report.maps.style import MapStyle


def map_command(
    variable: asked.Variable,
    out: asked.Out,
    level: asked.Level = "",
    year: asked.Year = 0,
    years: asked.Years = "",
    region: asked.Region = None,
    sector: asked.Sector = "",
    per: asked.Per = "",
    change_from: asked.ChangeFrom = 0,
    index: asked.Index = 0,
    classes: asked.Scheme = "quantile",
    count: asked.Count = 5,
    around: asked.Around = "zero",
    size: asked.Size = "page",
    title: asked.Title = "",
    result: asked.Result = None,
    concept: asked.Concept = "",
    outcome: asked.Outcome = "",
    data: Data = "snapshot",
    lang: Language = "nl",
) -> None:
    """Draw a map of a variable or of a result by region that can be published, or write the figures that it draws."""
    style = MapStyle(bounds_or_name(classes), count, around, size, title)
    when, where = years_of(year, years), tuple(region or ())
    figures = (sector, per, change_from, index)
    order = MapOrder(variable, level, when, where, *figures, result=result, concept=concept, outcome=outcome, data=data)
    typer.echo(map_written(order, style, out, spoken(lang)))
