"""Where people live who work in an area: commuting by gravity, and a drawn share of residents of a study area.

Trips from home r to work s are T^rs ~ residents_r jobs_s distance^-decay, balanced so that every area sends out its
working residents and fills its jobs (Wilson 1971, doubly constrained). Nobody commutes out of the country here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.inputoutput.tables.balancing import ras_scaled
from impact.inputoutput.tables.labels import listed, same_labels

Array = NDArray[np.floating[Any]]
_PRECISION, _NEAR = 1e-12, 1e-8


def commuting_shares(
    jobs: pd.Series[float], residents: pd.Series[float], distance: pd.DataFrame, *, decay: float
) -> pd.DataFrame:
    """Return the share of the jobs in an area (column) that residents of each area (row) hold, (R, R).

    Parameters
    ----------
    jobs
        (R,) jobs by area of work.
    residents
        (R,) people by area of residence, of whom the same part works everywhere; only shares count.
    distance
        (R, R), any unit, positive also within an area.
    decay
        Exponent of distance. 2.4 fits what is known of the province of Groningen in 2014 (`commuting` in the snapshot).

    Raises
    ------
    ValueError
        Labels differ; jobs, residents or a distance are missing, zero or negative; decay is negative; or the balancing
        does not reach its totals.
    """
    for other, what in ((residents.index, "residents"), (distance.index, "distance"), (distance.columns, "distance")):
        same_labels(jobs.index, other, f"jobs and {what}")
    for values, what in ((jobs, "jobs"), (residents, "residents"), (distance.min(), "distance")):
        wrong = values.index[~(values > 0)]
        if len(wrong):
            raise ValueError(f"{what} of {listed(wrong)}: missing, zero or negative; expected more than 0")
    if not decay >= 0:
        raise ValueError(f"decay is {decay}; expected 0 (distance does not matter) or more")
    home = residents / residents.sum() * jobs.sum()
    friction = distance.to_numpy(dtype=float) ** -decay
    found = ras_scaled(
        friction[None],
        home.to_numpy(dtype=float)[None],
        jobs.to_numpy(dtype=float)[None],
        tolerance=_PRECISION,
        max_iterations=20_000,
    )
    if found.gap > _NEAR:
        raise ValueError(f"commuting: homes and jobs stay {found.gap:.1e} apart. Is the decay too steep?")
    trips = found.matrix[0]
    return pd.DataFrame(trips / trips.sum(axis=0), index=jobs.index, columns=jobs.index)


def with_residents(shares: pd.DataFrame, area: Sequence[str], local: Array) -> Array:
    """Return commuting in which residents of a study area hold a drawn share of its jobs, (draws, R, R).

    Parameters
    ----------
    shares
        As `commuting_shares` gives them; who lives where inside the study area, and outside it, stays in proportion.
    area
        The areas of the study area.
    local : (draws,)
        The share of the jobs in the study area that is held by people who live in it, 0 to 1.

    Raises
    ------
    ValueError
        An area is unknown, or a share lies outside 0 to 1.
    """
    unknown = [region for region in area if region not in shares.index]
    if unknown:
        raise ValueError(f"no commuting for {listed(unknown)}")
    if not ((local >= 0) & (local <= 1)).all():
        raise ValueError("the share of jobs held by residents is to lie between 0 and 1")
    inside = shares.index.isin(list(area))
    whole = shares.to_numpy(dtype=float)
    found: Array = np.repeat(whole[None], len(local), axis=0)
    if inside.all():  # nobody lives elsewhere
        return found
    columns = whole[:, inside]
    parts = (np.where(rows[:, None], columns, 0.0) for rows in (inside, ~inside))
    here, away = (part / part.sum(axis=0) for part in parts)
    found[:, :, inside] = local[:, None, None] * here + (1 - local)[:, None, None] * away
    return found
