"""Detectable effects against simulations of errors with autocorrelation 0.6, in their standard deviations."""

import numpy as np
import pandas as pd
import pytest

from impact.effects import Design, estimate, minimum_detectable_effect
from impact.effects.design.assignments import random_sets
from impact.effects.robustness.played import Played, evenly, smallest_found
from impact.errors import InputError

from .conftest import noise_panel


def autoregressive(units, years, seed):
    rng = np.random.default_rng(seed)
    e = rng.standard_normal((units, years))
    y = e.copy()
    for t in range(1, years):
        y[:, t] = 0.6 * y[:, t - 1] + 0.8 * e[:, t]
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), years),
            "year": np.tile(np.arange(2000, 2000 + years), units),
            "y": y.ravel(),
        }
    )


@pytest.mark.parametrize(
    ("units", "treated", "post", "sd", "tolerance", "runs"),
    [
        (40, 1, 1, 3.1, 0.15, 300),
        (40, 1, 3, 2.6, 0.1, 300),
        (40, 1, 5, 2.5, 0.1, 300),
        (40, 4, 3, 1.35, 0.05, 8),
        (342, 15, 3, 0.70, 0.07, 4),
    ],
)
def test_simulated_effects_of_the_unscaled_test(units, treated, post, sd, tolerance, runs):
    """Published to one or two digits from a simulation of its own; here pooled over many panels."""
    windows = []
    for seed in range(runs):
        sets = np.arange(units)[:, None] if treated == 1 else random_sets(units, treated, 999, seed)
        y = autoregressive(units, 15 + post, seed)["y"].to_numpy().reshape(units, -1)
        played = Played(sets, evenly(units, treated), np.arange(treated))
        windows.append(played.window(y[:, :15], y[:, 15:], scaled=False))
    assert smallest_found(windows, int(0.05 * len(sets)), 0.8, 8.0) == pytest.approx(sd, abs=tolerance)


def test_scaling_has_a_price():
    panel, design = autoregressive(40, 18, 1), Design("y", "unit", "year", {0: 2030})
    plain = minimum_detectable_effect(panel, design, inference="permutation")
    scaled = minimum_detectable_effect(panel, design)
    assert plain.value < scaled.value < 1.5 * plain.value


def test_the_effect_is_found_in_the_wanted_share_of_cases():
    """Give every unit in turn the detectable effect, and let `estimate` look for it."""
    panel = autoregressive(40, 12, seed=5)
    design = Design("y", "unit", "year", {0: 2012})
    power = minimum_detectable_effect(panel, design, post_periods=3, pre_periods=9)
    found = []
    for unit in range(40):
        treated = panel.assign(y=panel["y"] + power.value * ((panel["unit"] == unit) & (panel["year"] >= 2009)))
        found.append(estimate(treated, Design("y", "unit", "year", {unit: 2009}), estimator="did").p_value <= 0.05)
    assert np.mean(found) == pytest.approx(0.8, abs=0.026)


def test_years_of_announcement_keep_the_windows_apart():
    """The registered test leaves them out, so errors have had time to wander: a larger effect is needed."""
    panel = autoregressive(40, 14, seed=5)
    power = minimum_detectable_effect(
        panel, Design("y", "unit", "year", {0: 2016}, anticipation=2), post_periods=3, pre_periods=9
    )
    found = []
    for unit in range(40):
        treated = panel.assign(y=panel["y"] + power.value * ((panel["unit"] == unit) & (panel["year"] >= 2011)))
        design = Design("y", "unit", "year", {unit: 2011}, anticipation=2)
        found.append(estimate(treated, design, estimator="did").p_value <= 0.05)
    assert np.mean(found) == pytest.approx(0.8, abs=0.026)
    apart = [
        minimum_detectable_effect(panel, Design("y", "unit", "year", {0: 2014 + a}, anticipation=a)) for a in (0, 2)
    ]
    assert apart[1].value > apart[0].value


