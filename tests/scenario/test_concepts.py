"""Gross to net: the steps add up, and each assumption at its end point leaves what it must."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.scenario.components import Components
from impact.scenario.concepts import net_national, regional_steps
from impact.scenario.draws import Array, Draws

SHAPE = (1, 2, 3, 5)
SHARES = (
    "deadweight_share",
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
    return Draws({f"assumptions.{name}": np.array([shares.get(name, 0.0)]) for name in SHARES}, 1)


share = st.floats(0, 1)


@given(deadweight=share, staff=share, suppliers=share, seed=st.integers(0, 20))
def test_the_steps_add_up(deadweight: float, staff: float, suppliers: float, seed: int) -> None:
    drawn = luck(deadweight_share=deadweight, staff_displacement_share=staff, supplier_displacement_share=suppliers)
    steps = regional_steps(parts(seed), drawn)
    taken = sum(steps[s] for s in ("deadweight", "alternative_use", "staff_displaced", "suppliers_displaced"))
    np.testing.assert_allclose(steps["gross"] - taken, steps["net_regional"], atol=1e-9)


def test_gross_is_purchases_and_people_at_every_stage() -> None:
    some = parts()
    gross = regional_steps(some, luck())["gross"]
    np.testing.assert_allclose(gross[..., 0], some.purchases[0] + some.payroll[0])
    np.testing.assert_allclose(gross[..., 1], some.purchases[1])
    np.testing.assert_allclose(gross[..., 2], some.purchases[2] + some.payroll[1])


def test_nothing_is_taken_off_when_every_share_and_the_alternative_are_zero() -> None:
    steps = regional_steps(parts(alternative=0.0), luck())
    np.testing.assert_allclose(steps["net_regional"], steps["gross"])


def test_full_deadweight_leaves_less_than_nothing_only_for_the_alternative() -> None:
    steps = regional_steps(parts(alternative=0.0), luck(deadweight_share=1.0))
    np.testing.assert_allclose(steps["net_regional"], 0.0, atol=1e-12)


def test_full_displacement_of_everybody_leaves_nothing() -> None:
    everybody = luck(staff_displacement_share=1.0, supplier_displacement_share=1.0)
    np.testing.assert_allclose(regional_steps(parts(alternative=0.0), everybody)["net_regional"], 0.0, atol=1e-12)


def test_staff_who_left_other_employers_take_their_spending_along() -> None:
    some = parts(alternative=0.0)
    steps = regional_steps(some, luck(staff_displacement_share=0.5))
    np.testing.assert_allclose(steps["staff_displaced"][..., 0], some.payroll[0] / 2)
    np.testing.assert_allclose(steps["staff_displaced"][..., 1], 0)
    np.testing.assert_allclose(steps["staff_displaced"][..., 2], some.payroll[1] / 2)


def test_the_country_keeps_what_is_not_crowded_out() -> None:
    some = parts()
    gross = regional_steps(some, luck())["gross"]
    kept = net_national(some, luck(national_crowding_out_share=0.75))
    np.testing.assert_allclose(kept, 0.25 * (gross - np.stack(some.alternative, axis=-1)))
    assert net_national(some, luck(national_crowding_out_share=1.0)) == pytest.approx(0.0)
