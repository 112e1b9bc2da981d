"""The one door to figures: where they come from is chosen once, and handed on as an object."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from impact import datapackage
from impact.errors import InputError, Problem
from impact.panel.series import Source
from impact.panel.snapshot_figures import SnapshotFigures

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from impact.panel.activity import Activity
    from impact.panel.pulled_figures import PulledFigures
    from impact.panel.regional_accounts import RelativeAccounts
    from impact.panel.sections import SectionJobs
    from impact.regions import StudyArea
    from impact.sources.store import Store

SNAPSHOT, LIVE = datapackage.SNAPSHOT, "live"


@runtime_checkable
class Figures(Source, Protocol):
    """Figures of one place: the snapshot, or a store of pulled tables.

    An area is a study area, its name or its codes.
    """

    @property
    def store(self) -> Store | None:
        """The store; None for the snapshot."""

    def jobs(self, area: StudyArea | str | Sequence[str], year: int) -> Activity:
        """Return the jobs of an area, in thousand, as finely as they are known: by ten groups, or by industry."""

    def national_jobs(self, year: int) -> Activity:
        """Return the jobs of the nation, in thousand, by the same sectors as `jobs`."""

    def accounts(self, area: StudyArea | str | Sequence[str], year: int) -> RelativeAccounts | None:
        """Return how an area produces against the nation; None where no regional accounts by group are known."""

    def jobs_by_corop(self, year: int) -> pd.DataFrame:
        """Return thousand jobs by COROP area as published: (40 areas, sectors of the table), NaN where secret."""

    def sections_by_corop(self, year: int) -> SectionJobs:
        """Return thousand jobs by section in every COROP area, cells that are not published filled and said."""


def figures_of(data: str | Path | Store | Figures = SNAPSHOT) -> Figures:
    """Return the figures that `data` names.

    Parameters
    ----------
    data
        "snapshot" (the figures that travel with the package), "live" (the store of the user), the folder of a store, a
        Store; or figures, which are returned as they are. What these have read they keep, so that a table is read once
        however many ask.

    Raises
    ------
    InputError
        A folder that is not there, or in which nothing was pulled.
    """
    if isinstance(data, Figures):
        return data
    if data == SNAPSHOT:
        return SnapshotFigures()
    from impact.panel.pulled_figures import PulledFigures, store_of  # brings the network libraries along

    return PulledFigures(store_of(None if data == LIVE else data), LIVE if data == LIVE else "store")


def pulled_figures_of(data: str | Path | Store | Figures, table: str) -> PulledFigures:
    """Return the figures that `data` names where they are pulled; InputError for the snapshot, which lacks the table.

    Parameters
    ----------
    data
        As for `figures_of`.
    table
        The table that is asked for, to say what to pull.
    """
    from impact.panel.pulled_figures import PulledFigures

    found = figures_of(data)
    if not isinstance(found, PulledFigures):
        todo = f"The snapshot has no such figures: `impact pull {table}`, then ask with {LIVE}."
        raise InputError(Problem("panel", "data", repr(found.name), f"{LIVE}, or the folder of a store", todo))
    return found
