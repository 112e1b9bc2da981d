"""A picture as a file, by the ending of its name; whole or not at all, and never over what somebody else made."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd

from impact import files
from impact.report.charts import theme
from impact.report.pages.picture import FRAMES, MAKER, PIXELS, Picture
from impact.spreadsheets import plain

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML cannot hold them


@dataclass(frozen=True)
class Kind:
    """A kind of picture.

    Attributes
    ----------
    name : what it is called in what is refused: a map, a chart.
    writers : how it is written, by the ending of the name of the file.
    columns : how its csv begins, by which an earlier one is known; where nothing is said, it says who made it.
    """

    name: str
    writers: Mapping[str, Callable[[Any, Path], None]]
    columns: tuple[str, ...] = ()


def write(kind: Kind, picture: Any, path: str | Path) -> Path:
    """Write a picture, or what else the kind writes, to a file and return its path.

    Parameters
    ----------
    kind : Kind
        What it is.
    picture
        The picture.
    path : str or path
        Its ending says how it is written.

    Raises
    ------
    InputError
        As `check_path` does.
    """
    path = Path(path)
    check_path(kind, path)
    with files.replaced_file(path) as whole:
        kind.writers[path.suffix](picture, whole)
    return path


def check_path(kind: Kind, path: Path) -> None:
    """Refuse a file that could not be written in the end, or that somebody else made, before the work is done.

    Parameters
    ----------
    kind : Kind
        What is to be written.
    path : path
        The file that is asked for.

    Raises
    ------
    InputError
        An ending that is not known, a folder that is not there or cannot be written, a file that is not ours.
    """
    files.check(path, kind.writers, lambda found: _is_ours(kind, found), kind.name)


def _is_ours(kind: Kind, path: Path) -> bool:
    """Return whether we wrote a file earlier: it says so, or it is a csv file that begins with our columns."""
    content = path.read_bytes()
    if path.suffix == ".csv" and kind.columns:
        return content.startswith(",".join(kind.columns).encode())
    return MAKER.encode() in content


def drawing(picture: Picture) -> str:
    """Return a picture as SVG text: framed where its size says so, and read out as one image by its message.

    Parameters
    ----------
    picture : Picture
        The picture.
    """
    from impact.report.pages.web import one_image

    frame = FRAMES[picture.size]
    drawn = one_image(picture.signed(), picture.message)
    framed = drawn if frame is None else _framed(drawn, *frame)
    about = f"<title>{escape(picture.title)}</title><metadata>{MAKER}</metadata>"
    titled = re.sub(r"(<svg [^>]*>)", lambda opening: opening.group() + about, framed, count=1)
    return _CONTROL.sub("", titled)


def _framed(drawn: str, across: int, down: int, margin: int = 24) -> str:
    """Return a drawing on white of a given width and height, as large as it goes."""
    width, height = theme.width(drawn), theme.height(drawn)
    scale = min((across - 2 * margin) / width, (down - 2 * margin) / height)
    inside = re.sub(r' (?:role|aria-label)="[^"]*"', "", drawn, count=2)
    placed = re.sub(
        r'\bwidth="[\d.]+" height="[\d.]+"|\bheight="[\d.]+" width="[\d.]+"',
        f'x="{margin}" y="{margin}" width="{width * scale:.2f}" height="{height * scale:.2f}"',
        inside,
        count=1,
    )
    spoken = re.search(r'<svg (role="img" aria-label="[^"]*")', drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {spoken.group(1) if spoken else ""} width="{across}" height="{down}"'
        f' viewBox="0 0 {across} {down}"><rect width="{across}" height="{down}" fill="{theme.PAPER}"/>{placed}</svg>'
    )


def _svg(picture: Picture, path: Path) -> None:
    path.write_text(drawing(picture), encoding="utf-8")


def _png(picture: Picture, path: Path) -> None:
    path.write_bytes(png(drawing(picture), PIXELS[picture.size]))


def png(svg: str, pixels: float = theme.PIXELS) -> bytes:
    """Return SVG text as the bytes of a png, packed as small as it goes without loss.

    Parameters
    ----------
    svg : str
        The drawing.
    pixels : float
        Dots for each of its units.
    """
    from impact.report.pages.png import packed

    return packed(theme.png(svg, pixels), pixels=pixels, maker=MAKER)


def _html(picture: Picture, path: Path) -> None:
    from impact.report.pages.picture_page import html

    path.write_text(html(picture), encoding="utf-8")


def _pdf(picture: Picture, path: Path) -> None:
    from impact.report.pages.picture_page import pdf

    path.write_bytes(pdf(picture))


def _csv(picture: Picture, path: Path) -> None:
    path.write_text(csv_text(picture.rows), encoding="utf-8")


def csv_text(rows: pd.DataFrame) -> str:
    """Return rows as csv: nothing where there is no figure, and no text that a spreadsheet would compute.

    Parameters
    ----------
    rows : DataFrame
        Columns of figures and of texts.
    """
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow([plain(name) for name in rows.columns])
    for row in rows.itertuples(index=False, name=None):
        lines.writerow(["" if cell != cell else plain(cell) for cell in row])
    return written.getvalue()


WRITERS: Mapping[str, Callable[[Any, Path], None]] = MappingProxyType(
    {".svg": _svg, ".png": _png, ".pdf": _pdf, ".html": _html, ".csv": _csv}
)
"""How every kind of picture is written."""
