"""What a reader has in hand: the tables of a finished page by their captions, and the figures in their cells.

Figures are read as they stand there and held against those of the files beside the page: no writer of the package has a
part in it, so a figure in the wrong row, of the wrong sign or with a wrong digit is found.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

from impact.words.numbers import MINUS

TABLE = re.compile(r"<figcaption>[^<]*?: ([^<]*)</figcaption><table.*?<tbody.*?>(.*?)</tbody>", re.DOTALL)
CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", re.DOTALL)
FIGURE = re.compile(rf"[+{MINUS}]?\d(?:[\d.,]*\d)?")
SLACK = 1e-6  # files carry six decimals: one that lies half between two digits may be written as either


def said(markup: str) -> str:
    """Return what a piece of a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def tables(page: Path) -> dict[str, list[list[str]]]:
    """Return the rows of every table with a caption, a text a cell; the number of the table is not in its name."""
    found = {}
    for caption, body in TABLE.findall(page.read_text(encoding="utf-8")):
        rows = [[said(cell) for cell in CELL.findall(row)] for row in body.split("<tr ")[1:]]
        found[html.unescape(caption)] = rows
    return found


def under_figures(page: Path) -> list[list[list[str]]]:
    """Return the rows of the table of figures under each drawing, in the order of the page."""
    found = re.findall(r"<details>.*?<tbody.*?>(.*?)</tbody>.*?</details>", page.read_text(encoding="utf-8"), re.DOTALL)
    return [[[said(cell) for cell in CELL.findall(row)] for row in body.split("<tr ")[1:]] for body in found]


def listed(page: Path) -> list[str]:
    """Return what stands in lists."""
    return [said(item) for item in re.findall(r"<li>(.*?)</li>", page.read_text(encoding="utf-8"), re.DOTALL)]


def after(page: Path, heading: str) -> str:
    """Return the paragraph that follows on a heading."""
    text = page.read_text(encoding="utf-8").partition(f"{html.escape(heading)}</h3><p>")[2]
    return said(text.partition("</p>")[0])


def figures(cell: str, lang: str) -> list[tuple[float, float]]:
    """Return the figures in a cell, each with half a unit of its last digit."""
    thousands, point = (".", ",") if lang == "nl" else (",", ".")
    plain = [one.replace(thousands, "").replace(point, ".") for one in FIGURE.findall(cell)]
    return [(float(one.replace(MINUS, "-")), 0.5 * 10.0 ** -len(one.partition(".")[2])) for one in plain]


def are_those(cell: str, wanted: Sequence[float], lang: str) -> bool:
    """Return whether a cell holds some figures, each in the digits that it is written in."""
    read = figures(cell, lang)
    return len(read) == len(wanted) and all(
        abs(one - of) <= half + SLACK for (one, half), of in zip(read, wanted, strict=True)
    )
