"""What the snapshot says of the firms, births and value added that the effects of use are computed on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.sources import snapshot

Floats = NDArray[np.float64]

# Groups of the national table of jobs (83583NED) in which CBS does not ask firms for AI, or asks few of them.
_TOTAL = "T001081"
_NOT_ASKED = ("300012", "300014")  # O-Q government, education, care; R-U culture and other services
_SMALLER, _LARGER = ("10-49",), ("50-99", "100-499", "500+")
_JOBS_YEAR = 2019  # the last of the table
# Establishments of a municipality by group: all of them, and those of information and communication.
ALL_GROUPS, J = "sum_groups", "J"


def job_shares() -> pd.Series[float]:
    """Return the share in all jobs of the Netherlands of firms with 10 to 49 workers, with 50 or more, and of the rest.

    Of December 2019 (CBS 83583NED); nobody publishes jobs by size of firm for regions. Government, education, care,
    culture and other services count as rest, as do firms with fewer than ten workers. The three add up to 1.
    """
    jobs = snapshot.table("national-jobs", year=_JOBS_YEAR).pivot_table("value", "sbi", "size_class")
    market = jobs.loc[[_TOTAL]].sum() - jobs.loc[list(_NOT_ASKED)].sum()
    total = float(jobs.loc[[_TOTAL], "total"].sum())
    smaller, larger = (float(market[list(classes)].sum()) / total for classes in (_SMALLER, _LARGER))
    return pd.Series({"10-49": smaller, "50+": larger, "rest": 1 - smaller - larger}, name="share")


def establishments(areas: Sequence[str], year: int) -> Floats:
    """Return the establishments of COROP areas on 1 January (CBS 81578NED), of all sizes, shape (areas,).

    Parameters
    ----------
    areas
        Codes of COROP areas.
    year
        2015 to 2025.

    Raises
    ------
    InputError
        An area without a figure.
    """
    return _by_area("corop-establishments", areas, year, sector=sectors.TOTAL)


def births_in_j(areas: Sequence[str], year: int) -> Floats:
    """Return the births of establishments in information and communication in a year (CBS 83631NED), shape (areas,).

    Parameters
    ----------
    areas
        Codes of COROP areas.
    year
        2007 to 2025.

    Raises
    ------
    InputError
        An area without a figure.
    """
    return _by_area("corop-firm-births", areas, year, sector=J)


def value_added_outside_mining(areas: Sequence[str], year: int) -> Floats:
    """Return the value added of COROP areas outside mining, energy and water, MEUR, shape (areas,).

    Total less B-E and C again (Eurostat nama_10r_3gva): without B, D and E.

    Parameters
    ----------
    areas
        Codes of COROP areas.
    year
        2000 to 2023.

    Raises
    ------
    InputError
        An area without a figure.
    """
    total, without, again = (
        _by_area("corop-value-added", areas, year, sector=group) for group in (sectors.TOTAL, "B-E", "C")
    )
    return np.asarray(total - without + again)


def municipal_shares(area: str, year: int, group: str = ALL_GROUPS) -> pd.Series[float]:
    """Return the share of each municipality of a COROP area in its establishments on 1 January (CBS 81575NED).

    An establishment is not a firm, nor a job: a small one counts as much as a large one.

    Parameters
    ----------
    area
        Code of a COROP area.
    year
        2007 to 2025.
    group
        `sum_groups`, or one of the groups of the table, such as `J`.

    Returns
    -------
    Series
        Shares that add up to 1, by code of the municipality.

    Raises
    ------
    InputError
        A municipality without a figure.
    """
    inside = regions.members(area)
    counted = pd.Series(_by_area("municipal-establishments", inside, year, sector=group), index=list(inside))
    return (counted / counted.sum()).rename("share")


def _by_area(table: str, areas: Sequence[str], year: int, **where: str) -> Floats:
    found = snapshot.table(table, region=list(areas), year=year, **where).set_index("region")["value"]
    values = found.reindex(list(areas))
    if absent := list(values.index[values.isna()]):
        expected, todo = "a figure of every area", "Choose another year, or leave the area out."
        found_text = f"{', '.join(absent[:5])} in {year}: no figure"
        raise InputError(Problem(table, "region", found_text, expected, todo))
    return values.to_numpy(dtype=float)
