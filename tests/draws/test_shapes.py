"""Shapes: printed formulas and moments, scipy beside each, and what low, central and high are said to be."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from impact.draws.shapes import SHAPES, Normal, Pert, ShapeName, Triangle, Uniform, pert_through, triangle_through
from impact.words.names import groups

EVEN = (np.arange(1000) + 0.5) / 1000
CHANCES = np.array([0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999])

low_central_high = st.tuples(st.floats(-5, 5), st.floats(0, 3), st.floats(0, 3)).map(
    lambda given: (given[0], given[0] + given[1], given[0] + given[1] + given[2])
)


def frozen(of: Triangle | Pert | Uniform | Normal) -> object:
    """Return the same distribution by scipy."""
    if isinstance(of, Normal):
        return stats.norm(of.mean, of.deviation)
    width = of.high - of.low
    if isinstance(of, Uniform):
        return stats.uniform(of.low, width)
    place = (of.mode - of.low) / width
    if isinstance(of, Triangle):
        return stats.triang(np.clip(place, 0, 1), loc=of.low, scale=width)
    return stats.beta(1 + 4 * place, 5 - 4 * place, loc=of.low, scale=width)


def test_pert_has_the_exponents_that_mc2d_prints() -> None:
    """R package mc2d, manual page `pert`: shape1 = (mu - min)(2 mode - min - max) / ((mode - mu)(max - min))."""
    low, mode, high = 3.0, 5.0, 13.0
    mu = (low + 4 * mode + high) / 6
    first = (mu - low) * (2 * mode - low - high) / ((mode - mu) * (high - low))
    second = first * (high - mu) / (mu - low)
    expected = stats.beta(first, second, loc=low, scale=high - low)
    assert Pert(low, mode, high).quantiles(CHANCES) == pytest.approx(expected.ppf(CHANCES))
    assert Pert(low, mode, high).mean == pytest.approx(expected.mean())


def test_an_even_pert_is_the_beta_distribution_with_variance_a_seventh() -> None:
    """From -1 over 0 to 1 exponents are 3 and 3 (mc2d: 1 + shape / 2); 2 B(3, 3) has variance 4 * 9 / (36 * 7)."""
    values = Pert(-1.0, 0.0, 1.0).quantiles((np.arange(200_000) + 0.5) / 200_000)
    assert values.mean() == pytest.approx(0.0, abs=1e-9)
    assert values.var() == pytest.approx(1 / 7, abs=1e-6)


@given(stated=low_central_high, name=st.sampled_from(sorted(SHAPES)))
def test_quantiles_are_those_of_scipy_and_never_fall(stated: tuple[float, float, float], name: ShapeName) -> None:
    low, central, high = stated
    assume(high - low > 1e-3)
    make = SHAPES[name].between or SHAPES[name].through
    found = make(low, central, high)
    assert found.quantiles(CHANCES) == pytest.approx(frozen(found).ppf(CHANCES), abs=1e-7)  # type: ignore[attr-defined,arg-type]
    assert found.mean == pytest.approx(frozen(found).mean(), abs=1e-9)  # type: ignore[attr-defined,arg-type]
    values = found.quantiles(EVEN)
    assert (np.diff(values) >= 0).all()
    assert found.low <= values[0]
    assert values[-1] <= found.high


@given(stated=low_central_high, name=st.sampled_from(sorted(SHAPES)))
def test_the_tenth_and_the_ninetieth_percentile_come_back(stated: tuple[float, float, float], name: ShapeName) -> None:
    low, central, high = stated
    assume(high - low > 1e-3)
    if SHAPES[name].symmetric:
        central = (low + high) / 2
    found = SHAPES[name].through(low, central, high)
    assert found.quantiles(np.array([0.1, 0.9])) == pytest.approx([low, high], abs=1e-7)
    if isinstance(found, Triangle | Pert):
        assert found.mode == central
        assert found.low <= central <= found.high


def test_an_even_triangle_is_stretched_by_the_hand_computed_factor() -> None:
    """With the top in the middle p is 1/2: 1/2 - sqrt(1/20) of the width lies on either side."""
    found = triangle_through(-1.0, 0.0, 1.0)
    half = 0.5 / (0.5 - 0.05**0.5)
    assert (found.low, found.high) == pytest.approx((-half, half))


def test_an_even_pert_is_stretched_by_the_percentile_of_its_beta_distribution() -> None:
    found = pert_through(-1.0, 0.0, 1.0)
    assert found.high == pytest.approx(0.5 / (stats.beta(3, 3).ppf(0.9) - 0.5))
    assert found.low == pytest.approx(-found.high)


def test_a_uniform_range_through_percentiles_has_a_tenth_beyond_each() -> None:
    found = SHAPES["uniform"].through(1.0, 2.0, 9.0)
    assert (found.low, found.high) == pytest.approx((0.0, 10.0))


def test_a_normal_distribution_has_the_printed_percentile() -> None:
    """The ninetieth percentile of the standard normal distribution is 1.2816 in every table."""
    found = SHAPES["normal"].through(-1.2816, 0.0, 1.2816)
    assert isinstance(found, Normal)
    assert found.deviation == pytest.approx(1.0, abs=5e-5)


def test_no_draw_is_infinite_whatever_the_luck() -> None:
    found = Normal(0.0, 1.0)
    ends = found.quantiles(np.array([0.0, 1.0]))
    assert ends.tolist() == [found.low, found.high]
    assert np.isfinite(ends).all()
    assert found.high == pytest.approx(8.3, abs=0.05)


def test_a_triangle_without_width_is_one_value() -> None:
    assert Triangle(3.0, 3.0, 3.0).quantiles(np.array([0.1, 0.9])).tolist() == [3.0, 3.0]


def test_every_shape_has_a_name_that_files_may_say_and_words_in_both_languages() -> None:
    assert set(SHAPES) == set(get_args(ShapeName)) == {shape.name for shape in SHAPES.values()}
    assert set(SHAPES) == set(groups()["shape"])
