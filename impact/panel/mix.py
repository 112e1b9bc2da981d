"""Jobs by industry from pulled tables, for who names where they are; `Figures.jobs` where the figures are at hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from impact.panel import industry_mix
from impact.panel.activity import TABLE, Activity
from impact.panel.figures import LIVE, pulled_figures_of
from impact.regions import StudyArea

if TYPE_CHECKING:
    from impact.panel.figures import Figures
    from impact.sources.store import Store


def industry_jobs(
    area: StudyArea | str | Sequence[str], year: int, data: str | Path | Store | Figures = LIVE
) -> Activity:
    """Return the jobs of an area by the 81 industries, in thousand.

    Parameters
    ----------
    area : StudyArea, str or list
        A study area, its name or its codes.
    year : int
        The year of which December is meant.
    data : "live", path, Store or Figures
        The store of the user, or a store elsewhere.

    Raises
    ------
    InputError
        Figures of the snapshot, which know ten groups; what `industry_mix.industry_jobs` refuses.
    """
    return industry_mix.industry_jobs(area, year, pulled_figures_of(data, TABLE))


def national_industry_jobs(year: int, data: str | Path | Store | Figures = LIVE) -> Activity:
    """Return the jobs of the nation by the 81 industries, in thousand; `year` and `data` as for `industry_jobs`."""
    return industry_mix.national_industry_jobs(year, pulled_figures_of(data, TABLE))
