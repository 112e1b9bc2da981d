"""Productivity by sector: how much of a difference lies within sectors, how much in which sectors there are.

With p the productivity of a sector, s its share of labour, and d the difference between two states:

    dP = Σ s dp (within) + Σ p ds (between) + Σ ds dp (interaction)

(Fabricant 1942). The two states are two years of a place, or the nation and a place in one year.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from impact.errors import InputError, Problem

VALUE, LABOUR = "value_added", "labour"
PARTS = ("within", "between", "interaction")
_FILE = "within and between"


def within_between(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of the difference in productivity by sector; over all sectors they add up to the difference.

    Parameters
    ----------
    first, second : DataFrame
        The two states by sector, on the same labels in the same order: `value_added` and `labour` (persons, hours,
        jobs: the same kind in both), sums of sectors left out.

    Returns
    -------
    DataFrame
        By sector: productivity_first, productivity_second (value added per unit of labour), share_first, share_second
        (of labour), within, between, interaction (in the unit of productivity).

    Raises
    ------
    InputError
        Other labels or columns, a sector twice, a figure that is missing, labour that is not above zero.
    """
    problems = [*_labels(first, second), *_values(first, "first"), *_values(second, "second")]
    if problems:
        raise InputError(problems)
    p, q = (one[VALUE] / one[LABOUR] for one in (first, second))
    s, t = (one[LABOUR] / one[LABOUR].sum() for one in (first, second))
    return pd.DataFrame(
        {
            "productivity_first": p,
            "productivity_second": q,
            "share_first": s,
            "share_second": t,
            "within": s * (q - p),
            "between": p * (t - s),
            "interaction": (t - s) * (q - p),
        }
    ).rename_axis("sector")


def _labels(first: pd.DataFrame, second: pd.DataFrame) -> Iterator[Problem]:
    todo = "Put both on the same sectors in the same order, each once, sums left out."
    if not first.index.equals(second.index) or first.empty:
        found = ", ".join(map(str, second.index[:8])) or "no sector"
        yield Problem(_FILE, "second", found, f"sectors {', '.join(map(str, first.index[:8]))}", todo)
    if twice := [str(label) for label in first.index[first.index.duplicated()].unique()]:
        yield Problem(_FILE, "first", f"{', '.join(twice)} twice", "each sector once", todo)


def _values(one: pd.DataFrame, name: str) -> Iterator[Problem]:
    if absent := [column for column in (VALUE, LABOUR) if column not in one]:
        yield Problem(_FILE, name, f"no {' and no '.join(absent)}", "value_added and labour by sector", "Add them.")
        return
    for column, fits, expected in (
        (VALUE, np.isfinite(one[VALUE]), "value added of every sector"),
        (LABOUR, np.isfinite(one[LABOUR]) & (one[LABOUR] > 0), "labour above zero in every sector"),
    ):
        if wrong := [str(sector) for sector in one.index[~fits]]:
            found = f"{column} of {', '.join(wrong)} that is missing or zero"
            yield Problem(_FILE, name, found, expected, "Take the sector together with another.")
