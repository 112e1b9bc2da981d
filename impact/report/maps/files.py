"""A map as a file, by the ending of its name; whole or not at all, and never over what somebody else made."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape

import pandas as pd

from impact.errors import InputError, Problem
from impact.report.charts import theme
from impact.report.maps.figures import BAND
from impact.report.maps.picture import SIZES, MapPicture, chart

MAKER = "impact-noord"  # what our files say of who made them
COLUMNS = ("region", "name", "year", "value", "unit", "status", "class", "source", "cautions")
_PIXELS: Mapping[str, float] = MappingProxyType({"page": 2.0, "slide": 2.0, "phone": 2.5})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOMENT = "2000-01-01T00:00:00.000Z"  # in a geopackage: the clock would make every file another


def write(picture: MapPicture, path: str | Path) -> Path:
    """Write a map to a file and return its path.

    Parameters
    ----------
    picture : MapPicture
        The map.
    path : str or path
        Ends in .svg, .png, .pdf or .html for the picture, in .csv or .gpkg for the figures that it draws.

    Raises
    ------
    InputError
        As `check_path` does.
    """
    path = Path(path)
    check_path(path)
    whole = _unfinished(path)
    try:
        ENDINGS[path.suffix](picture, whole)
        whole.replace(path)
    finally:
        whole.unlink(missing_ok=True)
    return path


def check_path(path: Path) -> None:
    """Refuse a file that could not be written in the end, or that somebody else made, before the work is done.

    Parameters
    ----------
    path : path
        The file that is asked for.

    Raises
    ------
    InputError
        An ending that is not known, a folder that is not there or cannot be written, a file that is not ours.
    """
    if path.suffix not in ENDINGS or path.is_dir() or not path.parent.is_dir():
        expected = f"a file ending in {', '.join(ENDINGS)} in a folder that exists"
        raise InputError(Problem(str(path), "out", repr(path.name), expected, "Give another name with --out."))
    try:
        if path.exists() and not _is_ours(path):
            todo = "Nothing was written. Move it away, or give another name with --out."
            found = "a file that no earlier map wrote"
            raise InputError(Problem(str(path), "out", found, "a new file, or an earlier map", todo))
        trial = _unfinished(path)
        trial.touch()
        trial.unlink()
    except OSError as error:
        todo = "Nothing was written. Choose another place with --out."
        expected = "a folder that can be written"
        raise InputError(Problem(str(path), "out", error.strerror or str(error), expected, todo)) from error


def _is_ours(path: Path) -> bool:
    """Return whether an earlier map wrote a file: it says so, and a csv file begins with our columns."""
    content = path.read_bytes()
    return content.startswith(",".join(COLUMNS).encode()) if path.suffix == ".csv" else MAKER.encode() in content


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")


def drawing(picture: MapPicture) -> str:
    """Return the picture as SVG text: framed where its size says so, and read out as one image by its message.

    Parameters
    ----------
    picture : MapPicture
        The map.
    """
    from impact.report.pages.web import one_image

    size = SIZES[picture.size]
    drawn = one_image(theme.svg(chart(picture)), picture.message)
    framed = drawn if size.frame is None else _framed(drawn, *size.frame)
    about = f"<title>{escape(picture.title)}</title><metadata>{MAKER}</metadata>"
    return re.sub(r"(<svg [^>]*>)", lambda opening: opening.group() + about, framed, count=1)


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


def _svg(picture: MapPicture, path: Path) -> None:
    path.write_text(drawing(picture), encoding="utf-8")


def _png(picture: MapPicture, path: Path) -> None:
    from impact.report.maps.png import packed

    pixels = _PIXELS[picture.size]
    path.write_bytes(packed(theme.png(drawing(picture), pixels), pixels=pixels, maker=MAKER))


def _html(picture: MapPicture, path: Path) -> None:
    from impact.report.maps.page import html

    path.write_text(html(picture, MAKER), encoding="utf-8")


def _pdf(picture: MapPicture, path: Path) -> None:
    from impact.report.maps.page import pdf

    path.write_bytes(pdf(picture, MAKER))


def table(picture: MapPicture) -> pd.DataFrame:
    """Return the figures that a map draws, a row for each region and year: (rows, `COLUMNS`, and `BAND` if known).

    Parameters
    ----------
    picture : MapPicture
        The map.
    """
    said = {"unit": picture.figures.unit.spoken(picture.lang), "source": picture.source}
    columns = [*COLUMNS, *(BAND if picture.figures.banded else ())]
    return picture.table.assign(**said, cautions=" ".join(picture.remarks))[columns]


def _csv(picture: MapPicture, path: Path) -> None:
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    held = table(picture)
    rows.writerow(held.columns)
    for row in held.itertuples(index=False):
        rows.writerow(["" if cell != cell else _plain(cell) for cell in row])
    path.write_text(written.getvalue(), encoding="utf-8")


def _plain(cell: object) -> object:
    """Return a cell that a spreadsheet reads as text and not as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _gpkg(picture: MapPicture, path: Path) -> None:
    import geopandas
    import pyogrio  # type: ignore[import-untyped]

    from impact import regions

    land = regions.geometry(picture.figures.level)[["region", "geometry"]]
    held: geopandas.GeoDataFrame = land.merge(table(picture), on="region")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _MOMENT})
    try:
        about = {"IDENTIFIER": picture.title, "DESCRIPTION": f"{picture.subtitle}. {picture.source} ({MAKER})"}
        pyogrio.write_dataframe(held, path, driver="GPKG", layer="map", layer_options=about)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


ENDINGS: Mapping[str, Callable[[MapPicture, Path], None]] = MappingProxyType(
    {".svg": _svg, ".png": _png, ".pdf": _pdf, ".html": _html, ".gpkg": _gpkg, ".csv": _csv}
)
