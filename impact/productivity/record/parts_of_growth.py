"""Shift-share: how much of a region's growth is the nation's, how much its mix of sectors, how much its own.

With e jobs of a region in a sector before, E those of the nation, g and G their growth, and a bar for all sectors:

    classic (Dunn 1960)            e' - e = e Ḡ + e (G - Ḡ) + e (g - G)            national, mix, competitive
    Esteban-Marquillas (1972)      e (g - G) = ê (g - G) + (e - ê)(g - G)          competitive, allocation

ê = ē E / Ē is what the sector would have in the region if its mix were the nation's. An account, not an explanation:
how large mix and competitive are hangs on how fine the sectors are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

import numpy as np
import pandas as pd

from impact.errors import InputError, Problem, suggestion

Method = Literal["classic", "esteban_marquillas"]
METHODS: tuple[Method, ...] = get_args(Method)
PARTS = {
    "classic": ("national", "mix", "competitive"),
    "esteban_marquillas": ("national", "mix", "competitive", "allocation"),
}
_FILE = "shift-share"
_ROUNDING = 1e-9  # of the nation: a region of one may equal it


def shift_share(
    before: pd.DataFrame,
    after: pd.DataFrame,
    nation_before: pd.Series[float],
    nation_after: pd.Series[float],
    *,
    method: str = "classic",
) -> pd.DataFrame:
    """Return the parts of the change of each region and sector, in the unit of the counts; they add up to the change.

    Parameters
    ----------
    before, after : DataFrame
        Counts of the two years, (regions, sectors): every region and sector with a figure, sums of sectors left out.
    nation_before, nation_after : Series
        The same of the nation, by sector in the same order.
    method : {"classic", "esteban_marquillas"}
        Three parts, or four: the second takes the mix of the region out of competitive and puts it in allocation.

    Returns
    -------
    DataFrame
        One row a region and sector: region, sector, before, after, change, and the parts in `PARTS`.

    Raises
    ------
    InputError
        Other labels, or in another order; a figure that is missing, below zero, or above the nation's; a sector that
        the nation did not have; for Esteban-Marquillas a sector that a region did not have, and so no growth of it.
    """
    if method not in METHODS:
        raise InputError(Problem(_FILE, "method", repr(method), "a method", suggestion(method, METHODS)))
    frames = {"before": before, "after": after}
    nations = {"nation_before": nation_before.to_frame().T, "nation_after": nation_after.to_frame().T}
    _refuse([*_labels(frames | nations), *_values(frames | nations)])
    _refuse([*_nation(frames, nation_before, nation_after), *_without_growth(before, method)])
    e, e1, E, E1 = (one.to_numpy(dtype=float) for one in (before, after, nation_before, nation_after))
    parts = _parts(e, e1, E, E1, method)
    keys = pd.MultiIndex.from_product([before.index, before.columns], names=["region", "sector"])
    columns = {"before": e, "after": e1, "change": e1 - e, **parts}
    return pd.DataFrame({name: cells.ravel() for name, cells in columns.items()}, index=keys).reset_index()


def _parts(e: np.ndarray, e1: np.ndarray, E: np.ndarray, E1: np.ndarray, method: str) -> dict[str, np.ndarray]:
    """Return the parts, each (regions, sectors)."""
    growth = E1.sum() / E.sum() - 1
    by_sector = E1 / E - 1
    own = e1 - e * (1 + by_sector)  # e (g - G), also where e is zero
    parts = {"national": e * growth, "mix": e * (by_sector - growth), "competitive": own}
    if method == "classic":
        return parts
    homothetic = e.sum(axis=1, keepdims=True) * E / E.sum()
    competitive = homothetic * own / e
    return parts | {"competitive": competitive, "allocation": own - competitive}


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)


def _labels(frames: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    first = frames["before"]
    todo = "Put both years and the nation on the same labels in the same order, each once."
    for name, one in frames.items():
        same_regions = name.startswith("nation") or one.index.equals(first.index)
        if not (same_regions and one.columns.equals(first.columns)):
            expected = f"the {len(first)} regions and {len(first.columns)} sectors of before, in its order"
            yield Problem(_FILE, name, f"labels {', '.join(map(str, [*one.index, *one.columns][:8]))}", expected, todo)
    for axis in (first.index, first.columns):
        if twice := [str(label) for label in axis[axis.duplicated()].unique()]:
            yield Problem(_FILE, "before", f"{', '.join(twice)} twice", "each label once", todo)
    if first.empty:
        yield Problem(_FILE, "before", "no region or no sector", "at least one of each", "Give the counts.")


def _values(frames: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    for name, one in frames.items():
        cells = one.to_numpy(dtype=float)
        for wrong, found, todo in (
            (~np.isfinite(cells), "no figure", "Take a group of sectors that is published, or leave the region out."),
            (cells < 0, "a figure below zero", "Counts are zero or more; was a change handed over?"),
        ):
            if wrong.any():
                yield Problem(_FILE, name, f"{found} of {_listed(one, wrong)}", "counts of every cell", todo)


def _nation(
    frames: dict[str, pd.DataFrame], nation_before: pd.Series[float], nation_after: pd.Series[float]
) -> Iterator[Problem]:
    if gone := [str(s) for s, count in nation_before.items() if count == 0]:
        todo = "Take it together with a sector that the nation has."
        yield Problem(_FILE, "nation_before", f"no {', '.join(gone)} in the nation", "a count above zero", todo)
    for (name, one), whole in zip(frames.items(), (nation_before, nation_after), strict=True):
        above = one.to_numpy(dtype=float) > whole.to_numpy(dtype=float) * (1 + _ROUNDING)
        if above.any():
            todo = "Were region and nation swapped, or are they in different units?"
            found = f"more in {_listed(one, above)} than in the nation"
            yield Problem(_FILE, name, found, "at most the count of the nation", todo)


def _without_growth(before: pd.DataFrame, method: str) -> Iterator[Problem]:
    absent = before.to_numpy(dtype=float) == 0
    if method == "esteban_marquillas" and absent.any():
        found = f"nothing before in {_listed(before, absent)}, which has no growth"
        todo = "Leave the region out, take the sector together with another, or take method 'classic'."
        yield Problem(_FILE, "before", found, "a count above zero in every region and sector", todo)


def _listed(frame: pd.DataFrame, cells: np.ndarray) -> str:
    named = [f"{frame.index[i]} {frame.columns[j]}" for i, j in np.argwhere(cells)]
    return ", ".join(named[:8]) + (f" and {len(named) - 8} more" if len(named) > 8 else "")
