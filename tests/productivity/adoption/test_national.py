from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.errors import InputError
from impact.productivity.adoption.national import national_adoption, published_adoption
from impact.productivity.adoption.region import adoption_by_size, regional_adoption, remaining_share
from impact.productivity.adoption.results import How


def test_the_dutch_series_is_that_of_cbs_and_its_curve_passes_near_it() -> None:
    found = national_adoption(0.85)
    np.testing.assert_array_equal(found.fit["observed"], [0.138, 0.227, 0.332])
    assert found.how is How.LEAST_SQUARES_OF_LOG_ODDS
    assert found.fit["residual"].abs().max() < 0.005
    # The slopes of the two steps are 0.62 and 0.565 with this ceiling; the line lies between them.
    assert 0.565 < found.parameter("rate").value < 0.65


@pytest.mark.parametrize("population", sorted(set(published_adoption().query("region == 'NL'")["population"])))
def test_every_size_class_and_section_has_a_curve_that_says_on_how_few_points_it_rests(population: str) -> None:
    points = len(published_adoption().query("region == 'NL' and population == @population"))
    found = national_adoption(0.95, population=population)
    assert dict(found.cautions[0].fields) == {"points": points}
    assert ("rate_given" in {caution.code for caution in found.cautions}) == (points == 1)
    if points == 1:
        assert found.parameter("rate").value == national_adoption(0.95).parameter("rate").value
    path = found.path(range(2025, 2061))
    assert path.between(0, 0.95).all()
    assert path.is_monotonic_increasing


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"ceiling": 0.3}, "ceiling: found 0.3"),
        ({"ceiling": 0.6, "population": "firms with 250 or more workers"}, "ceiling: found 0.6, at or below the 0.65"),
        ({"ceiling": 0.9, "population": "firms with 10 to 20 workers"}, "'firms with 10 to 19 workers'"),
        ({"ceiling": 0.9, "region": "CR03"}, "a published region"),
    ],
)
def test_what_is_not_published_or_cannot_be_is_refused(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(InputError) as refused:
        national_adoption(**arguments)  # type: ignore[arg-type]
    assert said in str(refused.value)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 0.9))
def test_the_remaining_class_makes_the_total(small: float, large: float, weight: float) -> None:
    total = weight * large + (1 - weight) * small
    found = float(remaining_share(total, [large], [weight])) if 0 <= total <= 1 else small
    assert found == pytest.approx(small, abs=1e-9)


def test_a_total_that_no_remaining_class_can_make_is_refused() -> None:
    with pytest.raises(InputError, match="total: found -0.166667"):
        remaining_share(0.1, [0.5], [0.4])
    with pytest.raises(InputError, match="weights: found 0; expected weights of 0 or more that leave a part"):
        remaining_share(0.3, [0.5, 0.4], [0.4, 0.6])


def test_the_region_keeps_its_gap_and_stays_within_zero_and_the_ceiling() -> None:
    national = np.array([0.02, 0.3, 0.8])
    np.testing.assert_allclose(regional_adoption(national, -0.04, 0.85), [0.0, 0.26, 0.76])
    drawn = regional_adoption(national, np.array([0.0, 0.1]), np.array([0.8, 0.85]))
    np.testing.assert_allclose(drawn, [[0.02, 0.3, 0.8], [0.12, 0.4, 0.85]])
    with pytest.raises(InputError, match="gap: found -4"):
        regional_adoption(national, -4, 0.85)


BY_SIZE = {
    "year": 2025, "total": 0.332, "larger": 0.49, "larger_firms_share": 0.2, "gap": 0.0, "ceiling": 0.85, "rate": 0.45,
}  # fmt: skip


def test_the_classes_of_firms_together_are_at_the_national_share_in_the_last_published_year() -> None:
    drawn = adoption_by_size(range(2025, 2036), **BY_SIZE | {"larger_firms_share": np.array([0.15, 0.2, 0.25])})
    assert drawn.shape == (3, 11, 2)
    for draw, larger in zip(drawn, (0.15, 0.2, 0.25), strict=True):
        assert (1 - larger) * draw[0, 0] + larger * draw[0, 1] == pytest.approx(0.332, rel=1e-12)
        assert draw[0, 1] == pytest.approx(0.49, rel=1e-12)
    assert (np.diff(drawn, axis=1) > 0).all()
    assert (drawn <= 0.85).all()
    assert adoption_by_size([2025, 2030], **BY_SIZE).shape == (1, 2, 2)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ceiling": 0.45}, "ceiling: found 0.45"),
        ({"larger": 0.9, "larger_firms_share": 0.5}, "a total that the remaining class makes"),
        ({"year": 2040}, "years: found 2025"),
    ],
)
def test_paths_by_size_that_cannot_be_are_refused(changed: dict[str, float], said: str) -> None:
    with pytest.raises(InputError) as refused:
        adoption_by_size(range(2025, 2036), **BY_SIZE | changed)
    assert said in str(refused.value)