@pytest.mark.parametrize(("unit", "truth"), [(2, 1.54), (20, 3.37), (37, 7.59)])
def test_the_effect_on_the_treated_follows_its_own_noise(unit, truth):
    """Truth by simulation: 800 panels for every effect tried, twelve years before, one between, three after.

    The average over all units is 4.0, whoever is treated.
    """
    noise = np.exp(np.linspace(-1, 1, 40))
    found = []
    for seed in range(12):
        panel = autoregressive(40, 16, seed)
        panel["y"] *= noise[panel["unit"]]
        design = Design("y", "unit", "year", {unit: 2030}, anticipation=1)
        found.append(minimum_detectable_effect(panel, design, pre_periods=12, curve_periods=()))
    assert np.mean([power.for_treated for power in found]) == pytest.approx(truth, rel=0.15)
    assert np.mean([power.value for power in found]) == pytest.approx(4.0, rel=0.15)


def test_where_all_are_taken_to_be_equally_noisy_the_treated_is_as_any_other():
    power = minimum_detectable_effect(
        autoregressive(40, 16, 2), Design("y", "unit", "year", {0: 2030}), inference="permutation", curve_treated=(3,)
    )
    assert power.for_treated == power.value
    assert power.curve.groupby("n_treated")["for_treated"].count().to_dict() == {1: 5, 3: 0}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"power": 80}, "power: found 80; expected a share"),
        ({"power": float("nan")}, "power: found nan"),
        ({"level": 0.95}, "level: found 0.95; expected the size of the test"),
        ({"level": 5}, "level: found 5"),
        ({"inference": "cr2"}, "inference: found cr2; expected a test by reassignment"),
        ({"inference": "auto"}, "inference: found auto"),
        ({"curve_treated": (0, 3, 40, 500)}, r"curve_treated: found \[0, 40, 500\]; expected 1 to 39 of 40 units"),
        ({"curve_periods": (0, 1)}, r"curve_periods: found \[0\]"),
        ({"post_periods": 0}, "post_periods: found 0"),
    ],
)
def test_what_cannot_be_asked(options, words):
    with pytest.raises(InputError, match=words):
        minimum_detectable_effect(autoregressive(40, 16, 2), Design("y", "unit", "year", {0: 2030}), **options)


def test_curve_falls_with_years_and_units():
    panel = autoregressive(40, 16, seed=2)
    power = minimum_detectable_effect(panel, Design("y", "unit", "year", {0: 2030}), curve_treated=(3,))
    curve = power.curve.set_index(["n_treated", "post_periods"])["value"]
    assert (curve[3] < curve[1]).all()
    assert curve[1].loc[5] < curve[1].loc[1]
    assert power.value == curve[1].loc[3]
    assert power.smallest_p == 1 / 40
    assert (power.n_treated, power.n_control) == (1, 39)


def test_twelve_provinces_can_find_nothing():
    power = minimum_detectable_effect(noise_panel(12), Design("y", "unit", "year", {0: 2030}))
    assert power.value == float("inf")
    assert power.smallest_p == pytest.approx(1 / 12)
    assert np.isfinite(power.closed_form)


def test_blocks_of_neighbours():
    ring = {i: ((i - 1) % 40, (i + 1) % 40) for i in range(40)}
    design = Design("y", "unit", "year", dict.fromkeys((1, 2, 3), 2030), neighbours=ring)
    assert minimum_detectable_effect(autoregressive(40, 16, 2), design).smallest_p == 1 / 40


def test_treated_years_are_not_used():
    panel = autoregressive(40, 15, seed=3)
    loud = panel.assign(y=panel["y"] + 50.0 * ((panel["unit"] == 0) & (panel["year"] >= 2012)))
    design = Design("y", "unit", "year", {0: 2012})
    assert minimum_detectable_effect(loud, design).value == minimum_detectable_effect(panel, design).value


def test_too_few_years():
    with pytest.raises(InputError, match="at least 8 clean years"):
        minimum_detectable_effect(noise_panel(), Design("y", "unit", "year", {0: 2007}), post_periods=5)
