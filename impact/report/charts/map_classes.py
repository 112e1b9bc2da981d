"""Classes of a map: where they begin, how they read in the key, which region is in which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.words.texts import Words


@dataclass(frozen=True)
class Classes:
    """Classes with about as many regions in each; where signs differ, no class holds both.

    Attributes
    ----------
    labels : how each class reads, from low to high ("2.1 to 3.4").
    of_region : the label of each region that has a figure, by region code.
    sides : -1, 0 or 1 for each class: below zero, zero itself among figures of both signs, or above.
    """

    labels: tuple[str, ...]
    of_region: pd.Series[str]
    sides: tuple[int, ...]


def quantile_classes(
    values: pd.Series[float],
    count: int,
    decimals: int,
    words: Words,
    *,
    ends: Sequence[float] = (),
    least: float | None = None,
) -> Classes:
    """Return the classes of the figures that are there.

    Figures are rounded before they are classed, so that a reader who sees the rounded figure finds it in the class it
    reads in; each label gives the lowest and highest figure that occurs in its class. The bounds are those of
    `mapclassify.Quantiles`, which takes four seconds to import (decision 0011).

    Figures of both signs are classed on either side of zero, with as many classes as each side has a share of the
    figures, and one at least; a figure that rounds to zero then is in a class of its own, neither fall nor growth.

    Parameters
    ----------
    values : Series
        Figures by region code; NaN is in no class.
    count : int
        Number of classes wanted.
    decimals : int
        Decimals of the figures, in the classes and in the labels.
    ends : sequence of float
        Figures that end a class besides: the figure itself is the highest that its class can hold.
    least : float, optional
        The lowest figure that the source can tell from others: what is lower is in one class, "less than" this.
    """
    shown = values.dropna()
    told = shown if least is None else shown[shown >= least]
    rounded = told.round(decimals) + 0.0  # a negative zero is zero
    place = np.searchsorted(_bounds(rounded, count, ends), rounded.to_numpy(), side="left")
    low_high = rounded.groupby(place).agg(["min", "max"])
    labels = {at: _label(low, high, decimals, words) for at, low, high in low_high.itertuples(name=None)}
    found = Classes(
        tuple(labels.values()),
        pd.Series([labels[at] for at in place], index=rounded.index, dtype="str"),
        tuple(int(np.sign(low + high)) for low, high in low_high.to_numpy()),
    )
    return found if len(told) == len(shown) else _with_less(found, shown, words("number.less", than=f"{least:g}"))


def _with_less(found: Classes, shown: pd.Series[float], label: str) -> Classes:
    """Return the classes with one more under them, of the figures that are in none."""
    return Classes((label, *found.labels), found.of_region.reindex(shown.index, fill_value=label), (1, *found.sides))


def _bounds(rounded: pd.Series[float], count: int, ends: Sequence[float]) -> np.ndarray:
    """Return the highest figure that each class can hold."""
    below, above = rounded[rounded < 0], rounded[rounded > 0]
    if below.empty or above.empty:
        return np.unique([*_quantiles(rounded, count), *ends] if len(rounded) else ends)
    under = _classes_below(len(below), len(above), count)
    # The last bound below zero is the smallest fall: a zero has a class of its own.
    return np.unique([*_quantiles(below, under), 0.0, *_quantiles(above, max(count - under, 1)), *ends])


def _quantiles(rounded: pd.Series[float], count: int) -> np.ndarray:
    # A bound that is a figure must be that figure, and not a hair below it.
    return np.round(np.quantile(rounded, np.arange(1, count + 1) / count), 9)


def _classes_below(below: int, above: int, count: int) -> int:
    return int(np.clip(round(count * below / (below + above)), 1, max(count - 1, 1)))


def _label(low: float, high: float, decimals: int, words: Words) -> str:
    return words.number(low, decimals) if low == high else words.span(low, high, decimals)
