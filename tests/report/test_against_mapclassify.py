"""Class bounds beside those of mapclassify.Quantiles."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.report.charts.map_classes import quantile_classes
from impact.words.texts import chart_words


@given(
    figures=st.lists(st.integers(0, 200), min_size=12, max_size=60).filter(lambda found: len(set(found)) > 6),
    count=st.integers(2, 6),
)
def test_classes_are_those_of_mapclassify(peer: Callable[[str], ModuleType], figures: list[int], count: int) -> None:
    values = pd.Series(np.array(figures) / 10, index=[f"R{at}" for at in range(len(figures))])
    classed = quantile_classes(values, count, 1, chart_words("en"))
    # Its bounds, without the last digit of a floating point number, which decides for a figure on a bound.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it says so where tied figures leave it fewer classes
        quantiles = peer("mapclassify").Quantiles(values.to_numpy(), k=count)
    bounds = np.unique(np.round(quantiles.bins, 9))
    theirs = np.searchsorted(bounds, values.to_numpy())
    ours = classed.of_region.map({label: at for at, label in enumerate(classed.labels)}).to_numpy()
    # Tied figures can leave a class of the peer empty; those that are left are the same and in the same order.
    assert (np.unique(theirs, return_inverse=True)[1] == ours).all()


def test_a_label_gives_the_figures_that_occur() -> None:
    values = pd.Series([1.0, 1.04, 2.0, 3.0, 4.0, 9.0], index=list("abcdef"))
    classed = quantile_classes(values, 3, 1, chart_words("nl"))
    assert classed.labels == ("1,0", "2,0 tot 3,0", "4,0 tot 9,0")
    assert classed.of_region["b"] == "1,0"


def test_equal_figures_are_one_class() -> None:
    classed = quantile_classes(pd.Series([2.0, 2.0], index=["a", "b"]), 5, 1, chart_words("en"))
    assert classed.labels == ("2.0",)


def test_a_missing_figure_is_in_no_class() -> None:
    classed = quantile_classes(pd.Series([1.0, np.nan, 3.0], index=list("abc")), 2, 1, chart_words("en"))
    assert list(classed.of_region.index) == ["a", "c"]


@pytest.mark.parametrize("decimals", [0, 2])
def test_decimals_of_the_labels(decimals: int) -> None:
    classed = quantile_classes(pd.Series([1.234, 2.0], index=["a", "b"]), 2, decimals, chart_words("en"))
    assert classed.labels[0] == f"{1.234:.{decimals}f}"


def test_no_class_holds_both_sides_of_zero() -> None:
    """Jobs 2015-2024 of ten areas: with quantiles alone the lowest class read "-5.0 to 8.2"."""
    change = pd.Series([-5.0, -4.4, 6.2, 7.1, 8.2, 9.2, 9.8, 10.3, 18.1, 25.4], index=list("abcdefghij"))
    classed = quantile_classes(change, 2, 1, chart_words("nl"))
    assert classed.labels == ("\N{MINUS SIGN}5,0 tot \N{MINUS SIGN}4,4", "6,2 tot 25,4")
    assert classed.sides == (-1, 1)


@given(
    figures=st.lists(st.integers(-60, 60), min_size=2, max_size=40).filter(lambda f: min(f) < 0 < max(f)),
    count=st.integers(1, 7),
)
def test_a_class_is_on_one_side_of_zero(figures: list[int], count: int) -> None:
    values = pd.Series(np.array(figures) / 10, index=[f"R{at}" for at in range(len(figures))])
    classed = quantile_classes(values, count, 1, chart_words("en"))
    signs = np.sign(values).groupby(classed.of_region).nunique()
    assert (signs == 1).all()
    assert len(classed.labels) == len(set(classed.labels)) == len(classed.sides)
    assert len(classed.labels) <= max(count, 2) + 1


def test_what_the_source_cannot_tell_apart_is_one_class() -> None:
    values = pd.Series([0.0, 0.66, 0.99, 1.2, 4.0], index=list("abcde"))
    classed = quantile_classes(values, 2, 0, chart_words("en"), least=1)
    assert classed.labels == ("less than 1", "1", "4")
    assert list(classed.of_region[["a", "b", "c"]]) == ["less than 1"] * 3
    assert quantile_classes(values[:2], 2, 0, chart_words("nl"), least=1).labels == ("minder dan 1",)


def test_a_class_ends_at_the_figure_to_compare_with() -> None:
    values = pd.Series([1.0, 3.5, 3.7, 14.0], index=list("abcd"))
    assert quantile_classes(values, 1, 1, chart_words("en")).labels == ("1.0 to 14.0",)
    assert quantile_classes(values, 1, 1, chart_words("en"), ends=(3.6,)).labels == ("1.0 to 3.5", "3.7 to 14.0")
