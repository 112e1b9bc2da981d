"""A map as a file: the picture, or the figures that it draws as csv or with their shapes as geopackage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from impact.report.maps.page import COLUMNS, MapSheet
from impact.report.pages import picture_files
from impact.report.pages.picture import MAKER

if TYPE_CHECKING:
    import geopandas

    from impact.report.maps.picture import MapPicture

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
    return picture_files.write(MAP, MapSheet(picture), path)


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
    picture_files.check_path(MAP, path)


def _gpkg(sheet: MapSheet, path: Path) -> None:
    import pyogrio  # type: ignore[import-untyped]

    from impact import regions

    picture = sheet.map
    land = regions.geometry(picture.figures.level)[["region", "geometry"]]
    held: geopandas.GeoDataFrame = land.merge(sheet.rows, on="region")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _MOMENT})
    try:
        about = {"IDENTIFIER": picture.title, "DESCRIPTION": f"{picture.subtitle}. {picture.source} ({MAKER})"}
        pyogrio.write_dataframe(held, path, driver="GPKG", layer="map", layer_options=about)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


ENDINGS: Mapping[str, Callable[[Any, Path], None]] = MappingProxyType({**picture_files.WRITERS, ".gpkg": _gpkg})
"""How a map is written, by the ending of the name of the file."""

MAP = picture_files.Kind("map", ENDINGS, COLUMNS)
"""A map: what it is written as, and how it is known."""
