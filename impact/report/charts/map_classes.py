"""Classes of a map: where they begin, how they read in the key, which region is in which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from impact.report.charts.schemes import Scheme
from impact.words.texts import Words


@dataclass(frozen=True)
class Classes:
    """Classes of figures; where these lie on both sides of the middle, no class holds both.

    Attributes
    ----------
    labels : how each class reads, from low to high ("2.1 to 3.4").
    of_region : the label of each region that has a figure, by region code.
    sides : -1, 0 or 1 for each class: below the middle (zero, unless another is named), the middle itself among figures
        on both sides of it, or above.
    reach : how far from the middle each class goes, in the unit of the figures.
    """

    labels: tuple[str, ...]
    of_region: pd.Series[str]
    sides: tuple[int, ...]
    reach: tuple[float, ...]


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
    figures, and two at least of four or more; a figure that rounds to zero then is in a class of its own, neither fall
    nor growth.

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
    return classified(values, count, decimals, words, ends=ends, least=least)


def classified(
    values: pd.Series[float],
    count: int,
    decimals: int,
    words: Words,
    *,
    by: Scheme = "quantile",
    middle: float = 0.0,
    ends: Sequence[float] = (),
    least: float | None = None,
) -> Classes:
    """Return classes of the figures that are there, made as a scheme says; the rest as for `quantile_classes`.

    Parameters
    ----------
    values : Series
        Figures by region code; NaN is in no class.
    count : int
        Number of classes wanted.
    decimals : int
        Decimals of the figures, in the classes and in the labels.
    words : Words
        Texts of the language of the labels.
    by : {"quantile", "equal", "natural"}
        As many regions in each class; classes as wide as each other; or the classes in which figures differ least from
        their mean (`natural_breaks`).
    middle : float
        The figure that parts two sides, where there are figures on both.
    ends : sequence of float
        Figures that end a class besides.
    least : float, optional
        The lowest figure that the source can tell from others.
    """
    shown = values.dropna()
    told = shown if least is None else shown[shown >= least]
    rounded = told.round(decimals) + 0.0  # a negative zero is zero
    bounds = _bounds(rounded, count, ends, _SCHEMES[by], middle)
    place = np.searchsorted(bounds, rounded.to_numpy(), side="left")
    low_high = rounded.groupby(place).agg(["min", "max"])
    labels = {at: _label(low, high, decimals, words) for at, low, high in low_high.itertuples(name=None)}
    found = Classes(
        tuple(labels.values()),
        pd.Series([labels[at] for at in place], index=rounded.index, dtype="str"),
        tuple(int(np.sign(low + high - 2 * middle)) for low, high in low_high.to_numpy()),
        tuple(float(max(abs(low - middle), abs(high - middle))) for low, high in low_high.to_numpy()),
    )
    return found if len(told) == len(shown) else _with_less(found, shown, words("number.less", than=f"{least:g}"))


def chosen_classes(
    values: pd.Series[float], bounds: Sequence[float], decimals: int, words: Words, *, middle: float = 0.0
) -> Classes:
    """Return classes that end at bounds of one's own; each stands in the key, also where no region is in it.

    Parameters
    ----------
    values : Series
        Figures by region code; NaN is in no class.
    bounds : sequence of float
        The highest figure of each class but the last, which has what is above; from low to high.
    decimals : int
        Decimals of the figures; bounds keep all of theirs.
    words : Words
        Texts of the language of the labels.
    middle : float
        The figure that parts two sides, where there are figures on both.
    """
    rounded = values.dropna().round(decimals) + 0.0
    written = [words.number(bound, _decimals_of(bound, decimals)) for bound in bounds]
    between = [words("number.between", low=low, high=high) for low, high in zip(written, written[1:], strict=False)]
    labels = [words("number.up_to", high=written[0]), *between, words("number.above", low=written[-1])]
    place = np.searchsorted(np.asarray(bounds, dtype=float), rounded.to_numpy(), side="left")
    held = pd.Series([labels[at] for at in place], index=rounded.index, dtype="str")
    two_sided = bool((rounded < middle).any() and (rounded > middle).any())
    sides = tuple(_sides(bounds, middle)) if two_sided else (1,) * len(labels)
    return Classes(tuple(labels), held, sides, tuple(_reach(bounds, rounded, middle)))


def natural_breaks(figures: np.ndarray, count: int) -> np.ndarray:
    """Return the highest figure of each class, such that figures differ least from the mean of their class.

    The sum of squared differences within classes is the least that there is (Fisher, On grouping for maximum
    homogeneity, Journal of the American Statistical Association 53, 1958), found by going through all ways to cut the
    sorted figures. `mapclassify.FisherJenks` does the same, and takes four seconds to import (decision 0011).

    Parameters
    ----------
    figures : array
        (n,), finite, in any order.
    count : int
        Number of classes; there are fewer where there are fewer different figures.
    """
    distinct, times = np.unique(figures, return_counts=True)
    within = _squares_within(distinct - distinct.mean(), times)
    least, cuts = within[0], []
    for _ in range(min(count, len(distinct)) - 1):
        ways = np.concatenate([[np.inf], least[:-1]])[:, None] + within  # by first and last figure of the last class
        cuts.append(ways.argmin(axis=0))
        least = ways.min(axis=0)
    last = [len(distinct) - 1]
    for first in reversed(cuts):
        last.append(int(first[last[-1]]) - 1)
    return np.asarray(distinct[last[::-1]])


def _squares_within(figures: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return the squared differences from the mean of figures i to j: (n, n), infinite where i is after j."""
    number, total, squared = (np.concatenate([[0.0], np.cumsum(times * figures**power)]) for power in (0, 1, 2))
    counted, added, squares = (sums[None, 1:] - sums[:-1, None] for sums in (number, total, squared))
    after = np.tri(len(figures), k=-1, dtype=bool)
    found = squares - added**2 / np.where(after, 1.0, counted)
    return np.where(after, np.inf, np.maximum(found, 0.0))


