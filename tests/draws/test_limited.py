"""What lies on one point: nothing at all with its chance, and what cannot be at the nearest value that can."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.draws.limited import Cut, OrNothing, chance_below, is_nothing
from impact.draws.shapes import Normal, Pert, Triangle, Uniform

EVEN = (np.arange(10_000) + 0.5) / 10_000


@given(low=st.floats(-2, 2), width=st.floats(0.01, 3), chance=st.floats(0, 0.99))
def test_nothing_has_its_chance_and_quantiles_never_fall(low: float, width: float, chance: float) -> None:
    found = OrNothing(Triangle(low, low + width / 3, low + width), chance)
    values = found.quantiles(EVEN)
    assert (np.diff(values) >= 0).all()
    assert (values == 0).mean() == pytest.approx(chance, abs=2e-4)
    assert found.low <= values[0]
    assert values[-1] <= found.high
    assert found.mean == pytest.approx(values.mean(), abs=1e-3)


@pytest.mark.parametrize("low", [0.0, 1.0, -1.0, -3.0])
def test_what_is_left_has_the_distribution_it_had(low: float) -> None:
    whole = Uniform(low, low + 2.0)
    values = OrNothing(whole, 0.4).quantiles(EVEN)
    rest = values[values != 0]
    assert np.quantile(rest, [0.1, 0.5, 0.9]) == pytest.approx(whole.quantiles(np.array([0.1, 0.5, 0.9])), abs=1e-3)


def test_no_chance_of_nothing_changes_nothing() -> None:
    whole = Pert(0.0, 0.2, 1.0)
    assert np.array_equal(OrNothing(whole, 0.0).quantiles(EVEN), whole.quantiles(EVEN))


def test_forty_in_a_hundred_numbers_lie_below_a_chance_of_forty_per_cent() -> None:
    assert is_nothing(EVEN, 0.4).sum() == 4000
    assert is_nothing(np.array([0.3, 0.3, 0.99]), np.array([0.2, 0.4, 1.0])).tolist() == [False, True, True]


def test_what_cannot_be_is_put_at_the_limit_so_that_percentiles_stay() -> None:
    whole = Normal(0.3, 0.25)
    found = Cut(whole, 0.0, 1.0)
    values = found.quantiles(EVEN)
    inside = (values > 0) & (values < 1)
    assert np.array_equal(values[inside], whole.quantiles(EVEN)[inside])
    assert (values == 0).mean() == pytest.approx(0.1151, abs=1e-4)  # the normal distribution below -1.2
    assert (found.low, found.high) == (0.0, 1.0)


@given(value=st.floats(-2, 3))
def test_the_chance_below_a_value_is_that_of_the_distribution_function(value: float) -> None:
    expected = min(max((value + 1) / 3, 0.0), 1.0)
    assert chance_below(Uniform(-1.0, 2.0), value) == pytest.approx(expected, abs=1e-12)
