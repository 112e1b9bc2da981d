from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.productivity.use.exact import on_grid, parts_on_grid

from .world import effects

RISING: dict[str, tuple[float, float]] = {
    "extra_adoption": (0.0, 0.2),
    "supported": (0.0, 60.0),
    "budget": (0.0, 3.0),
    "startups": (0.0, 20.0),
    "public_rd": (0.0, 5.0),
    "private_rd_per_public_euro": (0.0, 2.0),
    "ceiling": (0.85, 1.0),
    "productivity": (0.0, 0.2),
}
FALLING: dict[str, tuple[float, float]] = {
    "cost_per_firm": (0.01, 0.2),
    "opening": (2026.0, 2034.0),
    "no_effect_probability": (0.0, 1.0),
    "startups_phase_in_years": (1.0, 10.0),
    "private_rd_displacement": (0.0, 1.0),
}
ADDED = ("firms_using_ai", "births", "private_rd")
TINY = 2.0**-29

part = st.floats(0.0, 1.0)


def between(bounds: tuple[float, float], where: float) -> float:
    return bounds[0] + where * (bounds[1] - bounds[0])


@st.composite
def anything(draw: st.DrawFn) -> dict[str, Any]:
    return {name: between(bounds, draw(part)) for name, bounds in (RISING | FALLING).items()}


@given(anything())
def test_adoption_stays_between_zero_and_its_ceiling(given_values: dict[str, Any]) -> None:
    found = effects(**given_values)
    assert (found.adoption.extra >= 0).all()
    assert (found.adoption.with_facility <= given_values["ceiling"] + 1e-12).all()


@given(anything())
def test_no_more_firms_are_added_than_were_supported_or_than_the_extra_adoption_says(
    given_values: dict[str, Any],
) -> None:
    found = effects(**given_values)
    assert (found.firms_using_ai <= found.adoption.supported[:, :] + TINY).all()
    assert (found.firms_using_ai <= given_values["extra_adoption"] * np.array([500.0, 1900, 850]) + TINY).all()


@pytest.mark.parametrize("name", RISING)
@given(given_values=anything(), less=part, more=part)
def test_effects_never_fall_with_what_should_raise_them(
    name: str, given_values: dict[str, Any], less: float, more: float
) -> None:
    low, high = (between(RISING[name], where) for where in sorted((less, more)))
    below, above = effects(**given_values | {name: low}), effects(**given_values | {name: high})
    for effect in ADDED:
        assert (getattr(above, effect) >= getattr(below, effect) - TINY).all(), effect
    assert (above.adoption.with_facility >= below.adoption.with_facility - 1e-12).all()


@pytest.mark.parametrize("name", FALLING)
@given(given_values=anything(), less=part, more=part)
def test_effects_never_rise_with_what_should_lower_them(
    name: str, given_values: dict[str, Any], less: float, more: float
) -> None:
    low, high = (between(FALLING[name], where) for where in sorted((less, more)))
    above, below = effects(**given_values | {name: low}), effects(**given_values | {name: high})
    for effect in ADDED:
        assert (getattr(above, effect) >= getattr(below, effect) - TINY).all(), effect


@given(anything(), part, part)
def test_more_firms_in_an_area_never_mean_fewer_that_use_ai(
    given_values: dict[str, Any], less: float, more: float
) -> None:
    few, many = (np.array([500.0, 1900.0 * (1 + where), 850.0]) for where in sorted((less, more)))
    below, above = effects(**given_values, firms=few), effects(**given_values, firms=many)
    assert (above.firms_using_ai >= below.firms_using_ai - TINY).all()


@given(anything(), part, part)
def test_a_larger_effect_on_adopters_never_lowers_productivity_where_adoption_is_not_lost_again(
    given_values: dict[str, Any], less: float, more: float
) -> None:
    low, high = (between(RISING["productivity"], where) for where in sorted((less, more)))
    given_values = given_values | {"phase_in_years": 1.0}
    below, above = (effects(**given_values | {"productivity": value}) for value in (low, high))
    assert (above.productivity >= below.productivity - 1e-15).all()
    assert (above.productivity >= 0).all()
    np.testing.assert_allclose(below.productivity * high, above.productivity * low, atol=1e-12)


@given(anything(), st.floats(1.0, 8.0), st.floats(0.0, 5.0))
def test_a_longer_phase_in_never_brings_more_over_all_years_together(
    given_values: dict[str, Any], length: float, longer: float
) -> None:
    still = {"adoption": np.full((1, 10, 2), 0.3)}
    quick = effects(**given_values, **still, phase_in_years=length)
    slow = effects(**given_values, **still, phase_in_years=length + longer)
    assert (slow.productivity <= quick.productivity + 1e-15).all()


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=30), st.lists(st.floats(0.001, 1), min_size=1, max_size=12))
def test_municipalities_add_up_to_their_area_exactly_in_any_order(amounts: list[float], weights: list[float]) -> None:
    whole = on_grid(np.array(amounts))
    shares = np.array(weights) / sum(weights)
    parts = parts_on_grid(whole, shares)
    for order in (parts, parts[:, ::-1]):
        total = np.zeros(len(whole))
        for column in order.T:
            total = total + column
        np.testing.assert_array_equal(total, whole)
    np.testing.assert_array_equal(parts.sum(axis=-1), whole)
    np.testing.assert_allclose(parts, whole[:, None] * shares, atol=len(shares) * TINY)
    assert (parts * np.sign(whole)[:, None] >= 0).all()


def test_the_effects_of_areas_are_on_the_grid_and_can_be_parted_as_they_are() -> None:
    found = effects(4, extra_adoption=np.array([0.0, 0.005, 0.01, 0.03]))
    for name in ("value_added", *ADDED):
        amounts = getattr(found, name)
        parts = parts_on_grid(amounts, [0.21, 0.33, 0.46])
        np.testing.assert_array_equal(parts.sum(axis=-1), amounts)
        assert not parts[amounts == 0].any()
        assert np.array_equal(parts.sum(axis=(0, 1, 2)).sum(), amounts.sum())


def test_the_largest_part_takes_what_is_left_over_and_no_part_changes_sign() -> None:
    quantum = 2.0**-30
    np.testing.assert_array_equal(parts_on_grid(np.array([5 * quantum]), [0.1, 0.8, 0.1]), [[0, 5 * quantum, 0]])
    for six in (6 * quantum, -6 * quantum):
        parts = parts_on_grid(np.array([six]), np.full(10, 0.1))
        np.testing.assert_array_equal(parts, [[six, *[0.0] * 9]])
