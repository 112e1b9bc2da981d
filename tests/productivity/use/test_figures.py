from __future__ import annotations

import numpy as np
import pytest

from impact import regions
from impact.errors import InputError
from impact.productivity.use.assumptions import use_assumptions
from impact.productivity.use.figures import (
    J,
    births_in_j,
    establishments,
    job_shares,
    municipal_shares,
    value_added_outside_mining,
)

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
