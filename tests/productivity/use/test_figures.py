from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from impact import regions
from impact.errors import InputError
from impact.productivity.adoption.region import adoption_by_size
from impact.productivity.use.assumptions import use_assumptions
from impact.productivity.use.effects import effects_of_use
from impact.productivity.use.figures import (
    J,
    births_in_j,
    establishments,
    job_shares,
    municipal_shares,
    value_added_outside_mining,
)
from impact.productivity.use.inputs import Facility, FirmClasses, Region, Response

AREAS = regions.study_area("groningen-noord-drenthe").corops


def test_the_shares_of_jobs_are_those_of_the_national_table() -> None:
    """December 2019, thousand jobs (CBS 83583NED): total 8560.5; O-Q and R-U are outside."""
    shares = job_shares()
    assert shares["10-49"] == pytest.approx((1384.9 - 142.0 - 73.7) / 8560.5, rel=1e-9)
    larger = 631.1 + 1650.8 + 3631.0 - (80.5 + 504.4 + 1633.8) - (28.2 + 43.2 + 34.9)
    assert shares["50+"] == pytest.approx(larger / 8560.5, rel=1e-9)
    assert shares.sum() == pytest.approx(1)


def test_firms_births_and_value_added_of_the_area_are_those_published() -> None:
    np.testing.assert_array_equal(establishments(AREAS, 2025), [13965, 4405, 52090, 23410])
    np.testing.assert_array_equal(births_in_j(AREAS, 2025), [35, 10, 270, 70])
    by_hand = [22473 - 5551 + 1351, 7213 - 815 + 582]
    np.testing.assert_array_equal(value_added_outside_mining(["CR03", "CR07"], 2023), by_hand)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("group", ["sum_groups", J])
def test_every_municipality_of_the_area_has_a_share(area: str, group: str) -> None:
    shares = municipal_shares(area, 2025, group)
    assert tuple(shares.index) == regions.members(area)
    assert shares.sum() == pytest.approx(1)
    assert shares.between(0, 1).all()


def test_an_area_without_figures_is_refused() -> None:
    with pytest.raises(InputError, match="in 2025: no figure") as refused:
        municipal_shares(regions.corop_of("GM0193"), 2025)
    assert refused.value.problems[0].file == "municipal-establishments"
    with pytest.raises(InputError, match="CR03 in 1999"):
        establishments(["CR03"], 1999)


def test_every_assumption_has_a_range_within_its_bounds_a_source_and_a_basis() -> None:
    for name, assumption in use_assumptions().items():
        assert assumption.least <= assumption.low <= assumption.central <= assumption.high <= assumption.most, name
        assert assumption.source, name
        assert assumption.basis in {"official", "press", "derived", "memory", "assumption"}, name


def test_zero_stays_inside_the_range_of_what_the_facility_adds_and_nothing_has_a_chance() -> None:
    known = use_assumptions()
    assert known["facility_extra_adoption"].low == 0
    assert known["startups_extra"].low == 0
    assert (known["no_effect_probability"].low, known["no_effect_probability"].high) == (0.2, 0.6)


def test_the_derived_shares_of_firms_follow_from_the_jobs_and_sizes_that_their_source_names() -> None:
    firms = np.array([1384.9 / 19, 631.1 / 69, 1650.8 / 205, 3631.0 / 2300]) * 1000
    known = use_assumptions()
    assert known["larger_firms_share"].central == pytest.approx(firms[1:].sum() / firms.sum(), abs=0.005)
    assert known["firms_of_ten_workers_share"].central == pytest.approx(firms.sum() / 2_551_560, abs=0.0015)


def test_the_guide_prints_the_scale_check_as_it_is_computed() -> None:
    """One point more adoption times 4 % is 0.0004 of the jobs in firms that CBS asks, and of all if all were such."""
    guide = " ".join((Path(__file__).parents[3] / "docs" / "productivity.md").read_text(encoding="utf-8").split())
    asked, points = 1 - job_shares()["rest"], 0.01 * 0.04
    assert f"0.01 × 0.04 = {points:.4f} log points" in guide
    assert f"have {100 * asked:.0f} % of all jobs, so for the region it is {100 * points * asked:.3f} %" in guide
    assert f"would be {100 * points:.2f} %" in guide


def test_with_the_central_values_that_ship_the_effect_is_small_and_lies_far_below_what_areas_can_show() -> None:
    """A few firms in a thousand, hundredths of a per cent; 20 million for firms, spread over seven years."""
    v = {name: assumption.central for name, assumption in use_assumptions().items()}
    years, larger = np.arange(2026, 2036), np.array([v["larger_firms_share"], v["larger_firms_supported_share"]])
    adoption = adoption_by_size(
        years, year=2025, total=v["adoption_share_2025"], larger=v["adoption_larger_firms_2025"],
        larger_firms_share=larger[0], gap=v["adoption_regional_gap"], ceiling=v["adoption_ceiling"],
        rate=v["adoption_rate"],
    )  # fmt: skip
    shares, counted = job_shares(), establishments(AREAS, 2025)
    (firms, support), jobs = np.stack([1 - larger, larger], axis=-1), shares[["10-49", "50+"]]
    region = Region(
        years, AREAS, 2025, adoption, v["adoption_ceiling"],
        FirmClasses(("10-49", "50+"), firms, support, jobs, shares["rest"]),
        v["firms_of_ten_workers_share"] * counted, value_added_outside_mining(AREAS, 2023), births_in_j(AREAS, 2025),
    )  # fmt: skip
    facility = Facility(
        2026.3, v["facility_extra_adoption"], 2035, v["firms_supported"], 20 * np.array([2, *[3] * 6, *[0] * 3]) / 20,
        v["cost_per_firm_supported"], counted / counted.sum(), v["startups_extra"], np.zeros((10, 4)),
    )  # fmt: skip
    response = Response(
        0.99, v["no_effect_probability"], (v["productivity_effect_smaller_firm"], v["productivity_effect_larger_firm"]),
        v["phase_in_years"], v["startups_phase_in_years"], v["private_rd_per_public_euro"],
        v["private_rd_displacement"],
    )  # fmt: skip
    found = effects_of_use(region, facility, response)
    of_area = found.value_added.sum(axis=-1) / value_added_outside_mining(AREAS, 2023).sum()
    assert 0.00005 < of_area[0, -1] < 0.0004
    assert 20 < found.firms_using_ai[0, -1].sum() < 40
    assert found.adoption_without[0, -1] > 0.7
