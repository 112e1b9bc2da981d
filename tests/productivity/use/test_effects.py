"""Figures computed by hand, the scale check, the chance of nothing and the speed."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest

from impact.productivity.use.effects import UseEffects
from impact.productivity.use.figures import job_shares
from impact.productivity.use.nothing import nothing_happens, or_nothing

from .world import YEARS, effects

AMOUNTS = ("value_added", "firms_using_ai", "births", "private_rd")
ALL = ("productivity", *AMOUNTS)
NO_CONTRIBUTION = {"extra_adoption": 0.0, "startups": 0.0, "public_rd": 0.0}


def everything_is_zero(found: UseEffects) -> bool:
    return all(not getattr(found, name).any() and not np.signbit(getattr(found, name)).any() for name in ALL)


def test_one_point_more_adoption_times_four_per_cent_is_two_to_four_hundredths_of_a_per_cent() -> None:
    """The scale check: 0.01 x 0.04 = 0.0004 of the jobs in firms that are asked."""
    shares = job_shares()
    everywhere = {
        "extra_adoption": 0.01,
        "productivity": 0.04,
        "phase_in_years": 1.0,
        "support": (0.8, 0.2),
        "ceiling": 1.0,
    }
    ample = {"supported": 150.0, "budget": 1e3, "firms": 5000.0}
    of_market = effects(**everywhere, **ample, jobs=shares[["10-49", "50+"]], jobs_outside=shares["rest"])
    of_all = effects(**everywhere, **ample, jobs=(0.2, 0.8), jobs_outside=0.0)
    assert of_market.productivity[0, -1, 1] == pytest.approx(0.0004 * (1 - shares["rest"]), rel=1e-9)
    assert of_all.productivity[0, -1, 1] == pytest.approx(0.0004, rel=1e-9)
    assert 0.0002 <= of_market.productivity[0, -1, 1] <= of_all.productivity[0, -1, 1] <= 0.0004 * (1 + 1e-9)
    assert of_market.value_added[0, -1, 1] == pytest.approx(20000 * np.expm1(0.0004 * (1 - shares["rest"])), rel=1e-6)


def test_firms_that_would_have_come_by_then_are_no_effect() -> None:
    """Extra adoption is large, so that the firms supported bind: S (1 - A0) with A0 of the same year."""
    found = effects(extra_adoption=1.0, full_by=2026, opening=2026.0, support=(0.8, 0.2), ceiling=1.0)
    without = found.adoption.without[0]
    supported = 40 * 0.7 * np.arange(1, len(YEARS) + 1)
    by_class = supported[:, None] * (1 - without) * [0.8, 0.2]
    np.testing.assert_allclose(found.adoption.supported[0, :, 1], supported)
    np.testing.assert_allclose(found.firms_using_ai[0, :, 1], by_class.sum(axis=1), rtol=1e-8)


def test_near_the_ceiling_there_is_no_room_left_for_the_facility() -> None:
    """The larger firms are at 0.84 of 0.85 in 2035 without it."""
    found = effects(extra_adoption=0.2, supported=150.0, budget=10.0)
    room = 0.85 - found.adoption.without[0, -1, 1]
    assert found.adoption.extra[0, -1, 1, 1] == pytest.approx(room, rel=1e-12)
    assert found.adoption.with_facility[0, -1, 1, 1] == pytest.approx(0.85, rel=1e-12)


def test_the_budget_bounds_the_firms_that_are_supported() -> None:
    found = effects(budget=0.5, cost_per_firm=0.025)
    assert found.adoption.supported[0, -1].sum() == pytest.approx(0.7 * 20 + 9 * 20 + 6)  # 20 a year are paid for
    none = effects(budget=0.0)
    assert not none.firms_using_ai.any()
    assert not none.productivity.any()


def test_the_budget_of_a_year_is_not_carried_over() -> None:
    budget = np.array([0.0, 100.0, *[0.0] * 8])
    assert effects(budget=budget).adoption.supported[0, -1].sum() == pytest.approx(40.0)


def test_startups_come_where_firms_are_served_in_proportion_to_births_and_grow_in() -> None:
    found = effects(opening=2026.0, startups=6.0, startups_phase_in_years=3.0)
    np.testing.assert_allclose(found.births[0, :3].sum(axis=-1), [2, 4, 6], atol=1e-8)
    np.testing.assert_allclose(found.births[0, -1], [0, 6 * 270 / 340, 6 * 70 / 340], atol=1e-8)


def test_private_rd_is_public_rd_times_what_follows_less_what_is_displaced() -> None:
    np.testing.assert_allclose(effects().private_rd[0, 0], [0, 0.5 * 0.6 * 0.7, 0.5 * 0.6 * 0.7], atol=1e-9)


def test_productivity_comes_in_over_the_years_after_adoption() -> None:
    """The same firms for ever: adoption without the facility stands still, all of them are supported in one year."""
    still = {"adoption": np.full((1, len(YEARS), 2), 0.25), "opening": 2026.0, "extra_adoption": 1.0, "full_by": 2026}
    found = effects(**still, budget=[1.0, *[0.0] * 9], support=(0.8, 0.2), phase_in_years=4.0)
    whole = 28 / 1900 * 0.75 * (0.14 * 0.01 + 0.42 * 0.04)
    np.testing.assert_allclose(found.productivity[0, :, 1], whole * np.minimum(np.arange(1, 11) / 4, 1), rtol=1e-9)


def test_with_contributions_of_zero_every_effect_is_exactly_zero() -> None:
    assert everything_is_zero(effects(3, **NO_CONTRIBUTION))
    assert not everything_is_zero(effects(3))


@pytest.mark.parametrize("name", NO_CONTRIBUTION)
def test_each_contribution_has_its_own_effects(name: str) -> None:
    """With one contribution at zero the effects of the others are the same to the last digit."""
    own = {
        "extra_adoption": {"productivity", "value_added", "firms_using_ai"},
        "startups": {"births"},
        "public_rd": {"private_rd"},
    }[name]
    base, without = effects(), effects(**{name: 0.0})
    for effect in ALL:
        if effect in own:
            assert getattr(base, effect).any()
            assert not getattr(without, effect).any()
        else:
            np.testing.assert_array_equal(getattr(without, effect), getattr(base, effect))


def test_nothing_happens_as_often_as_the_file_says_and_then_exactly_nothing() -> None:
    uniform = (np.arange(1000) + 0.5) / 1000
    found = effects(1000, uniform=uniform, no_effect_probability=0.4)
    assert found.nothing.mean() == 0.4
    for name in ALL:
        assert not getattr(found, name)[found.nothing].any()
        assert getattr(found, name)[~found.nothing].any(axis=(1, 2)).all()
    np.testing.assert_array_equal(effects(1000, uniform=uniform, no_effect_probability=0.0).nothing, False)
    assert everything_is_zero(effects(1000, uniform=uniform, no_effect_probability=1.0))


def test_a_certain_nothing_holds_for_the_largest_draw_too() -> None:
    assert nothing_happens([0.0, 1.0], 1.0).all()
    assert not nothing_happens([0.0, 1.0], 0.0).any()
    np.testing.assert_array_equal(or_nothing([1.0, 2.0], np.array([True, False])), [0.0, 2.0])


def test_each_draw_is_what_it_would_be_alone() -> None:
    extra, phase = np.array([0.0, 0.01, 0.03]), np.array([1.0, 3.0, 5.0])
    drawn = effects(3, extra_adoption=extra, phase_in_years=phase)
    for draw in range(3):
        alone = effects(extra_adoption=extra[draw], phase_in_years=phase[draw])
        for name in ALL:
            np.testing.assert_allclose(getattr(drawn, name)[draw], getattr(alone, name)[0], rtol=1e-12)


def test_a_thousand_draws_of_ten_years_and_forty_areas_take_a_part_of_a_second() -> None:
    """Measured: 0.08 s on two shared cores; ten times that here, so that a busy machine does not turn it red."""
    forty = {
        "areas": tuple(f"CR{number:02d}" for number in range(1, 41)),
        "firms": np.full(40, 1500.0), "births": np.ones(40),
        "value_added": np.full(40, 1e4), "allocation": np.full(40, 1 / 40), "public_rd": np.full((10, 40), 0.1),
    }  # fmt: skip
    effects(**forty)
    start = perf_counter()
    effects(1000, **forty)
    assert perf_counter() - start < 0.8


def test_the_effect_on_a_firm_that_adopts_is_there_only_where_some_firm_does() -> None:
    uniform = np.array([0.1, 0.9])
    found = effects(2, uniform=uniform, support=(1.0, 0.0), supported=5.0)
    np.testing.assert_array_equal(found.adopter_productivity, [[0.0, 0.0], [0.01, 0.0]])


def test_the_path_without_the_facility_weighs_the_classes_by_their_firms() -> None:
    found = effects()
    np.testing.assert_allclose(found.adoption_without[0], found.adoption.without[0] @ [0.8, 0.2], rtol=1e-12)
