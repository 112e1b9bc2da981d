"""Classes of a map: where they begin, how they read in the key, which region is in which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.report.words import Words


@dataclass(frozen=True)
class Classes:
    """Classes with about as many regions in each.

    Attributes
    ----------
    labels : how each class reads, from low to high ("2.1 to 3.4").
    of_region : the label of each region that has a figure, by region code.
    """

    labels: tuple[str, ...]
    of_region: pd.Series[str]


def quantile_classes(values: pd.Series[float], count: int, decimals: int, words: Words) -> Classes:
    """Return the classes of the figures that are there.

    Figures are rounded before they are classed, so that a reader who sees the rounded figure finds it in the class it
    reads in; each label gives the lowest and highest figure that occurs in its class. The bounds are those of
    `mapclassify.Quantiles`, which takes four seconds to import (decision 0011).
    """
    rounded = values.dropna().round(decimals)
    # A bound that is a figure must be that figure, and not a hair below it.
    bounds = np.unique(np.round(np.quantile(rounded, np.arange(1, count + 1) / count), 9))
    place = np.searchsorted(bounds, rounded.to_numpy(), side="left")
    ends = rounded.groupby(place).agg(["min", "max"])
    labels = {at: _label(low, high, decimals, words) for at, low, high in ends.itertuples(name=None)}
    return Classes(tuple(labels.values()), pd.Series([labels[at] for at in place], index=rounded.index, dtype="str"))


def _label(low: float, high: float, decimals: int, words: Words) -> str:
    return words.number(low, decimals) if low == high else words.span(low, high, decimals)
