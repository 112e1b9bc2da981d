"""Regional accounts against the nation, for who names where they are; `Figures.accounts` where figures are at hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from impact.panel import regional_accounts
from impact.panel.figures import LIVE, pulled_figures_of
from impact.panel.regional_accounts import MEASURES, TABLE, RelativeAccounts
from impact.regions import StudyArea

if TYPE_CHECKING:
    from impact.panel.figures import Figures
    from impact.sources.store import Store

__all__ = ["MEASURES", "RelativeAccounts", "relative_accounts"]


def relative_accounts(
    area: StudyArea | str | Sequence[str], year: int, data: str | Path | Store | Figures = LIVE
) -> RelativeAccounts:
    """Return how an area produces against the nation, from the pulled regional accounts.

    Parameters
    ----------
    area : StudyArea, str or list
        A study area, its name or its codes.
    year : int
        The year of the accounts.
    data : "live", path, Store or Figures
        The store of the user, or a store elsewhere.

    Raises
    ------
    InputError
        Figures of the snapshot, which know no groups; what `regional_accounts.relative_accounts` refuses.
    """
    return regional_accounts.relative_accounts(area, year, pulled_figures_of(data, TABLE))
