"""West Germany and its reunification (Abadie, Diamond and Hainmueller 2015): scpi on outcomes alone, sixteen donors.

The panel stands in `panels/`. Numbers of scpi_pkg are its saved output in mlsynth 1.0.0,
benchmarks/reference/scpi_germany_pi and benchmarks/cases/scpi_staggered.py (commits 1e7cb77, 84b9142); with
`cointegrated_data=True` what C. Mendez prints (starter-academic-v501, post python_scpi, commit 0e9f0e1).

Its intervals are not ours, on purpose (decision 0065): it models the noise by regression on the donors, and measures a
year to come by residuals of the fit, ours by years left out of it. The part of the weights is the same programme. With
the noise that scpi models, it must give the intervals that scpi prints.
"""

from functools import partial

import numpy as np
import pytest
import statsmodels.api as sm

from impact.effects import Design, estimate, prediction_intervals
from impact.effects.design.identification import identified
from impact.effects.estimators.controls import controls_by_unit
from impact.effects.estimators.weight_sets import reach
from impact.effects.inference.prediction import tightness

WEST, ITALY = "West Germany", "Italy"
AFTER = Design("gdp", "unit", "year", {WEST: 1991})
PRINTED_LOW = [
    20.2768, 21.0517, 21.3559, 22.2772, 22.9692, 23.6035, 24.2648, 25.4091, 26.261, 26.7661, 27.0776, 28.4649, 29.5243,
]  # fmt: skip
PRINTED_HIGH = [
    22.2755, 22.9824, 23.5701, 24.6526, 25.9023, 27.1348, 27.8014, 29.0695, 30.3635, 32.185, 33.5059, 34.1596, 34.7277,
]  # fmt: skip
# scpi_pkg 4.0.0, its noise with one mean and by HC1 (u_order=0, u_missp=False), mean of three runs of 1,000 draws
PLAIN_LOW = [
    20.6722, 21.4257, 21.8564, 22.7673, 23.5821, 24.1895, 24.8548, 26.0909, 26.7605, 27.3231, 27.9521, 29.2818, 30.0785,
]  # fmt: skip
PLAIN_HIGH = [
    21.6987, 22.3741, 22.8548, 23.8884, 24.8557, 25.9931, 26.9697, 28.1341, 29.5191, 31.2689, 32.2848, 33.1444, 34.1299,
]  # fmt: skip
COINTEGRATED_LOW = [19.93, 21.30, 21.72, 22.57, 22.98, 23.88, 24.75, 25.69, 26.70, 26.73, 26.55, 29.26, 30.04]
COINTEGRATED_HIGH = [22.21, 22.37, 22.91, 23.94, 25.28, 25.94, 27.08, 28.37, 29.24, 31.53, 32.98, 33.20, 33.99]
DRAWS, PARTS, TAIL = 999, 9, 0.025
THEIR_DRAWS = 200  # of the intervals of cointegrated data


@pytest.fixture(scope="module")
def west(germany):
    """Return West Germany beside its donors."""
    (control,) = controls_by_unit(identified(germany, AFTER), "simplex")
    return control


def test_weights_and_the_path_of_the_synthetic_west_germany(germany, west):
    """Six digits of the weights (its solver leaves 1e-6), and four of the path."""
    weights = {
        "Austria": 0.291117,
        "France": 0.030302,
        "Italy": 0.191367,
        "Netherlands": 0.133029,
        "Switzerland": 0.08136,
        "USA": 0.272824,
    }
    path = [
        21.1002, 21.8289, 22.3178, 23.2758, 24.1442, 25.0584, 26.0043, 27.05, 28.069, 29.6998, 30.5245, 31.5154,
        32.3202,
    ]  # fmt: skip
    effect = estimate(germany, AFTER, estimator="synthetic_control", inference="placebo", level=0.9)
    gap = effect.path.loc[effect.path["period"] >= 0, "estimate"].to_numpy()
    assert effect.unit_weights[effect.unit_weights > 1e-6].to_dict() == pytest.approx(weights, abs=1.5e-6)
    assert west.target[west.after] - gap == pytest.approx(path, abs=5e-5)


def test_weights_of_a_lasso(germany):
    """The same print: fit before, gap of 2003 and mean gap, three digits. Its ridge is another (decision 0065)."""
    (control,) = controls_by_unit(identified(germany, AFTER), "lasso")
    before, after = control.gap[control.before], control.gap[control.after]
    assert np.sqrt(np.mean(before**2)) == pytest.approx(0.071, abs=5e-4)
    assert (after[-1], after.mean()) == pytest.approx((-3.426, -1.618), abs=5e-4)


