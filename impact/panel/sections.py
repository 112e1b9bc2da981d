"""Jobs by section in every COROP area: as published, and where a cell is not, what is left of its larger group.

CBS publishes 28 groups by area; some cells of mining, energy and water (B, D, E) are blank. What a larger group has
more than its published parts is left for the blanks. It is spread so that rows meet what is left in each area and
columns what is left in the nation, in proportion to the nation (RAS): mining then stands where mining can be, and no
longer in every area with industry.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from impact.errors import InputError, Problem

GROUPS: Mapping[str, tuple[str, ...]] = {
    "B-E": ("B", "C", "D", "E"),
    "G-I": ("G", "H", "I"),
    "M-N": ("M", "N"),
    "O-Q": ("O", "P", "Q"),
    "R-U": ("R", "S"),
}
"""Larger groups of the table whose sections may be blank, and these; T and U are in none of its sections."""
ALONE = ("A", "F", "J", "K", "L")
"""Sections that stand in the table as groups of their own."""
_ROUNDS, _PRECISION = 2_000, 1e-10


def jobs_by_section(published: pd.DataFrame, nation: pd.Series[float]) -> pd.DataFrame:
    """Return jobs by section in every area, thousand, (areas, sections A to S).

    Parameters
    ----------
    published
        (areas, groups) thousand jobs of one year as published, NaN where a cell is not; sections and their larger
        groups.
    nation
        (groups,) the same of the whole country, complete in its sections.

    Raises
    ------
    InputError
        A larger group is blank in an area, or a section of `ALONE`: nothing says what it could be.
    """
    _require_known(published, nation)
    found = published[list(ALONE)].copy()
    for group, sections in GROUPS.items():
        found = found.join(_filled(published, nation, group, list(sections)))
    return found[sorted(found.columns)]


def _require_known(published: pd.DataFrame, nation: pd.Series[float]) -> None:
    needed = [*ALONE, *GROUPS]
    sections = [section for group in GROUPS.values() for section in group]
    unknown = published[needed].isna()
    blank = [f"{area} {group}" for area in published.index for group in needed if unknown.loc[area, group]]
    blank += [f"the nation {group}" for group in (*needed, *sections) if np.isnan(nation[group])]
    if blank:
        found = f"no figure for {', '.join(blank[:5])}{' ...' if len(blank) > 5 else ''}"
        expected = "every group of the table whose sections are to be filled"
        todo = "Choose a year in which they are published, such as 2019."
        raise InputError(Problem("corop-jobs-by-section", "jobs", found, expected, todo))


def _filled(published: pd.DataFrame, nation: pd.Series[float], group: str, sections: list[str]) -> pd.DataFrame:
    """Return the sections of one group: published cells stay, blanks share what is left."""
    cells = published[sections]
    blank = cells.isna().to_numpy()
    if not blank.any():
        return cells
    known = cells.fillna(0.0)
    # Roundings to hundreds of jobs can leave a little less than nothing.
    rows = (published[group] - known.sum(axis=1)).clip(lower=0.0).to_numpy()
    columns = (nation[sections] - known.sum()).clip(lower=0.0).to_numpy()
    left = _spread(blank, rows * blank.any(axis=1), columns * blank.any(axis=0))
    return known + pd.DataFrame(left, index=cells.index, columns=cells.columns)


def _spread(blank: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return amounts in the blank cells that meet the rows, in the columns' proportions as nearly as they allow.

    Rows and columns of rounded figures do not add up alike: the columns are scaled to the rows, and rows come last.
    """
    if rows.sum() == 0 or columns.sum() == 0:
        return np.asarray(blank * (rows / np.maximum(blank.sum(axis=1), 1))[:, None])
    target = columns * rows.sum() / columns.sum()
    cells = blank * np.maximum(columns, 1e-9)
    for _ in range(_ROUNDS):
        before = cells
        cells = cells * _ratio(target, cells.sum(axis=0))
        cells = cells * _ratio(rows, cells.sum(axis=1))[:, None]
        if np.abs(cells - before).max() < _PRECISION:
            break
    return np.asarray(cells)


def _ratio(wanted: np.ndarray, have: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(wanted, have, out=np.zeros_like(have), where=have > 0))
