from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.productivity.adoption.bass import bass_adoption
from impact.productivity.adoption.curves import bass_density, bass_share, bass_through, logistic_through
from impact.productivity.adoption.logistic import logistic_adoption

YEARS = np.arange(2025, 2061)
shares = st.floats(0.01, 0.6)
ceilings = st.floats(0.61, 1.0)
rates = st.floats(0.0, 2.0)


@given(shares, ceilings, rates)
def test_a_logistic_path_stays_between_its_start_and_its_ceiling_and_never_falls(
    share: float, ceiling: float, rate: float
) -> None:
    path = logistic_through(YEARS, share=share, year=2025, ceiling=ceiling, rate=rate)
    assert path[0] == pytest.approx(share)
    assert (path >= 0).all()
    assert (path <= ceiling).all()
    assert (np.diff(path) >= -1e-15).all()


@given(shares, ceilings, st.floats(0.001, 0.1), st.floats(0.0, 1.0))
def test_a_bass_path_stays_between_its_start_and_its_ceiling_and_never_falls(
    share: float, ceiling: float, p: float, q: float
) -> None:
    path = bass_through(YEARS, share=share, year=2025, ceiling=ceiling, innovation=p, imitation=q)
    assert path[0] == pytest.approx(share)
    assert (path >= 0).all()
    assert (path <= ceiling).all()
    assert (np.diff(path) >= -1e-12).all()


@given(shares, st.floats(0.61, 0.95), st.floats(0.0, 1.0), st.floats(0.0, 0.05), st.floats(0.0, 0.5))
def test_a_higher_ceiling_or_rate_never_lowers_the_path(
    share: float, ceiling: float, rate: float, higher: float, faster: float
) -> None:
    path = logistic_through(YEARS, share=share, year=2025, ceiling=ceiling, rate=rate)
    above = logistic_through(YEARS, share=share, year=2025, ceiling=ceiling + higher, rate=rate)
    steeper = logistic_through(YEARS, share=share, year=2025, ceiling=ceiling, rate=rate + faster)
    assert (above >= path - 1e-12).all()
    assert (steeper >= path - 1e-12).all()


@given(shares, ceilings, rates)
def test_a_line_through_a_logistic_path_finds_its_rate_again(share: float, ceiling: float, rate: float) -> None:
    years, pace = YEARS[:6], 0.05 + rate / 4
    path = logistic_through(years, share=share, year=2025, ceiling=ceiling, rate=pace)
    found = logistic_adoption(years, path, ceiling=ceiling)
    assert found.parameter("rate").value == pytest.approx(pace, rel=1e-5)
    np.testing.assert_allclose(
        found.path(YEARS), logistic_through(YEARS, share=share, year=2025, ceiling=ceiling, rate=pace), rtol=1e-5
    )


def test_draws_are_rows_and_each_is_the_path_of_its_own_parameters() -> None:
    ceiling, rate = np.array([0.7, 0.85, 0.95]), np.array([0.3, 0.45, 0.62])
    drawn = logistic_through(YEARS, share=0.332, year=2025, ceiling=ceiling, rate=rate)
    assert drawn.shape == (3, len(YEARS))
    for row, K, b in zip(drawn, ceiling, rate, strict=True):
        np.testing.assert_array_equal(row, logistic_through(YEARS, share=0.332, year=2025, ceiling=K, rate=b))
    p, q = np.array([0.01, 0.03, 0.05]), np.array([0.25, 0.38, 0.6])
    drawn = bass_through(YEARS, share=0.332, year=2025, ceiling=ceiling, innovation=p, imitation=q)
    for row, K, *pq in zip(drawn, ceiling, p, q, strict=True):
        alone = bass_through(YEARS, share=0.332, year=2025, ceiling=K, innovation=pq[0], imitation=pq[1])
        np.testing.assert_array_equal(row, alone)


@given(st.floats(0.001, 0.1), st.floats(0.0, 1.0), st.floats(0.0, 20.0))
def test_the_density_of_bass_is_the_slope_of_its_share_and_its_equation_holds(p: float, q: float, t: float) -> None:
    share = float(bass_share(t, p, q))
    assert float(bass_density(t, p, q)) == pytest.approx((p + q * share) * (1 - share), rel=1e-9, abs=1e-14)


def test_without_imitation_bass_is_exponential() -> None:
    np.testing.assert_allclose(bass_share(np.arange(5.0), 0.1, 0.0), 1 - np.exp(-0.1 * np.arange(5.0)), rtol=1e-14)


def test_a_series_made_by_a_bass_curve_gives_its_parameters_back() -> None:
    time = np.arange(1.0, 13.0)
    found = bass_adoption(2000 + time, 5000 * bass_density(time, 0.02, 0.5))
    np.testing.assert_allclose([p.value for p in found.parameters], [5000, 0.02, 0.5], rtol=1e-6)
