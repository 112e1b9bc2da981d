"""Gross to net: the steps add up, and each assumption at its end point leaves what it must."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.scenario.computation.components import Components
from impact.scenario.computation.concepts import STEPS, TAKEN_OFF, net_national, regional_steps
from impact.scenario.computation.draws import Array, Draws

SHAPE = (1, 2, 3, 5)
SHARES = (
    "staff_displacement_share",
    "supplier_displacement_share",
    "national_crowding_out_share",
)


def parts(seed: int = 0, alternative: float = 1.0) -> Components:
    rng = np.random.default_rng(seed)

    def some() -> Array:
        return rng.uniform(0, 10, SHAPE)

    return Components(
        purchases=(some(), some(), some()),
        payroll=(some(), some()),
        alternative=(some() * alternative, some() * alternative, some() * alternative),
    )


def luck(**shares: float) -> Draws:
    return Draws({("assumptions", name): np.array([shares.get(name, 0.0)]) for name in SHARES}, 1)


share = st.floats(0, 1)


def steps_of(some: Components, deadweight: float = 0.0, **shares: float) -> dict[str, Array]:
    return regional_steps(some, luck(**shares), np.array([1 - deadweight])).steps


@given(deadweight=share, staff=share, suppliers=share, seed=st.integers(0, 20))
def test_the_steps_add_up_and_none_gives_back(deadweight: float, staff: float, suppliers: float, seed: int) -> None:
    steps = steps_of(parts(seed), deadweight, staff_displacement_share=staff, supplier_displacement_share=suppliers)
    taken = sum(steps[s] for s in TAKEN_OFF)
    np.testing.assert_allclose(steps["gross"] - taken, steps["net_regional"], atol=1e-9)
    assert min(steps[s].min() for s in TAKEN_OFF) >= 0


def test_gross_is_purchases_and_people_at_every_stage() -> None:
    some = parts()
    gross = steps_of(some)["gross"]
    np.testing.assert_allclose(gross[..., 0], some.purchases[0] + some.payroll[0])
    np.testing.assert_allclose(gross[..., 1], some.purchases[1])
    np.testing.assert_allclose(gross[..., 2], some.purchases[2] + some.payroll[1])


def test_nothing_is_taken_off_when_every_share_and_the_alternative_are_zero() -> None:
    steps = steps_of(parts(alternative=0.0))
    np.testing.assert_allclose(steps["net_regional"], steps["gross"])


def test_full_displacement_of_everybody_leaves_nothing() -> None:
    everybody = {"staff_displacement_share": 1.0, "supplier_displacement_share": 1.0}
    np.testing.assert_allclose(steps_of(parts(), **everybody)["net_regional"], 0.0, atol=1e-12)


def test_staff_who_left_other_employers_take_their_spending_along() -> None:
    some = parts(alternative=0.0)
    steps = steps_of(some, staff_displacement_share=0.5)
    np.testing.assert_allclose(steps["staff_displaced"][..., 0], some.payroll[0] / 2)
    np.testing.assert_allclose(steps["staff_displaced"][..., 1], 0)
    np.testing.assert_allclose(steps["staff_displaced"][..., 2], some.payroll[1] / 2)


def test_every_step_by_hand_with_all_shares_above_zero() -> None:
    """100 bought (60 direct, 30 indirect, 10 induced), 40 hired whose wages induce 20, 50 bought otherwise.

    Deadweight 0.2, staff displaced 0.5, suppliers displaced 0.25: gross 160; deadweight 32; alternative 50 x 0.75 =
    37.5; staff (40 + 20) x 0.5 x 0.8 = 24; suppliers (100 + 20 x 0.5) x 0.25 x 0.8 = 22; net 44.5, of which hired
    40 x 0.5 x 0.8 = 16.
    """

    def cell(value: float) -> Array:
        return np.full((1, 1, 1, 1), value)

    some = Components(
        purchases=(cell(60.0), cell(30.0), cell(10.0)),
        payroll=(cell(40.0), cell(20.0)),
        alternative=(cell(30.0), cell(15.0), cell(5.0)),
    )
    shares = luck(staff_displacement_share=0.5, supplier_displacement_share=0.25, national_crowding_out_share=0.6)
    found = regional_steps(some, shares, np.array([0.8]))
    summed = {name: step.sum() for name, step in found.steps.items()}
    expected = (160.0, 32.0, 37.5, 24.0, 22.0, 44.5)
    assert summed == pytest.approx(dict(zip(STEPS, expected, strict=False)))
    assert found.hired_staff.sum() == pytest.approx(16.0)
    assert net_national(some, shares, np.array([0.8])).sum() == pytest.approx(0.4 * (0.8 * 160 - 50))


def test_the_country_keeps_what_is_not_crowded_out() -> None:
    some = parts()
    gross, all_of_it = steps_of(some)["gross"], np.ones(1)
    kept = net_national(some, luck(national_crowding_out_share=0.75), all_of_it)
    np.testing.assert_allclose(kept, 0.25 * (gross - np.stack(some.alternative, axis=-1)))
    assert net_national(some, luck(national_crowding_out_share=1.0), all_of_it) == pytest.approx(0.0)
