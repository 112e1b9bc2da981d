"""Where the people live who work in an area: as CBS published it where that was pulled, else by distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact import regions
from impact.inputoutput.regional.commuting import commuting_shares
from impact.panel.commuting import TABLE, commuting
from impact.panel.figures import Figures
from impact.scenario.computation.draws import Array
from impact.sources import snapshot
from impact.sources.provenance import Record

COMMUTING_DECAY = 2.4
"""Exponent of distance in commuting: fits what is published of the province of Groningen, 2014 (`commuting`)."""
_CODE = len("CR01")


@dataclass(frozen=True, eq=False, repr=False)
class Homes:
    """Commuting between R areas.

    Attributes
    ----------
    shares : (R, R) share of the jobs in an area (column) that residents of each area (row) hold.
    origin : where that comes from.
    """

    shares: pd.DataFrame
    origin: Record


def homes_of(
    codes: Sequence[str], jobs: Array, people: Array, distance: pd.DataFrame, year: int, figures: Figures
) -> Homes:
    """Return where the people live who work in each area.

    Parameters
    ----------
    codes
        (R,) the areas: COROP areas, or the parts of one.
    jobs, people
        (R,) thousand jobs, and the share of the country's population.
    distance
        (R, R) between the areas.
    year
        Of the jobs; of the published years the nearest is taken, the later one of two.
    figures
        With the table of commuting where its store has it.
    """
    if figures.store is not None and figures.store.current(TABLE) is not None:
        found = commuting("corop", data=figures)
        nearest = min(found.between["year"].unique(), key=lambda one: (abs(one - year), -one))
        trips = found.between[found.between["year"] == nearest]
        shares = _of_corops(trips)
        if shares is not None:
            return Homes(_of_parts(shares, codes, jobs), found.origin)
    here, homes = (pd.Series(values, index=pd.Index(codes, name="region")) for values in (jobs, people))
    origin = snapshot.record("commuting", f"2014, by which trips fall with distance to the power {COMMUTING_DECAY}")
    return Homes(commuting_shares(here, homes, distance, decay=COMMUTING_DECAY), origin)


def _of_corops(trips: pd.DataFrame) -> pd.DataFrame | None:
    """Return the share of each COROP area's jobs by home; None unless every area has jobs whose home is known.

    A pair without a figure is too small to be published and counts as nothing.
    """
    corops = regions.codes("corop")
    wide = trips.pivot_table(index="home_region", columns="work_region", values="value", aggfunc="sum")
    whole = wide.reindex(index=corops, columns=corops).fillna(0.0)
    placed = whole.sum()
    return None if (placed <= 0).any() else whole / placed


def _of_parts(shares: pd.DataFrame, codes: Sequence[str], jobs: Array) -> pd.DataFrame:
    """Return the shares of areas of which some are parts of a COROP area: its residents are divided by jobs."""
    of_corop = [code[:_CODE] for code in codes]
    both = pd.Series(jobs).groupby(of_corop).transform("sum").to_numpy()
    found = shares.loc[of_corop, of_corop].to_numpy() * (np.asarray(jobs) / both)[:, None]
    return pd.DataFrame(found, index=list(codes), columns=list(codes)).rename_axis(index="region", columns="region")
