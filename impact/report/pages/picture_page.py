"""A map or a chart as a page of its own: on the web, and as PDF, with the figures it draws."""

from __future__ import annotations

import datetime
import json
import tempfile
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import cast

import typst

from impact import bundle
from impact.errors import InputError
from impact.report.charts import theme
from impact.report.charts.renderer import fonts
from impact.report.pages import web
from impact.report.pages.letters import lacking
from impact.report.pages.picture import MAKER, Picture

_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
SOURCE = "picture"


def html(picture: Picture) -> str:
    """Return the page: the picture for a wide and for a narrow screen, and its figures, which open on demand.

    Parameters
    ----------
    picture : Picture
        The picture, of whatever size.
    """
    words = picture.words
    # On a phone the title of the page is the one above the drawing; on a wide screen the drawing has its own.
    slim = replace(picture.narrow(), title="")
    drawn = web.Drawing(picture.paged(), picture.message, slim, picture.values, words("document.figures"))
    title = escape(picture.title)
    page = (
        f'<!DOCTYPE html>\n<html lang="{words.lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="{MAKER}">'
        f'<title>{title}</title></head><body><main><h1>{title}</h1><div data-figure="{SOURCE}"></div></main></body>'
        "</html>\n"
    )
    style = bundle.reports("house", "page.css").read_text(encoding="utf-8")
    return web.finished(page, style, {SOURCE: drawn}, description=picture.message)


def pdf(picture: Picture) -> bytes:
    """Return a picture as PDF/A-2a and PDF/UA-1: title, picture, what a reader must know, a table of its figures.

    Parameters
    ----------
    picture : Picture
        The picture, of whatever size.

    Raises
    ------
    InputError
        A title with letters that the font does not have.
    """
    table, svg = picture.values, picture.bare()
    content = {
        **{"lang": picture.words.lang, "title": picture.title, "subtitle": picture.subtitle, "alt": picture.message},
        **{"foot": [*picture.foot], "maker": MAKER, "figures": picture.words("document.figures")},
        **{"head": table.head, "rows": table.rows, "right": [*picture.right], "width": theme.width(svg)},
    }
    noon = datetime.datetime.combine(picture.date, datetime.time(12), tzinfo=datetime.UTC)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{SOURCE}.typ"
        source.write_bytes(bundle.reports("charts", source.name).read_bytes())
        source.with_suffix(".svg").write_text(svg, encoding="utf-8")
        source.with_suffix(".json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        compiler = typst.Compiler(source, root=source.parent, font_paths=[fonts()], ignore_system_fonts=True)
        try:
            found, _ = compiler.compile_with_warnings(format="pdf", pdf_standards=_STANDARDS, timestamp=noon)
        except typst.TypstError as error:
            todo = "Take these letters out, or write svg, png or html."
            raise InputError(lacking(error, "picture", "title", todo)) from error
    return cast("bytes", found)
