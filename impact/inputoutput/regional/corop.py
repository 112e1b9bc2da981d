"""The 40 COROP areas and parts of them: what each does, and how far apart they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.panel.figures import SNAPSHOT, figures_of
from impact.panel.sections import SectionJobs, area_jobs, shared_out
from impact.regions.boundaries import shapes
from impact.regions.codes import check_each

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from impact.panel.figures import Figures
    from impact.sources.store import Store


def corop_activity(
    year: int = 2019, level: sectors.Level = "a38", figures: str | Path | Store | Figures = SNAPSHOT
) -> pd.DataFrame:
    """Return what each COROP area does of every sector, in thousand employee jobs, (40 areas, sectors).

    Jobs by area are known by section (A to S); inside a section the national mix is assumed. Some cells of mining,
    energy and water (B, D, E) are not published and stand at what is left of their group: `attrs["filled"]` lists area
    and section, `Figures.sections_by_corop` says more. Jobs without an area (0.2 %) are left out. Sectors without
    employees stand where others are: imputed rents (L68A) with the jobs of real estate, households as employers (T)
    and goods and services not elsewhere classified (X) with all jobs. Only an area's share in them means something.

    Parameters
    ----------
    year
        Of the December: 2019 to 2024 in the snapshot.
    level
        The level of the sectors.
    figures
        Where jobs come from: "snapshot", "live", the folder of a store, or figures.

    Raises
    ------
    InputError
        The year is not in the figures, an area is absent, or a group is blank in an area.
    """
    return activity_of(figures_of(figures).sections_by_corop(year), level)


def activity_of(sections_of: SectionJobs, level: sectors.Level = "a38") -> pd.DataFrame:
    """Return what each COROP area does of every sector, as `corop_activity`, of jobs that are known already.

    Parameters
    ----------
    sections_of
        `Figures.sections_by_corop` of a year.
    level
        The level of the sectors.
    """
    activity = _standing(sections_of.by_sector(level), sections_of.jobs)
    activity.attrs["filled"] = sections_of.filled_cells
    return activity


def area_quotients(
    sections_of: SectionJobs, area: str | Sequence[str], level: sectors.Level = "cbs81"
) -> pd.Series[float]:
    """Return simple location quotients of a study area by jobs, (sectors,); the nation is the sum of the 40 areas.

    Industries of one section have one quotient. Sectors without employees have that of what they stand with
    (`corop_activity`): T and X have 1.

    Parameters
    ----------
    sections_of
        `Figures.sections_by_corop` of a year.
    area
        A study area, its name or its codes; a COROP area partly inside is apportioned, `panel.sections.area_jobs`.
    level
        The level of the sectors.

    Raises
    ------
    InputError
        As `panel.sections.area_jobs`.
    """
    both = pd.DataFrame({"area": area_jobs(area, sections_of).jobs, "nation": sections_of.jobs.sum()}).T
    jobs = _standing(shared_out(both, sections_of.mix, level), both)
    size = both.loc["area"].sum() / both.loc["nation"].sum()
    share: pd.Series[float] = jobs.T["area"] / jobs.T["nation"]
    return (share / size).rename("slq")


def corop_distances() -> pd.DataFrame:
    """Return distances in kilometres, (40 areas, 40 areas), between centroids.

    The distance within an area, the mean to its centre, is two thirds of the radius of a circle as large (Head and
    Mayer 2002).
    """
    return _corop_distances().copy()


@cache
def _corop_distances() -> pd.DataFrame:
    return _distances(shapes("corop"))


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
    parts = regions.geometry("gemeente").set_index("region")["geometry"].loc[list(owner)]
    whole = geopandas.GeoDataFrame({"area": owner.values()}, geometry=parts.to_numpy(), crs=parts.crs)
    dissolved = whole.dissolve("area")["geometry"]
    return _distances({code: dissolved[code] for code in areas})


def _distances(boundaries: Mapping[str, BaseGeometry]) -> pd.DataFrame:
    import shapely

    known = np.array(list(boundaries.values()))
    middle = shapely.centroid(known)
    centres = np.column_stack([shapely.get_x(middle), shapely.get_y(middle)]) / 1000.0
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=-1)
    np.fill_diagonal(apart, 2.0 / 3.0 * np.sqrt(shapely.area(known) / np.pi) / 1000.0)
    labels = pd.Index(boundaries, name="region")
    return pd.DataFrame(apart, index=labels, columns=labels)


def corop_ring(area: str | Sequence[str]) -> list[str]:
    """Return the COROP areas that border on an area and do not belong to it, in order of their codes.

    area is a study area made of whole COROP areas, by its name or by their codes.

    Raises
    ------
    InputError
        No such area or code, a code given twice, or an area that holds a part of a COROP area.
    """
    inside = list(regions.study_area(area).regions("corop"))
    boundaries = regions.geometry("corop").set_index("region")["geometry"].sort_index()
    whole = boundaries.loc[inside].union_all()
    return [code for code, shape in boundaries.items() if code not in inside and shape.touches(whole)]


def _standing(jobs: pd.DataFrame, by_section: pd.DataFrame) -> pd.DataFrame:
    """Return jobs by sector in which those without employees stand with their section, or with all jobs."""
    without = jobs.columns[jobs.sum() == 0]
    section = sectors.grouping("section").to_dict()
    standing = {code: by_section.get(section.get(code, code), by_section.sum(axis=1)) for code in without}
    return jobs.assign(**standing)
