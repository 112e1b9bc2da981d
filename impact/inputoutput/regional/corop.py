"""The 40 COROP areas and parts of them: what each does, and how far apart they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.inputoutput.tables.labels import listed
from impact.panel.figures import figures_of
from impact.regions.codes import check_each

if TYPE_CHECKING:
    import geopandas as gpd


def corop_activity(year: int = 2019, level: sectors.Level = "a38") -> pd.DataFrame:
    """Return employee jobs (thousand) of the group each sector belongs to, (40 areas, sectors).

    Jobs by area are published for ten groups: every sector of a group gets the group's figure, so that inside a group
    the national mix is assumed. In B-E this gives every area with industry its part of the gas. Goods and services not
    elsewhere classified (X) follow all jobs. Jobs without an area (0.2 %) are left out.

    Raises
    ------
    InputError
        The year is not in the snapshot.
    ValueError
        A cell of that year is suppressed.
    """
    wide = figures_of().jobs_by_corop(year)
    suppressed = wide.index[wide.isna().any(axis=1)]
    if len(suppressed):
        raise ValueError(f"{year}: a group is suppressed in {listed(suppressed)}; choose a year without, such as 2019")
    groups = _groups(level)
    return wide[list(groups)].set_axis(groups.index, axis=1)


def corop_distances() -> pd.DataFrame:
    """Return distances in kilometres, (40 areas, 40 areas), between centroids.

    The distance within an area, the mean to its centre, is two thirds of the radius of a circle as large (Head and
    Mayer 2002).
    """
    return _distances(regions.geometry("corop").set_index("region")["geometry"].sort_index())


def area_distances(areas: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return distances in kilometres between areas made of municipalities, (areas, areas), as `corop_distances` does.

    An area of all municipalities of a COROP area has its boundary and centroid, to the metre.

    Parameters
    ----------
    areas
        The municipalities of each area, by a name of its own, such as `{"CR07 inside": ["GM1680", "GM1699"]}`.

    Raises
    ------
    InputError
        An area without municipalities, one that does not exist in 2024, or one that stands in two areas.
    """
    import geopandas

    if not areas:
        raise InputError(Problem("regions", "areas", "none", "one area or more", "Name the municipalities of each."))
    check_each([code for listed in areas.values() for code in listed or [""]], ("GM",))
    owner = {code: label for label, listed in areas.items() for code in listed}
    shapes = regions.geometry("gemeente").set_index("region")["geometry"].loc[list(owner)]
    whole = geopandas.GeoDataFrame({"area": owner.values()}, geometry=shapes.to_numpy(), crs=shapes.crs)
    return _distances(whole.dissolve("area")["geometry"].loc[list(areas)].rename_axis("region"))


def _distances(shapes: gpd.GeoSeries) -> pd.DataFrame:
    centres = np.column_stack([shapes.centroid.x, shapes.centroid.y]) / 1000.0
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=-1)
    np.fill_diagonal(apart, 2.0 / 3.0 * np.sqrt(shapes.area.to_numpy() / np.pi) / 1000.0)
    return pd.DataFrame(apart, index=shapes.index, columns=shapes.index)


def corop_ring(area: str | Sequence[str]) -> list[str]:
    """Return the COROP areas that border on an area and do not belong to it, in order of their codes.

    area is a study area made of whole COROP areas, by its name or by their codes.

    Raises
    ------
    InputError
        No such area or code, a code given twice, or an area that holds a part of a COROP area.
    """
    inside = list(regions.study_area(area).regions("corop"))
    shapes = regions.geometry("corop").set_index("region")["geometry"].sort_index()
    whole = shapes.loc[inside].union_all()
    return [code for code, shape in shapes.items() if code not in inside and shape.touches(whole)]


def _groups(level: sectors.Level) -> pd.Series[str]:
    """Return the a10 group of each sector of a level; the total for a sector that has none."""
    fine, coarse = sectors.grouping(level), sectors.grouping("a10")
    group = coarse.reindex(fine.index).fillna(sectors.TOTAL)
    return group.groupby(fine.to_numpy(), sort=False).first().rename_axis(level)
