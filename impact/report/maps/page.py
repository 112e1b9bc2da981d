"""A map as a page of its own: on the web, and as PDF, with the figures it draws."""

from __future__ import annotations

import datetime
import json
import tempfile
from collections.abc import Hashable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any, cast

import typst

from impact import bundle
from impact.errors import InputError, Problem
from impact.report.charts import theme
from impact.report.charts.narrow import Narrow
from impact.report.charts.values import Values, figure
from impact.report.maps.figures import BAND
from impact.report.maps.picture import MapPicture, body, chart
from impact.report.pages import web
from impact.words.names import called

_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


def values(picture: MapPicture) -> Values:
    """Return the figures of a map as people read them."""
    words, figures = picture.words, picture.figures
    several = len(figures.years) > 1
    last = "band" if figures.banded else "status"
    columns = ("region", *(("year",) if several else ()), "value", last)
    head = tuple(words(f"map_column.{column}") for column in columns)
    rows = []
    for row in picture.table.to_dict("records"):
        told = figure(row["value"], words, figures.decimals)
        rows.append((row["name"], *((str(row["year"]),) if several else ()), told, _beside(row, picture)))
    unit = figures.unit.spoken(picture.lang)
    named = tuple(f"{text} ({unit})" if column == "value" else text for column, text in zip(columns, head, strict=True))
    return Values(named, tuple(rows))


def _beside(row: dict[Hashable, Any], picture: MapPicture) -> str:
    """Return what stands beside a figure: between which figures nine in ten draws lie, or its status."""
    if picture.figures.banded and row["value"] == row["value"]:
        low, high = (float(row[end]) for end in BAND)
        return picture.words.span(low, high, picture.figures.decimals)
    return called("status_meaning", row["status"]).spoken(picture.lang)


def narrow(picture: MapPicture) -> Narrow:
    """Return a map as a narrow screen shows it, with what stands around it.

    Parameters
    ----------
    picture : MapPicture
        The map, of whatever size.
    """
    slim = replace(picture, size="phone")
    return Narrow(_bare(slim), picture.title, picture.subtitle, " ".join([*slim.remarks, slim.source]))


def html(picture: MapPicture, maker: str) -> str:
    """Return the page: the map for a wide and for a narrow screen, and its figures, which open on demand.

    Parameters
    ----------
    picture : MapPicture
        The map; the sizes of page and phone are both in it.
    maker : str
        What made it.
    """
    drawing = web.Drawing(
        theme.svg(chart(picture)), picture.message, narrow(picture), values(picture), picture.words("document.figures")
    )
    title = escape(picture.title)
    page = (
        f'<!DOCTYPE html>\n<html lang="{picture.lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="{maker}">'
        f'<title>{title}</title></head><body><main><h1>{title}</h1><div data-figure="map"></div></main></body></html>\n'
    )
    style = bundle.reports("house", "page.css").read_text(encoding="utf-8")
    return web.finished(page, style, {"map": drawing}, description=picture.message)


def pdf(picture: MapPicture, maker: str) -> bytes:
    """Return the map as PDF/A-2a and PDF/UA-1: title, map, what a reader must know, and a table of the figures.

    Parameters
    ----------
    picture : MapPicture
        The map.
    maker : str
        What made it; it stands among the keywords.

    Raises
    ------
    InputError
        A title with letters that the font does not have.
    """
    table = values(picture)
    svg = _bare(picture)
    content = {
        **{"lang": picture.lang, "title": picture.title, "subtitle": picture.subtitle, "alt": picture.message},
        **{"foot": [*picture.remarks, picture.source], "maker": maker, "figures": picture.words("document.figures")},
        **{"head": table.head, "rows": table.rows, "width": theme.width(svg)},
    }
    # Of the figures, not of today: the same map gives the same bytes.
    date = datetime.datetime(max(picture.figures.years), 12, 31, 12, tzinfo=datetime.UTC)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "map.typ"
        source.write_bytes(bundle.reports("charts", "map.typ").read_bytes())
        source.with_name("map.svg").write_text(svg, encoding="utf-8")
        source.with_name("map.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        compiler = typst.Compiler(source, root=source.parent, font_paths=[theme.fonts()], ignore_system_fonts=True)
        try:
            found, _ = compiler.compile_with_warnings(format="pdf", pdf_standards=_STANDARDS, timestamp=date)
        except typst.TypstError as error:
            todo = "Take these letters out, or write svg, png or html."
            expected = f"letters that {theme.FONT} has"
            raise InputError(Problem("map", "title", str(error), expected, todo)) from error
    return cast("bytes", found)


def _bare(picture: MapPicture) -> str:
    """Return the drawing without what stands around it."""
    return theme.svg(theme.plain(body(picture), picture.lang))