def test_two_units_with_dates_of_their_own(germany):
    """scpi's example of several treated units, on outcomes alone: each unit, and all unit-years; four digits."""
    found = prediction_intervals(germany, Design("gdp", "unit", "year", {WEST: 1991, ITALY: 1992}), draws=99)
    assert found.by_unit["effect"].to_dict() == pytest.approx({WEST: -1.8476, ITALY: -1.1211}, abs=5e-5)
    assert found.overall["effect"].tolist() == pytest.approx([-1.4989], abs=5e-5)
    assert not {WEST, ITALY} & set(found.weights.index)


def simulated(control, sd):
    """Return what the weights take from and add to the synthetic control (2, years), and the error of each of them, by
    parts of the draws, at least a hundredth. Years before that `sd` is not of are left out.
    """
    before, after = control.donors[control.before][-len(sd) :], control.donors[control.after]
    noise = np.random.default_rng(0).standard_normal((DRAWS, len(before))) * sd
    far = np.array([[reach(control.fit, before, tightness(control), s * d, noise) for d in after] for s in (1, -1)])
    parts = np.quantile(far.reshape(2, len(after), PARTS, -1), 1 - TAIL, axis=3)
    less, more = np.quantile(far, 1 - TAIL, axis=2)
    return np.stack([-less, more]), np.maximum(parts.std(axis=2, ddof=1) / np.sqrt(PARTS), 0.01)


def inflated(control, residual):
    """Return the size of each year's noise by HC1."""
    years, freedom = len(residual), int((control.fit.weights > 1e-6).sum()) - 1
    return np.abs(residual) * np.sqrt(years / (years - freedom))


def test_what_the_weights_take_and_add(west):
    """The in-sample part alone, where scpi is told to model the noise as we do."""
    residual, fit = west.gap[west.before], (west.target - west.gap)[west.after]
    ours, error = simulated(west, inflated(west, residual - residual.mean()))
    assert fit + ours == pytest.approx(np.array([PLAIN_LOW, PLAIN_HIGH]), abs=3 * error.max())


def modelled(control, residual, donors):
    """Return the noise as scpi models it: its size before (T0,), and how far below and above a year to come is off.

    Mean and logarithm of the variance are linear in the donors that have weight; a year is sub-Gaussian (Cattaneo,
    Feng and Titiunik 2021, section 4), its spread not more than the quartiles say.
    """
    present = sm.add_constant(donors[:, control.fit.weights > tightness(control)])
    design, later = present[: len(residual)], present[len(residual) :]
    predict = partial(np.matmul, later)
    mean = sm.OLS(residual, design).fit()
    spread = np.sqrt(np.exp(predict(sm.OLS(np.log(mean.resid**2), design).fit().params)))
    low, high = (predict(sm.QuantReg(mean.resid, design).fit(q=q).params) for q in (0.25, 0.75))
    reach_of_a_year = np.sqrt(2 * np.log(1 / TAIL)) * np.minimum(spread, np.abs(high - low) / 1.34)
    middle = predict(mean.params)
    return inflated(control, mean.resid), np.stack([middle - reach_of_a_year, middle + reach_of_a_year])


def test_intervals_as_scpi_prints_them(west):
    """Its default intervals in levels, thirteen years, four digits; to the error of 999 draws here and 2,000 there."""
    sd, year = modelled(west, west.gap[west.before], west.donors)
    ours, error = simulated(west, sd)
    fit = (west.target - west.gap)[west.after]
    assert fit + ours + year == pytest.approx(np.array([PRINTED_LOW, PRINTED_HIGH]), abs=3 * error.max())


def test_intervals_of_cointegrated_data_as_scpi_prints_them(west):
    """The noise modelled on the growth of the donors instead of their level, which takes the first year; two digits,
    to the error of their 200 draws beside our 999.

    Nothing in the weights changes, and so nothing in our own intervals, which model no noise on donors: there is no
    such choice to offer.
    """
    sd, year = modelled(west, west.gap[west.before][1:], np.diff(west.donors, axis=0))
    ours, error = simulated(west, sd)
    far = (west.target - west.gap)[west.after] + ours + year - np.array([COINTEGRATED_LOW, COINTEGRATED_HIGH])
    assert (np.abs(far) <= 3 * error * np.sqrt(1 + DRAWS / THEIR_DRAWS)).all()
    assert np.abs(far).mean() < 0.06
