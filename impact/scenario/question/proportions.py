"""How large the study area is against the country: its industries, and what it makes in a year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact import sectors
from impact.inputoutput import location_quotients, national_table
from impact.panel.figures import figures_of

Array = NDArray[np.floating[Any]]


def output_of_area(study_area: str | tuple[str, ...], year: int) -> float:
    """Return MEUR that an area makes in a year with a table: what the nation's industries make, at its share of jobs.

    Jobs are those of the snapshot, whatever a scenario is then run with.
    """
    table = national_table(year, "cbs81")
    snapshot = figures_of()
    regional, national = snapshot.jobs(study_area, year), snapshot.national_jobs(year)
    shares = quotients(regional.jobs, national.jobs, tuple(table.sectors))
    size = float(regional.jobs.sum() / national.jobs.sum())
    return float((size * shares * table.output.to_numpy(dtype=float)).sum())


def quotients(regional: pd.Series[float], national: pd.Series[float], industries: tuple[str, ...]) -> Array:
    """Return the location quotient of each industry: its own where its jobs are known, else that of its group, (n,).

    X, goods and services not elsewhere classified, is in no group: nothing of it is bought in the region.

    Parameters
    ----------
    regional, national
        Jobs by industry, or by the ten groups.
    industries
        The codes of the 81 industries, in the order of what comes back.
    """
    groups = [sectors.aggregate(jobs.drop("X", errors="ignore"), "a10") for jobs in (regional, national)]
    of_group = location_quotients(*groups, method="slq").to_dict()
    by_group = sectors.grouping("a10").map(of_group).reindex(list(industries)).fillna(0.0)
    if not regional.index.equals(pd.Index(industries)):
        return np.asarray(by_group, dtype=float)
    return np.asarray(location_quotients(regional, national, method="slq").fillna(by_group), dtype=float)
