"""Curves held against printed results; half the last printed digit is the tolerance."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest

from impact.errors import InputError
from impact.productivity.adoption.bass import bass_adoption
from impact.productivity.adoption.logistic import logistic_adoption
from impact.productivity.adoption.results import How

# Sales of video recorders in the United States in thousands, 1980-1989: the example of the Bass model by nls() in R
# that is printed in many places (segmentfault.com, article 1190000023280426).
VCR = (840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890)


@pytest.mark.parametrize(
    ("name", "value", "half", "std_error", "half_of_error"),
    [
        ("market", 6.80e4, 0.005e4, 3.13e3, 0.005e3),
        ("innovation", 0.00659, 0.000005, 0.00143, 0.000005),
        ("imitation", 0.638, 0.0005, 0.0414, 0.00005),
    ],
)
def test_bass_on_sales_of_video_recorders(
    name: str, value: float, half: float, std_error: float, half_of_error: float
) -> None:
    found = bass_adoption(range(1980, 1990), VCR).parameter(name)
    assert found.value == pytest.approx(value, abs=half)
    assert found.std_error == pytest.approx(std_error, abs=half_of_error)


def test_cumulative_sales_of_the_curve_follow_those_of_the_series() -> None:
    found = bass_adoption(range(1980, 1990), VCR)
    # Sales of a year stand for the slope at its time, so the sum of ten years is reached half a year later.
    assert found.path([1989.5]).iloc[0] == pytest.approx(sum(VCR), rel=0.02)
    assert found.ceiling == found.parameter("market").value
    assert found.fit["residual"].abs().max() < 1200


def test_before_the_peak_of_sales_the_size_of_the_market_cannot_be_told() -> None:
    """Sales peaked in 1985: to 1984 there is no answer, to 1985 one that says how little it knows."""
    with pytest.raises(InputError, match="a series that tells the size of the market"):
        bass_adoption(range(1980, 1985), VCR[:5])
    found = bass_adoption(range(1980, 1986), VCR[:6])
    assert {caution.code for caution in found.cautions} >= {"market_uncertain", "few_points"}
    assert {c.code for c in bass_adoption(range(1980, 1990), VCR).cautions} == {"beyond_evidence"}


def test_a_market_whose_size_falls_out_of_the_sum_of_squares_is_refused_without_a_warning() -> None:
    """All is sold in the first year: what comes after has no part in the curve, and p and q cannot be told apart."""
    sales = [2000, 4.1, 91, 0.053, 2.7, 3.1]
    with pytest.raises(InputError, match="a series that tells the size of the market"):
        bass_adoption(range(2000, 2006), sales)


# Share of Dutch firms with ten or more workers that use AI: 22.7 % in 2024 (CBS), 33.2 % in 2025 (Eurostat); the
# slopes are the difference of the log odds.
@pytest.mark.parametrize(("ceiling", "slope"), [(0.85, 0.565), (0.9, 0.550)])
def test_slope_of_ai_use_in_the_netherlands(ceiling: float, slope: float) -> None:
    found = logistic_adoption([2024, 2025], [0.227, 0.332], ceiling=ceiling)
    assert found.parameter("rate").value == pytest.approx(slope, abs=0.0005)
    assert found.parameter("rate").std_error is None
    assert found.how is How.EXACT
    np.testing.assert_allclose(found.path([2024, 2025]), [0.227, 0.332], rtol=1e-12)
    assert {caution.code for caution in found.cautions} >= {"few_points", "no_standard_error"}


def test_three_points_have_the_standard_errors_of_ordinary_least_squares(
    peer: Callable[[str], ModuleType],
) -> None:
    years, shares, ceiling = np.array([2023.0, 2024, 2025]), np.array([0.138, 0.227, 0.332]), 0.85
    regression = peer("statsmodels.api")
    line = regression.OLS(np.log(shares / (ceiling - shares)), regression.add_constant(years - 2024)).fit()
    found = logistic_adoption(years, shares, ceiling=ceiling)
    assert found.parameter("rate").value == pytest.approx(line.params[1], rel=1e-10)
    assert found.parameter("rate").std_error == pytest.approx(line.bse[1], rel=1e-10)
    jacobian = np.array([-1 / line.params[1], line.params[0] / line.params[1] ** 2])
    by_delta = np.sqrt(jacobian @ line.cov_params() @ jacobian)
    assert found.parameter("midpoint").std_error == pytest.approx(by_delta, rel=1e-6)
    assert found.parameter("midpoint").value == pytest.approx(2024 - line.params[0] / line.params[1], rel=1e-12)


def test_bass_has_the_estimates_and_errors_of_another_optimiser(peer: Callable[[str], ModuleType]) -> None:
    """Random series: scipy's curve_fit, in the unknowns themselves."""
    rng = np.random.default_rng(7)
    time = np.arange(1.0, 15.0)
    for _ in range(10):
        m, p, q = rng.uniform(100, 1e5), rng.uniform(0.005, 0.04), rng.uniform(0.3, 0.7)

        def density(t: np.ndarray, m: float, p: float, q: float) -> np.ndarray:
            e = np.exp(-(p + q) * t)
            return m * (p + q) ** 2 / p * e / (1 + q / p * e) ** 2

        sales = density(time, m, p, q) * rng.uniform(0.9, 1.1, len(time))
        fitted = peer("scipy.optimize").curve_fit
        values, covariance = fitted(density, time, sales, p0=(m, p, q), x_scale=(m, p, q), method="trf", ftol=1e-13)
        found = bass_adoption(2000 + time, sales)
        np.testing.assert_allclose([x.value for x in found.parameters], values, rtol=1e-4)
        np.testing.assert_allclose([x.std_error for x in found.parameters], np.sqrt(np.diag(covariance)), rtol=1e-3)
