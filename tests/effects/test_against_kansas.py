"""Kansas and its tax cuts of 2012 (Ben-Michael, Feller and Rothstein 2021): quarterly product a head, 49 other states.

R augsynth, singlesynth vignette (commit 28da7fd), to three decimals; pysyncon 1.7, examples/augsynth/kansas.ipynb
(commit 672ff40), to four. The panel stands in `panels/`, cut after five decimals, which moves weights by 1e-4.

One fit each, without placebos: every state of fifty anew with each of 89 quarters left out takes a minute.
"""

import numpy as np
import pytest

from impact.effects import Design
from impact.effects.design.identification import identified
from impact.effects.estimators import named, null_fits, synthetic
from impact.effects.inference import conformal

CUTS = Design("log_gdp", "unit", "quarter", {"Kansas": 4 * 2012 + 1})
BEFORE = 89


@pytest.fixture(scope="module")
def states(kansas):
    """Return Kansas beside its donors."""
    return identified(kansas, CUTS)


@pytest.fixture(scope="module")
def compared(states):
    """Return the comparisons by the name of their estimator."""
    solvers = {name: named(name).solver for name in ("synthetic_control", "augmented_synthetic_control")}
    return {name: synthetic.fit(states, solver(states)) for name, solver in solvers.items()}


@pytest.fixture(scope="module")
def unweighted(states):
    """Return how far Kansas lies from the plain mean of the others before (the root of the sum of squares)."""
    gap = states.outcome[states.treated][0] - states.outcome[~states.treated].mean(axis=0)
    return np.linalg.norm(gap[:BEFORE])


def imbalance(comparison):
    return np.linalg.norm(comparison.gap[:BEFORE])


def test_plain(compared, unweighted):
    """`progfunc = "None"`: the mean, sixteen quarters, the distance before and what it gains on the plain mean."""
    plain = compared["synthetic_control"]
    quarters = [
        -0.018, -0.041, -0.033, -0.019, -0.029, -0.046, -0.032, -0.045, -0.043, -0.029, -0.018, -0.029, -0.019, -0.022,
        -0.019, -0.028,
    ]  # fmt: skip
    assert plain.estimate == pytest.approx(-0.029, abs=5e-4)
    assert plain.gap[BEFORE:] == pytest.approx(quarters, abs=5e-4)
    assert imbalance(plain) == pytest.approx(0.083, abs=5e-4)
    assert 1 - imbalance(plain) / unweighted == pytest.approx(0.795, abs=5e-4)


def test_ridge_augmented_with_the_penalty_of_its_own_rule(compared, unweighted):
    """`progfunc = "Ridge"`: the same, and how much the augmentation moves (printed without its sign)."""
    plain, augmented = compared.values()
    quarters = [
        -0.022, -0.047, -0.043, -0.030, -0.041, -0.059, -0.045, -0.058, -0.055, -0.041, -0.029, -0.040, -0.030, -0.033,
        -0.029, -0.038,
    ]  # fmt: skip
    assert augmented.estimate == pytest.approx(-0.0401, abs=5e-5)
    assert augmented.gap[BEFORE:] == pytest.approx(quarters, abs=5e-4)
    assert imbalance(augmented) == pytest.approx(0.0615, abs=5e-5)
    assert 1 - imbalance(augmented) / unweighted == pytest.approx(0.847008, abs=5e-6)
    assert plain.estimate - augmented.estimate == pytest.approx(0.0106, abs=5e-5)


def test_weights_of_the_augmented_control(states, compared):
    """pysyncon, the eleven above a hundredth of forty-nine."""
    printed = {
        "South Carolina": 0.3162, "Washington": 0.2368, "Texas": 0.1778, "North Dakota": 0.1231,
        "West Virginia": 0.0850, "Alaska": 0.0710, "Kentucky": 0.0671, "Oklahoma": 0.0296, "Utah": 0.0182,
        "New Jersey": 0.0160, "Illinois": 0.0151,
    }  # fmt: skip
    donors = np.array(states.units)[~states.treated]
    weights = dict(zip(donors, compared["augmented_synthetic_control"].unit_weights, strict=True))
    assert {unit: w for unit, w in weights.items() if w > 0.01} == pytest.approx(printed, abs=1e-4)


def test_conformal_p_value_of_every_quarter(states):
    """augsynth's default: each quarter by itself behind the 89 before, of 90 residuals under the null."""
    printed = [
        0.111, 0.022, 0.044, 0.111, 0.044, 0.022, 0.022, 0.022, 0.022, 0.044, 0.144, 0.078, 0.122, 0.111, 0.189, 0.100,
    ]  # fmt: skip
    donors, target = states.outcome[~states.treated].T, states.outcome[states.treated][0]
    tests = conformal.each_period(null_fits.simplex, donors, target, np.arange(len(target)) >= BEFORE)
    assert [test.p_value() for test in tests] == pytest.approx(printed, abs=5e-4)
