"""What the web page needs beyond what typst writes: style sheet, contents, drawings and tables in the page itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from impact.errors import InputError, Problem
from impact.report.charts.narrow import Narrow
from impact.report.charts.values import Values

_BESIDE = 3  # columns of figures for which a phone has no room side by side
_MANY, _SHORT = 5, 12  # columns, and letters of a name that still stands beside so many
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')  # what a drawing says of its marks


@dataclass(frozen=True)
class Beside:
    """What can be taken along from a drawing, and how it is cited.

    Attributes
    ----------
    save : what the links are for, in words.
    files : kind of a file -> its place beside the page.
    named : what the drawing is called, so that a link read by itself says of what it is.
    cite : how to cite it.
    """

    save: str
    files: Mapping[str, str]
    named: str
    cite: str


@dataclass(frozen=True)
class Drawing:
    """A picture with what stands in its place for those who cannot see it.

    Attributes
    ----------
    svg, alt : the drawing, and its message in a sentence.
    narrow : the same for a narrow screen; the drawing itself where there is none.
    table : the figures it draws, in a table that opens on demand under the name `figures`.
    beside : its files, and how to cite it; nothing for a page by itself.
    """

    svg: str
    alt: str
    narrow: Narrow | None = None
    table: Values | None = None
    figures: str = ""
    beside: Beside | None = None


def finished(
    page: str, style: str, drawings: Mapping[str, Drawing], *, description: str = "", contents: str = ""
) -> str:
    """Return the page with its style sheet, its contents and every drawing in the place that the template marks for it.

    `description` is what the page is about, for those who find it; `contents` the name of the list of its parts.

    Raises
    ------
    InputError
        When the page has no place for a drawing, or a place without a drawing.
    """
    places = set(re.findall(r'<div data-figure="([^"]+)"></div>', page))
    if places != set(drawings):
        found, made = (", ".join(sorted(names)) or "none" for names in (places, drawings))
        todo = "Name each figure once."
        raise InputError(Problem("template.typ", "picture", f"places for {found}", f"places for {made}", todo))
    page = _with_contents(_tables_with_heads(page), contents)
    for name, drawing in drawings.items():
        page = page.replace(f'<div data-figure="{name}"></div>', _inline(name, drawing))
    page = page.replace('<meta name="authors"', '<meta name="author"')
    described = f'<meta name="description" content="{escape(description)}">' if description else ""
    return page.replace("</head>", f"{described}<style>\n{style}</style></head>", 1)


def _with_contents(page: str, name: str) -> str:
    """Return the page with a name for every heading, and their list under the first part: the answer comes first."""
    parts = re.split(r"<h2>(.*?)</h2>", page, flags=re.DOTALL)
    headings = parts[1::2]
    items = "".join(f'<li><a href="#part-{at}">{heading}</a></li>' for at, heading in enumerate(headings, start=1))
    contents = f'<nav aria-label="{escape(name)}"><p><strong>{escape(name)}</strong></p><ul>{items}</ul></nav>'
    written = parts[0]
    for at, (heading, part) in enumerate(zip(headings, parts[2::2], strict=True), start=1):
        written += f'{contents if at == 2 else ""}<h2><span id="part-{at}">{heading}</span></h2>{part}'
    return written


def _inline(name: str, drawing: Drawing) -> str:
    """Return a drawing as part of the page, for a wide screen and for a narrow one; each screen shows one of them."""
    wide = one_image(own_names(drawing.svg, name), drawing.alt)
    table = "" if drawing.table is None else _opened(drawing.table, drawing.figures)
    table += "" if drawing.beside is None else _to_take_along(drawing.beside)
    if drawing.narrow is None:
        return f'<div class="drawing">{wide}</div>{table}'
    around = drawing.narrow
    title = f'<p class="title">{escape(around.title)}</p>' if around.title else ""
    above = f'{title}<p class="measured">{escape(around.subtitle)}</p>'
    below = f'<p class="measured">{escape(around.source)}</p>'
    slim = _growing(own_names(around.svg, f"{name}-narrow"), drawing.alt)
    return f'<div class="drawing wide">{wide}</div><div class="drawing narrow">{above}{slim}{below}</div>{table}'


def _growing(svg: str, alt: str) -> str:
    """Return a drawing that is as wide as the room it has, at the size it was drawn for or larger."""
    silent = _SPOKEN.sub("", svg).replace("<svg ", '<svg aria-hidden="true" ', 1)
    sized = re.sub(
        r"<svg [^>]*>", lambda opening: re.sub(r' (?:width|height)="[^"]*"', "", opening.group()), silent, count=1
    )
    return f'<div role="img" aria-label="{escape(alt)}">{sized}</div>'


def _opened(values: Values, name: str) -> str:
    """Return the table of figures of a drawing, closed until it is asked for."""
    head = "".join(f"<th>{escape(text)}</th>" for text in values.head)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in values.rows)
    table = _tables_with_heads(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    named = " named" if _has_names(values) else ""
    columns = f"table figures columns-{len(values.head)}{named}"
    return f'<details><summary>{escape(name)}</summary><div class="{columns}">{table}</div></details>'


def _to_take_along(beside: Beside) -> str:
    """Return links to the files of a drawing, each of which says of what it is, and how to cite it."""
    links = " ".join(
        f'<a href="{escape(file)}" aria-label="{escape(f"{kind}: {beside.named}")}" download>{escape(kind)}</a>'
        for kind, file in beside.files.items()
    )
    return f'<p class="files">{escape(beside.save)}: {links}<br>{escape(beside.cite)}</p>'


def _has_names(values: Values) -> bool:
    """Return whether names of rows stand above their figures on a narrow screen, for want of room beside them."""
    return len(values.head) >= _MANY and any(len(row[0]) > _SHORT for row in values.rows)


def _tables_with_heads(page: str) -> str:
    """Return a page of which every table says what its cells are, also where a narrow screen lays them out anew."""
    return re.sub(r"<table>.*?</table>", lambda found: _with_heads(found.group()), page, flags=re.DOTALL)


def _with_heads(table: str) -> str:
    head, body = re.split(r"(?=<tbody>)", table, maxsplit=1)
    head = head.replace("<th>", '<th scope="col" role="columnheader">')
    head = head.replace("<table>", '<table role="table">').replace("<thead>", '<thead role="rowgroup">')
    names = [re.sub(r"<[^>]+>", "", name) for name in re.findall(r"<th [^>]*>(.*?)</th>", head, flags=re.DOTALL)]
    rows, under = [], 0  # how many rows still stand beside the name of an earlier one
    for row in body.split("<tr>")[1:]:
        spanned = re.match(r'<td rowspan="(\d+)"', row)
        rows.append(_cells(row if under else _row_head(row), names[1:]))
        under = int(spanned.group(1)) - 1 if spanned else max(0, under - 1)
    begin = '<tbody role="rowgroup">'
    return f"{head}{begin}".replace("<tr>", '<tr role="row">') + "".join(f'<tr role="row">{row}' for row in rows)


def _row_head(row: str) -> str:
    scope = "rowgroup" if row.startswith("<td rowspan=") else "row"
    named = row.replace("<td", f'<th scope="{scope}" role="rowheader"', 1)
    return named.replace("</td>", "</th>", 1)


def _cells(row: str, names: Sequence[str]) -> str:
    """Return a row whose cells carry the names of their columns, for a phone, where there are many."""
    if len(names) < _BESIDE:
        return row.replace("<td", '<td role="cell"')
    of_cell = iter(names)
    return re.sub(r"<td\b", lambda _: f'<td role="cell" data-head="{next(of_cell, "")}"', row)


def one_image(svg: str, alt: str) -> str:
    """Return a drawing that is read out as one image by its alternative text, not mark by mark."""
    return _SPOKEN.sub("", svg).replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)


def own_names(svg: str, name: str) -> str:
    """Return a drawing whose internal names start with its own, so that two drawings in a page do not share any."""
    renamed = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    return re.sub(r'(url\(#|href="#)([^)"]+)', rf"\1{name}-\2", renamed)