def _sides(bounds: Sequence[float], middle: float) -> list[int]:
    """Return the side of each class; one that holds the middle is on neither."""
    spans = zip((-np.inf, *bounds), (*bounds, np.inf), strict=True)
    return [-1 if high <= middle else 1 if low >= middle else 0 for low, high in spans]


def _reach(bounds: Sequence[float], figures: pd.Series[float], middle: float) -> list[float]:
    """Return how far from the middle each class goes; the first and the last one as far as there are figures."""
    ends = [min([bounds[0], *figures]), *bounds, max([bounds[-1], *figures])]
    return [max(abs(low - middle), abs(high - middle)) for low, high in zip(ends, ends[1:], strict=False)]


def _decimals_of(bound: float, least: int) -> int:
    """Return the decimals that a bound was given with, and no fewer than the figures have."""
    return max(least, len(f"{bound:.9f}".rstrip("0").partition(".")[2]))


def _with_less(found: Classes, shown: pd.Series[float], label: str) -> Classes:
    """Return the classes with one more under them, of the figures that are in none."""
    held = found.of_region.reindex(shown.index, fill_value=label)
    return Classes((label, *found.labels), held, (1, *found.sides), (0.0, *found.reach))


def _bounds(
    rounded: pd.Series[float],
    count: int,
    ends: Sequence[float],
    scheme: Callable[[pd.Series[float], int], np.ndarray],
    middle: float,
) -> np.ndarray:
    """Return the highest figure that each class can hold."""
    below, above = rounded[rounded < middle], rounded[rounded > middle]
    if below.empty or above.empty:
        return np.unique([*scheme(rounded, count), *ends] if len(rounded) else ends)
    under = _classes_below(below, above, count)
    # The last bound below the middle is the smallest fall: the middle itself has a class of its own.
    return np.unique([*scheme(below, under), middle, *scheme(above, max(count - under, 1)), *ends])


def _quantiles(rounded: pd.Series[float], count: int) -> np.ndarray:
    # A bound that is a figure must be that figure, and not a hair below it.
    return np.round(np.quantile(rounded, np.arange(1, count + 1) / count), 9)


def _equal(rounded: pd.Series[float], count: int) -> np.ndarray:
    return np.round(np.linspace(rounded.min(), rounded.max(), count + 1)[1:], 9)


def _natural(rounded: pd.Series[float], count: int) -> np.ndarray:
    return natural_breaks(rounded.to_numpy(), count)


_SCHEMES: Mapping[Scheme, Callable[[pd.Series[float], int], np.ndarray]] = MappingProxyType(
    {"quantile": _quantiles, "equal": _equal, "natural": _natural}
)


def _classes_below(below: pd.Series[float], above: pd.Series[float], count: int) -> int:
    """Return how many classes are below the middle: its share of the figures, with room for two on either side.

    A side with a class by itself would show its smallest figure as deep as its largest.
    """
    least, kept = (min(2, side.nunique()) if count >= 4 else 1 for side in (below, above))
    shared = round(count * len(below) / (len(below) + len(above)))
    return int(np.clip(shared, least, max(count - kept, 1)))


def _label(low: float, high: float, decimals: int, words: Words) -> str:
    return words.number(low, decimals) if low == high else words.span(low, high, decimals)
