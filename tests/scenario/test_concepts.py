"""Gross to net: the steps add up, and each assumption at its end point leaves what it must."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.scenario.computation.components import Components
from impact.scenario.computation.concepts import (
    STEPS,
    TAKEN_OFF,
    Shares,
    all_concepts,
    gross,
    net_national,
    staircase,
    taken_off,
)
from impact.scenario.computation.draws import Array, Draws

SHAPE = (1, 2, 2, 3, 5)
"""One draw, two years, two areas, three sectors, five measures."""
AT_HOME = np.eye(2)


def left(people: Array, employers: Array) -> Array:
    return np.einsum("ab,dybgm->dyagm", employers, people)


def parts(seed: int = 0, alternative: float = 1.0, employers: Array = AT_HOME) -> Components:
    rng = np.random.default_rng(seed)

    def some() -> Array:
        return rng.uniform(0, 10, SHAPE)

    purchases, payroll = (some(), some(), some()), (some(), some())
    instead = (some() * alternative, some() * alternative, some() * alternative)
    return Components(purchases, payroll, instead, left(payroll[0], employers))


def shares(deadweight: float = 0.0, staff: float = 0.0, suppliers: float = 0.0) -> Shares:
    return Shares(np.array([1 - deadweight]), np.array([staff]), np.array([suppliers]))


def crowding(share: float) -> Draws:
    return Draws({("assumptions", "national_crowding_out_share"): np.array([share])}, 1)


share = st.floats(0, 1)


def steps_of(some: Components, drawn: Shares) -> dict[str, Array]:
    steps = {step.name: amount for step, amount in taken_off(some, drawn)}
    return {name: found for name, found in all_concepts(some, drawn).items() if name in STEPS} | steps


@given(deadweight=share, staff=share, suppliers=share, moving=share, seed=st.integers(0, 20))
def test_the_steps_add_up_and_none_gives_back(
    deadweight: float, staff: float, suppliers: float, moving: float, seed: int
) -> None:
    employers = np.array([[1 - moving, moving], [moving, 1 - moving]])
    drawn = shares(deadweight, staff, suppliers)
    steps = steps_of(parts(seed, employers=employers), drawn)
    taken = sum(steps[s] for s in TAKEN_OFF)
    np.testing.assert_allclose(steps["gross"] - taken, steps["net_regional"], atol=1e-9)
    assert min(steps[s].min() for s in TAKEN_OFF) >= 0
    summed = staircase(parts(seed, employers=employers), drawn)
    for name in STEPS:
        if name != "net_national":
            np.testing.assert_allclose(summed[name], steps[name].sum(axis=(1, 2, 3, 5)), atol=1e-9)


def test_gross_is_purchases_and_people_at_every_stage() -> None:
    some = parts()
    whole = gross(some)
    np.testing.assert_allclose(whole[..., 0], some.purchases[0] + some.payroll[0])
    np.testing.assert_allclose(whole[..., 1], some.purchases[1])
    np.testing.assert_allclose(whole[..., 2], some.purchases[2] + some.payroll[1])


def test_nothing_is_taken_off_when_every_share_and_the_alternative_are_zero() -> None:
    steps = steps_of(parts(alternative=0.0), shares())
    np.testing.assert_allclose(steps["net_regional"], steps["gross"])


def test_full_displacement_of_everybody_leaves_nothing() -> None:
    steps = steps_of(parts(), shares(staff=1.0, suppliers=1.0))
    np.testing.assert_allclose(steps["net_regional"], 0.0, atol=1e-12)


def test_staff_who_left_other_employers_take_their_spending_along() -> None:
    some = parts(alternative=0.0)
    steps = steps_of(some, shares(staff=0.5))
    np.testing.assert_allclose(steps["staff_displaced"][..., 0], some.payroll[0] / 2)
    np.testing.assert_allclose(steps["staff_displaced"][..., 1], 0)
    np.testing.assert_allclose(steps["staff_displaced"][..., 2], some.payroll[1] / 2)


def test_who_is_drawn_from_a_neighbour_is_lost_there_and_what_they_spend_where_they_spent_it() -> None:
    """Ten people are hired in the first area; three in ten of them worked in the second."""
    some = parts(alternative=0.0)
    some.payroll[0][:] = 0.0
    some.payroll[0][:, :, 0] = 10.0
    employers = np.array([[0.7, 0.2], [0.3, 0.8]])
    some = replace(some, left=left(some.payroll[0], employers))
    lost = steps_of(some, shares(staff=0.5))["staff_displaced"]
    np.testing.assert_allclose(lost[:, :, 0, :, :, 0], 3.5)
    np.testing.assert_allclose(lost[:, :, 1, :, :, 0], 1.5)
    np.testing.assert_allclose(lost[..., 2], some.payroll[1] / 2)


def test_every_step_by_hand_with_all_shares_above_zero() -> None:
    """100 bought (60 direct, 30 indirect, 10 induced), 40 hired whose wages induce 20, 50 bought otherwise.

    Deadweight 0.2, staff displaced 0.5, suppliers displaced 0.25: gross 160; deadweight 32; alternative 50 x 0.75 =
    37.5; staff (40 + 20) x 0.5 x 0.8 = 24; suppliers (100 + 20 x 0.5) x 0.25 x 0.8 = 22; net 44.5, of which hired
    40 x 0.5 x 0.8 = 16.
    """

    def cell(value: float) -> Array:
        return np.full((1, 1, 1, 1, 1), value)

    some = Components(
        purchases=(cell(60.0), cell(30.0), cell(10.0)),
        payroll=(cell(40.0), cell(20.0)),
        alternative=(cell(30.0), cell(15.0), cell(5.0)),
        left=cell(40.0),
    )
    drawn = shares(deadweight=0.2, staff=0.5, suppliers=0.25)
    expected = dict(zip(STEPS, (160.0, 32.0, 37.5, 24.0, 22.0, 44.5), strict=False))
    by_cell = {name: step.sum() for name, step in steps_of(some, drawn).items()}
    assert by_cell == pytest.approx(expected)
    summed = {name: float(step.sum()) for name, step in staircase(some, drawn).items()}
    assert summed == pytest.approx(expected | {"hired_staff": 16.0, "other_work": 28.5})
    national = net_national(some, crowding(0.6), np.array([0.8]))
    assert national.sum() == pytest.approx(0.4 * (0.8 * 160 - 50))


def test_the_country_keeps_what_is_not_crowded_out() -> None:
    some = parts()
    all_of_it = np.ones(1)
    kept = net_national(some, crowding(0.75), all_of_it)
    np.testing.assert_allclose(kept, 0.25 * (gross(some) - np.stack(some.alternative, axis=-1)))
    assert net_national(some, crowding(1.0), all_of_it) == pytest.approx(0.0)
